using System.Globalization;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Imaging;
using Cavum.Study;
using Microsoft.AspNetCore.Antiforgery;

namespace Cavum.Web;

/// <summary>Signs a read from the form of a scan; a refusal goes back to the form with its reasons.</summary>
internal static class ReadForm
{
    public static async Task<IResult> Sign(HttpContext http, string scan, IAntiforgery antiforgery, ServedStudy study, ScanStore scans, RefusedForms refusals)
    {
        if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest("The form is too old or came from elsewhere: open the page again.");
        var form = await http.Request.ReadFormAsync();
        var problems = new List<Problem>();
        string Text(string name) => form[name].ToString().Trim();
        string? Word(string name) => Text(name) is { Length: > 0 } w ? w : null;
        int? Score(string name)
        {
            if (Word(name) is not { } text) return null;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int score)) return score;
            problems.Add(new(name, text, "1 to 5"));
            return null;
        }
        string reader = Text("reader");
        if (study.Results?.Pet.Any(p => PetImages.Scans(p).Any(s => s.Scan == scan)) != true) problems.Add(new("scan", scan, "a scan of the study"));
        var outlines = new ReaderOutlines(study.Folder);
        double? mtv = reader.Length == 0 ? null : scans.Get(scan).TryGet(out var files) && outlines.Latest(scan, reader, files.Images.Suv.Geometry).TryGet(out var regions) && regions.Count > 0
            ? regions.Sum(r => r.Mask.VolumeMillilitres) : null;
        var read = new SignedRead(scan, reader, Text("role") == "adjudication" ? ReadRole.Adjudication : ReadRole.Blinded, TimeProvider.System.GetUtcNow(),
            Score("hopkinsPrimary"), Score("hopkinsRightNeck"), Score("hopkinsLeftNeck"), Word("niRadsPrimary"), Word("niRadsNeck"), Word("deauville"), Text("tumourPresent"),
            Word("newLesion") switch { "yes" => true, "no" => false, _ => null }, mtv, mtv is null ? null : outlines.LatestPath(scan, reader), Text("comment"));
        if (problems.Count == 0) problems.AddRange(new SignedReads(study.Folder).Sign(read).Problems);
        string back = $"/scans/{Uri.EscapeDataString(scan)}/read";
        return Results.Redirect(problems.Count == 0 ? back + "?signed=1" : back + "?refused=" + refusals.Keep(problems, form.Where(f => !f.Key.StartsWith("__", StringComparison.Ordinal)).ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal)));
    }
}
