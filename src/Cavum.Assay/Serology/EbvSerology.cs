namespace Cavum.Assay;

/// <summary>An antibody test of EBV serology.</summary>
public enum EbvAntibody
{
    VcaIgA,
    Ebna1IgA,
    EaDIgA,
    Other,
}

/// <summary>A kit with the lot's cut-off; results of two kits or lots are never pooled.</summary>
/// <param name="GreyLower">From this ratio to the cut-off a result is equivocal; equal to <paramref name="GreyUpper"/> when the kit has no grey zone.</param>
public sealed record SerologyKit(string Kit, string Lot, EbvAntibody Antibody, string Unit, double CutOff, double GreyLower = 1, double GreyUpper = 1);

/// <summary>Three-level call of an antibody result.</summary>
public enum SerologyCall
{
    Negative,
    Equivocal,
    Positive,
}

/// <summary>A serology result: the ratio to the kit's cut-off, and its call.</summary>
public sealed record SerologyResult(string Sample, SerologyKit Kit, double Reading, double RatioToCutOff, SerologyCall Call);

/// <summary>Serology as ratio to the cut-off of kit and lot. Never a response marker.</summary>
public static class EbvSerology
{
    /// <summary>The antibody that a name means: VCA-IgA (also VCA p18), EBNA1-IgA, EA-D-IgA (also EA p47, p138); another is <see cref="EbvAntibody.Other"/>.</summary>
    public static EbvAntibody AntibodyOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string word = new([.. name.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
        if (word.Contains("IGG", StringComparison.Ordinal) || word.Contains("IGM", StringComparison.Ordinal)) return EbvAntibody.Other;
        return word.Contains("EBNA", StringComparison.Ordinal) ? EbvAntibody.Ebna1IgA
            : word.Contains("VCA", StringComparison.Ordinal) ? EbvAntibody.VcaIgA
            : word.StartsWith("EA", StringComparison.Ordinal) || word.Contains("EBVEA", StringComparison.Ordinal) ? EbvAntibody.EaDIgA : EbvAntibody.Other;
    }

    public static SerologyResult Judge(string sample, double reading, SerologyKit kit)
    {
        ArgumentNullException.ThrowIfNull(kit);
        if (!(kit.CutOff > 0) || !(kit.GreyLower <= kit.GreyUpper)) throw new ArgumentException("A kit has a cut-off above 0 and an ordered grey zone.", nameof(kit));
        if (!double.IsFinite(reading)) throw new ArgumentOutOfRangeException(nameof(reading), reading, "A reading is finite.");
        double ratio = reading / kit.CutOff;
        var call = ratio >= kit.GreyUpper ? SerologyCall.Positive : ratio >= kit.GreyLower ? SerologyCall.Equivocal : SerologyCall.Negative;
        return new(sample, kit, reading, ratio, call);
    }

    /// <summary>Why two results may not stand in one series; null when they may.</summary>
    public static string? NotComparable(SerologyKit first, SerologyKit second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return first.Antibody != second.Antibody ? "different antibodies" : first.Kit != second.Kit ? "different kits" : first.Unit != second.Unit ? "different units" : null;
    }
}
