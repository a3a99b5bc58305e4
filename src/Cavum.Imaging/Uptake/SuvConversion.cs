namespace Cavum.Imaging;

/// <summary>How the rescaled values of a series become SUVbw, with the rule that was used and why.</summary>
/// <param name="Factors">SUVbw (g/mL) a rescaled unit, one a slice in the order given.</param>
/// <param name="Rule">Short name of the rule, see <see cref="SuvRule"/>.</param>
/// <param name="Reason">The same as a sentence.</param>
/// <param name="Body">For SUL and SUVbsa; null where the weight is not told and was not needed.</param>
/// <param name="Reference">The moment of the image's activity, where one was needed.</param>
/// <param name="Injection">When the dose was given, where it was needed.</param>
public sealed record SuvConversion(
    IReadOnlyList<double> Factors, string Rule, string Reason, IReadOnlyList<string> Warnings, BodySize? Body, DateTime? Reference, DateTime? Injection)
{
    public double FactorMin => Factors.Min();

    public double FactorMax => Factors.Max();

    /// <summary>SUL and SUVbsa as multiples of SUVbw, each with the reason where it cannot be had.</summary>
    public IReadOnlyList<SuvVariant> Variants()
    {
        string? missing = Body is null ? "weightMissing" : Body.HeightCm is not > 0 ? "heightMissing" : null;
        string? sexToo = missing ?? (Body!.Sex is "M" or "F" or "O" ? null : "sexMissing");
        return
        [
            Variant("SULjames", sexToo, Body?.LeanJamesKg / Body?.WeightKg),
            Variant("SULmorgan", sexToo, Body?.LeanMorganKg / Body?.WeightKg),
            Variant("SULjanmahasatian", sexToo, Body?.LeanJanmahasatianKg / Body?.WeightKg),
            Variant("SULideal", sexToo, Body?.IdealKg / Body?.WeightKg),
            Variant("SUVbsa", missing, Body?.SurfaceM2 * 10 / Body?.WeightKg),
        ];
    }

    private static SuvVariant Variant(string name, string? missing, double? factor) =>
        missing is null && factor is > 0 ? new(name, factor, "ok") : new(name, null, missing ?? "outsideFormula");
}

/// <summary>One other normalisation: what to multiply SUVbw by (SUL in g/mL, SUVbsa in cm²/mL = SUVbw · 10 · BSA m² / W kg).</summary>
public sealed record SuvVariant(string Name, double? FactorFromSuvBw, string Status);

/// <summary>Names of the rules that lead to SUVbw.</summary>
public static class SuvRule
{
    public const string StoredSuvBw = "storedSuvBw";
    public const string StoredLean = "storedSulToSuvBw";
    public const string StoredSurface = "storedSuvBsaToSuvBw";
    public const string PhilipsSuv = "philipsSuvFactor";
    public const string Administration = "decayCorrectedToAdministration";
    public const string NotCorrected = "notDecayCorrected";
    public const string StatedCorrection = "decayCorrectionDateTime";
    public const string GeScan = "geScanDateTime";
    public const string BackComputed = "backComputed";
    public const string SeriesTime = "seriesTime";
    public const string AcquisitionTime = "earliestAcquisitionTime";
}
