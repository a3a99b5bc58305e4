using Cavum.Core;

namespace Cavum.Web;

/// <summary>The files of a scan for the viewer.</summary>
internal static class ScanEndpoints
{
    private const int TurnDegrees = 10;

    public static void MapScans(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/scans/{scan}/pet.nii.gz", (string scan, ScanStore store) => File(store.Get(scan), f => f.Pet, "application/gzip"));
        routes.MapGet("/api/scans/{scan}/ct.nii.gz", (string scan, ScanStore store) => File(store.Get(scan), f => f.Ct, "application/gzip"));
        routes.MapGet("/api/scans/{scan}/mask.nii.gz", (string scan, ScanStore store) => File(store.Get(scan), f => f.Mask, "application/gzip"));
        routes.MapGet("/api/scans/{scan}/projection.png", (string scan, ScanStore store) => File(store.Get(scan), f => f.Projection, "image/png"));
        routes.MapGet("/api/scans/{scan}/turn/{step:int}.png", (string scan, int step, ScanStore store) => File(store.Get(scan), f => f.Turn(step * TurnDegrees), "image/png"));
        routes.MapGet("/api/scans/{scan}/plane/{plane}.png", (string scan, string plane, double at, ScanStore store) => File(store.Get(scan), f => f.Plane(plane, at), "image/png"));
        OutlineEndpoints.Map(routes);
        routes.MapPost("/scans/{scan}/sign", ReadForm.Sign);
    }

    internal static IResult File(Outcome<ScanFiles> files, Func<ScanFiles, byte[]?> which, string type)
    {
        if (!files.TryGet(out var found)) return Results.Problem(string.Join(" ", files.Problems), statusCode: StatusCodes.Status404NotFound);
        return which(found) is { } bytes ? Results.Bytes(bytes, type) : Results.NotFound();
    }
}
