using System.Globalization;

namespace Cavum.Report;

/// <summary>Numbers as people read them: three significant figures, a true minus sign, intervals with an en dash.</summary>
public static class Show
{
    private const int SignificantFigures = 3;

    /// <summary>Three significant figures; a thousands comma from 10,000; powers of ten beyond a million and below a thousandth.</summary>
    public static string Number(double value)
    {
        if (value == 0) return "0";
        double size = Math.Abs(value);
        if (size >= 999_500 || size < 0.0009995) return Scientific(value);
        int magnitude = (int)Math.Floor(Math.Log10(size));
        int decimals = Math.Clamp(SignificantFigures - 1 - magnitude, 0, 6);
        double rounded;
        if (magnitude >= SignificantFigures)
        {
            double step = Math.Pow(10, magnitude - SignificantFigures + 1);
            rounded = Math.Round(value / step, MidpointRounding.AwayFromZero) * step;
        }
        else
        {
            rounded = Math.Round(value, decimals, MidpointRounding.AwayFromZero);
            if (decimals > 0 && Math.Abs(rounded) >= Math.Pow(10, magnitude + 1)) decimals--;
        }
        return Grouped(rounded, decimals);
    }

    public static string Number(double? value, string otherwise = "–") => value is { } v ? Number(v) : otherwise;

    /// <summary>A whole number with thousands commas from 10,000.</summary>
    public static string Count(double value) => Grouped(Math.Round(value, MidpointRounding.AwayFromZero), 0);

    /// <summary>A fraction as percent with one decimal, without the sign: 0.2766 is 27.7.</summary>
    public static string Percent(double fraction)
    {
        double percent = Math.Round(fraction * 100, 1, MidpointRounding.AwayFromZero);
        return percent is 0 or 100 ? Grouped(percent, 0) : Grouped(percent, 1);
    }

    /// <summary>A fraction as percent for an axis tick: no decimal where none is needed.</summary>
    public static string PercentTick(double fraction) => Tick(fraction * 100);

    /// <summary>An axis tick: the shortest text, with a true minus sign.</summary>
    public static string Tick(double value) => Svg.N(value).Replace('-', '−');

    /// <summary>A change in percent with its sign and at most one decimal.</summary>
    public static string Change(double percent)
    {
        double rounded = Math.Round(percent, Math.Abs(percent) >= 99.95 ? 0 : 1, MidpointRounding.AwayFromZero);
        string text = Grouped(rounded, Math.Abs(rounded) >= 100 ? 0 : 1);
        return rounded > 0 ? "+" + text : text;
    }

    /// <summary>A probability: three decimals, and never a false 0 or 1.</summary>
    public static string Probability(double value) => value switch
    {
        < 0.0005 => "< 0.001",
        > 0.9995 => "> 0.999",
        _ => Grouped(value, 3),
    };

    /// <summary>Two already formatted limits: "27.7–84.8", or "−12 to 4.5" when a sign would read as a dash.</summary>
    public static string Range(string lower, string upper) =>
        lower.StartsWith('−') || upper.StartsWith('−') || lower.StartsWith('+') ? $"{lower} to {upper}" : $"{lower}–{upper}";

    public static string Range(double? lower, double? upper, string missingUpper = "not reached") =>
        (lower, upper) switch
        {
            (null, null) => "not estimable",
            _ => Range(Number(lower, "not estimable"), Number(upper, missingUpper)),
        };

    /// <summary>The shortest text from which a machine reads the same number back.</summary>
    public static string Machine(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Words in camelCase as a person writes them: notEvaluable becomes "not evaluable".</summary>
    public static string Words(string camelCase)
    {
        var text = new System.Text.StringBuilder(camelCase.Length + 4);
        for (int i = 0; i < camelCase.Length; i++)
        {
            char c = camelCase[i];
            bool wordStarts = i > 0 && char.IsAsciiLetterUpper(c) && char.IsAsciiLetterLower(camelCase[i - 1]);
            bool abbreviation = i + 1 < camelCase.Length && char.IsAsciiLetterUpper(camelCase[i + 1]);
            if (wordStarts) text.Append(' ').Append(abbreviation ? c : char.ToLowerInvariant(c));
            else text.Append(c);
        }
        return text.Replace("Loq", "LOQ").Replace("Lod", "LOD").Replace("loq", "LOQ").Replace("lod", "LOD").ToString();
    }

    private static string Scientific(double value)
    {
        string[] parts = value.ToString("0.00e+0", CultureInfo.InvariantCulture).Split('e');
        int power = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return $"{parts[0].Replace('-', '−')} × 10{Superscript(power)}";
    }

    /// <summary>An exponent in superscript digits.</summary>
    public static string Superscript(int power)
    {
        const string Digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        string plain = power.ToString(CultureInfo.InvariantCulture);
        return string.Concat(plain.Select(c => c == '-' ? '⁻' : Digits[c - '0']));
    }

    private static string Grouped(double value, int decimals)
    {
        string format = (Math.Abs(value) >= 10_000 ? "#,##0" : "0") + (decimals > 0 ? "." + new string('0', decimals) : "");
        string text = value.ToString(format, CultureInfo.InvariantCulture);
        bool isZero = text.All(c => c is '0' or '.' or '-');
        return isZero ? text.TrimStart('-') : text.Replace('-', '−');
    }
}
