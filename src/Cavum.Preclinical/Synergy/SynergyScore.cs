using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>What "no synergy" means.</summary>
public enum SynergyMethod
{
    /// <summary>Independent action on the log scale: β_AB = β_A + β_B − β_C.</summary>
    Bliss,

    /// <summary>Highest single agent: β_AB = min(β_A, β_B).</summary>
    Hsa,

    /// <summary>Response additivity of tumour burdens ∫e^{βt}dt from day 0: AUC_AB = AUC_A + AUC_B − AUC_C.</summary>
    Ra,
}

/// <summary>Whose distribution gives limits and p-value.</summary>
public enum SynergyInference
{
    /// <summary>Student's t with Satterthwaite's degrees of freedom, counted in mice.</summary>
    T,

    /// <summary>The normal distribution, as peers do; too narrow with few mice.</summary>
    Z,
}

/// <summary>Whose standard error.</summary>
public enum SynergyError
{
    /// <summary>CR2, robust against a wrong variance model, a mouse being the cluster.</summary>
    Cr2,

    /// <summary>The mixed model's own.</summary>
    Model,
}

/// <summary>Why a synergy row has or has no value.</summary>
public enum SynergyStatus
{
    Estimated,

    /// <summary>The effect expected by response additivity is a burden of 0 or below: the model does not apply.</summary>
    Undefined,

    /// <summary>Limits cannot be given: no arm has two mice, or resamples without a value.</summary>
    WithoutLimits,

    NotFitted,
}

/// <summary>Synergy on one day.</summary>
/// <param name="Contrast">L, 1/day: below 0 the combination grows more slowly than expected.</param>
/// <param name="CombinationIndex">exp(L·day): observed over expected relative volume; below 1 is synergy.</param>
/// <param name="Score">−L/se: above 0 is synergy.</param>
/// <param name="DegreesOfFreedom">Null for the normal distribution and the bootstrap.</param>
public sealed record SynergyPoint(
    double Day, SynergyMethod Method, double? Contrast, double? StdErr, double? Score, double? CombinationIndex, double? Lower, double? Upper,
    double? PValue, double? DegreesOfFreedom, int Mice, SynergyStatus Status);

/// <summary>The contrast of slopes that a method asks for. Arms: control, each treatment alone (two or more), combination.</summary>
public static class SynergyContrast
{
    /// <summary>L and the weights by which it depends on each slope (its derivatives); null where it is not defined.</summary>
    /// <remarks>With k treatments: Bliss β_comb − Σβᵢ + (k − 1)·β_C, HSA β_comb − min βᵢ, response additivity with ΣAUCᵢ − (k − 1)·AUC_C.</remarks>
    public static double? Of(SynergyMethod method, ReadOnlySpan<double> slopes, double day, Span<double> weights)
    {
        if (slopes.Length < 4 || weights.Length != slopes.Length)
            throw new ArgumentException("At least four arms: control, two or more treatments alone, combination.", nameof(slopes));
        int last = slopes.Length - 1, best = 1;
        switch (method)
        {
            case SynergyMethod.Bliss:
                weights.Fill(-1);
                (weights[0], weights[last]) = (last - 2, 1);
                double alone = 0;
                for (int i = 1; i < last; i++) alone += slopes[i];
                return slopes[last] - alone + (last - 2) * slopes[0];
            case SynergyMethod.Hsa:
                for (int i = 2; i < last; i++)
                    if (slopes[i] < slopes[best]) best = i;
                weights.Clear();
                (weights[best], weights[last]) = (-1, 1);
                return slopes[last] - slopes[best];
            default:
                return ResponseAdditivity(slopes, day, weights);
        }
    }

    /// <summary>ln[AUC_comb/(ΣAUCᵢ − (k − 1)·AUC_C)]/day of the areas under e^{βt} from day 0 on, each (e^{β·day} − 1)/β.</summary>
    private static double? ResponseAdditivity(ReadOnlySpan<double> slopes, double day, Span<double> weights)
    {
        int n = slopes.Length, last = n - 1;
        double highest = 0;
        foreach (double slope in slopes) highest = Math.Max(highest, slope * day);
        double scale = Math.Exp(-highest); // in multiples of the largest volume, so that no exponential overflows
        Span<double> area = stackalloc double[n], rise = stackalloc double[n];
        for (int g = 0; g < n; g++)
        {
            double x = slopes[g] * day;
            bool small = Math.Abs(x) < 1e-3;
            area[g] = small ? scale * (1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5)))) : (Math.Exp(x - highest) - scale) / x;
            rise[g] = small ? scale * (0.5 + x / 3 + x * x / 8 + x * x * x / 30) : (Math.Exp(x - highest) * (x - 1) + scale) / (x * x);
        }
        double expected = -(last - 2) * area[0];
        for (int i = 1; i < last; i++) expected += area[i];
        if (!(expected > 0) || !(area[last] > 0)) return null;
        for (int i = 1; i < last; i++) weights[i] = -rise[i] / expected;
        (weights[0], weights[last]) = ((last - 2) * rise[0] / expected, rise[last] / area[last]);
        return (Math.Log(area[last]) - Math.Log(expected)) / day;
    }
}

/// <summary>Limits and p-value of an estimate by Student's t or the normal distribution.</summary>
internal static class SynergyLimits
{
    internal static (double HalfWidth, double PValue)? Of(double estimate, double stdErr, double? degreesOfFreedom, double confidence)
    {
        if (!(stdErr > 0)) return null;
        double z = Math.Abs(estimate) / stdErr, level = (1 + confidence) / 2;
        if (degreesOfFreedom is not { } df) return (Normal.Quantile(level) * stdErr, 2 * Normal.Sf(z));
        if (!(df > 0.1)) return null; // fewer than any arm of two mice can have: the variance says nothing
        return (StudentT.Quantile(level, df) * stdErr, 2 * StudentT.Sf(z, df));
    }
}
