using System.Diagnostics;
using System.Globalization;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Benchmarks;

/// <summary>Speed of the curve kernels on one thread, on simulated curves of 45 cycles.</summary>
public static class AssayBench
{
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var run = Simulate(384);
        Report(output, "LinRegPCR, current generation, 384 curves", 384, () => LinRegPcr.Analyse(run));
        Report(output, "LinRegPCR, classic, 384 curves", 384, () => ClassicLinRegPcr.Analyse(run));
        Report(output, "shared growth with its amplification test", 384, () => SharedGrowth.Analyse(run));
        Report(output, "four-parameter sigmoid with cpD2 and Cy0", 384, () => FitAll(run, SigmoidModel.L4));
        Report(output, "five-parameter sigmoid with cpD2 and Cy0", 384, () => FitAll(run, SigmoidModel.L5));
        byte[] file = RdmlWriter.Write([run], "2026-01-01T00:00:00");
        Report(output, "reading RDML of 384 wells, a well", 384, () => InstrumentFiles.Read(file, "bench.rdml"));
    }

    private static void FitAll(QpcrRun run, SigmoidModel model)
    {
        foreach (var reaction in run.Reactions) SigmoidFitter.Fit(reaction.Curve, model);
    }

    private static QpcrRun Simulate(int wells)
    {
        var random = new SeededRandom(20261122);
        return new("bench", "bench", [.. Enumerable.Range(0, wells).Select(i =>
        {
            double middle = 18 + 16 * random.NextDouble();
            double[] f = [.. Enumerable.Range(1, 45).Select(c => 0.3 + 2 / Math.Pow(1 + Math.Exp((middle - c) / 1.5), 0.8) + 0.003 * random.NextNormal())];
            return new Reaction(WellPosition.FromNumber(i + 1, 24), $"S{i}", SampleRole.Unknown, "EBV", "FAM", Cq.Unreported, AmplificationCurve.Of(f));
        })])
        { Rows = 16, Columns = 24 };
    }

    /// <summary>Best wall time of a round, and processor time over all rounds, after the just-in-time compiler has settled.</summary>
    private static void Report(TextWriter output, string what, int items, Action work)
    {
        const int rounds = 60;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < 2;) work();
        double best = double.PositiveInfinity;
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / items);
        }
        process.Refresh();
        double processor = (process.TotalProcessorTime - before).TotalMicroseconds / (items * rounds);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-48} {best,10:0.00} µs each, processor {processor:0.00} µs"));
    }
}
