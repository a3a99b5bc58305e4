using System.Globalization;
using System.Text.Json;
using Cavum.Core;

namespace Cavum.Study;

/// <summary>Reads typed members of a JSON document and notes every member that is not what it should be.</summary>
internal sealed class JsonFields(JsonElement element, string place, List<Problem> problems)
{
    public static JsonFields? Parse(string text, string source, List<Problem> problems)
    {
        try
        {
            var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            if (document.RootElement.ValueKind == JsonValueKind.Object) return new(document.RootElement, source, problems);
            problems.Add(new Problem(source, document.RootElement.ValueKind.ToString(), "a JSON object"));
        }
        catch (JsonException e)
        {
            problems.Add(new Problem($"{source}, line {e.LineNumber + 1}", "text that is not JSON", "a JSON object"));
        }
        return null;
    }

    private string Place(string name) => $"{place}, {name}";

    public JsonFields? Object(string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Object) return new(value, Place(name), problems);
        problems.Add(new Problem(Place(name), value.GetRawText(), "an object"));
        return null;
    }

    public IEnumerable<JsonFields> Objects(string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) yield break;
        if (value.ValueKind != JsonValueKind.Array)
        {
            problems.Add(new Problem(Place(name), value.ValueKind.ToString(), "a list"));
            yield break;
        }
        int i = 0;
        foreach (var item in value.EnumerateArray())
        {
            string where = Place(string.Create(CultureInfo.InvariantCulture, $"{name}[{i++}]"));
            if (item.ValueKind == JsonValueKind.Object) yield return new(item, where, problems);
            else problems.Add(new Problem(where, item.GetRawText(), "an object"));
        }
    }

    public IReadOnlyList<string> Texts(string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return [];
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String))
            return [.. value.EnumerateArray().Select(v => v.GetString()!)];
        problems.Add(new Problem(Place(name), value.ValueKind.ToString(), "a list of texts"));
        return [];
    }

    public string? Text(string name, bool required = false)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (required) problems.Add(new Problem(Place(name), "", "a text"));
            return null;
        }
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        problems.Add(new Problem(Place(name), value.GetRawText(), "a text"));
        return null;
    }

    public double Number(string name, double otherwise, double low, double high)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return otherwise;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= low && number <= high) return number;
        problems.Add(new Problem(Place(name), value.GetRawText(), string.Create(CultureInfo.InvariantCulture, $"a number from {low} to {high}")));
        return otherwise;
    }

    public int Whole(string name, int otherwise, int low, int high)
    {
        double number = Number(name, otherwise, low, high);
        if (number == Math.Floor(number)) return (int)number;
        problems.Add(new Problem(Place(name), number.ToString(CultureInfo.InvariantCulture), "a whole number"));
        return otherwise;
    }

    /// <summary>A whole number that may be missing.</summary>
    public int? OptionalWhole(string name, int low, int high) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Whole(name, low, low, high) : null;

    public double? OptionalNumber(string name, double low, double high) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Number(name, low, low, high) : null;

    public bool? Truth(string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        problems.Add(new Problem(Place(name), value.GetRawText(), "true or false"));
        return null;
    }

    /// <summary>One of the texts allowed; the first of them where it is missing.</summary>
    public string Choice(string name, params ReadOnlySpan<string> allowed)
    {
        if (Text(name) is not { } text) return allowed[0];
        foreach (string option in allowed)
            if (option == text) return text;
        problems.Add(new Problem(Place(name), text, "one of " + string.Join(", ", allowed.ToArray())));
        return allowed[0];
    }

    public IEnumerable<string> Names() => element.EnumerateObject().Select(p => p.Name);

    public (double First, double Second) Pair(string name, (double, double) otherwise)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return otherwise;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            && value[0].ValueKind == JsonValueKind.Number && value[1].ValueKind == JsonValueKind.Number
            && value[0].GetDouble() > 0 && value[1].GetDouble() > 0)
            return (value[0].GetDouble(), value[1].GetDouble());
        problems.Add(new Problem(Place(name), value.GetRawText(), "two numbers above 0"));
        return otherwise;
    }

    public void Problem(string name, string read, string expected) => problems.Add(new Problem(Place(name), read, expected));
}
