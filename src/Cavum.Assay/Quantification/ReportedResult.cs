using System.Globalization;
using System.Text.RegularExpressions;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>A result as a laboratory system prints it, with its sign kept: never a number where the text says "less than".</summary>
/// <param name="Text">The printed text, verbatim.</param>
public sealed record ReportedResult(string Text, ReportedStatus Status, double? Value, double? Limit, ConcentrationUnit? Unit);

/// <summary>What a printed result says.</summary>
public enum ReportedStatus
{
    NotDetected,

    /// <summary>Detected below the limit that is printed: left-censored at <see cref="ReportedResult.Limit"/>.</summary>
    DetectedBelowLimit,

    /// <summary>"&lt; limit" without a word on detection: left-censored.</summary>
    BelowLimit,
    Quantified,

    /// <summary>"&gt; limit": right-censored.</summary>
    AboveLimit,
    Invalid,
}

/// <summary>Reads result texts of cobas, Alinity and laboratory systems: "Target Not Detected", "&lt; 35 IU/mL", "&gt; 1.00E8", "POS &lt;2.7 LOG IU".</summary>
/// <remarks>The unit stands in the text or is given; it is never guessed. log10 values are turned into linear ones.</remarks>
public static partial class ReportedResults
{
    [GeneratedRegex(@"(?<sign>[<>≤≥])?\s*(?<number>(?:(?<![A-Z0-9])-)?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?)", RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$")]
    private static partial Regex Thousands();

    public static Outcome<ReportedResult> Parse(string text, string place, ConcentrationUnit? defaultUnit = null, bool defaultLog10 = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        string word = text.Trim().ToUpperInvariant();
        if (word.Contains("NOT DETECTED", StringComparison.Ordinal) || word is "ND" or "TND" or "NEG" or "NEGATIVE" or "UNDETECTED" or "UNDETECTABLE")
            return Outcome<ReportedResult>.Of(new(text, ReportedStatus.NotDetected, null, null, defaultUnit));
        if (word.Contains("INVALID", StringComparison.Ordinal) || word is "FAILED" or "ERROR")
            return Outcome<ReportedResult>.Of(new(text, ReportedStatus.Invalid, null, null, null));
        var match = Number().Match(Unsplit(word));
        if (!match.Success || !double.TryParse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number) || Number().Count(Unsplit(WithoutUnit(word))) != 1)
            return Outcome<ReportedResult>.Refused(new Problem(place, text, "one number with '.' as decimal mark, '<', '>', 'not detected' or 'invalid'"));
        bool log = word.Contains("LOG", StringComparison.Ordinal) || (defaultLog10 && !word.Contains("/ML", StringComparison.Ordinal));
        var unit = word.Contains("IU", StringComparison.Ordinal) ? ConcentrationUnit.InternationalUnitsPerMillilitre
            : word.Contains("COP", StringComparison.Ordinal) || word.Contains("CP/", StringComparison.Ordinal) ? ConcentrationUnit.CopiesPerMillilitre : defaultUnit;
        if (unit is null) return Outcome<ReportedResult>.Refused(new Problem(place, text, "a unit: IU/mL or copies/mL, in the text or stated for the column"));
        double value = log ? Math.Pow(10, Math.Min(number, 300)) : number;
        bool detected = word.StartsWith("POS", StringComparison.Ordinal) || word.StartsWith("DETECTED", StringComparison.Ordinal);
        return match.Groups["sign"].Value switch
        {
            "<" or "≤" or ">" or "≥" when !(value > 0) => Outcome<ReportedResult>.Refused(new Problem(place, text, "a limit above 0")),
            "<" or "≤" => Outcome<ReportedResult>.Of(new(text, detected ? ReportedStatus.DetectedBelowLimit : ReportedStatus.BelowLimit, null, value, unit)),
            ">" or "≥" => Outcome<ReportedResult>.Of(new(text, ReportedStatus.AboveLimit, null, value, unit)),
            _ when value > 0 => Outcome<ReportedResult>.Of(new(text, ReportedStatus.Quantified, value, null, unit)),
            _ => Outcome<ReportedResult>.Refused(new Problem(place, text, "a concentration above 0; a sample without EBV DNA is 'not detected'")),
        };
    }

    private static string WithoutUnit(string word) => word.Replace("LOG10", "", StringComparison.Ordinal);

    private static string Unsplit(string word) => string.Join(' ', WithoutUnit(word).Split(' ').Select(part =>
        Thousands().IsMatch(part.TrimStart('<', '>')) ? part.Replace(",", "", StringComparison.Ordinal) : part.Contains(',', StringComparison.Ordinal) ? "" : part));

    /// <summary>Whether two sheets of the same samples differ by a factor of about 100 (or 10, 1000): a change of unit.</summary>
    public static double? UnitFactor(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length || first.Length < 3) return null;
        double[] logs = new double[first.Length];
        for (int i = 0; i < logs.Length; i++) logs[i] = Math.Log10(second[i] / first[i]);
        Array.Sort(logs);
        double median = logs[logs.Length / 2], rounded = Math.Round(median);
        return rounded != 0 && Math.Abs(median - rounded) < 0.02 && logs[^1] - logs[0] < 0.1 ? Math.Pow(10, rounded) : null;
    }
}
