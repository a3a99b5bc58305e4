using Cavum.Analysis;
using Cavum.Core;
using Cavum.Tests.Study;

namespace Cavum.Tests.Answer;

/// <summary>The errors that stand in print, each refused with its reason.</summary>
public class EvidenceLibraryTests
{
    private const string Header = "arm,role,priorIcb,population,assessor,n,responders,evaluated,responsePercent,responseLower,responseUpper,pfsMedianMonths,osMedianMonths,landmarks,regimen,poolFlag,source\n";

    private static IReadOnlyList<Problem> Problems(params string[] rows) => EvidenceCheck.Of(CsvTable.Parse(Header + string.Join("\n", rows), "arms.csv").Value).Problems;

    [Theory]
    // KEYNOTE-028 in a review table: median PFS and OS stand in each other's column.
    [InlineData("A,icb_only,no,RM-NPC,IRC,27,7,27,,,,16.5,6.5,,,,s", "the columns may be swapped")]
    // 60.9 % free of progression at 9 months beside a median of 8.38 months.
    [InlineData("A,post,yes,RM-NPC,BICR,191,,,,,,8.38,,PFS@6=83.4;PFS@9=60.9,,,s", "at most 50 % at 9 months")]
    // 54.6 % (45.2–63.8) of 191 randomised: the interval is that of 65 of 119.
    [InlineData("A,post,yes,RM-NPC,BICR,191,104,191,,45.2,63.8,,,,,,s", "65/119")]
    [InlineData("A,icb_only,no,RM-NPC,IRC,10,11,10,,,,,,,,,s", "at most the 10 evaluated")]
    [InlineData("A,icb_only,no,RM-NPC,IRC,9,5,10,,,,,,,,,s", "at most the 9 subjects")]
    [InlineData("A,icb_only,no,RM-NPC,IRC,10,5,10,40,,,,,,,,s", "50.0 %, which is 5 of 10")]
    [InlineData("A,icb_only,no,RM-NPC,IRC,10,5,10,,,,,,PFS@6=30;PFS@12=40,,,s", "does not rise")]
    [InlineData("A,icb_only,no,RM-NPC,IRC,10,5,10,,,,,,PFS@12=60;OS@12=50,,,s", "PFS not above OS")]
    [InlineData("A,icb_only,no,RM-NPC,IRC,10,5,10,,,,9,20,PFS@6=40,,,s", "at least 50 % at 6 months")]
    [InlineData("A,icb_only,no,RM-NPC,IRC,10,5,10,,,,,,,toripalimab every 3 months,,s", "1 to 6 weeks")]
    [InlineData("A,icb_only,no,RM-NPC,IRC,10,5,10,,,,,,PFS=12,,,s", "PFS@MONTH=PERCENT")]
    [InlineData("A,icb_only,no,RM-NPC,IRC,ten,5,10,,,,,,,,,s", "a number")]
    public void What_cannot_be_true_of_an_arm_is_refused(string row, string reason) =>
        Assert.Contains(Problems(row), p => p.Expected.Contains(reason, StringComparison.Ordinal));

    [Fact]
    public void Different_assessors_in_one_pool_need_a_flag_on_every_arm()
    {
        string[] mixed = ["A,icb_only,no,RM-NPC,IRC,10,5,10,,,,,,,,,s", "B,icb_only,no,RM-NPC,investigator,10,5,10,,,,,,,,,s"];

        Assert.Equal(2, Problems(mixed).Count(p => p.Expected.Contains("mixed assessors", StringComparison.Ordinal)));
        Assert.Empty(Problems([.. mixed.Select(m => m.Replace(",,s", ",mixed assessors,s", StringComparison.Ordinal))]));
        Assert.Empty(Problems(mixed[0], mixed[1].Replace(",no,", ",yes,", StringComparison.Ordinal))); // two pools
    }

    [Theory]
    [InlineData("7,27,,11.1,46.3")]
    [InlineData("39,190,,15.0,27.0")]
    [InlineData("44,156,,21.3,36.0")]
    [InlineData("65,119,54.6,45.2,63.8")]
    [InlineData("31,115,27.0,19.1,36.0")]
    [InlineData("38,58,65.5,51.9,77.5")]
    public void Published_intervals_that_fit_their_counts_pass(string counts) => Assert.Empty(Problems($"A,icb_only,no,RM-NPC,IRC,,{counts},,,,,,s"));

    [Fact]
    public void The_table_that_comes_with_the_program_breaks_no_rule_and_no_arm_of_it_matches()
    {
        var found = EvidenceCheck.OfFile(Path.Combine(Shared.Project, "data/reference/icb-only-arms.csv"));

        Assert.False(found.IsRefused, string.Join("\n", found.Problems));
        Assert.All(found.Value.Arms.Where(a => a.Role == "icb_only"), a => Assert.Equal("C", a.Grade));
        Assert.Equal("D", found.Value.Arms.Single(a => a.Role == "post_icb_control").Grade);
    }

    [Fact]
    public void A_matched_arm_of_the_study_replaces_the_naive_ones_and_a_wrong_one_stops_the_analysis()
    {
        using var study = new TemporaryStudy();
        study.Write("new.csv", "arm,trial,role,priorIcb,population,assessor,responders,evaluated,source\nPOST1,A re-challenge series,icb_only,yes,RM-NPC after ICB,BICR,3,30,a found source\n");

        Assert.Equal("A", Run.Json("evidence", "add", study.Folder, "--file", Path.Combine(study.Folder, "new.csv")).GetProperty("arms")[0].GetProperty("grade").GetString());
        Assert.Equal(1, Run.Cavum("evidence", "add", study.Folder, "--file", Path.Combine(study.Folder, "new.csv")).Exit); // it stands already
        var evidence = Run.Json("analyze", study.Folder).GetProperty("evidence");
        Assert.Equal("POST1", Assert.Single(evidence.GetProperty("arms").EnumerateArray(), a => a.GetProperty("used").GetBoolean()).GetProperty("arm").GetString());
        Assert.Contains("after ICB failure", evidence.GetProperty("populationNote").GetString(), StringComparison.Ordinal);

        study.Replace("icb-only-arms.csv", "3,30", "31,30");
        Assert.Equal(1, Run.Cavum("analyze", study.Folder).Exit);
        Assert.Contains(Run.Json("study", "check", study.Folder).GetProperty("findings").EnumerateArray(), f => f.GetProperty("rule").GetString() == "evidence");
    }

    [Theory]
    [InlineData("5,10,,28", "together")]
    [InlineData("11,10,50,28", "at most the 10 evaluated")]
    [InlineData("5,10,120,28", "up to 100 %")]
    [InlineData("0,0,50,28", "at least 1 subject")]
    public void An_EBV_DNA_response_without_its_definition_or_with_impossible_counts_is_refused(string counts, string reason) =>
        Assert.Contains(EvidenceCheck.Of(CsvTable.Parse($"arm,responders,evaluated,ebvResponders,ebvEvaluated,ebvFallPercent,ebvByDay,source\nA,,,{counts},s\n", "arms.csv").Value).Problems,
            p => p.Expected.Contains(reason, StringComparison.Ordinal));

    [Fact]
    public void An_arm_stands_for_EBV_DNA_response_only_by_the_study_s_own_definition()
    {
        using var study = new TemporaryStudy();
        var none = Run.Json("analyze", study.Folder).GetProperty("evidence");
        Assert.Contains("None of the", none.GetProperty("ebvNote").GetString(), StringComparison.Ordinal);

        study.Write("icb-only-arms.csv", "arm,trial,role,priorIcb,population,assessor,responders,evaluated,ebvResponders,ebvEvaluated,ebvFallPercent,ebvByDay,source\nSAME,same,icb_only,no,RM-NPC,,,,20,60,50,28,a source\nOTHER,other,icb_only,no,RM-NPC,,,,5,60,90,28,a source\n");
        var results = Run.Json("analyze", study.Folder);

        Assert.Equal(["SAME"], results.GetProperty("evidence").GetProperty("ebvArms").EnumerateArray().Where(a => a.GetProperty("used").GetBoolean()).Select(a => a.GetProperty("arm").GetString()));
        Assert.Contains("2 of", results.GetProperty("evidence").GetProperty("ebvNote").GetString(), StringComparison.Ordinal);
        Assert.Equal("1 arm of anti-PD-(L)1 alone, all ICB-naive", results.GetProperty("answer").GetProperty("lines").EnumerateArray().Single(l => l.GetProperty("resultId").GetString() == "answer.lines.ebvResponse").GetProperty("comparator").GetString());
    }
}
