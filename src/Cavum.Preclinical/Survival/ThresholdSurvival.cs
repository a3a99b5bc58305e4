using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>When one mouse reached the volume at which the experiment counts it as an event.</summary>
/// <param name="Day">The observed day: of the first measurement at or above the threshold, else of the last measurement.</param>
/// <param name="Event">Whether the threshold was reached.</param>
/// <param name="InterpolatedDay">Where the straight line of ln V between the two measurements crosses the threshold; null without an event.</param>
/// <param name="TumourFree">The last measurement found nothing: counted as a cure until then.</param>
public sealed record ThresholdTime(TumourMouse Mouse, double Day, bool Event, double? InterpolatedDay, bool TumourFree)
{
    public static ThresholdTime Of(TumourMouse mouse, double threshold)
    {
        for (int i = 0; i < mouse.Measurements.Count; i++)
        {
            var m = mouse.Measurements[i];
            if (!m.Detected || m.Volume < threshold) continue;
            double crossing = m.Day;
            if (i > 0 && mouse.Measurements[i - 1] is { Detected: true } before)
                crossing = before.Day + (m.Day - before.Day) * Math.Log(threshold / before.Volume) / Math.Log(m.Volume / before.Volume);
            return new(mouse, m.Day, true, crossing, false);
        }
        return new(mouse, mouse.Last.Day, false, null, !mouse.Last.Detected);
    }
}

/// <summary>The curve of one group with its log-rank counts and the mice without tumour at their last day.</summary>
public sealed record ThresholdGroup(string Group, SurvivalCurve Curve, double? Observed, double? Expected, int TumourFree);

/// <summary>One pair of groups.</summary>
public sealed record ThresholdPair(string A, string B, LogRankResult LogRank, LogRankResult PetoPeto);

/// <summary>Survival to a tumour volume, by group.</summary>
/// <remarks>
/// A mouse that leaves below the threshold is censored on its last day; that a mouse is taken out for another reason that has to
/// do with its tumour makes this wrong, and no method here repairs it. Kaplan–Meier and log-rank are those of Cavum.Stats.
/// </remarks>
public sealed record ThresholdSurvival(
    double Threshold, IReadOnlyList<ThresholdTime> Mice, IReadOnlyList<ThresholdGroup> Groups, LogRankResult? LogRank, IReadOnlyList<ThresholdPair> Pairs)
{
    public static ThresholdSurvival Of(TumourStudy study, double threshold, KaplanMeierOptions? options = null)
    {
        if (!(threshold > 0)) throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "A threshold is a volume above 0.");
        return Build(threshold, study, [.. study.Mice.Select(m => ThresholdTime.Of(m, threshold))], options);
    }

    /// <summary>Overall survival: days to death or killing as the file records them, alive on the last day otherwise; null where the file records none.</summary>
    public static ThresholdSurvival? Overall(TumourStudy study, KaplanMeierOptions? options = null) =>
        study.Mice.All(m => m.Died is null) ? null
            : Build(0, study, [.. study.Mice.Select(m => new ThresholdTime(m, m.EndDay, m.Died == true, null, !m.Last.Detected))], options);

    private static ThresholdSurvival Build(double threshold, TumourStudy study, ThresholdTime[] mice, KaplanMeierOptions? options)
    {
        string[] names = [.. study.Groups.Order(StringComparer.Ordinal)];
        double[] times = TimeTies.Merge([.. mice.Select(m => m.Day)]).Times;
        bool[] events = [.. mice.Select(m => m.Event)];
        int[] codes = [.. mice.Select(m => Array.IndexOf(names, m.Mouse.Group))];
        var overall = names.Length > 1 ? Stats.LogRank.Test(times, events, codes) : null;
        var groups = new List<ThresholdGroup>();
        for (int g = 0; g < names.Length; g++)
        {
            int[] own = [.. Enumerable.Range(0, mice.Length).Where(i => codes[i] == g)];
            var curve = KaplanMeier.Estimate([.. own.Select(i => times[i])], [.. own.Select(i => events[i])], options);
            groups.Add(new(names[g], curve, overall?.Groups[g].Observed, overall?.Groups[g].Expected, own.Count(i => mice[i].TumourFree)));
        }
        var plain = names.Length > 1 ? Stats.LogRank.Pairwise(times, events, codes) : [];
        var early = names.Length > 1 ? Stats.LogRank.Pairwise(times, events, codes, weights: new(Rho: 1)) : [];
        return new(threshold, mice, groups, overall, [.. plain.Zip(early, (p, e) => new ThresholdPair(names[p.First], names[p.Second], p.Result, e.Result))]);
    }
}
