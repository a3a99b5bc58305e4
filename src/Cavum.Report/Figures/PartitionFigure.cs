using Cavum.Assay;

namespace Cavum.Report;

/// <summary>End-point amplitudes of each well as a histogram on a logarithmic count, with the band between the clusters and the rain in it.</summary>
public static class PartitionFigure
{
    /// <summary>More wells would be a figure of many pages.</summary>
    public const int MostWells = 40;

    private const double Width = 760, Left = 96, Right = 190, Top = 22, RowHeight = 58, Gap = 10;
    private const int Bins = 150;

    /// <summary>Empty when no well has amplitudes.</summary>
    public static string Render(IReadOnlyList<DigitalConcentration> results, Doors doors)
    {
        ArgumentNullException.ThrowIfNull(results);
        var shown = results.Where(r => r.Well.Ends is { Count: > 0 }).Take(MostWells).ToList();
        if (shown.Count == 0) return "";
        var svg = new Svg("partitions", Width, "Amplitudes of the partitions", "One row a well and target: how many partitions have which end-point amplitude, counts on a logarithmic scale; the band between the clusters is shaded, the partitions in it are the rain.", doors);
        svg.Text(Left, 12, "partitions by amplitude, log count", "xs mu");
        svg.Rect(Width - Right - 96, 4, 12, 9, "comboBand");
        svg.Text(Width - Right - 80, 12, "between the clusters", "xs mu");
        double y = Top;
        foreach (var target in shown.GroupBy(r => r.Well.Target, StringComparer.Ordinal))
        {
            double least = target.Min(r => r.Well.Ends!.Min(e => e.Amplitude)), most = target.Max(r => r.Well.Ends!.Max(e => e.Amplitude));
            var axis = new Axis(least, most > least ? most : least + 1, Left, Width - Right);
            foreach (var r in target)
            {
                Row(svg, r, axis, y);
                y += RowHeight + Gap;
            }
            svg.XAxis(axis, y - Gap + 2, axis.Ticks(6), Show.Tick, $"amplitude, {(target.Key.Length > 0 ? target.Key : "the target")}");
            y += 52;
        }
        return svg.Finish(y - 8);
    }

    private static void Row(Svg svg, DigitalConcentration r, Axis axis, double top)
    {
        int[] counts = new int[Bins];
        foreach (var end in r.Well.Ends!) counts[Math.Clamp((int)((end.Amplitude - axis.From) / (axis.To - axis.From) * Bins), 0, Bins - 1)]++;
        double tallest = Math.Log10(1 + counts.Max()), width = (axis.End - axis.Start) / Bins, bottom = top + RowHeight;
        if (r.Rain is Rain.Evaluated e)
        {
            double from = axis.Clamped(e.Band.Lower), to = axis.Clamped(e.Band.Upper);
            svg.Rect(from, top, to - from, RowHeight, "comboBand");
            svg.Line(from, top, from, bottom, "dash");
            svg.Line(to, top, to, bottom, "dash");
        }
        var all = new PathData();
        all.To(axis.Start, bottom);
        for (int i = 0; i < Bins; i++)
        {
            double height = bottom - RowHeight * Math.Log10(1 + counts[i]) / tallest;
            all.To(axis.Start + i * width, height).To(axis.Start + (i + 1) * width, height);
        }
        svg.Path(all.To(axis.End, bottom).Close().ToString(), "greyfill");
        svg.Line(axis.Start, bottom, axis.End, bottom, "ax");
        svg.Text(Left - 10, top + 22, r.Well.Well.Length > 0 ? r.Well.Well : "well not stated", "e sm b");
        svg.Text(Left - 10, top + 36, r.Well.Target, "e xs mu");
        foreach (var (line, i) in Words(r).Select((w, i) => (w, i))) svg.Text(Width - Right + 14, top + 16 + 14 * i, line, i == 0 ? "sm b" : "xs mu");
    }

    private static IEnumerable<string> Words(DigitalConcentration r)
    {
        if (r.Rain is not Rain.Evaluated e)
        {
            yield return "rain not evaluable";
            yield break;
        }
        yield return e.Partitions == 0 ? "no rain" : $"{Show.Count(e.Partitions)} in the band of {Show.Count(r.Well.Ends!.Count)}";
        if (r.CopiesPerMicrolitre is { } c) yield return $"called {Show.Number(c)} copies/µL";
        if (e.Partitions > 0 && r.AllRainNegative is { } low) yield return $"bounds {Show.Range(low, r.AllRainPositive, "open")}";
        if (r.RainMatters == true) yield return "▼ rain matters";
    }
}
