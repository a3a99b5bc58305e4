using Cavum.Core;

namespace Cavum.Stats;

/// <summary>The path of whole-number event counts through the points of a curve that costs least.</summary>
internal sealed class ReconstructionPath
{
    private const int Beam = 150;
    private const double Cut = 6; // beyond this many noise units a point's cost grows linearly: it may lie on the other side of a drop

    /// <summary>A second event at one corner of the curve needs this much better a fit: ties are rarer than single events.</summary>
    private const double TieCost = 3;

    /// <summary>Exponents of the place u of a censoring in its interval, tᵢ = lo + (hi − lo)·uˣ: even, later, earlier. Even costs nothing and the
    /// others much, so that noise alone does not choose them; a published total that even censoring cannot meet does.</summary>
    private static readonly (double Exponent, double Cost)[] Spreads = [(1, 0), (0.55, 16), (0.3, 32), (1.8, 16), (3, 32)];

    private readonly CurvePoint[] points;
    private readonly AtRiskPoint[] risk;
    private readonly double noise;
    private readonly bool grid;

    private ReconstructionPath(CurvePoint[] points, AtRiskPoint[] risk, double noise)
    {
        (this.points, this.risk, this.noise) = (points, risk, noise);
        grid = EvenGrid();
    }

    /// <summary>A stretch between two points (or a number at risk) with the survival read at its end, if any.</summary>
    private readonly record struct Stretch(double From, double To, double? Survival);

    /// <summary>A partial path: counts so far, its survival and cost, and how it came here.</summary>
    private sealed record Step(int Events, double Survival, double Cost, Step? Previous, int Count);

    /// <summary>A finished interval between two numbers at risk.</summary>
    private sealed record Leg(int Events, double Survival, double Cost, Leg? Previous, int[] Counts, int Censored, double Exponent);

    internal static Reconstruction Solve(CurvePoint[] points, AtRiskPoint[] risk, int? events, double noise, SeededRandom? random)
    {
        var path = new ReconstructionPath(points, risk, noise);
        var legs = new List<Leg> { new(0, 1, 0, null, [], 0, 1) };
        var stretches = new List<Stretch[]>();
        for (int k = 0; k < risk.Length; k++)
        {
            stretches.Add(path.Stretches(k));
            legs = path.Extend(legs, k, stretches[k], events);
        }
        var chosen = legs.Where(l => l.Events == events).MinBy(l => l.Cost);
        bool matched = events is null || chosen is not null;
        chosen ??= legs.OrderBy(l => events is { } e ? Math.Abs(l.Events - e) : 0).ThenBy(l => l.Cost).First();
        return path.Build(chosen, stretches, matched, random);
    }

    private double End(int k) => k + 1 < risk.Length ? risk[k + 1].Time : Math.Max(points[^1].Time, risk[k].Time);

    private Stretch[] Stretches(int k)
    {
        double from = risk[k].Time, end = End(k);
        var stretches = new List<Stretch>();
        foreach (var p in points)
        {
            if (p.Time <= risk[k].Time || p.Time > end) continue;
            stretches.Add(new(from, p.Time, p.Survival));
            from = p.Time;
        }
        if (from < end && from < points[^1].Time) stretches.Add(new(from, end, null));
        return [.. stretches];
    }

    private List<Leg> Extend(List<Leg> legs, int k, Stretch[] stretches, int? total)
    {
        bool last = k + 1 == risk.Length;
        int lost = risk[k].N - (last ? 0 : risk[k + 1].N);
        var next = new Dictionary<(int Events, int Level), Leg>();
        foreach (var leg in legs)
        {
            int most = Math.Min(lost, total is { } t ? t - leg.Events : lost);
            var (low, high) = Plausible(leg, k, stretches, most);
            for (int events = low; events <= high; events++)
                foreach (var (exponent, penalty) in Spreads)
                {
                    if (lost == events && exponent != 1) continue;
                    if (Within(leg, k, stretches, events, lost - events, exponent) is not { } step) continue;
                    double cost = leg.Cost + step.Cost + penalty;
                    var key = (leg.Events + events, (int)Math.Round(step.Survival / noise));
                    if (next.TryGetValue(key, out var known) && known.Cost <= cost) continue;
                    next[key] = new(leg.Events + events, step.Survival, cost, leg, Counts(step, stretches.Length), lost - events, exponent);
                }
        }
        if (next.Count == 0) // nothing fits: the numbers at risk contradict the curve; keep on with the fewest events
            foreach (var leg in legs)
                next.TryAdd((leg.Events, 0), leg with { Previous = leg, Counts = new int[stretches.Length], Censored = lost, Exponent = 1, Cost = leg.Cost + 1e6 });
        return [.. next.Values.OrderBy(l => l.Cost).Take(Beam)];
    }

    /// <summary>The events that an interval can hold: from the drop of the points, at the largest and at the least number at risk.</summary>
    private (int Low, int High) Plausible(Leg leg, int k, Stretch[] stretches, int most)
    {
        double? end = null;
        foreach (var s in stretches) end = s.Survival ?? end;
        if (end is not { } level) return (0, Math.Min(most, 1));
        double slack = 5 * noise, n = risk[k].N, left = k + 1 < risk.Length ? risk[k + 1].N : 1;
        double least = (1 - Math.Min(1, (level + slack) / leg.Survival)) * Math.Min(n, left + 1);
        double greatest = (1 - Math.Max(0, level - slack) / leg.Survival) * n;
        return (Math.Max(0, (int)Math.Floor(least) - 1), Math.Min(most, (int)Math.Ceiling(Math.Max(0, greatest)) + 1));
    }

    /// <summary>The cheapest way to put exactly this many events into the stretches of an interval.</summary>
    private Step? Within(Leg leg, int k, Stretch[] stretches, int events, int censored, double exponent)
    {
        var alive = new List<Step> { new(0, leg.Survival, 0, null, 0) };
        double lo = risk[k].Time, width = End(k) - lo;
        for (int j = 0; j < stretches.Length; j++)
        {
            // events lie anywhere in a stretch of an even grid, but at the end of one that was read at a corner
            double at = grid || stretches[j].Survival is null ? 0.5 * (stretches[j].From + stretches[j].To) : stretches[j].To;
            double gone = width > 0 ? censored * Math.Pow((at - lo) / width, 1 / exponent) : 0;
            double? seen = stretches[j].Survival;
            double floor = (seen ?? NextSeen(stretches, j)) - (Cut + 2) * noise;
            var best = new Dictionary<int, Step>();
            double cheapest = double.PositiveInfinity;
            foreach (var step in alive)
            {
                double atRisk = Math.Max(1, risk[k].N - gone - step.Events);
                for (int d = 0; step.Events + d <= events; d++)
                {
                    if (d > atRisk + 0.5) break;
                    double survival = step.Survival * Math.Max(0, 1 - d / atRisk);
                    double cost = step.Cost + (seen is { } s ? Loss((survival - s) / noise) : 0) + (!grid && d > 1 ? TieCost * (d - 1) : 0);
                    int total = step.Events + d;
                    if (!best.TryGetValue(total, out var known) || cost < known.Cost)
                    {
                        best[total] = new(total, survival, cost, step, d);
                        cheapest = Math.Min(cheapest, cost);
                    }
                    if (survival < floor) break;
                }
            }
            double limit = cheapest + 80;
            alive = [.. best.Values.Where(s => s.Cost <= limit)];
        }
        return alive.Where(s => s.Events == events).MinBy(s => s.Cost);
    }

    private static double NextSeen(Stretch[] stretches, int from)
    {
        for (int j = from; j < stretches.Length; j++)
            if (stretches[j].Survival is { } s) return s;
        for (int j = from; j >= 0; j--)
            if (stretches[j].Survival is { } s) return s;
        return 0;
    }

    private static double Loss(double z)
    {
        double size = Math.Abs(z);
        return size <= Cut ? z * z : Cut * (2 * size - Cut);
    }

    private static int[] Counts(Step last, int length)
    {
        var counts = new int[length];
        int j = length;
        for (Step? step = last; step?.Previous is not null; step = step.Previous) counts[--j] = step.Count;
        return counts;
    }

    private Reconstruction Build(Leg chosen, List<Stretch[]> stretches, bool matched, SeededRandom? random)
    {
        var subjects = new List<ReconstructedSubject>();
        var leg = chosen;
        for (int k = risk.Length - 1; k >= 0; k--, leg = leg.Previous!)
        {
            double lo = risk[k].Time, end = End(k);
            for (int j = 0; j < leg.Counts.Length; j++)
            {
                var stretch = stretches[k][j];
                for (int i = 0; i < leg.Counts[j]; i++)
                {
                    double place = random?.NextDouble() ?? (i + 0.5) / leg.Counts[j];
                    bool corner = !grid && stretch.Survival is not null && !(stretch.To == end && k + 1 < risk.Length);
                    subjects.Add(new(corner ? stretch.To : stretch.From + place * (stretch.To - stretch.From), true));
                }
            }
            for (int i = 0; i < leg.Censored; i++)
            {
                double place = random?.NextDouble() ?? (i + 0.5) / leg.Censored;
                subjects.Add(new(lo + Math.Pow(place, leg.Exponent) * (end - lo), false));
            }
        }
        ReconstructedSubject[] sorted = [.. subjects.OrderBy(s => s.Time).ThenBy(s => s.Event ? 0 : 1)];
        return new(sorted, Error(sorted), noise, matched);
    }

    /// <summary>True where the points were read at even steps of time, not at the corners of the curve.</summary>
    private bool EvenGrid()
    {
        if (points.Length < 10) return false;
        double[] gaps = [.. points.Zip(points.Skip(1), (a, b) => b.Time - a.Time)];
        Array.Sort(gaps);
        double median = gaps[gaps.Length / 2];
        return gaps.Count(g => Math.Abs(g - median) < 0.05 * median) > 0.8 * gaps.Length;
    }

    private double Error(ReconstructedSubject[] sorted)
    {
        double survival = 1, sum = 0;
        int at = 0;
        foreach (var p in points)
        {
            for (; at < sorted.Length && sorted[at].Time <= p.Time; at++)
                if (sorted[at].Event) survival *= 1 - 1.0 / (sorted.Length - at);
            sum += (survival - p.Survival) * (survival - p.Survival);
        }
        return Math.Sqrt(sum / points.Length);
    }
}
