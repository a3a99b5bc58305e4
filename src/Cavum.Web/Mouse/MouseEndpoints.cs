using Cavum.Report;

namespace Cavum.Web;

/// <summary>What leaves the mouse arm as files: figures, the paragraphs, the ARRIVE table.</summary>
internal static class MouseEndpoints
{
    public static void MapMouse(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/mouse/figures/{name}.svg", (string name, ServedStudy study) =>
            study.Results?.Mouse is { } mouse && MousePaper.Figures(mouse).FirstOrDefault(f => f.Name == name) is { } figure
                ? Results.Text(figure.Svg, "image/svg+xml; charset=utf-8") : Results.NotFound());
        routes.MapGet("/mouse/statistics.txt", (ServedStudy study) =>
        {
            if (study.Results?.Mouse is not { } mouse) return Results.NotFound();
            var (methods, results) = MousePaper.Paragraphs(mouse);
            return Results.Text($"Statistical analysis\n{methods}\n\nResults\n{results}\n", "text/plain; charset=utf-8");
        });
        routes.MapGet("/mouse/arrive.csv", (ServedStudy study) =>
            study.Results?.Mouse is { } mouse ? Results.Text(MousePaper.ArriveCsv(mouse), "text/csv; charset=utf-8") : Results.NotFound());
    }
}
