namespace Cavum.Imaging;

/// <summary>Organs of an image as one map on its own grid: what lesions must not grow into.</summary>
public sealed class OrganBarrier
{
    private readonly byte[] organAt;

    private OrganBarrier(byte[] organAt, IReadOnlyList<Organ> organs, BodyMap? body) => (this.organAt, Organs, Body) = (organAt, organs, body);

    /// <summary>Null where no body was found.</summary>
    internal BodyMap? Body { get; }

    public IReadOnlyList<Organ> Organs { get; }

    /// <summary>Brain, bladder and heart, where they are found.</summary>
    public static OrganBarrier Of(ImageVolume suv) =>
        BodyMap.Of(suv) is { } body ? Of(suv.Geometry, OrganFinder.Find(body, ReferenceFinder.Liver(body)), body) : new(new byte[suv.Geometry.Count], [], null);

    internal static OrganBarrier Of(ImageGeometry grid, IReadOnlyList<Organ> organs, BodyMap body)
    {
        byte[] at = new byte[grid.Count];
        for (int o = 0; o < organs.Count; o++)
            foreach (int i in MaskResampling.ToGrid(organs[o].Mask, grid).Indices())
                if (at[i] == 0) at[i] = (byte)(o + 1);
        return new(at, organs, body);
    }

    /// <summary>0 outside of all organs, else the organ's number from 1.</summary>
    public byte this[int voxel] => organAt[voxel];

    /// <summary>The barrier for a lesion that begins at a voxel; none where it begins inside of an organ, as the reader then means it.</summary>
    public Predicate<int>? Around(int voxel) => organAt[voxel] != 0 ? null : i => organAt[i] != 0;
}
