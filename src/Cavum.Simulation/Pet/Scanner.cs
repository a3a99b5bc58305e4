using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>A make of PET/CT scanner: its grid and the dialect of its files.</summary>
internal enum ScannerMake
{
    Siemens,
    Ge,
    Philips,
}

/// <summary>The grids of a scanner in the frame of the phantom; CT lies on the slices of PET with finer pixels.</summary>
internal sealed record Scanner(ScannerMake Make, int PetPixels, double PetSpacing, double SliceSpacing, int CtPixels)
{
    private const double Above = 12; // mm of air above the head

    public static Scanner Of(ScannerMake make) => make switch
    {
        ScannerMake.Siemens => new(make, 112, 4.07283, 5, 168),
        ScannerMake.Ge => new(make, 84, 5.46875, 4.25, 168),
        _ => new(make, 116, 4, 4, 160),
    };

    /// <summary>A subject is scanned on one scanner both times.</summary>
    public static Scanner Of(SimulatedSubject subject) => Of((ScannerMake)(subject.Index % 3));

    public ImageGeometry Pet(BodyScale scale) => Grid(PetPixels, PetSpacing, scale);

    public ImageGeometry Ct(BodyScale scale) => Grid(CtPixels, PetPixels * PetSpacing / CtPixels, scale);

    /// <summary>The lowest slice first: z grows with the slice index.</summary>
    private ImageGeometry Grid(int pixels, double spacing, BodyScale scale)
    {
        int slices = (int)Math.Ceiling((Above - Anatomy.LowestZ * scale.Along) / SliceSpacing);
        double first = -(pixels - 1) / 2.0 * spacing;
        return ImageGeometry.Upright(pixels, pixels, slices, new(spacing, spacing, SliceSpacing), new(first, first, Above - slices * SliceSpacing));
    }
}
