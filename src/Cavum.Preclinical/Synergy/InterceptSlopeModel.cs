using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>ln V with a random intercept and a random slope of each mouse: day 0 is an observation with error, not a fixed start.</summary>
/// <remarks>ln V = α_g + a + (β_g + b)·t + e, (a, b) bivariate normal; restricted likelihood (Cavum.Stats linear mixed models). Oracle: R nlme, random = ~t|mouse.</remarks>
public static class InterceptSlopeModel
{
    /// <param name="Slopes">β of each arm.</param>
    public sealed record Fit(IReadOnlyList<double> Slopes, LinearMixedFit Model, int Observations)
    {
        /// <summary>Σ c·β with its model standard error.</summary>
        public (double Estimate, double StdErr) Contrast(ReadOnlySpan<double> weights)
        {
            int arms = Slopes.Count;
            double estimate = 0, variance = 0;
            for (int a = 0; a < arms; a++)
            {
                estimate += weights[a] * Slopes[a];
                for (int b = 0; b < arms; b++) variance += weights[a] * weights[b] * Model.FixedCovariance[arms + a, arms + b];
            }
            return (estimate, Math.Sqrt(variance));
        }
    }

    /// <summary>Detected volumes, day 0 included; null where an arm has none or the search did not end.</summary>
    public static Fit? Of(TumourStudy study, IReadOnlyList<string> arms, MixedMethod method = MixedMethod.Reml)
    {
        var groups = new List<MixedGroup>();
        int k = arms.Count, observations = 0;
        for (int a = 0; a < k; a++)
        {
            int before = groups.Count;
            foreach (var mouse in study.In(arms[a]))
            {
                TumourMeasurement[] seen = [.. mouse.Measurements.Where(m => m.Detected)];
                if (seen.Length == 0) continue;
                double[,] x = new double[seen.Length, 2 * k], z = new double[seen.Length, 2];
                for (int i = 0; i < seen.Length; i++)
                {
                    (x[i, a], x[i, k + a]) = (1, seen[i].Day);
                    (z[i, 0], z[i, 1]) = (1, seen[i].Day);
                }
                groups.Add(new(mouse.Id, [.. seen.Select(m => Math.Log(m.Volume))], x, z));
                observations += seen.Length;
            }
            if (groups.Count == before) return null;
        }
        if (observations <= 2 * k + 4) return null;
        var fit = LinearMixed.Fit(groups, [.. arms.Select((_, a) => $"level {a}"), .. arms.Select((_, a) => $"slope {a}")], method);
        return fit.Converged ? new([.. Enumerable.Range(k, k).Select(i => fit.Fixed[i].Estimate)], fit, observations) : null;
    }
}
