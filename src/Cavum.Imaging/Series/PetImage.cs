using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>A PET image in SUVbw with where it came from: what lesions are measured on.</summary>
/// <param name="Series">Null for a NIfTI image, which is taken as SUV.</param>
/// <param name="Conversion">Null for a NIfTI image.</param>
public sealed record PetImage(ImageVolume Suv, ImageSeries? Series, SuvConversion? Conversion, IReadOnlyList<string> Warnings)
{
    /// <summary>Reads the one PET series of a folder, zip, DICOMDIR or file, or a NIfTI image in SUV.</summary>
    /// <param name="seriesUid">Chooses one where a source holds several.</param>
    /// <param name="acceptIncomplete">Takes a series of which slices are missing at an end, with a warning.</param>
    public static Outcome<PetImage> Load(string path, string? seriesUid = null, bool acceptIncomplete = false)
    {
        if (Nifti.IsName(path))
        {
            List<string> warnings = [];
            return Nifti.ReadFile(path, warnings).Then(v => Outcome<PetImage>.Of(new(v, null, null, warnings)));
        }
        return DicomSource.Read(path).Then(files => Of(files, seriesUid, acceptIncomplete));
    }

    /// <summary>The one PET series of files that were read already, as where the CT comes from the same source.</summary>
    public static Outcome<PetImage> Of(DicomCollection files, string? seriesUid = null, bool acceptIncomplete = false) =>
        Choose(files, seriesUid).Then(group => FromSeries([.. group], acceptIncomplete))
            .Then(image => Outcome<PetImage>.Of(image with { Warnings = [.. image.Warnings, .. files.Warnings()] }));

    /// <summary>Sorts, converts and loads one PET series.</summary>
    public static Outcome<PetImage> FromSeries(IReadOnlyList<DicomFile> files, bool acceptIncomplete = false)
    {
        var series = SeriesSorter.Sort(files, acceptIncomplete);
        var conversion = SuvCalculator.Compute([.. series.TryGet(out var sorted) ? sorted.Slices.Select(s => PetHeader.Of(s.File, s.Frame)) : files.Select(f => PetHeader.Of(f))]);
        if (series.IsRefused || conversion.IsRefused) return Outcome<PetImage>.Refused([.. series.Problems, .. conversion.Problems]);
        var factors = conversion.Value.Factors;
        return sorted!.Load(z => factors[z]).Then(volume =>
            Outcome<PetImage>.Of(new(volume, sorted, conversion.Value, [.. sorted.Warnings, .. LossyCompression.Warnings(sorted), .. conversion.Value.Warnings])));
    }

    private static Outcome<IGrouping<string, DicomFile>> Choose(DicomCollection files, string? seriesUid)
    {
        IGrouping<string, DicomFile>[] found = [.. files.ImageSeries().Where(g => g.First().Modality == "PT" && (seriesUid is null || g.Key == seriesUid))];
        if (found.Length == 1) return Outcome<IGrouping<string, DicomFile>>.Of(found[0]);
        string read = found.Length == 0
            ? $"series of {string.Join(", ", files.Files.Select(f => f.Modality.Length > 0 ? f.Modality : "no modality").Distinct().Order(StringComparer.Ordinal))}"
            : $"{found.Length} PT series: {string.Join(", ", found.Select(g => g.Key))}";
        return Outcome<IGrouping<string, DicomFile>>.Refused(new Problem(files.Path, read, found.Length == 0 ? "a PT series" : "one PT series; name it with --series"));
    }
}
