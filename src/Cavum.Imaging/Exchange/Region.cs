namespace Cavum.Imaging;

/// <summary>A named mask, as a reader, a segmentation object or a method made it.</summary>
/// <param name="Id">Segment, ROI or label number of its source.</param>
/// <param name="LostVoxels">Voxels of the source that fell outside of the image's grid; more than 0 is a warning.</param>
public sealed record Region(int Id, string Label, Mask Mask, int LostVoxels = 0)
{
    /// <summary>What was done to bring the region onto the grid and a reader should know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
