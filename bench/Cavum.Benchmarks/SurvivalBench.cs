using System.Diagnostics;
using System.Globalization;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Benchmarks;

/// <summary>Speed of the survival estimators on simulated, seeded data: wall and processor seconds, the best of a few runs after a warm-up.</summary>
public static class SurvivalBench
{
    private const int Rows = 1_000_000, Covariates = 5, Small = 60, Replicates = 10_000;

    public static void Run(TextWriter output)
    {
        output.WriteLine("survival: task; target s; wall s; processor s; result");
        foreach (bool ties in new[] { false, true })
        {
            var input = Simulate(Rows, Covariates, 1, ties);
            int[] groups = [.. Enumerable.Range(0, Rows).Select(i => input.Covariates[i, 0] > 0 ? 1 : 0)];
            string kind = ties ? "200 distinct times" : "no ties";
            Time(output, $"Kaplan-Meier and log-rank, 1e6 rows, {kind}", 0.25, () =>
                KaplanMeier.Estimate(input.Times, input.Events).Count + LogRank.Test(input.Times, input.Events, groups).ChiSquare!.Value);
            Time(output, $"Cox Efron, 1e6 rows, 5 covariates, {kind}", 1.5, () => CoxRegression.Fit(input).LogLikelihood);
        }
        var hundredThousand = Simulate(100_000, Covariates, 2, false);
        Time(output, "Cox Efron robust, 1e5 rows, 5 covariates", 0.25, () => CoxRegression.Fit(hundredThousand, new() { Robust = true }).RobustVariance![0, 0]);
        var trial = Simulate(Small, 1, 3, false);
        bool[] treated = [.. Enumerable.Range(0, Small).Select(i => i % 2 == 1)];
        Time(output, "10,000 bootstraps of the RMST difference, n = 60", 0.15, () => RmstBootstrap.Differences(trial.Times, trial.Events, treated, 1.0, Replicates, seed: 7)[0]);
        CoxInput[] trials = [.. Enumerable.Range(0, Replicates).Select(k => Simulate(Small, 1, (ulong)(100 + k), false))];
        Time(output, "10,000 Cox fits, n = 60, 1 covariate", 0.5, () => trials.Sum(t => CoxRegression.Fit(t).Beta[0]));
    }

    private static void Time(TextWriter output, string task, double target, Func<double> work)
    {
        work();
        double wall = double.PositiveInfinity, processor = double.PositiveInfinity, result = 0;
        var process = Process.GetCurrentProcess();
        for (int run = 0; run < 3; run++)
        {
            GC.Collect();
            process.Refresh();
            var before = process.TotalProcessorTime;
            long start = Stopwatch.GetTimestamp();
            result = work();
            wall = Math.Min(wall, Stopwatch.GetElapsedTime(start).TotalSeconds);
            process.Refresh();
            processor = Math.Min(processor, (process.TotalProcessorTime - before).TotalSeconds);
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{task}; {target}; {wall:0.000}; {processor:0.000}; {result:R}"));
    }

    private static CoxInput Simulate(int n, int p, ulong seed, bool ties)
    {
        var random = new SeededRandom(seed);
        var x = new double[n, p];
        var times = new double[n];
        var events = new bool[n];
        for (int i = 0; i < n; i++)
        {
            double eta = 0;
            for (int c = 0; c < p; c++)
            {
                x[i, c] = random.NextNormal();
                eta += 0.2 * x[i, c];
            }
            double death = random.NextExponential() * Math.Exp(-eta), censoring = 2 * random.NextExponential();
            (times[i], events[i]) = (Math.Min(death, censoring), death <= censoring);
            if (ties) times[i] = Math.Min(200, Math.Ceiling(times[i] * 60));
        }
        return new(times, events, x);
    }
}
