using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>Structure sets and segmentations whose drawing does not fit the image, or itself.</summary>
public class ContourTests
{
    private static readonly ImageGeometry Grid = ImageGeometry.Upright(20, 20, 30, new(1, 1, 3));

    private static RtStruct.Contour Square(double z, double low = 3.5, double high = 11.5, double rise = 0) => new([new(low, low, z), new(high, low, z), new(high, high, z + rise), new(low, high, z + rise)]);

    private static byte[] Structure(string frame, params (string Name, (string Type, RtStruct.Contour Points)[] Contours)[] rois) => DicomWriter.Write(new DicomDataset()
        .With(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.481.3").With(DicomTags.SopInstanceUid, "1.2.4").With(DicomTags.Modality, "RTSTRUCT")
        .With(DicomTags.StructureSetRois, [.. rois.Select((r, i) => new DicomDataset().With(DicomTags.RoiNumber, i + 1).With(DicomTags.RoiName, r.Name).With(DicomTags.ReferencedFrameOfReferenceUid, frame))])
        .With(DicomTags.RoiContours, [.. rois.Select((r, i) => new DicomDataset().With(DicomTags.ReferencedRoiNumber, i + 1)
            .With(DicomTags.Contours, [.. r.Contours.Select(c => new DicomDataset().With(DicomTags.ContourType, c.Type).With(DicomTags.ContourData, [.. c.Points.Points.SelectMany(p => new[] { p.X, p.Y, p.Z })]))]))]));

    /// <summary>Two outlines of the image's own slices 3 and 5, or 100 mm apart: nothing is filled between, and it is told.</summary>
    [Theory]
    [InlineData(9, 15)]
    [InlineData(9, 84)]
    public void Two_outlines_apart_stay_two(double first, double second)
    {
        var region = RtStruct.ToGrid(new(1, "two", [Square(first), Square(second)], []), Grid).Value;

        Assert.Equal(2 * 64, region.Mask.VoxelCount);
        Assert.Contains(region.Warnings, w => w.Contains("nothing was filled between", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(6.0)]
    [InlineData(60.0)]
    public void Contours_that_run_through_slices_are_refused(double rise)
    {
        var problem = RtStruct.ToGrid(new(7, "slanted", [Square(9), Square(12, rise: rise)], []), Grid).Problems.Single();

        Assert.Contains("[contourOffPlane]", problem.Expected, StringComparison.Ordinal);
        Assert.Contains("1 of 2 contours", problem.Read, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_doubled_and_foreign_contours_are_told_and_do_not_disturb_the_rest()
    {
        using var folder = Phantom.Write(PetSeriesWriter.WritePet(Phantom.Spheres(Grid), Phantom.Header(), Phantom.Acquisition()));
        var image = PetImage.Load(folder.Path).Value;
        using var masks = new TempFolder();
        File.WriteAllBytes(masks.File("rt.dcm"), Structure("1.9.9", ("GTV", [("CLOSED_PLANAR", Square(9)), ("OPEN_PLANAR", Square(12)), ("CLOSED_PLANAR", Square(9))]), ("GTV", [("CLOSED_PLANAR", Square(9, -90, 5))]), ("seed", [("POINT", Square(9))])));
        List<string> warnings = [];

        var regions = MaskReader.Read(masks.File("rt.dcm"), image.Suv.Geometry, warnings, image.Series).Value;

        Assert.Equal([64, 25], regions.Select(r => r.Mask.VoxelCount));
        foreach (string told in (string[])["OPEN_PLANAR encloses nothing", "is there twice", "2 ROIs are named 'GTV': numbers 1, 2", "has no closed contour", "frame of reference 1.9.9", "Region 2 'GTV': 1 voxel(s) or contour(s) lie outside"])
            Assert.Contains(warnings, w => w.Contains(told, StringComparison.Ordinal));
        File.WriteAllBytes(masks.File("rt.dcm"), Structure("1.9.9", ("line", [("OPEN_PLANAR", Square(9))])));
        Assert.Contains("OPEN_PLANAR encloses nothing", MaskReader.Read(masks.File("rt.dcm"), image.Suv.Geometry, []).Problems.Single().Read, StringComparison.Ordinal);
    }

    private static DicomFile Seg(Action<DicomDataset> change)
    {
        bool[] inside = new bool[Grid.Count];
        for (int i = 0; i < 40; i++) inside[Grid.Index(i % 8, i / 8, 4)] = inside[Grid.Index(i % 8, i / 8, 6)] = true;
        var file = Phantom.Read(SegmentationWriter.Write(null, Grid, [new("A", new(Grid, inside))]));
        change(file.Data);
        return file;
    }

    private static void AsBytes(DicomDataset data, string type, byte value)
    {
        byte[] pixels = new byte[20 * 20 * 2];
        for (int i = 0; i < 40; i++) pixels[i] = value;
        data.With(DicomTags.SegmentationType, type).With(DicomTags.BitsAllocated, 8).With(DicomTags.BitsStored, 8).With(DicomTags.HighBit, 7).Set(new(DicomTags.PixelData, "OB", pixels));
    }

    [Fact]
    public void Fractions_of_nothing_and_labels_of_no_segment_are_refused()
    {
        var fraction = SegmentationReader.Read(Seg(d => { AsBytes(d, "FRACTIONAL", 90); d.With(DicomTags.MaximumFractionalValue, 0); })).Problems.Single();
        var label = SegmentationReader.Read(Seg(d => AsBytes(d, "LABELMAP", 7))).Problems.Single();

        Assert.Contains("MaximumFractionalValue", fraction.Place, StringComparison.Ordinal);
        Assert.Equal("label 7 in frame 1", label.Read);
        var half = SegmentationReader.Read(Seg(d => { AsBytes(d, "FRACTIONAL", 90); d.With(DicomTags.MaximumFractionalValue, 180); })).Value;
        Assert.Equal(40, half.ToGrid(Grid).Single().Mask.VoxelCount);
    }

    [Fact]
    public void Planes_beside_the_slices_are_told_and_coarser_ones_fill_their_thickness()
    {
        var between = ImageGeometry.Upright(20, 20, 30, new(1, 1, 3), new(0, 0, 1.2));
        var coarse = Seg(d => d.Sequence(DicomTags.SharedFunctionalGroups)[0].Sequence(DicomTags.PixelMeasuresSequence)[0].With(new DicomTag(0x00180088), 6.0));

        var told = SegmentationReader.Read(Seg(_ => { })).Value.ToGrid(between).Single();
        Assert.Contains("lie up to 1.2 mm beside", told.Warnings.Single(), StringComparison.Ordinal);
        Assert.Equal(4 * 40, SegmentationReader.Read(coarse).Value.ToGrid(Grid).Single().Mask.VoxelCount);
    }

    /// <summary>Positions that were rounded up and down around the middle of two slices: every plane keeps a slice of its own.</summary>
    [Theory]
    [InlineData(0.00001)]
    [InlineData(-0.00001)]
    [InlineData(0.0)]
    public void Contours_midway_between_slices_fill_one_slice_each(double rounding)
    {
        RtStruct.Contour[] contours = [.. Enumerable.Range(3, 6).Select(i => Square(3 * (i + 0.5) + (i % 2 == 0 ? rounding : -rounding), 3.5, 5.5 + i))];

        var region = RtStruct.ToGrid(new(1, "between", contours, []), Grid).Value;

        Assert.Equal(Enumerable.Range(3, 6).Sum(i => (i + 2) * (i + 2)), region.Mask.VoxelCount);
    }

    [Fact]
    public void A_segmentation_that_contradicts_itself_is_refused()
    {
        var turned = new DicomDataset().With(DicomTags.ImageOrientation, [-1.0, 0, 0, 0, 1, 0]);
        var scaled = new DicomDataset().With(DicomTags.PixelSpacing, [2.0, 1.0]);
        (Action<DicomDataset> Change, string Read)[] cases =
        [
            (d => d.With(DicomTags.SegmentationType, "SURFACE"), "SURFACE"),
            (d => d.With(DicomTags.SegmentationType, "FRACTIONAL").With(DicomTags.MaximumFractionalValue, 255), "255 in 1 bit(s)"),
            (d => d.With(DicomTags.NumberOfFrames, 1), "1 frame(s)"),
            (d => d.Sequence(DicomTags.PerFrameFunctionalGroups)[1].With(DicomTags.PlaneOrientationSequence, turned), "frame 2 with another orientation than frame 1"),
            (d => d.Sequence(DicomTags.PerFrameFunctionalGroups)[1].With(DicomTags.PixelMeasuresSequence, scaled), "frame 2 with other pixel spacing than frame 1"),
        ];

        foreach (var (change, read) in cases) Assert.Equal(read, SegmentationReader.Read(Seg(change)).Problems.Single().Read);
    }

    [Fact]
    public void Two_segmentations_in_one_source_have_one_number_a_region_and_another_patient_is_told()
    {
        using var folder = Phantom.Write(PetSeriesWriter.WritePet(Phantom.Spheres(Grid), Phantom.Header(), Phantom.Acquisition()));
        var image = PetImage.Load(folder.Path).Value;
        using var masks = new TempFolder();
        foreach (string name in (string[])["a.dcm", "b.dcm"])
            File.WriteAllBytes(masks.File(name), DicomWriter.Write(Seg(d => d.With(DicomTags.SopInstanceUid, "1.2." + name[0] % 7).With(DicomTags.PatientId, "somebody else")).Data));
        List<string> warnings = [];

        var regions = MaskReader.Read(masks.Path, image.Suv.Geometry, warnings, image.Series).Value;

        Assert.Equal([1, 2], regions.Select(r => r.Id));
        Assert.Contains(warnings, w => w.Contains("is region 2 here", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.Contains("names the patient 'somebody else'", StringComparison.Ordinal));
    }
}
