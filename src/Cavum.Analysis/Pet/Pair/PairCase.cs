using System.Globalization;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Analysis;

/// <summary>Writes a pair as CASE.json (docs/pet-case.md), from which <c>pet respond</c> gives the same answer.</summary>
internal static class PairCase
{
    public const string FileName = "case.json";

    public static string Write(PairRequest request, PairScan baseline, PairScan followUp, IReadOnlyList<PairLesion> before, IReadOnlyList<PairLesion> after)
    {
        var header = baseline.Header;
        var body = baseline.Pet.Conversion?.Body;
        return CanonicalJson.Write(new Dictionary<string, object?>
        {
            ["subject"] = request.Subject.Length > 0 ? request.Subject : null,
            ["sex"] = header.Sex is "M" or "F" or "O" ? header.Sex : null,
            ["weightKg"] = body?.WeightKg ?? header.WeightKg,
            ["heightCm"] = body?.HeightCm ?? header.HeightM * 100,
            ["treatment"] = new Dictionary<string, object?> { ["radiotherapyEnd"] = Day(request.RadiotherapyEnd), ["firstDose"] = Day(request.FirstDose) },
            ["baseline"] = Scan(request, baseline, before),
            ["followUp"] = Scan(request, followUp, after),
        });
    }

    /// <summary>
    /// A search that found nothing where it found no liver either says nothing: the image may be a part of the body, or its numbers be off. Only a reader can say
    /// that such a scan shows no tumour.
    /// </summary>
    internal static bool Searched(PairScan scan, PairRequest request, IReadOnlyList<PairLesion> lesions) => lesions.Count > 0 || request.Accepted is not null || request.Outlined.Count > 0 || scan.Found.Liver is not null;

    private static Dictionary<string, object?> Scan(PairRequest request, PairScan scan, IReadOnlyList<PairLesion> lesions) => new()
    {
        ["date"] = Day(scan.Date),
        ["scanner"] = scan.Header.Manufacturer,
        ["liver"] = Reference(scan.Found.Liver),
        ["bloodPool"] = Reference(scan.Found.BloodPool),
        ["lesions"] = !Searched(scan, request, lesions) ? null : lesions.Select(l => new Dictionary<string, object?>
        {
            ["id"] = l.Name,
            ["site"] = l.Site,
            ["new"] = scan.Name == PairScan.Baseline ? null : l.Baseline is null,
            ["baselineId"] = l.Baseline,
            ["volumeMl"] = l.Measures.VolumeMl,
            ["suvMax"] = l.Measures.SuvMax,
            ["suvMean"] = l.Measures.SuvMean,
            ["suvPeakLocal"] = l.Measures.SuvPeakLocal,
            ["suvPeakGlobal"] = l.Measures.SuvPeakGlobal,
            ["tlg"] = l.Measures.Tlg,
            ["voxels"] = l.Measures.Voxels,
            ["note"] = l.By,
        }).ToList(),
    };

    private static Dictionary<string, object?>? Reference(ReferenceUptake? tissue) =>
        tissue is null ? null : new() { ["mean"] = tissue.Mean, ["sd"] = tissue.StdDev, ["unit"] = "SUVbw" };

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
