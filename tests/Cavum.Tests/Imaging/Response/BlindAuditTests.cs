using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>What a second writing of the criteria found (docs/validation/criteria-blind.md), each as a case file.</summary>
public class BlindAuditTests
{
    private static ResponseReport Assess(string json)
    {
        var read = ResponseCaseFile.Read(json, "case.json");
        Assert.False(read.IsRefused, read.IsRefused ? string.Join("; ", read.Problems) : "");
        return ResponseAssessment.Assess(read.Value);
    }

    private static CriterionResult Of(string json, string name) => Assess(json).Criteria.Single(c => c.Name == name);

    private static string Ct(string baseline, params string[] later) =>
        $$$"""{"baseline":{"lesions":[]},"followUp":{"lesions":[]},"ct":{"timePoints":[{{{baseline}}},{{{string.Join(",", later)}}}]}}""";

    // Body gives SUL/SUVbw = 9270/(6680 + 216·70/1.72²) = 0.7870; liver and pool are SUVbw unless said.
    private static string Pet(string baseline, string now, string more = "", string scan = "", string before = "") => $$"""
        {"sex":"M","weightKg":70,"heightCm":172,{{more}}
         "baseline":{ {{before}}"liver":{"mean":2,"sd":0.1},"bloodPool":{"mean":1.5,"sd":0.1},"lesions":[{{baseline}}]},
         "followUp":{ {{scan}}"liver":{"mean":2,"sd":0.1},"bloodPool":{"mean":1.5,"sd":0.1},"lesions":[{{now}}]} }
        """;

    [Theory]
    [InlineData("""{"targets":[{"id":"a","mm":30}],"nonTarget":"nonCrNonPd"}""", """{"targets":[{"id":"a","mm":0}]}""", "PR", "iPR")]
    [InlineData("""{"targets":[{"id":"a","mm":30}],"nonTarget":"none"}""", """{"targets":[{"id":"a","mm":0}]}""", "CR", "iCR")]
    [InlineData("""{"targets":[{"id":"a","mm":30}]}""", """{"targets":[{"id":"a","mm":0}]}""", "CR", "iCR")]
    [InlineData("""{"targets":[],"nonTarget":"nonCrNonPd"}""", """{"targets":[]}""", "NE", "NE")]
    public void Non_target_disease_that_nobody_speaks_of_again_was_not_evaluated(string baseline, string now, string recist, string immune)
    {
        var report = Assess(Ct(baseline, now));

        Assert.Equal(recist, report.Criteria.Single(c => c.Name == "RECIST 1.1").Category);
        Assert.Equal(immune, report.Criteria.Single(c => c.Name == "iRECIST").Category);
    }

    [Theory]
    [InlineData(30, 10, "NE")] // 40 mm against the 30 that were measured is no growth
    [InlineData(20, 0, "NE")]
    [InlineData(0, 0, "CR")]
    public void A_baseline_target_without_a_size_leaves_the_change_unknown(double a, double b, string category)
    {
        var result = Of(Ct("""{"targets":[{"id":"a","mm":30},{"id":"b"}]}""", $$"""{"targets":[{"id":"a","mm":{{a}}},{"id":"b","mm":{{b}}}]}"""), "RECIST 1.1");

        Assert.Equal(category, result.Category);
        Assert.Null(result.ChangePercent);
    }

    [Fact]
    public void A_baseline_of_unmeasured_targets_is_no_baseline_without_targets() =>
        Assert.Equal("NE", Of(Ct("""{"targets":[{"id":"a"}],"nonTarget":"nonCrNonPd"}""", """{"targets":[{"id":"a","mm":20}],"nonTarget":"CR"}"""), "RECIST 1.1").Category);

    [Fact]
    public void A_target_that_was_missing_at_iUPD_is_no_growth_since() =>
        Assert.Equal("iUPD", Of(Ct("""{"targets":[{"id":"a","mm":20},{"id":"b","mm":10}]}""",
            """{"targets":[{"id":"a","mm":40}]}""", """{"targets":[{"id":"a","mm":40},{"id":"b","mm":10}]}"""), "iRECIST").Category);

    [Fact]
    public void Notes_targets_beyond_what_RECIST_counts_and_those_the_baseline_does_not_have()
    {
        string six = string.Join(",", Enumerable.Range(1, 6).Select(i => $$"""{"id":"{{i}}","mm":20,"organ":"{{(i <= 3 ? "lung" : "o" + i)}}"}"""));
        var notes = Of(Ct($$"""{"targets":[{{six}},{"id":"s","mm":8},{"id":"n","mm":12,"kind":"node"}]}""", $$"""{"targets":[{{six}},{"id":"zz","mm":9}]}"""), "RECIST 1.1").Notes;

        Assert.Contains(notes, n => n.Contains("8 targets", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.Contains("3 in lung", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.Contains("s (8 mm), n (12 mm", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.Contains("zz", StringComparison.Ordinal));
    }

    [Fact]
    public void One_SUV_is_not_compared_with_another_kind()
    {
        string baseline = """{"id":1,"suvMax":14,"suvPeakGlobal":10}""";

        var same = Of(Pet(baseline, """{"id":1,"suvPeakGlobal":10}"""), "EORTC");
        Assert.Equal(("SMD", 0.0, "SUVbw, SUVpeak"), (same.Category, same.ChangePercent, same.Basis));
        Assert.Equal("NE", Of(Pet(baseline, """{"id":1,"suvMean":5}"""), "EORTC").Category);
        Assert.Equal("NE", Of(Pet("""{"id":1,"suvPeakGlobal":10}""", """{"id":1,"suvPeakLocal":6}"""), "PERCIST 1.0").Category);
        Assert.Equal("PMR", Of(Pet("""{"id":1,"suvPeakLocal":10}""", """{"id":1,"suvPeakGlobal":6.5,"suvPeakLocal":6}"""), "PERCIST 1.0").Category);
    }

    [Theory]
    [InlineData("SUL", 1.7, "CMR")] // 1.7 SUL is 2.16 SUVbw, above the lesion's 2.0
    [InlineData("SUVbw", 1.7, "PMR")]
    public void EORTC_compares_with_a_background_in_the_lesions_unit(string unit, double pool, string category) =>
        Assert.Equal(category, Of(Pet("""{"id":1,"suvMax":9,"suvPeakGlobal":9}""", """{"id":1,"suvMax":2,"suvPeakGlobal":2}""").Replace(
            "\"bloodPool\":{\"mean\":1.5,", $"\"bloodPool\":{{\"unit\":\"{unit}\",\"mean\":{pool},", StringComparison.Ordinal), "EORTC").Category);

    [Theory]
    [InlineData("""{"id":1,"sulPeak":5}""", """{"id":1,"sulPeak":1.1}""", "CMR")] // 1.5 SUVbw is 1.18 SUL
    [InlineData("""{"id":1,"sulPeak":5}""", """{"id":1,"sulPeak":1.2}""", "PMR")]
    [InlineData("""{"id":1}""", """{"id":1}""", "NE")]
    public void EORTC_brings_a_background_in_SUVbw_to_lesions_in_SUL(string baseline, string now, string category) =>
        Assert.Equal(category, Of(Pet(baseline, now).Replace("\"bloodPool\":{", "\"bloodPool\":{\"unit\":\"SUVbw\",", StringComparison.Ordinal), "EORTC").Category);

    [Theory]
    [InlineData(24, "SMD")]
    [InlineData(24.1, "PMD")]
    public void EORTC_reads_growth_in_extent_from_the_longest_dimension(double mm, string category) =>
        Assert.Equal(category, Of(Pet("""{"id":1,"suvMax":9,"longestDiameterMm":20}""", $$"""{"id":1,"suvMax":9,"longestDiameterMm":{{mm}}}"""), "EORTC").Category);

    [Theory]
    [InlineData("", """{"id":1,"suvMax":9}""", "PMD")]
    [InlineData("", "", "NE")]
    [InlineData("""{"id":1}""", "", "CMR")]
    [InlineData("""{"id":1}""", """{"id":1,"suvMax":9}""", "NE")]
    public void EORTC_needs_no_baseline_SUV_for_new_uptake_or_none_left(string baseline, string now, string category) =>
        Assert.Equal(category, Of(Pet(baseline, now), "EORTC").Category);

    [Theory]
    [InlineData("nested", "", "SMD")]
    [InlineData("nested", "N", "SMD")]
    [InlineData("nested", "N N", "NE")]
    [InlineData("nested", "16 N", "NE")]
    [InlineData("nested", "5 N", "SMD")]
    [InlineData("nested", "5 5 5 N", "PMD")]
    [InlineData("nested", "16 16 N", "PMD")]
    [InlineData("bins", "5 5 5 N", "NE")]
    [InlineData("bins", "12 12 N", "NE")]
    [InlineData("bins", "16 16 N", "PMD")]
    [InlineData("bins", "5 12 N", "SMD")]
    public void PERCIMT_does_not_take_an_unknown_size_for_a_small_one(string counting, string sizes, string category)
    {
        string known = """{"id":"a","suvMax":9,"longestDiameterMm":20}""";
        string fresh = string.Concat(sizes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((s, i) => $$""",{"id":"n{{i}}","suvMax":5{{(s == "N" ? "" : ",\"longestDiameterMm\":" + s)}}}"""));

        Assert.Equal(category, Of(Pet(known, known + fresh, more: $$"""  "settings":{"percimtCounting":"{{counting}}"},"""), "PERCIMT").Category);
    }

    [Fact]
    public void New_lesions_that_were_stated_but_not_measured_leave_the_sum_of_five_unknown() =>
        Assert.Equal("NE", Of(Pet("""{"id":1,"suvMax":9,"suvPeakGlobal":9}""", """{"id":1,"suvMax":4,"suvPeakGlobal":4}""", scan: "\"newLesions\":2,"), "imPERCIST5").Category);

    [Theory]
    [InlineData(50, 64, "PMR")]
    [InlineData(49.9, 60, "NE")]
    [InlineData(60, 70.1, "NE")]
    [InlineData(70, 70, "PMR")]
    public void PERCIST_asks_for_uptake_times_of_50_to_70_minutes(double before, double now, string category) =>
        Assert.Equal(category, Of(Pet("""{"id":1,"suvMax":9,"suvPeakGlobal":9}""", """{"id":1,"suvMax":4,"suvPeakGlobal":4}""",
            before: $"\"uptakeMinutes\":{before},", scan: $"\"uptakeMinutes\":{now},"), "PERCIST 1.0").Category);

    [Fact]
    public void A_glucose_above_the_recommendation_is_told()
    {
        var result = Of(Pet("""{"id":1,"suvMax":9,"suvPeakGlobal":9}""", """{"id":1,"suvMax":4,"suvPeakGlobal":4}""", scan: "\"glucoseMmolPerL\":11.2,"), "PERCIST 1.0");

        Assert.Equal("PMR", result.Category);
        Assert.Contains(result.Notes, n => n.Contains("11.2 mmol/L", StringComparison.Ordinal));

        string contradicted = Pet("""{"id":1,"suvMax":9,"suvPeakGlobal":9}""", "", scan: "\"glucoseMmolPerL\":11.2,", more: "\"ct\":[{\"sumMm\":20},{\"sumMm\":30}],");
        Assert.Equal(2, Of(contradicted, "PERCIST 1.0").Notes.Count); // the glucose and the anatomy that progressed
    }

    [Fact]
    public void Without_a_baseline_table_nobody_knows_what_is_new()
    {
        string json = """{"baseline":{"date":"2026-01-02","liver":2},"followUp":{"date":"2026-04-20","liver":2,"bloodPool":1.5,"lesions":[{"id":1,"site":"nasopharynx","suvMax":1,"suvPeakGlobal":1NEW}]}}""";
        var unknown = Assess(json.Replace("NEW", "", StringComparison.Ordinal));

        Assert.Equal("NE", unknown.Criteria.Single(c => c.Name == "Deauville-like").Category);
        Assert.Equal("PD", Of(json.Replace("NEW", ",\"new\":true", StringComparison.Ordinal), "Hopkins").Category);
        Assert.NotEqual("PD", unknown.Criteria.Single(c => c.Name == "Hopkins").Category);
    }

    [Theory]
    [InlineData("""{"id":1,"site":"nasopharynx","suvMax":9},{"id":2,"site":"nasopharynx"}""", "5")]
    [InlineData("""{"id":1,"site":"nasopharynx"},{"id":2,"site":"nasopharynx","suvMax":9}""", "5")]
    [InlineData("""{"id":1,"site":"nasopharynx","suvMax":1},{"id":2,"site":"nasopharynx"}""", "NE")]
    public void A_lesion_without_numbers_does_not_hide_a_hot_one_beside_it(string lesions, string score)
    {
        string both = """{"id":1,"site":"nasopharynx","suvMax":9},{"id":2,"site":"nasopharynx","suvMax":9}""";

        Assert.Equal(score, Of(Pet(both, lesions), "Hopkins").Category);
    }

    [Fact]
    public void A_new_lesion_is_never_answered_negative()
    {
        // Baseline is not measurable, so only Hopkins sees the new lesion below the liver.
        string json = Pet("""{"id":1,"suvMax":2,"suvPeakGlobal":2}""", """{"id":1,"suvMax":1,"suvPeakGlobal":1},{"id":2,"suvMax":1.2,"suvPeakGlobal":1.2}""",
            more: "\"treatment\":{\"firstDose\":\"2026-01-02\"},\"readers\":[{\"hopkins\":{\"primary\":1,\"rightNeck\":1,\"leftNeck\":1}}],", scan: "\"date\":\"2026-04-02\",");

        Assert.Equal("indeterminate", Assess(json).TumourPresent);
    }

    [Theory]
    [InlineData("", "X")]
    [InlineData(""" "new":true, """, "X")]
    [InlineData(""" "new":false, """, "1")]
    public void New_uptake_with_another_cause_is_X(string said, string score) =>
        Assert.Equal(score, Of(Pet("""{"id":1,"suvMax":9,"suvPeakGlobal":9}""", $$"""{"id":7,{{said}}"suvMax":5,"suvPeakGlobal":4,"benignCause":"infection"}"""), "Deauville-like").Category);

    [Fact]
    public void A_readers_own_answer_that_does_not_decide_is_told()
    {
        string json = Pet("""{"id":1,"suvMax":9}""", """{"id":1,"suvMax":9}""", more: "\"readers\":[{\"reader\":\"A\",\"tumourPresent\":\"positive\"},{\"reader\":\"B\",\"tumourPresent\":\"negative\"}],");

        Assert.Contains(Assess(json).Reasons, r => r.Contains("A: positive, B: negative", StringComparison.Ordinal));
    }

    [Fact]
    public void A_confirmation_without_dates_says_that_the_interval_is_not_known()
    {
        string ct = Ct("""{"sumMm":20}""", """{"sumMm":30}""", """{"sumMm":40}""");
        var immune = Of(ct, "iRECIST");

        Assert.Equal("iCPD", immune.Category);
        Assert.Contains(immune.Notes, n => n.Contains("interval is not known", StringComparison.Ordinal));
    }
}
