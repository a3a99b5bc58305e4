using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>A CT image in Hounsfield units.</summary>
public sealed record CtImage(ImageVolume Hu, ImageSeries? Series)
{
    /// <summary>What a reader must know of the series.</summary>
    public IReadOnlyList<string> Warnings => Series is null ? [] : [.. Series.Warnings, .. LossyCompression.Warnings(Series)];

    /// <summary>Reads the CT series of a folder, zip or DICOMDIR (the one with most slices), or a NIfTI in HU.</summary>
    public static Outcome<CtImage> Load(string path)
    {
        if (Nifti.IsName(path)) return Nifti.ReadFile(path).Then(v => Outcome<CtImage>.Of(new(v, null)));
        return DicomSource.Read(path).Then(files =>
        {
            var group = files.ImageSeries().Where(g => g.First().Modality == "CT").OrderByDescending(g => g.Count()).FirstOrDefault();
            return group is null
                ? Outcome<CtImage>.Refused(new Problem(path, string.Join(", ", files.Files.Select(f => f.Modality).Distinct()), "a CT series"))
                : SeriesSorter.Sort([.. group]).Then(s => s.Load(_ => 1).Then(v => Outcome<CtImage>.Of(new(v, s))));
        });
    }
}
