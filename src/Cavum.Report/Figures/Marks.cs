namespace Cavum.Report;

/// <summary>The shapes that mean something, drawn the same in every figure: state is shape and word, then colour.</summary>
internal static class Marks
{
    public static void Triangle(this Svg svg, double x, double y, double r, string css) =>
        svg.Path(new PathData().To(x, y - r).To(x + r, y + r * 0.8).To(x - r, y + r * 0.8).Close().ToString(), css);

    public static void TriangleDown(this Svg svg, double x, double y, double r, string css) =>
        svg.Path(new PathData().To(x, y + r).To(x + r, y - r * 0.8).To(x - r, y - r * 0.8).Close().ToString(), css);

    public static void Square(this Svg svg, double x, double y, double r, string css) => svg.Rect(x - r, y - r, 2 * r, 2 * r, css);

    public static void Diamond(this Svg svg, double x, double y, double r, string css) =>
        svg.Path(new PathData().To(x, y - r).To(x + r, y).To(x, y + r).To(x - r, y).Close().ToString(), css);

    public static void Cross(this Svg svg, double x, double y, double r, string css) =>
        svg.Path($"M{Svg.N(x - r)} {Svg.N(y - r)}L{Svg.N(x + r)} {Svg.N(y + r)}M{Svg.N(x - r)} {Svg.N(y + r)}L{Svg.N(x + r)} {Svg.N(y - r)}", css);

    public static void Plus(this Svg svg, double x, double y, double r, string css) =>
        svg.Path($"M{Svg.N(x - r)} {Svg.N(y)}H{Svg.N(x + r)}M{Svg.N(x)} {Svg.N(y - r)}V{Svg.N(y + r)}", css);

    /// <summary>An arrow to the right: goes on.</summary>
    public static void Arrow(this Svg svg, double x, double y, double length, string css)
    {
        svg.Line(x, y, x + length - 1, y, css);
        svg.Path($"M{Svg.N(x + length - 5)} {Svg.N(y - 3.5)}L{Svg.N(x + length)} {Svg.N(y)}L{Svg.N(x + length - 5)} {Svg.N(y + 3.5)}", css);
    }

    /// <summary>A caret that points down: the value lies somewhere below this mark.</summary>
    public static void CaretDown(this Svg svg, double x, double y, double r, string css) =>
        svg.Path($"M{Svg.N(x - r)} {Svg.N(y - r * 0.6)}L{Svg.N(x)} {Svg.N(y + r * 0.6)}L{Svg.N(x + r)} {Svg.N(y - r * 0.6)}", css);

    /// <summary>▲ for complete or partial response, ■ for stable, ▼ for progressive disease, ○ for anything else.</summary>
    public static void Response(this Svg svg, double x, double y, double r, string word)
    {
        switch (ResponseWord(word))
        {
            case "CR": svg.Triangle(x, y, r, "inkfill"); break;
            case "PR": svg.Triangle(x, y, r, "open"); break;
            case "SD": svg.Square(x, y, r * 0.8, "open"); break;
            case "PD": svg.TriangleDown(x, y, r, "inkfill"); break;
            default: svg.Circle(x, y, r * 0.8, "open"); break;
        }
    }

    /// <summary>The CR, PR, SD or PD within CMR, PMR, SMD, PMD and their spellings; otherwise NE.</summary>
    public static string ResponseWord(string word) => word.ToUpperInvariant() switch
    {
        "CR" or "CMR" or "COMPLETE" => "CR",
        "PR" or "PMR" or "PARTIAL" => "PR",
        "SD" or "SMD" or "NON-CR/NON-PD" or "STABLE" => "SD",
        "PD" or "PMD" or "PROGRESSIVE" => "PD",
        _ => "NE",
    };

    /// <summary>Slanted lines inside a rectangle: not evaluable.</summary>
    public static void Hatched(this Svg svg, string name, double x, double y, double w, double h)
    {
        svg.Clip(name, x, y, w, h, s =>
        {
            for (double offset = -h; offset < w; offset += 4) s.Line(x + offset, y + h, x + offset + h, y, "hatch");
        });
        svg.Rect(x, y, w, h, "thin");
    }

    public static void XAxis(this Svg svg, Axis axis, double y, IEnumerable<double> ticks, Func<double, string> label, string title)
    {
        svg.Line(axis.Start, y, axis.End, y, "ax");
        foreach (double tick in ticks)
        {
            svg.Line(axis.At(tick), y, axis.At(tick), y + 5, "ax");
            svg.Text(axis.At(tick), y + 17, label(tick), "c sm");
        }
        if (title.Length > 0) svg.Text((axis.Start + axis.End) / 2, y + 34, title, "c");
    }

    public static void YAxis(this Svg svg, Axis axis, double x, IEnumerable<double> ticks, Func<double, string> label, string title, double titleOffset = 44)
    {
        svg.Line(x, axis.Start, x, axis.End, "ax");
        foreach (double tick in ticks)
        {
            svg.Line(x - 5, axis.At(tick), x, axis.At(tick), "ax");
            svg.Text(x - 8, axis.At(tick) + 4, label(tick), "e sm");
        }
        if (title.Length > 0) svg.VerticalText(x - titleOffset, (axis.Start + axis.End) / 2, title);
    }

    /// <summary>10⁰, 10¹ … for decades.</summary>
    public static string PowerOfTen(double value) => "10" + Show.Superscript((int)Math.Round(Math.Log10(value)));
}
