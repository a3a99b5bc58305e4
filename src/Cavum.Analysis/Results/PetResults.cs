namespace Cavum.Analysis;

/// <summary>FDG PET/CT of one subject: baseline beside the follow-up, and whether there is tumour.</summary>
/// <param name="TumourPresent">positive, negative or indeterminate.</param>
public sealed record PetResult(
    string ResultId, string Subject, string Setting, string TumourPresent, IReadOnlyList<string> Reasons,
    string Response, string ResponseCriterion, IReadOnlyList<string> Path,
    double? ChangeSuvPeakPercent, double? ChangeMtvPercent, double? ChangeTlgPercent,
    int? WeeksSinceDay0, PetScanResult? Baseline, PetScanResult? FollowUp)
{
    /// <summary>The sum of SUVmax at four weeks against baseline, for the dual endpoint.</summary>
    public FourWeekUptake? FourWeeks { get; init; }
}

public sealed record PetScanResult(
    string ResultId, string Scan, string TimePoint, int Day, string SeriesInstanceUid, string Vendor, string Units,
    string SuvRule, double? SuvFactorMin, double? SuvFactorMax, int Slices,
    double? LiverMean, double? LiverStdDev, double? BloodPoolMean,
    double? SuvMax, double? SuvPeak, double? MtvMl, double? TlgMl,
    IReadOnlyList<LesionResult> Lesions, IReadOnlyList<string> Warnings, MipFrame? Mip = null);

/// <summary>Where the coronal maximum-intensity projection lies in the patient: pixel (0, 0) has its centre at (Left, Top).</summary>
/// <param name="LeftMm">DICOM patient x of the first column; x grows with the column.</param>
/// <param name="TopMm">DICOM patient z of the first row; z falls with the row.</param>
public sealed record MipFrame(int Width, int Height, double LeftMm, double TopMm, double ColumnMm, double RowMm, string ResultId = "");

/// <param name="Outline">The lesion's silhouette on the coronal projection: x, z, x, z … in mm of the patient.</param>
/// <param name="Status">measured, notFound (no uptake at the mark above the threshold), or leaked with the reason.</param>
public sealed record LesionResult(
    string ResultId, string Lesion, string Site, string Method, string Status,
    int? Voxels, double? VolumeMl, double? SuvMax, double? SuvMean, double? SuvPeak, double? Tlg,
    double? X, double? Y, double? Z, IReadOnlyList<double>? Outline = null);
