using System.Diagnostics;
using System.Globalization;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Benchmarks;

/// <summary>Speed of the preclinical arm, on one thread: slope model, bootstrap by mouse, FCS reading, logicle.</summary>
public static class PreclinicalBench
{
    public static void Run(TextWriter output)
    {
        Synergy(output);
        ReadFcs(output);
        Logicle(output);
    }

    private static void Synergy(TextWriter output)
    {
        var design = new SynergyDesign([10, 10, 10, 10], [0, 3, 6, 9, 12, 15, 18, 21], [0.1, 0.08, 0.06, 0.04], 0.02, 0.25);
        var study = design.Simulate(new SeededRandom(1));
        var data = SlopeData.Of(study, SynergyDesign.Arms.InOrder, double.PositiveInfinity);
        Report(output, "slope model, 40 mice × 7 days, one fit", "µs", 1e6 / PerSecond(20, () => SlopeModel.Fit(data)));
        var fit = SlopeModel.Fit(data);
        var options = new SynergyOptions(Resamples: 500, Seed: 3);
        Report(output, "10,000 bootstraps by mouse, refitted, BCa (from rounds of 500)", "s", 20 / PerSecond(1, () => SynergyBootstrap.Run(data, fit, 21, options)));
    }

    private static void ReadFcs(TextWriter output)
    {
        const int Parameters = 18, Events = 100_000;
        var chance = new SeededRandom(2);
        double[][] columns = [.. Enumerable.Range(0, Parameters).Select(_ => Enumerable.Range(0, Events).Select(_ => 1000 * chance.NextDouble()).ToArray())];
        var set = new FcsDataSet(new Dictionary<string, string>(),
            [.. Enumerable.Range(1, Parameters).Select(n => new FcsParameter(n, $"P{n}", "", 32, 262144, 0, 1, 1, FcsDataType.Single))], columns);
        byte[] file = FcsWriter.Write(set);
        Report(output, "FCS, 100,000 × 18 of 32-bit floating point, from memory", "MB/s", file.Length / 1e6 * PerSecond(1, () => FcsReader.Read(file, "bench.fcs")));
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, file);
        Report(output, "the same from a file in the page cache", "MB/s", file.Length / 1e6 * PerSecond(1, () => FcsReader.ReadFile(path)));
        File.Delete(path);
    }

    private static void Logicle(TextWriter output)
    {
        var chance = new SeededRandom(4);
        double[] x = [.. Enumerable.Range(0, 100_000).Select(_ => 262144 * Math.Pow(chance.NextDouble(), 4) * (chance.NextDouble() < 0.2 ? -0.01 : 1))];
        var y = new double[x.Length];
        var logicle = new LogicleScale(262144, 0.5, 4.5, 0);
        Report(output, "logicle", "M values/s", x.Length / 1e6 * PerSecond(1, () => logicle.Forward(x, y)));
        var hyperlog = new HyperlogScale(262144, 0.5, 4.5, 0);
        Report(output, "hyperlog", "M values/s", x.Length / 1e6 * PerSecond(1, () => hyperlog.Forward(x, y)));
    }

    /// <summary>Best of sixty short rounds after a warm-up: what the code can do when the machine lets it.</summary>
    private static double PerSecond(int rounds, Action work)
    {
        for (int i = 0; i < 3 * rounds; i++) work();
        double best = 0;
        for (int round = 0; round < 60; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < rounds; i++) work();
            best = Math.Max(best, rounds / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    private static void Report(TextWriter output, string what, string unit, double value) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {value:G4} {unit}"));
}
