using System.IO.Compression;
using Cavum.Report;

namespace Cavum.Web;

/// <summary>The one-page result as it lies in a package.</summary>
internal static class PackagedPage
{
    public static string? Of(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        if (archive.GetEntry(PairPackage.Page) is not { } entry) return null;
        using var text = new StreamReader(entry.Open());
        return text.ReadToEnd();
    }
}
