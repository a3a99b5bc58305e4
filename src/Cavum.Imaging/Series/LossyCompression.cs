namespace Cavum.Imaging;

/// <summary>Tells where stored values are not those that the scanner measured.</summary>
internal static class LossyCompression
{
    public static IEnumerable<string> Warnings(ImageSeries series)
    {
        var files = series.Slices.Select(s => s.File).Distinct().ToList();
        var declared = files.Where(f => f.Data.Text(DicomTags.LossyImageCompression) == "01").ToList();
        if (declared.Count > 0)
        {
            string ratio = declared[0].Data.Text(DicomTags.LossyImageCompressionRatio) is { } r ? $", ratio {r}" : "";
            yield return $"{declared.Count} of {files.Count} image(s) went through lossy compression {DicomTags.LossyImageCompression} ({declared[0].Name}{ratio}): values are not those that were measured.";
        }
        var coded = files.Where(f => f.Syntax.MayLose && f.Data.Text(DicomTags.LossyImageCompression) != "01").ToList();
        if (coded.Count > 0)
            yield return $"{coded.Count} of {files.Count} image(s) are coded as {coded[0].Syntax.Name} ({coded[0].Name}), which may lose, and do not say whether they did: values may not be those that were measured.";
    }
}
