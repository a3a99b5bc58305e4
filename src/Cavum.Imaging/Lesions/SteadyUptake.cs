namespace Cavum.Imaging;

/// <summary>A spot's uptake that noise does not lift.</summary>
/// <remarks>
/// The maximum, or of spots large enough to hold the 1 mL sphere its highest mean, raised by what the sphere takes off a tumour's top, where that is lower:
/// the maximum of a large even organ is that of its noise.
/// </remarks>
internal static class SteadyUptake
{
    public const double LeastMl = 2;

    private const double OfPeak = 1.15;

    public static double Of(LesionMeasures m) => Of(m.VolumeMl, m.SuvMax, m.SuvPeakGlobal);

    public static double Of(double ml, double max, double peak) => ml < LeastMl ? max : Math.Min(max, OfPeak * peak);
}
