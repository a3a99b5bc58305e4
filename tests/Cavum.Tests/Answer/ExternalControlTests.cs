using System.Text.Json;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Tests.Answer;

public class ExternalControlTests
{
    private static JsonElement External(GeneratedStudy study) => Run.Json("analyze", study.Folder).GetProperty("timeToEvent").GetProperty("external")[0];

    [Fact]
    public void A_matched_control_finds_the_effect_balances_the_covariates_and_is_counted()
    {
        using var study = new GeneratedStudy(30, 0.3, $"\"controls\":[{GeneratedStudy.Control()}]");

        var found = External(study);

        Assert.Equal("more", found.GetProperty("direction").GetString());
        Assert.True(found.GetProperty("decides").GetBoolean());
        var hazard = found.GetProperty("hazardRatio");
        Assert.InRange(hazard.GetProperty("value").GetDouble(), 0.2, 0.6);
        Assert.True(found.GetProperty("rmstDifference").GetProperty("lower").GetDouble() > 0);
        Assert.All(found.GetProperty("balance").EnumerateArray(), b => Assert.Equal(0, b.GetProperty("differenceAfter").GetDouble(), 1e-9)); // entropy weights balance exactly
        Assert.Equal(2, found.GetProperty("dropped").GetArrayLength());
        Assert.Contains("re-challenge", File.ReadAllText(Path.Combine(study.Folder, "report", "index.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"index\":\"enrolment\"", "immortal")]
    [InlineData("\"treatment\":\"chemotherapy\"", "not ICB alone")]
    [InlineData("\"scanEveryDays\":84", "another pace")]
    [InlineData("\"criterion\":\"clinical\"", "by clinical")]
    [InlineData("\"priorIcb\":false", "had not progressed on ICB")]
    [InlineData("\"priorIcb\":null", "not stated")]
    public void A_control_that_does_not_match_the_estimand_is_not_answerable_whatever_it_shows(string other, string reason)
    {
        string key = other.Split(':')[0];
        string control = GeneratedStudy.Control().Replace("\"priorIcb\":true,", key == "\"priorIcb\"" ? "" : "\"priorIcb\":true,", StringComparison.Ordinal).Replace("\"scanEveryDays\":56,", key == "\"scanEveryDays\"" ? "" : "\"scanEveryDays\":56,", StringComparison.Ordinal);
        using var study = new GeneratedStudy(14, 0.35, $"\"controls\":[{control[..^1]},{other}}}]", controls: 30);

        var found = External(study);

        Assert.Equal("notAnswerable", found.GetProperty("direction").GetString());
        Assert.False(found.GetProperty("decides").GetBoolean());
        Assert.Contains(found.GetProperty("mismatches").EnumerateArray(), m => m.GetString()!.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_landmark_leaves_out_who_ended_before_in_both_groups_and_mends_an_immortal_start()
    {
        using var study = new GeneratedStudy(36, 0.5, $"\"controls\":[{GeneratedStudy.Control(other: "\"index\":\"enrolment\",\"landmarkDays\":60")}]");

        var found = External(study);

        Assert.Empty(found.GetProperty("mismatches").EnumerateArray());
        Assert.InRange(found.GetProperty("treated").GetInt32(), 12, 39);
        Assert.InRange(found.GetProperty("controls").GetInt32(), 20, 79);
    }

    /// <summary>Reconstructed data can say significant where the trial did not (KEYNOTE-048): the verdict is the same with and without the curve.</summary>
    [Fact]
    public void A_reconstructed_curve_is_shown_and_never_counted()
    {
        const string curve = "time,survival\n0,1\n56,0.55\n112,0.3\n168,0.15\n224,0.08\n280,0.03\n";
        string control = GeneratedStudy.Control("none", "\"atRisk\":\"controls/risk.csv\"", "curve", "controls/curve.csv");
        using var with = new GeneratedStudy(30, 0.3, $"\"controls\":[{control}]");
        with.Write("controls/curve.csv", curve);
        with.Write("controls/risk.csv", "time,n\n0,100\n112,30\n224,8\n");
        using var without = new GeneratedStudy(30, 0.3);

        var found = Run.Json("analyze", with.Folder);
        var external = found.GetProperty("timeToEvent").GetProperty("external")[0];

        Assert.Equal("more", external.GetProperty("direction").GetString());
        Assert.True(external.GetProperty("hazardRatio").GetProperty("upper").GetDouble() < 1);
        Assert.False(external.GetProperty("decides").GetBoolean());
        Assert.Equal(Run.Json("analyze", without.Folder).GetProperty("answer").GetProperty("verdict").GetString(), found.GetProperty("answer").GetProperty("verdict").GetString());
    }

    [Fact]
    public void Everything_wrong_with_controls_is_refused_at_once()
    {
        using var study = new GeneratedStudy(12, 1, "\"controls\":[{\"name\":\"a\",\"kind\":\"curve\",\"file\":\"controls/none.csv\",\"method\":\"propensity\",\"match\":[\"age\"]},{\"name\":\"a\",\"kind\":\"individual\",\"file\":\"../up.csv\",\"method\":\"maic\",\"justification\":\"x\"}]");

        string error = Run.Cavum("analyze", study.Folder).Error;

        foreach (string part in new[] { "atRisk", "justification", "maic or none", "without '..'", "each control named once", "a file that exists in the study folder", "the covariates that the method matches" })
            Assert.Contains(part, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_rows_of_a_control_are_refused_by_line()
    {
        using var study = new GeneratedStudy(12, 1, $"\"controls\":[{GeneratedStudy.Control()}]");
        study.Write("controls/icb.csv", "subject,time,event,age,ecog\nA,-5,1,50,1\nB,20,2,50,1\nC,x,1,50,1\nD,10,1,50,0\n");

        string error = Run.Cavum("analyze", study.Folder).Error;

        foreach (string part in new[] { "line 2, column time", "line 3, column event", "line 4, column time" }) Assert.Contains(part, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_with_bootstrap_draws_give_the_same_bytes()
    {
        using var study = new GeneratedStudy(16, 0.5, $"\"controls\":[{GeneratedStudy.Control("overlap")}]", controls: 30);

        Assert.Equal(Text(study), Text(study));

        static string Text(GeneratedStudy study) => CanonicalJson.Write(StudyAnalysis.Run(study.Folder).Value.Results);
    }

    [Fact]
    public void Guards_are_pure_and_a_control_like_the_study_has_none()
    {
        var control = new PlannedControl { Name = "c", Kind = "individual", File = "f", PriorIcb = true, ScanEveryDays = 60 };

        Assert.Empty(ControlMatch.Mismatches(control, 56));
        Assert.Single(ControlMatch.Mismatches(control with { ScanEveryDays = 90 }, 56));
        Assert.Single(ControlMatch.Mismatches(control with { Index = "response" }, 56));
        Assert.Empty(ControlMatch.Mismatches(control with { Index = "response", LandmarkDays = 90 }, 56));
        Assert.Empty(ControlMatch.Mismatches(control with { Endpoint = "OS", ScanEveryDays = null, Criterion = "any" }, null));
    }

    [Fact]
    public void An_earlier_data_cut_compares_who_was_treated_and_what_was_known_by_then()
    {
        using var study = new GeneratedStudy(30, 0.3, $"\"controls\":[{GeneratedStudy.Control()}]");
        var record = StudyFolder.Read(study.Folder).Value;
        var line = new ExternalLine(new AnalysisContext(record), [], []);

        var whole = Assert.Single(line.All()).Effect;
        Assert.Equal(whole, Assert.Single(line.AsOf(record.Design.DataCut)) with { Reason = whole.Reason });
        Assert.Equal("notAnswerable", Assert.Single(line.AsOf(new DateOnly(2024, 1, 20))).Direction); // hardly anyone was treated by then
        var middle = Assert.Single(line.AsOf(new DateOnly(2025, 1, 1)));
        Assert.True(middle.Upper - middle.Lower > whole.Upper - whole.Lower, "less was known");
    }

    [Fact]
    public void A_covariate_left_out_of_the_weights_shows_its_effect_at_once()
    {
        using var study = new GeneratedStudy(30, 0.3, $"\"controls\":[{GeneratedStudy.Control()}]");
        var results = StudyAnalysis.Run(study.Folder).Value.Results;

        Assert.Equal(["age", "ecog"], WhatIf.Covariates(results));
        var without = WhatIf.Of(results, new() { WithoutCovariate = "age" }).Value;
        Assert.Contains(without.Reasons, r => r.Contains("without 'age' in the weights", StringComparison.Ordinal));
        Assert.DoesNotContain(WhatIf.Of(results, new()).Value.Reasons, r => r.Contains("without 'age'", StringComparison.Ordinal));
        Assert.True(WhatIf.Of(results, new() { WithoutCovariate = "height" }).IsRefused);
    }
}
