using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class StructureSetTests
{
    private static ImageSeries Series(ImageGeometry grid) =>
        SeriesSorter.Sort([.. PetSeriesWriter.WritePet(Phantom.Spheres(grid), Phantom.Header(), Phantom.Acquisition()).Select((b, i) => Phantom.Read(b, $"{i}.dcm"))]).Value;

    private static readonly ImageGeometry Oblique = new(new(13, 11, 4), new(2.3, 3.1, 4.7), new(-51.3, 20.8, -100.7), new Point3(0.96, 0.28, 0), new Point3(-0.28, 0.96, 0), new(0, 0, 1));

    /// <summary>Chance masks have holes, islands in holes and voxels that touch by a corner only.</summary>
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.1)]
    [InlineData(3, 0.9)]
    [InlineData(4, 0.6)]
    public void Any_mask_comes_back_voxel_for_voxel(ulong seed, double part)
    {
        var random = new SeededRandom(seed, 0);
        foreach (var grid in new[] { Oblique, Phantom.Grid(columns: 15, rows: 9, slices: 3) })
        {
            var series = Series(grid);
            Mask[] masks = [.. Enumerable.Range(0, 2).Select(_ => new Mask(series.Geometry, [.. Enumerable.Range(0, grid.Count).Select(_ => random.NextDouble() < part)]))];

            byte[] bytes = StructureSetWriter.Write(series, [.. masks.Select((m, i) => new SegmentToWrite($"Läsion {i}", m))]);

            var rois = RtStruct.Read(Phantom.Read(bytes)).Value;
            Assert.Equal(["Läsion 0", "Läsion 1"], rois.Select(r => r.Name));
            Assert.Equal(masks.Select(m => m.Inside.ToArray()), rois.Select(r => RtStruct.ToGrid(r, series.Geometry).Value.Mask.Inside.ToArray()));
            Assert.Equal(bytes, StructureSetWriter.Write(series, [.. masks.Select((m, i) => new SegmentToWrite($"Läsion {i}", m))]));
        }
    }

    [Fact]
    public void A_ring_is_two_contours_of_four_corners()
    {
        var grid = Phantom.Grid(slices: 1);
        var ring = Mask.FromIndices(grid, from y in Enumerable.Range(3, 5) from x in Enumerable.Range(4, 5) where !(y == 5 && x == 6) select grid.Index(x, y, 0));

        var contours = RtStruct.Read(Phantom.Read(StructureSetWriter.Write(Series(grid), [new("ring", ring)]))).Value[0].Contours;

        Assert.Equal([4, 4], contours.Select(c => c.Points.Count));
    }

    [Fact]
    public void It_passes_dciodvfy_without_an_error_and_convert_goes_from_SEG_to_RTSTRUCT_and_back()
    {
        using var source = Phantom.Write(PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(), (new(0, 0, -82), 14, 6)), Phantom.Header(), Phantom.Acquisition()));
        using var folder = new TempFolder();
        string nifti = folder.File("m.nii.gz"), seg = folder.File("m.dcm"), contours = folder.File("m.rtstruct.dcm"), back = folder.File("back.nii.gz");
        var grid = PetImage.Load(source.Path).Value.Suv.Geometry;
        var ball = Mask.FromIndices(grid, Enumerable.Range(0, grid.Count).Where(i => grid.ToPatient(grid.VoxelAt(i)).DistanceTo(new(0, 0, -82)) <= 11));
        File.WriteAllBytes(nifti, Nifti.Write([ball]));

        foreach (var (mask, output) in new[] { (nifti, seg), (seg, contours), (contours, back) })
            Assert.Equal(ball.VoxelCount, Run.Json("pet", "convert", source.Path, "--mask", mask, "--out", output).GetProperty("regions")[0].GetProperty("voxels").GetInt32());

        Assert.Equal(ball.Inside, MaskReader.Read(back, grid, []).Value.Single().Mask.Inside);
        Assert.DoesNotContain(Tool.Run("dciodvfy", contours).Split('\n'), line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    /// <summary>A cylinder of 8 × 8 voxels and 24 mm drawn on planes of another spacing than the image's 3 mm: its volume stays.</summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(1.5)]
    [InlineData(2.5)]
    [InlineData(3.0)]
    [InlineData(5.0)]
    [InlineData(6.0)]
    public void Contours_of_other_slices_neither_cancel_nor_leave_gaps(double planeMm)
    {
        var grid = ImageGeometry.Upright(20, 20, 20, new(1, 1, 3));
        var contours = Enumerable.Range(0, (int)Math.Round(24 / planeMm)).Select(k => 15 + (k + 0.5) * planeMm)
            .Select(z => new RtStruct.Contour([new(3.5, 3.5, z), new(11.5, 3.5, z), new(11.5, 11.5, z), new(3.5, 11.5, z)])).ToList();

        var region = RtStruct.ToGrid(new(1, "cylinder", contours, []), grid).Value;

        Assert.InRange(region.Mask.VoxelCount / 64.0, 7, 9); // 24 mm are 8 slices
        Assert.Equal(0, region.LostVoxels);
        Assert.Equal(contours.Count, RtStruct.ToGrid(new(1, "far", contours, []), ImageGeometry.Upright(20, 20, 3, new(1, 1, 3), new(0, 0, 300))).Value.LostVoxels);
    }
}
