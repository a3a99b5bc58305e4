using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>Masks brought to another grid: each voxel of the target asks for the source voxel that its centre lies in.</summary>
public sealed class MaskResamplingTests
{
    /// <summary>Only the box that the mask can reach is walked; the result is that of walking the whole target.</summary>
    [Fact]
    public void A_chance_mask_on_a_turned_grid_is_what_a_walk_through_every_voxel_gives()
    {
        var random = new SeededRandom(20);
        int filled = 0;
        for (int round = 0; round < 200; round++)
        {
            ImageGeometry from = Chance(random), to = Chance(random);
            bool[] inside = new bool[from.Count];
            for (int n = (int)(random.NextDouble() * 6); n >= 0; n--) inside[(int)(random.NextDouble() * inside.Length)] = true;

            var here = MaskResampling.ToGrid(new(from, inside), to);

            for (int i = 0; i < to.Count; i++)
            {
                var p = from.ToVoxel(to.ToPatient(to.VoxelAt(i)));
                Voxel at = new((int)Math.Floor(p.X + 0.5), (int)Math.Floor(p.Y + 0.5), (int)Math.Floor(p.Z + 0.5));
                if (NearBorder(p)) continue; // the two ways of rounding may part there
                Assert.True(here.Inside[i] == (from.Contains(at) && inside[from.Index(at)]), $"round {round}, voxel {i}");
            }
            filled += here.VoxelCount > 0 ? 1 : 0;
        }
        Assert.InRange(filled, 40, 200);
    }

    [Fact]
    public void An_empty_mask_and_one_outside_of_the_target_are_empty_there()
    {
        var grid = ImageGeometry.Upright(5, 5, 5, new(2, 2, 2), new(0, 0, 0));
        var far = ImageGeometry.Upright(5, 5, 5, new(2, 2, 2), new(500, 500, 500));

        Assert.Equal(0, MaskResampling.ToGrid(Mask.Empty(grid), far).VoxelCount);
        Assert.Equal(0, MaskResampling.ToGrid(Mask.FromIndices(grid, [0, 124]), far).VoxelCount);
    }

    private static bool NearBorder(Point3 p)
    {
        return new[] { p.X, p.Y, p.Z }.Any(v => Math.Abs(v + 0.5 - Math.Round(v + 0.5)) < 1e-9);
    }

    private static ImageGeometry Chance(SeededRandom random)
    {
        double a = random.NextDouble() * 0.6, b = random.NextDouble() * 0.6;
        Point3 x = new(Math.Cos(a), Math.Sin(a), 0), y = new(-Math.Sin(a) * Math.Cos(b), Math.Cos(a) * Math.Cos(b), Math.Sin(b)), z = new(Math.Sin(a) * Math.Sin(b), -Math.Cos(a) * Math.Sin(b), Math.Cos(b));
        double Size() => 1 + 4 * random.NextDouble();
        return new(new(4 + (int)(random.NextDouble() * 9), 4 + (int)(random.NextDouble() * 9), 3 + (int)(random.NextDouble() * 9)), new(Size(), Size(), Size()), new(-10 * random.NextDouble(), -10 * random.NextDouble(), -10 * random.NextDouble()), x, y, z);
    }
}
