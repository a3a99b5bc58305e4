using System.Globalization;
using System.Text.Json;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>One object of a settings file, with its path and the shared list of problems.</summary>
internal sealed class SettingsNode(JsonElement element, string source, string path, List<Problem> problems)
{
    internal List<Problem> Problems { get; } = problems;

    internal IEnumerable<string> Keys => element.EnumerateObject().Select(p => p.Name);

    internal void Problem(string key, string read, string expected) => Problems.Add(new($"{source}, {path}{key}", read, expected));

    internal void OnlyKnows(params IEnumerable<string> known)
    {
        string[] all = [.. known];
        foreach (string key in Keys)
            if (!all.Contains(key, StringComparer.Ordinal)) Problem(key, key, "one of the keys " + string.Join(", ", all));
    }

    private JsonElement? Get(string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    internal string? Text(string key)
    {
        if (Get(key) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        if (value.ValueKind == JsonValueKind.Number) return value.GetRawText();
        Problem(key, value.GetRawText(), "text");
        return null;
    }

    internal bool? Flag(string key)
    {
        if (Get(key) is not { } value) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Problem(key, value.GetRawText(), "true or false");
        return null;
    }

    internal double? Number(string key, double least, double most)
    {
        if (Get(key) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most) return number;
        Problem(key, value.GetRawText(), string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return null;
    }

    internal double? Required(string key, double least, double most)
    {
        if (Get(key) is null) Problem(key, "", string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return Number(key, least, most);
    }

    internal SettingsNode? Object(string key)
    {
        if (Get(key) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Object) return new(value, source, $"{path}{key}.", Problems);
        Problem(key, value.GetRawText(), "an object { … } (see docs/assay-settings.md)");
        return null;
    }

    internal T Choice<T>(string key, params (string Word, T Value)[] choices)
        where T : struct => Get(key) is null ? choices[0].Value : RequiredChoice(key, choices) ?? choices[0].Value;

    internal T? RequiredChoice<T>(string key, params (string Word, T Value)[] choices)
        where T : struct
    {
        string word = Text(key) ?? "";
        foreach (var (name, value) in choices)
            if (name.Equals(word, StringComparison.OrdinalIgnoreCase)) return value;
        Problem(key, word, "one of " + string.Join(", ", choices.Select(c => c.Word)));
        return null;
    }
}
