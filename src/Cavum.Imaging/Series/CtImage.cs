using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>A CT image in Hounsfield units.</summary>
public sealed record CtImage(ImageVolume Hu, ImageSeries? Series)
{
    /// <summary>What a reader must know of the series.</summary>
    public IReadOnlyList<string> Warnings => Series is null ? Read : [.. Read, .. Series.Warnings, .. LossyCompression.Warnings(Series)];

    /// <summary>What was told or left out when it was read.</summary>
    public IReadOnlyList<string> Read { get; init; } = [];

    /// <summary>Reads the CT series of a folder, zip or DICOMDIR (the one with most slices), or a NIfTI in HU.</summary>
    public static Outcome<CtImage> Load(string path)
    {
        if (Nifti.IsName(path))
        {
            List<string> warnings = [];
            return Nifti.ReadFile(path, warnings).Then(v => Outcome<CtImage>.Of(new(v, null) { Read = warnings }));
        }
        return DicomSource.Read(path).Then(Of);
    }

    /// <summary>The CT series with most slices of files that were read already.</summary>
    public static Outcome<CtImage> Of(DicomCollection files)
    {
        var all = files.ImageSeries().Where(g => g.First().Modality == "CT").OrderByDescending(g => g.Count()).ToList();
        var group = all.FirstOrDefault();
        return group is null
            ? Outcome<CtImage>.Refused(new Problem(files.Path, string.Join(", ", files.Files.Select(f => f.Modality).Distinct()), "a CT series"))
            : SeriesSorter.Sort([.. group]).Then(s => s.Load(_ => 1).Then(v => Outcome<CtImage>.Of(new(v, s) { Read = [.. all.Skip(1).Select(g => $"CT series {g.Key} of {g.Count()} images was not used: {s.Uid} has more.")] })));
    }
}
