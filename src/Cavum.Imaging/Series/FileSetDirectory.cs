using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>What a DICOMDIR names: paths below it, part by part.</summary>
/// <remarks>
/// Media written by ISO 9660 rules come back with lower-case names, with ";1" or with a point at the end, depending on who mounts them: names are
/// compared without these. Records are read in file order; their offset links, which may run in circles, are not followed.
/// </remarks>
internal static class FileSetDirectory
{
    private const string StorageClass = "1.2.840.10008.1.3.10";

    public static bool IsName(string path) => Plain(Path.GetFileName(path)) == "DICOMDIR";

    public static bool Is(DicomFile file) => file.SopClassUid == StorageClass || file.Data.Contains(DicomTags.DirectoryRecordSequence);

    /// <summary>One file named by a record.</summary>
    /// <param name="Place">The record's element, for a problem.</param>
    public sealed record Reference(string[] Parts, string Place)
    {
        public Problem Missing => new(Place, string.Join('\\', Parts), "a file that exists beside the DICOMDIR");
    }

    /// <summary>Every file that the records name, each once; a path that leaves the directory's folder refuses it.</summary>
    public static Outcome<IReadOnlyList<Reference>> References(DicomFile directory)
    {
        List<Reference> found = [];
        List<Problem> problems = [];
        foreach (var record in directory.Data.Sequence(DicomTags.DirectoryRecordSequence))
        {
            string[] parts = record.Texts(DicomTags.ReferencedFileId);
            if (parts.Length == 0) continue;
            string place = DicomPlace.Of(directory.Name, DicomTags.ReferencedFileId, record[DicomTags.ReferencedFileId]!.Offset);
            if (parts.Any(p => p is "" or "." or ".." || p.Contains('/', StringComparison.Ordinal) || p.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(p)))
                problems.Add(new(place, string.Join('\\', parts), "a path below the DICOMDIR"));
            else found.Add(new(parts, place));
        }
        return problems.Count > 0 ? Outcome<IReadOnlyList<Reference>>.Refused(problems)
            : Outcome<IReadOnlyList<Reference>>.Of([.. found.DistinctBy(r => Key(r.Parts), StringComparer.Ordinal)]);
    }

    /// <summary>The file below a folder of the disk, or null.</summary>
    public static string? OnDisk(string root, Reference reference)
    {
        string at = root;
        for (int i = 0; i < reference.Parts.Length; i++)
        {
            string exact = Path.Combine(at, reference.Parts[i]), wanted = Plain(reference.Parts[i]);
            bool last = i == reference.Parts.Length - 1;
            string? next = (last ? File.Exists(exact) : Directory.Exists(exact)) ? exact
                : (last ? Directory.EnumerateFiles(at) : Directory.EnumerateDirectories(at)).Order(StringComparer.Ordinal).FirstOrDefault(e => Plain(Path.GetFileName(e)) == wanted);
            if (next is null) return null;
            at = next;
        }
        return at;
    }

    /// <summary>What the directories among files of one source name and the source does not have.</summary>
    /// <param name="names">Of all files, relative to the source.</param>
    public static IEnumerable<Problem> Missing(IEnumerable<DicomFile> files, IEnumerable<string> names)
    {
        HashSet<string>? known = null;
        foreach (var directory in files.Where(Is))
        {
            var references = References(directory);
            if (references.IsRefused)
            {
                foreach (var problem in references.Problems) yield return problem;
                continue;
            }
            known ??= [.. names.Select(n => Key(Split(n)))];
            string[] above = Split(directory.Name)[..^1];
            foreach (var reference in references.Value)
                if (!known.Contains(Key([.. above, .. reference.Parts]))) yield return reference.Missing;
        }
    }

    private static string[] Split(string name) => name.Split('/', '\\');

    private static string Key(IEnumerable<string> parts) => string.Join('/', parts.Select(Plain));

    private static string Plain(string name)
    {
        int version = name.LastIndexOf(';');
        return (version > 0 && name.AsSpan(version + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? name[..version] : name).TrimEnd('.').ToUpperInvariant();
    }
}
