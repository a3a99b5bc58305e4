using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class MetabolicCriteriaTests
{
    public static IEnumerable<TheoryDataRow<string, string, string>> EortcVectors() => ResponseCases.Rows3("""
        10 | 12.5 | SMD
        10 | 12.51 | PMD
        10 | 12.5000000001 | SMD
        10 | 8.6 | SMD
        10 | 8.5 | SMD
        10 | 7.5 | SMD
        10 | 7.49 | PMR
        10 | 5 | PMR
        10 | 5 3n | PMD
        10 | 0.8 | CMR
        10 | 0.81 | PMR
        10 | 3u | CMR
        10 | 0.5x | PMR
        10 | - | CMR
        10 4 | 4 5 | PMR
        10 4 | 4 5.1 | PMD
        10 4 | 4 | PMR
        ? | 5 | NE
        10 | ? | NE
        - | - | NE
        """);

    [Theory, MemberData(nameof(EortcVectors))]
    public void Follows_EORTC(string baseline, string now, string category) =>
        Assert.Equal(category, Eortc.Assess(ResponseCases.Compare(ResponseCases.Pet(baseline), ResponseCases.Pet(now)), 4).Category);

    [Theory]
    [InlineData(8.5, 1, "PMR")]
    [InlineData(8.51, 1, "SMD")]
    [InlineData(7.5, 1, "PMR")]
    [InlineData(7.0, 1, "PMR")]
    public void After_one_cycle_a_fall_of_15_percent_is_partial(double now, int cycles, string category) =>
        Assert.Equal(category, Eortc.Assess(ResponseCases.Compare(ResponseCases.Pet("10"),
            ResponseCases.Pet(now.ToString(System.Globalization.CultureInfo.InvariantCulture))), cycles).Category);

    [Fact]
    public void Names_the_gap_between_15_and_25_percent() =>
        Assert.Contains("EORTC_GAP_15_25", Eortc.Assess(ResponseCases.Compare(ResponseCases.Pet("10"), ResponseCases.Pet("8")), null).Reason, StringComparison.Ordinal);

    [Fact]
    public void Growth_in_extent_is_progression() =>
        Assert.Equal("PMD", Eortc.Assess(ResponseCases.Compare(ResponseCases.Pet("10"), ResponseCases.Pet("10") with { ExtentIncreased = true }), 2).Category);

    /// <summary>New lesions with their longest diameters in mm after the s.</summary>
    public static IEnumerable<TheoryDataRow<string, string, string>> PercimtVectors() => ResponseCases.Rows3("""
        10 | - | CMR
        10 5 | 4 | PMR
        10 5 | 4 3 | SMD
        10 | 10 | SMD
        10 | 5 3s8n | SMD
        10 | 5 3s8n 3s8n 3s8n | SMD
        10 | 5 3s8n 3s8n 3s8n 3s8n | PMD
        10 | 5 3s11n 3s11n | SMD
        10 | 5 3s11n 3s11n 3s11n | PMD
        10 | 5 3s10n 3s10n 3s10n | SMD
        10 | 5 3s16n | SMD
        10 | 5 3s16n 3s16n | PMD
        10 | 5 3s15n 3s15n | SMD
        10 | 5 3s16n 3s11n 3s8n | SMD
        10 | 5 3s16n 3s11n 3s12n | PMD
        10 | 5 3s16n 3s11n 3s8n 3s8n | PMD
        10 | 5 3v2n 3v2n | PMD
        10 | 5 3v0.6n 3v0.6n 3v0.6n | PMD
        10 | 5 3v0.5n 3v0.5n 3v0.5n | SMD
        - | - | NE
        - | 3s8n 3s8n 3s8n 3s8n | PMD
        ? | 3 | NE
        10 | 5u | CMR
        """);

    [Theory, MemberData(nameof(PercimtVectors))]
    public void Counts_new_lesions_for_PERCIMT(string baseline, string now, string category) =>
        Assert.Equal(category, EarlyImmuneCriteria.Percimt(ResponseCases.Compare(ResponseCases.Pet(baseline), ResponseCases.Pet(now)), nested: true).Category);

    [Theory]
    [InlineData("10", "5 3s16n 3s11n 3s12n", "SMD")]
    [InlineData("10", "5 3s8n 3s8n 3s8n 3s8n", "PMD")]
    [InlineData("10", "5 3s16n 3s11n 3s8n 3s8n", "SMD")]
    [InlineData("10", "5 3s11n 3s11n 3s11n", "PMD")]
    [InlineData("10", "5 3s16n 3s16n", "PMD")]
    public void Counts_in_bins_when_asked(string baseline, string now, string category) =>
        Assert.Equal(category, EarlyImmuneCriteria.Percimt(ResponseCases.Compare(ResponseCases.Pet(baseline), ResponseCases.Pet(now)), nested: false).Category);

    [Theory]
    [InlineData("NE", 10, 12.0, "NE")]
    [InlineData("CR", 10, 5.0, "CMR")]
    [InlineData("PR", 10, 5.0, "PMR")]
    [InlineData("PD", 10, 5.0, "PMD")]
    [InlineData("SD", 10, 11.55, "PMD")]
    [InlineData("SD", 10, 11.56, "SMD")]
    [InlineData("SD", 10, 5.0, "PMD")]
    [InlineData("SD", 10, 20.0, "SMD")]
    [InlineData("SD", 10, null, "NE")]
    [InlineData("nonCrNonPd", 10, 20.0, "SMD")]
    public void Splits_stable_disease_for_PECRIT(string recist, double baseline, double? now, string category)
    {
        string Text(double? v) => v?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?";
        var scans = ResponseCases.Compare(ResponseCases.Pet(Text(baseline)), ResponseCases.Pet(Text(now)));
        Assert.Equal(category, EarlyImmuneCriteria.Pecrit(scans, new CriterionResult("RECIST 1.1", "t", recist, null, [])).Category);
    }
}
