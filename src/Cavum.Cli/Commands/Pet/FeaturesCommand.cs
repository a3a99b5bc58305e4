using System.CommandLine;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>pet features: the features of IBSI part 1 of each region of a mask.</summary>
internal static class FeaturesCommand
{
    public static Command Create()
    {
        var image = new Argument<string>("image") { Description = "PET: DICOM folder, zip or DICOMDIR, or NIfTI in SUV" };
        var mask = new Option<string>("--mask") { Description = "DICOM SEG, RTSTRUCT or NIfTI labels", Required = true };
        var levels = new Option<string?>("--discretise") { Description = "none, width:0.25 or bins:32; by default none where all intensities are whole numbers, else width:0.25" };
        var region = new Option<int?>("--region") { Description = "number of one region of the mask; the first fills features, all fill lesions" };
        var series = new Option<string?>("--series") { Description = "SeriesInstanceUID, where the image holds several PET series" };
        var incomplete = PetOutput.Incomplete();
        levels.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && Discretisation.Parse(text) is null)
                result.AddError($"--discretise: read '{text}'; expected none, width:W with W above 0, or bins:N with N from 1 to {Discretisation.MostLevels}.");
        });
        return new Command("features", "computes IBSI features of a mask") { image, mask, levels, region, series, incomplete }
            .Answers(parsed => Reply.From(PetImage.Load(parsed.GetRequiredValue(image), parsed.GetValue(series), parsed.GetValue(incomplete)),
                pet => Compute(pet, parsed.GetRequiredValue(mask), parsed.GetValue(levels) is { } text ? Discretisation.Parse(text) : null, parsed.GetValue(region))));
    }

    private static Reply Compute(PetImage pet, string mask, Discretisation? levels, int? only)
    {
        List<string> warnings = [.. pet.Warnings];
        return Reply.From(MaskReader.Read(mask, pet.Suv.Geometry, warnings, pet.Series), regions =>
        {
            var measured = regions.Where(r => r.Mask.VoxelCount > 0 && (only is null || r.Id == only)).ToArray();
            if (measured.Length == 0)
                return Reply.Refuse(new Problem(mask, only is null ? "no voxel inside of the image" : $"no region {only} inside of the image", "a mask that overlaps the image"));
            var all = measured.Select(r => (Region: r, Result: IbsiFeatures.Compute(pet.Suv, r.Mask, levels))).ToArray();
            warnings.AddRange(all.Where(f => f.Result.Levels is null).Select(f => $"Region {f.Region.Id} '{f.Region.Label}': {f.Result.Status}."));
            if (all.Length > 1) warnings.Add($"The mask has {all.Length} regions: features is region {all[0].Region.Id}, lesions has them all.");
            warnings.AddRange(all.SelectMany(f => Missing(f.Region, f.Result)));
            var lesions = all.Select(f => Document(f.Region, f.Result)).ToArray();
            var first = all[0];
            return new Reply.Done(new
            {
                id = first.Region.Id,
                label = first.Region.Label,
                voxels = first.Result.Voxels,
                discretisation = first.Result.Discretisation,
                levels = first.Result.Levels,
                status = first.Result.Status,
                features = first.Result.Features.ToDictionary(),
                notEvaluable = first.Result.NotEvaluable.ToDictionary(),
                lesions,
                warnings,
            }, Text(all), warnings);
        });
    }

    // Of each reason once, and how many features it costs; the document has them one by one.
    private static IEnumerable<string> Missing(Region region, RadiomicFeatures result) => result.NotEvaluable.Where(_ => result.Levels is not null).GroupBy(f => f.Value)
        .Select(g => $"Region {region.Id} '{region.Label}': {g.Count()} features are not evaluable ({g.First().Key}{(g.Count() > 1 ? ", …" : "")}): {g.Key}.");

    private static object Document(Region region, RadiomicFeatures result) => new
    {
        id = region.Id,
        label = region.Label,
        voxels = result.Voxels,
        discretisation = result.Discretisation,
        levels = result.Levels,
        status = result.Status,
        features = result.Features.ToDictionary(),
        notEvaluable = result.NotEvaluable.ToDictionary(),
    };

    private static string Text((Region Region, RadiomicFeatures Result)[] all) => TextTable.Render(
        ["feature", .. all.Select(f => $"{f.Region.Id} {f.Region.Label}")],
        Enumerable.Range(0, all[0].Result.Features.Count).Select(i =>
            (IReadOnlyList<string>)[all[0].Result.Features[i].Key, .. all.Select(f => TextTable.Number(f.Result.Features[i].Value))]));
}
