using System.Text.RegularExpressions;

namespace Cavum.Assay;

/// <summary>Turns an export whose decimal mark was stated to be a comma into one that writes points.</summary>
/// <remarks>
/// Never applied on suspicion: the caller says so. Only whole fields that are numbers change ("27,10" → "27.10", "1.234,5" →
/// "1234.5", "4,6%" → "4.6%"), so names and dates stay. Fields are those between tabs or semicolons, or quoted ones between commas.
/// </remarks>
internal static partial class DecimalComma
{
    [GeneratedRegex("^[+-]?(\\d{1,3}(\\.\\d{3})+|\\d+)(,\\d+)?(E[+-]?\\d+)?%?$", RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    [GeneratedRegex("^(?<head>(?:[A-Z ]*[<>≤≥]=?)?\\s*)(?<number>(\\d{1,3}(\\.\\d{3})+|\\d+)(,\\d+)?(E[+-]?\\d+)?)(?<tail>\\s*(LOG\\w*\\s*)?(IU|UI|COPIES|CPS?|GEQ)?[A-Z/ ]*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Result();

    private static string Pointed(string number) => number.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');

    /// <summary>A field that is a number or a result, with a point; null where it is neither.</summary>
    internal static string? Field(string field) => Number().IsMatch(field) ? Pointed(field)
        : field.Contains(',', StringComparison.Ordinal) && Result().Match(field) is { Success: true } result ? result.Groups["head"].Value + Pointed(result.Groups["number"].Value) + result.Groups["tail"].Value : null;

    internal static string ToPoint(string text)
    {
        string[] lines = ExportText.Lines(text);
        for (int i = 0; i < lines.Length; i++)
        {
            char separator = lines[i].Contains('\t', StringComparison.Ordinal) ? '\t' : lines[i].Contains(';', StringComparison.Ordinal) ? ';' : ',';
            if (separator == ',' && !lines[i].Contains('"', StringComparison.Ordinal)) continue;
            string[] fields = ExportText.Fields(lines[i], separator);
            for (int f = 0; f < fields.Length; f++)
            {
                if (Field(fields[f]) is { } pointed) fields[f] = pointed;
                else if (fields[f].Contains(separator, StringComparison.Ordinal) || fields[f].Contains('"', StringComparison.Ordinal))
                    fields[f] = '"' + fields[f].Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
            }
            lines[i] = string.Join(separator, fields);
        }
        return string.Join('\n', lines);
    }
}
