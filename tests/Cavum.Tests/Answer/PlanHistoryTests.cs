using Cavum.Study;
using Cavum.Tests.Study;

namespace Cavum.Tests.Answer;

public class PlanHistoryTests
{
    private static readonly DateTimeOffset Before = new(2025, 12, 24, 9, 0, 0, TimeSpan.Zero), After = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_plan_that_was_never_frozen_is_said_so_by_check_and_analysis()
    {
        using var study = new TemporaryStudy();

        Assert.Contains(Run.Json("study", "check", study.Folder).GetProperty("findings").EnumerateArray(), f => f.GetProperty("rule").GetString() == "plan-not-frozen");
        var plan = Run.Json("analyze", study.Folder).GetProperty("plan");
        Assert.Equal("notFrozen", plan.GetProperty("status").GetString());
        Assert.Contains("never frozen", plan.GetProperty("sentence").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_change_is_shown_with_its_date_reason_and_difference()
    {
        using var study = new TemporaryStudy();
        Assert.False(PlanHistory.Freeze(study.Folder, Before, "").IsRefused);
        study.Replace("design.json", "\"schedule\"", "\"plan\":{\"decision\":{\"probabilityMore\":0.95}},\"schedule\"");
        Assert.Contains(Run.Json("study", "check", study.Folder).GetProperty("findings").EnumerateArray(), f => f.GetProperty("rule").GetString() == "plan-changed");
        Assert.True(PlanHistory.Freeze(study.Folder, After, "").IsRefused); // a change needs its reason
        Assert.False(PlanHistory.Freeze(study.Folder, After, "the ethics committee asked for \"0.95\"").IsRefused);

        var plan = Run.Json("analyze", study.Folder).GetProperty("plan");

        Assert.Equal("frozenBeforeOutcomes", plan.GetProperty("status").GetString());
        var change = Assert.Single(plan.GetProperty("changes").EnumerateArray());
        Assert.True(change.GetProperty("afterOutcomes").GetBoolean());
        Assert.Equal("2026-03-01T09:00:00Z", change.GetProperty("on").GetString());
        var difference = Assert.Single(change.GetProperty("differences").EnumerateArray());
        Assert.Equal(("plan.decision.probabilityMore", "0.975", "0.95"), (difference.GetProperty("path").GetString(), difference.GetProperty("before").GetString(), difference.GetProperty("after").GetString()));
        Assert.Contains("0.95", File.ReadAllText(Path.Combine(study.Folder, "report", "index.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Spacing_order_of_keys_and_the_data_cut_are_not_changes_of_the_plan()
    {
        using var study = new TemporaryStudy();
        Assert.False(PlanHistory.Freeze(study.Folder, Before, "").IsRefused);
        study.Replace("design.json", "\"dataCut\":\"2026-06-30\"", "  \"dataCut\" : \"2026-07-31\"");

        Assert.True(PlanHistory.Freeze(study.Folder, After, "nothing").IsRefused);
    }

    [Fact]
    public void A_row_changed_or_taken_out_breaks_the_chain_and_an_edited_plan_its_name()
    {
        using var study = new TemporaryStudy();
        Assert.False(PlanHistory.Freeze(study.Folder, Before, "first").IsRefused);
        study.Replace(PlanHistory.File, "2025-12-24", "2025-12-01");

        var refused = Run.Cavum("analyze", study.Folder);
        Assert.Equal(1, refused.Exit);
        Assert.Contains("append-only", refused.Error, StringComparison.Ordinal);

        study.Replace(PlanHistory.File, "2025-12-01", "2025-12-24");
        string plan = Directory.GetFiles(Path.Combine(study.Folder, "plans"))[0];
        File.WriteAllText(plan, File.ReadAllText(plan) + " ");
        Assert.Contains("never edited", Run.Cavum("analyze", study.Folder).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Freezing_by_command_writes_history_and_plan_and_refuses_a_second_time()
    {
        using var study = new TemporaryStudy();

        var frozen = Run.Json("study", "freeze", study.Folder);

        Assert.True(frozen.GetProperty("afterFirstOutcome").GetBoolean());
        Assert.True(File.Exists(Path.Combine(study.Folder, "plans", frozen.GetProperty("plan").GetString() + ".json")));
        Assert.Equal(1, Run.Cavum("study", "freeze", study.Folder).Exit);
        Assert.Equal("frozenAfterFirstOutcome", Run.Json("analyze", study.Folder).GetProperty("plan").GetProperty("status").GetString());
    }
}
