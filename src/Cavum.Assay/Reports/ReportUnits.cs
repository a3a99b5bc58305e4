using System.Text;
using System.Text.RegularExpressions;

namespace Cavum.Assay;

/// <summary>Units of EBV DNA as laboratories and UCUM spell them.</summary>
internal static partial class ReportUnits
{
    [GeneratedRegex(@"\b(IU|UI)\b\]?\}?\s*(/|PER)\s*ML|\b(INTERNATIONAL UNITS?)\b|\bIU\b(?!\s*(/|PER))")]
    private static partial Regex International();

    [GeneratedRegex(@"\b(COPIES|COPY|CPS?|C|GEQ|GE|GENOME COPIES|GENOMES?|GENOME EQUIVALENTS?)\b\}?\s*(/|PER)\s*ML\b|\b(COPIES|COPY)\b(?!\s*\}?\s*(/|PER))")]
    private static partial Regex Copies();

    [GeneratedRegex(@"\b(IU|UI|COPIES|COPY|CPS?|GEQ|GE|[KM]IU)\b\]?\}?\s*(/|PER)\s*(L|UL|DL|NL|G|UG|NG|CELL|CELLS|RXN|REACTION|10|1E|[0-9])|\b(MMOL|MG|NG|PG|UG|U)\s*/\s*(L|ML|DL)\b|\b[KM]IU\b|\b10\s*\^\s*[3-9]|%")]
    private static partial Regex Foreign();

    [GeneratedRegex(@"LOG\s*(_|\()?\s*(10|₁₀)\s*\)?")]
    private static partial Regex LogTen();

    /// <summary>The unit and scale that a text states; false where it states none, or one that is not per millilitre.</summary>
    internal static bool TryParse(string text, out ConcentrationUnit unit, out bool log10)
    {
        string plain = Plain(text);
        log10 = plain.Contains("LOG", StringComparison.Ordinal);
        unit = ConcentrationUnit.CopiesPerMillilitre;
        if (Foreign().IsMatch(plain)) return false;
        bool international = International().IsMatch(plain), copies = Copies().IsMatch(plain);
        if (international) unit = ConcentrationUnit.InternationalUnitsPerMillilitre;
        return international != copies;
    }

    /// <summary>Whether the text states a unit that is neither IU/mL nor copies/mL.</summary>
    internal static bool IsForeign(string text) => Foreign().IsMatch(Plain(text));

    internal static string WithoutLogDigits(string text) => LogTen().Replace(text, "LOG ");

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (char c in WithoutLogDigits(text.ToUpperInvariant()))
            plain.Append(c switch { 'µ' or 'μ' or 'Μ' => 'U', '_' or '(' or ')' or '[' or ']' or '{' or '}' => ' ', _ => c });
        return plain.Replace("  ", " ").Replace(" /", "/").ToString();
    }
}

/// <summary>The words of printed results.</summary>
internal static partial class ResultWords
{
    private static readonly string[] Absent =
        ["ND", "N.D.", "TND", "NEG", "NEG.", "NEGATIVE", "UNDETECTED", "UNDETECTABLE", "NON DETECTED", "NON DETECTABLE", "NON-DETECTABLE", "NICHT NACHWEISBAR", "NON DÉTECTÉ", "NO DETECTADO", "NOT DET", "NOT DET."];

    private static readonly string[] Failed = ["INVALID", "FAILED", "ERROR", "ABORTED", "INDETERMINATE", "INCONCLUSIVE", "QNS", "CANCELLED", "CANCELED", "NOT TESTED", "NO RESULT"];

    [GeneratedRegex(@"\s*[×X*]\s*10\s*\^?\s*(?<power>[+-]?[0-9]{1,2})(?![0-9.])")]
    private static partial Regex TimesTen();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    /// <summary>Upper case, one spelling for each sign, "1.0 x 10^8" as 1.0E8, single spaces.</summary>
    internal static string Plain(string text)
    {
        string word = Superscripts(text).Trim().Trim('"').ToUpperInvariant()
            .Replace("&LT;", "<", StringComparison.Ordinal).Replace("&GT;", ">", StringComparison.Ordinal)
            .Replace('＜', '<').Replace('＞', '>').Replace('‹', '<').Replace('›', '>').Replace('\u00A0', ' ').Replace('\u202F', ' ').Replace('−', '-').Replace('–', '-')
            .Replace("LESS THAN OR EQUAL TO", "≤", StringComparison.Ordinal).Replace("GREATER THAN OR EQUAL TO", "≥", StringComparison.Ordinal)
            .Replace("LESS THAN", "<", StringComparison.Ordinal).Replace("GREATER THAN", ">", StringComparison.Ordinal).Replace("MORE THAN", ">", StringComparison.Ordinal)
            .Replace("BELOW THE ", "<", StringComparison.Ordinal).Replace("BELOW ", "<", StringComparison.Ordinal).Replace("ABOVE THE ", ">", StringComparison.Ordinal).Replace("ABOVE ", ">", StringComparison.Ordinal)
            .Replace("<=", "≤", StringComparison.Ordinal).Replace("=<", "≤", StringComparison.Ordinal).Replace(">=", "≥", StringComparison.Ordinal);
        return Spaces().Replace(TimesTen().Replace(word, m => "E" + m.Groups["power"].Value), " ");
    }

    private static string Superscripts(string text)
    {
        const string raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        if (text.IndexOfAny([.. raised]) < 0) return text;
        var plain = new StringBuilder();
        foreach (char c in text) plain.Append(raised.IndexOf(c, StringComparison.Ordinal) is var digit and >= 0 ? (char)('0' + digit) : c);
        return plain.ToString();
    }

    internal static bool IsNotDetected(string word) =>
        word.Contains("NOT DETECTED", StringComparison.Ordinal) || word.Contains("NOT DETECTABLE", StringComparison.Ordinal) || word.Contains("UNDETECT", StringComparison.Ordinal)
        || word.Contains("NONE DETECTED", StringComparison.Ordinal) || (word.StartsWith("NO ", StringComparison.Ordinal) && word.Contains("DETECTED", StringComparison.Ordinal))
        || Absent.Contains(word, StringComparer.Ordinal);

    internal static bool IsInvalid(string word) => Failed.Any(f => word.Contains(f, StringComparison.Ordinal));

    internal static bool SaysDetected(string word) =>
        word.StartsWith("POS", StringComparison.Ordinal) || (word.Contains("DETECTED", StringComparison.Ordinal) && !IsNotDetected(word));

    /// <summary>Whether a cell looks like a result at all: a number, a sign before one, or a word of results.</summary>
    internal static bool LooksLikeResult(string text)
    {
        string word = Plain(text);
        return word.Length > 0 && (IsNotDetected(word) || IsInvalid(word) || SaysDetected(word) || "<>≤≥".Contains(word[0], StringComparison.Ordinal)
            || ((char.IsAsciiDigit(word[0]) || (word[0] is '-' or '+' && word.Length > 1 && char.IsAsciiDigit(word[1]))) && word.All(c => char.IsAsciiDigit(c) || ".,E+- ".Contains(c, StringComparison.Ordinal) || char.IsAsciiLetter(c) || "/()<>".Contains(c, StringComparison.Ordinal))));
    }
}
