using System.IO.Compression;
using System.IO.Enumeration;
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
        try
        {
            if (Directory.Exists(path)) return ReadFolder(path);
            if (!File.Exists(path)) return Outcome<DicomCollection>.Refused(new Problem(path, "", "a folder, a zip or a DICOM file"));
            if (FileSetDirectory.IsName(path)) return ReadDirectoryFile(path);
            using var stream = File.OpenRead(path);
            byte[] head = new byte[4];
            bool zip = stream.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head.AsSpan().SequenceEqual("PK\u0003\u0004"u8);
            stream.Close();
            return zip ? ReadZip(path) : ReadFiles(path, [path], Path.GetFileName);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Outcome<DicomCollection>.Refused(new Problem(path, fault.Message, "a readable folder, zip or DICOM file"));
        }
    }

    private static Outcome<DicomCollection> ReadFolder(string folder) =>
        ReadFiles(folder, [.. Walk(folder).Order(StringComparer.Ordinal)], p => Path.GetRelativePath(folder, p!));

    /// <summary>Every file below a folder. Links to files are followed; links to folders, which may run in circles, are named and not entered.</summary>
    private static FileSystemEnumerable<string> Walk(string folder) =>
        new(folder, (ref FileSystemEntry e) => e.ToSpecifiedFullPath(), new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref FileSystemEntry e) => !e.IsDirectory || e.Attributes.HasFlag(FileAttributes.ReparsePoint),
            ShouldRecursePredicate = (ref FileSystemEntry e) => !e.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };

    private static Outcome<DicomCollection> ReadDirectoryFile(string path)
    {
        string root = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return DicomReader.Read(path, File.ReadAllBytes(path)).Then(FileSetDirectory.References).Then(references =>
        {
            var found = references.Select(r => (Reference: r, Path: FileSetDirectory.OnDisk(root, r))).ToList();
            Problem[] missing = [.. found.Where(f => f.Path is null).Select(f => f.Reference.Missing)];
            return missing.Length > 0 ? Outcome<DicomCollection>.Refused(missing) : ReadFiles(path, [.. found.Select(f => f.Path!)], p => Path.GetRelativePath(root, p!));
        });
    }

    private static Outcome<DicomCollection> ReadFiles(string source, string[] paths, Func<string?, string?> name)
    {
        var parsed = new Parsed[paths.Length];
        if (paths.Sum(Length) > MaxTotalBytes)
            return Outcome<DicomCollection>.Refused(new Problem(source, "more than 6 GB of files", "at most 6 GB in one source"));
        Parallel.For(0, paths.Length, new ParallelOptions { MaxDegreeOfParallelism = Workers }, i => parsed[i] = ReadFile(paths[i], name(paths[i]) ?? paths[i]));
        return Gather(source, parsed);
    }

    /// <summary>0 for what is no file, and for what has no bytes to tell before it is opened: a pipe would be waited for without end.</summary>
    private static long Length(string path) => Target(path) is { Exists: true } file ? file.Length : 0;

    private static FileInfo Target(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);

    private static Parsed ReadFile(string path, string shown)
    {
        try
        {
            if (Directory.Exists(path)) return new(shown, null, null);
            if (!Target(path).Exists) return new(shown, null, new(shown, "a link that leads nowhere", "a file"));
            long length = Length(path);
            return length > MaxFileBytes ? new(shown, null, new(shown, "more than 1 GB", "a file of at most 1 GB"))
                : length == 0 ? new(shown, null, null) : Parse(shown, File.ReadAllBytes(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new(shown, null, new(shown, fault.Message, "a readable file"));
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
                for (int i = worker; i < entries.Length; i += Workers) parsed[i] = ReadEntry(entries[i], i);
            });
            return Gather(path, parsed);
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException || broken.InnerException is InvalidDataException)
        {
            return Outcome<DicomCollection>.Refused(new Problem(path, "an archive that cannot be read: " + broken.Message, "a zip file"));
        }
    }

    private static Parsed ReadEntry(ZipArchiveEntry entry, int number)
    {
        string name = entry.FullName.Length > 0 ? entry.FullName : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"entry {number + 1} without a name");
        try
        {
            if (entry.Length > MaxFileBytes) return new(name, null, new(name, $"{entry.Length} bytes", "an entry of at most 1 GB"));
            if (entry.IsEncrypted) return new(name, null, new(name, "an encrypted entry", "[encryptedArchive] an archive without a password: unpack it first"));
            using var stream = entry.Open();
            if (BoundedBytes.ReadClaimed(stream, (int)entry.Length) is not { } bytes)
                return new(name, null, new(name, "another number of bytes than the archive tells", $"{entry.Length} bytes"));
            uint sum = Crc32.Of(bytes);
            return sum == entry.Crc32 ? Parse(name, bytes) : new(name, null, new(name, $"bytes with checksum {sum:X8}", $"[archiveDamaged] {entry.Crc32:X8}, as the archive tells"));
        }
        catch (InvalidDataException broken)
        {
            return new(name, null, new(name, broken.Message, "a readable zip entry"));
        }
    }

    /// <summary>A file, or why it could not be read; neither for what is not DICOM.</summary>
    private readonly record struct Parsed(string Name, DicomFile? File, Problem? Problem);

    private static Parsed Parse(string name, byte[] bytes)
    {
        if (!DicomReader.LooksLikeDicom(bytes)) return new(name, null, null);
        var outcome = DicomReader.Read(name, bytes);
        return outcome.IsRefused ? new(name, null, outcome.Problems[0]) : new(name, outcome.Value, null);
    }

    private static Outcome<DicomCollection> Gather(string path, Parsed[] parsed)
    {
        DicomFile[] all = [.. parsed.Where(p => p.File is not null).Select(p => p.File!)], files = [.. all.Where(f => !FileSetDirectory.Is(f))];
        Problem[] problems = [.. parsed.Where(p => p.Problem is not null).Select(p => p.Problem!), .. FileSetDirectory.Missing(all, parsed.Select(p => p.Name))];
        if (problems.Length > 0) return Outcome<DicomCollection>.Refused(problems);
        string[] aside = [.. parsed.Where(p => p.File is null).Select(p => p.Name)];
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

    /// <summary>What a reader of the images must know of the rest: files that are not DICOM, and patients that are not one.</summary>
    public IReadOnlyList<string> Warnings()
    {
        List<string> told = [.. LeftAside.Take(MostNamed).Select(n => $"{n} is not DICOM and was left aside.")];
        if (LeftAside.Count > MostNamed) told.Add($"{LeftAside.Count - MostNamed} more files are not DICOM and were left aside.");
        string[] patients = [.. Files.Where(IsImage).Select(f => f.Data.Text(DicomTags.PatientId)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        if (patients.Length > 1) told.Add($"The images are of {patients.Length} patients {DicomTags.PatientId}: {string.Join(", ", patients.Take(MostNamed).Select(p => $"'{p}'"))}.");
        return told;
    }

    /// <summary>Objects that are no images, by kind: reports, segmentations, plans.</summary>
    public IReadOnlyList<string> NotImages() => [.. Files.Where(f => !IsImage(f)).GroupBy(f => f.Modality).OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => $"{(g.Count() == 1 ? g.First().Name : $"{g.Count()} files")}: {(g.Key.Length > 0 ? g.Key : "no modality")}, no image, and not read for SUV.")];

    private const int MostNamed = 20;

    public static bool IsImage(DicomFile file) =>
        file.Modality is not ("SEG" or "RTSTRUCT" or "SR" or "KO" or "PR" or "REG" or "RTDOSE" or "RTPLAN") && (file.Data.Contains(DicomTags.PixelData) || file.Data.Contains(DicomTags.FloatPixelData) || file.Data.Contains(DicomTags.Rows));
}
