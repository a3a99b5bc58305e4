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

/// <summary>The contrast of four slopes that a method asks for. Arms: control, A, B, combination.</summary>
public static class SynergyContrast
{
    /// <summary>L and the weights by which it depends on each slope (its derivatives); null where it is not defined.</summary>
    public static double? Of(SynergyMethod method, ReadOnlySpan<double> slopes, double day, Span<double> weights)
    {
        if (slopes.Length != 4 || weights.Length != 4) throw new ArgumentException("Four arms: control, A, B, combination.", nameof(slopes));
        switch (method)
        {
            case SynergyMethod.Bliss:
                (weights[0], weights[1], weights[2], weights[3]) = (1, -1, -1, 1);
                return slopes[3] - slopes[1] - slopes[2] + slopes[0];
            case SynergyMethod.Hsa:
                bool first = slopes[1] <= slopes[2];
                (weights[0], weights[1], weights[2], weights[3]) = (0, first ? -1 : 0, first ? 0 : -1, 1);
                return slopes[3] - Math.Min(slopes[1], slopes[2]);
            default:
                return ResponseAdditivity(slopes, day, weights);
        }
    }

    /// <summary>ln[AB/(A + B − C)]/day of the areas under e^{βt} from day 0 on, each (e^{β·day} − 1)/β.</summary>
    private static double? ResponseAdditivity(ReadOnlySpan<double> slopes, double day, Span<double> weights)
    {
        // In multiples of the largest volume, so that no exponential overflows.
        double highest = Math.Max(0, Math.Max(Math.Max(slopes[0], slopes[1]), Math.Max(slopes[2], slopes[3]))) * day;
        Span<double> area = stackalloc double[4], rise = stackalloc double[4];
        for (int g = 0; g < 4; g++)
        {
            double x = slopes[g] * day, scale = Math.Exp(-highest);
            bool small = Math.Abs(x) < 1e-3;
            area[g] = scale * (small ? 1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5))) : Math.Exp(x) / x - 1 / x);
            rise[g] = scale * (small ? 0.5 + x / 3 + x * x / 8 + x * x * x / 30 : (Math.Exp(x) * (x - 1) + 1) / (x * x));
        }
        double expected = area[1] + area[2] - area[0];
        if (!(expected > 0) || !(area[3] > 0)) return null;
        (weights[0], weights[1], weights[2], weights[3]) = (rise[0] / expected, -rise[1] / expected, -rise[2] / expected, rise[3] / area[3]);
        return (Math.Log(area[3]) - Math.Log(expected)) / day;
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
        if (!(df > 0)) return null;
        return (StudentT.Quantile(level, df) * stdErr, 2 * StudentT.Sf(z, df));
    }
}
