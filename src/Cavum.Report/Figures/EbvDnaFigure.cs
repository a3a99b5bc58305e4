using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Plasma EBV DNA of each subject as small multiples on shared axes: limits, doses, fitted decline and half-life.</summary>
public static class EbvDnaFigure
{
    private const double Width = 760, Gap = 14, PanelHeight = 176;
    private const int Columns = 3;

    public static string Render(IReadOnlyList<EbvDnaResultSeries> series, IReadOnlyList<SubjectResult> subjects, Doors doors) =>
        Multiples("ebv", series, subjects, Columns, PanelHeight, doors);

    /// <summary>One subject alone, large.</summary>
    public static string RenderOne(EbvDnaResultSeries series, SubjectResult? subject, Doors doors) =>
        Multiples("ebv-one", [series], subject is null ? [] : [subject], 1, 320, doors);

    /// <summary>A key and one drawing a row of panels, so that paper can break between rows.</summary>
    private static string Multiples(string key, IReadOnlyList<EbvDnaResultSeries> series, IReadOnlyList<SubjectResult> subjects, int columns, double height, Doors doors)
    {
        var head = new Svg(key + "-key", Width, "Key to the panels of plasma EBV DNA", "Filled: quantified; open with caret: below LOQ; open triangle: not detected.", doors);
        var text = new System.Text.StringBuilder(head.Finish(Key(head) + 4));
        var ranges = Ranges.Of(series);
        double panelWidth = (Width - (columns - 1) * Gap) / columns;
        for (int first = 0; first < series.Count; first += columns)
        {
            var row = series.Skip(first).Take(columns).ToList();
            bool last = first + columns >= series.Count;
            var svg = new Svg($"{key}-{first / columns + 1}", Width, "Plasma EBV DNA of " + string.Join(", ", row.Select(s => s.Subject)),
                "Plasma EBV DNA on a logarithmic axis against days from the first dose of the combination, with detection limits, doses and the fitted decline.", doors);
            for (int i = 0; i < row.Count; i++)
                new EbvDnaPanel(svg, row[i], subjects.FirstOrDefault(s => s.Subject == row[i].Subject), ranges).Draw(i * (panelWidth + Gap), 6, panelWidth, height);
            if (last) svg.Text(Width / 2, height + 22, "Days since first dose of the combination", "c");
            text.Append(svg.Finish(height + (last ? 30 : 14)));
        }
        return text.ToString();
    }

    private static double Key(Svg svg)
    {
        double x = 0, y = 10;
        void Item(double width, string word, Action<double> mark)
        {
            mark(x + 8);
            svg.Text(x + 20, y + 4, word, "sm");
            x += width;
        }
        Item(124, "quantified, 95 %", c =>
        {
            svg.Line(c, y - 7, c, y + 7, "whisker");
            svg.Circle(c, y, 3.2, "inkfill");
        });
        Item(98, "below LOQ", c =>
        {
            svg.Circle(c, y - 1, 3.2, "open");
            svg.CaretDown(c, y + 6, 3, "ax");
        });
        Item(104, "not detected", c => svg.TriangleDown(c, y, 3.6, "open"));
        Item(136, "fitted decline, 95 %", c =>
        {
            svg.Rect(c - 8, y - 4, 16, 8, "comboBand");
            svg.Line(c - 8, y, c + 8, y, "comboLine");
        });
        Item(104, "on prior ICB", c => svg.Circle(c, y, 3.2, "icbFill"));
        Item(106, "asparaginase", c => svg.Rect(c - 6, y - 4, 12, 5, "comboFill"));
        Item(90, "anti-PD-1", c => svg.Line(c, y - 5, c, y + 5, "strong"));
        return y + 8;
    }
}

/// <summary>The axes that all panels share, so that panels can be compared by eye.</summary>
internal sealed record Ranges(double FirstDay, double LastDay, double Low, double High)
{
    public static Ranges Of(IReadOnlyList<EbvDnaResultSeries> series)
    {
        var points = series.SelectMany(s => s.Samples).ToList();
        double last = points.Where(p => p.Period == "study").Select(p => (double)p.Day).Append(28).Max();
        double first = points.Select(p => (double)p.Day).Append(0).Min();
        var levels = series.SelectMany(s => s.Samples.SelectMany(p => new[] { Level(s, p), Limit(s, p, p.Lod), Limit(s, p, p.Loq) })).OfType<double>().Where(v => v > 0).ToList();
        double low = levels.Count == 0 ? 1 : levels.Min(), high = levels.Count == 0 ? 1e5 : levels.Max();
        return new(Math.Max(first, -0.45 * last) - 0.02 * last, last * 1.03,
            Math.Pow(10, Math.Floor(Math.Log10(low / 1.3))), Math.Pow(10, Math.Ceiling(Math.Log10(high * 1.15))));
    }

    /// <summary>The value in the unit of the series and of its limits.</summary>
    public static double? Level(EbvDnaResultSeries series, EbvDnaPoint p) => IsIu(series) ? p.IuPerMl : p.CopiesPerMl;

    /// <summary>A limit in the unit of the series: converted by a value of the same assay that has both units, else left out.</summary>
    public static double? Limit(EbvDnaResultSeries series, EbvDnaPoint p, double? limit)
    {
        if (limit is null || p.LimitUnit == series.Unit) return limit;
        var both = series.Samples.FirstOrDefault(s => s.Assay == p.Assay && s is { CopiesPerMl: > 0, IuPerMl: > 0 });
        if (both is null) return null;
        return IsIu(series) ? limit * both.IuPerMl / both.CopiesPerMl : limit * both.CopiesPerMl / both.IuPerMl;
    }

    public static bool IsIu(EbvDnaResultSeries series) => series.Unit.StartsWith("IU", StringComparison.OrdinalIgnoreCase);
}
