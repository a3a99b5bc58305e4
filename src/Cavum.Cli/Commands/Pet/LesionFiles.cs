using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>Saves lesions in the form that the file name asks for.</summary>
internal static class LesionFiles
{
    public static Problem? Save(string path, PetImage pet, IReadOnlyList<(string Label, Mask Mask)> lesions)
    {
        var filled = lesions.Where(l => l.Mask.VoxelCount > 0).ToList();
        if (filled.Count == 0) return new(path, "no lesion", "at least one voxel to write");
        byte[] bytes = Nifti.IsName(path)
            ? Nifti.Write([.. filled.Select(l => l.Mask)])
            : SegmentationWriter.Write(pet.Series, pet.Suv.Geometry, [.. filled.Select(l => new SegmentToWrite(l.Label, l.Mask))]);
        AtomicFile.Write(path, bytes);
        return null;
    }
}
