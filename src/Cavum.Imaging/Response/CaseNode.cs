using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>One JSON value of a case file with its place, read by any of several key spellings, collecting problems.</summary>
/// <remarks>Keys match without regard to case, <c>_</c>, <c>-</c> and spaces. Missing is absent, null, "" or "NA".</remarks>
internal sealed class CaseNode(JsonElement? element, string place, List<Problem> problems, HashSet<string> read)
{
    public CaseNode(JsonElement root, string place, List<Problem> problems) : this(root, place, problems, []) { }

    private static readonly ConcurrentDictionary<string, string> PlainKeys = new(StringComparer.Ordinal);
    private (string Plain, JsonProperty Property)[]? properties;

    public string Place => place;

    public bool Exists => element is { ValueKind: not JsonValueKind.Null and not JsonValueKind.Undefined } && !IsMissingText;

    public JsonValueKind Kind => Exists ? element!.Value.ValueKind : JsonValueKind.Undefined;

    public bool IsObject => Kind == JsonValueKind.Object;

    private bool IsMissingText => element is { ValueKind: JsonValueKind.String } e && e.GetString()!.Trim() is "" or "NA" or "na" or "n/a";

    /// <summary>The first of the keys that is there.</summary>
    public CaseNode this[params string[] keys]
    {
        get
        {
            if (IsObject)
                foreach (string key in keys)
                    foreach (var (plain, property) in Properties)
                        if (plain == PlainKeys.GetOrAdd(key, Plain) && new CaseNode(property.Value, At(property.Name), problems, read) is { Exists: true } found)
                        {
                            read.Add(found.Place);
                            return found;
                        }
            return new(null, At(keys[0]), problems, read);
        }
    }

    private (string Plain, JsonProperty Property)[] Properties => properties ??= [.. element!.Value.EnumerateObject().Select(p => (Plain(p.Name), p))];

    public IReadOnlyList<CaseNode> Items => Kind == JsonValueKind.Array
        ? [.. element!.Value.EnumerateArray().Select((e, i) => new CaseNode(e, $"{place}[{i}]", problems, read))] : [];

    /// <summary>Places of values below this one that nobody asked for; what <paramref name="known"/> names is no surprise.</summary>
    public IEnumerable<string> Unread(Predicate<string> known)
    {
        if (IsObject)
            foreach (var property in element!.Value.EnumerateObject())
            {
                var child = new CaseNode(property.Value, At(property.Name), problems, read);
                if (!child.Exists || known(Plain(property.Name))) continue;
                if (!read.Contains(child.Place)) yield return child.Place;
                else foreach (string below in child.Unread(known)) yield return below;
            }
        foreach (var item in Items)
            foreach (string below in item.Unread(known)) yield return below;
    }

    /// <summary>This value, refused where it is there but holds no keys to look under.</summary>
    public CaseNode AsObject(string expected)
    {
        if (Exists && !IsObject) Refuse(expected);
        return this;
    }

    public void Refuse(string expected) => problems.Add(new(place, Exists ? Shorten(element!.Value.ToString()) : "", expected));

    public string? Text() => Kind switch
    {
        JsonValueKind.Undefined => null,
        JsonValueKind.String => element!.Value.GetString()!.Trim(),
        JsonValueKind.Number => element!.Value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => Wrong("a text"),
    };

    // Sums, products and ratios of what lies between stay finite; no measure of a person is beyond.
    private const double Greatest = 1e9, Smallest = 1e-9;

    public double? Number(double least = 0, string unit = "")
    {
        string of = unit.Length == 0 ? "" : " " + unit, expected = $"a number of at least {least.ToString(CultureInfo.InvariantCulture)}{of}";
        if (!Exists) return null;
        if (Kind is not (JsonValueKind.Number or JsonValueKind.String)) return WrongNumber(expected);
        string text = Kind == JsonValueKind.String ? element!.Value.GetString()! : element!.Value.GetRawText();
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || double.IsNaN(value) || value < least) return WrongNumber(expected);
        return Math.Abs(value) > Greatest || (value != 0 && Math.Abs(value) < Smallest) ? WrongNumber($"{expected}, of a size between 1e-9 and 1e9{of}, or 0") : value;
    }

    public int? Whole(int least, int most)
    {
        if (Number(least) is not { } value) return null;
        if (value == Math.Floor(value) && value <= most) return (int)value;
        Refuse($"a whole number from {least} to {most}");
        return null;
    }

    public bool? Flag()
    {
        switch (Text()?.ToLowerInvariant())
        {
            case null: return null;
            case "true" or "yes" or "y" or "1": return true;
            case "false" or "no" or "n" or "0": return false;
            default:
                Refuse("true or false");
                return null;
        }
    }

    public DateOnly? Date()
    {
        if (Text() is not { } text) return null;
        int end = text.IndexOfAny(['T', ' ']);
        string day = end < 0 ? text : text[..end];
        // The day stands as written: the zone of a time behind it does not move it.
        if (DateOnly.TryParseExact(day, ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && (end < 0 || DateTimeOffset.TryParse($"2026-01-02T{text[(end + 1)..]}", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))) return date;
        Refuse("a date as 2026-02-28");
        return null;
    }

    /// <summary>One of the words, spelled without regard to case and separators; the value is what the word stands for.</summary>
    public string? OneOf(params (string Word, string Means)[] words)
    {
        if (Text() is not { } text) return null;
        foreach (var (word, means) in words)
            if (Plain(word) == Plain(text)) return means;
        Refuse("one of " + string.Join(", ", words.Select(w => w.Means).Distinct()));
        return null;
    }

    private string? Wrong(string expected)
    {
        Refuse(expected);
        return null;
    }

    private double? WrongNumber(string expected)
    {
        Refuse(expected);
        return null;
    }

    private string At(string key) => CaseText.Under(place, key);

    private static string Plain(string key) => new([.. key.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
