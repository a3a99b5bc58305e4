using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>One subject's values on the scale of people (percent, or intensity); null where it has no sample in a group.</summary>
public sealed record MarkerSubject(string Subject, double? First, double? Second);

/// <summary>Two groups of a table compared, subjects being the unit.</summary>
/// <param name="Scale">logit of the share, or log of the intensity.</param>
/// <param name="ExactPValue">Paired only: all 2ⁿ signs of the differences, n ≤ 20.</param>
/// <param name="FewEvents">Samples whose parent has fewer cells than <see cref="MarkerReadout.LeastEvents"/>.</param>
public sealed record MarkerTableComparison(
    string First, string Second, bool Paired, string Scale, IReadOnlyList<double> FirstValues, IReadOnlyList<double> SecondValues, MarkerComparison? Test, double? ExactPValue,
    IReadOnlyList<MarkerSubject> Subjects, int FewEvents, IReadOnlyList<string> Remarks);

/// <summary>Read-outs of one marker: a row a sample; several samples of a subject in a group are averaged on the test's scale.</summary>
public sealed record MarkerTable(IReadOnlyList<(string Subject, string Group, double Scaled, double Shown)> Rows, bool Counts, int FewEvents, string Source)
{
    private const int MostPairs = 20;

    /// <param name="positive">Column of positive cells; null where <paramref name="number"/> is an intensity.</param>
    /// <param name="number">Column of the parent's cells, or of an intensity above 0.</param>
    public static Outcome<MarkerTable> Read(CsvTable table, string subject, string group, string? positive, string number)
    {
        var problems = table.Missing([subject, group, number, .. positive is null ? Array.Empty<string>() : [positive]]).ToList();
        if (problems.Count > 0) return Outcome<MarkerTable>.Refused(problems);
        var rows = new List<(string, string, double, double)>();
        int few = 0;
        foreach (var row in table.Rows)
        {
            foreach (string name in (string[])[subject, group])
                if (row.IsMissing(name)) problems.Add(new Problem(row.Place(name), "", "a name"));
            string asked = positive is null ? "an intensity above 0" : "a number of cells";
            double? Number(string column)
            {
                if (row.IsMissing(column)) problems.Add(new Problem(row.Place(column), row[column], asked));
                return row.IsMissing(column) ? null : row.Number(column, problems, asked);
            }
            double? n = Number(number);
            if (positive is null)
            {
                if (n is not (> 0 and < 1e100)) { if (n is not null) problems.Add(new Problem(row.Place(number), row[number], asked)); continue; }
                rows.Add((row[subject], row[group], Math.Log(n.Value), n.Value));
                continue;
            }
            double? k = Number(positive);
            if (n is not { } all || k is not { } some) continue;
            if (all is < 1 or > int.MaxValue || all != Math.Floor(all)) problems.Add(new Problem(row.Place(number), row[number], "a whole number of cells above 0"));
            else if (some < 0 || some > all || some != Math.Floor(some)) problems.Add(new Problem(row.Place(positive), row[positive], $"a whole number of cells up to those of the parent"));
            else
            {
                if (all < MarkerReadout.LeastEvents) few++;
                rows.Add((row[subject], row[group], MarkerReadout.Logit((int)some, (int)all), 100 * some / all));
            }
        }
        if (rows.Count == 0 && problems.Count == 0) problems.Add(new Problem(table.Source, "", "at least one row"));
        return problems.Count > 0 ? Outcome<MarkerTable>.Refused(problems) : Outcome<MarkerTable>.Of(new(rows, positive is not null, few, table.Source));
    }

    /// <param name="first">The reference, or "before"; the first group of the table where null.</param>
    public Outcome<MarkerTableComparison> Compare(string? first, string? second, bool paired)
    {
        string[] groups = [.. Rows.Select(r => r.Group).Distinct()];
        string listed = string.Join(", ", groups);
        string a = first ?? groups[0];
        string? b = second ?? (groups.Where(g => g != a).ToList() is [var only] ? only : null);
        var problems = new List<Problem>();
        if (!groups.Contains(a)) problems.Add(new Problem("--first", a, "one of the groups " + listed));
        if (b is null || !groups.Contains(b) || a == b) problems.Add(new Problem("--second", b ?? "", "one other of the groups " + listed));
        if (problems.Count > 0) return Outcome<MarkerTableComparison>.Refused(problems);
        Dictionary<string, (double Scaled, double Shown)> Of(string group) => Rows.Where(r => r.Group == group).GroupBy(r => r.Subject)
            .ToDictionary(s => s.Key, s => (s.Average(r => r.Scaled), s.Average(r => r.Shown)));
        var (before, after) = (Of(a), Of(b!));
        var remarks = new List<string>();
        string[] names = [.. Rows.Where(r => r.Group == a || r.Group == b).Select(r => r.Subject).Distinct()];
        string[] both = [.. names.Where(s => before.ContainsKey(s) && after.ContainsKey(s))];
        if (paired && both.Length < names.Length) remarks.Add($"{names.Length - both.Length} subjects are in one of the groups only and are not in the paired test: {string.Join(", ", names.Except(both))}.");
        if (!paired && both.Length > 0) remarks.Add($"{both.Length} subjects stand in both groups; --paired uses that.");
        if (Rows.GroupBy(r => (r.Group, r.Subject)).Any(g => g.Count() > 1)) remarks.Add("Several samples of a subject in a group were averaged on the test's scale.");
        if (FewEvents > 0) remarks.Add($"{FewEvents} samples have fewer than {MarkerReadout.LeastEvents} cells in their parent: their shares say little.");
        double[] x = [.. (paired ? both : names.Where(before.ContainsKey)).Select(s => before[s].Scaled)], y = [.. (paired ? both : names.Where(after.ContainsKey)).Select(s => after[s].Scaled)];
        var test = paired ? MarkerComparison.Paired(x, y) : MarkerComparison.Groups(x, y);
        return Outcome<MarkerTableComparison>.Of(new(a, b!, paired, Counts ? "logit" : "log", x, y, test, paired ? SignFlip(x, y) : null,
            [.. names.Select(s => new MarkerSubject(s, before.TryGetValue(s, out var p) ? p.Shown : null, after.TryGetValue(s, out var q) ? q.Shown : null))], FewEvents, remarks));
    }

    /// <summary>The share of all 2ⁿ changes of sign whose sum is at least as far from 0 as the one seen.</summary>
    internal static double? SignFlip(double[] before, double[] after)
    {
        int n = before.Length, reached = 0;
        if (n is 0 or > MostPairs) return null;
        double[] change = [.. before.Zip(after, (x, y) => y - x)];
        double seen = Math.Abs(change.Sum()) * (1 - 1e-12);
        for (int signs = 0; signs < 1 << n; signs++)
        {
            double sum = 0;
            for (int i = 0; i < n; i++) sum += (signs >> i & 1) == 0 ? change[i] : -change[i];
            if (Math.Abs(sum) >= seen) reached++;
        }
        return (double)reached / (1 << n);
    }
}
