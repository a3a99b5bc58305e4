using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Validation;

/// <summary>A whole small file, and how the program reads it: null for a value, else why it was refused.</summary>
public sealed record MutationTarget(string Kind, byte[] Bytes, Func<byte[], IReadOnlyList<Problem>?> Read);

/// <summary>A folder for the readers that take a path; gone at the end.</summary>
public sealed class MutationFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cavum-mutations-");

    public string File(string name) => Path.Combine(folder.FullName, name);

    public string Write(string name, byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File(name), bytes);
        return File(name);
    }

    public void Dispose() => folder.Delete(recursive: true);
}

/// <summary>One small file of each kind that the imaging room reads.</summary>
public static class MutationTargets
{
    private static readonly ImageGeometry Grid = ImageGeometry.Upright(13, 11, 3, new(4, 4, 3), new(-20, -20, -10));

    private static readonly DicomTag[] OfOneFrame = [DicomTags.ImagePosition, DicomTags.ImageOrientation, DicomTags.PixelSpacing, DicomTags.RescaleSlope, DicomTags.RescaleIntercept, DicomTags.Units, DicomTags.DecayCorrection, DicomTags.CorrectedImage, DicomTags.AcquisitionDate, DicomTags.AcquisitionTime];

    /// <summary>11 × 13 pixels of 16 bits as dcmtk writes them in lossless JPEG, first-order prediction.</summary>
    private const string JpegStream = "/9j/4AAQSkZJRgABAQAAAQABAAD/wwALEAALAA0BAREA/8QAFgABAQEAAAAAAAAAAAAAAAAACg0P/9oACAEBAAEAAMD530PofQ+h9D6JEe+h9D6H0PoruEiPfQ+h9D6H0PokR76H0PofQBd9EiPfQ+h9D6H0PokR76H0PoAu+h9EiPfQ+h9D6H0PokR76H0AXfQ+h9EiPfQ+h9D6H0PokR76ALvofQ+h9EiPfQ+h9D6H0PokR4F30PofQ+h9EiPfQ+h9D6H0PoAu+h9D6H0PofRIj30PofQ+h9FdwkR76H0PofQ+h9EiPfQ+h9D6ALvokR76H0PofQ+h9EiPfQ+h9AF30PokR76H0PofQ+h9EiPfQ+j//9k=";

    private const string Case = """
        {"subject":"S01","sex":"M","weightKg":70,"heightCm":172,"treatment":{"radiotherapyEnd":"2025-11-20","firstDose":"2026-01-05","cycles":4},
         "baseline":{"date":"2026-01-02","liver":{"mean":2.1,"sd":0.2},"bloodPool":{"mean":1.5,"sd":0.1},"lesions":[{"id":1,"label":"primary","site":"nasopharynx","volumeMl":10,"suvMax":14,"suvMean":8,"suvPeakLocal":11,"suvPeakGlobal":12,"tlg":80}]},
         "followUp":{"date":"2026-04-05","liver":{"mean":2.2,"sd":0.2},"lesions":[{"id":1,"suvMax":5,"suvPeakGlobal":4}]},
         "readers":[{"reader":"A","hopkins":{"primary":3,"rightNeck":1,"leftNeck":1},"niRads":{"primary":"2a","neck":"1"},"deauville":"3"}],
         "ct":{"timePoints":[{"date":"2026-01-02","targets":[{"id":"a","mm":30,"organ":"lung"}],"nonTarget":"nonCrNonPd"},{"date":"2026-04-05","targets":[{"id":"a","mm":20}],"nonTarget":"nonCrNonPd","newLesion":false}]}}
        """;

    private const string Headers = """
        [{"Manufacturer":"SIEMENS","Units":"BQML","DecayCorrection":"START","CorrectedImage":["ATTN","DECY"],"PatientWeight":70,"PatientSize":1.7,"PatientSex":"M","SeriesDate":"20260301","SeriesTime":"112011",
          "AcquisitionDate":"20260301","AcquisitionTime":"112011","FrameReferenceTime":59874.2,"ActualFrameDuration":120000,"PixelSpacing":[4,4],"SliceThickness":3,
          "RadiopharmaceuticalInformationSequence":[{"RadionuclideTotalDose":350000000,"RadionuclideHalfLife":6586.2,"RadiopharmaceuticalStartTime":"102011"}]}]
        """;

    public static IEnumerable<MutationTarget> All(MutationFolder folder)
    {
        float[] values = new float[Grid.Count];
        for (int i = 0; i < values.Length; i++) values[i] = 1 + i % 7;
        var header = new SeriesHeader { PatientId = "M", Start = new(2026, 3, 1, 10, 0, 0) };
        DicomFile[] Slices(PetDialect dialect) => [.. PetSeriesWriter.WritePet(new(Grid, values), header, new(3.5e8, TimeSpan.FromMinutes(60)) { Dialect = dialect }).Select((b, i) => DicomReader.Read($"{i}.dcm", b).Value)];
        var files = Slices(PetDialect.Philips);
        foreach (var f in files) f.Data.Remove(DicomTags.NumberOfSlices);
        var series = SeriesSorter.Sort(files).Value;
        bool[] inside = [.. values.Select(v => v > 4)];
        SegmentToWrite[] segments = [new("A", new(Grid, inside)), new("B", new(Grid, [.. inside.Select(b => !b)]))];
        byte[] seg = SegmentationWriter.Write(series, Grid, segments), plain = DicomWriter.Write(files[0].Data);

        yield return new("PET, explicit", plain, b => Image(b));
        yield return new("PET, implicit", Undeclared(plain), b => Image(b));
        yield return new("PET, deflated", Deflated(files[0].Data), b => Image(b));
        yield return new("PET, RLE", Encapsulated(files[0].Data, RleCodec.Encode(files[0].Data[DicomTags.PixelData]!.Value.Span, 2), TransferSyntax.RleLossless), b => Image(b));
        yield return new("PET, lossless JPEG", Encapsulated(files[0].Data, Convert.FromBase64String(JpegStream), TransferSyntax.JpegLosslessFirstOrder), b => Image(b));
        yield return new("PET, enhanced multi-frame", Enhanced(Slices(PetDialect.Siemens)), b => Image(b));
        yield return new("PET, one slice of three", plain, b => DicomReader.Read("m.dcm", b).Then(f => PetImage.FromSeries([f, files[1], files[2]])).Refusal());
        yield return new("SEG", seg, Segmented);
        yield return new("SR", MeasurementReport.Write(series, DicomReader.Read("s", seg).Value, [new(1, "A", LesionMeasurer.Measure(series.Load(_ => 1).Value, new(Grid, inside))!)]), b => DicomReader.Read("m.dcm", b).Refusal());
        yield return new("RTSTRUCT", Structure(), Structured);
        yield return new("RTSTRUCT, as written here", StructureSetWriter.Write(series, segments), Structured);
        yield return new("NIfTI", Plain(Nifti.Write(new ImageVolume(Grid, values))), b => Nifti.Read("m.nii", b).Refusal());
        yield return new("NIfTI, gzip", Nifti.Write(new ImageVolume(Grid, values)), b => Nifti.Read("m.nii.gz", b).Refusal());
        yield return new("NIfTI labels", Plain(Nifti.Write(segments.Select(s => s.Mask).ToList())), b => MaskReader.Read(folder.Write("m.nii", b), Grid, []).Refusal());
        yield return new("PET, de-identified", plain, b => DicomReader.Read("m.dcm", b).Then(f => Deidentifier.Run(new("m", [f], []), "S", new byte[32])).Refusal());
        yield return new("DICOMDIR", Directory(folder, files), b => DicomSource.Read(folder.Write("DICOMDIR", b)).Refusal());
        yield return new("zip", Zip(files), b => PetImage.Load(folder.Write("m.zip", b)).Refusal());
        yield return new("PET headers, JSON", Encoding.UTF8.GetBytes(Headers), b => PetHeaderJson.Read("m.json", Encoding.UTF8.GetString(b)).Then(SuvCalculator.Compute).Refusal());
        yield return new("CASE.json", Encoding.UTF8.GetBytes(Case), b => ResponseCaseFile.Read(Encoding.UTF8.GetString(b), "m.json").Then(c => Outcome<ResponseReport>.Of(ResponseAssessment.Assess(c))).Refusal());
    }

    private static IReadOnlyList<Problem>? Refusal<T>(this Outcome<T> outcome) => outcome.IsRefused ? outcome.Problems : null;

    /// <summary>The three slices in one object: what differs between them lies in groups of each frame.</summary>
    private static byte[] Enhanced(DicomFile[] slices)
    {
        var data = new DicomDataset();
        foreach (var e in slices[0].Data.Elements)
            if (!OfOneFrame.Contains(e.Tag)) data.Set(e);
        DicomDataset Frame(DicomFile f)
        {
            var flags = new DicomDataset().With(DicomTags.DecayCorrected, "YES").With(DicomTags.AttenuationCorrected, "YES").With(DicomTags.DecayCorrectionDateTime, "20260301112011.000000");
            var real = new DicomDataset().With(DicomTags.MeasurementUnits, DicomBuilder.Code("Bq/ml", "UCUM", "Bq/ml"))
                .Set(new(DicomTags.RealWorldSlope, "FD", BitConverter.GetBytes(f.Data.Number(DicomTags.RescaleSlope)!.Value))).Set(new(DicomTags.RealWorldIntercept, "FD", BitConverter.GetBytes(0.0)));
            return new DicomDataset().With(DicomTags.PlanePositionSequence, new DicomDataset().Set(f.Data[DicomTags.ImagePosition]!)).With(DicomTags.RealWorldMapping, real).With(new DicomTag(0x00189751), flags);
        }
        data.With(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.130").With(DicomTags.NumberOfFrames, slices.Length)
            .With(DicomTags.SharedFunctionalGroups, new DicomDataset().With(DicomTags.PlaneOrientationSequence, new DicomDataset().Set(slices[0].Data[DicomTags.ImageOrientation]!))
                .With(DicomTags.PixelMeasuresSequence, new DicomDataset().Set(slices[0].Data[DicomTags.PixelSpacing]!)))
            .With(DicomTags.PerFrameFunctionalGroups, [.. slices.Select(Frame)])
            .Set(new(DicomTags.PixelData, "OW", (byte[])[.. slices.SelectMany(f => f.Data[DicomTags.PixelData]!.Value.ToArray())]));
        return DicomWriter.Write(data);
    }

    /// <summary>A directory of the three slices, which lie beside it.</summary>
    private static byte[] Directory(MutationFolder folder, DicomFile[] files)
    {
        foreach (var f in files) folder.Write($"IM{f.Name[..1]}", DicomWriter.Write(f.Data));
        return DicomWriter.Write(new DicomDataset().With(DicomTags.SopClassUid, "1.2.840.10008.1.3.10").With(DicomTags.SopInstanceUid, "1.2.9")
            .With(DicomTags.DirectoryRecordSequence, [.. files.Select(f => new DicomDataset().With(DicomTags.RecordType, "IMAGE").With(DicomTags.ReferencedFileId, $"IM{f.Name[..1]}"))]));
    }

    private static byte[] Zip(DicomFile[] files)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var f in files)
            {
                using var entry = archive.CreateEntry("pet/" + f.Name).Open();
                entry.Write(DicomWriter.Write(f.Data));
            }
        return packed.ToArray();
    }

    /// <summary>The data set alone in implicit little endian, as files of before Part 10 are.</summary>
    private static byte[] Undeclared(byte[] part10)
    {
        using var bare = new MemoryStream();
        Span<byte> head = stackalloc byte[8];
        foreach (var e in DicomReader.Read("p", part10).Value.Data.Elements.Where(e => e.Items is null))
        {
            BinaryPrimitives.WriteUInt16LittleEndian(head, e.Tag.Group);
            BinaryPrimitives.WriteUInt16LittleEndian(head[2..], e.Tag.Element);
            BinaryPrimitives.WriteInt32LittleEndian(head[4..], e.Value.Length);
            bare.Write(head);
            bare.Write(e.Value.Span);
        }
        return bare.ToArray();
    }

    private static byte[] Encapsulated(DicomDataset from, byte[] stream, TransferSyntax syntax)
    {
        var data = new DicomDataset();
        foreach (var e in from.Elements) data.Set(e);
        data.Set(new(DicomTags.PixelData, "OB", [ReadOnlyMemory<byte>.Empty, stream]));
        return DicomWriter.Write(data, syntax);
    }

    private static IReadOnlyList<Problem>? Image(byte[] bytes)
    {
        var file = DicomReader.Read("m.dcm", bytes);
        if (file.IsRefused) return file.Problems;
        var image = PetImage.FromSeries([file.Value]);
        return image.IsRefused ? image.Problems : null;
    }

    private static IReadOnlyList<Problem>? Segmented(byte[] bytes)
    {
        var seg = DicomReader.Read("m.dcm", bytes).Then(SegmentationReader.Read);
        if (seg.IsRefused) return seg.Problems;
        seg.Value.ToGrid(Grid);
        return null;
    }

    private static IReadOnlyList<Problem>? Structured(byte[] bytes)
    {
        var rois = DicomReader.Read("m.dcm", bytes).Then(RtStruct.Read);
        if (rois.IsRefused) return rois.Problems;
        Problem[] problems = [.. rois.Value.SelectMany(roi => RtStruct.ToGrid(roi, Grid).Problems)];
        return problems.Length > 0 ? problems : null;
    }

    private static byte[] Structure()
    {
        DicomDataset Contour(double low, double high, double z) => new DicomDataset().With(DicomTags.ContourType, "CLOSED_PLANAR").With(DicomTags.ContourData, low, low, z, high, low, z, high, high, z, low, high, z);
        return DicomWriter.Write(new DicomDataset().With(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.481.3").With(DicomTags.SopInstanceUid, "1.2.4").With(DicomTags.Modality, "RTSTRUCT")
            .With(DicomTags.StructureSetRois, new DicomDataset().With(DicomTags.RoiNumber, 1.0).With(DicomTags.RoiName, "GTV"))
            .With(DicomTags.RoiContours, new DicomDataset().With(DicomTags.ReferencedRoiNumber, 1.0).With(DicomTags.Contours, Contour(-16, 14, -10), Contour(-8, 6, -10), Contour(-16, 14, -7))));
    }

    /// <summary>The same file with its data set deflated and its transfer syntax renamed.</summary>
    private static byte[] Deflated(DicomDataset from)
    {
        byte[] plain = DicomWriter.Write(from);
        byte[] named = [.. "1.2.840.10008.1.2.1\0"u8];
        int at = plain.AsSpan().IndexOf(named), end = 144 + BinaryPrimitives.ReadInt32LittleEndian(plain.AsSpan(140));
        using var file = new MemoryStream();
        file.Write(plain.AsSpan(0, at - 2));
        file.Write([22, 0]);
        file.Write("1.2.840.10008.1.2.1.99"u8);
        file.Write(plain.AsSpan(at + named.Length, end - at - named.Length));
        using (var deflate = new DeflateStream(file, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(plain.AsSpan(end));
        byte[] whole = file.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(140), end - 144 + 2);
        return whole;
    }

    private static byte[] Plain(byte[] gzip)
    {
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        return plain.ToArray();
    }
}
