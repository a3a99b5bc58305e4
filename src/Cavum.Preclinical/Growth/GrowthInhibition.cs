namespace Cavum.Preclinical;

/// <summary>Tumour growth inhibition of a group against the control on one day.</summary>
/// <param name="TreatedMice">Mice of the group measured on the day; and of the control.</param>
/// <param name="TreatedOverControl">T/C: ratio of mean volumes.</param>
/// <param name="Delta">1 − (V̄ₜ − V̄ₜ₀)/(V̄꜀ − V̄꜀₀) over mice measured on the day; null where the control did not grow.</param>
/// <param name="Relative">1 − mean(V/V₀) treated / mean(V/V₀) control: at most 1, so it is the one for Bliss.</param>
/// <param name="GeometricRatio">exp(mean ln(V/V₀) treated − the same of control), detected volumes only.</param>
/// <param name="Conditional">A mouse of either group has left before the day: the means are of those that remain, and mislead.</param>
public sealed record GrowthInhibition(
    double Day, string Group, int TreatedMice, int ControlMice, double? TreatedOverControl, double? Delta, double? Relative,
    double? GeometricRatio, bool Conditional)
{
    /// <summary>Every group against the control on every day after day 0 on which both were measured.</summary>
    public static IReadOnlyList<GrowthInhibition> Of(TumourStudy study, string control)
    {
        var rows = new List<GrowthInhibition>();
        double? controlLeaves = SacrificeFrom(study, control);
        foreach (double day in study.Days.Where(d => d > 0))
        {
            var reference = GroupDay.Of(study, control, day);
            if (reference is null) continue;
            foreach (string group in study.Groups.Where(g => g != control))
            {
                if (GroupDay.Of(study, group, day) is not { } treated) continue;
                double? leaves = SacrificeFrom(study, group);
                double grown = reference.Mean - reference.StartMean;
                rows.Add(new(day, group, treated.Mice, reference.Mice,
                    reference.Mean > 0 ? treated.Mean / reference.Mean : null,
                    grown > 0 ? 1 - (treated.Mean - treated.StartMean) / grown : null,
                    reference.RelativeMean > 0 ? 1 - treated.RelativeMean / reference.RelativeMean : null,
                    treated.LogRelativeMean is { } t && reference.LogRelativeMean is { } c ? Math.Exp(t - c) : null,
                    day >= controlLeaves || day >= leaves));
            }
        }
        return rows;
    }

    /// <summary>The first day on which a mouse of the group that was alive before is no longer measured, though the study goes on; null if none.</summary>
    public static double? SacrificeFrom(TumourStudy study, string group)
    {
        double? from = null;
        foreach (var mouse in study.In(group))
        {
            var later = study.Days.Where(d => d > mouse.Last.Day).ToList();
            if (later.Count > 0) from = Math.Min(from ?? later[0], later[0]);
        }
        return from;
    }

    private sealed record GroupDay(int Mice, double Mean, double StartMean, double RelativeMean, double? LogRelativeMean)
    {
        internal static GroupDay? Of(TumourStudy study, string group, double day)
        {
            var volumes = new List<(double Now, double Start)>();
            foreach (var mouse in study.In(group))
            {
                if (mouse.StartVolume is not { } start) continue;
                foreach (var m in mouse.Measurements)
                    if (m.Day == day) volumes.Add((m.Detected ? m.Volume : 0, start));
            }
            if (volumes.Count == 0) return null;
            var seen = volumes.Where(v => v.Now > 0).ToList();
            return new(volumes.Count, volumes.Average(v => v.Now), volumes.Average(v => v.Start), volumes.Average(v => v.Now / v.Start),
                seen.Count == 0 ? null : seen.Average(v => Math.Log(v.Now / v.Start)));
        }
    }
}
