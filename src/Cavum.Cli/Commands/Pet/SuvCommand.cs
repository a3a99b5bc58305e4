using System.CommandLine;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>pet suv: the SUV factor of every PET series, the rule that gave it, and statistics.</summary>
internal static class SuvCommand
{
    public static Command Create()
    {
        var input = new Argument<string>("input") { Description = "folder, zip, DICOMDIR or JSON header set" };
        var mask = new Option<string?>("--mask") { Description = "DICOM SEG, RTSTRUCT or NIfTI: statistics inside of it" };
        var incomplete = PetOutput.Incomplete();
        return new Command("suv", "converts PET series to SUVbw and says by which rule") { input, mask, incomplete }
            .Answers(parsed => Answer(parsed.GetRequiredValue(input), parsed.GetValue(mask), parsed.GetValue(incomplete)));
    }

    private static Reply Answer(string input, string? mask, bool incomplete)
    {
        if (input.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return FromHeaders(input);
        return Reply.From(DicomSource.Read(input), files => FromFiles(files, mask, incomplete));
    }

    private sealed record SeriesRow(
        string SeriesInstanceUid, string Modality, string? Vendor, string? Units, int Slices, string? Rule, string? Reason, double? SuvFactor, double? SuvFactorMin, double? SuvFactorMax,
        double? SuvMin, double? SuvMedian, double? SuvMax, int? MaskVoxels, IReadOnlyList<SuvVariant> Variants, string Status, IReadOnlyList<string> Warnings);

    private static Reply FromHeaders(string path)
    {
        if (!File.Exists(path)) return Reply.Refuse(new Problem(path, "", "a JSON header set"));
        return Reply.From(PetHeaderJson.Read(path, File.ReadAllText(path)), headers => Reply.From(SuvCalculator.Compute(headers), c =>
            Show([Row("", "PT", headers[0], headers.Count, c, null, null, [])])));
    }

    private static Reply FromFiles(DicomCollection files, string? mask, bool incomplete)
    {
        List<SeriesRow> rows = [];
        List<Problem> problems = [];
        bool anyPet = false;
        foreach (var group in files.ImageSeries())
        {
            var first = group.First();
            if (first.Modality != "PT")
            {
                rows.Add(new(group.Key, first.Modality, first.Data.Text(DicomTags.Manufacturer), null, group.Count(), null, null, null, null, null, null, null, null, null, [], "notPet", []));
                continue;
            }
            var image = PetImage.FromSeries([.. group], incomplete);
            if (image.IsRefused)
            {
                problems.AddRange(image.Problems);
                string codes = string.Join(' ', image.Problems.Select(Code).Where(c => c.Length > 0).Distinct());
                rows.Add(new(group.Key, "PT", first.Data.Text(DicomTags.Manufacturer), first.Data.Text(DicomTags.Units), group.Count(), null, null, null, null, null, null, null, null, null, [], codes.Length > 0 ? codes : "unreadable", [.. image.Problems.Select(p => p.ToString())]));
                continue;
            }
            anyPet = true;
            List<string> warnings = [.. image.Value.Warnings, .. files.Warnings(), .. files.NotImages()];
            LesionMeasures? inside = null;
            if (mask is not null)
            {
                var region = Union(mask, image.Value, warnings);
                if (region.IsRefused) return Reply.Refuse(region.Problems);
                inside = region.Value;
            }
            rows.Add(Row(group.Key, "PT", PetHeader.Of(image.Value.Series!.First), group.Count(), image.Value.Conversion!, image.Value.Suv, inside, warnings));
        }
        if (!anyPet) return Reply.Refuse(problems.Count > 0 ? problems : [new Problem(files.Path, $"series of {string.Join(", ", files.Files.Select(f => f.Modality).Distinct())}", "a PT series")]);
        return Show(rows);
    }

    private static Outcome<LesionMeasures> Union(string mask, PetImage image, List<string> warnings)
    {
        var grid = image.Suv.Geometry;
        return MaskReader.Read(mask, grid, warnings, image.Series).Then(regions =>
            LesionMeasurer.Measure(image.Suv, regions.Select(r => r.Mask).Aggregate((a, b) => a.Or(b))) is { } m
                ? Outcome<LesionMeasures>.Of(m)
                : Outcome<LesionMeasures>.Refused(new Problem(mask, "no voxel inside of the image", "a mask that overlaps the image")));
    }

    private static string Code(Problem problem)
    {
        int open = problem.Expected.IndexOf('[', StringComparison.Ordinal), close = problem.Expected.IndexOf(']', StringComparison.Ordinal);
        return open == 0 && close > 1 ? problem.Expected[1..close] : "";
    }

    private static SeriesRow Row(string uid, string modality, PetHeader header, int slices, SuvConversion c, ImageVolume? suv, LesionMeasures? inside, List<string> warnings)
    {
        double? min = inside?.SuvMin, median = inside?.SuvMedian, max = inside?.SuvMax;
        if (inside is null && suv is not null) (min, median, max) = Whole(suv);
        return new(uid, modality, header.Manufacturer, header.Units, slices, c.Rule, c.Reason, c.Factors[0], c.FactorMin, c.FactorMax, min, median, max, inside?.Voxels, c.Variants(), "ok", warnings.Count > 0 ? warnings : c.Warnings);
    }

    private static (double Min, double Median, double Max) Whole(ImageVolume suv)
    {
        float[] sorted = suv.Values.ToArray();
        Array.Sort(sorted);
        int half = sorted.Length / 2;
        return (sorted[0], sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + (double)sorted[half]) / 2, sorted[^1]);
    }

    private static Reply.Done Show(List<SeriesRow> rows)
    {
        string text = TextTable.Render(["series", "modality", "vendor", "units", "slices", "rule", "factor", "SUV min", "median", "max"], rows.Select(r => (string[])
        [
            r.SeriesInstanceUid.Length > 0 ? r.SeriesInstanceUid : "headers", r.Modality, r.Vendor ?? "–", r.Units ?? "–", $"{r.Slices}", r.Rule ?? r.Status,
            r.SuvFactor?.ToString("G7", System.Globalization.CultureInfo.InvariantCulture) ?? "–", TextTable.Number(r.SuvMin), TextTable.Number(r.SuvMedian), TextTable.Number(r.SuvMax),
        ]));
        return new Reply.Done(new { series = rows }, text, [.. rows.SelectMany(r => r.Warnings)]);
    }
}
