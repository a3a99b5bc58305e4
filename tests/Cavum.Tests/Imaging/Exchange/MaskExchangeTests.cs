using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class MaskExchangeTests
{
    private static ImageSeries Series(ImageGeometry grid) =>
        SeriesSorter.Sort([.. PetSeriesWriter.WritePet(Phantom.Spheres(grid), Phantom.Header(), Phantom.Acquisition()).Select((b, i) => Phantom.Read(b, $"{i}.dcm"))]).Value;

    private static Mask Ball(ImageGeometry grid, Point3 centre, double radius) =>
        Mask.FromIndices(grid, Enumerable.Range(0, grid.Count).Where(i => grid.ToPatient(grid.VoxelAt(i)).DistanceTo(centre) <= radius));

    [Fact]
    public void A_segmentation_whose_frames_do_not_fill_whole_bytes_comes_back_bit_for_bit()
    {
        var grid = Phantom.Grid(columns: 23, rows: 19);
        var series = Series(grid);
        Mask[] masks = [Ball(grid, new(0, 0, -85), 12), Ball(grid, new(8, 4, -80), 9)];

        byte[] bytes = SegmentationWriter.Write(series, series.Geometry, [.. masks.Select((m, i) => new SegmentToWrite($"Lesion {i}", m))]);
        var seg = SegmentationReader.Read(Phantom.Read(bytes)).Value;
        var read = seg.ToGrid(series.Geometry);

        Assert.Equal(masks.Select(m => m.Inside.ToArray()), read.Select(r => r.Mask.Inside.ToArray()));
        Assert.All(read, r => Assert.Equal(0, r.LostVoxels));
        Assert.Equal(bytes, SegmentationWriter.Write(series, series.Geometry, [.. read.Select(r => new SegmentToWrite(r.Label, r.Mask))]));
    }

    [Fact]
    public void The_bit_packing_phantom_reads_and_writes_back_the_same_masks()
    {
        var images = DicomSource.Read(Shared.Path("data/imaging/seg_bitpacking_phantom/image")).Value;
        var series = SeriesSorter.Sort([.. images.Files]).Value;
        var seg = SegmentationReader.Read(DicomSource.Read(Shared.Path("data/imaging/seg_bitpacking_phantom/mask/mask.dcm")).Value.Files[0]).Value;
        var read = seg.ToGrid(series.Geometry);

        Assert.All(read, r => Assert.True(r.Mask.VoxelCount > 0 && r.LostVoxels == 0));
        byte[] written = SegmentationWriter.Write(series, series.Geometry, [.. read.Select(r => new SegmentToWrite(r.Label, r.Mask))]);
        var again = SegmentationReader.Read(Phantom.Read(written)).Value.ToGrid(series.Geometry);
        Assert.Equal(read.Select(r => r.Mask.Inside.ToArray()), again.Select(r => r.Mask.Inside.ToArray()));
    }

    [Fact]
    public void NIfTI_keeps_values_and_places_and_labels()
    {
        var grid = new ImageGeometry(new(7, 6, 5), new(2, 3, 4), new(10, -20, 30), new(0, 1, 0), new(-1, 0, 0), new(0, 0, 1));
        var image = new ImageVolume(grid, [.. Enumerable.Range(0, grid.Count).Select(i => i * 0.37f)]);

        var read = Nifti.Read("a.nii.gz", Nifti.Write(image)).Value;

        Assert.Equal(image.Values, read.Values);
        Assert.True(read.Geometry.SameGrid(grid, 1e-4));
        using var folder = new TempFolder();
        var mask = Ball(grid, grid.ToPatient(3, 3, 2), 5);
        File.WriteAllBytes(folder.File("m.nii.gz"), Nifti.Write([mask]));
        Assert.Equal(mask.Inside, MaskReader.Read(folder.File("m.nii.gz"), grid, []).Value.Single().Mask.Inside);
    }

    [Fact]
    public void A_mask_stored_with_other_axes_lands_on_the_same_voxels()
    {
        var grid = Phantom.Grid();
        var flipped = new ImageGeometry(new(24, 20, 12), grid.Spacing, grid.ToPatient(23, 19, 0), new(-1, 0, 0), new(0, -1, 0), new(0, 0, 1));
        var mask = Ball(grid, new(-10, 5, -90), 10);
        bool[] turned = new bool[grid.Count];
        foreach (int i in mask.Indices())
        {
            var v = grid.VoxelAt(i);
            turned[flipped.Index(23 - v.X, 19 - v.Y, v.Z)] = true;
        }

        Assert.Equal(mask.Inside, MaskResampling.ToGrid(new(flipped, turned), grid).Inside);
    }

    /// <summary>A square of 8 × 8 mm at voxel centres ±2 with a hole of 4 × 4: 4 voxels each slice less 1.</summary>
    [Fact]
    public void An_inner_contour_is_a_hole()
    {
        var grid = ImageGeometry.Upright(10, 10, 2, new(1, 1, 1));
        RtStruct.Contour Square(double low, double high) => new([new(low, low, 1), new(high, low, 1), new(high, high, 1), new(low, high, 1)]);

        var region = RtStruct.ToGrid(new(1, "ring", [Square(0.5, 7.5), Square(2.5, 4.5)], []), grid).Value;

        Assert.Equal(7 * 7 - 2 * 2, region.Mask.VoxelCount);
        Assert.True(region.Mask[1, 1, 1] && !region.Mask[3, 3, 1] && !region.Mask[1, 1, 0]);
    }

    [Fact]
    public void Truncated_and_absurd_NIfTI_files_are_refused()
    {
        byte[] whole = Nifti.Write(new ImageVolume(ImageGeometry.Upright(4, 4, 4, new(1, 1, 1)), new float[64]));
        for (int n = 0; n < whole.Length - 8; n += 7) // the last 8 bytes are the gzip trailer: the voxels are whole without them
            Assert.True(Nifti.Read("cut.nii.gz", whole[..n]).IsRefused);
        Assert.True(Nifti.Read("text.nii", new byte[400]).IsRefused);
    }

    [Fact]
    public void De_identified_series_give_the_same_SUV_and_carry_no_identity()
    {
        using var source = Phantom.Write(PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(), (new(0, 0, -82), 14, 6)), Phantom.Header("Head of Phantom") with { PatientName = "Phantom^One" }, Phantom.Acquisition(PetDialect.Philips)));
        using var folder = new TempFolder();
        var before = PetImage.Load(source.Path).Value;

        var document = Run.Json("pet", "anonymize", source.Path, "--out", folder.File("clean"), "--subject", "CV-007");

        var after = PetImage.Load(folder.File("clean")).Value;
        Assert.Equal(before.Suv.Values, after.Suv.Values);
        Assert.Equal(before.Conversion!.Factors, after.Conversion!.Factors);
        Assert.Equal(12, document.GetProperty("files").GetInt32());
        Assert.Contains("SeriesDescription", document.GetProperty("reported")[0].GetString(), StringComparison.Ordinal);
        var data = after.Series!.First.Data;
        Assert.Equal(("CV-007", "CV-007", "YES"), (data.Text(DicomTags.PatientName), data.Text(DicomTags.PatientId), data.Text(new(0x00120062))));
        Assert.NotEqual(before.Series!.Uid, after.Series.Uid);
        Assert.NotEqual(before.Series.First.Data.Text(DicomTags.SeriesDate), data.Text(DicomTags.SeriesDate));
        foreach (string file in Directory.GetFiles(folder.File("clean"), "*", SearchOption.AllDirectories))
            Assert.DoesNotContain("Phantom", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("seen by Dr. Wong", "a titled name")]
    [InlineData("born 3.4.1961", "a date")]
    [InlineData("case 20250117 WB", "six or more digits")]
    [InlineData("MRN: A12", "a record number")]
    [InlineData("call 852 2123 4567", "telephone")]
    [InlineData("a.b@ward.org", "e-mail")]
    [InlineData("xxPHANTOMxx", "a word of the subject's identity")]
    [InlineData("PET WB 3D 2.0 mm AC (128)", null)]
    [InlineData("CTAC mu 0.096000 cm-1", null)]
    [InlineData("case:4711012", "six or more digits")]
    public void An_identifier_by_shape_in_free_text_is_removed_and_reported(string text, string? reported)
    {
        var files = PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(slices: 1)), Phantom.Header(text), Phantom.Acquisition()).Select(b => Phantom.Read(b)).ToList();

        var done = Deidentifier.Run(new("x", files, []), "S1", new byte[32]).Value;

        string? kept = Phantom.Read(done.Files[0].Bytes).Data.Text(DicomTags.SeriesDescription);
        Assert.Equal(reported is null ? text : null, kept);
        if (reported is null) Assert.Empty(done.Reported);
        else Assert.Contains(reported, done.Reported.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_points_at_its_segmentation_and_reads_back()
    {
        var grid = Phantom.Grid();
        var series = Series(grid);
        var mask = Ball(grid, new(0, 0, -85), 12);
        var seg = Phantom.Read(SegmentationWriter.Write(series, series.Geometry, [new("A", mask)]));
        var suv = series.Load(_ => 1).Value;

        var report = Phantom.Read(MeasurementReport.Write(series, seg, [new(1, "A", LesionMeasurer.Measure(suv, mask)!)], "Reader^One"));

        Assert.Equal(MeasurementReport.StorageClass, report.SopClassUid);
        var evidence = report.Data.FirstItem(new(0x0040A375))!.Sequence(DicomTags.ReferencedSeriesSequence);
        Assert.Equal([series.Uid, seg.SeriesInstanceUid], evidence.Select(s => s.Text(DicomTags.SeriesInstanceUid)));
    }
}
