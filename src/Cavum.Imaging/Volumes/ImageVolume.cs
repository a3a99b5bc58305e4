namespace Cavum.Imaging;

/// <summary>A three-dimensional image: one value a voxel (SUV, Bq/mL or HU) on a grid in the patient.</summary>
/// <remarks>Values are single precision, as scanners and NIfTI store them; sums over them are taken in double.</remarks>
public sealed class ImageVolume
{
    private readonly float[] values;

    /// <param name="values">In storage order, x fastest; taken over, not copied.</param>
    public ImageVolume(ImageGeometry geometry, float[] values)
    {
        if (values.Length != geometry.Count)
            throw new ArgumentException($"{values.Length} values do not fill a grid of {geometry.Count} voxels.", nameof(values));
        Geometry = geometry;
        this.values = values;
    }

    public ImageGeometry Geometry { get; }

    /// <summary>All values in storage order, x fastest, then y, then z.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>The same memory, for kernels that run over slices in parallel.</summary>
    public ReadOnlyMemory<float> Memory => values;

    public float this[int x, int y, int z] => values[Geometry.Index(x, y, z)];

    public float this[Voxel v] => values[Geometry.Index(v)];

    /// <summary>A new volume with every value multiplied.</summary>
    public ImageVolume Times(double factor)
    {
        float[] scaled = new float[values.Length];
        for (int i = 0; i < scaled.Length; i++) scaled[i] = (float)(values[i] * factor);
        return new(Geometry, scaled);
    }
}
