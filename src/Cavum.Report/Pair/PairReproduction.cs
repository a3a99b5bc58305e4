using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Report;

/// <summary>Whether a package says what its own parts give: for a colleague who received it, with or without the scans.</summary>
/// <param name="Checks">What was done anew and agreed.</param>
public sealed record PairReproduction(string TumourPresent, IReadOnlyList<string> Reasons, IReadOnlyList<string> Checks)
{
    private const double Relative = 1e-9;
    private const long MostBytes = 512L << 20;

    /// <summary>Asks the criteria again from <c>case.json</c> and compares; with the scans, measures the outlines on them again too.</summary>
    /// <param name="package">The zip, or the folder that it was unpacked into.</param>
    /// <param name="scans">Path of each scan by its name, where the colleague has them.</param>
    public static Outcome<PairReproduction> Of(string package, IReadOnlyDictionary<string, string> scans)
    {
        ArgumentNullException.ThrowIfNull(scans);
        return Files(package).Then(files => Manifest(package, files).Then(manifest =>
        {
            List<Problem> problems = [.. Changed(files, manifest)];
            if (problems.Count > 0) return Outcome<PairReproduction>.Refused(problems);
            return ResponseCaseFile.Read(Encoding.UTF8.GetString(files[PairPackage.Case]), PairPackage.Case).Then(asked =>
            {
                var report = ResponseAssessment.Assess(asked);
                List<string> checks = [$"{manifest.Files.Count} files have the SHA-256 of the manifest."];
                if (PairPackage.AnswerText(report) != Encoding.UTF8.GetString(files[PairPackage.AnswerFile])) problems.Add(new(PairPackage.AnswerFile, "another answer", $"what {PairPackage.Case} gives with this version: {report.TumourPresent}, {report.Criteria[0].Name} {report.Criteria[0].Category}"));
                else checks.Add($"The criteria, asked again from {PairPackage.Case}, give the same answer to the letter: {report.TumourPresent}.");
                foreach (var (name, path) in scans) Measure(name, path, files, manifest, asked, checks, problems);
                if (scans.Count == 0) checks.Add("The scans were not given: the outlines were not measured again.");
                return problems.Count > 0 ? Outcome<PairReproduction>.Refused(problems) : Outcome<PairReproduction>.Of(new(report.TumourPresent, report.Reasons, checks));
            });
        }));
    }

    private static IEnumerable<Problem> Changed(Dictionary<string, byte[]> files, PairManifest manifest)
    {
        foreach (string needed in new[] { PairPackage.Case, PairPackage.AnswerFile })
            if (!manifest.Files.ContainsKey(needed)) yield return new(PairPackage.Manifest, "", $"{needed} among its files");
        foreach (var (name, hash) in manifest.Files)
            if (!files.TryGetValue(name, out byte[]? bytes)) yield return new(name, "", "the file that the manifest names");
            else if (ContentHash.Of(bytes).Hex is var read && read != hash) yield return new(name, "sha256 " + read, $"{hash}, as the manifest says: the file was changed");
    }

    private static void Measure(string name, string path, Dictionary<string, byte[]> files, PairManifest manifest, ResponseCase asked, List<string> checks, List<Problem> problems)
    {
        var loaded = PetImage.Load(path);
        problems.AddRange(loaded.Problems.Select(p => p with { Place = $"{name}, {p.Place}" }));
        if (!loaded.TryGet(out var pet)) return;
        var source = manifest.Sources.First(s => s.Scan == name);
        if (pet.Series?.Uid != source.SeriesInstanceUid)
        {
            problems.Add(new(name, pet.Series?.Uid ?? "no series", $"series {source.SeriesInstanceUid}, of which the package was made"));
            return;
        }
        var lesions = (name == PairScan.Baseline ? asked.Scans[0] : asked.Scans[^1]).Lesions ?? [];
        if (!files.TryGetValue(PairPackage.Segmentation(name), out byte[]? seg))
        {
            if (lesions.Count > 0) problems.Add(new(name, "no outlines", $"the outlines of {lesions.Count} lesions"));
            else checks.Add($"The {name} has no lesion to measure.");
            return;
        }
        var read = DicomReader.Read(PairPackage.Segmentation(name), seg).Then(SegmentationReader.Read);
        problems.AddRange(read.Problems);
        if (!read.TryGet(out var segmentation)) return;
        Region[] regions = [.. segmentation.ToGrid(pet.Suv.Geometry)];
        int before = problems.Count;
        foreach (var lesion in lesions)
        {
            if (regions.FirstOrDefault(r => r.Label == lesion.Id) is not { } region || LesionMeasurer.Measure(pet.Suv, region.Mask) is not { } m) problems.Add(new($"{name}, lesion {lesion.Id}", "no outline", "a segment of that name"));
            else
                foreach (var (what, now, then) in new[] { ("suvMax", m.SuvMax, lesion.SuvMax), ("suvMean", m.SuvMean, lesion.SuvMean), ("suvPeakGlobal", m.SuvPeakGlobal, lesion.SuvPeakGlobal), ("volumeMl", m.VolumeMl, lesion.VolumeMl), ("tlg", m.Tlg, lesion.Tlg) })
                    if (then is not { } v || Math.Abs(now - v) > Relative * Math.Abs(v)) problems.Add(new($"{name}, lesion {lesion.Id}, {what}", now.ToString("R", CultureInfo.InvariantCulture), $"{then?.ToString("R", CultureInfo.InvariantCulture) ?? "a value"} as in {PairPackage.Case}"));
        }
        if (problems.Count == before) checks.Add($"{name}: {lesions.Count} lesions, measured again on the scan inside of the SEG's outlines, have the values of {PairPackage.Case}.");
    }

    private static Outcome<PairManifest> Manifest(string package, Dictionary<string, byte[]> files)
    {
        if (!files.TryGetValue(PairPackage.Manifest, out byte[]? bytes)) return Refuse(package, "no manifest.json", "a package that Cavum exported from two scans");
        try
        {
            return JsonSerializer.Deserialize<PairManifest>(bytes, CanonicalJson.Options) is { Format: PairManifest.CurrentFormat, Sources: [_, _], Files: not null } manifest && manifest.Sources.Select(s => s.Scan).Order(StringComparer.Ordinal).SequenceEqual([PairScan.Baseline, PairScan.FollowUp])
                ? Outcome<PairManifest>.Of(manifest) : Refuse(PairPackage.Manifest, "another document", $"format {PairManifest.CurrentFormat} with two sources");
        }
        catch (JsonException fault)
        {
            return Refuse(PairPackage.Manifest, fault.Message, "the JSON that was exported");
        }

        static Outcome<PairManifest> Refuse(string place, string was, string expected) => Outcome<PairManifest>.Refused(new Problem(place, was, expected));
    }

    private static Outcome<Dictionary<string, byte[]>> Files(string package)
    {
        try
        {
            if (Directory.Exists(package))
                return Outcome<Dictionary<string, byte[]>>.Of(PairPackage.Names.Select(n => Path.Combine(package, n)).Where(f => new FileInfo(f) is { Exists: true, Length: <= MostBytes }).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes));
            if (!File.Exists(package)) return Refuse("", "a package: the zip, or the folder that it was unpacked into");
            using var archive = ZipFile.OpenRead(package);
            var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            long left = MostBytes;
            foreach (var entry in archive.Entries.Where(e => !e.FullName.EndsWith('/')))
            {
                using var stream = entry.Open();
                if (Bytes(stream, ref left) is not { } bytes) return Refuse("entries of more than 512 MB", "a package of at most 512 MB");
                if (!files.TryAdd(entry.FullName, bytes)) return Refuse(entry.FullName, "each entry once");
            }
            return Outcome<Dictionary<string, byte[]>>.Of(files);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Refuse(fault.Message, "a readable package");
        }

        Outcome<Dictionary<string, byte[]>> Refuse(string was, string expected) => Outcome<Dictionary<string, byte[]>>.Refused(new Problem(package, was, expected));
    }

    /// <summary>What the stream holds, whatever the archive claims; null once the bound is passed.</summary>
    private static byte[]? Bytes(Stream stream, ref long left)
    {
        using var memory = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int n; (n = stream.Read(buffer)) > 0;)
        {
            if ((left -= n) < 0) return null;
            memory.Write(buffer, 0, n);
        }
        return memory.ToArray();
    }
}
