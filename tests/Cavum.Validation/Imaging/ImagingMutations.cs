using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Validation;

/// <summary>Breaks small DICOM and NIfTI files in seeded ways and reads them as the program would: each ends in a value or in problems with a place.</summary>
public static class ImagingMutations
{
    public sealed record Tally(string Kind, int Runs, int Read, int Refused, double SlowestMs, long MostBytes);

    /// <param name="Fault">Kind, seed and exception of what went wrong, for a test to name.</param>
    public sealed record Outcome(IReadOnlyList<Tally> Tallies, IReadOnlyList<string> Faults);

    private sealed record Target(string Kind, byte[] Bytes, Func<byte[], IReadOnlyList<Problem>?> Read);

    private static readonly ImageGeometry Grid = ImageGeometry.Upright(13, 11, 3, new(4, 4, 3), new(-20, -20, -10));

    public static Outcome Run(int runs, ulong seed)
    {
        Target[] targets = [.. Targets()];
        int[] read = new int[targets.Length], refused = new int[targets.Length], count = new int[targets.Length];
        double[] slowest = new double[targets.Length];
        long[] most = new long[targets.Length];
        List<string> faults = [];
        var random = new SeededRandom(seed);
        for (int n = 0; n < runs && faults.Count < 20; n++)
        {
            int t = n % targets.Length;
            byte[] broken = Mutate(targets[t].Bytes, random);
            long before = GC.GetTotalAllocatedBytes(), start = Stopwatch.GetTimestamp();
            try
            {
                var problems = targets[t].Read(broken);
                if (problems is null) read[t]++;
                else refused[t]++;
                if (problems is { Count: 0 } || problems?.Any(p => p.Place.Length == 0 || p.Expected.Length == 0) == true) faults.Add($"{targets[t].Kind}, run {n} of seed {seed}: refused without a place");
            }
            catch (Exception fault) // any exception at all is what is searched for
            {
                faults.Add($"{targets[t].Kind}, run {n} of seed {seed}: {fault.GetType().Name}: {fault.Message} {fault.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Cavum.Imaging", StringComparison.Ordinal))?.Trim()}");
            }
            count[t]++;
            slowest[t] = Math.Max(slowest[t], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            most[t] = Math.Max(most[t], GC.GetTotalAllocatedBytes() - before);
        }
        return new([.. targets.Select((x, t) => new Tally(x.Kind, count[t], read[t], refused[t], slowest[t], most[t]))], faults);
    }

    private static IEnumerable<Target> Targets()
    {
        float[] values = new float[Grid.Count];
        for (int i = 0; i < values.Length; i++) values[i] = 1 + i % 7;
        var header = new SeriesHeader { PatientId = "M", Start = new(2026, 3, 1, 10, 0, 0) };
        byte[][] slices = [.. PetSeriesWriter.WritePet(new(Grid, values), header, new(3.5e8, TimeSpan.FromMinutes(60)) { Dialect = PetDialect.Philips })];
        DicomFile[] files = [.. slices.Select((b, i) => DicomReader.Read($"{i}.dcm", b).Value)];
        foreach (var f in files) f.Data.Remove(DicomTags.NumberOfSlices);
        var series = SeriesSorter.Sort(files).Value;
        bool[] inside = [.. values.Select(v => v > 4)];
        byte[] seg = SegmentationWriter.Write(series, Grid, [new("A", new(Grid, inside)), new("B", new(Grid, [.. inside.Select(b => !b)]))]);

        yield return new("PET, explicit", DicomWriter.Write(files[0].Data), b => Image(b));
        yield return new("PET, deflated", Deflated(files[0].Data), b => Image(b));
        yield return new("PET, RLE", Rle(files[0].Data), b => Image(b));
        yield return new("SEG", seg, Segmented);
        yield return new("SR", MeasurementReport.Write(series, DicomReader.Read("s", seg).Value, [new(1, "A", LesionMeasurer.Measure(series.Load(_ => 1).Value, new(Grid, inside))!)]), b => DicomReader.Read("m.dcm", b).Problems is { Count: > 0 } p ? p : null);
        yield return new("RTSTRUCT", Structure(), Structured);
        yield return new("NIfTI", Plain(Nifti.Write(new ImageVolume(Grid, values))), b => Nifti.Read("m.nii", b).Problems is { Count: > 0 } p ? p : null);
        yield return new("NIfTI, gzip", Nifti.Write(new ImageVolume(Grid, values)), b => Nifti.Read("m.nii.gz", b).Problems is { Count: > 0 } p ? p : null);
        yield return new("PET, de-identified", DicomWriter.Write(files[0].Data), b => DicomReader.Read("m.dcm", b).Then(f => Deidentifier.Run(new("m", [f], []), "S", new byte[32])).Problems is { Count: > 0 } p ? p : null);
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
        foreach (var roi in rois.Value) RtStruct.ToGrid(roi, Grid);
        return null;
    }

    private static byte[] Structure()
    {
        DicomDataset Contour(double low, double high, double z) => new DicomDataset().With(DicomTags.ContourType, "CLOSED_PLANAR").With(DicomTags.ContourData, low, low, z, high, low, z, high, high, z, low, high, z);
        return DicomWriter.Write(new DicomDataset().With(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.481.3").With(DicomTags.SopInstanceUid, "1.2.4").With(DicomTags.Modality, "RTSTRUCT")
            .With(DicomTags.StructureSetRois, new DicomDataset().With(DicomTags.RoiNumber, 1.0).With(DicomTags.RoiName, "GTV"))
            .With(DicomTags.RoiContours, new DicomDataset().With(DicomTags.ReferencedRoiNumber, 1.0).With(DicomTags.Contours, Contour(-16, 14, -10), Contour(-8, 6, -10), Contour(-16, 14, -7))));
    }

    private static byte[] Rle(DicomDataset from)
    {
        var data = new DicomDataset();
        foreach (var e in from.Elements) data.Set(e);
        data.Set(new(DicomTags.PixelData, "OB", [ReadOnlyMemory<byte>.Empty, RleCodec.Encode(from[DicomTags.PixelData]!.Value.Span, 2)]));
        return DicomWriter.Write(data, TransferSyntax.RleLossless);
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

    /// <summary>One to four changes: bytes and bits flipped, lengths made absurd, pieces cut, doubled, moved, or the end lost.</summary>
    private static byte[] Mutate(byte[] whole, SeededRandom random)
    {
        List<byte> bytes = [.. whole];
        for (int k = 1 + random.NextInt(4); k > 0 && bytes.Count > 8; k--)
        {
            int at = random.NextInt(bytes.Count - 4), length = 1 + random.NextInt(Math.Min(64, bytes.Count - at));
            switch (random.NextInt(9))
            {
                case 0: bytes[at] = (byte)random.NextInt(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.NextInt(8)); break;
                case 2: for (int i = 0; i < 4; i++) bytes[at + i] = 0xFF; break;
                case 3: bytes.RemoveRange(bytes.Count - length, length); break;
                case 4: bytes.RemoveRange(at, Math.Min(length, bytes.Count - at)); break;
                case 5: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 6: bytes.RemoveRange(at, bytes.Count - at); break;
                case 7: (bytes[at], bytes[at + 2]) = (bytes[at + 2], bytes[at]); break;
                default: bytes[at] = (byte)"0123456789.-e\\ "[random.NextInt(15)]; break;
            }
        }
        return [.. bytes];
    }
}
