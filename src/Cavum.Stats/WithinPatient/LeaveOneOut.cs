namespace Cavum.Stats;

/// <summary>A product ∏(1 − F/R) over groups, and the same product when a member's weight w is taken from every R (and its own F) up to its group.</summary>
/// <remarks>
/// Σ ln((R − w − F)/(R − w)) − ln((R − F)/R) = −Σₚ wᵖ/p·Σ((R − F)⁻ᵖ − R⁻ᵖ): with the inner sums kept by group it costs a few terms for each member. The series is used
/// where w is at most an eighth of R − F, which falls from group to group; the groups beyond are multiplied out.
/// </remarks>
internal sealed class LeaveOneOut
{
    private const int Powers = 18;

    private readonly int groups;
    private readonly double[] atRisk, failing, product, powers;
    private int end, zero;

    internal LeaveOneOut(int groups)
    {
        this.groups = groups;
        (atRisk, failing, product, powers) = (new double[groups], new double[groups], new double[groups + 1], new double[(groups + 1) * Powers]);
    }

    internal void Set(int group, double risk, double fails) => (atRisk[group], failing[group]) = (risk, fails);

    internal double AtRisk(int group) => group < groups ? atRisk[group] : 0;

    /// <summary>What would be at risk there if nobody were censored before.</summary>
    internal double AtRiskUncensored(int group)
    {
        double left = atRisk[0];
        for (int g = 0; g < group; g++) left -= failing[g];
        return left;
    }

    /// <summary>The product over the groups before <paramref name="count"/>.</summary>
    internal double Survival(int count) => product[count];

    /// <summary>The first group with less weight at risk than that.</summary>
    internal int Below(double weight)
    {
        int low = 0, high = groups;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (atRisk[middle] >= weight) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    internal void Multiply()
    {
        product[0] = 1;
        for (int g = 0; g < groups; g++) product[g + 1] = product[g] * Factor(atRisk[g], failing[g]);
    }

    private static double Factor(double risk, double fails) => risk > 1e-300 && fails > 0 ? Math.Max(0, 1 - fails / risk) : 1;

    /// <summary>Sums for the product over the groups before <paramref name="count"/>.</summary>
    internal void Prepare(int count)
    {
        end = count;
        zero = count;
        for (int g = 0; g < count; g++)
        {
            if (zero == count && product[g + 1] <= 0) zero = g;
            var next = powers.AsSpan((g + 1) * Powers, Powers);
            powers.AsSpan(g * Powers, Powers).CopyTo(next);
            double left = atRisk[g] - failing[g];
            if (!(failing[g] > 0) || g >= zero || !(left > 0)) continue;
            double a = 1 / left, b = 1 / atRisk[g], powerA = a, powerB = b;
            for (int p = 0; p < Powers; p++, powerA *= a, powerB *= b) next[p] += powerA - powerB;
        }
    }

    /// <summary>The product without a member of a group.</summary>
    internal double Without(double weight, int group, bool fails)
    {
        int before = Math.Min(group, end);
        if (zero < before) return 0;
        int series = Series(weight * 8, before);
        double sum = 0, power = weight;
        for (int p = 0; p < Powers; p++, power *= weight)
        {
            double term = power / (p + 1) * powers[series * Powers + p];
            sum += term;
            if (term < 1e-17) break;
        }
        double result = product[series] * Math.Exp(-sum);
        for (int g = series; g < before; g++) result *= Factor(atRisk[g] - weight, failing[g]);
        if (group >= end) return result;
        result *= Factor(Math.Max(0, atRisk[group] - weight), fails ? Math.Max(0, failing[group] - weight) : failing[group]);
        if (zero > group) return product[group + 1] > 0 ? result * (product[end] / product[group + 1]) : 0;
        for (int g = group + 1; g < end; g++) result *= Factor(atRisk[g], failing[g]);
        return result;
    }

    /// <summary>How many of the first groups leave at least that weight after their events.</summary>
    private int Series(double least, int most)
    {
        int low = 0, high = most;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (atRisk[middle] - failing[middle] >= least) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
