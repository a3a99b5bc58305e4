namespace Cavum.Stats;

/// <summary>Sums a smooth, single-peaked integrand over an even lattice in scaled coordinates, outwards from its peak until nothing is left.</summary>
/// <remarks>
/// The trapezoidal rule over the whole space converges exponentially for analytic integrands (Trefethen &amp; Weideman 2014,
/// SIAM Rev 56:385–458); unlike a Gauss–Hermite rule it adapts its reach to one-sided tails, which left-censored rows make.
/// </remarks>
internal sealed class LatticeIntegral
{
    private readonly int dimension;
    private readonly double step, drop;
    private readonly double[] at, buffer, sums;
    private readonly int[] bestIndex;
    private readonly Func<double[], double[], double> integrand;
    private double best, reference, total;
    private int budget = 400_000; // nodes; an integrand that needs more has no value here rather than a truncated one

    private LatticeIntegral(int dimension, int contributions, Func<double[], double[], double> integrand, double step, double drop)
    {
        (this.dimension, this.integrand, this.step, this.drop) = (dimension, integrand, step, drop);
        at = new double[dimension];
        buffer = new double[contributions];
        sums = new double[contributions];
        bestIndex = new int[dimension];
    }

    /// <summary>ln ∫ exp(g(v)) dv and the means of the contributions under exp(g)/∫exp(g).</summary>
    /// <param name="integrand">g(v); fills its second argument with the contributions at v.</param>
    internal static (double Log, double[] Means) Of(int dimension, int contributions, Func<double[], double[], double> integrand,
        double step = 1, double drop = 26)
    {
        var lattice = new LatticeIntegral(dimension, contributions, integrand, step, drop);
        lattice.reference = lattice.best = integrand(lattice.at, lattice.buffer);
        if (!double.IsFinite(lattice.reference)) return (double.NaN, lattice.sums);
        lattice.Scan(0);
        if (lattice.budget <= 0) return (double.NaN, lattice.sums);
        for (int i = 0; i < lattice.sums.Length; i++) lattice.sums[i] /= lattice.total;
        return (lattice.reference + Math.Log(lattice.total) + dimension * Math.Log(step), lattice.sums);
    }

    private double Scan(int level)
    {
        if (level == dimension)
        {
            double value = integrand(at, buffer);
            budget--;
            if (!(value > best - 2 * drop)) return double.IsNaN(value) ? double.NegativeInfinity : value;
            best = Math.Max(best, value);
            double weight = Math.Exp(value - reference);
            total += weight;
            for (int i = 0; i < sums.Length; i++) sums[i] += weight * buffer[i];
            return value;
        }
        int start = bestIndex[level], local = start;
        double top = double.NegativeInfinity, atStart = top;
        for (int direction = 1; direction >= -1; direction -= 2)
        {
            double previous = direction > 0 ? double.NegativeInfinity : atStart;
            for (int k = direction > 0 ? start : start - 1; budget > 0; k += direction)
            {
                at[level] = k * step;
                double value = Scan(level + 1);
                if (k == start) atStart = value;
                if (value > top) (top, local) = (value, k);
                if (value < best - drop && value <= previous) break;
                if (double.IsNegativeInfinity(value)) break;
                previous = value;
            }
        }
        bestIndex[level] = local;
        return top;
    }
}
