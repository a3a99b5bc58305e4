using System.Globalization;
using Cavum.Core;
using Cavum.Preclinical;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The volumes of the mouse arm as a study, with what was left out and why.</summary>
internal static class MouseVolumes
{
    /// <summary>L·W²/2 where the table holds diameters; excluded mice are left out and named.</summary>
    internal static (TumourStudy Study, IReadOnlyList<string> Notes)? Read(MouseRecord record, List<Problem> problems)
    {
        var notes = new List<string>();
        var table = record.Volumes;
        if (!table.HasColumn("volume"))
        {
            if (FromDiameters(table, problems) is not { } made) return null;
            table = made;
            notes.Add("Volumes are L·W²/2 of the two diameters (modified ellipsoid), W the shorter.");
        }
        var read = TumourStudy.Read(table, new("mouse", "arm", "day", "volume"));
        problems.AddRange(read.Problems);
        if (!read.TryGet(out var study)) return null;
        string place = record.Root + MouseRecord.VolumeTable;
        foreach (string stranger in study.Groups.Where(g => record.Design.Arms.All(a => a.Name != g)))
            problems.Add(new Problem($"{place}, column arm", stranger, "an arm of mouse.json: " + string.Join(", ", record.Design.Arms.Select(a => a.Name))));
        foreach (var mouse in study.Mice.GroupBy(m => m.Id).Where(g => g.Count() > 1))
            problems.Add(new Problem($"{place}, column mouse", mouse.Key, "each mouse in one arm"));
        foreach (var fate in record.Fates.Where(f => study.Mice.All(m => m.Id != f.Mouse || m.Group != f.Arm)))
            problems.Add(new Problem($"{record.Root}{MouseRecord.FateTable}, column mouse", $"{fate.Mouse} of {fate.Arm}", "a mouse of that arm in " + place));
        string[] excluded = [.. record.Fates.Where(f => f.Outcome == "excluded").Select(f => f.Mouse)];
        foreach (var fate in record.Fates.Where(f => f.Outcome == "excluded"))
            notes.Add($"Mouse {fate.Mouse} of {fate.Arm} was excluded: {(fate.Reason.Length > 0 ? fate.Reason : "no reason is given")}.");
        var kept = study with { Mice = [.. study.Mice.Where(m => !excluded.Contains(m.Id))] };
        kept = new(kept.Mice, kept.Groups, kept.FirstDay, kept.Remarks);
        foreach (var arm in record.Design.Arms.Where(a => a.Role != MouseRole.Other && kept.Mice.All(m => m.Group != a.Name)))
            problems.Add(new Problem($"{place}, column arm", "no mouse", $"mice of the arm {arm.Name}"));
        return (kept, notes);
    }

    private static CsvTable? FromDiameters(CsvTable table, List<Problem> problems)
    {
        var text = new System.Text.StringBuilder("mouse,arm,day,volume\n");
        int before = problems.Count;
        foreach (var row in table.Rows)
        {
            double? length = row.Number("length", problems, "a diameter, 0 where nothing is measurable"), width = row.Number("width", problems, "a diameter, 0 where nothing is measurable");
            foreach (string column in (string[])["length", "width"])
                if (!row.IsMissing(column) && (column == "length" ? length : width) is < 0 or > 1e6) problems.Add(new Problem(row.Place(column), row[column], "a diameter, 0 where nothing is measurable"));
            string volume = length is { } l && width is { } w && l >= 0 && w >= 0
                ? (l > 0 && w > 0 ? TumourVolume.ModifiedEllipsoid(l, w) : 0).ToString("R", CultureInfo.InvariantCulture) : "";
            text.AppendJoin(',', Quoted(row["mouse"]), Quoted(row["arm"]), Quoted(row["day"]), volume).Append('\n');
        }
        return problems.Count > before ? null : CsvTable.Parse(text.ToString(), table.Source).Value;
    }

    private static string Quoted(string field) => "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
