using Cavum.Analysis;
using Cavum.Study;

namespace Cavum.Tests.Answer;

/// <summary>A published curve, read off by hand, on its way into the plan.</summary>
public sealed class DigitisedControlTests : IDisposable
{
    private const string Points = "time,survival\n0,100\n2,80\n4,60\n6,40\n8,30\n10,20\n12,20\n", Risk = "0 50\n4 30\n8 15\n12 5\n";
    private readonly GeneratedStudy study = new(14, 0.5, controls: 1);

    public void Dispose() => study.Dispose();

    private static DigitisedControl Curve(string points = Points, string risk = Risk, string survivalIn = "percent", string name = "A re-challenge series", bool? priorIcb = true) => new(points, survivalIn, risk, new PlannedControl
    {
        Name = name,
        Kind = "curve",
        File = "",
        TimeUnit = "months",
        PriorIcb = priorIcb,
        ScanEveryDays = 56,
        Justification = "same drug after ICB failure",
    });

    [Fact]
    public void Looking_writes_nothing_and_adding_makes_a_line_of_the_next_analysis()
    {
        string design = File.ReadAllText(Path.Combine(study.Folder, "design.json"));

        var seen = DigitisedControls.Check(study.Folder, Curve()).Value;
        Assert.Empty(seen.Written);
        Assert.Equal(design, File.ReadAllText(Path.Combine(study.Folder, "design.json")));
        Assert.Equal(50, seen.Subjects);
        Assert.InRange(seen.MedianDays!.Value / 30.4375, 4, 6); // 60 % at month 4, 40 % at month 6
        Assert.Empty(seen.Mismatches);

        var added = DigitisedControls.Add(study.Folder, Curve()).Value;
        Assert.Equal(["controls/a-re-challenge-series.csv", "controls/a-re-challenge-series-at-risk.csv", "design.json"], added.Written);
        var external = Assert.Single(StudyAnalysis.Run(study.Folder).Value.Results.TimeToEvent.External!);
        Assert.Equal(("A re-challenge series", 50, false), (external.Name, external.Controls, external.Decides));
        Assert.Equal(seen.MedianDays, external.ControlCurve!.MedianDays);
        Assert.Contains(DigitisedControls.Add(study.Folder, Curve()).Problems, p => p.Expected.Contains("does not exist yet", StringComparison.Ordinal));
    }

    [Fact]
    public void What_does_not_match_the_estimand_is_said_before_it_is_added() =>
        Assert.Contains(DigitisedControls.Check(study.Folder, Curve(priorIcb: false)).Value.Mismatches, m => m.Contains("had not progressed on ICB", StringComparison.Ordinal));

    [Fact]
    public void Every_unreadable_line_is_refused_at_once_and_nothing_is_written()
    {
        var refused = DigitisedControls.Add(study.Folder, Curve("0 100\n1,5 92\nx\n", "0 50.5\n", "", "***"));

        Assert.Equal(["survivalIn", "points, line 2", "points, line 3", "atRisk, line 1", "name"], refused.Problems.Select(p => p.Place));
        Assert.False(File.Exists(Path.Combine(study.Folder, "controls", "-at-risk.csv")));
    }

    [Fact]
    public void The_unit_of_survival_is_never_guessed()
    {
        Assert.True(DigitisedControls.Check(study.Folder, Curve(survivalIn: "fraction")).IsRefused);
        Assert.True(DigitisedControls.Check(Path.GetTempPath(), Curve()).IsRefused);
    }

    [Fact]
    public void The_command_does_the_same_and_leaves_the_rest_of_the_design_as_it_is()
    {
        study.Write("points.txt", Points);
        study.Write("risk.txt", Risk);
        string[] command = ["evidence", "curve", study.Folder, "--points", Path.Combine(study.Folder, "points.txt"), "--at-risk", Path.Combine(study.Folder, "risk.txt"), "--name", "Series", "--survival-in", "percent", "--time-unit", "months", "--prior-icb", "yes", "--scan-every-days", "56", "--justification", "same"];
        var before = StudyFolder.Read(study.Folder).Value.Design;

        Assert.Equal(50, Run.Json([.. command, "--dry-run"]).GetProperty("subjects").GetInt32());
        Assert.Equal(3, Run.Json(command).GetProperty("written").GetArrayLength());
        var after = StudyFolder.Read(study.Folder).Value.Design;

        Assert.Equal(before.Plan.Decision, after.Plan.Decision);
        Assert.Equal(before.Plan.ScanInterval, after.Plan.ScanInterval);
        Assert.Equal("Series", Assert.Single(after.Plan.Controls).Name);
    }
}
