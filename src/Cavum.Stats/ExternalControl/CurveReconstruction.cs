using Cavum.Core;

namespace Cavum.Stats;

/// <summary>A point read off a published Kaplan–Meier curve: survival as a fraction.</summary>
public readonly record struct CurvePoint(double Time, double Survival);

/// <summary>One column of the numbers at risk under a published curve.</summary>
public readonly record struct AtRiskPoint(double Time, int N);

/// <summary>A subject of a reconstructed arm.</summary>
public readonly record struct ReconstructedSubject(double Time, bool Event);

/// <summary>Individual data behind a published curve.</summary>
/// <param name="Subjects">Times and events, in order of time.</param>
/// <param name="CurveError">Root mean square difference of survival between the reconstruction and the points read.</param>
/// <param name="PointNoise">Robust standard deviation of the points about a falling curve.</param>
/// <param name="EventsMatched">False where a published total was given and no path through the points has it.</param>
public sealed record Reconstruction(IReadOnlyList<ReconstructedSubject> Subjects, double CurveError, double PointNoise, bool EventsMatched)
{
    public int N => Subjects.Count;
    public int Events => Subjects.Count(s => s.Event);

    /// <summary>True where subjects this many lie further from the points than their noise and one subject's step explain: curve, numbers at risk and total contradict each other.</summary>
    public bool Contradicted => CurveError > 4 * PointNoise && CurveError > 0.02 + 0.5 / Math.Max(1, N);
}

/// <summary>Individual times and events from a published Kaplan–Meier curve, its numbers at risk and, if known, its total of events.</summary>
/// <remarks>
/// The problem is that of Guyot et al. 2012 (BMC Med Res Methodol 12:9), solved otherwise: not click by click, but by dynamic programming
/// over whole-number event counts of all intervals between points, with every number at risk and the total of events as hard constraints and
/// a robust squared distance to the points as cost. So a noisy point moves nothing by itself, and a burst of censorings on a flat tail
/// cannot become deaths: where the curve is flat, no count of events above zero fits. Points on an even grid say only that an
/// event lies between two of them, so events are spread over the interval; points on the curve's corners are the event times.
/// Censorings of an interval between two numbers at risk are spread early, evenly or late, whichever fits the later steps best.
/// </remarks>
public static class CurveReconstruction
{
    public static Outcome<Reconstruction> Fit(IReadOnlyList<CurvePoint> curve, IReadOnlyList<AtRiskPoint> atRisk, int? events = null)
    {
        var problems = Check(curve, atRisk, events).ToList();
        if (problems.Count > 0) return Outcome<Reconstruction>.Refused(problems);
        var points = Clean(curve);
        return Outcome<Reconstruction>.Of(new ReconstructionPath(points, [.. atRisk.OrderBy(r => r.Time)], events, new FallingCurve(points).Noise()).Best());
    }

    /// <summary>Reconstructions of the same arm with the points' noise and the places within intervals drawn again, to carry the uncertainty on.</summary>
    /// <remarks>Each replicate adds normal noise of the fit's <see cref="Reconstruction.PointNoise"/> to every point, and draws event and censoring times within their intervals.</remarks>
    public static IReadOnlyList<Reconstruction> Replicates(IReadOnlyList<CurvePoint> curve, IReadOnlyList<AtRiskPoint> atRisk, int? events, int count, ulong seed)
    {
        if (Check(curve, atRisk, events).FirstOrDefault() is { } problem) throw new ArgumentException(problem.ToString(), nameof(curve));
        var points = Clean(curve);
        var path = new ReconstructionPath(points, [.. atRisk.OrderBy(r => r.Time)], events, new FallingCurve(points).Noise());
        var all = new Reconstruction[count];
        for (int r = 0; r < count; r++) all[r] = path.Draw(new SeededRandom(seed, (ulong)r));
        return all;
    }

    private static IEnumerable<Problem> Check(IReadOnlyList<CurvePoint> curve, IReadOnlyList<AtRiskPoint> atRisk, int? events)
    {
        if (curve.Count < 2) yield return new Problem("curve", $"{curve.Count} points", "at least 2 points of the curve");
        if (curve.Any(p => !double.IsFinite(p.Time) || !double.IsFinite(p.Survival))) yield return new Problem("curve", "a point that is not finite", "finite times and survivals");
        foreach (var p in curve)
            if (p.Survival is < -0.05 or > 1.05) yield return new Problem("curve", $"survival {p.Survival:G5} at time {p.Time:G5}", "a fraction from 0 to 1");
        double earliest = -0.02 * curve.Select(p => p.Time).DefaultIfEmpty(0).Max(); // a click may lie a little left of the axis
        foreach (var p in curve)
            if (p.Time < earliest) yield return new Problem("curve", $"time {p.Time:G5}", "a time of 0 or more");
        if (atRisk.Count == 0) yield return new Problem("numbers at risk", "none", "at least the number at risk at time 0");
        AtRiskPoint[] sorted = [.. atRisk.OrderBy(r => r.Time)];
        if (sorted.Length > 0 && sorted[0].Time != 0) yield return new Problem("numbers at risk", $"first time {sorted[0].Time:G5}", "time 0");
        if (sorted.Length > 0 && sorted[0].N < 1) yield return new Problem("numbers at risk", $"{sorted[0].N} at time 0", "at least 1 subject");
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].N > sorted[i - 1].N || sorted[i].N < 0)
                yield return new Problem("numbers at risk", $"{sorted[i].N} at time {sorted[i].Time:G5}", $"0 to the {sorted[i - 1].N} at risk before");
            if (sorted[i].Time == sorted[i - 1].Time) yield return new Problem("numbers at risk", $"time {sorted[i].Time:G5} twice", "each time once");
        }
        if (events is { } total && sorted.Length > 0 && (total < 0 || total > sorted[0].N))
            yield return new Problem("events", $"{total}", $"0 to the {sorted[0].N} subjects");
    }

    /// <summary>In order of time from (0, 1); of points at one time the lowest, since the curve is right-continuous.</summary>
    private static CurvePoint[] Clean(IReadOnlyList<CurvePoint> curve)
    {
        var points = new List<CurvePoint> { new(0, 1) };
        foreach (var group in curve.Where(p => p.Time > 0).GroupBy(p => p.Time).OrderBy(g => g.Key))
            points.Add(new(group.Key, Math.Clamp(group.Min(p => p.Survival), 0, 1)));
        return [.. points];
    }
}
