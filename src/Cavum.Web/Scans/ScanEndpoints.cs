using Cavum.Core;

namespace Cavum.Web;

/// <summary>The files of a scan for the viewer.</summary>
internal static class ScanEndpoints
{
    private const int TurnDegrees = 10;

    public static void MapScans(this IEndpointRouteBuilder routes)
    {
        Volume("pet", f => f.Pet);
        Volume("ct", f => f.Ct);
        Volume("mask", f => f.Mask);
        routes.MapGet("/api/scans/{scan}/projection.png", (string scan, ScanStore store) => File(store.Get(scan), f => f.Projection, "image/png"));
        routes.MapGet("/api/scans/{scan}/turn/{step:int}.png", (string scan, int step, ScanStore store) => File(store.Get(scan), f => f.Turn(step * TurnDegrees), "image/png"));
        routes.MapGet("/api/scans/{scan}/plane/{plane}.png", (string scan, string plane, double at, ScanStore store) => File(store.Get(scan), f => f.Plane(plane, at), "image/png"));
        OutlineEndpoints.Map(routes);
        routes.MapPost("/scans/{scan}/sign", ReadForm.Sign);

        // NAME.nii is the same bytes as NAME.nii.gz, declared as compressed in transfer: the browser unpacks them beside the page, not in it.
        void Volume(string name, Func<ScanFiles, byte[]?> which)
        {
            routes.MapGet($"/api/scans/{{scan}}/{name}.nii.gz", (string scan, ScanStore store) => File(store.Get(scan), which, "application/gzip"));
            routes.MapGet($"/api/scans/{{scan}}/{name}.nii", (string scan, HttpContext http, ScanStore store) =>
            {
                if (!http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase)) return Results.StatusCode(StatusCodes.Status406NotAcceptable);
                http.Response.Headers.ContentEncoding = "gzip";
                return File(store.Get(scan), which, "application/octet-stream");
            });
        }
    }

    internal static IResult File(Outcome<ScanFiles> files, Func<ScanFiles, byte[]?> which, string type)
    {
        if (!files.TryGet(out var found)) return Results.Problem(string.Join(" ", files.Problems), statusCode: StatusCodes.Status404NotFound);
        return which(found) is { } bytes ? Results.Bytes(bytes, type) : Results.NotFound();
    }
}
