namespace Cavum.Analysis;

/// <summary>FDG PET/CT of one subject: baseline beside the follow-up, and whether there is tumour.</summary>
/// <param name="TumourPresent">positive, negative or indeterminate.</param>
public sealed record PetResult(
    string ResultId, string Subject, string Setting, string TumourPresent, IReadOnlyList<string> Reasons,
    string Response, string ResponseCriterion, IReadOnlyList<string> Path,
    double? ChangeSuvPeakPercent, double? ChangeMtvPercent, double? ChangeTlgPercent,
    int? WeeksSinceDay0, PetScanResult? Baseline, PetScanResult? FollowUp);

public sealed record PetScanResult(
    string ResultId, string Scan, string TimePoint, int Day, string SeriesInstanceUid, string Vendor, string Units,
    string SuvRule, double? SuvFactorMin, double? SuvFactorMax, int Slices,
    double? LiverMean, double? LiverStdDev, double? BloodPoolMean,
    double? SuvMax, double? SuvPeak, double? MtvMl, double? TlgMl,
    IReadOnlyList<LesionResult> Lesions, IReadOnlyList<string> Warnings);

/// <param name="Status">measured, notFound (no uptake at the mark above the threshold), or leaked with the reason.</param>
public sealed record LesionResult(
    string ResultId, string Lesion, string Site, string Method, string Status,
    int? Voxels, double? VolumeMl, double? SuvMax, double? SuvMean, double? SuvPeak, double? Tlg,
    double? X, double? Y, double? Z);
