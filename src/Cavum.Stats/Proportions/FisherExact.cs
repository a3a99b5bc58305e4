namespace Cavum.Stats;

/// <summary>Fisher's exact test of a 2×2 table.</summary>
/// <param name="OddsRatio">Conditional maximum-likelihood estimate; 0 or +∞ at the ends of the support.</param>
/// <param name="PValue">Two-sided: all tables no more probable than the observed one (relative slack 1e-7, as in R).</param>
public sealed record FisherResult(double PValue, double OddsRatio, double Lower, double Upper);

/// <summary>Exact inference on the odds ratio given both margins (Fisher 1935; Cornfield 1956).</summary>
public static class FisherExact
{
    public static FisherResult Test(int x1, int n1, int x0, int n0, double confidence = 0.95)
    {
        TwoProportions.Check(x1, n1, x0, n0);
        Demand.Level(confidence, nameof(confidence));
        int total = x1 + x0, low = Math.Max(0, total - n0), high = Math.Min(n1, total);
        var support = new Support(low, high, n1, n0, total);
        double[] masses = support.At(0);
        double observed = masses[x1 - low] * (1 + 1e-7), p = 0;
        foreach (double mass in masses)
            if (mass <= observed) p += mass;
        double tail = (1 - confidence) / 2;
        double estimate = x1 == low ? 0 : x1 == high ? double.PositiveInfinity : Solve(log => support.Mean(log) - x1);
        double lower = x1 == low ? 0 : Solve(log => Math.Log(support.Upper(log, x1)) - Math.Log(tail));
        double upper = x1 == high ? double.PositiveInfinity : Solve(log => Math.Log(tail) - Math.Log(support.Lower(log, x1)));
        return new(Math.Min(1, p), low == high ? 0 : estimate, lower, upper);
    }

    private static double Solve(Func<double, double> rising)
    {
        double reach = 1;
        while (reach < 1e4 && !(rising(-reach) < 0 && rising(reach) > 0)) reach *= 2;
        return Math.Exp(Brent.Root(rising, -reach, reach));
    }

    /// <summary>The noncentral hypergeometric distribution of x₁ given the margins.</summary>
    private sealed class Support
    {
        private readonly int low;
        private readonly double[] log;

        internal Support(int low, int high, int n1, int n0, int total)
        {
            this.low = low;
            log = new double[high - low + 1];
            for (int i = 0; i < log.Length; i++) log[i] = Choose(n1, low + i) + Choose(n0, total - low - i);
        }

        internal double[] At(double logOdds)
        {
            double[] tilted = [.. log.Select((l, i) => l + logOdds * (low + i))];
            double sum = LogExp.LogSum(tilted);
            return [.. tilted.Select(l => Math.Exp(l - sum))];
        }

        internal double Mean(double logOdds)
        {
            double mean = 0;
            double[] masses = At(logOdds);
            for (int i = 0; i < masses.Length; i++) mean += masses[i] * (low + i);
            return mean;
        }

        /// <summary>Pr(X ≥ x).</summary>
        internal double Upper(double logOdds, int x) => Math.Max(1e-300, At(logOdds).Skip(x - low).Sum());

        /// <summary>Pr(X ≤ x).</summary>
        internal double Lower(double logOdds, int x) => Math.Max(1e-300, At(logOdds).Take(x - low + 1).Sum());

        private static double Choose(int n, int k) => k == 0 || k == n ? 0 : -Math.Log(n + 1.0) - Beta.LogFunction(k + 1.0, n - k + 1.0);
    }
}
