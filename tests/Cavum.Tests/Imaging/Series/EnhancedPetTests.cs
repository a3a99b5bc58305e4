using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>Multi-frame PET and CT, made of single-frame series whose numbers are known.</summary>
public class EnhancedPetTests
{
    private static readonly ImageGeometry Grid = Phantom.Grid(slices: 6);

    private static List<DicomFile> SingleFrames(PetDialect dialect = PetDialect.Siemens) =>
        [.. PetSeriesWriter.WritePet(Phantom.Spheres(Grid, (new(0, 0, -92), 10, 6)), Phantom.Header(), Phantom.Acquisition(dialect)).Select((b, i) => Phantom.Read(b, $"{i}.dcm"))];

    private static DicomTag Tag(uint number) => new(number);

    /// <summary>What the whole object and what each frame says; frames in another order than they lie.</summary>
    private static DicomFile Enhanced(IReadOnlyList<DicomFile> frames, Action<DicomDataset> shared, Func<DicomFile, DicomDataset, DicomDataset> perFrame, params uint[] without)
    {
        int[] order = [.. Enumerable.Range(0, frames.Count).Select(i => (i * 5 + 2) % frames.Count)];
        var data = new DicomDataset();
        foreach (var element in frames[0].Data.Elements)
            if (!without.Contains(element.Tag.Number)) data.Set(element);
        var common = new DicomDataset().With(DicomTags.PlaneOrientationSequence, new DicomDataset().Set(frames[0].Data[DicomTags.ImageOrientation]!))
            .With(DicomTags.PixelMeasuresSequence, new DicomDataset().Set(frames[0].Data[DicomTags.PixelSpacing]!).Set(frames[0].Data[DicomTags.SliceThickness]!));
        shared(common);
        byte[] pixels = [.. order.SelectMany(i => frames[i].Data[DicomTags.PixelData]!.Value.ToArray())];
        data.With(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.130").With(DicomTags.NumberOfFrames, frames.Count)
            .With(DicomTags.SharedFunctionalGroups, common)
            .With(DicomTags.PerFrameFunctionalGroups, [.. order.Select(i => perFrame(frames[i], new DicomDataset().With(DicomTags.PlanePositionSequence, new DicomDataset().Set(frames[i].Data[DicomTags.ImagePosition]!))))])
            .Set(new(DicomTags.PixelData, "OW", pixels));
        return Phantom.Read(DicomWriter.Write(data), "enhanced.dcm");
    }

    private static readonly uint[] SingleFrameOnly =
        [0x00200032, 0x00200037, 0x00280030, 0x00281052, 0x00281053, 0x00541001, 0x00541102, 0x00541300, 0x00541321, 0x00181242, 0x00080022, 0x00080032, 0x00280051, 0x00540081, 0x00541330];

    private static DicomDataset RealWorld(DicomFile frame, string unit, double factor) => new DicomDataset()
        .With(DicomTags.MeasurementUnits, DicomBuilder.Code(unit, "UCUM", unit))
        .Set(new(DicomTags.RealWorldSlope, "FD", BitConverter.GetBytes(frame.Data.Number(DicomTags.RescaleSlope)!.Value * factor)))
        .Set(new(DicomTags.RealWorldIntercept, "FD", BitConverter.GetBytes(0.0)));

    private static DicomFile InActivity(Action<DicomDataset>? more = null, string? moment = null) => Enhanced(SingleFrames(), _ => { }, (f, groups) =>
    {
        string began = f.Data.Text(DicomTags.AcquisitionDate)! + f.Data.Text(DicomTags.AcquisitionTime);
        groups.With(DicomTags.FrameContent, new DicomDataset().With(DicomTags.FrameAcquisitionDateTime, began).Set(new(DicomTags.FrameAcquisitionDuration, "FD", BitConverter.GetBytes(f.Data.Number(DicomTags.ActualFrameDuration)!.Value))))
            .With(DicomTags.RealWorldMapping, RealWorld(f, "{counts}", 0.5), RealWorld(f, "Bq/ml", 1));
        var flags = new DicomDataset().With(DicomTags.DecayCorrected, "YES").With(DicomTags.AttenuationCorrected, "YES").With(DicomTags.DecayCorrectionDateTime, moment ?? "20260301112011.000000");
        more?.Invoke(flags);
        return groups.With(Tag(0x00189751), flags);
    }, SingleFrameOnly);

    [Fact]
    public void An_enhanced_PET_in_activity_gives_the_SUV_of_its_single_frames()
    {
        var single = PetImage.FromSeries(SingleFrames()).Value;

        var enhanced = PetImage.FromSeries([InActivity()]).Value;

        Assert.Equal("decayCorrectionDateTime", enhanced.Conversion!.Rule);
        Assert.True(enhanced.Suv.Geometry.SameGrid(single.Suv.Geometry, 1e-9));
        for (int i = 0; i < single.Suv.Values.Length; i++) Assert.Equal(single.Suv.Values[i], enhanced.Suv.Values[i], 1e-6f * single.Suv.Values[i]);
    }

    [Fact]
    public void An_enhanced_PET_that_stores_SUV_is_taken_as_it_is()
    {
        var file = Enhanced(SingleFrames(PetDialect.StoredSuv), _ => { }, (f, groups) => groups.With(DicomTags.RealWorldMapping, RealWorld(f, "g/ml{SUVbw}", 1)), SingleFrameOnly);

        var enhanced = PetImage.FromSeries([file]).Value;

        Assert.Equal("storedSuvBw", enhanced.Conversion!.Rule);
        Assert.Equal(PetImage.FromSeries(SingleFrames(PetDialect.StoredSuv)).Value.Suv.Values, enhanced.Suv.Values);
    }

    /// <summary>A legacy converted object keeps units, times and slopes in its unassigned and transformation groups.</summary>
    [Theory]
    [InlineData(PetDialect.Siemens)]
    [InlineData(PetDialect.Ge)]
    [InlineData(PetDialect.Philips)]
    public void A_legacy_converted_PET_gives_the_SUV_of_its_single_frames(PetDialect dialect)
    {
        var frames = SingleFrames(dialect);
        var file = Enhanced(frames, _ => { }, (f, groups) =>
        {
            var unassigned = new DicomDataset();
            foreach (uint tag in (uint[])[0x00541001, 0x00541102, 0x00541300, 0x00541321, 0x00181242, 0x00080022, 0x00080032])
                if (f.Data[Tag(tag)] is { } element) unassigned.Set(element);
            return groups.With(DicomTags.UnassignedPerFrame, unassigned)
                .With(DicomTags.PixelValueTransformation, new DicomDataset().Set(f.Data[DicomTags.RescaleSlope]!).Set(f.Data[DicomTags.RescaleIntercept]!));
        }, [.. SingleFrameOnly.Except([0x00280051u])]);

        var enhanced = PetImage.FromSeries([file]).Value;

        var single = PetImage.FromSeries(frames).Value;
        Assert.Equal(single.Conversion!.Rule, enhanced.Conversion!.Rule);
        Assert.Equal(single.Suv.Values, enhanced.Suv.Values);
    }

    [Fact]
    public void What_an_enhanced_PET_does_not_say_is_refused_with_its_code()
    {
        var noUnit = Enhanced(SingleFrames(), _ => { }, (_, groups) => groups, SingleFrameOnly);
        Assert.Contains(PetImage.FromSeries([noUnit]).Problems, p => p.Expected.Contains("unsupportedUnits", StringComparison.Ordinal));
        Assert.Contains(PetImage.FromSeries([InActivity(moment: "soon")]).Problems, p => p.Expected.Contains("missingReferenceTime", StringComparison.Ordinal));
        Assert.Contains(PetImage.FromSeries([InActivity(f => f.With(DicomTags.AttenuationCorrected, "NO"))]).Problems, p => p.Expected.Contains("notAttenuationCorrected", StringComparison.Ordinal));
    }

    [Fact]
    public void An_enhanced_CT_reads_each_frame_by_its_own_place_and_rescale()
    {
        var hu = new ImageVolume(Grid, [.. Enumerable.Range(0, Grid.Count).Select(i => (float)(i % 900 - 300))]);
        List<DicomFile> frames = [.. PetSeriesWriter.WriteCt(hu, Phantom.Header("CT")).Select(b => Phantom.Read(b))];
        var file = Enhanced(frames, s => s.With(DicomTags.PixelValueTransformation, new DicomDataset().Set(frames[0].Data[DicomTags.RescaleSlope]!).Set(frames[0].Data[DicomTags.RescaleIntercept]!)), (_, groups) => groups, SingleFrameOnly);

        Assert.Equal(hu.Values, SeriesSorter.Sort([file]).Value.Load(_ => 1).Value.Values);
    }

    [Theory]
    [InlineData("01", "lossy compression")]
    [InlineData("00", null)]
    public void Lossy_compression_is_told(string declared, string? warning)
    {
        var files = SingleFrames().Select(f => Phantom.Read(DicomWriter.Write(f.Data.With(DicomTags.LossyImageCompression, declared).With(DicomTags.LossyImageCompressionRatio, "8")))).ToList();

        var told = PetImage.FromSeries(files).Value.Warnings;

        if (warning is null) Assert.DoesNotContain(told, w => w.Contains("lossy", StringComparison.Ordinal));
        else Assert.Contains(told, w => w.Contains(warning, StringComparison.Ordinal) && w.Contains("ratio 8", StringComparison.Ordinal));
    }
}
