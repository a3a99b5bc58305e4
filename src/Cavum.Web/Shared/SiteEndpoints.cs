using Cavum.Report;

namespace Cavum.Web;

/// <summary>The shared style sheet, and headers that keep the pages to themselves.</summary>
internal static class SiteEndpoints
{
    private const string Policy = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self' 'wasm-unsafe-eval' blob:; worker-src 'self' blob:; connect-src 'self' blob: data:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

    public static void MapSiteStyle(this IEndpointRouteBuilder routes)
    {
        string css = string.Join('\n', FigureStyle.Tokens, FigureStyle.Css, ReportStyle.Shared);
        routes.MapGet("/style.css", () => Results.Text(css, "text/css; charset=utf-8"));
    }

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return next();
    });
}
