namespace Cavum.Imaging;

/// <summary>Where the voxels of a grid lie in the patient: an affine map from indices to mm (LPS).</summary>
/// <remarks>
/// p(x, y, z) = origin + x·spacing.X·axisX + y·spacing.Y·axisY + z·spacing.Z·axisZ, at voxel centres. The axes are unit
/// vectors; they need not be orthogonal (a tilted gantry). Voxel (x, y, z) is stored at (z·rows + y)·columns + x.
/// </remarks>
public sealed record ImageGeometry
{
    private readonly Point3 inverseX, inverseY, inverseZ;

    public ImageGeometry(Voxel size, Point3 spacing, Point3 origin, Point3 axisX, Point3 axisY, Point3 axisZ)
    {
        if (size.X < 1 || size.Y < 1 || size.Z < 1)
            throw new ArgumentException($"A grid has at least one voxel on each axis, not {size.X} × {size.Y} × {size.Z}.", nameof(size));
        if ((long)size.X * size.Y * size.Z > int.MaxValue)
            throw new ArgumentException($"A grid of {size.X} × {size.Y} × {size.Z} voxels is more than this program holds.", nameof(size));
        if (!(spacing.X > 0 && spacing.Y > 0 && spacing.Z > 0 && double.IsFinite(spacing.Length) && double.IsFinite(origin.Length)))
            throw new ArgumentException("Spacing is above 0 mm and everything is finite.", nameof(spacing));
        (Columns, Rows, Slices) = (size.X, size.Y, size.Z);
        (Spacing, Origin) = (spacing, origin);
        (AxisX, AxisY, AxisZ) = (axisX.Unit(), axisY.Unit(), axisZ.Unit());

        double determinant = AxisX.Dot(AxisY.Cross(AxisZ));
        if (!(Math.Abs(determinant) > 1e-3)) throw new ArgumentException("The three axes span space.", nameof(axisZ));
        inverseX = AxisY.Cross(AxisZ) / (determinant * spacing.X);
        inverseY = AxisZ.Cross(AxisX) / (determinant * spacing.Y);
        inverseZ = AxisX.Cross(AxisY) / (determinant * spacing.Z);
    }

    /// <summary>A grid whose axes are those of the patient: for tests, phantoms, and NIfTI without orientation.</summary>
    public static ImageGeometry Upright(int columns, int rows, int slices, Point3 spacing, Point3 origin = default) =>
        new(new(columns, rows, slices), spacing, origin, new(1, 0, 0), new(0, 1, 0), new(0, 0, 1));

    public int Columns { get; }
    public int Rows { get; }
    public int Slices { get; }

    /// <summary>mm between neighbouring voxel centres along each axis.</summary>
    public Point3 Spacing { get; }

    /// <summary>Centre of voxel (0, 0, 0), mm.</summary>
    public Point3 Origin { get; }

    /// <summary>Unit vector of growing column index.</summary>
    public Point3 AxisX { get; }

    /// <summary>Unit vector of growing row index.</summary>
    public Point3 AxisY { get; }

    /// <summary>Unit vector of growing slice index.</summary>
    public Point3 AxisZ { get; }

    public int Count => Columns * Rows * Slices;

    /// <summary>mL of one voxel; axes that are not orthogonal are accounted for.</summary>
    public double VoxelMillilitres => Spacing.X * Spacing.Y * Spacing.Z * Math.Abs(AxisX.Dot(AxisY.Cross(AxisZ))) / 1000;

    public int Index(int x, int y, int z) => (z * Rows + y) * Columns + x;

    public int Index(Voxel v) => Index(v.X, v.Y, v.Z);

    public Voxel VoxelAt(int index) => new(index % Columns, index / Columns % Rows, index / Columns / Rows);

    public bool Contains(Voxel v) =>
        (uint)v.X < (uint)Columns && (uint)v.Y < (uint)Rows && (uint)v.Z < (uint)Slices;

    /// <summary>Patient position, mm, of a (fractional) voxel index.</summary>
    public Point3 ToPatient(double x, double y, double z) =>
        Origin + x * Spacing.X * AxisX + y * Spacing.Y * AxisY + z * Spacing.Z * AxisZ;

    public Point3 ToPatient(Voxel v) => ToPatient(v.X, v.Y, v.Z);

    /// <summary>The fractional voxel index of a patient position; may lie outside the grid.</summary>
    public Point3 ToVoxel(Point3 patient)
    {
        var d = patient - Origin;
        return new(d.Dot(inverseX), d.Dot(inverseY), d.Dot(inverseZ));
    }

    /// <summary>True if the corners of both grids coincide within <paramref name="toleranceMm"/> and the sizes are equal.</summary>
    public bool SameGrid(ImageGeometry other, double toleranceMm = 0.05)
    {
        if ((Columns, Rows, Slices) != (other.Columns, other.Rows, other.Slices)) return false;
        foreach (int x in (int[])[0, Columns - 1])
            foreach (int y in (int[])[0, Rows - 1])
                foreach (int z in (int[])[0, Slices - 1])
                    if (ToPatient(x, y, z).DistanceTo(other.ToPatient(x, y, z)) > toleranceMm) return false;
        return true;
    }
}
