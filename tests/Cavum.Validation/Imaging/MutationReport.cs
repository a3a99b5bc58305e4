using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Cavum.Validation;

/// <summary>Runs many mutations and words what they gave as a page.</summary>
public static class MutationReport
{
    public static string Write(int runs, ulong seed, TextWriter progress)
    {
        const int Chunk = 20_000;
        var totals = new Dictionary<string, ImagingMutations.Tally>();
        List<string> faults = [];
        int done = 0;
        long start = Stopwatch.GetTimestamp();
        for (ulong s = seed; done < runs; s++, done += Chunk)
        {
            var one = ImagingMutations.Run(Math.Min(Chunk, runs - done), s);
            faults.AddRange(one.Faults);
            foreach (var t in one.Tallies)
                totals[t.Kind] = totals.TryGetValue(t.Kind, out var had)
                    ? new(t.Kind, had.Runs + t.Runs, had.Read + t.Read, had.Refused + t.Refused, Math.Max(had.SlowestMs, t.SlowestMs), Math.Max(had.MostBytes, t.MostBytes)) : t;
            progress.WriteLine($"{Math.Min(done + Chunk, runs)} of {runs} mutations, {faults.Count} faults");
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var page = new StringBuilder();
        page.AppendLine(CultureInfo.InvariantCulture, $"# Broken images and cases\n\n{totals.Values.Sum(t => t.Runs):N0} mutations of small files (seed {seed}): bytes and bits flipped, lengths made absurd, pieces cut, doubled or moved, ends lost. Each must end in a value or in problems that name a place; faults: {faults.Count}.\n");
        page.AppendLine(CultureInfo.InvariantCulture, $"One process, one file after the other, {seconds:0} s; it took at most {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB of memory at any time (workstation collector, without background collection).\n");
        page.AppendLine("| file | mutations | read | refused | slowest, ms | most memory taken for one, MB |\n|---|---|---|---|---|---|");
        foreach (var t in totals.Values)
            page.AppendLine(CultureInfo.InvariantCulture, $"| {t.Kind} | {t.Runs:N0} | {t.Read:N0} | {t.Refused:N0} | {t.SlowestMs:0.0} | {t.MostBytes / 1e6:0.0} |");
        foreach (string fault in faults) page.AppendLine().Append("- ").AppendLine(fault);
        return page.ToString();
    }
}
