using System.Text;
using System.Text.RegularExpressions;
using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Writes the report's HTML: text is escaped, numbers are doors.</summary>
public sealed partial class HtmlWriter(Doors doors)
{
    private readonly StringBuilder text = new();
    private int figures;

    public Doors Doors => doors;

    public override string ToString() => text.ToString();

    public HtmlWriter Raw(string html)
    {
        text.Append(html);
        return this;
    }

    public HtmlWriter Paragraph(string html, string css = "") => Raw((css.Length == 0 ? $"<p>{html}</p>" : $"<p class=\"{css}\">{html}</p>") + PrintedIds(html) + "\n");

    /// <summary>For paper, where nothing can be clicked: the result ids of a paragraph's numbers, once each, in a line below it.</summary>
    private static string PrintedIds(string html)
    {
        var ids = DoorOf().Matches(html).Select(m => $"{m.Groups[2].Value} = {m.Groups[1].Value}").Distinct(StringComparer.Ordinal).ToList();
        return ids.Count == 0 ? "" : $"<p class=\"rid\" aria-hidden=\"true\">{string.Join(" · ", ids)}</p>";
    }

    [GeneratedRegex("data-result-id=\"([^\"]+)\"[^>]*>([^<]*)</a>")]
    private static partial Regex DoorOf();

    public HtmlWriter Heading(int level, string words) => Raw($"<h{level}>{Escape(words)}</h{level}>\n");

    public HtmlWriter List(IEnumerable<string> items)
    {
        Raw("<ul>");
        foreach (string item in items) Raw($"<li>{item}</li>");
        return Raw("</ul>\n");
    }

    /// <summary>A figure with its caption beneath; figures are numbered in the order in which they are written.</summary>
    public HtmlWriter Figure(string svg, string captionHtml)
    {
        figures++;
        return Raw($"<figure{(svg.IndexOf("</svg>", StringComparison.Ordinal) + 6 < svg.Length ? " class=\"rows\"" : "")}>{svg}<figcaption><b>Figure {figures}.</b> {captionHtml}</figcaption></figure>\n");
    }

    /// <summary>A table; the first cell of a row is its header. Cells are HTML.</summary>
    /// <param name="numeric">Which columns are set flush right.</param>
    public HtmlWriter Table(string caption, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows, Func<int, bool>? numeric = null, string css = "")
    {
        Raw($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Escape(caption)}\"><table class=\"{css}\"><caption>{Escape(caption)}</caption><thead><tr>");
        for (int i = 0; i < heads.Count; i++) Raw($"<th scope=\"col\"{Right(i)}>{heads[i]}</th>");
        Raw("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            Raw("<tr>");
            for (int i = 0; i < row.Count; i++) Raw(i == 0 ? $"<th scope=\"row\">{row[i]}</th>" : $"<td{Right(i)}>{row[i]}</td>");
            Raw("</tr>");
        }
        return Raw("</tbody></table></div>\n");

        string Right(int column) => numeric?.Invoke(column) == true ? " class=\"r\"" : "";
    }

    public static string Escape(string plain) => Svg.Escape(plain);

    /// <summary>A number as a door: <paramref name="shown"/> is what people read, <paramref name="value"/> what machines read.</summary>
    public string Number(string resultId, double? value, string shown)
    {
        string machine = value is { } v ? $" data-value=\"{Show.Machine(v)}\"" : "";
        return $"<a class=\"n\" href=\"{Escape(doors.To(resultId))}\" data-result-id=\"{Escape(resultId)}\"{machine}>{Escape(shown)}</a>";
    }

    /// <summary>A number at three significant figures, or a dash.</summary>
    public string Number(string resultId, double? value) => Number(resultId, value, Show.Number(value));

    public string Count(string resultId, int value) => Number(resultId, value, Show.Count(value));

    public string Count(string resultId, int? value, string otherwise = "–") => value is { } v ? Count(resultId, v) : Escape(otherwise);

    /// <summary>"7 of 12 (27.7–84.8 %)": count, evaluable, exact interval.</summary>
    public string Share(Proportion p, string of = "")
    {
        string counted = $"{Count(p.ResultId + ".count", p.Count)} of {Count(p.ResultId + ".of", p.Of)}{of}";
        if (p is not { Lower: { } low, Upper: { } high }) return counted;
        return $"{counted} (<span class=\"range\">{Number(p.ResultId + ".lower", low, Show.Percent(low))}–{Number(p.ResultId + ".upper", high, Show.Percent(high))} %</span>)";
    }

    /// <summary>"4.6 days (3.4–6.8)", or why there is none.</summary>
    public string Estimated(Estimate e)
    {
        if (e.Value is not { } value) return Escape(Show.Words(e.Status));
        bool share = ForestFigure.IsShare(e.Unit);
        string unit = share ? " %" : e.Unit.Length == 0 || e.Unit.EndsWith("ratio", StringComparison.Ordinal) ? "" : " " + Escape(e.Unit);
        string level = e.Method.Contains("quartile", StringComparison.OrdinalIgnoreCase) ? "quartiles" : "95 %";
        string One(string key, double? v, string none) => v is { } x ? Number(e.ResultId + key, x, share ? Show.Percent(x) : Show.Number(x)) : none;
        string lower = One(".lower", e.Lower, "not estimable"), upper = One(".upper", e.Upper, "not reached"), main = One(".value", value, "");
        string joint = e.Lower < 0 || e.Upper < 0 ? " to " : "–";
        return e.Lower is null && e.Upper is null ? main + unit : $"{main}{unit} ({level} <span class=\"range\">{lower}{joint}{upper}{(share ? " %" : "")}</span>)";
    }

    /// <summary>A row's result id, seen in print only, where nothing can be clicked.</summary>
    public static string PrintedId(string resultId) => $"<small class=\"rid\">{Escape(resultId)}</small>";
}
