using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>One reaction of a run as LinRegPCR sees it.</summary>
/// <param name="Exclusions">Why it is not in the target's mean efficiency; empty when it is.</param>
/// <param name="MeanEfficiency">Of the target; null when no reaction qualifies.</param>
public sealed record LinRegReaction(
    Reaction Reaction, LinRegFit Fit, bool Amplified, IReadOnlyList<LinRegExclusion> Exclusions, double? MeanEfficiency, double? MeanEfficiencySd);

/// <summary>LinRegPCR, current generation: TD0 and efficiency of each reaction, mean efficiency of each target.</summary>
/// <remarks>
/// No ground phase is used. TD0 is where the third derivative (difference of the three-point means of second differences) is
/// zero. The window is the rising run of at most nine cycles before it; the baseline is the one that makes both halves of the
/// window equally steep on the log scale (bisection, 50 steps, slopes within 1e-5); efficiency = 10^slope of the upper half.
/// A target's mean leaves out controls, reactions without window, baseline or an efficiency of 1.4, and outliers: while the
/// skewness of the efficiencies exceeds z = 2.241 (two-sided 2.5 %) and the most distant one on its side fails Grubbs' test (5 %), it goes.
/// After Ruijter et al. 2009 (Nucleic Acids Res 37:e45), Untergasser et al. 2021 (BMC Bioinformatics 22:398); details and the
/// constants were recovered from published outputs. Where the reference implementation errs we differ: gaps are
/// closed linearly one by one, and an outlier is marked on its own well.
/// </remarks>
public static class LinRegPcr
{
    /// <summary>The limit of the skewness test: two-sided 2.5 % of the normal distribution.</summary>
    private static readonly double SkewnessLimit = Normal.Quantile(1 - 0.025 / 2);

    public static IReadOnlyList<LinRegReaction> Analyse(QpcrRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        double highest = HighestReading(run);
        LinRegFit[] fits = [.. run.Reactions.Select(r => FitCurve(r.Curve, highest))];
        var exclusions = new List<LinRegExclusion>[fits.Length];
        for (int i = 0; i < fits.Length; i++)
        {
            exclusions[i] = [];
            if (fits[i].Failure is { } failure) exclusions[i].Add(failure);
            if (IsControl(run.Reactions[i])) exclusions[i].Add(LinRegExclusion.Control);
            if (IsExcluded(run.Reactions[i])) exclusions[i].Add(LinRegExclusion.Excluded);
        }
        var results = new LinRegReaction[fits.Length];
        foreach (var target in Enumerable.Range(0, fits.Length).GroupBy(i => run.Reactions[i].Target, StringComparer.Ordinal))
        {
            var members = target.Where(i => exclusions[i].Count == 0).ToList();
            foreach (int outlier in Outliers(members, i => fits[i].Efficiency!.Value))
            {
                exclusions[outlier].Add(LinRegExclusion.EfficiencyOutlier);
                members.Remove(outlier);
            }
            double? mean = members.Count == 0 ? null : members.Average(i => fits[i].Efficiency!.Value);
            double? sd = mean is { } m ? Math.Sqrt(members.Average(i => Math.Pow(fits[i].Efficiency!.Value - m, 2))) : null;
            foreach (int i in target) results[i] = new(run.Reactions[i], fits[i], fits[i].Failure is null, exclusions[i], mean, sd);
        }
        return results;
    }

    /// <summary>A reaction that must not amplify, or an optical control.</summary>
    internal static bool IsControl(Reaction reaction) => reaction.Role is SampleRole.Ntc or SampleRole.NegativeControl or SampleRole.Other;

    internal static bool IsExcluded(Reaction reaction) => reaction.Exclusion is { } text && AnalysisRemarks.HoldsMore(text);

    internal static double HighestReading(QpcrRun run)
    {
        double highest = double.NegativeInfinity;
        foreach (var reaction in run.Reactions)
            foreach (double v in reaction.Curve.Raw)
                if (v > highest) highest = v;
        return highest;
    }

    /// <summary>Fits one curve; gaps are closed first, and readings at or below 0 shift the curve up before the logarithm.</summary>
    /// <param name="highest">The highest reading of the run, which sets the shift.</param>
    public static LinRegFit FitCurve(AmplificationCurve curve, double highest)
    {
        ArgumentNullException.ThrowIfNull(curve);
        if (curve.Cycles - curve.Missing < 7) return new(LinRegExclusion.NoTd0, 0, null, null, null, 0, 0);
        double[] f = CloseGaps(curve);
        double lowest = f.Min();
        if (lowest > 0) return LinRegKernel.Fit(f);
        double shift = -lowest + 0.01 * (highest - lowest);
        for (int i = 0; i < f.Length; i++) f[i] += shift;
        var fit = LinRegKernel.Fit(f);
        return fit with { Baseline = fit.Baseline - shift };
    }

    /// <summary>Straight lines over missing cycles; a missing start takes the first reading.</summary>
    public static double[] CloseGaps(AmplificationCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        double[] f = curve.Raw.ToArray();
        int last = -1;
        for (int i = 0; i < f.Length; i++)
        {
            if (double.IsNaN(f[i])) continue;
            for (int k = last + 1; k < i; k++) f[k] = last < 0 ? f[i] : f[last] + (f[i] - f[last]) * (k - last) / (i - last);
            last = i;
        }
        return f;
    }

    /// <summary>Skewness and Grubbs tests in turn; returns the members to leave out, the most distant first.</summary>
    /// <remarks>The candidate lies on the side of the skewness: the largest of right-skewed values, else the smallest, the first of equal ones.</remarks>
    internal static List<int> Outliers(IEnumerable<int> members, Func<int, double> value)
    {
        var left = members.ToList();
        var outliers = new List<int>();
        while (left.Count >= 3)
        {
            int n = left.Count;
            double mean = left.Average(value), m2 = left.Average(i => Math.Pow(value(i) - mean, 2)), m3 = left.Average(i => Math.Pow(value(i) - mean, 3));
            if (!(m2 > 0)) break;
            double skewness = m3 / Math.Pow(m2, 1.5) * Math.Sqrt((double)n * (n - 1)) / (n - 2);
            double error = Math.Sqrt(6.0 * n * (n - 1) / ((n - 2.0) * (n + 1) * (n + 3)));
            int farthest = skewness > 0 ? left.MaxBy(value) : left.MinBy(value);
            double distance = Math.Abs(value(farthest) - mean) / Math.Sqrt(m2 * n / (n - 1));
            if (Math.Abs(skewness) / error <= SkewnessLimit || distance <= Grubbs(n)) break;
            outliers.Add(farthest);
            left.Remove(farthest);
        }
        return outliers;
    }

    private static double Grubbs(int n)
    {
        double t = StudentT.Quantile(1 - 0.05 / (2 * n), n - 2);
        return (n - 1) / Math.Sqrt(n) * Math.Sqrt(t * t / (n - 2 + t * t));
    }
}
