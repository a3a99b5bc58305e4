using System.CommandLine;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>pet convert: the same masks in another form.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var image = new Argument<string>("image") { Description = "PET: DICOM folder, zip or DICOMDIR, or NIfTI in SUV" };
        var mask = new Option<string>("--mask") { Description = "DICOM SEG, RTSTRUCT or NIfTI labels", Required = true };
        var save = new Option<string>("--out") { Description = "NAME.nii.gz (labels), NAME.dcm (DICOM SEG) or a name with rtstruct in it, as NAME.rtstruct.dcm (RT structure set)", Required = true };
        var series = new Option<string?>("--series") { Description = "SeriesInstanceUID, where the image holds several PET series" };
        var incomplete = PetOutput.Incomplete();
        return new Command("convert", "writes the regions of a mask as SEG, RTSTRUCT or NIfTI") { image, mask, save, series, incomplete }
            .Answers(parsed => Reply.From(PetImage.Load(parsed.GetRequiredValue(image), parsed.GetValue(series), parsed.GetValue(incomplete)), pet => Convert(pet, parsed.GetRequiredValue(mask), parsed.GetRequiredValue(save))));
    }

    private static Reply Convert(PetImage pet, string mask, string save)
    {
        List<string> warnings = [.. pet.Warnings];
        return Reply.From(MaskReader.Read(mask, pet.Suv.Geometry, warnings, pet.Series), regions =>
        {
            var filled = regions.Where(r => r.Mask.VoxelCount > 0).ToList();
            warnings.AddRange(regions.Where(r => r.Mask.VoxelCount == 0).Select(r => $"Region {r.Id} '{r.Label}' has no voxel inside of the image and was not written."));
            if (LesionFiles.Save(save, pet, [.. filled.Select(r => (r.Label, r.Mask))]) is { } problem) return Reply.Refuse(problem);
            return new Reply.Done(new { regions = filled.Select(r => new { r.Id, r.Label, voxels = r.Mask.VoxelCount, volumeMl = r.Mask.VolumeMillilitres }), warnings },
                TextTable.Render(["region", "voxels", "mL"], filled.Select(r => (string[])[$"{r.Id} {r.Label}", $"{r.Mask.VoxelCount}", TextTable.Number(r.Mask.VolumeMillilitres)])), warnings);
        });
    }
}
