using System.Globalization;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Analysis;

/// <summary>One PET/CT of a pair, read from its own files: the volumes, what was found in them, and whose they are.</summary>
/// <param name="Name">baseline or follow-up.</param>
/// <param name="Files">SHA-256 of the source: of the file, or of the names and hashes of a folder's files.</param>
/// <param name="CtReason">Why there is no CT; empty where there is one.</param>
/// <param name="Search">The search for lesions, done when first asked: what is refused for whose it is need not be searched.</param>
public sealed record PairScan(string Name, string Source, string Files, PetImage Pet, PairCt? Ct, string CtReason, Lazy<Findings> Search)
{
    public const string Baseline = "baseline", FollowUp = "follow-up";

    /// <summary>Candidate lesions and healthy uptake.</summary>
    public Findings Found => Search.Value;

    public DicomFile First => Pet.Series!.First;

    public PetHeader Header => PetHeader.Of(First);

    /// <summary>The day of the acquisition; null where the header tells none.</summary>
    public DateOnly? Date => (Header.AcquisitionDate ?? Header.SeriesDate ?? Header.StudyDate) is { } text
        && DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <param name="ctPath">The CT where it lies in another source; null takes the one beside the PET, where there is one.</param>
    public static Outcome<PairScan> Read(string name, string path, string? ctPath = null) =>
        DicomSource.Read(path).Then(files => PetImage.Of(files).Then(pet =>
        {
            var ct = ctPath is not null ? CtImage.Load(ctPath) : files.ImageSeries().Any(g => g.First().Modality == "CT") ? CtImage.Of(files) : null;
            // A CT that was named must be readable; one that merely lies beside the PET is missed with its reason.
            if (ctPath is not null && ct is { IsRefused: true }) return Outcome<PairScan>.Refused(ct.Problems);
            var anatomy = ct is not null && ct.TryGet(out var read) ? read : null;
            string reason = anatomy is not null ? "" : ct is null ? "no CT was given" : "the CT could not be read: " + string.Join(" ", ct.Problems);
            return Outcome<PairScan>.Of(new(name, System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path)), HashOf(path), pet, anatomy is null ? null : PairCt.Of(anatomy), reason, new(() => CandidateFinder.Find(pet.Suv, anatomy?.Hu))));
        }));

    private static string HashOf(string path)
    {
        if (File.Exists(path)) return ContentHash.OfFile(path).Hex;
        var lines = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => $"{System.IO.Path.GetRelativePath(path, f)} {ContentHash.OfFile(f).Hex}\n");
        return ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(string.Concat(lines))).Hex;
    }
}

/// <summary>The CT behind a PET as it is kept: the body alone, as finely as it is looked at and registered by; the files have the rest.</summary>
public sealed record PairCt(ImageVolume Hu, string? SeriesUid, IReadOnlyList<string> Warnings)
{
    internal static PairCt Of(CtImage ct) => new(ViewerVolume.Of(ct.Hu), ct.Series?.Uid, ct.Warnings);
}

/// <summary>Whether two scans can be one person's baseline and follow-up.</summary>
internal static class PairChecks
{
    public static IEnumerable<Problem> Of(PairScan before, PairScan after, bool otherIdentity)
    {
        if (before.Pet.Series!.Uid == after.Pet.Series!.Uid)
            yield return new("follow-up", $"series {after.Pet.Series.Uid}", "another series than the baseline's: the same one was given twice");
        if (before.Date is { } d1 && after.Date is { } d2 && d2 < d1)
            yield return new("follow-up", string.Create(CultureInfo.InvariantCulture, $"acquired on {d2:yyyy-MM-dd}"), string.Create(CultureInfo.InvariantCulture, $"a scan after the baseline of {d1:yyyy-MM-dd}; it looks as if the two were exchanged"));
        if (before.Date == after.Date && before.Date is { } same && before.Pet.Series.Uid != after.Pet.Series.Uid)
            yield return new("follow-up", string.Create(CultureInfo.InvariantCulture, $"acquired on {same:yyyy-MM-dd}, as the baseline"), "a scan of another day");
        string id1 = Id(before), id2 = Id(after);
        // The ids themselves are not repeated: they may identify a person.
        if (!otherIdentity && id1.Length > 0 && id2.Length > 0 && id1 != id2)
            yield return new("follow-up, (0010,0020)", "another patient id than the baseline's", "two scans of one person, or the word that one person has two ids");
        if (before.Header.Sex is "M" or "F" && after.Header.Sex is "M" or "F" && before.Header.Sex != after.Header.Sex)
            yield return new("follow-up, (0010,0040)", $"sex {after.Header.Sex}", $"the baseline's sex, {before.Header.Sex}; it looks like another person");
    }

    public static IEnumerable<string> Warnings(PairScan before, PairScan after, bool otherIdentity)
    {
        foreach (var scan in new[] { before, after })
        {
            foreach (string warning in scan.Pet.Warnings) yield return $"{scan.Name}: {warning}";
            foreach (string warning in scan.Ct?.Warnings ?? []) yield return $"{scan.Name}, CT: {warning}";
            if (scan.CtReason.Length > 0) yield return $"{scan.Name}: {scan.CtReason}; sites and confidence rest on the PET alone.";
            if (scan.Date is null) yield return $"{scan.Name}: the header tells no day of acquisition, so the timing cannot be judged.";
            if (scan.Found.Liver is null) yield return $"{scan.Name}: {scan.Found.BarReason}. Where the search then finds no tumour, only a reader can say that there is none.";
        }
        if (before.Header.WeightKg is { } w1 && after.Header.WeightKg is { } w2 && Math.Abs(w2 - w1) > 0.2 * w1)
            yield return string.Create(CultureInfo.InvariantCulture, $"The weight went from {w1} to {w2} kg: is it one person, and are both right? SUV uses each scan's own.");
        if (otherIdentity && Id(before) != Id(after)) yield return "The two scans carry different patient ids; whoever gave them said that they are of one person.";
        if (Id(before).Length == 0 || Id(after).Length == 0) yield return "A scan carries no patient id: nothing but the reader vouches that both are of one person.";
    }

    private static string Id(PairScan scan) => scan.First.Data.Text(DicomTags.PatientId)?.Trim() ?? "";
}
