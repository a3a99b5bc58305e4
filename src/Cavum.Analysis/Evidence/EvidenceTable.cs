using System.Text;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Adds arms to a study's own table of ICB-only arms; what contradicts itself, or an arm that stands already, is refused and nothing is written.</summary>
public static class EvidenceTable
{
    public static readonly string[] Columns =
    [
        "arm", "trial", "regimen", "role", "priorIcb", "population", "assessor", "n", "responders", "evaluated", "responsePercent", "responseLower", "responseUpper", "intervalType",
        "pfsMedianMonths", "pfsLower", "pfsUpper", "osMedianMonths", "osLower", "osUpper", "medianIntervalType", "landmarks",
        "ebvResponders", "ebvEvaluated", "ebvFallPercent", "ebvByDay", "poolFlag", "source", "provenance",
    ];

    /// <param name="fields">By the names of <see cref="Columns"/>; a field that is missing is empty.</param>
    public static Outcome<CheckedArms> Add(string folder, IReadOnlyDictionary<string, string> fields)
    {
        var line = new StringBuilder().AppendJoin(',', Columns).Append('\n').AppendJoin(',', Columns.Select(c => Quoted(fields.GetValueOrDefault(c, "").Trim())));
        return CsvTable.Parse(line.ToString(), "the new arm").Then(table => Add(folder, table));
    }

    public static Outcome<CheckedArms> Add(string folder, CsvTable table)
    {
        if (!File.Exists(Path.Combine(folder, "design.json"))) return Outcome<CheckedArms>.Refused(new Problem(folder, "", "a study folder"));
        var problems = new List<Problem>();
        var added = ArmRow.ReadAll(table, problems);
        foreach (var arm in added.Where(a => a.Source.Length == 0)) problems.Add(new Problem(arm.Place("source"), "", "where the numbers were found"));
        string path = Path.Combine(folder, EvidenceFile.Name);
        CsvTable? old = null;
        if (File.Exists(path))
        {
            var read = CsvTable.ReadFile(path, EvidenceFile.Name);
            problems.AddRange(read.Problems);
            read.TryGet(out old);
        }
        IReadOnlyList<ArmRow> before = old is null ? [] : ArmRow.ReadAll(old, problems);
        var shipped = CsvTable.Parse(Encoding.UTF8.GetString(ReferenceTables.Bytes(ReferenceTables.IcbOnlyArms)), ReferenceTables.IcbOnlyArms).Value;
        problems.AddRange(PlausibilityRules.Of([.. ArmRow.ReadAll(shipped, problems), .. before, .. added]));
        if (problems.Count > 0) return Outcome<CheckedArms>.Refused(problems.Distinct());
        string[] columns = [.. (old?.Columns ?? Columns).Union(table.Columns)];
        var text = new StringBuilder().AppendJoin(',', columns.Select(Quoted)).Append('\n');
        foreach (var row in (old?.Rows ?? []).Concat(table.Rows))
            text.AppendJoin(',', columns.Select(c => Quoted(row.Table.HasColumn(c) ? row[c] : ""))).Append('\n');
        AtomicFile.Write(path, text.ToString());
        return EvidenceCheck.OfFile(path, EvidenceFile.Name);
    }

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\n\r") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
