namespace Cavum.Assay;

/// <summary>What the kind of reporter changes in the classic LinRegPCR: when it lights up, and how early a Cq can be.</summary>
internal static class ProbeLimits
{
    private static ReadOnlySpan<double> EarliestCq => [28, 28, 19, 16, 14, 12, 11, 11, 10, 10, 9];

    private const double LeastEfficiency = 1.0001, LeastThreshold = 1e-4;

    private static bool IsProbe(ReporterChemistry chemistry) =>
        chemistry is ReporterChemistry.HydrolysisProbe or ReporterChemistry.LabelledReversePrimer or ReporterChemistry.DnaZymeProbe;

    /// <summary>Cycles to add to a Cq: a probe reports the strands of the cycle before.</summary>
    internal static double Correction(ReporterChemistry chemistry, double efficiency) =>
        chemistry == ReporterChemistry.DnaZymeProbe ? -1 + Math.Log(1 / (1 - 1 / efficiency)) / Math.Log(efficiency) : IsProbe(chemistry) ? -1 : 0;

    /// <summary>Whether a probe's Cq is earlier than its efficiency can explain; the earliest Cq is tabulated by tenths of efficiency from 1.0 to 2.0.</summary>
    internal static bool IsTooEarly(ClassicCurve curve, double groupThreshold, double threshold)
    {
        var reaction = curve.Reaction;
        if (!IsProbe(reaction.Chemistry) || curve.Failed || !(curve.Efficiency > LeastEfficiency) || !(groupThreshold > LeastThreshold)) return false;
        double cq = curve.Fit.MeanCycle + (Math.Log10(threshold) - curve.Fit.MeanLog) / Math.Log10(curve.Efficiency);
        int tenth = (int)Math.Clamp(Math.Truncate(10 * curve.Efficiency + 1 - 10), 0, 10);
        return cq > 0 && cq < EarliestCq[tenth] + Delay(reaction);
    }

    private static double Delay(Reaction reaction)
    {
        bool dna = reaction.Nucleotide is "DNA" or "genomic DNA";
        return reaction.Chemistry switch
        {
            ReporterChemistry.LabelledReversePrimer => dna ? 1 : 0,
            ReporterChemistry.DnaZymeProbe => dna ? 4 : 6,
            _ => 0,
        };
    }
}
