using System.Text;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Report;

/// <summary>Everything that a colleague needs of a pair of scans, but for the scans: one zip of which the same input gives the same bytes.</summary>
/// <remarks>
/// <c>result.html</c> (one page), <c>case.json</c> (what the criteria were asked), <c>answer.json</c> (what they said), for each scan with lesions a DICOM SEG and
/// an SR (TID 1500) that points at it, and <c>manifest.json</c> with the SHA-256 of each, of the scans' files, and what was said beside them.
/// </remarks>
public static class PairPackage
{
    public const string Page = "result.html", Case = "case.json", AnswerFile = "answer.json", Manifest = "manifest.json";

    /// <summary>Every name that a package may hold; whatever else lies in its folder is not looked at.</summary>
    internal static readonly string[] Names = [Page, Case, AnswerFile, Manifest, .. new[] { PairScan.Baseline, PairScan.FollowUp }.SelectMany(s => new[] { Segmentation(s), Report(s) })];

    public static IReadOnlyList<(string Name, byte[] Bytes)> Files(PairAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        List<(string Name, byte[] Bytes)> files =
        [
            (Page, Text(PairPage.Render(answer))),
            (Case, Text(answer.CaseText)),
            (AnswerFile, Text(AnswerText(answer.Report))),
            .. Exchange(answer.Baseline, answer.Before, answer.Request.Reader),
            .. Exchange(answer.FollowUp, answer.After, answer.Request.Reader),
        ];
        files.Add((Manifest, Text(CanonicalJson.Write(new PairManifest(PairManifest.CurrentFormat, answer.Request,
            [.. new[] { answer.Baseline, answer.FollowUp }.Select(s => new PairSource(s.Name, s.Source, s.Files, s.Pet.Series!.Uid, s.Ct?.SeriesUid, s.Pet.Conversion?.Rule ?? "stored SUV"))],
            files.ToDictionary(f => f.Name, f => ContentHash.Of(f.Bytes).Hex))))));
        return files;
    }

    /// <summary>The answer as <c>pet respond --json</c> says it.</summary>
    internal static string AnswerText(ResponseReport report)
    {
        return CanonicalJson.Write(new { report.Subject, report.Criteria, report.TumourPresent, report.Reasons, report.RulePath, report.Timing, report.BlindedPairs });
    }

    /// <summary>The file of a scan's outlines.</summary>
    public static string Segmentation(string scan) => scan + ".seg.dcm";

    private static string Report(string scan) => scan + ".sr.dcm";

    private static IEnumerable<(string, byte[])> Exchange(PairScan scan, IReadOnlyList<PairLesion> lesions, string reader)
    {
        if (lesions.Count == 0) yield break;
        bool automatic = reader.Length == 0;
        byte[] seg = SegmentationWriter.Write(scan.Pet.Series, scan.Pet.Suv.Geometry, [.. lesions.Select(l => new SegmentToWrite(l.Name, l.Mask, automatic) { Note = l.Site })]);
        yield return (Segmentation(scan.Name), seg);
        var file = DicomReader.Read(Segmentation(scan.Name), seg).Value;
        yield return (Report(scan.Name), MeasurementReport.Write(scan.Pet.Series!, file, [.. lesions.Select((l, i) => new ReportedLesion(i + 1, l.Name, l.Measures, Site: l.Site))], reader));
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}

/// <summary>What a package holds and what it was made of.</summary>
/// <param name="Files">SHA-256 by name.</param>
public sealed record PairManifest(string Format, PairRequest Request, IReadOnlyList<PairSource> Sources, IReadOnlyDictionary<string, string> Files)
{
    public const string CurrentFormat = "cavum-pet-pair-1";
}

/// <summary>One scan that a package was made of; the scan itself is not in it.</summary>
public sealed record PairSource(string Scan, string Name, string Sha256, string SeriesInstanceUid, string? CtSeriesInstanceUid, string SuvRule);
