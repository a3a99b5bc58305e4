using Cavum.Core;

namespace Cavum.Stats;

/// <summary>From points and numbers at risk to individual data: lays out the stretches, weighs every path through them, and places events and censorings in time.</summary>
internal sealed class ReconstructionPath
{
    private const double RareEvent = 0.02, RareCensoring = 1e-3;
    private const int MostUnits = 500;

    private readonly CurvePoint[] points;
    private readonly AtRiskPoint[] risk;
    private readonly double noise;
    private readonly bool corners;
    private readonly ReconstructionStretch[] stretches;
    private readonly ReconstructionLattice lattice;
    private readonly int? total;

    /// <summary>Subjects that the lattice counts as one: a big arm's single subject is far below what a point can tell.</summary>
    private readonly int unit;

    internal ReconstructionPath(CurvePoint[] points, AtRiskPoint[] risk, int? events, double noise)
    {
        (this.points, this.risk, this.noise) = (points, risk, noise);
        corners = !EvenGrid(points);
        stretches = Layout(events);
        (total, unit) = (events, Math.Max(1, risk[0].N / MostUnits));
        lattice = unit == 1
            ? ReconstructionLattice.Of(stretches, risk[0].N, events, noise, corners)
            : ReconstructionLattice.Of([.. stretches.Select(s => s with { LostByEnd = Units(s.LostByEnd), Censorings = s.Censorings / unit, Events = Math.Max(1e-9, s.Events / unit) })], Units(risk[0].N), events is { } e ? Units(e) : null, noise, corners);
    }

    private int Units(int subjects) => (int)Math.Round((double)subjects / unit, MidpointRounding.AwayFromZero);

    /// <summary>Subjects for the lattice's events, so that a published total is met where the lattice met it.</summary>
    private double PerUnit(double allEvents) => unit == 1 ? 1 : total is { } wanted && allEvents > 0 && Math.Abs(allEvents - Units(wanted)) < 0.5 ? wanted / allEvents : unit;

    private double End(int k) => k + 1 < risk.Length ? risk[k + 1].Time : Math.Max(points[^1].Time, risk[k].Time);

    private ReconstructionStretch[] Layout(int? events)
    {
        var curve = new FallingCurve(points);
        double end = End(risk.Length - 1);
        Func<int, double, double> before = risk.Length > 1 ? Shapes(curve, end) : SteadyLoss(curve, end, events);
        var all = new List<ReconstructionStretch>();
        for (int k = 0; k < risk.Length; k++)
        {
            double from = risk[k].Time, to = End(k);
            int lost = risk[0].N - (k + 1 < risk.Length ? risk[k + 1].N : 0), left = k + 1 < risk.Length ? risk[k + 1].N : 0;
            int first = all.Count;
            void Add(double upTo, double? seen)
            {
                double share = to > from ? (0.5 * (from + upTo) - risk[k].Time) / Math.Max(1e-300, to - risk[k].Time) : 0, atRisk = risk[k].N + share * (left - risk[k].N);
                double expected = corners ? 0 : curve.HazardAbout(0.5 * (from + upTo)) * (upTo - from) * Math.Max(1, atRisk);
                all.Add(new(from, upTo, seen, false, lost, Math.Max(RareCensoring, before(k, upTo) - before(k, from)), Math.Max(RareEvent, expected)));
                from = upTo;
            }
            foreach (var p in points)
                if (p.Time > risk[k].Time && p.Time <= to) Add(p.Time, p.Survival);
            if (from < to || all.Count == first) Add(to, null);
            // whoever is left when the curve ends leaves after its last event
            if (k + 1 == risk.Length) all.Add(new(to, to, null, false, lost, Math.Max(1, before(k, double.PositiveInfinity) - before(k, to)), 1e-9));
            all[^1] = all[^1] with { Ends = true };
        }
        return [.. all];
    }

    /// <summary>Expected censorings of an interval by a time, from its leavers that the curve does not explain.</summary>
    private Func<int, double, double> Shapes(FallingCurve curve, double end)
    {
        double[] survival = [.. risk.Select(r => curve.At(r.Time)), curve.At(end)];
        var shapes = CensoringShape.Of(risk, survival, end);
        double[] expected = [.. Enumerable.Range(0, risk.Length).Select(k => CensoringShape.Censored(risk[k].N, k + 1 < risk.Length ? risk[k + 1].N : 0, survival[k], survival[k + 1]))];
        return (k, time) => expected[k] * shapes[k].Before(time);
    }

    /// <summary>Without numbers at risk: a constant rate of loss that gives the published total of events (none if there is no total), the others censored at the end.</summary>
    private Func<int, double, double> SteadyLoss(FallingCurve curve, double end, int? events)
    {
        double n = risk[0].N, rate = 0;
        double Events(double loss)
        {
            double sum = 0;
            for (int j = 1; j < points.Length; j++)
                sum += n * Math.Exp(-loss * 0.5 * (points[j - 1].Time + points[j].Time)) * (curve.At(points[j - 1].Time) - curve.At(points[j].Time));
            return sum;
        }
        if (events is { } total && total > 0 && end > 0 && Events(0) > total)
        {
            double high = 1 / end;
            while (Events(high) > total && high < 1e6 / end) high *= 2;
            rate = Brent.Root(c => Events(c) - total, 0, high, 1e-9 / end);
        }
        return (_, time) => // every subject that is neither an event nor lost before leaves at the end
        {
            double lost = 0, from = 0;
            for (int j = 1; j < points.Length && from < time; j++)
            {
                double to = Math.Min(time, points[j].Time);
                lost += n * curve.At(from) * (Math.Exp(-rate * from) - Math.Exp(-rate * to));
                from = points[j].Time;
            }
            return time > end ? lost + n * curve.At(end) * Math.Exp(-rate * end) : lost;
        };
    }

    /// <summary>The i-th event lies where the expected number of events passes i − ½; so do censorings, within their interval.</summary>
    /// <remarks>
    /// A last adjustment: the share u of an interval's censorings may become uˣ where the points fit better by it. The mean place of C even censorings
    /// has variance 1/(12C), which gives ln x the standard deviation 2/√(3C).
    /// </remarks>
    internal Reconstruction Best()
    {
        var (events, censored) = lattice.Expected();
        double scale = PerUnit(events[^1]);
        if (unit > 1) (events, censored) = ([.. events.Select(e => e * scale)], [.. censored.Select(c => c * unit)]);
        var exponents = new double[risk.Length];
        Array.Fill(exponents, 1);
        var best = Build(Place(events, censored, exponents));
        double least = Misfit(best.Subjects);
        for (double step = 0.3; step > 0.02; step *= 0.5)
            for (int k = 0; k < risk.Length; k++)
                foreach (double factor in (ReadOnlySpan<double>)[Math.Exp(step), Math.Exp(-step)])
                {
                    double before = exponents[k];
                    exponents[k] *= factor;
                    var trial = Build(Place(events, censored, exponents));
                    double misfit = Misfit(trial.Subjects) + Enumerable.Range(0, risk.Length).Sum(i => Penalty(exponents[i], censored, i));
                    if (misfit < least - 1e-9) (best, least) = (trial, misfit);
                    else exponents[k] = before;
                }
        return best;
    }

    private double Penalty(double exponent, double[] censored, int interval)
    {
        int first = 0, last = 0;
        for (int k = 0; k <= interval; k++)
        {
            if (k > 0) first = last + 1;
            last = first;
            while (!stretches[last].Ends) last++;
        }
        double count = censored[last + 1] - censored[first], log = Math.Log(exponent);
        return log * log * 3 * Math.Max(1, count) / 8;
    }

    private double Misfit(IReadOnlyList<ReconstructedSubject> sorted)
    {
        double sum = 0, survival = 1;
        int at = 0;
        foreach (var p in points)
        {
            for (; at < sorted.Count && sorted[at].Time <= p.Time; at++)
                if (sorted[at].Event) survival *= 1 - 1.0 / (sorted.Count - at);
            sum += ReconstructionLattice.Loss((survival - p.Survival) / noise);
        }
        return sum;
    }

    private List<ReconstructedSubject> Place(double[] events, double[] censored, double[] exponents)
    {
        var subjects = new List<ReconstructedSubject>();
        int first = 0, placed = 0, gone = 0;
        for (int k = 0; k < risk.Length; k++)
        {
            int last = first;
            while (!stretches[last].Ends) last++;
            int lost = stretches[last].LostByEnd, dead = Math.Clamp((int)Math.Floor(events[last + 1] + 0.5), placed, placed + lost - placed - gone), left = lost - dead;
            for (int i = placed; i < dead; i++) subjects.Add(new(Crossing(events, first, last, i + 0.5, corners), true));
            double start = censored[first], mass = censored[last + 1] - start;
            for (int i = gone; i < left; i++)
                subjects.Add(new(Crossing(censored, first, last, start + mass * Math.Pow((i - gone + 0.5) / (left - gone), exponents[k]), false), false));
            (placed, gone, first) = (dead, left, last + 1);
        }
        return subjects;
    }

    /// <summary>A draw of counts from the posterior, and of places within their stretches.</summary>
    internal Reconstruction Draw(SeededRandom random)
    {
        var subjects = new List<ReconstructedSubject>();
        var path = InSubjects(lattice.Draw(random));
        for (int j = 0; j < path.Length; j++)
        {
            var s = stretches[j];
            for (int i = 0; i < path[j].Events; i++) subjects.Add(new(corners && s.Seen is not null ? s.To : s.From + random.NextDouble() * (s.To - s.From), true));
            for (int i = 0; i < path[j].Censored; i++) subjects.Add(new(s.From + random.NextDouble() * (s.To - s.From), false));
        }
        return Build(subjects);
    }

    /// <summary>A path in units as a path in subjects: its running counts scaled, rounded, and held to the numbers at risk.</summary>
    private (int Events, int Censored)[] InSubjects((int Events, int Censored)[] path)
    {
        if (unit == 1) return path;
        double scale = PerUnit(path.Sum(p => p.Events));
        int units = 0, lostUnits = 0, dead = 0, gone = 0;
        var all = new (int, int)[path.Length];
        for (int j = 0; j < path.Length; j++)
        {
            units += path[j].Events;
            lostUnits += path[j].Events + path[j].Censored;
            int lost = stretches[j].Ends ? stretches[j].LostByEnd : Math.Clamp(lostUnits * unit, gone, stretches[j].LostByEnd);
            int deaths = Math.Clamp((int)Math.Floor(units * scale + 0.5), dead, dead + lost - gone);
            all[j] = (deaths - dead, lost - gone - (deaths - dead));
            (dead, gone) = (deaths, lost);
        }
        return all;
    }

    private double Crossing(double[] course, int first, int last, double level, bool atEnd)
    {
        int j = first;
        while (j < last && course[j + 1] < level) j++;
        double step = course[j + 1] - course[j], inside = step > 0 ? Math.Clamp((level - course[j]) / step, 0, 1) : 0.5;
        return atEnd && stretches[j].Seen is not null ? stretches[j].To : stretches[j].From + inside * (stretches[j].To - stretches[j].From);
    }

    private Reconstruction Build(List<ReconstructedSubject> subjects)
    {
        ReconstructedSubject[] sorted = [.. subjects];
        Array.Sort(sorted, static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : b.Event.CompareTo(a.Event));
        double survival = 1, sum = 0;
        int at = 0;
        foreach (var p in points)
        {
            for (; at < sorted.Length && sorted[at].Time <= p.Time; at++)
                if (sorted[at].Event) survival *= 1 - 1.0 / (sorted.Length - at);
            sum += (survival - p.Survival) * (survival - p.Survival);
        }
        return new(sorted, Math.Sqrt(sum / points.Length), noise, total is not { } wanted || sorted.Count(s => s.Event) == wanted);
    }

    /// <summary>True where the points were read at even steps of time, not at the corners of the curve.</summary>
    private static bool EvenGrid(CurvePoint[] points)
    {
        if (points.Length < 10) return false;
        double[] gaps = [.. points.Zip(points.Skip(1), (a, b) => b.Time - a.Time)];
        Array.Sort(gaps);
        double median = gaps[gaps.Length / 2];
        return gaps.Count(g => Math.Abs(g - median) < 0.05 * median) > 0.8 * gaps.Length;
    }
}
