using System.Globalization;
using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>How far the wells of one sample lie apart beyond counting, measured over all samples of a run.</summary>
/// <param name="LogVariance">τ²: variance of ln concentration between wells of a sample, beyond counting; 0 where they scatter less than that.</param>
/// <param name="DegreesOfFreedom">Wells that replicate another, over all samples.</param>
/// <remarks>
/// DerSimonian and Laird's moment estimate (Control Clin Trials 1986, 7:177–188) with one τ² for all samples: (ΣQ − Σ(m − 1)) / Σ(Σw − Σw²/Σw), w the
/// reciprocal variance of ln λ̂ by counting, p/(n(1 − p)λ²), over wells with at least <see cref="LeastPositives"/> positive and as many negative
/// partitions. Pipetting and mixing differ from well to well of any plate, and counting knows nothing of them.
/// </remarks>
public sealed record WellScatter(double LogVariance, int DegreesOfFreedom)
{
    /// <summary>With fewer replicates the scatter is not measured, and intervals hold counting alone.</summary>
    public const int LeastDegreesOfFreedom = 10;

    private const int LeastPositives = 5;
    private const double UnlikePValue = 0.001;

    /// <summary>The scatter of a run; null where it holds too few replicates.</summary>
    /// <param name="samples">The wells that count of each sample.</param>
    public static WellScatter? Of(IEnumerable<IReadOnlyList<DigitalWell>> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        double excess = 0, weight = 0;
        int df = 0;
        foreach (var wells in samples)
        {
            var logs = Logs(wells);
            if (logs.Length < 2) continue;
            double sum = logs.Sum(l => 1 / l.Variance), squares = logs.Sum(l => 1 / (l.Variance * l.Variance));
            excess += Spread(logs, 0) - (logs.Length - 1);
            weight += sum - squares / sum;
            df += logs.Length - 1;
        }
        return df < LeastDegreesOfFreedom ? null : new(Math.Max(0, excess / weight), df);
    }

    /// <summary>Relative standard uncertainty that the scatter leaves in the sum of these wells; wells weigh by their partitions.</summary>
    public double Of(IReadOnlyList<DigitalWell> wells)
    {
        ArgumentNullException.ThrowIfNull(wells);
        double all = wells.Sum(w => (double)(w.Positives!.Value + w.Negatives!.Value));
        return Math.Sqrt(LogVariance * wells.Sum(w => (w.Positives!.Value + w.Negatives!.Value) / all * ((w.Positives!.Value + w.Negatives!.Value) / all)));
    }

    /// <summary>What to say of wells that lie further apart than the run's wells do (χ², p &lt; 0.001), or, where the scatter is not measured, than counting (likelihood ratio); null otherwise.</summary>
    public static string? Unlike(IReadOnlyList<DigitalWell> wells, WellScatter? scatter)
    {
        ArgumentNullException.ThrowIfNull(wells);
        if (wells.Count < 2) return null;
        if (scatter is not null && Logs(wells) is { } logs && logs.Length == wells.Count)
        {
            double p = ChiSquare.Sf(Spread(logs, scatter.LogVariance), logs.Length - 1);
            return p < UnlikePValue ? string.Create(CultureInfo.InvariantCulture, $"the wells differ by more than the wells of this run do (χ², p = {p:G2})") : null;
        }
        double unlike = LikelihoodRatioP(wells);
        return unlike < UnlikePValue ? string.Create(CultureInfo.InvariantCulture, $"the wells differ by more than counting (likelihood ratio, p = {unlike:G2})") : null;
    }

    /// <summary>p of the likelihood ratio that the wells hold one concentration (χ², wells − 1).</summary>
    private static double LikelihoodRatioP(IReadOnlyList<DigitalWell> wells)
    {
        double k = wells.Sum(w => (double)w.Positives!), n = wells.Sum(w => (double)(w.Positives! + w.Negatives!));
        double ratio = wells.Sum(w => LogLikelihood(w.Positives!.Value, w.Negatives!.Value)) - LogLikelihood(k, n - k);
        return ChiSquare.Sf(2 * Math.Max(0, ratio), wells.Count - 1);

        static double LogLikelihood(double k, double rest) => (k > 0 ? k * Math.Log(k / (k + rest)) : 0) + (rest > 0 ? rest * Math.Log(rest / (k + rest)) : 0);
    }

    private static double Spread((double Log, double Variance)[] logs, double between)
    {
        double sum = logs.Sum(l => 1 / (l.Variance + between)), mean = logs.Sum(l => l.Log / (l.Variance + between)) / sum;
        return logs.Sum(l => (l.Log - mean) * (l.Log - mean) / (l.Variance + between));
    }

    private static (double Log, double Variance)[] Logs(IReadOnlyList<DigitalWell> wells) =>
    [
        .. wells.Where(w => w is { Positives: >= LeastPositives, Negatives: >= LeastPositives }).Select(w =>
        {
            double n = w.Positives!.Value + w.Negatives!.Value, p = w.Positives.Value / n, lambda = -Math.Log(w.Negatives.Value / n);
            return (Math.Log(lambda), p / (n * (1 - p) * lambda * lambda));
        }),
    ];
}
