using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>An experiment to be simulated: exponential tumours with a slope of each mouse's own.</summary>
/// <param name="MicePerArm">Control, A, B, combination.</param>
/// <param name="Days">Planned days of measurement, day 0 first.</param>
/// <param name="Slopes">Mean slope of each arm, 1/day.</param>
/// <param name="RandomStdDev">Standard deviation of the mice's slopes within an arm, 1/day.</param>
/// <param name="ResidualStdDev">Standard deviation of ln V about a mouse's own line.</param>
/// <param name="StartVolume">Median volume on day 0; its logarithm varies by <paramref name="StartStdDev"/>.</param>
/// <param name="SacrificeVolume">A mouse measured at or above this leaves; not above 0 for never.</param>
/// <param name="DetectionLimit">A tumour below this is written as 0; not above 0 for none.</param>
public sealed record SynergyDesign(
    IReadOnlyList<int> MicePerArm, IReadOnlyList<double> Days, IReadOnlyList<double> Slopes, double RandomStdDev, double ResidualStdDev,
    double StartVolume = 100, double StartStdDev = 0.3, double SacrificeVolume = 0, double DetectionLimit = 0)
{
    public static SynergyArms Arms { get; } = new("control", "a", "b", "combination");

    /// <summary>The same experiment in which the combination is what Bliss expects, changed by <paramref name="effect"/> per day.</summary>
    public SynergyDesign WithBlissEffect(double effect) =>
        this with { Slopes = [Slopes[0], Slopes[1], Slopes[2], Slopes[1] + Slopes[2] - Slopes[0] + effect] };

    /// <summary>One simulated experiment.</summary>
    public TumourStudy Simulate(SeededRandom chance)
    {
        var mice = new List<TumourMouse>();
        for (int arm = 0; arm < 4; arm++)
        {
            for (int i = 0; i < MicePerArm[arm]; i++)
            {
                double start = StartVolume * Math.Exp(StartStdDev * chance.NextNormal()), slope = Slopes[arm] + RandomStdDev * chance.NextNormal();
                var points = new List<TumourMeasurement> { new(0, start, true) };
                foreach (double day in Days.Where(d => d > 0))
                {
                    double volume = start * Math.Exp(slope * day + ResidualStdDev * chance.NextNormal());
                    bool seen = volume > DetectionLimit;
                    points.Add(new(day, seen ? volume : 0, seen));
                    if (SacrificeVolume > 0 && volume >= SacrificeVolume) break;
                }
                mice.Add(new($"{arm}-{i}", Arms.InOrder[arm], points));
            }
        }
        return new(mice, Arms.InOrder, 0, []);
    }
}

/// <param name="Power">Share of experiments whose last day's p-value is below alpha, with its Monte Carlo standard error.</param>
/// <param name="NotFitted">Experiments without a p-value; they count as not significant.</param>
/// <param name="MeanContrast">Mean estimate of L, to be held against the true one.</param>
public sealed record SynergyPowerResult(
    int Replicates, double Power, double StdErr, double PowerForSynergy, int NotFitted, double MeanContrast, double TrueContrast, double Coverage);

/// <summary>How often an experiment would find synergy, by simulation; with no effect, how often it errs.</summary>
public static class SynergyPower
{
    /// <summary>Replicate i draws from stream i of the seed.</summary>
    public static SynergyPowerResult Run(SynergyDesign design, SynergyOptions options, int replicates, ulong seed, double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 1);
        var last = options with { FirstFollowUp = int.MaxValue, Confidence = 1 - alpha };
        double truth = design.Slopes[3] - (options.Method == SynergyMethod.Hsa
            ? Math.Min(design.Slopes[1], design.Slopes[2]) : design.Slopes[1] + design.Slopes[2] - design.Slopes[0]);
        int significant = 0, synergy = 0, none = 0, covered = 0;
        double sum = 0;
        for (int r = 0; r < replicates; r++)
        {
            var study = design.Simulate(new SeededRandom(seed, (ulong)r));
            var result = SynergyAnalysis.Run(study, SynergyDesign.Arms, last);
            if (result.IsRefused || result.Value.Points is not [.., { PValue: { } p, Contrast: { } contrast } point])
            {
                none++;
                continue;
            }
            sum += contrast;
            if (p < alpha) significant++;
            if (p < alpha && contrast < 0) synergy++;
            double index = Math.Exp(truth * point.Day);
            if (point.Lower <= index && index <= point.Upper) covered++;
        }
        double power = (double)significant / replicates;
        int fitted = Math.Max(1, replicates - none);
        return new(replicates, power, Math.Sqrt(power * (1 - power) / replicates), (double)synergy / replicates, none, sum / fitted, truth, (double)covered / fitted);
    }
}
