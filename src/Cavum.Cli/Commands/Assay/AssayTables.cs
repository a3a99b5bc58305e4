using System.CommandLine;
using System.Globalization;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>What the assay's table commands share.</summary>
internal static class AssayTables
{
    internal static Outcome<CsvTable> Where(CsvTable table, string[]? conditions)
    {
        var problems = new List<Problem>();
        foreach (string condition in conditions ?? [])
        {
            int equals = condition.IndexOf('=', StringComparison.Ordinal);
            string column = equals < 0 ? condition : condition[..equals];
            if (equals < 0 || !table.HasColumn(column)) problems.Add(new("--where", condition, "COL=VALUE with a column of the table"));
            else table = table.Where(column, condition[(equals + 1)..]);
        }
        return problems.Count > 0 ? Outcome<CsvTable>.Refused(problems) : Outcome<CsvTable>.Of(table);
    }
}
