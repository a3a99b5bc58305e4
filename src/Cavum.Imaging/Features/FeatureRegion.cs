namespace Cavum.Imaging;

/// <summary>A region of interest cut out of its image: the box around the mask with a border of one voxel outside it.</summary>
/// <remarks>The border lets every neighbour be looked up without asking for the edge.</remarks>
internal sealed class FeatureRegion
{
    public FeatureRegion(ImageVolume image, Mask mask)
    {
        var g = image.Geometry;
        Image = image;
        Voxels = mask.Indices();
        Voxel low = new(int.MaxValue, int.MaxValue, int.MaxValue), high = new(-1, -1, -1);
        foreach (int i in Voxels)
        {
            var v = g.VoxelAt(i);
            low = new(Math.Min(low.X, v.X), Math.Min(low.Y, v.Y), Math.Min(low.Z, v.Z));
            high = new(Math.Max(high.X, v.X), Math.Max(high.Y, v.Y), Math.Max(high.Z, v.Z));
        }
        (Nx, Ny, Nz) = (high.X - low.X + 3, high.Y - low.Y + 3, high.Z - low.Z + 3);
        Inside = new bool[Nx * Ny * Nz];
        Values = new float[Voxels.Length];
        At = new int[Voxels.Length];
        for (int n = 0; n < Voxels.Length; n++)
        {
            var v = g.VoxelAt(Voxels[n]);
            At[n] = ((v.Z - low.Z + 1) * Ny + v.Y - low.Y + 1) * Nx + v.X - low.X + 1;
            Inside[At[n]] = true;
            Values[n] = image.Values[Voxels[n]];
        }
        (StepX, StepY, StepZ) = (g.AxisX * g.Spacing.X, g.AxisY * g.Spacing.Y, g.AxisZ * g.Spacing.Z);
        VoxelMm3 = g.VoxelMillilitres * 1000;
    }

    public ImageVolume Image { get; }

    /// <summary>Storage indices of the region in the image, ascending.</summary>
    public int[] Voxels { get; }

    /// <summary>Size of the box, border included.</summary>
    public int Nx { get; }
    public int Ny { get; }
    public int Nz { get; }

    /// <summary>Flags of the box.</summary>
    public bool[] Inside { get; }

    /// <summary>Intensities in the order of <see cref="At"/>.</summary>
    public float[] Values { get; }

    /// <summary>Where each voxel lies in the box, ascending.</summary>
    public int[] At { get; }

    public int Count => At.Length;

    /// <summary>mm from one voxel centre to the next along each axis.</summary>
    public Point3 StepX { get; }
    public Point3 StepY { get; }
    public Point3 StepZ { get; }

    public double VoxelMm3 { get; }

    public int SliceSize => Nx * Ny;

    public (int X, int Y, int Z) Position(int box) => (box % Nx, box / Nx % Ny, box / SliceSize);

    public Point3 PositionMm(int box)
    {
        var (x, y, z) = Position(box);
        return x * StepX + y * StepY + z * StepZ;
    }
}

/// <summary>The box of a region filled with grey levels; 0 is outside.</summary>
internal sealed class LevelGrid
{
    public LevelGrid(FeatureRegion region, int[] levels)
    {
        Region = region;
        Levels = levels;
        Grid = new int[region.Inside.Length];
        for (int n = 0; n < levels.Length; n++)
        {
            Grid[region.At[n]] = levels[n];
            Max = Math.Max(Max, levels[n]);
        }
        SliceStart = new int[region.Nz + 1];
        for (int z = 0, n = 0; z <= region.Nz; z++)
        {
            while (n < levels.Length && region.At[n] < z * region.SliceSize) n++;
            SliceStart[z] = n;
        }
    }

    public FeatureRegion Region { get; }
    public int[] Levels { get; }
    public int[] Grid { get; }

    /// <summary>Ng: the highest level.</summary>
    public int Max { get; }

    /// <summary>The first voxel (in order of the region) of each slice.</summary>
    public int[] SliceStart { get; }

    /// <summary>Offsets in the box of the 13 directions of space; the first four lie in the slice.</summary>
    public int[] Directions()
    {
        int x = 1, y = Region.Nx, z = Region.SliceSize;
        return [x, y, x + y, x - y, z, z + x, z - x, z + y, z - y, z + x + y, z + x - y, z - x + y, z - x - y];
    }
}
