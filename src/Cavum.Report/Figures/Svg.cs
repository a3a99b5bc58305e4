using System.Globalization;
using System.Text;

namespace Cavum.Report;

/// <summary>Writes one figure as SVG text: fixed rounding, no culture, text as text, a title and a description.</summary>
/// <remarks>Colours come from the classes of <see cref="FigureStyle"/>, so that one figure serves paper, screen and the dark theme.</remarks>
internal sealed class Svg
{
    private readonly StringBuilder body = new();
    private readonly string key, title, description;
    private readonly double width;
    private readonly Doors doors;

    /// <param name="key">Unique on the page; ids inside the figure start with it.</param>
    public Svg(string key, double width, string title, string description, Doors doors)
    {
        this.key = key;
        this.width = width;
        this.title = title;
        this.description = description;
        this.doors = doors;
    }

    public string Key => key;

    public Svg Line(double x1, double y1, double x2, double y2, string css) =>
        Raw($"<line class=\"{css}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"/>");

    public Svg Rect(double x, double y, double w, double h, string css, string more = "") =>
        Raw($"<rect class=\"{css}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(Math.Max(0, w))}\" height=\"{N(Math.Max(0, h))}\"{more}/>");

    public Svg Circle(double x, double y, double r, string css) =>
        Raw($"<circle class=\"{css}\" cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(r)}\"/>");

    public Svg Path(string d, string css) => Raw($"<path class=\"{css}\" d=\"{d}\"/>");

    public Svg Text(double x, double y, string text, string css = "") =>
        Raw($"<text{Class(css)} x=\"{N(x)}\" y=\"{N(y)}\">{Escape(text)}</text>");

    public Svg VerticalText(double x, double y, string text, string css = "c") =>
        Raw($"<text{Class(css)} transform=\"translate({N(x)} {N(y)}) rotate(-90)\">{Escape(text)}</text>");

    /// <summary>A text that is a number of the results: a door to its provenance.</summary>
    public Svg Number(double x, double y, string text, string resultId, string css = "") =>
        Door(resultId, null, s => s.Text(x, y, text, css));

    /// <summary>Marks that stand for a number of the results; <paramref name="spoken"/> is what a screen reader says.</summary>
    public Svg Door(string resultId, string? spoken, Action<Svg> marks)
    {
        string label = spoken is null ? "" : $" aria-label=\"{Escape(spoken)}\"";
        Raw($"<a class=\"n\" href=\"{Escape(doors.To(resultId))}\" data-result-id=\"{Escape(resultId)}\"{label}>");
        if (spoken is not null) body.Append("<title>").Append(Escape(spoken)).Append("</title>");
        marks(this);
        return Raw("</a>");
    }

    public Svg Group(string css, Action<Svg> content, string more = "")
    {
        Raw($"<g{Class(css)}{more}>");
        content(this);
        return Raw("</g>");
    }

    /// <summary>Hides whatever <paramref name="content"/> draws outside the rectangle.</summary>
    public Svg Clip(string name, double x, double y, double w, double h, Action<Svg> content)
    {
        string id = $"{key}-{name}";
        Raw($"<clipPath id=\"{id}\"><rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(w)}\" height=\"{N(h)}\"/></clipPath><g clip-path=\"url(#{id})\">");
        content(this);
        return Raw("</g>");
    }

    public Svg Raw(string markup)
    {
        body.Append(markup);
        return this;
    }

    public string Finish(double height) =>
        $"<svg class=\"fig\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {N(width)} {N(height)}\" role=\"group\" aria-labelledby=\"{key}-t {key}-d\">"
        + $"<title id=\"{key}-t\">{Escape(title)}</title><desc id=\"{key}-d\">{Escape(description)}</desc>{body}</svg>";

    /// <summary>Two decimals, so that the same figure has the same bytes everywhere.</summary>
    public static string N(double value)
    {
        double rounded = Math.Round(value, 2, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny("&<>\"'") < 0) return text;
        return text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal)
            .Replace("'", "&#39;", StringComparison.Ordinal);
    }

    private static string Class(string css) => css.Length == 0 ? "" : $" class=\"{css}\"";
}

/// <summary>Builds the <c>d</c> of a path from points.</summary>
internal sealed class PathData
{
    private readonly StringBuilder d = new();

    public PathData To(double x, double y)
    {
        d.Append(d.Length == 0 ? 'M' : 'L').Append(Svg.N(x)).Append(' ').Append(Svg.N(y));
        return this;
    }

    /// <summary>A step: level to <paramref name="x"/>, then upright to <paramref name="y"/>.</summary>
    public PathData Step(double x, double y)
    {
        d.Append('H').Append(Svg.N(x)).Append('V').Append(Svg.N(y));
        return this;
    }

    public PathData Close()
    {
        d.Append('Z');
        return this;
    }

    public override string ToString() => d.ToString();
}
