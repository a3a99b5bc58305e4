using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Adverse events by term: subjects with any grade, of them grade 3 and above, and what they were held to be related to.</summary>
public static class AdverseEventFigure
{
    private const double Width = 760, PlotLeft = 210, PlotRight = 462, Top = 46, RowHeight = 22;
    private static readonly double[] ColumnX = [522, 570, 652, 726];

    public static string Render(SafetyResult safety, Doors doors)
    {
        var rows = safety.ByTerm.OrderByDescending(r => r.SubjectsAnyGrade).ThenByDescending(r => r.SubjectsGrade3Plus).ThenBy(r => r.Term, StringComparer.Ordinal).ToList();
        var svg = new Svg("adverse-events", Width, "Adverse events by term",
            $"{safety.AnyGrade} of {safety.Subjects} subjects had an adverse event, {safety.Grade3Plus} of grade 3 or above.", doors);
        int most = Math.Max(1, rows.Select(r => r.SubjectsAnyGrade).DefaultIfEmpty(1).Max());
        var axis = new Axis(0, most, PlotLeft, PlotRight);
        double bottom = Top + rows.Count * RowHeight;
        Head(svg, safety);
        foreach (double tick in Whole(axis)) svg.Line(axis.At(tick), Top - 4, axis.At(tick), bottom, "gr");
        for (int i = 0; i < rows.Count; i++) Row(svg, rows[i], axis, Top + i * RowHeight, safety.Subjects);
        svg.XAxis(axis, bottom, Whole(axis), Show.Count, $"subjects (of {safety.Subjects})");
        return svg.Finish(bottom + 40);
    }

    private static IEnumerable<double> Whole(Axis axis) => axis.Ticks(6).Where(t => t == Math.Floor(t));

    private static void Head(Svg svg, SafetyResult safety)
    {
        svg.Rect(PlotLeft, 6, 12, 11, "icbBand");
        svg.Text(PlotLeft + 18, 16, "any grade", "sm");
        svg.Rect(PlotLeft + 92, 6, 12, 11, "inkfill");
        svg.Text(PlotLeft + 110, 16, "grade 3 and above", "sm");
        (string, string)[] heads = [("any, n (%)", ""), ("≥ 3, n", ""), ("related to", "asparaginase"), ("related to", "anti-PD-1")];
        for (int i = 0; i < heads.Length; i++)
        {
            svg.Text(ColumnX[i] + 30, heads[i].Item2.Length > 0 ? 16 : 29, heads[i].Item1, "e xs mu");
            svg.Text(ColumnX[i] + 30, 29, heads[i].Item2, "e xs mu");
        }
        svg.Line(0, Top - 8, Width, Top - 8, "gr");
    }

    private static void Row(Svg svg, AdverseEventRow row, Axis axis, double y, int subjects)
    {
        double mid = y + RowHeight / 2;
        svg.Text(PlotLeft - 10, mid + 4, row.Term.Length > 34 ? row.Term[..33] + "…" : row.Term, "e sm");
        svg.Rect(axis.Start, mid - 6, axis.At(row.SubjectsAnyGrade) - axis.Start, 12, "icbBand");
        svg.Rect(axis.Start, mid - 6, axis.At(row.SubjectsAnyGrade) - axis.Start, 12, "thin");
        if (row.SubjectsGrade3Plus > 0) svg.Rect(axis.Start, mid - 6, axis.At(row.SubjectsGrade3Plus) - axis.Start, 12, "inkfill");
        string share = subjects > 0 ? $" ({Show.Percent(row.SubjectsAnyGrade / (double)subjects)})" : "";
        svg.Number(ColumnX[0] + 30, mid + 4, row.SubjectsAnyGrade + share, row.ResultId + ".subjectsAnyGrade", "e sm");
        svg.Number(ColumnX[1] + 30, mid + 4, Show.Count(row.SubjectsGrade3Plus), row.ResultId + ".subjectsGrade3Plus", "e sm");
        svg.Number(ColumnX[2] + 30, mid + 4, Show.Count(row.RelatedAsparaginase), row.ResultId + ".relatedAsparaginase", "e sm");
        svg.Number(ColumnX[3] + 30, mid + 4, Show.Count(row.RelatedAntiPd1), row.ResultId + ".relatedAntiPd1", "e sm");
    }
}
