using Cavum.Analysis;
using Cavum.Core;
using Cavum.Report;

namespace Cavum.Web;

/// <summary>The amplification curves of a run for the zooming chart.</summary>
internal static class RunEndpoints
{
    private sealed record WellCurve(string Well, string Sample, string Role, double? Cq, IReadOnlyList<double> Fluorescence);

    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/runs/{run}/curves.json", (string run, ServedStudy study) =>
            study.Results?.Runs.FirstOrDefault(r => r.Run == run) is { } found
                ? Results.Json(found.Plate.Where(w => w.Fluorescence.Count > 1).Select(w => new WellCurve(w.Well, w.Sample, PlateFigure.Kind(w.Role), w.Cq, w.Fluorescence)))
                : Results.NotFound());
        routes.MapGet("/runs/{run}/certificate", (string run, ServedStudy study) =>
        {
            if (study.Results?.Runs.FirstOrDefault(r => r.Run == run) is { } found) return Page(study.Certificate(found), RunCertificatePage.Render);
            return study.Results?.DigitalRuns.FirstOrDefault(r => r.Run == run) is { } digital ? Page(study.Certificate(digital), DigitalCertificatePage.Render) : Results.NotFound();
        });
    }

    private static IResult Page<T>(Outcome<T> certificate, Func<T, string> render) => certificate.IsRefused
        ? Results.Problem(string.Join(" ", certificate.Problems), statusCode: StatusCodes.Status409Conflict)
        : Results.Text(render(certificate.Value), "text/html; charset=utf-8");
}
