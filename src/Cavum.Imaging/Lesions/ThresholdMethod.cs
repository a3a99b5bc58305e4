using System.Globalization;

namespace Cavum.Imaging;

/// <summary>How a lesion's border is set: a part of its maximum, a fixed SUV, the PERCIST bar, or its steepest edge.</summary>
public abstract record ThresholdMethod
{
    /// <summary>SUV ≥ percent/100 × SUVmax, and connected to the maximum.</summary>
    public sealed record PercentOfMaximum(double Percent) : ThresholdMethod;

    /// <summary>SUV ≥ a value.</summary>
    public sealed record Fixed(double Suv) : ThresholdMethod;

    /// <summary>SUV ≥ the PERCIST 1.0 bar: 1.5 × liver mean + 2 SD, or 2 × blood pool mean + 2 SD where the liver is not normal.</summary>
    public sealed record Percist : ThresholdMethod;

    /// <summary>The border of the steepest mean fall of uptake: <see cref="GradientEdge"/>.</summary>
    public sealed record Gradient : ThresholdMethod;

    /// <summary>41, 50 (any percent), fixed:4.0, percist or gradient; null if it is none of them.</summary>
    public static ThresholdMethod? Parse(string text)
    {
        if (text.Equals("gradient", StringComparison.OrdinalIgnoreCase)) return new Gradient();
        if (text.Equals("percist", StringComparison.OrdinalIgnoreCase)) return new Percist();
        if (text.StartsWith("fixed:", StringComparison.OrdinalIgnoreCase))
            return Number(text[6..]) is > 0 and < 1e4 and { } suv ? new Fixed(suv) : null;
        return Number(text.TrimEnd('%')) is > 0 and < 100 and { } percent ? new PercentOfMaximum(percent) : null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double d) && double.IsFinite(d) ? d : null;
}
