using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>Vectors from the criteria tables: baseline | follow-up | category. Liver 1.0 ± 0.1 puts the bar at 1.7.</summary>
public class PercistTests
{
    public static IEnumerable<TheoryDataRow<string, string, string>> Vectors() => ResponseCases.Rows3("""
        10 | 7 | PMR
        10 | 7.01 | SMD
        10 | 7.0000000001 | PMR
        2.0 | 1.4 | SMD
        2.0 | 2.7 | SMD
        3.0 | 3.9 | PMD
        2.8 | 2.0 | SMD
        2.7 | 1.89 | PMR
        2.0 | 2.8 | PMD
        2.0 | 2.79 | SMD
        10 | 13 | PMD
        10 | 12.99 | SMD
        10 | 10 | SMD
        10 | 5 4n | PMD
        10 | 0.5 4n | PMD
        10 | 0.5 | CMR
        10 | 0.99 | CMR
        10 | 1.0 | PMR
        10 | 0.5x | PMR
        10 | - | CMR
        10 4 | 0.5 0.6 | CMR
        10 4 | 0.5 | CMR
        10 4 | 0.5 1.2 | PMR
        10 4 | 4 6 | SMD
        10 4 | 4 5.2 | PMR
        10 4 | 4 5.21 | SMD
        10 4v5 | 4 4v6.5 | PMR
        10 4v5 | 4 4v6.6 | SMD
        10 4s10 | 4 4s13 | PMR
        10 4s10 | 4 4s13.1 | SMD
        10 4 | 4 8 | SMD
        10 4 | 4 13 | PMD
        4v10 | 4v17 | SMD
        4v10 | 4v17.5 | SMD
        4v10 | 4v17.6 | PMD
        10 | 7 4nb | PMR
        10 | 7 4np | PMR
        10p 3 | 5p 3 | SMD
        10 | 7= | PMR
        1.7 | 1.7 | SMD
        1.69 | 1.69 | NE
        1.69 | 5 | NE
        - | - | NE
        - | 5n | NE
        ? | 7 | NE
        10 | ? | NE
        """);

    [Theory, MemberData(nameof(Vectors))]
    public void Follows_the_table(string baseline, string now, string category) =>
        Assert.Equal(category, Percist.Assess(ResponseCases.Compare(ResponseCases.Pet(baseline), ResponseCases.Pet(now))).Category);

    public static IEnumerable<TheoryDataRow<string, string, string>> ImmuneFive() => ResponseCases.Rows3("""
        10 | 7 | PMR
        10 | 7.01 | SMD
        2.0 | 1.4 | PMR
        2.0 | 2.6 | PMD
        10 | 13 | PMD
        10 | 12.9 | SMD
        10 | 5 4n | SMD
        10 | 5 8n | PMD
        10 | 5 1.9n | PMR
        10 | 0.5 | CMR
        10 | 0.5 0.9n | CMR
        10 | - | CMR
        1.6 | 1.6 | NE
        ? | 3 | NE
        9 8 7 6 5 4 | 9 8 7 6 5 4 | SMD
        9 8 7 6 5 4 | 9 8 7 6 5 30 | PMD
        9@liver: 8@liver: 7@liver: | 9@liver: 8@liver: 1.5@liver: | SMD
        9@liver: 8@liver: 7@bone: | 9@liver: 2@liver: 4@bone: | PMR
        """);

    [Theory, MemberData(nameof(ImmuneFive))]
    public void Sums_up_to_five_for_imPERCIST5(string baseline, string now, string category) =>
        Assert.Equal(category, Percist.AssessImmuneFive(ResponseCases.Compare(ResponseCases.Pet(baseline), ResponseCases.Pet(now))).Category);

    /// <summary>Days of follow-ups with their PERCIST category, and the iPERCIST category at the end.</summary>
    [Theory]
    [InlineData("0:SMD", "SMD")]
    [InlineData("0:PMR", "PMR")]
    [InlineData("0:CMR", "CMR")]
    [InlineData("0:NE", "NE")]
    [InlineData("0:PMD", "uPMD")]
    [InlineData("0:PMD 28:PMD", "cPMD")]
    [InlineData("0:PMD 56:PMD", "cPMD")]
    [InlineData("0:PMD 27:PMD", "uPMD")]
    [InlineData("0:PMD 57:PMD", "uPMD")]
    [InlineData("0:PMD 57:PMD 95:PMD", "cPMD")]
    [InlineData("0:PMD 27:PMD 40:PMD", "cPMD")]
    [InlineData("0:PMD 35:SMD", "SMD")]
    [InlineData("0:PMD 35:PMR", "PMR")]
    [InlineData("0:PMD 35:CMR", "CMR")]
    [InlineData("0:PMD 35:SMD 100:PMD", "uPMD")]
    [InlineData("0:PMD 35:NE", "NE")]
    [InlineData("0:PMD 20:NE 40:PMD", "cPMD")]
    [InlineData("0:PMD 35:PMD 60:SMD", "cPMD")]
    [InlineData("0:SMD 90:PMD", "uPMD")]
    public void Confirms_progression_for_iPERCIST(string course, string category)
    {
        var start = new DateOnly(2026, 1, 1);
        var followUps = course.Split(' ').Select(c => c.Split(':'))
            .Select(c => ((DateOnly?)start.AddDays(int.Parse(c[0], System.Globalization.CultureInfo.InvariantCulture)), new CriterionResult("PERCIST 1.0", "t", c[1], null, [])));

        Assert.Equal(category, Percist.AssessImmune([.. followUps]).Category);
    }

    [Fact]
    public void Without_dates_a_second_progression_confirms() =>
        Assert.Equal("cPMD", Percist.AssessImmune([(null, new("P", "t", "PMD", null, [])), (null, new("P", "t", "PMD", null, []))]).Category);

    [Fact]
    public void Says_when_the_confirming_scan_is_due() =>
        Assert.Contains("2026-01-29 to 2026-02-26", Percist.AssessImmune([(new DateOnly(2026, 1, 1), new("P", "t", "PMD", null, []))]).Notes[0], StringComparison.Ordinal);

    [Theory]
    [InlineData("A", "A", "yes")]
    [InlineData("A", "B", "no")]
    [InlineData(null, "B", "unstated")]
    public void Asks_for_one_scanner(string? before, string? now, string comparable)
    {
        var scans = ResponseCases.Compare(ResponseCases.Pet("10", liver: 0) with { Scanner = before }, ResponseCases.Pet("5", liver: 0) with { Scanner = now });
        Assert.Equal(comparable, Comparability.Judge(scans).Answer);
    }

    [Theory]
    [InlineData(55, 70, "yes")]
    [InlineData(54.9, 70, "no")]
    public void Asks_for_uptake_times_within_15_minutes(double before, double now, string comparable) =>
        Assert.Equal(comparable, Comparability.Judge(ResponseCases.Compare(
            ResponseCases.Pet("10") with { UptakeMinutes = before }, ResponseCases.Pet("5") with { UptakeMinutes = now })).Answer);

    [Theory]
    [InlineData(1.0, 1.2, "yes")]
    [InlineData(1.0, 1.21, "no")]
    [InlineData(2.0, 2.3, "yes")]
    [InlineData(2.0, 2.31, "no")]
    [InlineData(2.0, 1.59, "no")]
    public void Asks_for_a_steady_liver(double before, double now, string comparable) =>
        Assert.Equal(comparable, Comparability.Judge(ResponseCases.Compare(ResponseCases.Pet("10", before), ResponseCases.Pet("5", now))).Answer);

    [Fact]
    public void A_diseased_liver_gives_way_to_the_blood_pool()
    {
        var ill = new UptakeReference(3, 1) { Diseased = true, IsSul = true };
        var scans = ResponseCases.Compare(ResponseCases.Pet("10") with { Liver = ill }, ResponseCases.Pet("0.7") with { Liver = ill });

        Assert.Equal(1.8, scans.MeasurableBar(scans.Baseline).Bar!.Value, 12);
        Assert.Equal("CMR", Percist.Assess(scans).Category);
    }

    [Theory]
    [InlineData(0.0, 0.8, 1.8)]
    [InlineData(0.0, 0.0, null)]
    public void Without_liver_the_blood_pool_decides(double liver, double pool, double? bar)
    {
        var scans = ResponseCases.Compare(ResponseCases.Pet("10", liver, pool: pool), ResponseCases.Pet("5"));
        Assert.Equal(bar, scans.MeasurableBar(scans.Baseline).Bar is { } b ? Math.Round(b, 12) : null);
    }

    [Fact]
    public void No_reference_at_all_is_not_evaluable() =>
        Assert.Equal("NE", Percist.Assess(ResponseCases.Compare(ResponseCases.Pet("10", 0, pool: 0), ResponseCases.Pet("5", 0, pool: 0))).Category);

    [Fact]
    public void A_liver_without_SD_sets_no_bar()
    {
        var scans = ResponseCases.Compare(ResponseCases.Pet("10") with { Liver = new(1.0) }, ResponseCases.Pet("5"));
        Assert.Null(scans.MeasurableBar(scans.Baseline).Bar);
    }

    /// <summary>By hand, M, 70 kg, 172 cm: BMI 23.6614; Janmahasatian 9270·70/(6680 + 216·23.6614) = 55.0343 kg.</summary>
    [Theory]
    [InlineData("janma", "M", 0.7862)]
    [InlineData("james", "M", 0.7971)]
    [InlineData("morgan", "M", 0.8161)]
    [InlineData("janma", "F", 0.6371)]
    [InlineData("james", "F", 0.7198)]
    [InlineData("janma", "O", 0.71165)]
    public void SUL_over_SUV_is_lean_mass_over_weight(string formula, string sex, double ratio) =>
        Assert.Equal(ratio, LeanMassScale.SulPerSuv(new(sex, 70, 172), formula)!.Value, 3);

    [Theory]
    [InlineData(null, 70.0, 172.0)]
    [InlineData("M", null, 172.0)]
    [InlineData("M", 70.0, null)]
    public void Without_sex_weight_or_height_there_is_no_SUL(string? sex, double? weight, double? height) =>
        Assert.Null(LeanMassScale.SulPerSuv(new(sex, weight, height), "janma"));

    [Fact]
    public void SUVbw_in_place_of_SUL_is_labelled_or_refused()
    {
        PetTimePoint Plain(string text) => ResponseCases.Pet(text) is var scan ? scan with { Lesions = [.. scan.Lesions!.Select(l => l with { SulPeak = null })] } : null!;

        var labelled = Percist.Assess(ResponseCases.Compare(Plain("10"), Plain("7")));
        var refused = Percist.Assess(ResponseCases.Compare(Plain("10"), Plain("7"), new() { AllowSuvBw = false }));

        Assert.Equal("PMR", labelled.Category);
        Assert.Contains("deviation", labelled.Basis, StringComparison.Ordinal);
        Assert.Equal("NE", refused.Category);
    }

    [Fact]
    public void Uptake_scaled_down_never_worsens_PERCIST()
    {
        var random = new SeededRandom(20261122);
        string[] best = ["CMR", "PMR", "SMD", "PMD"];
        for (int i = 0; i < 500; i++)
        {
            string Lesions() => string.Join(' ', Enumerable.Range(0, 1 + (int)(random.NextDouble() * 4))
                .Select(_ => (0.5 + random.NextDouble() * 8).ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
            var baseline = ResponseCases.Pet(Lesions());
            var now = ResponseCases.Pet(Lesions());
            double scale = random.NextDouble();
            var scaled = now with { Lesions = [.. now.Lesions!.Select(l => l with { SulPeak = l.SulPeak * scale, Tlg = l.Tlg * scale })] };

            var before = Percist.Assess(ResponseCases.Compare(baseline, now));
            var after = Percist.Assess(ResponseCases.Compare(baseline, scaled));

            if (before.Category == "NE") Assert.Equal("NE", after.Category);
            else Assert.True(Array.IndexOf(best, after.Category) <= Array.IndexOf(best, before.Category), $"{before.Category} -> {after.Category} at {scale}");
        }
    }

    [Fact]
    public void Order_of_lesions_changes_nothing()
    {
        var baseline = ResponseCases.Pet("9 8 7 6 5 4");
        var now = ResponseCases.Pet("3 8 9 2 5 4 6n");
        var turned = now with { Lesions = [.. now.Lesions!.Reverse()] };
        var turnedBase = baseline with { Lesions = [.. baseline.Lesions!.Reverse()] };
        string Report(PetTimePoint a, PetTimePoint b) => CanonicalJson.Write(ResponseAssessment.Assess(ResponseCases.Case(a, b)));

        Assert.Equal(Report(baseline, now), Report(turnedBase, turned));
    }

    [Theory]
    [InlineData("CMR", "PD", "repeat")]
    [InlineData("PMD", "CR", "verify")]
    [InlineData("PMD", "PR", "verify")]
    [InlineData("PMD", "SD", "none")]
    [InlineData("SMD", "PD", "none")]
    public void Anatomy_may_ask_for_another_look(string percist, string anatomy, string asks) =>
        Assert.Equal(asks, MetabolicTables.PercistVerification.Decide(new FactSheet()
            .Add("percist", percist).Add("progressedByNewLesion", false).Add("anatomy", anatomy)).Category);
}
