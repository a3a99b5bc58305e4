using System.CommandLine;
using System.Globalization;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>pet segment: draws a lesion by threshold from a seed or inside a mask, and says whether it leaked.</summary>
internal static class SegmentCommand
{
    public static Command Create()
    {
        var image = new Argument<string>("image") { Description = "PET: DICOM folder, zip or DICOMDIR, or NIfTI in SUV" };
        var seed = new Option<string[]>("--seed") { Description = "voxel x,y,z from 0; may be given more than once", AllowMultipleArgumentsPerToken = true };
        var mask = new Option<string?>("--mask") { Description = "regions to threshold within: DICOM SEG, RTSTRUCT or NIfTI" };
        var method = new Option<string>("--method") { Description = "41, 50 or another percent of the maximum; fixed:4.0; percist; gradient", DefaultValueFactory = _ => "41" };
        var series = new Option<string?>("--series") { Description = "SeriesInstanceUID, where the image holds several PET series" };
        var save = new Option<string?>("--out") { Description = "writes the lesions as a NIfTI label image or a DICOM SEG (.dcm)" };
        method.Validators.Add(r =>
        {
            if (ThresholdMethod.Parse(r.GetValueOrDefault<string>() ?? "") is null) r.AddError("--method is 41, 50, fixed:SUV, percist or gradient.");
        });
        seed.Validators.Add(r =>
        {
            if ((r.GetValueOrDefault<string[]>() ?? []).Any(s => Seed(s) is null)) r.AddError("--seed is x,y,z: three voxel indices from 0.");
        });
        var command = new Command("segment", "draws lesions by threshold and guards against leaks") { image, seed, mask, method, series, save };
        command.Validators.Add(r =>
        {
            if (r.GetResult(seed) is null == r.GetResult(mask) is null) r.AddError("Give either --seed or --mask.");
        });
        return command.Answers(parsed => Reply.From(PetImage.Load(parsed.GetRequiredValue(image), parsed.GetValue(series)), pet =>
            Draw(pet, parsed.GetValue(seed) ?? [], parsed.GetValue(mask), ThresholdMethod.Parse(parsed.GetRequiredValue(method))!, parsed.GetValue(save))));
    }

    private static Voxel? Seed(string text)
    {
        int[] parts = [.. text.Split(',').Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1)];
        return parts.Length == 3 && parts.All(p => p >= 0) ? new Voxel(parts[0], parts[1], parts[2]) : null;
    }

    private sealed record Drawn(int Id, string Label, SegmentedLesion Lesion);

    private static Reply Draw(PetImage pet, string[] seeds, string? mask, ThresholdMethod method, string? save)
    {
        List<string> warnings = [.. pet.Warnings];
        double? bar = null;
        if (method is ThresholdMethod.Percist)
        {
            var percist = PercistBar.Of(pet);
            if (percist.IsRefused) return Reply.Refuse(percist.Problems);
            bar = percist.Value.Suv;
            warnings.Add(percist.Value.Reason);
        }
        var drawn = mask is null ? FromSeeds(pet, [.. seeds.Select(s => Seed(s)!.Value)], method, bar) : FromMask(pet, mask, method, bar, warnings);
        return Reply.From(drawn, lesions => Show(pet, lesions, warnings, save));
    }

    private static Outcome<List<Drawn>> FromSeeds(PetImage pet, Voxel[] seeds, ThresholdMethod method, double? bar)
    {
        var grid = pet.Suv.Geometry;
        List<Problem> problems = [];
        List<Drawn> drawn = [];
        var organs = OrganBarrier.Of(pet.Suv);
        for (int i = 0; i < seeds.Length; i++)
        {
            string place = $"--seed {seeds[i].X},{seeds[i].Y},{seeds[i].Z}";
            if (!grid.Contains(seeds[i])) problems.Add(new(place, "", $"indices below {grid.Columns},{grid.Rows},{grid.Slices}"));
            else if (LesionSegmenter.FromSeed(pet.Suv, seeds[i], method, bar, organs) is { } lesion) drawn.Add(new(i + 1, $"Seed {i + 1}", lesion));
            else problems.Add(new(place, TextTable.Number(pet.Suv[seeds[i]]), "uptake of tissue, SUV 0.1 or more, that rises to the threshold"));
        }
        return problems.Count > 0 ? Outcome<List<Drawn>>.Refused(problems) : Outcome<List<Drawn>>.Of(drawn);
    }

    private static Outcome<List<Drawn>> FromMask(PetImage pet, string mask, ThresholdMethod method, double? bar, List<string> warnings) =>
        MaskReader.Read(mask, pet.Suv.Geometry, warnings, pet.Series).Then(regions =>
        {
            List<Drawn> drawn = [];
            foreach (var region in regions)
            {
                if (region.Mask.VoxelCount == 0) warnings.Add($"Region {region.Id} '{region.Label}' has no voxel inside of the image.");
                else drawn.Add(new(region.Id, region.Label, LesionSegmenter.Inside(pet.Suv, region.Mask, method, bar)));
            }
            return drawn.Count == 0 ? Outcome<List<Drawn>>.Refused(new Problem(mask, "no voxel inside of the image", "a mask that overlaps the image")) : Outcome<List<Drawn>>.Of(drawn);
        });

    private static Reply Show(PetImage pet, List<Drawn> drawn, List<string> warnings, string? save)
    {
        var sphere = new PeakSphere(pet.Suv.Geometry);
        List<object> lesions = [];
        List<string[]> rows = [];
        foreach (var d in drawn)
        {
            if (LesionMeasurer.Measure(pet.Suv, d.Lesion.Mask, sphere) is not { } m)
            {
                warnings.Add($"{d.Label}: no voxel reaches the threshold of SUV {TextTable.Number(d.Lesion.Threshold)}.");
                lesions.Add(new { d.Id, d.Label, voxels = 0, volumeMl = 0.0, status = "belowThreshold", d.Lesion.Threshold, leaked = false, reason = "no voxel reaches the threshold" });
                continue;
            }
            lesions.Add(PetOutput.Lesion(d.Id, d.Label, m, LesionTrace.Of(pet.Series, d.Lesion.Mask), d.Lesion));
            rows.Add([.. PetOutput.Row(d.Id, d.Label, m), d.Lesion.Leaked ? "LEAKED" : d.Lesion.Doubtful ? "cut by rule" : d.Lesion.CutBack ? "cut back" : "no"]);
        }
        bool leaked = drawn.Any(d => d.Lesion.Leaked);
        if (save is not null && LesionFiles.Save(save, pet, [.. drawn.Select(d => (d.Label, d.Lesion.Mask))]) is { } problem) return Reply.Refuse(problem);
        return new Reply.Done(new { lesions, leaked, reason = string.Join("; ", drawn.Select(d => d.Lesion.Reason).Distinct()), warnings }, TextTable.Render([.. PetOutput.Header, "leak"], rows), warnings);
    }
}
