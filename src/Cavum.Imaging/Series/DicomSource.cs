using System.IO.Compression;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Reads every DICOM file of a folder, a zip, a DICOMDIR or a single path.</summary>
public static class DicomSource
{
    public const long MaxFileBytes = 1L << 30;
    public const long MaxTotalBytes = 6L << 30;

    private const int Workers = 2;

    /// <summary>All DICOM files with what was left aside, or every problem: one broken DICOM file refuses the source.</summary>
    public static Outcome<DicomCollection> Read(string path)
    {
        if (Directory.Exists(path)) return ReadFolder(path);
        if (!File.Exists(path)) return Outcome<DicomCollection>.Refused(new Problem(path, "", "a folder, a zip or a DICOM file"));
        if (Path.GetFileName(path).Equals("DICOMDIR", StringComparison.OrdinalIgnoreCase)) return ReadDirectoryFile(path);
        using var stream = File.OpenRead(path);
        byte[] head = new byte[4];
        bool zip = stream.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head.AsSpan().SequenceEqual("PK\u0003\u0004"u8);
        stream.Close();
        return zip ? ReadZip(path) : ReadFiles(path, [path], Path.GetFileName);
    }

    private static Outcome<DicomCollection> ReadFolder(string folder)
    {
        string[] paths = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        string? index = paths.FirstOrDefault(p => Path.GetFileName(p).Equals("DICOMDIR", StringComparison.OrdinalIgnoreCase));
        if (index is not null && MissingFromDirectory(index) is { Count: > 0 } missing) return Outcome<DicomCollection>.Refused(missing);
        return ReadFiles(folder, [.. paths.Where(p => p != index)], p => Path.GetRelativePath(folder, p!));
    }

    private static Outcome<DicomCollection> ReadDirectoryFile(string path)
    {
        var listed = Referenced(path);
        if (listed.IsRefused) return Outcome<DicomCollection>.Refused(listed.Problems);
        if (MissingFromDirectory(path) is { Count: > 0 } missing) return Outcome<DicomCollection>.Refused(missing);
        string root = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return ReadFiles(path, [.. listed.Value], p => Path.GetRelativePath(root, p!));
    }

    private static List<Problem> MissingFromDirectory(string path)
    {
        var listed = Referenced(path);
        return listed.IsRefused ? [.. listed.Problems]
            : [.. listed.Value.Where(p => !File.Exists(p)).Select(p => new Problem(path + ", Referenced File ID " + DicomTags.ReferencedFileId, Path.GetFileName(p), "a file that exists beside the DICOMDIR"))];
    }

    /// <summary>Files that a DICOMDIR names. Its records are read in file order; their offset links, which may run in circles, are not followed.</summary>
    private static Outcome<IReadOnlyList<string>> Referenced(string path)
    {
        string root = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return DicomReader.Read(path, File.ReadAllBytes(path)).Then(file =>
        {
            List<string> found = [];
            foreach (var record in file.Data.Sequence(DicomTags.DirectoryRecordSequence))
            {
                string[] parts = record.Texts(DicomTags.ReferencedFileId);
                if (parts.Length == 0) continue;
                if (parts.Any(p => p is "" or "." or ".." || p.Contains('/', StringComparison.Ordinal) || Path.IsPathRooted(p)))
                    return Outcome<IReadOnlyList<string>>.Refused(new Problem($"{path}, {DicomTags.ReferencedFileId}", string.Join('\\', parts), "a path below the DICOMDIR"));
                found.Add(Path.Combine([root, .. parts]));
            }
            return Outcome<IReadOnlyList<string>>.Of(found);
        });
    }

    private static Outcome<DicomCollection> ReadFiles(string source, string[] paths, Func<string?, string?> name)
    {
        var parsed = new Parsed[paths.Length];
        if (paths.Sum(p => new FileInfo(p).Length) > MaxTotalBytes)
            return Outcome<DicomCollection>.Refused(new Problem(source, "more than 6 GB of files", "at most 6 GB in one source"));
        Parallel.For(0, paths.Length, new ParallelOptions { MaxDegreeOfParallelism = Workers }, i =>
        {
            string shown = name(paths[i]) ?? paths[i];
            parsed[i] = new FileInfo(paths[i]).Length > MaxFileBytes
                ? new(null, new(shown, "more than 1 GB", "a file of at most 1 GB"), null)
                : ReadFile(shown, paths[i]);
        });
        return Gather(source, parsed);
    }

    /// <summary>A file that the disk or its permissions withhold is a problem of that file, like a broken one.</summary>
    private static Parsed ReadFile(string shown, string path)
    {
        try
        {
            return Parse(shown, File.ReadAllBytes(path));
        }
        catch (Exception withheld) when (withheld is IOException or UnauthorizedAccessException)
        {
            return new(null, new(shown, withheld.Message, "a file that can be read"), null);
        }
    }

    private static Outcome<DicomCollection> ReadZip(string path)
    {
        try
        {
            string[] names;
            using (var archive = ZipFile.OpenRead(path))
            {
                names = [.. archive.Entries.Where(e => !e.FullName.EndsWith('/')).Select(e => e.FullName)];
                if (archive.Entries.Sum(e => (double)e.Length) > BoundedBytes.Believable(new FileInfo(path).Length))
                    return Outcome<DicomCollection>.Refused(new Problem(path, $"{archive.Entries.Sum(e => (double)e.Length):0} bytes packed into {new FileInfo(path).Length}", "images, which do not pack that closely"));
                if (archive.Entries.Sum(e => (double)e.Length) > MaxTotalBytes)
                    return Outcome<DicomCollection>.Refused(new Problem(path, "more than 6 GB of entries", "at most 6 GB in one source"));
            }
            var parsed = new Parsed[names.Length];
            Parallel.For(0, Workers, new ParallelOptions { MaxDegreeOfParallelism = Workers }, worker =>
            {
                using var archive = ZipFile.OpenRead(path); // an archive serves one thread
                ZipArchiveEntry[] entries = [.. archive.Entries.Where(e => !e.FullName.EndsWith('/'))];
                for (int i = worker; i < entries.Length; i += Workers) parsed[i] = ReadEntry(entries[i]);
            });
            return Gather(path, parsed);
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException || broken.InnerException is InvalidDataException)
        {
            return Outcome<DicomCollection>.Refused(new Problem(path, "an archive that cannot be read: " + broken.Message, "a zip file"));
        }
    }

    private static Parsed ReadEntry(ZipArchiveEntry entry)
    {
        try
        {
            if (entry.Length > MaxFileBytes) return new(null, new(entry.FullName, $"{entry.Length} bytes", "an entry of at most 1 GB"), null);
            using var stream = entry.Open();
            return BoundedBytes.ReadClaimed(stream, (int)entry.Length) is { } bytes
                ? Parse(entry.FullName, bytes)
                : new(null, new(entry.FullName, "another number of bytes than the archive tells", $"{entry.Length} bytes"), null);
        }
        catch (InvalidDataException broken)
        {
            return new(null, new(entry.FullName, broken.Message, "a readable zip entry"), null);
        }
    }

    private readonly record struct Parsed(DicomFile? File, Problem? Problem, string? LeftAside);

    private static Parsed Parse(string name, byte[] bytes)
    {
        if (!DicomReader.LooksLikeDicom(bytes)) return new(null, null, name);
        var outcome = DicomReader.Read(name, bytes);
        return outcome.IsRefused ? new(null, outcome.Problems[0], null) : new(outcome.Value, null, null);
    }

    private static Outcome<DicomCollection> Gather(string path, Parsed[] parsed)
    {
        Problem[] problems = [.. parsed.Where(p => p.Problem is not null).Select(p => p.Problem!)];
        if (problems.Length > 0) return Outcome<DicomCollection>.Refused(problems);
        DicomFile[] files = [.. parsed.Where(p => p.File is not null).Select(p => p.File!)];
        string[] aside = [.. parsed.Where(p => p.LeftAside is not null).Select(p => p.LeftAside!)];
        if (files.Length == 0) return Outcome<DicomCollection>.Refused(new Problem(path, aside.Length == 0 ? "no file" : $"{aside.Length} file(s), none DICOM", "DICOM files"));
        return Outcome<DicomCollection>.Of(new(path, files, aside));
    }
}

/// <summary>DICOM files of one source, in the order of their names.</summary>
/// <param name="LeftAside">Names of files that are not DICOM.</param>
public sealed record DicomCollection(string Path, IReadOnlyList<DicomFile> Files, IReadOnlyList<string> LeftAside)
{
    /// <summary>The series with pixel data, PET first, then by UID; segmentations and other objects are not series of images.</summary>
    public IEnumerable<IGrouping<string, DicomFile>> ImageSeries() => Files
        .Where(IsImage)
        .GroupBy(f => f.SeriesInstanceUid)
        .OrderBy(g => g.First().Modality == "PT" ? 0 : g.First().Modality == "CT" ? 1 : 2)
        .ThenBy(g => g.Key, StringComparer.Ordinal);

    public static bool IsImage(DicomFile file) =>
        file.Modality is not ("SEG" or "RTSTRUCT" or "SR" or "KO" or "PR" or "REG" or "RTDOSE" or "RTPLAN") && (file.Data.Contains(DicomTags.PixelData) || file.Data.Contains(DicomTags.FloatPixelData) || file.Data.Contains(DicomTags.Rows));
}
