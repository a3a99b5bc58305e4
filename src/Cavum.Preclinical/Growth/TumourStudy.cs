using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>One measurement of a tumour.</summary>
/// <param name="Day">Days since the first day of the study's data.</param>
/// <param name="Volume">In the unit of the file (mm³ from callipers, photons from luminescence); meaningful only where detected.</param>
/// <param name="Detected">False where nothing was measurable (a volume of 0 in the file): the tumour is below what can be measured, not gone from the data.</param>
public readonly record struct TumourMeasurement(double Day, double Volume, bool Detected);

/// <summary>One mouse with its measurements in the order of the days.</summary>
public sealed record TumourMouse(string Id, string Group, IReadOnlyList<TumourMeasurement> Measurements)
{
    public TumourMeasurement First => Measurements[0];
    public TumourMeasurement Last => Measurements[^1];

    /// <summary>Whether the mouse died or was killed on its last day (<see cref="EndDay"/>); null where the file does not say.</summary>
    public bool? Died { get; init; }

    /// <summary>The last day on which the file has a row of the mouse, with or without a volume.</summary>
    public double EndDay { get; init; } = Measurements[^1].Day;

    /// <summary>The volume on day 0, null where it was not measured or nothing was measurable.</summary>
    public double? StartVolume => First is { Day: 0, Detected: true } start ? start.Volume : null;
}

/// <summary>The mice of an experiment.</summary>
/// <param name="FirstDay">The file's day that is day 0 here.</param>
/// <param name="Groups">In the order of their first appearance.</param>
public sealed record TumourStudy(IReadOnlyList<TumourMouse> Mice, IReadOnlyList<string> Groups, double FirstDay, IReadOnlyList<string> Remarks)
{
    // Beyond these a number is a slip of the pen, and squares and ratios would leave the range of a double.
    private const double LargestVolume = 1e50;
    private const double LatestDay = 1e6;

    public IEnumerable<TumourMouse> In(string group) => Mice.Where(m => m.Group == group);

    /// <summary>Days on which any mouse was measured.</summary>
    public IReadOnlyList<double> Days { get; } = [.. Mice.SelectMany(m => m.Measurements).Select(m => m.Day).Distinct().Order()];

    /// <summary>The same experiment with some groups only; day 0 is their first day.</summary>
    public TumourStudy Only(IReadOnlyCollection<string> groups)
    {
        var mice = Mice.Where(m => groups.Contains(m.Group)).ToList();
        if (mice.Count == 0) return this with { Mice = mice, Groups = [] };
        double first = mice.Min(m => m.First.Day);
        return new(first == 0 ? mice : [.. mice.Select(m => m with { Measurements = [.. m.Measurements.Select(x => x with { Day = x.Day - first })], EndDay = m.EndDay - first })],
            [.. Groups.Where(groups.Contains)], FirstDay + first, Remarks);
    }

    private static void End(CsvRow row, TumourColumns columns, Dictionary<(string, string), (double Day, bool? Died)> ends, List<Problem> problems)
    {
        string died = row.IsMissing(columns.Event!) ? "0" : row[columns.Event!].Trim();
        if (died is not ("0" or "1"))
        {
            problems.Add(new Problem(row.Place(columns.Event!), died, "1 for a death, 0 or nothing otherwise"));
            return;
        }
        if (row.IsMissing(columns.Mouse) || row.IsMissing(columns.Group) || row.IsMissing(columns.Day)) return;
        if (row.Number(columns.Day, [], "") is not { } day) return;
        var key = (row[columns.Group], row[columns.Mouse]);
        var known = ends.GetValueOrDefault(key, (double.NegativeInfinity, null));
        if (known.Died == true && died == "1") problems.Add(new Problem(row.Place(columns.Event!), died, $"one death of mouse {key.Item2}"));
        if (known.Died == true && day > known.Day) problems.Add(new Problem(row.Place(columns.Day), row[columns.Day], $"no row of mouse {key.Item2} after its death"));
        ends[key] = (Math.Max(known.Day, day), known.Died == true || died == "1");
    }

    /// <summary>Reads a long table: one row per mouse and day. Rows without a volume are left out; a volume of 0 is "not detected".</summary>
    public static Outcome<TumourStudy> Read(CsvTable table, TumourColumns columns)
    {
        var problems = table.Missing([columns.Mouse, columns.Group, columns.Day, columns.Volume, .. columns.Event is { } asked ? [asked] : Array.Empty<string>()]).ToList();
        if (problems.Count > 0) return Outcome<TumourStudy>.Refused(problems);
        var rows = new List<(CsvRow Row, string Mouse, string Group, double Day, double Volume)>();
        int without = 0;
        var ends = new Dictionary<(string Group, string Mouse), (double Day, bool? Died)>();
        foreach (var row in table.Rows)
        {
            if (columns.Event is not null) End(row, columns, ends, problems);
            if (row.IsMissing(columns.Volume))
            {
                without++;
                continue;
            }
            double? day = row.Number(columns.Day, problems, "a number of days"), volume = row.Number(columns.Volume, problems, "a volume, 0 where nothing is measurable");
            foreach (string column in (string[])[columns.Mouse, columns.Group])
                if (row.IsMissing(column)) problems.Add(new Problem(row.Place(column), row[column], "a name"));
            if (row.IsMissing(columns.Day)) problems.Add(new Problem(row.Place(columns.Day), row[columns.Day], "a number of days"));
            if (volume is < 0 or > LargestVolume or (> 0 and < 1 / LargestVolume)) problems.Add(new Problem(row.Place(columns.Volume), row[columns.Volume], "a volume, 0 where nothing is measurable"));
            if (Math.Abs(day ?? 0) > LatestDay) problems.Add(new Problem(row.Place(columns.Day), row[columns.Day], "a number of days"));
            if (day is { } d && volume is { } v) rows.Add((row, row[columns.Mouse], row[columns.Group], d, v));
        }
        if (rows.Count == 0 && problems.Count == 0) problems.Add(new Problem(table.Source, "", "at least one row with a volume"));
        if (columns.DetectionLimit is { } limit)
            for (int i = 0; i < rows.Count; i++)
                if (rows[i].Volume < limit) rows[i] = rows[i] with { Volume = 0 };
        foreach (var twice in rows.GroupBy(r => (r.Mouse, r.Group, r.Day)).SelectMany(g => g.Skip(1)))
            problems.Add(new Problem(twice.Row.Place(columns.Day), twice.Row[columns.Day], $"one row for mouse {twice.Mouse} on a day"));
        if (problems.Count > 0) return Outcome<TumourStudy>.Refused(problems);

        double first = rows.Min(r => r.Day);
        var remarks = new List<string>();
        if (without > 0) remarks.Add($"{without} rows without a volume were left out.");
        int shared = rows.GroupBy(r => r.Mouse).Count(g => g.Select(r => r.Group).Distinct().Count() > 1);
        if (shared > 0) remarks.Add($"{shared} mouse numbers stand in several groups; each is a mouse of its own in each group.");
        TumourMouse[] mice = [.. rows.GroupBy(r => (r.Group, r.Mouse)).Select(g => new TumourMouse(g.Key.Mouse, g.Key.Group,
            [.. g.OrderBy(r => r.Day).Select(r => new TumourMeasurement(r.Day - first, r.Volume, r.Volume > 0))])).Select(m => ends.TryGetValue((m.Group, m.Id), out var end) ? m with { Died = end.Died, EndDay = end.Day - first } : m)];
        return Outcome<TumourStudy>.Of(new(mice, [.. rows.Select(r => r.Group).Distinct()], first, remarks));
    }
}

/// <summary>Which columns of a table hold what.</summary>
public sealed record TumourColumns(string Mouse, string Group, string Day, string Volume)
{
    /// <summary>1 on the row of the day on which a mouse died or was killed, 0 or missing elsewhere; null where the table has no such column.</summary>
    public string? Event { get; init; }

    /// <summary>Values below this are "not detected", as 0 is; null where only 0 is.</summary>
    public double? DetectionLimit { get; init; }
}
