using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Coronal maximum-intensity projections, baseline beside follow-up at the same window, lesions outlined and numbered.</summary>
public static class PetPairFigure
{
    private const double Width = 340, Gap = 12, Top = 36, MaxHeight = 300, WindowSuv = 7;

    /// <param name="images">PNG of each scan's projection by its result id: inverted grey, SUV 0 white to 7 black.</param>
    public static string Render(PetResult pet, IReadOnlyDictionary<string, byte[]> images, Doors doors)
    {
        var svg = new Svg("pet-" + Key(pet.Subject), Width, $"PET of {pet.Subject}: baseline and follow-up",
            $"Maximum-intensity projections of {pet.Subject} in inverted grey, SUV 0 to {WindowSuv:0}; {Show.Words(pet.TumourPresent)}.", doors);
        double panel = (Width - Gap) / 2;
        var numbers = Numbers(pet);
        double left = Scan(svg, pet.Baseline, "Baseline", 0, panel, images, numbers);
        double right = Scan(svg, pet.FollowUp, "Follow-up", panel + Gap, panel, images, numbers);
        double bottom = Math.Max(left, right);
        Window(svg, bottom + 14);
        return svg.Finish(bottom + 40);
    }

    /// <summary>One number a lesion, the same in both scans and in the table: baseline first, then what is new.</summary>
    internal static List<string> Numbers(PetResult pet) =>
        [.. (pet.Baseline?.Lesions ?? []).Concat(pet.FollowUp?.Lesions ?? []).Select(l => l.Lesion).Distinct(StringComparer.Ordinal)];

    private static string Key(string subject) => string.Concat(subject.Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '-'));

    private static double Scan(Svg svg, PetScanResult? scan, string otherwise, double x, double width, IReadOnlyDictionary<string, byte[]> images, List<string> numbers)
    {
        if (scan is null)
        {
            svg.Text(x + width / 2, 12, otherwise, "c sm b");
            svg.Hatched("none" + Svg.N(x), x, Top, width, 120);
            svg.Rect(x + width / 2 - 34, Top + 50, 68, 20, "paper");
            svg.Text(x + width / 2, Top + 64, "no scan", "c sm");
            return Top + 120;
        }
        svg.Text(x + width / 2, 12, Capital(scan.TimePoint), "c sm b");
        svg.Number(x + width / 2, 27, $"day {scan.Day}".Replace('-', '−'), scan.ResultId + ".day", "c xs mu");
        if (!images.TryGetValue(scan.ResultId, out byte[]? png) || scan.Mip is not { } frame)
        {
            svg.Rect(x, Top, width, 120, "soft");
            svg.Text(x + width / 2, Top + 62, "no projection stored", "c xs mu");
            return Top + 120;
        }
        double tall = frame.Height * frame.RowMm, wide = frame.Width * frame.ColumnMm, scale = Math.Min(width / wide, MaxHeight / tall);
        double left = x + (width - wide * scale) / 2;
        svg.Raw($"<image x=\"{Svg.N(left)}\" y=\"{Svg.N(Top)}\" width=\"{Svg.N(wide * scale)}\" height=\"{Svg.N(tall * scale)}\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>");
        svg.Rect(left, Top, wide * scale, tall * scale, "gr");
        double X(double mm) => left + (mm - frame.LeftMm + frame.ColumnMm / 2) * scale;
        double Y(double mm) => Top + (frame.TopMm - mm + frame.RowMm / 2) * scale;
        svg.Clip($"mip{Svg.N(x)}", left, Top, wide * scale, tall * scale, s =>
        {
            foreach (var lesion in scan.Lesions) Outline(s, lesion, X, Y, scale);
        });
        Labels(svg, scan, numbers, (X, Y), (left, left + wide * scale, Top + tall * scale));
        svg.Text(left + 4, Top + 12, "R", "xs onimage");
        svg.Text(left + wide * scale - 4, Top + 12, "L", "e xs onimage");
        svg.Line(left + 4, Top + tall * scale - 5, left + 4 + 100 * scale, Top + tall * scale - 5, "strong");
        svg.Text(left + 6 + 100 * scale, Top + tall * scale - 3, "10 cm", "xs onimage");
        return Top + tall * scale;
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static void Outline(Svg svg, LesionResult lesion, Func<double, double> x, Func<double, double> z, double scale)
    {
        if (lesion.Outline is { Count: >= 6 } outline)
        {
            var path = new PathData();
            for (int i = 0; i + 1 < outline.Count; i += 2) path.To(x(outline[i]), z(outline[i + 1]));
            svg.Path(path.Close().ToString(), "outline");
        }
        else if (lesion is { X: { } cx, Z: { } cz })
        {
            double radius = lesion.VolumeMl is > 0 and { } ml ? Math.Cbrt(ml * 1000 * 3 / (4 * Math.PI)) + 3 : 6;
            svg.Circle(x(cx), z(cz), radius * scale, lesion.Status == "measured" ? "outline" : "outline dashed");
        }
    }

    /// <summary>Numbers stand at the nearer edge of the image, joined to their lesion, and never on one another.</summary>
    private static void Labels(Svg svg, PetScanResult scan, List<string> numbers, (Func<double, double> X, Func<double, double> Z) to, (double Left, double Right, double Bottom) frame)
    {
        var (x, z) = to;
        var (left, right, bottom) = frame;
        foreach (var side in scan.Lesions.Select(l => (Lesion: l, Number: numbers.IndexOf(l.Lesion) + 1)).Where(l => l.Lesion is { X: not null, Z: not null })
            .GroupBy(l => x(l.Lesion.X!.Value) > (left + right) / 2))
        {
            double edge = side.Key ? right - 5 : left + 5, next = Top + 28;
            foreach (var (lesion, number) in side.OrderBy(l => -l.Lesion.Z!.Value))
            {
                double ly = z(lesion.Z!.Value), y = Math.Clamp(Math.Max(ly, next), Top + 28, bottom - 16), lx = x(lesion.X!.Value);
                next = y + 13;
                svg.Line(edge + (side.Key ? -9 : 9), y, lx, ly, "outline");
                svg.Door(lesion.ResultId + ".suvMax", $"lesion {number}, {lesion.Site}: SUVmax {Show.Number(lesion.SuvMax, Show.Words(lesion.Status))}",
                    a => a.Rect(side.Key ? edge - 9 : edge - 2, y - 6, 11, 12, "hit"));
                svg.Text(edge, y + 4, number.ToString(System.Globalization.CultureInfo.InvariantCulture), (side.Key ? "e " : "") + "sm b onimage over");
            }
        }
    }

    private static void Window(Svg svg, double y)
    {
        svg.Raw($"<defs><linearGradient id=\"{svg.Key}-g\"><stop offset=\"0\" stop-color=\"#fff\"/><stop offset=\"1\" stop-color=\"#000\"/></linearGradient></defs>");
        double x = Width / 2 - 60;
        svg.Raw($"<rect class=\"gr\" x=\"{Svg.N(x)}\" y=\"{Svg.N(y)}\" width=\"120\" height=\"8\" style=\"fill:url(#{svg.Key}-g)\"/>");
        svg.Text(x - 6, y + 8, "SUVbw 0", "e xs");
        svg.Text(x + 126, y + 8, "7", "xs");
    }
}
