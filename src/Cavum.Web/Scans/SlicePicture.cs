using Cavum.Imaging;

namespace Cavum.Web;

/// <summary>One fused plane as PNG: CT in grey below, PET above it, window SUV 0 to 7.</summary>
internal static class SlicePicture
{
    internal const float WindowSuv = 7, LowHu = -160, HighHu = 240;
    private const double Share = 0.6;
    private const int Scale = 3;

    /// <param name="suv">Turned to the patient's axes.</param>
    /// <param name="ct">On the same grid; null without a CT.</param>
    public static byte[]? Of(ImageVolume suv, ImageVolume? ct, string plane, double millimetres)
    {
        if (Index(suv.Geometry, plane, millimetres) is not { } index) return null;
        var hot = Picture.Of(Cut(suv, plane, index), new UptakeWindow(0, WindowSuv), ct is null ? ColourMap.InvertedGrey : ColourMap.HotIron, Scale);
        if (ct is null) return hot.ToPng();
        var grey = Picture.Of(Cut(ct, plane, index), new UptakeWindow(LowHu, HighHu), ColourMap.Grey, Scale);
        byte[] mixed = new byte[hot.Pixels.Length];
        for (int i = 0; i < mixed.Length; i++) mixed[i] = (byte)Math.Min(255, grey.Pixels[i] * (1 - Share) + hot.Pixels[i] * Share * 1.4);
        return PngWriter.Write(hot.Width, hot.Height, mixed);
    }

    private static ScalarImage Cut(ImageVolume volume, string plane, int index) => plane switch
    {
        "axial" => SliceView.Axial(volume, index),
        "coronal" => SliceView.Coronal(volume, index),
        _ => SliceView.Sagittal(volume, index),
    };

    private static int? Index(ImageGeometry g, string plane, double mm)
    {
        var (origin, spacing, count) = plane switch
        {
            "axial" => (g.Origin.Z, g.Spacing.Z, g.Slices),
            "coronal" => (g.Origin.Y, g.Spacing.Y, g.Rows),
            "sagittal" => (g.Origin.X, g.Spacing.X, g.Columns),
            _ => (0, 1, 0),
        };
        int index = (int)Math.Round((mm - origin) / spacing);
        return index >= 0 && index < count ? index : null;
    }
}
