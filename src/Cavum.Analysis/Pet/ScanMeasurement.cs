using Cavum.Core;
using Cavum.Imaging;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>One scan measured: what the report shows, and what its picture needs.</summary>
internal sealed record MeasuredScan(PetScanResult Result, PetTimePoint TimePoint, BodySize? Body, PetImage Image, IReadOnlyList<(string Label, Mask Mask)> Outlines);

/// <summary>From a PT series and a reader's marks to SUVs, volumes and references.</summary>
internal sealed class ScanMeasurement(AnalysisContext context)
{
    public Outcome<MeasuredScan> Measure(Subject s, Scan scan)
    {
        var record = context.Record;
        return PetImage.Load(record.FullPath(scan.PtPath)).Then(image =>
        {
            var warnings = new List<string>([.. image.Warnings, .. ScanOfRecord.Warnings(s, scan, image.Series)]);
            var problems = new List<Problem>();
            var suv = image.Suv;
            var sphere = new PeakSphere(suv.Geometry);
            var liver = Reference(scan, MarkKind.Liver, suv, sphere);
            var pool = Reference(scan, MarkKind.BloodPool, suv, sphere);
            double? bar = liver is { } l ? 1.5 * l.SuvMean + 2 * l.SuvStdDev : pool is { } b ? 2 * b.SuvMean + 2 * b.SuvStdDev : null;
            string id = $"pet.{s.Id}.{scan.Id}";
            var organs = new Lazy<OrganBarrier>(() => OrganBarrier.Of(suv));
            var lesions = new List<LesionResult>();
            var outlines = new List<(string, Mask)>();
            foreach (var mark in scan.Marks.Where(m => m.Kind == MarkKind.Lesion))
            {
                var (lesion, mask) = Lesion($"{id}.lesions.{mark.Id}", s, scan, mark, image, new(sphere, liver, bar, organs), warnings, problems);
                if (lesion is null) continue;
                lesions.Add(lesion);
                if (mask is not null) outlines.Add((mark.Id, mask));
            }
            if (problems.Count > 0) return Outcome<MeasuredScan>.Refused(problems);
            var result = Describe(id, s, scan, image, liver, pool, lesions, warnings);
            return Outcome<MeasuredScan>.Of(new MeasuredScan(result, TimePoint(scan, lesions, liver, pool, image), image.Conversion?.Body, image, outlines));
        });
    }

    private PetScanResult Describe(string id, Subject s, Scan scan, PetImage image, LesionMeasures? liver, LesionMeasures? pool, List<LesionResult> lesions, List<string> warnings)
    {
        var conversion = image.Conversion;
        string locator = image.Series is { } series ? $"series {series.Uid}, {series.Slices.Count} instances" : "the whole image";
        context.Ledger.Add(id, $"SUVbw by the rule '{conversion?.Rule ?? "stored SUV"}' ({conversion?.Reason}); liver and blood pool in the reader's spheres; hottest SUVpeak (1 mL), sums of volume and TLG over lesions.",
            lesions.Select(l => l.ResultId), [.. Sources(scan.PtPath, locator), context.Sources.Rows("marks.csv", "scan", scan.Id), context.Rows("scans.csv", s.Id), context.Rows("exposures.csv", s.Id)]);
        var measured = lesions.Where(l => l.Voxels is not null).ToList();
        return new PetScanResult(id, scan.Id, scan.TimePoint, s.Day(scan.Date) ?? 0, image.Series?.Uid ?? "", image.Series is { } from ? PetHeader.Of(from.First).Manufacturer ?? "" : "",
            image.Series is { } of ? PetHeader.Of(of.First).Units ?? "" : "SUV", conversion?.Rule ?? "stored SUV", conversion?.FactorMin, conversion?.FactorMax, image.Suv.Geometry.Slices,
            liver?.SuvMean, liver?.SuvStdDev, pool?.SuvMean,
            lesions.Count == 0 ? null : lesions.Max(l => l.SuvMax), lesions.Count == 0 ? null : lesions.Max(l => l.SuvPeak),
            scan.Marks.Count == 0 ? null : measured.Sum(l => l.VolumeMl), scan.Marks.Count == 0 ? null : measured.Sum(l => l.Tlg), lesions, warnings, ScanPicture.Frame(image.Suv.Geometry) with { ResultId = id + ".mip" });
    }

    /// <summary>The raw files under a path: one zip, or every file of a folder.</summary>
    private IEnumerable<ProvenanceSource> Sources(string path, string locator) =>
        context.Record.Sources.TryGetValue(path, out var file) ? [SourceReader.Raw(file, locator, file.Kind)]
            : context.Record.Sources.Values.Where(f => f.Path.StartsWith(path + "/", StringComparison.Ordinal)).OrderBy(f => f.Path, StringComparer.Ordinal)
                .Select(f => SourceReader.Raw(f, locator, f.Kind));

    /// <summary>What the marks of one scan share.</summary>
    private sealed record Surroundings(PeakSphere Sphere, LesionMeasures? Liver, double? Bar, Lazy<OrganBarrier> Organs);

    private (LesionResult? Lesion, Mask? Mask) Lesion(
        string id, Subject s, Scan scan, ReaderMark mark, PetImage image, Surroundings around, List<string> warnings, List<Problem> problems)
    {
        var (sphere, liver, bar, organs) = around;
        var suv = image.Suv;
        Mask? mask;
        int maxAt = -1;
        string status = "measured";
        if (mark.MaskPath is { } path)
        {
            var read = MarkedRegions.FromFile(context.Record.FullPath(path), path, mark.Roi, suv.Geometry, warnings);
            problems.AddRange(read.Problems);
            if (!read.TryGet(out mask)) return (null, null);
        }
        else
        {
            var (x, y, z) = mark.Position!.Value;
            (mask, maxAt, status) = MarkedRegions.Lesion(suv, new Point3(x, y, z), ThresholdMethod.Parse(mark.Method) ?? new ThresholdMethod.PercentOfMaximum(41), liver, bar, organs);
        }
        var measures = mask is null ? null : LesionMeasurer.Measure(suv, mask, sphere);
        var trace = mask is null ? null : LesionTrace.Of(image.Series, mask);
        string where = trace is { } t
            ? $"series {t.SeriesInstanceUid}, instances {t.Slices[0].SopInstanceUid} … {t.Slices[^1].SopInstanceUid}, voxels {t.First.X},{t.First.Y},{t.First.Z} to {t.Last.X},{t.Last.Y},{t.Last.Z}, maximum at {measures!.MaxVoxel.X},{measures.MaxVoxel.Y},{measures.MaxVoxel.Z}"
            : $"scan {scan.Id}, mark {mark.Id}";
        context.Ledger.Add(id, $"Region by {(mark.Method == "mask" ? "the reader's mask" : mark.Method == "percist" ? "the PERCIST bar" : "threshold " + mark.Method)} around the mark; SUVpeak: highest 1 mL sphere inside; TLG: mean × volume.", [],
            [.. Sources(scan.PtPath, where), context.Sources.Rows("marks.csv", "scan", scan.Id), .. mark.MaskPath is { } m ? Sources(m, $"region {mark.Roi}") : []]);
        if (measures is null)
        {
            bool inside = maxAt >= 0;
            var voxel = inside ? suv.Geometry.VoxelAt(maxAt) : default;
            return (new LesionResult(id, mark.Id, mark.Site, mark.Method, status, null, null, inside ? suv.Values[maxAt] : null, null, inside ? sphere.At(suv, voxel) : null, null,
                mark.Position?.X, mark.Position?.Y, mark.Position?.Z), null);
        }
        var at = suv.Geometry.ToPatient(measures.MaxVoxel);
        return (new LesionResult(id, mark.Id, mark.Site, mark.Method, status, measures.Voxels, measures.VolumeMl, measures.SuvMax, measures.SuvMean, measures.SuvPeakGlobal, measures.Tlg, at.X, at.Y, at.Z, ScanPicture.Outline(mask!)), mask);
    }

    private static LesionMeasures? Reference(Scan scan, MarkKind kind, ImageVolume suv, PeakSphere sphere)
    {
        if (scan.Marks.FirstOrDefault(m => m.Kind == kind && m.Position is not null) is not { } mark) return null;
        var (x, y, z) = mark.Position!.Value;
        return LesionMeasurer.Measure(suv, MarkedRegions.Sphere(suv.Geometry, new Point3(x, y, z), MarkedRegions.Diameter(mark.Method) ?? (kind == MarkKind.Liver ? 30 : 10)), sphere);
    }

    private static PetTimePoint TimePoint(Scan scan, List<LesionResult> lesions, LesionMeasures? liver, LesionMeasures? pool, PetImage image) => new()
    {
        Date = scan.Date,
        Lesions = scan.Marks.Count == 0 && scan.Reads.Count == 0 ? null :
        [
            .. lesions.Select(l => new PetLesion(l.Lesion)
            {
                Label = l.Lesion, Site = l.Site, VolumeMl = l.VolumeMl, SuvMax = l.SuvMax, SuvMean = l.SuvMean, SuvPeakGlobal = l.SuvPeak, SuvPeakLocal = l.SuvPeak, Tlg = l.Tlg,
                Distinguishable = l.Status.StartsWith("notFound", StringComparison.Ordinal) ? false : null,
                BaselineId = l.Lesion,
            }),
        ],
        Liver = liver is { } v ? new UptakeReference(v.SuvMean, v.SuvStdDev, v.SuvMax) { IsSul = false } : null,
        BloodPool = pool is { } p ? new UptakeReference(p.SuvMean, p.SuvStdDev, p.SuvMax) { IsSul = false } : null,
        Scanner = image.Series is { } s ? PetHeader.Of(s.First).Manufacturer : null,
        StatedNewLesions = (scan.Signed.Open ? scan.Signed.Shown.Any(r => r.NewLesion == true) : scan.Reads.Any(r => r.NewLesion == true)) ? 1 : null,
    };
}
