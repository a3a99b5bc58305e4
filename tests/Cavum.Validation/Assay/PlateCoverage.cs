using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Validation;

/// <summary>How plates are simulated: cycles of pipetting and reading noise, and whether molecules are counted.</summary>
internal sealed record PlateDesign(string Name, bool Counting, CurveWeighting Weighting, int Replicates, double NoiseCycles = 0.15, CurveInterval Interval = CurveInterval.OneVariance);

/// <summary>How often the interval of a concentration holds the truth, over many simulated plates.</summary>
/// <remarks>
/// A plate: standards of 10, 10², … 10⁶ copies in triplicate, one unknown at each of the true levels in <see cref="Levels"/>. A
/// reaction holds N copies (N ~ Poisson(mean) when molecules are counted); Cq = 40.2 − 3.4·log10 N + normal noise. The laboratory's
/// recovery and IU conversion are drawn anew for every plate from the uncertainty that the settings state.
/// </remarks>
internal sealed class PlateCoverage(PlateDesign design)
{
    public static readonly double[] Levels = [30, 100, 1000, 1e4, 1e5];

    private const double RecoverySd = 0.03, InterceptSd = 0.02, ResidualSd = 0.02, Intercept = -0.12;
    private const int StandardReplicates = 3;

    public PlateDesign Design => design;
    public long[] Of { get; } = new long[Levels.Length];
    public long[] Reaction { get; } = new long[Levels.Length];
    public long[] PerMl { get; } = new long[Levels.Length];
    public long[] International { get; } = new long[Levels.Length];

    /// <summary>Results on which no remark says that equal weights are not to be trusted, and how many of them hold the truth.</summary>
    public long[] Trusted { get; } = new long[Levels.Length];
    public long[] TrustedHolds { get; } = new long[Levels.Length];

    public static PlateCoverage Run(PlateDesign design, int plates, ulong seed)
    {
        const int Part = 500;
        var parts = new PlateCoverage[(plates + Part - 1) / Part];
        Parallel.For(0, parts.Length, p =>
        {
            parts[p] = new PlateCoverage(design);
            for (int i = p * Part; i < Math.Min(plates, (p + 1) * Part); i++) parts[p].Plate(new SeededRandom(seed, (ulong)i));
        });
        var all = new PlateCoverage(design);
        foreach (var part in parts)
            for (int l = 0; l < Levels.Length; l++)
            {
                all.Of[l] += part.Of[l];
                all.Reaction[l] += part.Reaction[l];
                all.PerMl[l] += part.PerMl[l];
                all.International[l] += part.International[l];
                all.Trusted[l] += part.Trusted[l];
                all.TrustedHolds[l] += part.TrustedHolds[l];
            }
        return all;
    }

    private static AssaySettings Settings(CurveWeighting weighting) => new()
    {
        Weighting = weighting,
        Chain = new(Volume.FromMillilitres(0.5), Volume.FromMicrolitres(50), Volume.FromMicrolitres(5), 1, 1, RecoverySd),
        Iu = new(Intercept, 1, InterceptSd * InterceptSd, 0, 0, ResidualSd),
    };

    private void Plate(SeededRandom random)
    {
        var settings = Settings(design.Weighting);
        Span<StandardPoint> standards = new StandardPoint[6 * StandardReplicates];
        for (int i = 0; i < standards.Length; i++)
        {
            double copies = Math.Pow(10, 1 + i / StandardReplicates);
            standards[i] = new(copies, Cq(random, copies) ?? 40);
        }
        if (StandardCurveFit.Fit(standards, design.Weighting, design.Interval) is not { } curve) return;
        double shift = Math.Log10(settings.Chain!.CopiesPerMlPerCopy);
        for (int l = 0; l < Levels.Length; l++)
        {
            double sum = 0;
            int read = 0;
            for (int k = 0; k < design.Replicates; k++)
                if (Cq(random, Levels[l]) is { } cq) (sum, read) = (sum + cq, read + 1);
            if (read < design.Replicates) continue;
            var amount = EbvDnaAmounts.FromCq(sum / read, read, curve, settings);
            // The plasma held more or less than the nominal recovery gives back; the conversion of this lot is off by its own error.
            double perMl = Math.Log10(Levels[l]) + shift + RecoverySd * random.NextNormal();
            double iu = perMl + Intercept + InterceptSd * random.NextNormal() + ResidualSd * random.NextNormal();
            Of[l]++;
            bool holds = Holds(amount.CopiesPerReaction.Lower, amount.CopiesPerReaction.Upper, Levels[l]);
            if (holds) Reaction[l]++;
            double counting = curve.CountingStdDev(Math.Log10(amount.CopiesPerReaction.Estimate));
            bool few = counting * counting > 0.5 * curve.ResidualStdDev * curve.ResidualStdDev; // as SampleQuantifier remarks
            if (curve.Weighting == CurveWeighting.Poisson || curve.Interval == CurveInterval.Counting || !(few || curve.Scatter is { PValue: < 0.01 }))
            {
                Trusted[l]++;
                if (holds) TrustedHolds[l]++;
            }
            if (Holds(amount.CopiesPerMl!.Lower, amount.CopiesPerMl.Upper, Math.Pow(10, perMl))) PerMl[l]++;
            if (Holds(amount.IuPerMl!.Lower, amount.IuPerMl.Upper, Math.Pow(10, iu))) International[l]++;
        }
    }

    private double? Cq(SeededRandom random, double copies)
    {
        double present = design.Counting ? random.NextPoisson(copies) : copies;
        return present > 0 ? 40.2 - 3.4 * Math.Log10(present) + design.NoiseCycles * random.NextNormal() : null;
    }

    private static bool Holds(double? lower, double? upper, double truth) => (lower ?? 0) <= truth && truth <= (upper ?? double.PositiveInfinity);
}
