using System.Globalization;
using Cavum.Core;

namespace Cavum.Study;

/// <summary>Reads scans.csv with the marks and reads that belong to each scan.</summary>
internal sealed class ScanRows(FolderTables tables, List<Problem> problems, HashSet<string> subjects)
{
    public ILookup<string, Scan> Read()
    {
        var rows = tables.Rows("scans.csv", required: false, "scan", "subject", "date", "timePoint", "pt");
        var scans = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            string id = row.Text("scan", "a scan's name");
            if (id.Length > 0 && !scans.Add(id)) row.Problem("scan", "each scan once: this one stands above too");
            if (!subjects.Contains(row.Optional("subject")) && !tables.Unread("subjects.csv")) row.Problem("subject", "a subject of subjects.csv");
        }
        var marks = Of("marks.csv", scans, Mark, "scan", "mark", "kind", "method");
        var reads = Of("reads.csv", scans, Read, "scan", "reader");
        foreach (var twice in marks.SelectMany(g => g.GroupBy(m => m.Id, StringComparer.Ordinal).Where(m => m.Count() > 1).Select(m => (Scan: g.Key, Mark: m.Key))))
            problems.Add(new Problem($"marks.csv, scan {twice.Scan}", twice.Mark, "each mark once in a scan"));
        var signed = Signed(scans);
        return rows.ToLookup(r => r.Optional("subject"), r => new Scan(
            r.Optional("scan"), r.Date("date"), r.Text("timePoint", "a time point"), r.Text("pt", "the path of a PT series"),
            r.Optional("ct") is { Length: > 0 } ct ? ct : null,
            [.. marks[r.Optional("scan")]], [.. reads[r.Optional("scan")]])
        { Signed = ReadingState.Of(signed, r.Optional("scan")) });
    }

    private IReadOnlyList<SignedRead> Signed(HashSet<string> scans)
    {
        tables.Rows(SignedReads.FileName, required: false, "scan", "reader");
        var all = new SignedReads(tables.Folder).All();
        problems.AddRange(all.Problems);
        if (!all.TryGet(out var reads)) return [];
        foreach (var read in reads.Where(r => !scans.Contains(r.Scan))) problems.Add(new Problem(SignedReads.FileName, read.Scan, "a scan of scans.csv"));
        return reads;
    }

    private ILookup<string, T> Of<T>(string file, HashSet<string> scans, Func<RowReader, T> read, params string[] columns) =>
        tables.Rows(file, required: false, columns).Select(r =>
        {
            bool known = scans.Contains(r.Optional("scan"));
            if (!known && !tables.Unread("scans.csv")) r.Problem("scan", "a scan of scans.csv");
            return (Known: known, Key: r.Optional("scan"), Value: read(r));
        }).Where(p => p.Known).ToLookup(p => p.Key, p => p.Value);

    private static ReaderMark Mark(RowReader r)
    {
        var kind = r.Choice("kind", "lesion", "liver", "bloodPool") switch
        {
            "liver" => MarkKind.Liver,
            "bloodPool" => MarkKind.BloodPool,
            _ => MarkKind.Lesion,
        };
        string method = r.Text("method", "41, 50, fixed:4.0, percist, sphere:30 or mask");
        (double, double, double)? position = null;
        string mask = r.Optional("mask");
        if (method == "mask")
        {
            if (mask.Length == 0) r.Problem("mask", "the path of an RTSTRUCT or SEG file, since the method is mask");
        }
        else
        {
            if (method.Length > 0 && !IsThreshold(method)) r.Problem("method", "41, 50, fixed:4.0, percist, sphere:30 or mask");
            double? x = Coordinate(r, "x"), y = Coordinate(r, "y"), z = Coordinate(r, "z");
            if (x is { } px && y is { } py && z is { } pz) position = (px, py, pz);
        }
        return new ReaderMark(r.Text("mark", "the mark's name"), kind, r.Optional("site"), position, method,
            mask.Length > 0 ? mask : null, r.Optional("roi") is { Length: > 0 } roi ? roi : null, r.Optional("reader"));
    }

    private static double? Coordinate(RowReader r, string column)
    {
        if (!r.Row.Table.HasColumn(column) || r.Row.IsMissing(column)) r.Problem(column, "a coordinate in mm");
        else return r.Number(column, -5000, "a coordinate in mm");
        return null;
    }

    private static bool IsThreshold(string method) => method is "41" or "50" or "percist" || Amount(method, "fixed:") || Amount(method, "sphere:");

    private static bool Amount(string method, string prefix) =>
        method.StartsWith(prefix, StringComparison.Ordinal)
        && double.TryParse(method[prefix.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && v is > 0 and < 1000;

    private static Read Read(RowReader r) => new(
        r.Text("reader", "the reader's name"), r.Integer("hopkins", 1, 5),
        r.Optional("newLesion").Length > 0 ? r.Choice("newLesion", "no", "yes") == "yes" : null, r.Optional("comment"));
}
