namespace Cavum.Imaging;

/// <summary>A point or a direction in patient space, mm: x to the patient's Left, y to the Posterior, z to the Superior (LPS, as DICOM).</summary>
public readonly record struct Point3(double X, double Y, double Z)
{
    public double Length => Math.Sqrt(Dot(this));

    public double Dot(Point3 other) => X * other.X + Y * other.Y + Z * other.Z;

    public Point3 Cross(Point3 other) => new(Y * other.Z - Z * other.Y, Z * other.X - X * other.Z, X * other.Y - Y * other.X);

    public Point3 Unit() => this / Length;

    public double DistanceTo(Point3 other) => (this - other).Length;

    public static Point3 operator +(Point3 a, Point3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);
    public static Point3 operator -(Point3 a, Point3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);
    public static Point3 operator -(Point3 a) => new(-a.X, -a.Y, -a.Z);
    public static Point3 operator *(Point3 a, double scale) => new(a.X * scale, a.Y * scale, a.Z * scale);
    public static Point3 operator *(double scale, Point3 a) => a * scale;
    public static Point3 operator /(Point3 a, double divisor) => new(a.X / divisor, a.Y / divisor, a.Z / divisor);
}

/// <summary>A voxel by its indices: x the column, y the row, z the slice, each from 0.</summary>
public readonly record struct Voxel(int X, int Y, int Z);
