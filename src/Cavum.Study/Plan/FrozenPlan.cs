using System.Globalization;
using System.Text.Json;
using Cavum.Core;

namespace Cavum.Study;

/// <summary>The plan as it binds: every value with its default written out, and the bytes of every file it names.</summary>
/// <param name="Text">Canonical JSON; the same plan is the same text whatever the order and spacing of design.json.</param>
/// <param name="Hash">SHA-256 of the text.</param>
public sealed record FrozenPlan(string Text, string Hash)
{
    private sealed record PlannedFile(string Path, string Sha256);

    /// <param name="file">The bytes of a file of the study, null where it is not there.</param>
    public static FrozenPlan Of(StudyDesign design, Func<string, byte[]?> file)
    {
        string[] paths = [.. design.Plan.Controls.SelectMany(c => new[] { c.File, c.AtRisk }).Append(EvidenceFile.Name).OfType<string>().Where(p => p.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        var files = paths.Select(p => (Path: p, Bytes: file(p))).Where(f => f.Bytes is not null).Select(f => new PlannedFile(f.Path, ContentHash.Of(f.Bytes).Hex));
        // Past data cuts are when one looked, not what was planned: they may grow.
        var plan = design.Plan with { Monitoring = design.Plan.Monitoring with { DataCuts = [] } };
        string text = CanonicalJson.Write(new { plan, schedule = new { design.Samples, design.Scans }, files = files.ToArray(), library = ReferenceTables.Hash(ReferenceTables.IcbOnlyArms) });
        return new FrozenPlan(text, ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(text)).Hex);
    }

    /// <summary>What differs between two plans, by the path of each value; nothing where they are the same.</summary>
    public static IReadOnlyList<PlanDifference> Differences(string before, string after)
    {
        SortedDictionary<string, string> a = Flatten(before), b = Flatten(after);
        return
        [
            .. a.Keys.Union(b.Keys).Order(StringComparer.Ordinal)
                .Where(k => a.GetValueOrDefault(k) != b.GetValueOrDefault(k))
                .Select(k => new PlanDifference(k, a.GetValueOrDefault(k) ?? "(absent)", b.GetValueOrDefault(k) ?? "(absent)")),
        ];
    }

    private static SortedDictionary<string, string> Flatten(string json)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(json);
        Walk(document.RootElement, "");
        return values;

        void Walk(JsonElement element, string path)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in element.EnumerateObject()) Walk(property.Value, path.Length == 0 ? property.Name : path + "." + property.Name);
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                int i = 0;
                foreach (var item in element.EnumerateArray()) Walk(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{++i}]"));
            }
            else
            {
                values[path] = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
            }
        }
    }
}

/// <summary>One value of the plan that changed.</summary>
public sealed record PlanDifference(string Path, string Before, string After);

/// <summary>Further arms of ICB alone that the study itself brings.</summary>
public static class EvidenceFile
{
    public const string Name = "icb-only-arms.csv";
}
