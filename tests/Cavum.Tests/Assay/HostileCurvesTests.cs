using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Tests.Assay;

/// <summary>Curves of no instrument, through every method: no exception, and each number finite or absent.</summary>
public class HostileCurvesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_curve_breaks_a_method(int part)
    {
        for (int i = 0; i < 100; i++)
        {
            var chance = new SeededRandom(77, (ulong)(100 * part + i));
            var run = new QpcrRun("r", "e", [.. Enumerable.Range(1, 1 + chance.NextInt(6)).Select(w => new Reaction(
                WellPosition.FromNumber(w, 12), $"S{w}", (SampleRole)chance.NextInt(6), chance.NextInt(3) == 0 ? "B" : "A", "FAM", Cq.Unreported, Curve(chance))
            { Chemistry = (ReporterChemistry)chance.NextInt(6) })]);
            foreach (var (name, number) in Numbers(run))
                Assert.True(number is null || double.IsFinite(number.Value), $"run {100 * part + i}: {name} is {number}");
        }
    }

    private static IEnumerable<(string Name, double? Number)> Numbers(QpcrRun run)
    {
        foreach (var l in LinRegPcr.Analyse(run))
            foreach (double? n in (double?[])[l.Fit.Td0, l.Fit.Efficiency, l.Fit.Baseline, l.MeanEfficiency, l.MeanEfficiencySd]) yield return ("linreg", n);
        foreach (var c in ClassicLinRegPcr.Analyse(run))
            foreach (double? n in (double?[])[c.Cq, c.Efficiency, c.Baseline, c.StartFluorescence, c.MeanEfficiency, c.MeanEfficiencySd, c.LowerLimit, c.UpperLimit, c.CommonThreshold]) yield return ("linreg-classic", n);
        foreach (var g in SharedGrowth.Analyse(run))
        {
            Assert.Equal(g.Status == GrowthStatus.Quantified, g.Cq is not null);
            foreach (double? n in (double?[])[g.Cq, g.RelativeStart, g.Baseline, g.Plateau, g.Efficiency, g.EfficiencyStdErr, g.Asymmetry]) yield return ("shared-growth", n);
        }
        foreach (var v in AmplificationTest.JudgeTogether([.. run.Reactions.Select(r => r.Curve)]))
        {
            foreach (double? n in (double?[])[v.Rise, v.Noise, v.FoldPerCycle, v.Fit.CpD1, v.Fit.CpD2, v.Fit.Cy0]) yield return ("sigmoid", n);
            Assert.True(!v.Amplified || v.Fit.CpD2 is not null);
        }
    }

    /// <summary>Levels, steps, lines, sigmoids, spikes and noise; any scale from 1e-12 to 1e12, any ground, with holes.</summary>
    private static AmplificationCurve Curve(SeededRandom chance)
    {
        int cycles = chance.NextInt(4) == 0 ? chance.NextInt(12) : 20 + chance.NextInt(50), kind = chance.NextInt(6);
        double scale = Math.Pow(10, chance.NextInt(3) == 0 ? chance.NextInt(25) - 12 : 0), ground = chance.NextInt(3) switch { 0 => 0, 1 => 1, _ => 20 * chance.NextNormal() };
        double middle = 60 * chance.NextDouble(), width = 0.3 + 3 * chance.NextDouble(), noise = chance.NextInt(3) switch { 0 => 0, 1 => 0.01, _ => 0.5 };
        var pairs = new List<(int, double)>();
        for (int c = 1; c <= cycles; c++)
        {
            double shape = kind switch { 0 => 0, 1 => c > middle ? 10 : 0, 2 => 0.2 * c, 3 => -0.1 * c, _ => 10 / (1 + Math.Exp(-(c - middle) / width)) };
            double spike = chance.NextInt(60) == 0 ? 100 * chance.NextNormal() : 0;
            if (chance.NextInt(kind == 5 ? 5 : 200) != 0) pairs.Add((c, scale * (ground + shape + spike + noise * chance.NextNormal())));
        }
        return AmplificationCurve.FromReadings(pairs);
    }
}
