using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cavum.Core;

/// <summary>The one way in which the program writes JSON: camelCase, shortest round-trip doubles, null for no value.</summary>
/// <remarks>NaN and infinities are faults of the program and throw; what does not exist is null with a status beside it.</remarks>
public static class CanonicalJson
{
    public static JsonSerializerOptions Options { get; } = Make(indented: true);

    private static JsonSerializerOptions Make(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            WriteIndented = indented,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver();
        options.MakeReadOnly();
        return options;
    }

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";
}
