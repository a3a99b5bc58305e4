using System.Globalization;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Benchmarks;

/// <summary>Speed of the survival estimators on simulated, seeded data: wall and processor seconds, the best of a few runs after a warm-up.</summary>
public static class SurvivalBench
{
    /// <param name="Peers">The keys of R's times for the same work (scripts/peers/survival.R).</param>
    private sealed record Task(string Name, double Target, Func<double> Work, params string[] Peers);

    private const int Rows = 1_000_000, Covariates = 5, Small = 60, Replicates = 10_000;

    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine("survival: task; target s; wall s; processor s; result");
        foreach (var task in Tasks())
        {
            var (wall, processor, result) = BestOf.Rounds(3, task.Work);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{task.Name}; {task.Target}; {wall:0.000}; {processor:0.000}; {result:R}"));
        }
    }

    private static IEnumerable<Task> Tasks()
    {
        foreach (bool ties in new[] { false, true })
        {
            var input = Simulate(Rows, Covariates, 1, ties);
            int[] groups = Groups(input);
            string kind = ties ? "200 distinct times" : "no ties", key = ties ? "ties" : "no-ties";
            yield return new($"Kaplan–Meier and log-rank, 1,000,000 rows, {kind}", 0.25, () =>
                KaplanMeier.Estimate(input.Times, input.Events).Count + LogRank.Test(input.Times, input.Events, groups).ChiSquare!.Value, "km-" + key);
            yield return new($"Cox, Efron, 1,000,000 rows, 5 covariates, {kind}", 1.5, () => CoxRegression.Fit(input).LogLikelihood, "cox-" + key);
        }
        var trial = Simulate(Small, 1, 3, false);
        bool[] treated = Treated();
        yield return new("10,000 bootstraps of the RMST difference, n = 60", 0.15,
            () => RmstBootstrap.Differences(trial.Times, trial.Events, treated, 1.0, Replicates, seed: 7)[0], "rmst-vectorised", "rmst-survfit");
        CoxInput[] trials = Trials();
        yield return new("10,000 Cox fits, n = 60, 1 covariate", 0.5, () => trials.Sum(t => CoxRegression.Fit(t).Beta[0]), "cox-small");
    }

    /// <summary>Writes the rows of every task for R.</summary>
    public static void Tables(string folder)
    {
        foreach (bool ties in new[] { false, true })
        {
            var input = Simulate(Rows, Covariates, 1, ties);
            int[] groups = Groups(input);
            using var file = new StreamWriter(Path.Combine(folder, ties ? "rows-ties.csv" : "rows-no-ties.csv"));
            file.WriteLine("time,event,group,x1,x2,x3,x4,x5");
            for (int i = 0; i < Rows; i++)
                file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{input.Times[i]:R},{(input.Events[i] ? 1 : 0)},{groups[i]},{string.Join(',', Enumerable.Range(0, Covariates).Select(c => input.Covariates[i, c].ToString("R", CultureInfo.InvariantCulture)))}"));
        }
        var trial = Simulate(Small, 1, 3, false);
        bool[] treated = Treated();
        File.WriteAllLines(Path.Combine(folder, "trial.csv"),
            ["time,event,treated", .. Enumerable.Range(0, Small).Select(i => string.Create(CultureInfo.InvariantCulture, $"{trial.Times[i]:R},{(trial.Events[i] ? 1 : 0)},{(treated[i] ? 1 : 0)}"))]);
        File.WriteAllLines(Path.Combine(folder, "trials.csv"),
            ["trial,time,event,x1", .. Trials().SelectMany((t, k) => Enumerable.Range(0, Small).Select(i => string.Create(CultureInfo.InvariantCulture, $"{k},{t.Times[i]:R},{(t.Events[i] ? 1 : 0)},{t.Covariates[i, 0]:R}")))]);
    }

    /// <summary>Times our tasks and writes them beside R's, each with the ratio.</summary>
    public static void Beside(string peerTimes, string table, string peer)
    {
        var theirs = File.ReadAllLines(peerTimes).Select(l => l.Split(';')).ToDictionary(f => f[0], f => double.Parse(f[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        List<string> lines =
        [
            $"# Survival beside R, {Environment.ProcessorCount} cores", "",
            $"Wall seconds on the same rows in one run, the best of a few after a warm-up; `scripts/bench-peers`. Peer: {peer}.", "",
            "| task | target s | Cavum s | R s | R / Cavum |", "|---|---|---|---|---|",
        ];
        foreach (var task in Tasks())
        {
            double own = BestOf.Rounds(3, task.Work).Wall;
            foreach (string key in task.Peers)
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"| {task.Name}{(task.Peers.Length > 1 ? $" (R: {key.Split('-')[1]})" : "")} | {task.Target} | {own:0.000} | {theirs[key]:0.00} | {theirs[key] / own:0} |"));
        }
        AtomicFile.Write(table, string.Join('\n', lines) + "\n");
    }

    private static int[] Groups(CoxInput input) => [.. Enumerable.Range(0, Rows).Select(i => input.Covariates[i, 0] > 0 ? 1 : 0)];

    private static bool[] Treated() => [.. Enumerable.Range(0, Small).Select(i => i % 2 == 1)];

    private static CoxInput[] Trials() => [.. Enumerable.Range(0, Replicates).Select(k => Simulate(Small, 1, (ulong)(100 + k), false))];

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
