namespace Cavum.Imaging;

/// <summary>Red, green and blue, 0 to 255.</summary>
public readonly record struct Rgb(byte R, byte G, byte B);

/// <summary>Which SUV is drawn with the first and which with the last colour.</summary>
public readonly record struct UptakeWindow
{
    public UptakeWindow(double low, double high)
    {
        if (!(low < high && double.IsFinite(low) && double.IsFinite(high))) throw new ArgumentException($"A window runs upwards, not from {low} to {high}.", nameof(high));
        (Low, High) = (low, high);
    }

    public double Low { get; }
    public double High { get; }

    /// <summary>0 at or below the window (and for what is not a number) to 255 at or above it.</summary>
    public byte Level(float value) => float.IsNaN(value) ? (byte)0 : (byte)Math.Clamp((int)Math.Round((value - Low) / (High - Low) * 255, MidpointRounding.AwayFromZero), 0, 255);
}

/// <summary>256 colours for the levels of a window.</summary>
public sealed class ColourMap
{
    private readonly Rgb[] colours;

    private ColourMap(string name, Func<int, Rgb> colour)
    {
        Name = name;
        colours = [.. Enumerable.Range(0, 256).Select(colour)];
    }

    public string Name { get; }

    public Rgb this[byte level] => colours[level];

    public static ColourMap Grey { get; } = new("grey", i => new((byte)i, (byte)i, (byte)i));

    /// <summary>Hot is black on white, as PET is read on film.</summary>
    public static ColourMap InvertedGrey { get; } = new("inverted grey", i => new((byte)(255 - i), (byte)(255 - i), (byte)(255 - i)));

    /// <summary>DICOM's Hot Iron (PS3.6 annex B): red rises to the middle, green from there, blue in the last quarter.</summary>
    public static ColourMap HotIron { get; } = new("hot iron", i => new(
        (byte)Math.Min(2 * i, 255), (byte)Math.Max(0, 2 * (i - 128)), (byte)Math.Max(0, 4 * (i - 192))));
}
