using System.Globalization;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Benchmarks;

/// <summary>Speed of external controls and longitudinal models: processor and wall seconds, the best of a few runs after a warm-up, with what the peer took on its own machine.</summary>
public static class BorrowingBench
{
    public static void Run(TextWriter output)
    {
        output.WriteLine("borrowing: task; target s; peer s; wall s; processor s; result");
        Time(output, "MAP, 5 arms, mean, sd, quantiles", "0.050", "3.1 (RBesT)", Map);
        Maic(output);
        Curve(output, 140);
        Curve(output, 8000);
        Pairs(output);
        Nonlinear(output);
        Repeated(output);
    }

    private static readonly HistoricalArm[] Arms = [new("a", 44, 9), new("b", 190, 39), new("c", 27, 7), new("d", 91, 31), new("e", 41, 6)];

    private static readonly MatchTarget[] Target = [new("a", 0.5), new("b", 0.35), new("c", 0.45), new("d", 63, 9), new("e", 58), new("f", 61), new("g", 60)];

    private sealed record MatchedTrial(double[,] X, double[] Time, bool[] Event, ReconstructedSubject[] Other);

    private static MatchedTrial Matched()
    {
        const int n = 500, k = 7;
        var random = new SeededRandom(5);
        var trial = new MatchedTrial(new double[n, k], new double[n], new bool[n], new ReconstructedSubject[300]);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < k; j++) trial.X[i, j] = j < 3 ? random.NextDouble() < 0.4 ? 1 : 0 : 60 + 10 * random.NextNormal();
            trial.Time[i] = -10 * Math.Log(1 - random.NextDouble());
            trial.Event[i] = random.NextDouble() < 0.7;
        }
        for (int i = 0; i < trial.Other.Length; i++) trial.Other[i] = new(-8 * Math.Log(1 - random.NextDouble()), random.NextDouble() < 0.7);
        return trial;
    }

    private static double Map()
    {
        var fit = MapModel.Fit(Arms, new HeterogeneityPrior.HalfNormal(1)).Predictive;
        return fit.Quantile(0.025) + fit.Quantile(0.975) > 0 ? fit.Sd : double.NaN; // the quantiles are part of the work
    }

    private static double Bootstrap(MatchedTrial t) => MatchedHazardRatio.Bootstrap(t.X, t.Time, t.Event, Target, [t.Other], 1000, 7, 300).Value.StdErr;

    private static double NonlinearFit(CensoredSeries[] subjects) =>
        CensoredNonlinearMixed.Fit(subjects, MeanCurve.BiexponentialLog10, [9, 5, -1.5, -4], [0, 1], [1.5, 1, 0.3]).LogLikelihood;

    private static void Maic(TextWriter output)
    {
        var trial = Matched();
        Time(output, "MAIC weights, 500 × 7", "", "0.0054 (maicplus)", () => MatchingAdjusted.Weigh(trial.X, Target).EffectiveSampleSize);
        Time(output, "MAIC, 1,000 bootstraps of both sides, hazard ratio", "0.2", "1.49 (maicplus, one side)", () => Bootstrap(trial));
    }

    /// <summary>Writes the rows of the tasks that <see cref="Beside"/> shows, for R.</summary>
    public static void Tables(string folder)
    {
        var trial = Matched();
        File.WriteAllLines(Path.Combine(folder, "maic.csv"), ["a,b,c,d,e,f,g,time,event", .. Enumerable.Range(0, 500).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', Enumerable.Range(0, 7).Select(j => trial.X[i, j].ToString("R", CultureInfo.InvariantCulture)))},{trial.Time[i]:R},{(trial.Event[i] ? 1 : 0)}"))]);
        File.WriteAllLines(Path.Combine(folder, "comparator.csv"), ["time,event", .. trial.Other.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Time:R},{(s.Event ? 1 : 0)}"))]);
        File.WriteAllLines(Path.Combine(folder, "nonlinear.csv"), ["id,t,y,cens", .. Courses().SelectMany(s => s.Times.Select((t, i) =>
            string.Create(CultureInfo.InvariantCulture, $"{s.Subject},{t:R},{s.Values[i]:R},{(s.Censored[i] ? 1 : 0)}")))]);
    }

    /// <summary>Times the tasks and writes them beside R's on the same rows, with the ratio and the value that both computed.</summary>
    public static void Beside(string peerTimes, string table, string peer)
    {
        var theirs = File.ReadAllLines(peerTimes).Select(l => l.Split(';')).ToDictionary(f => f[0], f => f, StringComparer.Ordinal);
        var trial = Matched();
        CensoredSeries[] courses = Courses();
        (string Task, double? Target, string Key, Func<double> Work)[] tasks =
        [
            ("MAP, 5 arms (R: nested sums; value: SD)", 0.05, "map", Map),
            ("MAIC weights, 500 × 7 (R: BFGS; value: effective sample size)", null, "maic", () => MatchingAdjusted.Weigh(trial.X, Target).EffectiveSampleSize),
            ("MAIC, 1,000 bootstraps of both sides, hazard ratio (value: standard error)", 0.2, "maic-bootstrap", () => Bootstrap(trial)),
            ("censored nonlinear mixed, 50 × 6, 44 % below the limit (R: 9 × 9 adaptive nodes, nlminb; value: log-likelihood)", 1, "nonlinear", () => NonlinearFit(courses)),
        ];
        List<string> lines =
        [
            $"# External controls and longitudinal models beside R, {Environment.ProcessorCount} cores", "",
            $"Wall seconds on the same rows in one run, the best of a few after a warm-up; `scripts/bench-peers`. Peer: {peer}, base R written for it (`scripts/peers/borrowing.R`), since maicplus, RBesT, saemix and TMB",
            "are not in Debian; what those took on the oracles' machine stands in borrowing.md.", "",
            "| task | target s | Cavum s | R s | R / Cavum | value, Cavum | value, R |", "|---|---|---|---|---|---|---|",
        ];
        foreach (var (task, target, key, work) in tasks)
        {
            var (wall, _, result) = BestOf.Rounds(3, work);
            double other = double.Parse(theirs[key][1], CultureInfo.InvariantCulture);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"| {task} | {target} | {wall:0.0000} | {other:0.0000} | {other / wall:0.0} | {result:G8} | {theirs[key][2]} |"));
        }
        AtomicFile.Write(table, string.Join('\n', lines) + "\n");
    }

    private static void Pairs(TextWriter output)
    {
        foreach (int n in new[] { 60, 1000, 3000 })
        {
            var random = new SeededRandom(8);
            LinePair[] pairs = [.. Enumerable.Range(0, n).Select(_ =>
            {
                double second = random.NextExponential(), end = 3 * random.NextDouble();
                return new LinePair(random.NextExponential(), Math.Min(second, end), second <= end);
            })];
            Time(output, $"growth modulation index, {n:N0} pairs, all estimators with their errors", "", "", () => GrowthModulation.Estimate(pairs).Estimators[^1].StdErr ?? 0);
        }
    }

    private static void Curve(TextWriter output, int subjects)
    {
        var random = new SeededRandom(6);
        ReconstructedSubject[] truth = [.. Enumerable.Range(0, subjects).Select(_ =>
        {
            double t = -10 * Math.Log(1 - random.NextDouble()), end = 8 + 16 * random.NextDouble();
            return new ReconstructedSubject(Math.Min(t, end), t <= end);
        }).OrderBy(s => s.Time)];
        var points = new List<CurvePoint>();
        for (int i = 0; i < 120; i++)
        {
            double at = truth[^1].Time * i / 119, s = 1;
            for (int j = 0; j < truth.Length && truth[j].Time <= at; j++)
                if (truth[j].Event) s *= 1 - 1.0 / (truth.Length - j);
            points.Add(new(at, i == 0 ? 1 : Math.Clamp(Math.Round(s, 3) + 0.003 * random.NextNormal(), 0, 1)));
        }
        AtRiskPoint[] risk = [.. Enumerable.Range(0, 6).Select(q => new AtRiskPoint(3.5 * q, truth.Count(s => s.Time >= 3.5 * q)))];
        int events = truth.Count(s => s.Event);
        Time(output, $"curve to individual data, {subjects:N0} subjects, 120 points, 6 numbers at risk", subjects > 1000 ? "1" : "", subjects > 1000 ? "" : "0.086 (IPDfromKM)", () => CurveReconstruction.Fit(points, risk, events).Value.CurveError);
        Time(output, "the same with 100 replicates of its noise", "", "", () => CurveReconstruction.Replicates(points, risk, events, 100, 1)[99].CurveError);
    }

    private static CensoredSeries[] Courses()
    {
        var random = new SeededRandom(7);
        double[] days = [0, 28, 56, 84, 112, 168];
        return [.. Enumerable.Range(0, 50).Select(i =>
        {
            double[] phi = [9.9 + 2 * random.NextNormal(), 5.4 + 1.1 * random.NextNormal(), -1.7, -4], slope = new double[4];
            double[] y = [.. days.Select(d => MeanCurve.BiexponentialLog10.Evaluate(phi, d, slope) + 0.2 * random.NextNormal())];
            return new CensoredSeries($"{i}", days, [.. y.Select(v => Math.Max(v, 1.74))], [.. y.Select(v => v < 1.74)]);
        })];
    }

    private static void Nonlinear(TextWriter output)
    {
        CensoredSeries[] subjects = Courses();
        Time(output, "censored nonlinear mixed, 50 × 6, 44 % below the limit", "1", "10.3 (saemix), 9.6 (TMB)", () => NonlinearFit(subjects));
        Time(output, "the same, correlated random effects", "", "", () => CensoredNonlinearMixed.Fit(subjects, MeanCurve.BiexponentialLog10, [9, 5, -1.5, -4], [0, 1], [1.5, 1, 0.3], true).LogLikelihood);
        Time(output, "the same, four random effects by stochastic EM", "", "10.3 (saemix, two)", () => StochasticEm.Fit(subjects, MeanCurve.BiexponentialLog10, [9, 5, -1.5, -4], [0, 1, 2, 3], [1.5, 1, 0.5, 0.5, 0.3]).LogLikelihood, 1);
    }

    private static void Repeated(TextWriter output)
    {
        var random = new SeededRandom(8);
        RepeatedSeries[] subjects = [.. Enumerable.Range(0, 200).Select(i =>
        {
            double level = 4 * random.NextNormal();
            int[] visits = [.. Enumerable.Range(0, 4).Where(_ => random.NextDouble() < 0.75)];
            if (visits.Length == 0) visits = [0];
            var x = new double[visits.Length, 8];
            for (int r = 0; r < visits.Length; r++)
            {
                x[r, 0] = x[r, visits[r]] = 1;
                if (i % 2 == 1) x[r, 4] = 1;
                if (i % 2 == 1 && visits[r] > 0) x[r, 4 + visits[r]] = 1;
            }
            return new RepeatedSeries($"{i}", visits, [.. visits.Select(v => 30 + 4 * v + level + (3 + v) * random.NextNormal())], x);
        })];
        string[] names = ["one", "v2", "v3", "v4", "arm", "arm:v2", "arm:v3", "arm:v4"];
        Time(output, "MMRM unstructured, 200 × 4, Satterthwaite", "", "0.048 (mmrm)", () => RepeatedMeasures.Fit(subjects, names, 4, test: SmallSampleMethod.Satterthwaite).LogLikelihood);
        Time(output, "MMRM unstructured, 200 × 4, Kenward-Roger", "", "0.063 (mmrm)", () => RepeatedMeasures.Fit(subjects, names, 4).LogLikelihood);
    }

    private static void Time(TextWriter output, string task, string target, string peer, Func<double> work, int rounds = 5)
    {
        var (wall, processor, result) = BestOf.Rounds(rounds, work);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{task}; {target}; {peer}; {wall:0.0000}; {processor:0.0000}; {result:R}"));
    }
}
