using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>What was done to the files of one subject.</summary>
/// <param name="Removed">Tags that were removed or emptied, with how often.</param>
/// <param name="Kept">Tags that were kept although the basic profile alone would clean them, and why.</param>
/// <param name="Reported">Free text that held an identifier and was therefore removed, for a person to look at.</param>
public sealed record Deidentification(IReadOnlyList<DeidentifiedFile> Files, IReadOnlyList<TagCount> Removed, IReadOnlyList<TagCount> Kept, IReadOnlyList<string> Reported);

/// <summary>A new file under a name without identity.</summary>
public sealed record DeidentifiedFile(string Name, byte[] Bytes);

/// <summary>A tag and how many files it was found in.</summary>
public sealed record TagCount(string Tag, string Keyword, int Count, string Reason);

/// <summary>De-identifies DICOM files by PS3.15: the basic profile with those options without which no SUV can be computed.</summary>
/// <remarks>
/// Options: Clean Descriptors, Clean Structured Content (of a report), Retain Longitudinal Temporal Information with Modified Dates (one shift of whole days a subject),
/// Retain Patient Characteristics (weight, size, sex, age), Retain Safe Private (the vendor factors of SUV). Unknown and private
/// elements are removed, not kept. UIDs and the shift of dates come from a keyed hash (HMAC-SHA-256): the same key gives the same names
/// and shift at every visit, and without it they cannot be computed from the patient's identifier. Free text that holds a name, an identifier or
/// a date of birth of the subject's identity (<see cref="IdentityWords"/>), or what has the shape of one (<see cref="IdentifierPatterns"/>), is removed
/// and reported. An image that says of itself that identity is burned in is refused: pixels are not cleaned. Screen captures, whose
/// pixels often show a name without saying so, are reported.
/// </remarks>
public sealed class Deidentifier(string subject, ReadOnlyMemory<byte> key)
{
    /// <summary>Bytes that a secret needs at least, so that it cannot be tried out.</summary>
    public const int LeastKeyBytes = 16;

    private readonly SortedDictionary<DicomTag, TagCount> removed = [], kept = [];
    private readonly SortedDictionary<DicomTag, (int Count, string What)> reported = [];
    private int shiftDays;

    private static readonly (DicomTag Tag, string Reason)[] Retained =
    [
        (DicomTags.PatientWeight, "patient characteristics: SUV"), (DicomTags.PatientSize, "patient characteristics: SUL"), (DicomTags.PatientSex, "patient characteristics: SUL"),
        (DicomTags.PatientAge, "patient characteristics"), (DicomTags.StudyDescription, "descriptor, checked"), (DicomTags.SeriesDescription, "descriptor, checked"),
        (DicomTags.SeriesDate, "date shifted"), (DicomTags.SeriesTime, "time: SUV"), (DicomTags.AcquisitionDate, "date shifted"), (DicomTags.AcquisitionTime, "time: SUV"),
        (DicomTags.StudyDate, "date shifted"), (DicomTags.RadiopharmaceuticalInformation, "dose and time: SUV"),
    ];

    private static readonly DicomTag TrialSubject = new(0x00120040);

    /// <summary>Written anew whatever they held.</summary>
    private static readonly HashSet<DicomTag> Rewritten = [DicomTags.SpecificCharacterSet, DicomTags.PatientName, DicomTags.PatientId, TrialSubject, new(0x00120062), new(0x00120063), new(0x00120064)];

    /// <summary>All files of one subject; refused as a whole if one cannot be cleaned.</summary>
    /// <param name="key">The study's secret; a new one for files that need not be linked to others.</param>
    public static Outcome<Deidentification> Run(DicomCollection source, string subject, ReadOnlyMemory<byte> key)
    {
        if (key.Length < LeastKeyBytes) throw new ArgumentException($"A key has {LeastKeyBytes} bytes or more.", nameof(key));
        if (subject.Length is 0 or > 64 || subject.Contains('\\', StringComparison.Ordinal)) throw new ArgumentException("A subject's name has 1 to 64 characters without a backslash.", nameof(subject));
        var problems = source.Files.Where(f => f.Data.Text(new(0x00280301)) == "YES")
            .Select(f => new Problem(f.Place(new(0x00280301)), "YES", "[burnedInAnnotation] an image without burned-in identity; pixels are not cleaned")).ToList();
        if (problems.Count > 0) return Outcome<Deidentification>.Refused(problems);
        var one = new Deidentifier(subject, key);
        return Outcome<Deidentification>.Of(new([.. one.Clean(source)], [.. one.removed.Values], [.. one.kept.Values],
            [.. one.reported.Select(r => $"{DicomPlace.Of("free text", r.Key, -1)}: held {r.Value.What} in {r.Value.Count} place(s) and was removed."), .. source.Files.Where(MayShowIdentity).Select(f => $"{f.Name}: a screen capture may show a name in its pixels; look at it before it leaves the house.")]));
    }

    private IEnumerable<DeidentifiedFile> Clean(DicomCollection source)
    {
        shiftDays = -1 - BinaryPrimitives.ReadUInt16BigEndian(Hash("shift " + (source.Files.Select(f => f.Data.Text(DicomTags.PatientId)).FirstOrDefault(p => p is not null) ?? subject))) % 3650;
        var series = source.Files.Select(f => f.SeriesInstanceUid).Distinct().OrderBy(NewUid, StringComparer.Ordinal).Select((u, i) => (u, i + 1)).ToDictionary(p => p.u, p => p.Item2);
        var counters = new Dictionary<string, int>();
        var identity = IdentityWords.Of(source.Files);
        foreach (var file in source.Files.OrderBy(f => f.Data.Integer(DicomTags.InstanceNumber) ?? 0).ThenBy(f => f.SopInstanceUid, StringComparer.Ordinal))
        {
            int number = counters[file.SeriesInstanceUid] = counters.GetValueOrDefault(file.SeriesInstanceUid) + 1;
            var data = CleanSet(file.Data, identity);
            Declare(data, file.Data.Contains(TrialSubject), file.Data.Contains(new(0x0040A730)));
            var syntax = file.Syntax.Codec == PixelCodec.Native ? TransferSyntax.ExplicitLittleEndian : file.Syntax;
            yield return new(string.Create(CultureInfo.InvariantCulture, $"series-{series[file.SeriesInstanceUid]:00}/{number:00000}.dcm"), DicomWriter.Write(data, syntax));
        }
    }

    private DicomDataset CleanSet(DicomDataset from, IdentityWords identity)
    {
        var safe = DeidentificationTable.SafePrivate.Select(p => from.PrivateTag(p.Group, p.Element, p.Creator)).Where(t => t is { } tag && from.Contains(tag)).Select(t => t!.Value).ToHashSet();
        var creators = safe.Select(t => new DicomTag(t.Group, (ushort)(t.Element >> 8))).ToHashSet();
        var to = new DicomDataset();
        to.With(DicomTags.SpecificCharacterSet, "ISO_IR 192");
        foreach (var element in from.Elements)
        {
            var tag = element.Tag;
            if (tag.Element == 0 || Rewritten.Contains(tag)) continue;
            if (safe.Contains(tag) || creators.Contains(tag))
            {
                to.Set(Shifted(element, from));
                Count(kept, tag, "safe private: SUV");
            }
            else if (DeidentificationTable.Emptied.Contains(tag.Number)) Empty(to, tag);
            else if (DeidentificationTable.Dummies.TryGetValue(tag.Number, out string? nothing))
            {
                to.With(tag, nothing);
                Count(removed, tag, "replaced by a value without meaning");
            }
            else if (tag.IsPrivate || DeidentificationTable.Removed.Contains(tag.Number) || DicomDictionary.Keyword(tag).Length == 0 || VrOf(element) == "PN") Count(removed, tag, tag.IsPrivate ? "private" : "basic profile");
            else if (Copy(element, from, identity) is { } clean) to.Set(clean);
            if (Array.Find(Retained, r => r.Tag == tag) is { Reason: { } why }) Count(kept, tag, why);
        }
        return to;
    }

    private void Empty(DicomDataset to, DicomTag tag)
    {
        if (DicomDictionary.Vr(tag) == "SQ") to.Set(new DicomElement(tag, []));
        else to.With(tag, "");
        Count(removed, tag, "emptied");
    }

    private DicomElement? Copy(DicomElement element, DicomDataset from, IdentityWords identity)
    {
        string vr = VrOf(element);
        if (element.Items is { } items) return new DicomElement(element.Tag, [.. items.Select(i => CleanSet(i, identity)).Select(WithoutCharset)]);
        if (element.Fragments is not null) return element;
        if (vr == "UI") return DicomWriter.Text(element.Tag, "UI", string.Join('\\', from.Texts(element.Tag).Select(u => u.Length == 0 || u.StartsWith("1.2.840.10008.", StringComparison.Ordinal) ? u : NewUid(u))));
        if (vr is "DA" or "DT") return Shifted(element, from);
        if (vr is not ("LO" or "SH" or "ST" or "LT" or "UT" or "UC" or "CS" or "UR" or "AE")) return new(element.Tag, vr, element.Value);
        string text = string.Join('\\', from.Texts(element.Tag));
        bool free = vr is not ("CS" or "AE") && element.Tag.Group is not (0x0020 or 0x0028) && element.Tag != DicomTags.PatientId;
        if (free && Identifier(element.Tag, text, identity) is { } what)
        {
            reported[element.Tag] = (reported.GetValueOrDefault(element.Tag).Count + 1, what);
            Count(removed, element.Tag, "identifier in free text");
            return null;
        }
        return DicomWriter.Text(element.Tag, vr, text);
    }

    private static string? Identifier(DicomTag tag, string text, IdentityWords identity) =>
        identity.In(text) ? "a word of the subject's identity" : IdentifierPatterns.Find(tag, text);

    private static bool MayShowIdentity(DicomFile file) =>
        file.SopClassUid.StartsWith("1.2.840.10008.5.1.4.1.1.7", StringComparison.Ordinal) || file.Data.Texts(DicomTags.ImageType).Any(t => t.Contains("SCREEN", StringComparison.OrdinalIgnoreCase));

    private static DicomDataset WithoutCharset(DicomDataset item)
    {
        item.Remove(DicomTags.SpecificCharacterSet);
        return item;
    }

    private DicomElement Shifted(DicomElement element, DicomDataset from)
    {
        string vr = VrOf(element);
        if (vr is not ("DA" or "DT") && element.Tag.Group != 0x0009) return new(element.Tag, vr, element.Value);
        string[] values = [.. from.Texts(element.Tag).Select(v =>
            v.Length >= 8 && DicomTime.Date(v[..8]) is { } date ? date.AddDays(Math.Max(shiftDays, -date.DayNumber)).ToString("yyyyMMdd", CultureInfo.InvariantCulture) + v[8..] : vr is "DA" or "DT" ? "" : v)];
        return DicomWriter.Text(element.Tag, vr == "UN" ? "DT" : vr, string.Join('\\', values));
    }

    private void Declare(DicomDataset data, bool trialSubject, bool structured)
    {
        if (trialSubject)
        {
            data.With(TrialSubject, subject);
            Count(removed, TrialSubject, "replaced by the subject");
        }
        data.With(DicomTags.PatientName, subject).With(DicomTags.PatientId, subject).With(new DicomTag(0x00120062), "YES")
            .With(new DicomTag(0x00120063), "DICOM PS3.15 basic profile, options that keep SUV", "Cavum").With(new DicomTag(0x00280303), "MODIFIED")
            .With(new DicomTag(0x00120064),
                [DicomBuilder.Code("113100", "DCM", "Basic Application Confidentiality Profile"), .. structured ? [DicomBuilder.Code("113104", "DCM", "Clean Structured Content Option")] : Array.Empty<DicomDataset>(),
                DicomBuilder.Code("113105", "DCM", "Clean Descriptors Option"),
                DicomBuilder.Code("113107", "DCM", "Retain Longitudinal Temporal Information Modified Dates Option"),
                DicomBuilder.Code("113108", "DCM", "Retain Patient Characteristics Option"), DicomBuilder.Code("113111", "DCM", "Retain Safe Private Option")]);
        Count(removed, DicomTags.PatientName, "replaced by the subject");
        Count(removed, DicomTags.PatientId, "replaced by the subject");
    }

    private static string VrOf(DicomElement e) => e.Vr == "UN" ? DicomDictionary.Vr(e.Tag) : e.Vr;

    private string NewUid(string uid) => uid.Length == 0 ? "" : DicomUid.FromText("de-identified " + Convert.ToHexString(Hash("uid " + uid)));

    private byte[] Hash(string text) => HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes(text));

    private static void Count(SortedDictionary<DicomTag, TagCount> into, DicomTag tag, string reason) =>
        into[tag] = into.TryGetValue(tag, out var had) ? had with { Count = had.Count + 1 } : new(tag.ToString(), DicomDictionary.Keyword(tag), 1, reason);
}
