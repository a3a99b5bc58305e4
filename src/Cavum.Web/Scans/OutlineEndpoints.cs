using System.Globalization;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Imaging;
using Cavum.Study;

namespace Cavum.Web;

/// <summary>A reader's outlines: saved as DICOM SEG in the study folder, sent back as a drawing, and handed out as SEG and SR.</summary>
internal static class OutlineEndpoints
{
    private const int MostBytes = 64 << 20, MostLesions = 60;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/scans/{scan}/outlines", Save);
        routes.MapGet("/api/scans/{scan}/outlines.nii.gz", (string scan, string reader, string? key, ScanStore store, ServedStudy study) =>
            With(store, scan, f => Blinded(study, scan, reader, key).Then(_ => Regions(study, scan, reader, f)).Then(r => Outcome<IResult>.Of(Results.Bytes(f.Drawing([.. r.Select(x => x.Mask)]), "application/gzip")))));
        routes.MapGet("/api/scans/{scan}/read.seg.dcm", (string scan, string? reader, string? key, ScanStore store, ServedStudy study) =>
            With(store, scan, f => Blinded(study, scan, reader, key).Then(_ => Segments(study, scan, reader, f)).Then(s => Outcome<IResult>.Of(Results.Bytes(s.Bytes, "application/dicom", $"{scan}.seg.dcm")))));
        routes.MapGet("/api/scans/{scan}/read.sr.dcm", (string scan, string? reader, string? key, ScanStore store, ServedStudy study) => With(store, scan, f =>
            f.Images.Series is not { } series ? Outcome<IResult>.Refused(new Problem("scan", scan, "a DICOM series, which a report can point at"))
            : Blinded(study, scan, reader, key).Then(_ => Segments(study, scan, reader, f)).Then(s => Outcome<IResult>.Of(Results.Bytes(
                MeasurementReport.Write(series, DicomReader.Read(scan, s.Bytes).Value, s.Lesions, reader ?? ""), "application/dicom", $"{scan}.sr.dcm")))));
    }

    /// <summary>Until both blinded reads are signed a reader's outlines go only to whoever knows their SHA-256, which is told to the one who saved them.</summary>
    private static Outcome<bool> Blinded(ServedStudy study, string scan, string? reader, string? key)
    {
        if (string.IsNullOrWhiteSpace(reader)) return Outcome<bool>.Of(true);
        var signed = new SignedReads(study.Folder).All();
        if (signed.IsRefused) return Outcome<bool>.Refused(signed.Problems);
        string? path = new ReaderOutlines(study.Folder).LatestPath(scan, reader);
        if (path is null || ReadingState.Of(signed.Value, scan).Open) return Outcome<bool>.Of(true);
        return key == ContentHash.OfFile(Path.Combine(study.Folder, path)).Hex ? Outcome<bool>.Of(true)
            : Outcome<bool>.Refused(new Problem("key", key ?? "", "the SHA-256 that was told when these outlines were saved: the reads are blinded until both are signed"));
    }

    private static IResult With(ScanStore store, string scan, Func<ScanFiles, Outcome<IResult>> answer)
    {
        var result = store.Get(scan).Then(answer);
        return result.TryGet(out var found) ? found : Results.Json(new { refused = result.Problems }, statusCode: StatusCodes.Status404NotFound);
    }

    /// <summary>The drawing in the body (NIfTI labels on the viewer's grid), with a lesion grown at a point added where one is asked for.</summary>
    private static async Task<IResult> Save(HttpRequest request, string scan, string reader, string? grow, string? method, ScanStore store, ServedStudy study)
    {
        // A page of another site cannot send this type without being asked first, and it is not answered.
        if (request.ContentType != "application/octet-stream") return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        using var body = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int n; (n = await request.Body.ReadAsync(buffer)) > 0 && body.Length <= MostBytes;) body.Write(buffer, 0, n);
        if (body.Length > MostBytes) return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var saved = store.Get(scan).Then(files => Drawn(body.ToArray(), files, Shown(study, scan, reader, files)).Then(lesions => Grown(lesions, grow, method, files)).Then(lesions =>
            new ReaderOutlines(study.Folder).Save(scan, reader, files.Images, lesions, TimeProvider.System.GetUtcNow())));
        return saved.TryGet(out var done)
            ? Results.Json(new { file = done.Path, done.Sha256, done.MtvMl, lesions = done.Lesions.Select(l => new { number = l.SegmentNumber, name = l.TrackingId, l.Measures.VolumeMl, l.Measures.SuvMax, suvPeak = l.Measures.SuvPeakGlobal, l.Measures.Tlg }), done.Notes })
            : Results.Json(new { refused = saved.Problems }, statusCode: StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>The outlines that the reader may have on screen: the measured ones, and the last ones saved.</summary>
    private static Region[] Shown(ServedStudy study, string scan, string reader, ScanFiles files) =>
        [.. files.Images.Regions.Select((r, i) => new Region(i + 1, r.Lesion, r.Region)), .. new ReaderOutlines(study.Folder).Latest(scan, reader, files.Images.Suv.Geometry).TryGet(out var saved) ? saved : []];

    /// <param name="shown">An outline that comes back as it was shown is taken as it is: brought to the viewer's grid and back it could lose a voxel at its edge.</param>
    private static Outcome<List<ReaderLesion>> Drawn(byte[] bytes, ScanFiles files, Region[] shown) =>
        bytes.Length == 0 ? Outcome<List<ReaderLesion>>.Of([]) : Nifti.Read("drawing.nii.gz", bytes).Then(drawing =>
        {
            var drawn = Labels(drawing);
            float[] labels = [.. drawn.Keys];
            if (!drawing.Geometry.SameGrid(files.DrawingGrid)) return Outcome<List<ReaderLesion>>.Refused(new Problem("drawing", $"{drawing.Geometry.Columns} × {drawing.Geometry.Rows} × {drawing.Geometry.Slices} voxels", "the grid of the viewer's background"));
            if (labels.Length > MostLesions || labels.Any(l => l != MathF.Floor(l))) return Outcome<List<ReaderLesion>>.Refused(new Problem("drawing", $"{labels.Length} labels", $"whole labels, up to {MostLesions}"));
            return Outcome<List<ReaderLesion>>.Of([.. labels.Select(l => new ReaderLesion(Name(l), Back(Mask.FromIndices(drawing.Geometry, drawn[l]), l)))]);

            Mask Back(Mask drawn, float label) => shown.FirstOrDefault(r => r.Id == label && MaskResampling.ToGrid(r.Mask, files.DrawingGrid).Inside.SequenceEqual(drawn.Inside))?.Mask
                ?? MaskResampling.ToGrid(drawn, files.Images.Suv.Geometry);
        });

    /// <summary>Where each label above 0 lies, by one walk through the drawing; beyond the most lesions the places of the others are not kept.</summary>
    private static SortedDictionary<float, List<int>> Labels(ImageVolume drawing)
    {
        var found = new SortedDictionary<float, List<int>>();
        var values = drawing.Values;
        for (int i = values.IndexOfAnyExcept(0f); i >= 0 && i < values.Length; i++)
        {
            float v = values[i];
            if (!(v > 0)) continue;
            if (!found.TryGetValue(v, out var places)) found[v] = places = [];
            if (found.Count <= MostLesions) places.Add(i);
        }
        return found;
    }

    private static string Name(float label) => string.Create(CultureInfo.InvariantCulture, $"Lesion {label}");

    private static Outcome<List<ReaderLesion>> Grown(List<ReaderLesion> lesions, string? grow, string? method, ScanFiles files)
    {
        if (grow is null) return Outcome<List<ReaderLesion>>.Of(lesions);
        double?[] mm = [.. grow.Split(',').Select(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && double.IsFinite(v) ? (double?)v : null)];
        var how = ThresholdMethod.Parse(method ?? "41");
        var suv = files.Images.Suv;
        if (mm is not [{ } x, { } y, { } z] || how is null or ThresholdMethod.Percist) return Refuse(grow, "x,y,z in mm and a method 41, 50 or fixed:SUV");
        var at = suv.Geometry.ToVoxel(new(x, y, z));
        Voxel seed = new((int)Math.Round(at.X), (int)Math.Round(at.Y), (int)Math.Round(at.Z));
        if (!suv.Geometry.Contains(seed)) return Refuse(grow, "a point inside of the image");
        if (LesionSegmenter.FromSeed(suv, seed, how, organs: files.Organs) is not { Flooded: false } grown)
            return Refuse(grow, "uptake at the point that the threshold bounds");
        // A bounded outline that the leak guard flags is the reader's to judge: it is added with what the guard says, not withheld.
        return Outcome<List<ReaderLesion>>.Of([.. lesions, new(Name(lesions.Count + 1), grown.Mask, grown.Doubtful ? grown.Reason : "")]);

        static Outcome<List<ReaderLesion>> Refuse(string read, string expected) => Outcome<List<ReaderLesion>>.Refused(new Problem("grow", read, expected));
    }

    /// <summary>The reader's outlines, else the measured lesions.</summary>
    private static Outcome<IReadOnlyList<Region>> Regions(ServedStudy study, string scan, string? reader, ScanFiles files)
    {
        Region[] measured = [.. files.Images.Regions.Select((r, i) => new Region(i + 1, r.Lesion, r.Region))];
        return string.IsNullOrWhiteSpace(reader) ? Outcome<IReadOnlyList<Region>>.Of(measured)
            : new ReaderOutlines(study.Folder).Latest(scan, reader, files.Images.Suv.Geometry).Then(r => Outcome<IReadOnlyList<Region>>.Of(r.Count > 0 ? r : measured));
    }

    private static Outcome<(byte[] Bytes, IReadOnlyList<ReportedLesion> Lesions)> Segments(ServedStudy study, string scan, string? reader, ScanFiles files) =>
        Regions(study, scan, reader, files).Then(regions =>
        {
            var filled = regions.Where(r => r.Mask.VoxelCount > 0).ToList();
            if (filled.Count == 0) return Outcome<(byte[], IReadOnlyList<ReportedLesion>)>.Refused(new Problem("scan", scan, "at least one lesion to write"));
            return Outcome<(byte[], IReadOnlyList<ReportedLesion>)>.Of((
                SegmentationWriter.Write(files.Images.Series, files.Images.Suv.Geometry, [.. filled.Select(r => new SegmentToWrite(r.Label, r.Mask, Automatic: string.IsNullOrWhiteSpace(reader)))]),
                [.. filled.Select((r, i) => new ReportedLesion(i + 1, r.Label, LesionMeasurer.Measure(files.Images.Suv, r.Mask)!))]));
        });
}
