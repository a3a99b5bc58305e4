using System.CommandLine;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>pet find: candidate lesions over the whole image, healthy uptake recognised and listed.</summary>
internal static class FindCommand
{
    public static Command Create()
    {
        var image = new Argument<string>("image") { Description = "PET: DICOM folder, zip or DICOMDIR, or NIfTI in SUV" };
        var ct = new Option<string?>("--ct") { Description = "CT of the same session: DICOM folder, zip or NIfTI in HU" };
        var save = new Option<string?>("--out") { Description = "writes the candidates as DICOM SEG (.dcm) or NIfTI labels" };
        var report = new Option<string?>("--sr") { Description = "writes the measurements as DICOM SR (TID 1500) that points at --out" };
        var least = new Option<double>("--least-confidence") { Description = "candidates of at least this confidence go into --out", DefaultValueFactory = _ => 0.5 };
        var series = new Option<string?>("--series") { Description = "SeriesInstanceUID, where the image holds several PET series" };
        return new Command("find", "searches for candidate lesions and sets healthy uptake aside") { image, ct, save, report, least, series }
            .Answers(parsed => Reply.From(PetImage.Load(parsed.GetRequiredValue(image), parsed.GetValue(series)), pet => Find(pet, parsed.GetValue(ct), new(parsed.GetValue(save), parsed.GetValue(report)), parsed.GetValue(least))));
    }

    private readonly record struct Targets(string? Segmentation, string? Report);

    private static Reply Find(PetImage pet, string? ctPath, Targets targets, double least)
    {
        ImageVolume? ct = null;
        IReadOnlyList<string> ctWarnings = [];
        if (ctPath is not null)
        {
            var loaded = CtImage.Load(ctPath);
            if (loaded.IsRefused) return Reply.Refuse(loaded.Problems);
            (ct, ctWarnings) = (loaded.Value.Hu, loaded.Value.Warnings);
        }
        var found = CandidateFinder.Find(pet.Suv, ct);
        var kept = found.Candidates.Where(c => c.Confidence >= least).ToList();
        List<(string, Mask)> masks = [.. kept.Select(c => ($"{c.Id} {c.Site}", c.Mask))];
        var (save, report) = targets;
        if (save is not null && kept.Count > 0 && LesionFiles.Save(save, pet, masks) is { } problem) return Reply.Refuse(problem);
        if (save is not null && report is not null && kept.Count > 0 && LesionFiles.SaveReport(report, save, pet, masks) is { } fault) return Reply.Refuse(fault);
        List<string> warnings = [.. pet.Warnings, .. ctWarnings.Select(w => "CT: " + w), found.BarReason];
        if (save is not null) warnings.Add($"{kept.Count} of {found.Candidates.Count} candidates have a confidence of at least {TextTable.Number(least)} and {(kept.Count > 0 ? "were written" : "nothing was written")}.");
        var lesions = found.Candidates.Select(c =>
        {
            var lesion = PetOutput.Lesion(c.Id, c.Site, c.Measures, LesionTrace.Of(pet.Series, c.Mask));
            lesion["site"] = c.Site;
            lesion["confidence"] = c.Confidence;
            lesion["reason"] = c.Reason;
            lesion["threshold"] = c.Threshold;
            return lesion;
        }).ToList();
        var physiological = found.Physiological.Select(p => new { p.Organ, p.VolumeMl, p.SuvMax, maxVoxel = PetOutput.Indices(p.MaxVoxel), p.Reason }).ToList();
        string text = TextTable.Render([.. PetOutput.Header, "confidence"], found.Candidates.Select(c => (string[])[.. PetOutput.Row(c.Id, c.Site, c.Measures), TextTable.Number(c.Confidence)]))
            + "\n" + TextTable.Render(["healthy uptake", "mL", "SUVmax"], found.Physiological.Select(p => (string[])[p.Organ, TextTable.Number(p.VolumeMl), TextTable.Number(p.SuvMax)]));
        return new Reply.Done(new { lesions, physiological, bar = found.Bar, found.BarReason, references = new { found.Liver, found.BloodPool }, warnings }, text, warnings);
    }
}
