namespace Cavum.Stats;

/// <summary>Infinitesimal jackknife errors of a weighted Kaplan–Meier curve and of its cumulative hazard.</summary>
/// <remarks>
/// With hₖ = dₖ/nₖ: ∂log S(t)/∂wᵢ = Σ_{tₖ≤t} (Yᵢₖ·dₖ − dNᵢₖ·nₖ)/(nₖ(nₖ − dₖ)) and ∂Λ(t)/∂wᵢ = Σ (dNᵢₖ − Yᵢₖ·hₖ)/nₖ; the variance is
/// Σᵢ wᵢ²·(·)², each row a cluster (Therneau &amp; Grambsch 2000, section 2.2.3). A row's term is frozen once it has left, so running sums give O(n).
/// </remarks>
internal static class RobustCurve
{
    public static CurveColumns Errors(RiskTable table, ReadOnlySpan<bool> events, ReadOnlySpan<double> weights, CurveColumns plain)
    {
        int count = table.Time.Length;
        var (survivalPath, hazardPath) = Paths(table);
        var survivalSum = new JackknifeSum(table, weights, survivalPath);
        var hazardSum = new JackknifeSum(table, weights, hazardPath);
        var logStdErr = new double[count];
        var hazardStdErr = new double[count];
        for (int k = 0; k < count; k++)
        {
            survivalSum.Enter(table.Time[k], k);
            hazardSum.Enter(table.Time[k], k);
            double d = table.Events[k], n = table.AtRisk[k];
            bool allFail = table.EventRows[k] > 0 && table.EventRows[k] == table.AtRiskRows[k];
            for (int i = table.Start[k]; i < table.Start[k + 1]; i++)
            {
                int row = table.Order[i];
                bool counts = events[row] && (weights.IsEmpty || weights[row] > 0); // a row of weight 0 may be the last at risk: n = 0
                survivalSum.Leave(row, k, counts && !allFail ? -1 / (n - d) : 0);
                hazardSum.Leave(row, k, counts ? 1 / n : 0);
            }
            logStdErr[k] = plain.Survival[k] > 0 ? Math.Sqrt(Math.Max(0, survivalSum.Variance(k))) : double.NaN;
            hazardStdErr[k] = Math.Sqrt(Math.Max(0, hazardSum.Variance(k)));
        }
        return plain with { LogStdErr = logStdErr, HazardStdErr = hazardStdErr };
    }

    /// <summary>What a row at risk throughout has gathered after each time.</summary>
    private static (double[] Survival, double[] Hazard) Paths(RiskTable table)
    {
        int count = table.Time.Length;
        double[] survival = new double[count], hazard = new double[count];
        double a = 0, b = 0;
        for (int k = 0; k < count; k++)
        {
            double d = table.Events[k], n = table.AtRisk[k];
            if (table.EventRows[k] > 0)
            {
                if (table.EventRows[k] < table.AtRiskRows[k]) a += d / (n * (n - d));
                b -= d / (n * n);
            }
            survival[k] = a;
            hazard[k] = b;
        }
        return (survival, hazard);
    }

    /// <summary>Σ w²·(term)² over the rows that left, plus those still at risk, whose term is path(t) − path(entry).</summary>
    private sealed class JackknifeSum
    {
        private readonly double[] path, entrySorted;
        private readonly int[] entryOrder;
        private readonly double[] start, weight;
        private double left, w2, w2Start, w2Start2;
        private int entered;

        public JackknifeSum(RiskTable table, ReadOnlySpan<double> weights, double[] path)
        {
            this.path = path;
            weight = new double[table.Rows];
            if (weights.IsEmpty) Array.Fill(weight, 1);
            else weights.CopyTo(weight);
            start = new double[table.Rows];
            (entrySorted, entryOrder) = table.Entries is { } entries ? TimeOrder.Sort(entries) : ([], []);
            if (table.Entries is null)
                foreach (double w in weight) w2 += w * w;
        }

        /// <summary>Rows whose entry lies before the k-th time come under risk.</summary>
        public void Enter(double time, int k)
        {
            for (; entered < entrySorted.Length && entrySorted[entered] < time; entered++)
            {
                int row = entryOrder[entered];
                double w = weight[row], s = start[row] = k == 0 ? 0 : path[k - 1];
                w2 += w * w;
                w2Start += w * w * s;
                w2Start2 += w * w * s * s;
            }
        }

        /// <summary>A row ends at the k-th time, with <paramref name="own"/> for its own event.</summary>
        public void Leave(int row, int k, double own)
        {
            double w = weight[row], s = start[row], term = w * (path[k] - s + own);
            left += term * term;
            w2 -= w * w;
            w2Start -= w * w * s;
            w2Start2 -= w * w * s * s;
        }

        public double Variance(int k) => left + w2 * path[k] * path[k] - 2 * path[k] * w2Start + w2Start2;
    }
}
