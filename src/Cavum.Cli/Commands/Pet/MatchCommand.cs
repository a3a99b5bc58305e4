using System.CommandLine;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>pet match: which lesion of the later scan is which of the earlier one; new, gone, split, merged.</summary>
internal static class MatchCommand
{
    public static Command Create()
    {
        var image = new Argument<string>("image") { Description = "earlier PET: DICOM folder, zip or DICOMDIR, or NIfTI in SUV" };
        var mask = new Option<string>("--mask") { Description = "its lesions: DICOM SEG, RTSTRUCT or NIfTI labels", Required = true };
        var later = new Option<string>("--later") { Description = "later PET", Required = true };
        var laterMask = new Option<string>("--later-mask") { Description = "its lesions", Required = true };
        var ct = new Option<string?>("--ct") { Description = "CT of the earlier session; with --later-ct the two scans are brought together by anatomy" };
        var laterCt = new Option<string?>("--later-ct") { Description = "CT of the later session" };
        var register = new Option<string>("--register") { Description = "lesions: the body around the earlier lesions (default); body: the whole body; none", DefaultValueFactory = _ => "lesions" };
        var tolerance = new Option<double>("--tolerance") { Description = "mm between the nearest borders of one lesion's two outlines", DefaultValueFactory = _ => LesionMatcher.DefaultToleranceMm };
        register.AcceptOnlyFromAmong("lesions", "body", "none");
        tolerance.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<double>() is not (>= 0 and <= 200)) r.AddError("--tolerance is 0 to 200 mm.");
        });
        var command = new Command("match", "matches lesions of two scans: persisted, gone, new, split, merged") { image, mask, later, laterMask, ct, laterCt, register, tolerance };
        command.Validators.Add(r =>
        {
            if (r.GetValue(ct) is null != r.GetValue(laterCt) is null) r.AddError("Give --ct and --later-ct, or neither.");
        });
        return command.Answers(parsed => Reply.From(PetImage.Load(parsed.GetRequiredValue(image)), before => Reply.From(PetImage.Load(parsed.GetRequiredValue(later)), after =>
                Match(before, after, parsed.GetRequiredValue(mask), parsed.GetRequiredValue(laterMask), new(parsed.GetRequiredValue(register), parsed.GetValue(ct), parsed.GetValue(laterCt)), parsed.GetValue(tolerance)))));
    }

    private readonly record struct Registering(string By, string? Ct, string? LaterCt);

    private static Reply Match(PetImage before, PetImage after, string mask, string laterMask, Registering register, double tolerance)
    {
        List<string> warnings = [.. before.Warnings, .. after.Warnings];
        var earlier = MaskReader.Read(mask, before.Suv.Geometry, warnings, before.Series);
        var later = MaskReader.Read(laterMask, after.Suv.Geometry, warnings, after.Series);
        if (earlier.IsRefused || later.IsRefused) return Reply.Refuse([.. earlier.Problems, .. later.Problems]);
        Region[] from = [.. earlier.Value.Where(r => r.Mask.VoxelCount > 0)], to = [.. later.Value.Where(r => r.Mask.VoxelCount > 0)];
        RegistrationResult? found = null;
        if (register.By != "none")
        {
            Point3[]? around = register.By == "body" ? null : [.. from.Select(Middle)];
            if (register.Ct is { } path && register.LaterCt is { } laterPath)
            {
                var (ct, laterCt) = (CtImage.Load(path), CtImage.Load(laterPath));
                if (ct.IsRefused || laterCt.IsRefused) return Reply.Refuse([.. ct.Problems, .. laterCt.Problems]);
                found = RigidRegistration.OfCt(ct.Value.Hu, laterCt.Value.Hu, around);
            }
            else found = RigidRegistration.Of(before.Suv, after.Suv, around);
            if (found is null) return Reply.Refuse(new Problem("--register", register.By, "two images that hold the same part of a body; use --register none for images of one frame of reference"));
        }
        var transform = found?.Transform ?? RigidTransform.Translation(default);
        var matches = LesionMatcher.Match(from, to, transform, tolerance);
        object? registration = found is null ? null : new { by = register.Ct is null ? "uptake" : "ct", found.Correlation, correlationBefore = found.Before, shiftMm = Triple(transform.Shift), anglesRadians = Triple(transform.Angles), centreMm = Triple(transform.Centre) };
        string text = TextTable.Render(["fate", "earlier", "later", "distance (mm)"], matches.Select(m => (IReadOnlyList<string>)
            [m.Fate.ToString().ToLowerInvariant(), Names(m.Earlier, from), Names(m.Later, to), TextTable.Number(m.DistanceMm)]));
        return new Reply.Done(new { matches = matches.Select(m => new { fate = m.Fate.ToString().ToLowerInvariant(), m.Earlier, m.Later, m.DistanceMm }), registration, toleranceMm = tolerance, warnings }, text, warnings);
    }

    private static Point3 Middle(Region region)
    {
        int[] inside = region.Mask.Indices();
        return inside.Aggregate(default(Point3), (sum, i) => sum + region.Mask.Geometry.ToPatient(region.Mask.Geometry.VoxelAt(i))) / inside.Length;
    }

    private static double[] Triple(Point3 p) => [p.X, p.Y, p.Z];

    private static string Names(IReadOnlyList<int> ids, Region[] regions) => ids.Count == 0 ? "–" : string.Join(", ", ids.Select(id => $"{id} {regions.First(r => r.Id == id).Label}"));
}
