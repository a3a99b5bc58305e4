using Cavum.Core;
using Cavum.Imaging;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The volumes of one scan as the analysis saw them: for a viewer, with the very regions that were measured.</summary>
/// <param name="Ct">Hounsfield units; null when the scan has no CT or its CT could not be read.</param>
public sealed record ScanImages(ImageVolume Suv, ImageVolume? Ct, IReadOnlyList<(string Lesion, Mask Region)> Regions, ImageSeries? Series = null)
{
    public static Outcome<ScanImages> Load(StudyRecord record, string scanId)
    {
        foreach (var subject in record.Subjects)
            if (subject.Scans.FirstOrDefault(s => s.Id == scanId) is { } scan)
                return new ScanMeasurement(new AnalysisContext(record)).Measure(subject, scan).Then(measured =>
                    Outcome<ScanImages>.Of(new(measured.Image.Suv, ReadCt(record, scan), measured.Outlines, measured.Image.Series)));
        return Outcome<ScanImages>.Refused(new Problem("scan", scanId, "a scan of scans.csv"));
    }

    private static ImageVolume? ReadCt(StudyRecord record, Scan scan)
    {
        if (scan.CtPath is not { } path) return null;
        return CtImage.Load(record.FullPath(path)).TryGet(out var ct) ? ct.Hu : null;
    }
}
