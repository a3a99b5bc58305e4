using System.CommandLine;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>pet measure: SUV statistics, peaks, volume and TLG of every region of a mask.</summary>
internal static class MeasureCommand
{
    public static Command Create()
    {
        var image = new Argument<string>("image") { Description = "PET: DICOM folder, zip or DICOMDIR, or NIfTI in SUV" };
        var mask = new Option<string>("--mask") { Description = "DICOM SEG, RTSTRUCT or NIfTI labels", Required = true };
        var series = new Option<string?>("--series") { Description = "SeriesInstanceUID, where the image holds several PET series" };
        var incomplete = PetOutput.Incomplete();
        return new Command("measure", "measures the lesions of a mask") { image, mask, series, incomplete }
            .Answers(parsed => Reply.From(PetImage.Load(parsed.GetRequiredValue(image), parsed.GetValue(series), parsed.GetValue(incomplete)), pet => Measure(pet, parsed.GetRequiredValue(mask))));
    }

    private static Reply Measure(PetImage pet, string mask)
    {
        List<string> warnings = [.. pet.Warnings];
        return Reply.From(MaskReader.Read(mask, pet.Suv.Geometry, warnings, pet.Series), regions =>
        {
            var sphere = new PeakSphere(pet.Suv.Geometry);
            List<object> lesions = [];
            List<string[]> rows = [];
            foreach (var region in regions)
            {
                if (LesionMeasurer.Measure(pet.Suv, region.Mask, sphere) is not { } m)
                {
                    warnings.Add($"Region {region.Id} '{region.Label}' has no voxel inside of the image and was not measured.");
                    continue;
                }
                lesions.Add(PetOutput.Lesion(region.Id, region.Label, m, LesionTrace.Of(pet.Series, region.Mask)));
                rows.Add(PetOutput.Row(region.Id, region.Label, m));
            }
            if (lesions.Count == 0) return Reply.Refuse(new Problem(mask, "no voxel inside of the image", "a mask that overlaps the image"));
            return new Reply.Done(new { rule = pet.Conversion?.Rule ?? "niftiInSuv", lesions, warnings }, TextTable.Render(PetOutput.Header, rows), warnings);
        });
    }
}
