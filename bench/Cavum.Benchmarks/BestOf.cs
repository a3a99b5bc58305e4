using System.Diagnostics;

namespace Cavum.Benchmarks;

/// <summary>Wall and processor seconds of a piece of work, each the best of a few rounds after a warm-up, with the work's result.</summary>
internal static class BestOf
{
    internal static (double Wall, double Processor, double Result) Rounds(int rounds, Func<double> work)
    {
        work();
        double wall = double.PositiveInfinity, processor = double.PositiveInfinity, result = 0;
        var process = Process.GetCurrentProcess();
        for (int round = 0; round < rounds; round++)
        {
            GC.Collect();
            process.Refresh();
            var before = process.TotalProcessorTime;
            long start = Stopwatch.GetTimestamp();
            result = work();
            wall = Math.Min(wall, Stopwatch.GetElapsedTime(start).TotalSeconds);
            process.Refresh();
            processor = Math.Min(processor, (process.TotalProcessorTime - before).TotalSeconds);
        }
        return (wall, processor, result);
    }
}
