using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Validation;

/// <summary>Feeds damaged files of every assay format to the readers: each must be read or refused, soon and in bounded memory.</summary>
internal static class AssayMutationReport
{
    private const int LargestSeed = 60_000;
    private const double LongestSeconds = 5;

    /// <param name="folder">Files of instruments; those over 60 kB are used by their first 60 kB where they are text.</param>
    internal static string Write(string folder, int inputs, TextWriter progress)
    {
        var seeds = Seeds(folder);
        var counts = new SortedDictionary<string, (int Read, int Refused)>(StringComparer.Ordinal);
        var faults = new List<string>();
        var slow = new List<int>();
        double slowest = 0;
        string slowestInput = "";
        long start = Stopwatch.GetTimestamp();
        var gate = new Lock();
        int done = 0;
        Parallel.For(0, inputs, i =>
        {
            var (name, bytes) = seeds[i % seeds.Count];
            if (One($"{name}#{i}", Mutated(bytes, new SeededRandom(20261129, (ulong)i)), Path.GetExtension(name)) > LongestSeconds)
                lock (gate) slow.Add(i);
            if (Interlocked.Increment(ref done) % 20_000 == 0) progress.WriteLine($"{done} of {inputs} inputs, {faults.Count} faults");
        });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (slow.Count > 0) (slowest, slowestInput) = (0, "");
        foreach (int i in slow.Order()) // alone now: beside other work of the machine the wall says nothing of the reader
        {
            var (name, bytes) = seeds[i % seeds.Count];
            double alone = One($"{name}#{i}", Mutated(bytes, new SeededRandom(20261129, (ulong)i)), Path.GetExtension(name), again: true);
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}#{i}: alone {alone:0.00} s"));
            if (alone > LongestSeconds) faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name}#{i}: took {alone:0.0} s, alone"));
        }
        long peak = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        var hostile = HostileFiles.All().Select(h => HostileFiles.ReadAlone(h.Name, h.Bytes)).ToList();
        return Page(inputs, hostile, seeds.Count, counts, faults, slow.Count, slowest, slowestInput, seconds, peak);

        double One(string name, byte[] bytes, string kind, bool again = false)
        {
            long begin = Stopwatch.GetTimestamp();
            bool refused = true;
            string? fault = null;
            try
            {
                refused = InstrumentFiles.Read(bytes, name).IsRefused;
                _ = DigitalReader.Read(bytes, name).IsRefused;
            }
            catch (Exception e) // the promise under test is that nothing reaches here
            {
                fault = $"{name}: {e.GetType().Name} {e.Message} {e.StackTrace?.Split('\n')[0].Trim()}";
            }
            double took = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            lock (gate)
            {
                var (read, no) = counts.GetValueOrDefault(kind);
                if (!again) counts[kind] = refused ? (read, no + 1) : (read + 1, no);
                if (fault is not null) faults.Add(fault);
                if (fault is not null && faults.Count <= 20) progress.WriteLine(fault);
                if (took > slowest) (slowest, slowestInput) = (took, name);
            }
            return took;
        }
    }

    private static List<(string Name, byte[] Bytes)> Seeds(string folder)
    {
        var seeds = new List<(string, byte[])>();
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(path) is ".md" or ".json" or ".xsd") continue;
            byte[] bytes = File.ReadAllBytes(path);
            bool packed = bytes is [(byte)'P', (byte)'K', ..] or [0x1F, 0x8B, ..];
            if (bytes.Length > LargestSeed && packed) continue;
            seeds.Add((Path.GetFileName(path), bytes[..Math.Min(bytes.Length, LargestSeed)]));
        }
        return seeds;
    }

    /// <summary>Half of the zips are damaged inside: an entry is unpacked, damaged and packed again.</summary>
    private static byte[] Mutated(byte[] bytes, SeededRandom random)
    {
        if (bytes is not [(byte)'P', (byte)'K', ..] || random.NextInt(2) == 0) return Damage(bytes, random);
        using var source = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
        int chosen = random.NextInt(source.Entries.Count);
        using var memory = new MemoryStream();
        using (var target = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int i = 0; i < source.Entries.Count; i++)
            {
                using var unpacked = new MemoryStream();
                using (var stream = source.Entries[i].Open()) stream.CopyTo(unpacked);
                byte[] inner = i == chosen ? Damage(unpacked.ToArray(), random) : unpacked.ToArray();
                using var entry = target.CreateEntry(source.Entries[i].FullName, CompressionLevel.Fastest).Open();
                entry.Write(inner);
            }
        }
        return memory.ToArray();
    }

    private static byte[] Damage(byte[] bytes, SeededRandom random)
    {
        var result = new List<byte>(bytes);
        int edits = 1 + random.NextInt(8);
        for (int e = 0; e < edits && result.Count > 4; e++)
        {
            int at = random.NextInt(result.Count), length = Math.Min(result.Count - at, 1 + random.NextInt(64));
            switch (random.NextInt(7))
            {
                case 0: result[at] = (byte)random.NextInt(256); break;
                case 1: result.RemoveRange(at, length); break;
                case 2: result.InsertRange(at, result.GetRange(at, length)); break;
                case 3: result.RemoveRange(at, result.Count - at); break;
                case 4: result.InsertRange(at, Encoding.ASCII.GetBytes(Words[random.NextInt(Words.Length)])); break;
                case 5: result[at] ^= (byte)(1 << random.NextInt(8)); break;
                default: result[at] = "0123456789<>,\t\"-eE.\n;"u8[random.NextInt(20)]; break;
            }
        }
        return [.. result];
    }

    private static readonly string[] Words =
        ["NaN", "1e308", "-1", "99999999999999999999", "1,234", "\0", "&x;", "<!DOCTYPE a>", "]]>", "\"", "\t\t\t\t", "\n\n", "Undetermined", "<", "0", "A0", "ZZZ999999", "\uFEFF"];

    private static string Page(int inputs, List<HostileOutcome> hostile, int seeds, SortedDictionary<string, (int Read, int Refused)> counts, List<string> faults, int again, double slowest, string slowestInput, double seconds, long peak)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Damaged files of the assay

            **Promise.** No crash, hang or more than 512 MB in 10⁶ damaged inputs, zip bombs and XML entities included.
            **Run.** {inputs} seeded damages of {seeds} files (bytes changed, cut, doubled, cut off, words put in; half of the zips damaged inside), each through
            both readers on all cores; and {hostile.Count} hostile files (bombs, entities, deep nesting, files at or over every bound), each in a process of its own that reads it and nothing else.

            | measure | promised | measured |
            |---|---|---|
            | inputs | 1,000,000 | {inputs + hostile.Count} |
            | faults (an exception, or over {LongestSeconds:0} s) | 0 | {faults.Count + hostile.Count(h => !h.Well)} |
            | slowest damaged input{(again > 0 ? $" of the {again} that took over {LongestSeconds:0} s beside other work, timed again alone" : "")} | | {slowest:0.00} s ({slowestInput.Split('#')[0]}) |
            | peak memory of the process with all damaged inputs | 512 MB | {peak} MB |
            | largest peak of a hostile file | 512 MB | {hostile.Max(h => h.Megabytes)} MB ({hostile.MaxBy(h => h.Megabytes)!.Name}) |
            | time | | {seconds:0} s |

            | kind | read | refused |
            |---|---|---|

            """);
        foreach (var (kind, (read, refused)) in counts) page.Append(CultureInfo.InvariantCulture, $"| {(kind.Length > 0 ? kind : "no extension")} | {read} | {refused} |\n");
        page.Append("\n| hostile file | outcome | s | peak MB |\n|---|---|---|---|\n");
        foreach (var h in hostile) page.Append(CultureInfo.InvariantCulture, $"| {h.Name} | {h.Outcome} | {h.Seconds:0.0} | {h.Megabytes} |\n");
        foreach (string fault in faults.Take(50)) page.Append(CultureInfo.InvariantCulture, $"\n- {fault}");
        return page.ToString().TrimEnd() + "\n";
    }
}
