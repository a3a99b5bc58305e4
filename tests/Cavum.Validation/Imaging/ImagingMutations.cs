using System.Diagnostics;
using Cavum.Core;

namespace Cavum.Validation;

/// <summary>Breaks small files of every kind that the imaging room reads in seeded ways and reads them as the program would: each ends in a value or in problems with a place.</summary>
public static class ImagingMutations
{
    public sealed record Tally(string Kind, int Runs, int Read, int Refused, double SlowestMs, long MostBytes);

    /// <param name="Fault">Kind, seed and exception of what went wrong, for a test to name.</param>
    public sealed record Outcome(IReadOnlyList<Tally> Tallies, IReadOnlyList<string> Faults);

    public static Outcome Run(int runs, ulong seed)
    {
        using var folder = new MutationFolder();
        MutationTarget[] targets = [.. MutationTargets.All(folder)];
        int[] read = new int[targets.Length], refused = new int[targets.Length], count = new int[targets.Length];
        double[] slowest = new double[targets.Length];
        long[] most = new long[targets.Length];
        List<string> faults = [.. targets.Where(t => t.Read(t.Bytes) is not null).Select(t => $"{t.Kind}: refused before anything was broken: {t.Read(t.Bytes)![0]}")];
        var random = new SeededRandom(seed);
        for (int n = 0; n < runs && faults.Count < 20; n++)
        {
            int t = n % targets.Length;
            byte[] broken = Mutate(targets[t].Bytes, random);
            long before = GC.GetTotalAllocatedBytes(), start = Stopwatch.GetTimestamp();
            try
            {
                var problems = targets[t].Read(broken);
                if (problems is null) read[t]++;
                else refused[t]++;
                if (problems is { Count: 0 } || problems?.Any(p => p.Place.Length == 0 || p.Expected.Length == 0) == true) faults.Add($"{targets[t].Kind}, run {n} of seed {seed}: refused without a place");
            }
            catch (Exception fault) // any exception at all is what is searched for
            {
                faults.Add($"{targets[t].Kind}, run {n} of seed {seed}: {fault.GetType().Name}: {fault.Message} {fault.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("Cavum.Imaging", StringComparison.Ordinal))?.Trim()}");
            }
            count[t]++;
            slowest[t] = Math.Max(slowest[t], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            most[t] = Math.Max(most[t], GC.GetTotalAllocatedBytes() - before);
        }
        return new([.. targets.Select((x, t) => new Tally(x.Kind, count[t], read[t], refused[t], slowest[t], most[t]))], faults);
    }

    /// <summary>One to four changes: bytes and bits flipped, lengths made absurd, pieces cut, doubled, moved, or the end lost. Every second file keeps its length, so that more of them are read to the end.</summary>
    private static byte[] Mutate(byte[] whole, SeededRandom random)
    {
        List<byte> bytes = [.. whole];
        bool keepsLength = random.NextInt(2) == 0;
        for (int k = 1 + random.NextInt(4); k > 0 && bytes.Count > 8; k--)
        {
            int at = random.NextInt(bytes.Count - 4), length = 1 + random.NextInt(Math.Min(64, bytes.Count - at));
            switch (random.NextInt(keepsLength ? 5 : 9))
            {
                case 0: bytes[at] = (byte)random.NextInt(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.NextInt(8)); break;
                case 2: bytes[at] = (byte)"0123456789.-e\\ "[random.NextInt(15)]; break;
                case 3: (bytes[at], bytes[at + 2]) = (bytes[at + 2], bytes[at]); break;
                case 4: for (int i = 0; i < 4; i++) bytes[at + i] = 0xFF; break;
                case 5: bytes.RemoveRange(bytes.Count - length, length); break;
                case 6: bytes.RemoveRange(at, Math.Min(length, bytes.Count - at)); break;
                case 7: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }
        return [.. bytes];
    }
}
