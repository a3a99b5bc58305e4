using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class ProjectionTests
{
    private static readonly Point3 X = new(1, 0, 0), Y = new(0, 1, 0), Z = new(0, 0, 1);

    private static ImageVolume Random(int columns, int rows, int slices, ulong seed)
    {
        var random = new SeededRandom(seed);
        float[] values = new float[columns * rows * slices];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(random.NextDouble() * 10);
        return new(ImageGeometry.Upright(columns, rows, slices, new(2, 2, 2)), values);
    }

    // 3 columns, 3 rows, 2 slices: one hot voxel at the patient's left front, in the lower slice.
    private static ImageVolume HotLeftFront()
    {
        float[] values = new float[18];
        values[2] = 5;
        return new(ImageGeometry.Upright(3, 3, 2, new(1, 1, 1)), values);
    }

    [Theory]
    [InlineData(0, 1, 5)]    // from the front the patient's left is on the right
    [InlineData(90, -1, 5)]  // from the left the front is on the left
    [InlineData(180, -1, 5)]
    [InlineData(270, 1, 5)]
    public void A_hot_voxel_lies_where_the_view_says(double angle, int side, float value)
    {
        var image = MaximumProjection.Render(HotLeftFront(), angle);

        int hottest = Array.IndexOf(image.Values, image.Values.Max());
        Assert.Equal(value, image.Values.Max());
        Assert.Equal(1, hottest / image.Width); // the lower slice is the lower row
        Assert.Equal(side, Math.Sign(hottest % image.Width - (image.Width - 1) / 2.0));
    }

    [Fact]
    public void From_the_front_each_column_keeps_its_maximum()
    {
        var volume = Random(6, 5, 4, 1);
        var image = MaximumProjection.Render(volume, 0);
        int margin = (image.Width - 6) / 2;

        for (int z = 0; z < 4; z++)
            for (int x = 0; x < 6; x++)
                Assert.Equal(Enumerable.Range(0, 5).Max(y => volume[x, y, z]), image[margin + x, 3 - z]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    public void The_view_from_the_other_side_is_the_mirror_image(double angle)
    {
        var volume = Random(8, 8, 3, 2);
        var here = MaximumProjection.Render(volume, angle);
        var there = MaximumProjection.Render(volume, angle + 180);

        for (int y = 0; y < here.Height; y++)
            for (int x = 0; x < here.Width; x++)
                Assert.Equal(here[x, y], there[here.Width - 1 - x, y], 1e-5f);
    }

    [Fact]
    public void No_angle_exceeds_the_hottest_voxel_and_every_angle_has_one_size()
    {
        var volume = Random(9, 7, 5, 3);
        float max = volume.Values.ToArray().Max();
        var size = MaximumProjection.Render(volume, 0);
        for (double angle = -90; angle < 450; angle += 7.3)
        {
            var image = MaximumProjection.Render(volume, angle);
            Assert.True(image.Values.Max() <= max);
            Assert.Equal((size.Width, size.Height), (image.Width, image.Height));
        }
    }

    /// <summary>A ball in the middle looks the same from everywhere.</summary>
    [Fact]
    public void A_ball_is_round_from_every_angle()
    {
        const int n = 31;
        float[] values = new float[n * n * n];
        for (int i = 0; i < values.Length; i++)
        {
            double dx = i % n - 15, dy = i / n % n - 15, dz = i / n / n - 15;
            values[i] = (float)Math.Max(0, 10 - Math.Sqrt(dx * dx + dy * dy + dz * dz));
        }
        var volume = new ImageVolume(ImageGeometry.Upright(n, n, n, new(2, 2, 2)), values);
        var front = MaximumProjection.Render(volume, 0);
        foreach (double angle in new[] { 13.0, 45, 77, 120 })
        {
            var turned = MaximumProjection.Render(volume, angle);
            for (int i = 0; i < front.Values.Length; i++) Assert.Equal(front.Values[i], turned.Values[i], 0.6f);
        }
    }

    /// <summary>The same patient stored with other axes gives the same picture.</summary>
    [Fact]
    public void Storage_order_does_not_change_the_picture()
    {
        var upright = Random(5, 6, 7, 4);
        var g = upright.Geometry;
        float[] flipped = new float[g.Count], turned = new float[g.Count];
        for (int z = 0; z < 7; z++)
            for (int y = 0; y < 6; y++)
                for (int x = 0; x < 5; x++)
                {
                    flipped[g.Index(4 - x, 5 - y, 6 - z)] = upright[x, y, z];
                    turned[(x * 7 + z) * 6 + y] = upright[x, y, z];
                }
        var backwards = new ImageVolume(new(new(5, 6, 7), g.Spacing, g.ToPatient(4, 5, 6), -X, -Y, -Z), flipped);
        var sagittal = new ImageVolume(new(new(6, 7, 5), g.Spacing, g.Origin, Y, Z, X), turned);

        foreach (double angle in new[] { 0.0, 33, 90 })
        {
            float[] expected = MaximumProjection.Render(upright, angle).Values;
            Assert.Equal(expected, MaximumProjection.Render(backwards, angle).Values);
            Assert.Equal(expected, MaximumProjection.Render(sagittal, angle).Values);
        }
        Assert.Same(upright, PatientAxes.Align(upright));
        Assert.Equal(g.Origin, PatientAxes.Align(backwards.Geometry).Origin);
    }

    [Fact]
    public void Slices_are_shown_as_radiologists_see_them()
    {
        var volume = Random(4, 3, 2, 5);
        var axial = SliceView.Axial(volume, 1);
        var coronal = SliceView.Coronal(volume, 2);
        var sagittal = SliceView.Sagittal(volume, 3);

        Assert.Equal(volume[0, 0, 1], axial[0, 0]);
        Assert.Equal(volume[3, 2, 1], axial[3, 2]);
        Assert.Equal(volume[1, 2, 1], coronal[1, 0]); // head on top
        Assert.Equal(volume[3, 0, 0], sagittal[0, 1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => SliceView.Axial(volume, 2));
    }

    [Fact]
    public void Unequal_spacing_becomes_square_pixels()
    {
        var volume = new ImageVolume(ImageGeometry.Upright(2, 2, 3, new(2, 2, 4)), [.. Enumerable.Range(0, 12).Select(i => (float)(i / 4))]);
        var coronal = SliceView.Coronal(volume, 0);

        Assert.Equal((2, 6), (coronal.Width, coronal.Height));
        Assert.Equal([2, 1.75f, 1.25f, 0.75f, 0.25f, 0], Enumerable.Range(0, 6).Select(y => coronal[0, y]));
    }

    [Fact]
    public void A_voxel_that_is_not_a_number_is_passed_over()
    {
        var volume = HotLeftFront();
        float[] values = volume.Values.ToArray();
        values[5] = float.NaN;
        Assert.Equal(5, MaximumProjection.Render(new(volume.Geometry, values), 0).Values.Max());
    }

    [Fact]
    public void Refuses_angles_and_pixels_that_are_none()
    {
        Assert.Throws<ArgumentException>(() => MaximumProjection.Render(HotLeftFront(), double.NaN));
        Assert.Throws<ArgumentException>(() => MaximumProjection.Render(HotLeftFront(), 0, -1));
        Assert.Throws<ArgumentException>(() => MaximumProjection.Render(HotLeftFront(), 0, 1e-6));
        Assert.Throws<ArgumentException>(() => new UptakeWindow(3, 3));
    }
}
