using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class ViewerVolumeTests
{
    /// <summary>A body of 400 × 300 voxels of 1 mm in air: cropped with a margin of 3 and averaged 2 × 2, in its place.</summary>
    [Fact]
    public void A_large_CT_is_cropped_to_the_body_and_averaged_where_it_lay()
    {
        var grid = ImageGeometry.Upright(512, 512, 2, new(1, 1, 3), new(-256, -256, 10));
        float[] hu = new float[grid.Count];
        Array.Fill(hu, -1000);
        for (int z = 0; z < 2; z++)
            for (int y = 100; y < 400; y++)
                for (int x = 50; x < 450; x++) hu[grid.Index(x, y, z)] = x + 1000 * z;

        var small = ViewerVolume.Of(new(grid, hu));

        var g = small.Geometry;
        Assert.Equal((203, 153, 2, 2.0, 2.0, 3.0), (g.Columns, g.Rows, g.Slices, g.Spacing.X, g.Spacing.Y, g.Spacing.Z));
        var at = g.ToVoxel(grid.ToPatient(300.5, 250.5, 1));
        var (column, row) = ((int)Math.Round(at.X), (int)Math.Round(at.Y));
        double x300 = grid.ToVoxel(g.ToPatient(column, row, 1)).X; // the middle of the averaged voxels
        Assert.Equal(x300 + 1000, small[new(column, row, 1)], 1e-3);
    }

    [Fact]
    public void Air_alone_and_a_small_CT_keep_their_grid()
    {
        var grid = ImageGeometry.Upright(20, 10, 3, new(2, 2, 3));
        var air = new ImageVolume(grid, [.. Enumerable.Repeat(-1000f, grid.Count)]);

        Assert.True(ViewerVolume.Of(air).Geometry.SameGrid(grid));
        var read = Nifti.Read("ct.nii.gz", Nifti.WriteWhole(new(grid, [.. Enumerable.Range(0, grid.Count).Select(i => i * 1.4f - 300)]), (-160, 240))).Value;
        for (int i = 0; i < grid.Count; i++) Assert.Equal(MathF.Round(i * 1.4f - 300), read.Values[i]);
    }
}
