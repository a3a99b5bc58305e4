using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Imaging;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>What was saved of a reader's outlines.</summary>
/// <param name="Path">From the study folder.</param>
/// <param name="Notes">What the method says against an outline that it drew, lesion by lesion.</param>
public sealed record SavedOutlines(string Path, string Sha256, double MtvMl, IReadOnlyList<ReportedLesion> Lesions, IReadOnlyList<string> Notes);

/// <summary>One lesion as a reader outlined it.</summary>
/// <param name="Note">What the method that drew it says against it, which the reader has seen; empty for none.</param>
public sealed record ReaderLesion(string Label, Mask Mask, string Note = "");

/// <summary>Lesions as readers outlined them: a DICOM SEG each time one saves, and a line in <c>reads/audit.csv</c>; nothing is overwritten.</summary>
public sealed class ReaderOutlines(string folder)
{
    public const string Folder = "reads", Audit = "reads/audit.csv";

    private const string Header = "time,scan,reader,action,file,sha256,lesions,mtvMl\n";
    private static readonly Lock Gate = new();

    /// <summary>Writes the outlines as the reader's next SEG of this scan.</summary>
    public Outcome<SavedOutlines> Save(string scan, string reader, ScanImages images, IReadOnlyList<ReaderLesion> lesions, DateTimeOffset at)
    {
        if (reader.Trim().Length is 0 or > 60 || reader.Any(char.IsControl)) return Outcome<SavedOutlines>.Refused(new Problem("reader", reader, "the reader's name, up to 60 characters"));
        var signed = new SignedReads(folder).All();
        if (signed.IsRefused) return Outcome<SavedOutlines>.Refused(signed.Problems);
        if (signed.Value.Any(r => r.Scan == scan && string.Equals(r.Reader, reader.Trim(), StringComparison.OrdinalIgnoreCase)))
            return Outcome<SavedOutlines>.Refused(new Problem("reader", reader, "a reader who has not signed this scan: a signed read is not changed"));
        var filled = lesions.Where(l => l.Mask.VoxelCount > 0).ToList();
        if (filled.Count == 0) return Outcome<SavedOutlines>.Refused(new Problem("outlines", "no voxel", "at least one lesion; sign the read without outlines where there is none"));
        var measured = filled.Select((l, i) => new ReportedLesion(i + 1, l.Label, LesionMeasurer.Measure(images.Suv, l.Mask)!)).ToList();
        byte[] bytes = SegmentationWriter.Write(images.Series, images.Suv.Geometry, [.. filled.Select(l => new SegmentToWrite(l.Label, l.Mask, Automatic: false) { Note = l.Note })]);
        double mtv = measured.Sum(l => l.Measures.VolumeMl);
        lock (Gate)
        {
            string name = $"{Folder}/{Plain(scan)}/{Plain(reader)}-{Files(scan, reader).Count + 1:000}.dcm", hash = ContentHash.Of(bytes).Hex, audit = Path.Combine(folder, Audit);
            AtomicFile.Write(Path.Combine(folder, name), bytes);
            string before = File.Exists(audit) ? File.ReadAllText(audit) : Header;
            string[] line = [at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), scan, reader.Trim(), string.Join("; ", ["outlines", .. filled.Where(l => l.Note.Length > 0).Select(l => $"{l.Label}: {l.Note}")]), name, hash, filled.Count.ToString(CultureInfo.InvariantCulture), mtv.ToString("R", CultureInfo.InvariantCulture)];
            AtomicFile.Write(audit, before + string.Join(',', line.Select(Quoted)) + "\n");
            return Outcome<SavedOutlines>.Of(new(name, hash, mtv, measured, [.. filled.Where(l => l.Note.Length > 0).Select(l => $"{l.Label}: {l.Note}")]));
        }
    }

    /// <summary>The reader's last saved outlines on the image's grid; none where nothing was saved.</summary>
    public Outcome<IReadOnlyList<Region>> Latest(string scan, string reader, ImageGeometry grid) =>
        LatestPath(scan, reader) is { } path ? MaskReader.Read(Path.Combine(folder, path), grid, []) : Outcome<IReadOnlyList<Region>>.Of([]);

    /// <summary>From the study folder; null where nothing was saved.</summary>
    public string? LatestPath(string scan, string reader) => Files(scan, reader) is { Count: > 0 } files ? $"{Folder}/{Plain(scan)}/{files[^1]}" : null;

    private List<string> Files(string scan, string reader)
    {
        string place = Path.Combine(folder, Folder, Plain(scan));
        return !Directory.Exists(place) ? [] : [.. Directory.EnumerateFiles(place, Plain(reader) + "-???.dcm").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
    }

    /// <summary>A name that is safe as a file's and differs where the words differ.</summary>
    private static string Plain(string words)
    {
        string trimmed = words.Trim(), safe = new([.. trimmed.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
        return safe == trimmed ? safe : $"{safe}_{ContentHash.Of(Encoding.UTF8.GetBytes(trimmed.ToUpperInvariant())).Hex[..8]}";
    }

    private static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\n\r") >= 0 ? "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : field;
}
