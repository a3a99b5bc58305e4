using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Antibodies to EBV of one subject over time: beside the answer, never part of it.</summary>
public static class SerologySection
{
    public static void Write(HtmlWriter html, SubjectResult subject)
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Serology.Count == 0)
        {
            html.Paragraph("No serology on record. Antibody results come from <code>serology.csv</code> of the study folder.");
            return;
        }
        const string Caution = "never a response marker; never pooled across kits";
        string figure = SerologyFigure.Render(subject, html.Doors);
        if (figure.Length > 0)
            html.Figure(figure, $"Antibodies to EBV of {HtmlWriter.Escape(subject.Subject)} as ratio to the cut-off of the kit: {Caution}. One line a marker and kit; open marks and dashes: a further kit of the same marker; a change of lot is named where it happens.");
        else html.Paragraph("No result has both a day and a ratio, so there is nothing to draw.");
        html.Table($"Serology of {subject.Subject}: {Caution}.", ["Date", "day", "marker", "kit", "lot", "value", "unit", "cut-off", "ratio to cut-off", "call"],
            subject.Serology.Select(p => Row(html, p)), c => c is 1 or 5 or 7 or 8, "dense");
    }

    private static string[] Row(HtmlWriter html, SerologyPointResult p) =>
    [
        HtmlWriter.Escape(p.Date) + HtmlWriter.PrintedId(p.ResultId), p.Day is { } day ? html.Number(p.ResultId + ".day", day, Show.Tick(day)) : "–",
        HtmlWriter.Escape(p.Marker), HtmlWriter.Escape(p.Kit), p.Lot.Length > 0 ? HtmlWriter.Escape(p.Lot) : "not stated",
        p.Value is { } v ? html.Number(p.ResultId + ".value", v) : "–", HtmlWriter.Escape(p.Unit), p.CutOff is { } c ? html.Number(p.ResultId + ".cutOff", c) : "–",
        p.Ratio is { } r ? html.Number(p.ResultId + ".ratio", r) : "–",
        p.Call switch { "positive" => "● positive", "equivocal" => "◐ equivocal", "negative" => "○ negative", _ => $"not evaluable: {HtmlWriter.Escape(p.Reason)}" },
    ];
}
