using System.Diagnostics;
using System.Globalization;
using Cavum.Analysis;
using Cavum.Assay;
using Cavum.Core;
using Cavum.Report;

namespace Cavum.Benchmarks;

/// <summary>A 384-well RDML file from disk to its certificate: read, judge 384 curves, standard curve, results, page.</summary>
public static class CertificateBench
{
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        string folder = Directory.CreateTempSubdirectory("cavum-bench-").FullName;
        try
        {
            string file = Path.Combine(folder, "plate.rdml"), assay = Path.Combine(folder, "assay.json");
            File.WriteAllBytes(file, RdmlWriter.Write([Plate()], "2026-01-01T00:00:00"));
            File.WriteAllText(assay, """{"name":"bench","extraction":{"plasmaMl":0.8,"eluateMicrolitres":50,"templateMicrolitres":5},"iu":{"log10Intercept":-0.1}}""");
            int bytes = RunCertificatePage.Render(RunCertification.Of(file, assay).Value).Length;
            double best = double.PositiveInfinity;
            for (int round = 0; round < 20; round++)
            {
                long start = Stopwatch.GetTimestamp();
                _ = RunCertificatePage.Render(RunCertification.Of(file, assay).Value);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            Part(output, "reading", () => InstrumentFiles.ReadFile(file).Value.Runs.Count);
            var read = InstrumentFiles.ReadFile(file).Value.Runs[0];
            var settings = AssaySettingsReader.ReadFile(assay).Value;
            Part(output, "judging and quantifying", () => RunQuantifier.Quantify(read, settings).Value.Results.Count);
            var certified = RunCertification.Of(file, assay).Value;
            Part(output, "drawing the page", () => RunCertificatePage.Render(certified).Length);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"384-well RDML from disk to certificate (target 50 ms): {best:0.0} ms warm; page {bytes / 1024} KiB; peak memory of this process {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Part(TextWriter output, string what, Func<int> work)
    {
        double best = double.PositiveInfinity, processor = double.PositiveInfinity;
        for (int round = 0; round < 20; round++)
        {
            long start = Stopwatch.GetTimestamp();
            var before = Environment.CpuUsage.TotalTime;
            work();
            processor = Math.Min(processor, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what}: {best:0.0} ms, {processor:0.0} ms of processor time"));
    }

    /// <summary>Six levels of standards in four wells each, four no-template wells, the rest samples in three wells.</summary>
    private static QpcrRun Plate()
    {
        var random = new SeededRandom(20261122);
        return new("bench", "bench", [.. Enumerable.Range(0, 384).Select(i =>
        {
            var role = i < 24 ? SampleRole.Standard : i < 28 ? SampleRole.Ntc : SampleRole.Unknown;
            double copies = i < 24 ? Math.Pow(10, i / 4 + 1) : Math.Pow(10, 1 + 4 * ((i - 28) / 3 % 40) / 40.0);
            double middle = 39 - 3.4 * Math.Log10(copies) + 3;
            double[] f = [.. Enumerable.Range(1, 45).Select(c => 0.3 + (role == SampleRole.Ntc ? 0 : 2 / Math.Pow(1 + Math.Exp((middle - c) / 1.5), 0.8)) + 0.003 * random.NextNormal())];
            string sample = role switch { SampleRole.Standard => $"STD{i / 4}", SampleRole.Ntc => "NTC", _ => $"S{(i - 28) / 3}" };
            return new Reaction(WellPosition.FromNumber(i + 1, 24), sample, role, "EBV", "FAM", Cq.Unreported, AmplificationCurve.Of(f)) { Quantity = i < 24 ? copies : null, QuantityUnit = i < 24 ? "cop" : "" };
        })])
        { Rows = 16, Columns = 24 };
    }
}
