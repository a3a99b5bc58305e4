using System.Globalization;
using System.Text;
using Cavum.Analysis;
using Cavum.Core;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Cavum.Web;

/// <summary>Takes in two scans, a reader's decision on them, and gives out the package.</summary>
internal static class PairEndpoints
{
    /// <summary>A PET/CT of the whole body with a thin CT packs into less.</summary>
    private const long MostFileBytes = 1L << 30;
    private const int MostTextBytes = 2000, MostFields = 40;

    public static void MapPairs(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/pairs/upload", Upload);
        routes.MapPost("/pairs/{id}/decide", Decide);
        routes.MapGet("/pairs/{id}/package-{version:int}.zip", (string id, int version, PairStore store) =>
            store.Package(id, version) is { } path ? Results.File(path, "application/zip", $"pet-pair-{id}-{version}.zip") : Results.NotFound());
        routes.MapGet("/pairs/{id}/result-{version:int}.html", (string id, int version, PairStore store) =>
            store.Package(id, version) is { } path && PackagedPage.Of(path) is { } page ? Results.Text(page, "text/html; charset=utf-8") : Results.NotFound());
    }

    private static async Task<IResult> Upload(HttpContext http, IAntiforgery antiforgery, PairStore store, RefusedForms refusals)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = 2 * MostFileBytes + (1 << 20);
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || type.MediaType != "multipart/form-data" || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary)
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        string place;
        try
        {
            place = store.Receive();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Refused(refusals, [new("upload", "a study folder that takes no files", "a folder that the site may write to")]);
        }
        try
        {
            var (fields, problems) = await Parts(http, antiforgery, boundary, place);
            if (fields is null) return Results.BadRequest("The form is too old or came from elsewhere: open the page again.");
            foreach (var (file, words) in new[] { (PairStore.BaselineFile, "baseline"), (PairStore.FollowUpFile, "follow-up") })
                if (problems.Count == 0 && !File.Exists(Path.Combine(place, file))) problems.Add(new(words, "", "a zip of the PET/CT's DICOM files"));
            var request = Request(fields, problems);
            if (problems.Count > 0) return Refused(refusals, problems, fields);
            var added = await store.Add(place, request, http.RequestAborted);
            return added.TryGet(out string? id) ? Results.Redirect("/pairs/" + id) : Refused(refusals, added.Problems, fields);
        }
        catch (Exception fault) when (fault is OperationCanceledException or BadHttpRequestException || (fault is IOException && http.RequestAborted.IsCancellationRequested))
        {
            return Results.BadRequest("The upload ended before all of it was here; nothing was kept.");
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            return Refused(refusals, [new("upload", fault.Message, "a whole upload, and room for it on the disk")]);
        }
        finally
        {
            if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
        }
    }

    private static IResult Refused(RefusedForms refusals, IReadOnlyList<Problem> problems, Dictionary<string, string>? fields = null) => Results.Redirect("/pairs?refused=" + refusals.Keep(problems, fields));

    /// <summary>The parts in their order: words into the fields, files straight to the disk. Null where the token of the form, which stands first, is not there.</summary>
    private static async Task<(Dictionary<string, string>? Fields, List<Problem> Problems)> Parts(HttpContext http, IAntiforgery antiforgery, string boundary, string place)
    {
        var reader = new MultipartReader(boundary, http.Request.Body);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        List<Problem> problems = [];
        bool trusted = false;
        for (int n = 0; await reader.ReadNextSectionAsync(http.RequestAborted) is { } part; n++)
        {
            if (n > MostFields) throw new InvalidDataException($"more than {MostFields} fields");
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var told)) continue;
            string name = HeaderUtilities.RemoveQuotes(told.Name).Value ?? "";
            if (name == "__RequestVerificationToken")
            {
                http.Request.Headers["RequestVerificationToken"] = await Words(part.Body, http.RequestAborted);
                trusted = await antiforgery.IsRequestValidAsync(http);
            }
            if (!trusted) return (null, problems);
            string? file = name switch { "baseline" => PairStore.BaselineFile, "followUp" => PairStore.FollowUpFile, _ => null };
            if (file is null) fields[name] = await Words(part.Body, http.RequestAborted);
            else if (await Save(part.Body, Path.Combine(place, file), http.RequestAborted) is { } problem) problems.Add(problem with { Place = name == "baseline" ? "baseline" : "follow-up" });
        }
        return (trusted ? fields : null, problems);
    }

    private static async Task<Problem?> Save(Stream body, string path, CancellationToken cancelled)
    {
        long length = 0;
        await using (var file = new FileStream(path, FileMode.Create, FileAccess.Write))
        {
            byte[] buffer = new byte[1 << 17];
            for (int n; (n = await body.ReadAsync(buffer, cancelled)) > 0;)
            {
                if ((length += n) > MostFileBytes) return new("", "more than 1 GB", "a zip of at most 1 GB");
                await file.WriteAsync(buffer.AsMemory(0, n), cancelled);
            }
            file.Flush(flushToDisk: true);
        }
        if (length == 0) File.Delete(path); // no file was chosen
        return null;
    }

    private static async Task<string> Words(Stream body, CancellationToken cancelled)
    {
        using var memory = new MemoryStream();
        byte[] buffer = new byte[1 << 12];
        for (int n; (n = await body.ReadAsync(buffer, cancelled)) > 0;)
        {
            memory.Write(buffer, 0, n);
            if (memory.Length > MostTextBytes) throw new InvalidDataException($"a field of more than {MostTextBytes} characters");
        }
        return Encoding.UTF8.GetString(memory.ToArray()).Trim();
    }

    private static PairRequest Request(Dictionary<string, string> fields, List<Problem> problems)
    {
        DateOnly? Day(string name, string words)
        {
            if (fields.GetValueOrDefault(name) is not { Length: > 0 } text) return null;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
            problems.Add(new(words, text, "a day as 2026-01-05"));
            return null;
        }
        return new() { Subject = fields.GetValueOrDefault("subject") ?? "", FirstDose = Day("firstDose", "first dose"), RadiotherapyEnd = Day("radiotherapyEnd", "end of radiotherapy"), OtherIdentity = fields.GetValueOrDefault("otherIdentity") == "yes" };
    }

    private static async Task<IResult> Decide(HttpContext http, string id, IAntiforgery antiforgery, PairStore store, RefusedForms refusals)
    {
        if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest("The form is too old or came from elsewhere: open the page again.");
        var form = await http.Request.ReadFormAsync();
        string reader = form["reader"].ToString().Trim();
        string[] outlined = [.. form["outlined"].OfType<string>().Where(o => o is PairScan.Baseline or PairScan.FollowUp).Distinct()];
        var decided = await store.Decide(id, now => now.Request with { Reader = reader, Accepted = [.. form["accepted"].OfType<string>().Distinct()], Outlined = outlined });
        return Results.Redirect($"/pairs/{Uri.EscapeDataString(id)}" + (decided.IsRefused ? "?refused=" + refusals.Keep(decided.Problems) : "") + "#decide");
    }
}
