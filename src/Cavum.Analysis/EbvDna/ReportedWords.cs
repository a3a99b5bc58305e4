using System.Globalization;
using System.Text.RegularExpressions;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>What a laboratory's words say of one sample; the sign is kept, so censoring stays censoring.</summary>
/// <param name="Status">notDetected, belowLoq, quantified or aboveUpperLimit.</param>
/// <param name="Value">The number in the words; null when there is none.</param>
internal sealed record ReportedWords(string Status, double? Value)
{
    /// <summary>Reads <c>1250</c>, <c>1.2e4</c>, <c>&lt; 35</c>, <c>&gt; 1e8</c>, <c>Target Not Detected</c>, <c>Detected &lt; 50</c>; anything else is refused.</summary>
    public static ReportedWords? Read(PlasmaSample sample, List<Problem> problems)
    {
        string text = sample.Reported!.Text.Trim();
        if (NotDetected.Contains(text.TrimEnd('.').ToUpperInvariant())) return Limited(sample, "notDetected", sample.Reported.Lod, "lod", problems);
        var match = Form.Match(text);
        if (match.Success && double.TryParse(match.Groups[2].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0)
        {
            return match.Groups[1].Value switch
            {
                "<" => new("belowLoq", value),
                ">" => new("aboveUpperLimit", value),
                _ => new("quantified", value),
            };
        }
        problems.Add(new Problem($"samples.csv, sample {sample.Id}, column reported", text, "a number above 0 with '.' as decimal mark, '< n', '> n' or 'Target Not Detected'"));
        return null;
    }

    private static ReportedWords? Limited(PlasmaSample sample, string status, double? limit, string column, List<Problem> problems)
    {
        if (limit is > 0) return new(status, null);
        problems.Add(new Problem($"samples.csv, sample {sample.Id}, column {column}", "", "the limit of detection that goes with 'not detected'"));
        return null;
    }

    private static readonly HashSet<string> NotDetected = new(StringComparer.Ordinal)
    {
        "TARGET NOT DETECTED", "NOT DETECTED", "UNDETECTED", "UNDETECTABLE", "TND", "ND", "NEGATIVE",
    };

    private static readonly Regex Form = new(@"^(?:detected\s*)?([<>]?)\s*([0-9][0-9.eE+\-]*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
