using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>One subject's panel of <see cref="EbvDnaFigure"/>.</summary>
internal sealed class EbvDnaPanel(Svg svg, EbvDnaResultSeries series, SubjectResult? subject, Ranges ranges)
{
    private const double Margin = 34, TitleHeight = 18, RibbonHeight = 12, StripHeight = 20, AxisHeight = 18;
    private Axis days, level;
    private double strip;

    public void Draw(double x, double y, double width, double height)
    {
        double top = y + TitleHeight + RibbonHeight, bottom = y + height - AxisHeight - StripHeight;
        strip = bottom + 12.5;
        days = new(ranges.FirstDay, ranges.LastDay, x + Margin, x + width);
        level = new(ranges.Low, ranges.High, bottom, top, Logarithmic: true);
        Title(x, y, width);
        Limits(top, bottom);
        Ribbons(top);
        svg.Line(days.At(0), top - RibbonHeight, days.At(0), bottom + StripHeight, "dash");
        Frame(x, top, bottom, y + height - AxisHeight);
        if (series.OnPriorIcb is { } before) Fit(before, "icb", top, bottom);
        Fit(series.Kinetics, "combo", top, bottom);
        Joined();
        foreach (var point in series.Samples) Point(point);
        HalfLife(top, bottom);
    }

    private void Title(double x, double y, double width)
    {
        svg.Text(x + Margin, y + 11, series.Subject, "b");
        svg.Text(x + Margin + series.Subject.Length * 8 + 4, y + 11, series.Setting, "sm " + (series.Setting.StartsWith("LA", StringComparison.Ordinal) ? "la" : "rm"));
        var response = series.Response;
        (string word, string css) = response.FallByDay28 switch
        {
            "yes" => ("response", "e sm b"),
            "no" => ("no response", "e sm"),
            _ => ("not evaluable", "e sm mu"),
        };
        if (response.Clearance == "yes") word += ", cleared";
        svg.Number(x + width, y + 11, word, response.ResultId + ".changePercent", css);
    }

    private void Limits(double top, double bottom)
    {
        svg.Rect(days.Start, top - RibbonHeight, days.At(0) - days.Start, bottom + StripHeight - top + RibbonHeight, "prior");
        double? lod = Limit(s => s.Lod), loq = Limit(s => s.Loq);
        double floor = bottom + StripHeight;
        if (loq is { } q)
        {
            double yq = level.Clamped(q), yd = lod is { } d ? level.Clamped(d) : yq;
            svg.Rect(days.Start, yq, days.End - days.Start, yd - yq, "band2");
            svg.Line(days.Start, yq, days.End, yq, "dash");
            svg.Text(days.Start + 3, yq - 3, "LOQ", "xs mu");
        }
        if (lod is { } limit)
        {
            double yd = level.Clamped(limit);
            svg.Rect(days.Start, yd, days.End - days.Start, floor - yd, "band1");
            svg.Line(days.Start, yd, days.End, yd, "dot");
            svg.Text(days.Start + 3, yd + 10, "LOD", "xs mu");
        }
    }

    private void Ribbons(double top)
    {
        foreach (var dose in subject?.Doses ?? [])
        {
            if (dose.StartDay > ranges.LastDay) continue;
            double x1 = days.At(dose.StartDay), x2 = days.Clamped(dose.EndDay + 1);
            if (dose.Drug == "asparaginase") svg.Rect(x1, top - RibbonHeight + 1, Math.Max(1.5, x2 - x1), 4, "comboFill");
            else svg.Line(days.At(dose.StartDay + 0.5), top - RibbonHeight, days.At(dose.StartDay + 0.5), top - 3, "strong");
        }
    }

    private void Frame(double x, double top, double bottom, double floor)
    {
        svg.Line(days.Start, top, days.Start, floor, "ax");
        svg.Line(days.Start, floor, days.End, floor, "ax");
        foreach (double tick in level.Ticks(6))
        {
            svg.Line(days.Start - 4, level.At(tick), days.Start, level.At(tick), "ax");
            svg.Text(days.Start - 6, level.At(tick) + 4, Marks.PowerOfTen(tick), "e xs");
        }
        svg.Text(days.Start - 6, strip + 3.5, "ND", "e xs mu");
        foreach (double tick in days.DayTicks(6))
        {
            svg.Line(days.At(tick), floor, days.At(tick), floor + 4, "ax");
            svg.Text(days.At(tick), floor + 15, Show.Count(tick), "c xs");
        }
        svg.VerticalText(x + 6, (top + bottom) / 2, series.Unit, "c xs mu");
    }

    private void Fit(KineticsResult fit, string colour, double top, double bottom)
    {
        if (fit is not { SlopePerDay: { } slope, InterceptLn: { } intercept, FromDay: { } from, ToDay: { } to } || to <= from) return;
        double a = Math.Max(from, ranges.FirstDay), b = Math.Min(to, ranges.LastDay);
        svg.Clip($"{series.Subject}-{colour}", days.Start, top, days.End - days.Start, bottom - top, s =>
        {
            if (Band(fit, a, b) is { } band) s.Path(band, colour + "Band");
            s.Line(days.At(a), At(intercept + slope * a), days.At(b), At(intercept + slope * b), colour + "Line");
        });
    }

    /// <summary>Standard errors on each side of the slope that make the half-life's own interval, so that band and words agree; 1.96 where it has none.</summary>
    private static double Multiple(KineticsResult fit, double slopeError) =>
        fit is { HalfLifeLower: > 0 and { } low, HalfLifeUpper: { } high } && slopeError > 0 ? Math.Log(2) * (1 / low - 1 / high) / (2 * slopeError) : 1.959964;

    /// <summary>exp(a + b t ± z √(var a + 2 t cov + t² var b)): the pointwise band of the line.</summary>
    private string? Band(KineticsResult fit, double from, double to)
    {
        if (fit is not { SlopeStdErr: { } sb, InterceptStdErr: { } sa, InterceptSlopeCovariance: { } cov }) return null;
        const int Steps = 24;
        double multiple = Multiple(fit, sb);
        var path = new PathData();
        for (int side = 1; side >= -1; side -= 2)
            for (int i = 0; i <= Steps; i++)
            {
                double t = side > 0 ? from + (to - from) * i / Steps : to - (to - from) * i / Steps;
                double half = multiple * Math.Sqrt(Math.Max(0, sa * sa + 2 * t * cov + t * t * sb * sb));
                path.To(days.At(t), At(fit.InterceptLn!.Value + fit.SlopePerDay!.Value * t + side * half));
            }
        return path.Close().ToString();
    }

    private double At(double ln) => level.At(Math.Exp(Math.Clamp(ln, -40, 60)));

    private void Joined()
    {
        foreach (var period in series.Samples.GroupBy(s => s.Period))
        {
            var path = new PathData();
            var points = period.Where(p => days.Holds(p.Day) && Place(p) is not null).OrderBy(p => p.Day).ToList();
            foreach (var p in points) path.To(days.At(p.Day), Place(p)!.Value);
            if (points.Count > 1) svg.Path(path.ToString(), "thin");
        }
    }

    /// <summary>Why there is no half-life, short enough for a panel; the table has the sentence.</summary>
    private static string NoHalfLife(string status) =>
        status == "estimated" || status.StartsWith("not falling", StringComparison.Ordinal) ? "no decline"
            : status.Contains("few", StringComparison.OrdinalIgnoreCase) ? "too few samples" : "no half-life";

    private double? Place(EbvDnaPoint p) => p.Status switch
    {
        "notDetected" => strip,
        "belowLoq" => Ranges.Limit(series, p, p.Loq) is { } loq ? level.Clamped(loq) : strip,
        "quantified" or "aboveUpperLimit" => Ranges.Level(series, p) is > 0 and { } value ? level.Clamped(value) : null,
        _ => null,
    };

    private void Point(EbvDnaPoint p)
    {
        if (!days.Holds(p.Day)) return;
        double x = days.At(p.Day);
        string fill = p.Period == "priorIcb" ? "icbFill" : "inkfill", open = p.Period == "priorIcb" ? "icbOpen" : "open";
        string key = Ranges.IsIu(series) ? ".iuPerMl" : ".copiesPerMl";
        string value = Ranges.Level(series, p) is { } v && p.Status == "quantified" ? $"{Show.Number(v)} {series.Unit}" : Show.Words(p.Status);
        svg.Door(p.ResultId + key, $"{series.Subject}, day {p.Day}: {value}", a =>
        {
            if (Place(p) is not { } y)
            {
                a.Line(x, strip - 5, x, strip + 5, "thin");
                a.Cross(x, strip, 3, "thin");
                return;
            }
            if (p.Status == "notDetected") a.TriangleDown(x, y, 3.6, open);
            else if (p.Status == "belowLoq")
            {
                a.Circle(x, y, 3.2, open);
                a.CaretDown(x, y + 6.5, 3, "ax");
            }
            else
            {
                (double? low, double? high) = Ranges.IsIu(series) ? (p.IuLower, p.IuUpper) : (p.CopiesLower, p.CopiesUpper);
                if (low is > 0 and { } l && high is { } h) a.Line(x, level.Clamped(l), x, level.Clamped(h), "whisker");
                a.Circle(x, y, 3.2, fill);
            }
        });
    }

    /// <summary>The limit that is drawn: that of the study's samples, else that of the earlier ones.</summary>
    private double? Limit(Func<EbvDnaPoint, double?> which) =>
        series.Samples.OrderBy(s => s.Period == "study" ? 0 : 1).Select(s => Ranges.Limit(series, s, which(s))).FirstOrDefault(v => v > 0);

    /// <summary>The height of the LOQ line: words stand above it.</summary>
    private double LoqLine() => Limit(s => s.Loq) is { } loq ? level.Clamped(loq) : level.Start;

    private void HalfLife(double top, double bottom)
    {
        var fit = series.Kinetics;
        double right = days.End - 4;
        if (fit.HalfLifeDays is not { } half || fit is not { SlopePerDay: { } slope, InterceptLn: { } intercept, FromDay: { } from, ToDay: { } to })
        {
            svg.Text(right, Math.Max(top + 10, LoqLine() - 8), NoHalfLife(fit.Status), "e xs mu halo");
            return;
        }
        double t = from + 0.3 * (to - from), x = days.Clamped(t), y = Math.Clamp(At(intercept + slope * t), top + 4, bottom);
        string text = $"t½ {Show.Number(half)} d ({Show.Range(fit.HalfLifeLower, fit.HalfLifeUpper, "∞")})";
        double textWidth = text.Length * 5.7, startAt = Math.Min(x + 10, right - textWidth), textY = Math.Max(top + 9, Math.Min(y - 10, LoqLine() - 16));
        svg.Line(x, y, startAt - 1, textY - 3, "thin");
        svg.Number(startAt, textY, text, fit.ResultId + ".halfLifeDays", "sm combo halo");
    }
}
