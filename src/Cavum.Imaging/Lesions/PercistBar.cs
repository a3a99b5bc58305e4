using System.Globalization;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>The least uptake that PERCIST 1.0 measures.</summary>
/// <remarks>1.5 × liver mean + 2 SD at baseline; 2 × blood-pool mean + 2 SD where the liver cannot be used (Wahl 2009). The paper defines it on SUL; on SUVbw the same rule is used with SUVbw means.</remarks>
public sealed record PercistBar(double Suv, ReferenceUptake Reference, string Reason)
{
    private const double LiverOf150Ml = 0.25; // a smaller even part may be any tissue, in a crop of a thigh for instance

    public static Outcome<PercistBar> Of(PetImage pet)
    {
        if (BodyMap.Of(pet.Suv) is not { } body || ReferenceFinder.Liver(body) is not { Confidence: >= LiverOf150Ml } liver)
            return Outcome<PercistBar>.Refused(new Problem("liver", "no evenly taking-up part of 150 mL on the right", "[liverNotFound] an image that holds the liver; use fixed:SUV otherwise"));
        return Outcome<PercistBar>.Of(FromLiver(liver));
    }

    public static PercistBar FromLiver(ReferenceUptake liver)
    {
        double bar = 1.5 * liver.Mean + 2 * liver.StdDev;
        return new(bar, liver, string.Create(CultureInfo.InvariantCulture, $"PERCIST bar SUV {bar:F2} = 1.5 × liver mean {liver.Mean:F2} + 2 × SD {liver.StdDev:F2}, sphere of 3 cm at {liver.Centre.X:F0}, {liver.Centre.Y:F0}, {liver.Centre.Z:F0} mm"));
    }

    public static PercistBar FromBloodPool(ReferenceUptake pool)
    {
        double bar = 2 * pool.Mean + 2 * pool.StdDev;
        return new(bar, pool, string.Create(CultureInfo.InvariantCulture, $"PERCIST bar SUV {bar:F2} = 2 × blood-pool mean {pool.Mean:F2} + 2 × SD {pool.StdDev:F2}"));
    }
}
