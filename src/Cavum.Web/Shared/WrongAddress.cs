using System.Net;
using System.Text.RegularExpressions;

namespace Cavum.Web;

/// <summary>An address whose value is of the wrong kind (<c>?shift=abc</c>) is answered with what was read and expected, not as a fault of the program.</summary>
internal static partial class WrongAddress
{
    public static void UseWrongAddress(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (InvalidOperationException e) when (!context.Response.HasStarted && Unreadable().Match(e.Message) is { Success: true } m)
        {
            // The framework binds the query before a page can look at it, and tells of it by this text only.
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.ContentType = "text/html; charset=utf-8";
            string kind = m.Groups[2].Value.Contains("Int", StringComparison.Ordinal) ? "a whole number" : "a number with a decimal point", path = WebUtility.HtmlEncode(context.Request.Path);
            await context.Response.WriteAsync($"""
                <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not understood · Cavum</title><link rel="stylesheet" href="/style.css"></head>
                <body><main><h1>The address was not understood</h1><p>{WebUtility.HtmlEncode(m.Groups[3].Value)}: read '{WebUtility.HtmlEncode(m.Groups[1].Value)}'; expected {kind}.</p><p><a href="{path}">Open the page as planned</a></p></main></body></html>
                """);
        }
    });

    [GeneratedRegex(@"^Cannot parse the value '(.*)' as type '(.*)' for '(.*)'\.$", RegexOptions.Singleline)]
    private static partial Regex Unreadable();
}
