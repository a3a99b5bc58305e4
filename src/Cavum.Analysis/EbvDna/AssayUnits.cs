using Cavum.Assay;

namespace Cavum.Analysis;

/// <summary>Carries limits and levels into the unit of a series; a conversion that the assay does not state is not made.</summary>
internal static class AssayUnits
{
    /// <summary>A limit in copies/mL and in IU/mL, each null where the assay's settings do not lead there.</summary>
    public static (double? Copies, double? Iu) Both(AssayLimit? limit, AssaySettings settings)
    {
        if (limit is null) return (null, null);
        double? copies = limit.Unit switch
        {
            ConcentrationUnit.CopiesPerMillilitre => limit.Value,
            ConcentrationUnit.CopiesPerReaction => settings.Chain is { } chain ? limit.Value * chain.CopiesPerMlPerCopy : null,
            _ => settings.Iu is { } iu && limit.Value > 0 ? Math.Pow(10, (Math.Log10(limit.Value) - iu.Intercept) / iu.Slope) : null,
        };
        double? international = limit.Unit == ConcentrationUnit.InternationalUnitsPerMillilitre ? limit.Value
            : settings.Iu is { } conversion && copies is > 0 and var c ? Math.Pow(10, conversion.Log10Iu(Math.Log10(c))) : null;
        return (copies, international);
    }

    /// <summary>The level of one sample for kinetics; null where a limit that it needs is not known.</summary>
    public static EbvLevel? Level(string status, double? value, double? lod, double? loq, double? upper) => status switch
    {
        "quantified" when value is > 0 and var v => new EbvLevel.Quantified(v),
        "belowLoq" when loq is > 0 and var q => new EbvLevel.BelowLoq(Math.Min(lod ?? 0, q), q),
        "notDetected" when (lod ?? loq) is > 0 and var d => new EbvLevel.NotDetected(d),
        "aboveUpperLimit" when upper is > 0 and var u => new EbvLevel.AboveUpperLimit(u),
        _ => null,
    };
}
