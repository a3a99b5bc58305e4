using Cavum.Assay;

namespace Cavum.Analysis;

/// <summary>One control of one assay over the runs of a study, judged by the Westgard rules.</summary>
/// <param name="Mean">Null while the study has too few runs to establish limits; the points then stand without rules.</param>
/// <param name="EstablishedFrom">How many runs mean and SD were taken from.</param>
public sealed record ControlSeries(string Assay, string Control, double? Mean, double? StdDev, int EstablishedFrom, IReadOnlyList<ControlPoint> Points)
{
    public int Rejected => Points.Count(p => p.Rejected);

    /// <summary>Runs whose file states no date that can be read: they stand last, and their place in time is not known.</summary>
    public int Undated => Points.Count(p => !p.Dated);
}

/// <param name="ResultId">A well of the control, to which the point leads.</param>
/// <param name="Log10Copies">log10 copies per reaction: mean Cq of the control's wells read back through the run's own curve, or the mean of its wells' concentrations in partitions.</param>
/// <param name="Date">The date as the run's file writes it.</param>
/// <param name="Dated">Whether one day is meant by it; 05/03/2026 is two.</param>
/// <param name="Z">Null where no limits hold yet.</param>
public sealed record ControlPoint(string Run, string ResultId, string Date, bool Dated, double Log10Copies, double? Z, IReadOnlyList<string> Rules, bool Rejected);

/// <summary>Control charts over the runs of a study.</summary>
public static class ControlCharts
{
    private const int EstablishFrom = 20;

    /// <summary>One chart for each positive control of each assay, in the order in which they were run, then of their names; runs without a date that can be read come last.</summary>
    public static IReadOnlyList<ControlSeries> Of(IReadOnlyList<QpcrRunResult> runs, IReadOnlyList<DigitalRunResult>? digital = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var curves = runs.Where(r => r is { Slope: < 0, Intercept: not null }).SelectMany(run => run.Plate.Where(w => w is { Role: "positiveControl", Cq: not null })
            .GroupBy(w => w.Sample).Select(c => new Reading(run.Run, run.Assay, run.Date, c.Key, c.First().ResultId + ".cq", (c.Average(w => w.Cq!.Value) - run.Intercept!.Value) / run.Slope!.Value)));
        var partitions = (digital ?? []).SelectMany(run => run.Plate.Where(w => w is { Role: "positiveControl", CopiesPerMicrolitre: > 0 })
            .GroupBy(w => w.Sample).Select(c => new Reading(run.Run, run.Assay, "", c.Key, c.First().ResultId + ".copiesPerMicrolitre", Math.Log10(c.Average(w => w.CopiesPerMicrolitre!.Value) * run.ReactionMicrolitres))));
        return [.. curves.Concat(partitions).GroupBy(p => (p.Assay, p.Control)).OrderBy(g => g.Key.Assay, StringComparer.Ordinal).ThenBy(g => g.Key.Control, StringComparer.Ordinal)
            .Select(g => Chart(g.Key.Assay, g.Key.Control, [.. g.OrderBy(p => RunDate.Read(p.Date) ?? DateTime.MaxValue).ThenBy(p => p.Run, StringComparer.Ordinal)]))];
    }

    /// <summary>One control in one run; exports of partitions state no date.</summary>
    private sealed record Reading(string Run, string Assay, string Date, string Control, string Id, double Value);

    private static ControlSeries Chart(string assay, string control, Reading[] points)
    {
        (string, double)[] results = [.. points.Select(p => (p.Run, p.Value))];
        int first = points.Length > EstablishFrom ? EstablishFrom : ControlChart.LeastToEstablish;
        var chart = ControlChart.Establish(results, first);
        return new(assay, control, chart?.Mean, chart?.StdDev, chart?.EstablishedFrom ?? 0, [.. points.Select((p, i) =>
        {
            var judged = chart is not null && i >= chart.EstablishedFrom ? chart.Points[i - chart.EstablishedFrom] : null;
            return new ControlPoint(p.Run, p.Id, p.Date, RunDate.Read(p.Date) is not null, p.Value, chart is null ? null : (p.Value - chart.Mean) / chart.StdDev, judged is null ? [] : [.. judged.Broken.Select(ControlChart.Name)], judged?.Rejected ?? false);
        })]);
    }
}
