using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Validation;

/// <summary>Coverage and bias of the estimators that digitise or meet values below a limit.</summary>
internal static class BorrowingReport
{
    public static string Write(int arms, int cohorts, TextWriter progress)
    {
        var page = new StringBuilder("# Curves and censored courses: measured\n\nMade by `scripts/validate borrowing-and-longitudinal`; seeded, so it repeats.\n\n");
        progress.WriteLine("curve reconstruction");
        ReconstructionAccuracy.Write(page, arms);
        progress.WriteLine("censored nonlinear mixed model");
        Sigma(page, cohorts);
        return page.ToString();
    }

    /// <summary>Bi-exponential log10 courses of 50 subjects at 6 times with 44 % below the limit: the residual standard deviation must not shrink.</summary>
    private static void Sigma(StringBuilder page, int cohorts)
    {
        const double truth = 0.2, limit = 1.74;
        double[] theta = [9.9, 5.4, -1.7, -4.0], omega = [2.0, 1.1], days = [0, 28, 56, 84, 112, 168];
        var fits = new CensoredNonlinearMixedFit[cohorts];
        int[] below = new int[cohorts];
        Parallel.For(0, cohorts, c =>
        {
            var random = new SeededRandom(20260101, (ulong)c);
            var subjects = new List<CensoredSeries>();
            for (int i = 0; i < 50; i++)
            {
                double[] phi = [theta[0] + omega[0] * random.NextNormal(), theta[1] + omega[1] * random.NextNormal(), theta[2], theta[3]], slope = new double[4];
                double[] y = [.. days.Select(d => MeanCurve.BiexponentialLog10.Evaluate(phi, d, slope) + truth * random.NextNormal())];
                subjects.Add(new($"{i}", days, [.. y.Select(v => Math.Max(v, limit))], [.. y.Select(v => v < limit)]));
                below[c] += y.Count(v => v < limit);
            }
            fits[c] = CensoredNonlinearMixed.Fit(subjects, MeanCurve.BiexponentialLog10, [9, 5, -1.5, -4], [0, 1], [1.5, 1, 0.3]);
        });
        double[] sigma = [.. fits.Where(f => f.Converged).Select(f => f.ResidualStdDev)];
        double sum = sigma.Sum(), square = sigma.Sum(s => s * s);
        int converged = sigma.Length;
        double mean = sum / converged, error = Math.Sqrt((square / converged - mean * mean) / converged);
        page.Append(CultureInfo.InvariantCulture, $"## Censored nonlinear mixed model\n\n{cohorts} simulated cohorts of 50 subjects × 6 times, {100.0 * below.Sum() / (cohorts * 50 * days.Length):0.0} % of values below the limit, true σ {truth}: ")
            .Append(CultureInfo.InvariantCulture, $"{converged} fits converged, mean σ̂ {mean:0.0000} (Monte Carlo error {error:0.0000}), bias {100 * (mean / truth - 1):+0.0;-0.0} % (target: within 5 %).\n");
    }
}
