using System.Text;
using System.Text.Json;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>What is wrong with a case file as text, before any of it is read as a case.</summary>
internal static class CaseText
{
    public const string WholeCharacters = "a text of whole characters";

    /// <summary>Where the text stops being JSON, with what stands there.</summary>
    public static Problem Broken(string json, string source, JsonException fault)
    {
        long line = fault.LineNumber ?? 0, at = fault.BytePositionInLine ?? 0;
        string text = json.Split('\n')[line];
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        string rest = Encoding.UTF8.GetString(bytes, (int)Math.Min(at, bytes.Length), (int)Math.Max(0, bytes.Length - at)).TrimEnd('\r');
        rest = new([.. rest.Select(c => char.IsControl(c) ? '·' : c)]); // bytes that are no text may steer a terminal
        return new($"{source}, line {line + 1}, byte {at + 1}", rest.Length <= 40 ? rest : rest[..40] + "…", "a JSON document");
    }

    /// <summary>Keys written twice, of which only one could be read, and texts with half a character.</summary>
    public static IEnumerable<Problem> In(JsonElement element, string place)
    {
        if (element.ValueKind == JsonValueKind.String && Text(element.GetString) is null)
            yield return new(place, Raw(element), WholeCharacters);
        if (element.ValueKind == JsonValueKind.Object)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in element.EnumerateObject())
            {
                string? name = Text(() => property.Name);
                string at = name is null ? Under(place, "a key") : Under(place, name);
                if (name is null) yield return new(at, "", WholeCharacters);
                else if (!seen.Add(name)) yield return new(at, Raw(property.Value), "each key once");
                foreach (var problem in In(property.Value, at)) yield return problem;
            }
        }
        if (element.ValueKind != JsonValueKind.Array) yield break;
        int index = 0;
        foreach (var item in element.EnumerateArray())
            foreach (var problem in In(item, $"{place}[{index++}]")) yield return problem;
    }

    internal static string Under(string place, string key) => place.Length == 0 || place.EndsWith(", ", StringComparison.Ordinal) ? place + key : $"{place}.{key}";

    private static string Raw(JsonElement element) => element.GetRawText() is { Length: > 40 } long_ ? long_[..40] + "…" : element.GetRawText();

    private static string? Text(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException) // an escaped surrogate without its other half
        {
            return null;
        }
    }
}
