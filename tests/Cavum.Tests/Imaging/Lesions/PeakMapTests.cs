using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class PeakMapTests
{
    [Theory]
    [InlineData(31, 17, 13, 4.07, 2.0, 0)]
    [InlineData(19, 12, 9, 2.5, 3.27, 0)]
    [InlineData(5, 6, 7, 1.0, 1.0, 0)]
    [InlineData(20, 12, 9, 4.0, 3.0, 10)]
    public void Every_voxel_of_the_map_is_the_mean_of_the_sphere_around_it(int columns, int rows, int slices, double pixel, double spacing, double tiltDegrees)
    {
        double tilt = tiltDegrees * Math.PI / 180;
        var grid = new ImageGeometry(new(columns, rows, slices), new(pixel, pixel, spacing), default, new(1, 0, 0), new(0, 1, 0), new(0, Math.Sin(tilt), Math.Cos(tilt)));
        var random = new SeededRandom(7);
        var image = new ImageVolume(grid, [.. Enumerable.Range(0, grid.Count).Select(_ => (float)(20 * random.NextDouble()))]);

        var map = PeakMap.Compute(image);

        var sphere = new PeakSphere(grid);
        for (int i = 0; i < grid.Count; i++)
        {
            double expected = sphere.At(image, grid.VoxelAt(i));
            Assert.True(Math.Abs(map.Values[i] - expected) <= 2e-6 * expected, $"voxel {i}: {map.Values[i]} for {expected}");
        }
    }
}
