namespace Cavum.Imaging;

/// <summary>A lesion to outline: its mask and the number written beside it.</summary>
public sealed record OutlinedLesion(int Number, Mask Mask);

/// <summary>How uptake is drawn.</summary>
public sealed record PetPictureStyle
{
    /// <summary>SUV 0 to 7 unless told otherwise; the same for both scans of a comparison.</summary>
    public UptakeWindow Window { get; init; } = new(0, 7);

    public ColourMap Colours { get; init; } = ColourMap.InvertedGrey;
    public Rgb LesionColour { get; init; } = new(200, 30, 30);
    public Rgb Background { get; init; } = new(255, 255, 255);

    /// <summary>Screen pixels a pixel of the image.</summary>
    public int Scale { get; init; } = 2;

    /// <summary>0 takes the smaller in-plane spacing.</summary>
    public double PixelMm { get; init; }
}

/// <summary>Pictures of PET for reports and for browsers without WebGL2.</summary>
public static class PetPicture
{
    /// <summary>A projection with the lesions' shadows outlined and numbered.</summary>
    public static Picture Projection(ImageVolume suv, IReadOnlyList<OutlinedLesion> lesions, double angleDegrees, PetPictureStyle style)
    {
        var picture = Picture.Of(MaximumProjection.Render(suv, angleDegrees, style.PixelMm), style.Window, style.Colours, style.Scale);
        double pixel = style.PixelMm > 0 ? style.PixelMm : InPlane(suv.Geometry);
        foreach (var lesion in lesions) Mark(picture, MaximumProjection.Shadow(lesion.Mask, angleDegrees, pixel), lesion.Number, style);
        return picture;
    }

    /// <summary>Baseline and follow-up projections side by side in one window.</summary>
    public static Picture Compare(ImageVolume baseline, IReadOnlyList<OutlinedLesion> baselineLesions,
        ImageVolume followUp, IReadOnlyList<OutlinedLesion> followUpLesions, PetPictureStyle style)
    {
        double pixel = style.PixelMm > 0 ? style.PixelMm : Math.Min(InPlane(baseline.Geometry), InPlane(followUp.Geometry));
        var same = style with { PixelMm = pixel };
        return Picture.Row([Projection(baseline, baselineLesions, 0, same), Projection(followUp, followUpLesions, 0, same)], 4 * style.Scale, style.Background);
    }

    /// <summary>An axial plane of a volume and masks turned to the patient's axes.</summary>
    public static Picture Axial(ImageVolume suv, IReadOnlyList<OutlinedLesion> lesions, int z, PetPictureStyle style)
    {
        var aligned = PatientAxes.Align(suv);
        var picture = Picture.Of(SliceView.Axial(aligned, z), style.Window, style.Colours, style.Scale);
        foreach (var lesion in lesions)
        {
            var shape = SliceView.Axial(AsVolume(PatientAxes.Align(lesion.Mask)), z);
            Mark(picture, [.. shape.Values.Select(v => v >= 0.5f)], lesion.Number, style);
        }
        return picture;
    }

    private static void Mark(Picture picture, bool[] shape, int number, PetPictureStyle style)
    {
        int first = Array.IndexOf(shape, true);
        if (first < 0) return;
        picture.Outline(shape, style.LesionColour, style.Scale);
        int width = picture.Width / style.Scale, right = Enumerable.Range(0, shape.Length).Where(i => shape[i]).Max(i => i % width);
        int digits = number.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        int x = Math.Min((right + 2) * style.Scale, picture.Width - 4 * digits * style.Scale), y = Math.Min(first / width * style.Scale, picture.Height - 5 * style.Scale);
        picture.Number(number, Math.Max(0, x), Math.Max(0, y), style.LesionColour, style.Scale);
    }

    private static double InPlane(ImageGeometry geometry)
    {
        var aligned = PatientAxes.Align(geometry);
        return Math.Min(aligned.Spacing.X, aligned.Spacing.Y);
    }

    private static ImageVolume AsVolume(Mask mask)
    {
        float[] values = new float[mask.Geometry.Count];
        for (int i = 0; i < values.Length; i++) values[i] = mask.Inside[i] ? 1 : 0;
        return new(mask.Geometry, values);
    }
}
