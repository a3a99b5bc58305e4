using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>Turns the numbers inside ready sentences into doors, by finding the result that reads the same.</summary>
internal sealed partial class Prose
{
    private readonly Dictionary<string, (string Id, double Value)> known = new(StringComparer.Ordinal);
    private readonly HtmlWriter html;

    public Prose(HtmlWriter html, AnswerResult answer)
    {
        this.html = html;
        Know(answer.Primary.EbvResponse);
        Know(answer.Primary.EbvClearance);
        Know(answer.Primary.PetResponse);
        Know(answer.Primary.HalfLifeDays);
        foreach (var line in answer.Lines)
        {
            Know(line.Effect);
            if (line.ProbabilityMore is { } p) Add(line.ResultId + ".probabilityMore", p, Show.Probability(p), p.ToString("0.00", CultureInfo.InvariantCulture), Show.Percent(p));
        }
    }

    [GeneratedRegex(@"(?<![\w.])[−-]?\d+(?:,\d{3})*(?:\.\d+)?")]
    private static partial Regex Numeral();

    /// <summary>A number that no result explains leads to <paramref name="otherwise"/>, the record that holds the sentence.</summary>
    public string Linked(string sentence, string otherwise)
    {
        var text = new StringBuilder();
        int at = 0;
        foreach (Match match in Numeral().Matches(sentence))
        {
            text.Append(HtmlWriter.Escape(sentence[at..match.Index]));
            text.Append(known.TryGetValue(match.Value.Replace('-', '−'), out var result)
                ? html.Number(result.Id, result.Value, match.Value)
                : html.Number(otherwise, null, match.Value));
            at = match.Index + match.Length;
        }
        return text.Append(HtmlWriter.Escape(sentence[at..])).ToString();
    }

    private void Know(Proportion p)
    {
        Add(p.ResultId + ".count", p.Count, Show.Count(p.Count));
        Add(p.ResultId + ".of", p.Of, Show.Count(p.Of));
        foreach ((string key, double? value) in new[] { (".estimate", p.Estimate), (".lower", p.Lower), (".upper", p.Upper) })
            if (value is { } v) Add(p.ResultId + key, v, Show.Percent(v));
    }

    private void Know(Estimate e)
    {
        foreach ((string key, double? value) in new[] { (".value", e.Value), (".lower", e.Lower), (".upper", e.Upper) })
            if (value is { } v) Add(e.ResultId + key, v, Show.Number(v), v.ToString("0.00", CultureInfo.InvariantCulture).Replace('-', '−'), Show.Percent(v));
    }

    private void Add(string id, double value, params ReadOnlySpan<string> spellings)
    {
        foreach (string spelling in spellings) known.TryAdd(spelling, (id, value));
    }
}
