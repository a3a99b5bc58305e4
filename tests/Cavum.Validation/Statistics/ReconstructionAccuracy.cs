using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Validation;

/// <summary>How near reconstructed arms come to the individual data behind the curve, and whether the reconstruction's own noise covers the difference.</summary>
internal static class ReconstructionAccuracy
{
    private const int Replicates = 40;

    private sealed record Arm(ReconstructedSubject[] Truth, CurvePoint[] Points, AtRiskPoint[] Risk, double End);

    private sealed record Trial(double HazardError, double[] MedianErrors, int Exact, int Covered, bool HazardCovered, int FitsAsWell);

    public static void Write(StringBuilder page, int trials)
    {
        page.Append("## Curve reconstruction\n\nSimulated two-arm trials, 120 points on an even grid, survival to three decimals with normal noise, totals of events published. \"Floor\": the true event times with each interval's censorings spread evenly, ")
            .Append(CultureInfo.InvariantCulture, $"that is, what is lost by not knowing when subjects were censored. Covered: arms whose true restricted mean (to 80 % of follow-up) lies in the range of {Replicates} replicates; log HR covered: trials whose true log hazard ratio lies in the range of those of the replicates.\n\n")
            .Append("| trials | a arm | noise | at risk | events exact | \\|Δ ln HR\\| median | 90 % | largest | within 0.02 | floor: within 0.02 | median survival off by | covered | log HR covered |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        Trial[] beyond = [.. Row(page, trials, false).Concat(Row(page, trials, true)).Where(t => t.HazardError > 0.02)];
        page.Append(CultureInfo.InvariantCulture, $"\nOf the {2 * beyond.Length} arms of the {beyond.Length} trials beyond 0.02 the reconstruction lies as near to the points as the truth does, or nearer, in {beyond.Sum(t => t.FitsAsWell)} (squared distance, a tenth of the truth's allowed): ")
            .Append("what tells the two apart is when subjects were censored between two numbers at risk, which neither curve nor table tells.\n\n");
    }

    private static Trial[] Row(StringBuilder page, int trials, bool hard)
    {
        var results = new Trial[trials];
        double[] floor = new double[trials];
        Parallel.For(0, trials, t => (results[t], floor[t]) = One(t, hard));
        double[] hazard = [.. results.Select(r => r.HazardError).Order()], medians = [.. results.SelectMany(r => r.MedianErrors)];
        page.Append(CultureInfo.InvariantCulture, $"| {trials} | {(hard ? "44–250 | 0–0.005 | every 3 or 6 of 12–36 months" : "60–180 | 0.003 | six times in 24 months")} | {results.Sum(r => r.Exact)} of {2 * trials} | {hazard[trials / 2]:0.0000} | {hazard[trials * 9 / 10]:0.0000} | {hazard[^1]:0.0000} | ")
            .Append(CultureInfo.InvariantCulture, $"{hazard.Count(h => h <= 0.02)} | {floor.Count(h => h <= 0.02)} | {100 * medians.Average():0.00} % | {results.Sum(r => r.Covered)} of {2 * trials} | {results.Count(r => r.HazardCovered)} |\n");
        return results;
    }

    private static (Trial Trial, double Floor) One(int t, bool hard)
    {
        var random = new SeededRandom(hard ? 99ul : 77ul, (ulong)t);
        double noise = hard ? 0.005 * random.NextDouble() : 0.003, close = hard ? 12 + 24 * random.NextDouble() : 24;
        double? every = hard ? random.NextDouble() < 0.5 ? 3 : 6 : null;
        var medians = new List<double>();
        int exact = 0, covered = 0, fits = 0;
        var draws = new List<ReconstructedSubject[][]>();
        List<ReconstructedSubject[]> truths = [], found = [], even = [];
        for (int a = 0; a < 2; a++)
        {
            var arm = Simulate(random, hard ? 44 + random.NextInt(207) : 60 + 40 * random.NextInt(4), noise, close, every);
            int events = arm.Truth.Count(s => s.Event);
            var fit = CurveReconstruction.Fit(arm.Points, arm.Risk, events).Value;
            if (fit.Events == events) exact++;
            truths.Add(arm.Truth);
            found.Add([.. fit.Subjects]);
            even.Add(Even(arm));
            if (Median(arm.Truth) is { } m && Median(found[^1]) is { } r) medians.Add(Math.Abs(r / m - 1));
            double tau = 0.8 * arm.End, target = Mean(arm.Truth, tau);
            draws.Add([.. CurveReconstruction.Replicates(arm.Points, arm.Risk, events, Replicates, (ulong)t).Select(x => x.Subjects.ToArray())]);
            double[] means = [.. draws[^1].Select(x => Mean(x, tau)).Order()];
            if (means[0] <= target && target <= means[^1]) covered++;
            if (Distance(found[^1], arm) <= 1.1 * Distance(arm.Truth, arm)) fits++;
        }
        double truth = LogHazardRatio(truths);
        double[] ratios = [.. draws[0].Zip(draws[1], (a, b) => LogHazardRatio([a, b])).Order()];
        return (new(Math.Abs(LogHazardRatio(found) - truth), [.. medians], exact, covered, ratios[0] <= truth && truth <= ratios[^1], fits), Math.Abs(LogHazardRatio(even) - truth));
    }

    private static Arm Simulate(SeededRandom random, int n, double noise, double close, double? every)
    {
        double rate = Math.Exp(-2.5 + 0.4 * random.NextNormal()), shape = 0.8 + 0.6 * random.NextDouble();
        ReconstructedSubject[] truth = [.. Enumerable.Range(0, n).Select(_ =>
        {
            double time = Math.Pow(-Math.Log(1 - random.NextDouble()) / rate, 1 / shape), end = close * (0.3 + 0.7 * random.NextDouble());
            return new ReconstructedSubject(Math.Max(0.02, Math.Min(time, end)), time <= end);
        }).OrderBy(s => s.Time).ThenBy(s => s.Event ? 0 : 1)];
        double last = truth[^1].Time, step = every ?? last / 6;
        CurvePoint[] points = [.. Enumerable.Range(0, 120).Select(i =>
        {
            double x = last * i / 119;
            return new CurvePoint(x, i == 0 ? 1 : Math.Clamp(Math.Round(Survival(truth, x), 3) + noise * random.NextNormal(), 0, 1));
        })];
        return new(truth, points, [.. Enumerable.Range(0, 100).Select(k => k * step).Where(x => x < last - 1e-9).Select(x => new AtRiskPoint(x, truth.Count(s => s.Time >= x)))], last);
    }

    private static ReconstructedSubject[] Even(Arm arm)
    {
        var all = arm.Truth.Where(s => s.Event).ToList();
        for (int k = 0; k < arm.Risk.Length; k++)
        {
            double from = arm.Risk[k].Time, to = k + 1 < arm.Risk.Length ? arm.Risk[k + 1].Time : arm.End;
            int count = arm.Truth.Count(s => !s.Event && s.Time >= from && (s.Time < to || k + 1 == arm.Risk.Length));
            for (int i = 0; i < count; i++) all.Add(new(from + (i + 0.5) / count * (to - from), false));
        }
        return [.. all.OrderBy(s => s.Time).ThenBy(s => s.Event ? 0 : 1)];
    }

    private static double Survival(ReconstructedSubject[] sorted, double at)
    {
        double s = 1;
        for (int i = 0; i < sorted.Length && sorted[i].Time <= at; i++)
            if (sorted[i].Event) s *= 1 - 1.0 / (sorted.Length - i);
        return s;
    }

    private static double Distance(ReconstructedSubject[] sorted, Arm arm) => arm.Points.Sum(p => Math.Pow(Survival(sorted, p.Time) - p.Survival, 2));

    private static double Mean(ReconstructedSubject[] sorted, double tau)
    {
        double s = 1, area = 0, from = 0;
        for (int i = 0; i < sorted.Length && sorted[i].Time <= tau; i++)
        {
            if (!sorted[i].Event) continue;
            area += s * (sorted[i].Time - from);
            from = sorted[i].Time;
            s *= 1 - 1.0 / (sorted.Length - i);
        }
        return area + s * (tau - from);
    }

    private static double? Median(ReconstructedSubject[] sorted)
    {
        double s = 1;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (!sorted[i].Event) continue;
            s *= 1 - 1.0 / (sorted.Length - i);
            if (s <= 0.5) return sorted[i].Time;
        }
        return null;
    }

    private static double LogHazardRatio(List<ReconstructedSubject[]> arms)
    {
        ReconstructedSubject[] all = [.. arms[0], .. arms[1]];
        var x = new double[all.Length, 1];
        for (int i = arms[0].Length; i < all.Length; i++) x[i, 0] = 1;
        return CoxRegression.Fit(new([.. all.Select(s => s.Time)], [.. all.Select(s => s.Event)], x)).Coefficients[0].Estimate!.Value;
    }
}
