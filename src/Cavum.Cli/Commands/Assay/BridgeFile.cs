using System.Text.Json;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>A bridge on disk: what assay bridge writes and assay kinetics reads.</summary>
internal static class BridgeFile
{
    internal static string Write(BridgeLine line) => CanonicalJson.Write(line);

    internal static Outcome<IReadOnlyList<BridgeLine>> ReadAll(IReadOnlyList<string> paths)
    {
        var lines = new List<BridgeLine>();
        var problems = new List<Problem>();
        foreach (string path in paths)
        {
            string name = Path.GetFileName(path);
            try
            {
                var line = JsonSerializer.Deserialize<BridgeLine>(File.ReadAllText(path), CanonicalJson.Options);
                if (line is { From.Length: > 0, To.Length: > 0 } && line.Slope > 0 && double.IsFinite(line.Intercept) && double.IsFinite(line.Slope)) lines.Add(line);
                else problems.Add(new(name, line is null ? "null" : $"from '{line.From}' to '{line.To}', slope {line.Slope.ToString(System.Globalization.CultureInfo.InvariantCulture)}", "a bridge with from, to, intercept and a slope above 0"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or JsonException)
            {
                problems.Add(new(name, e is JsonException || File.Exists(path) ? e.Message : "", "a bridge file written by assay bridge --out"));
            }
        }
        return problems.Count > 0 ? Outcome<IReadOnlyList<BridgeLine>>.Refused(problems) : Outcome<IReadOnlyList<BridgeLine>>.Of(lines);
    }
}
