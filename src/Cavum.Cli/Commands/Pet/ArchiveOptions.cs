using System.CommandLine;
using System.Net;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>What pet fetch and pet send ask of the user about the archive.</summary>
internal static class ArchiveOptions
{
    public static Argument<string> Address()
    {
        var url = new Argument<string>("url") { Description = "address of the archive's DICOMweb service, such as https://pacs/dicom-web" };
        url.Validators.Add(r =>
        {
            if (r.Tokens.Count == 1 && (!Uri.TryCreate(r.Tokens[0].Value, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))) r.AddError($"url: read '{r.Tokens[0].Value}'; expected an http or https address.");
        });
        return url;
    }

    public static Option<string?> User() => new("--user") { Description = "name for basic authentication; the password is read from CAVUM_PACS_PASSWORD" };

    public static DicomWebClient Client(string url, string? user) =>
        new(new Uri(url), user is null ? null : new NetworkCredential(user, Environment.GetEnvironmentVariable("CAVUM_PACS_PASSWORD") ?? ""));
}
