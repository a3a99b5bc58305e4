using System.Globalization;
using System.Text.RegularExpressions;
using Cavum.Core;

namespace Cavum.Analysis;

/// <summary>A published arm as a table of arms states it; what is not stated is null or empty.</summary>
/// <param name="Landmarks">PFS and OS in percent at months.</param>
/// <param name="EbvResponders">Subjects whose EBV DNA fell by at least <paramref name="EbvFallPercent"/> by day <paramref name="EbvByDay"/>, of <paramref name="EbvEvaluated"/> with a detectable baseline.</param>
public sealed partial record ArmRow(
    CsvRow Row, string Arm, string Trial, string Regimen, string Role, bool? PriorIcb, string Population, string Assessor, int? Enrolled, int? Responders, int? Evaluated,
    double? ResponsePercent, double? ResponseLower, double? ResponseUpper, double? ControlPercent,
    double? PfsMedian, double? PfsLower, double? PfsUpper, double? OsMedian, double? OsLower, double? OsUpper, string IntervalType, string MedianIntervalType,
    IReadOnlyList<(string Endpoint, double Month, double Percent)> Landmarks, string PoolFlag, string Source, string Provenance,
    int? EbvResponders, int? EbvEvaluated, double? EbvFallPercent, int? EbvByDay)
{
    /// <summary>Other spellings of the columns, as review tables write them.</summary>
    private static readonly Dictionary<string, string[]> Also = new(StringComparer.Ordinal)
    {
        ["arm"] = ["arm_id", "study"],
        ["role"] = ["comparator_role"],
        ["priorIcb"] = ["prior_icb_required"],
        ["responders"] = ["orr_num", "r"],
        ["evaluated"] = ["orr_denom"],
        ["responsePercent"] = ["orr_pct"],
        ["responseLower"] = ["orr_ci_lo"],
        ["responseUpper"] = ["orr_ci_hi"],
        ["controlPercent"] = ["dcr_pct"],
        ["pfsMedianMonths"] = ["pfs_med_mo"],
        ["pfsLower"] = ["pfs_lo"],
        ["pfsUpper"] = ["pfs_hi"],
        ["osMedianMonths"] = ["os_med_mo"],
        ["osLower"] = ["os_lo"],
        ["osUpper"] = ["os_hi"],
        ["source"] = ["source_url"],
    };

    private static readonly (string Column, string Endpoint, double Month)[] LandmarkColumns = [("pfs_6m_pct", "PFS", 6), ("pfs_12m_pct", "PFS", 12), ("os_6m_pct", "OS", 6), ("os_12m_pct", "OS", 12)];

    public string Place(string column) => Row.Place(Column(Row.Table, column) ?? column);

    /// <summary>Every arm of a table; a value that is no number, and a table without arms, are problems.</summary>
    public static IReadOnlyList<ArmRow> ReadAll(CsvTable table, List<Problem> problems)
    {
        foreach (string needed in new[] { "arm", "responders", "evaluated" })
            if (Column(table, needed) is null) problems.Add(new Problem($"{table.Source}, line 1", string.Join(", ", table.Columns), $"a column '{needed}'"));
        if (problems.Count > 0) return [];
        if (table.Rows.Count == 0) problems.Add(new Problem(table.Source, "no row", "at least one arm"));
        return [.. table.Rows.Select(r => Read(r, problems))];
    }

    private static ArmRow Read(CsvRow row, List<Problem> problems)
    {
        string Text(string c) => Column(row.Table, c) is { } name && !row.IsMissing(name) ? row[name] : "";
        double? Number(string c) => Column(row.Table, c) is { } name && row[name] is not ("NR" or "NE") ? row.Number(name, problems, "a number, NR, or nothing") : null;
        int? Whole(string c)
        {
            if (Number(c) is not { } value) return null;
            if (value >= 0 && value == Math.Floor(value) && value < 1e9) return (int)value;
            problems.Add(new Problem(row.Place(Column(row.Table, c)!), Text(c), "a whole number of subjects, 0 or more"));
            return null;
        }
        return new ArmRow(row, Text("arm"), Text("trial"), Text("regimen"), Text("role"), Text("priorIcb") switch { "yes" => true, "no" => false, _ => null }, Text("population"), Text("assessor"),
            Whole("n"), Whole("responders"), Whole("evaluated"), Number("responsePercent"), Number("responseLower"), Number("responseUpper"), Number("controlPercent"),
            Number("pfsMedianMonths"), Number("pfsLower"), Number("pfsUpper"), Number("osMedianMonths"), Number("osLower"), Number("osUpper"), Text("intervalType"), Text("medianIntervalType"),
            Landmark(row, Text("landmarks"), problems), Text("poolFlag"), Text("source"), Text("provenance"),
            Whole("ebvResponders"), Whole("ebvEvaluated"), Number("ebvFallPercent"), Whole("ebvByDay"));
    }

    private static List<(string, double, double)> Landmark(CsvRow row, string text, List<Problem> problems)
    {
        var found = new List<(string, double, double)>();
        foreach (string part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (LandmarkForm().Match(part) is { Success: true } m)
                found.Add((m.Groups[1].Value, double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture), double.Parse(m.Groups[3].Value, CultureInfo.InvariantCulture)));
            else problems.Add(new Problem(row.Place("landmarks"), part, "PFS@MONTH=PERCENT or OS@MONTH=PERCENT, separated by ';'"));
        }
        foreach (var (column, endpoint, month) in LandmarkColumns)
            if (row.Table.HasColumn(column) && row.Number(column, problems) is { } percent) found.Add((endpoint, month, percent));
        return found;
    }

    private static string? Column(CsvTable table, string name) =>
        table.HasColumn(name) ? name : Also.GetValueOrDefault(name)?.FirstOrDefault(table.HasColumn);

    [GeneratedRegex(@"^(PFS|OS)@(\d+(?:\.\d+)?)=(\d+(?:\.\d+)?)$")]
    private static partial Regex LandmarkForm();
}
