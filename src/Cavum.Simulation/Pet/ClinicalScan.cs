using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>How a <see cref="NeckPhantom"/> is scanned in the clinic: a grid of scanners in use, blur, noise and edges of iterative reconstruction, how far the head is turned, and harmless uptake.</summary>
internal sealed record ClinicalScan(double SpacingMm, double SliceMm, double BlurMm, double Sharpening, double NoiseSd, double NoiseMm, double Yaw, double Pitch, ulong NoiseSeed, IReadOnlyList<Solid> Tissue)
{
    /// <summary>In-plane spacing and slice distance, mm.</summary>
    private static readonly (double Spacing, double Slice)[] Grids = [(3.4, 5), (4.07, 3), (4.07, 5), (2.67, 3.27), (3.65, 3.27), (5.47, 3.27), (5.31, 3.4), (4, 4), (2.04, 2.03), (3.18, 2)];

    /// <summary>Sharpening by a model of the blur overshoots at edges: what is added is this many times the difference to an image blurred this much more.</summary>
    private const double WiderBlur = 1.6;

    public static ClinicalScan Draw(SeededRandom random, BodyScale scale, List<string> traits)
    {
        var (spacing, slice) = Grids[random.Whole(0, Grids.Length - 1)];
        double sharpening = random.Chance(0.35) ? random.Uniform(0.3, 0.8) : 0;
        if (sharpening > 0) traits.Add("sharpened edges");
        double yaw = random.Chance(0.4) ? random.Uniform(-0.3, 0.3) : random.Uniform(-0.06, 0.06), pitch = random.Uniform(-0.16, 0.16);
        if (Math.Abs(yaw) > 0.12) traits.Add("head turned");
        return new(spacing, slice, random.Uniform(4.5, 7.5), sharpening, random.Uniform(0.05, 0.18), random.Uniform(4, 7), yaw, pitch, (ulong)random.Whole(1, int.MaxValue - 1), ClinicalTissue.Draw(random, scale, traits));
    }

    public HeadTilt Turned(HeadTilt tilt) => tilt with { Yaw = Yaw, Pitch = tilt.Pitch + Pitch };

    /// <summary>From painted uptake to what the scanner shows, in place.</summary>
    public void Image(float[] suv, ImageGeometry grid, double noiseFactor)
    {
        float[] wide = Sharpening > 0 ? [.. suv] : [];
        PhantomRenderer.Blur(suv, grid, BlurMm);
        if (Sharpening > 0)
        {
            PhantomRenderer.Blur(wide, grid, WiderBlur * BlurMm);
            for (int i = 0; i < suv.Length; i++) suv[i] = (float)Math.Max(0, suv[i] + Sharpening * (suv[i] - wide[i]));
        }
        PhantomRenderer.AddIterativeNoise(suv, grid, new SeededRandom(NoiseSeed), noiseFactor * NoiseSd, NoiseMm);
    }
}
