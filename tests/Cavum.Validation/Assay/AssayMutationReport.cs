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
        double slowest = 0;
        string slowestInput = "";
        long start = Stopwatch.GetTimestamp();
        foreach (var (name, bytes) in Hostile()) One(name, bytes, "hostile");
        int hostile = counts["hostile"].Read + counts["hostile"].Refused;
        for (int i = 0; i < inputs; i++)
        {
            var (name, bytes) = seeds[i % seeds.Count];
            One($"{name}#{i}", Mutated(bytes, new SeededRandom(20261129, (ulong)i)), Path.GetExtension(name));
            if ((i + 1) % 10_000 == 0) progress.WriteLine($"{i + 1} of {inputs} inputs, {faults.Count} faults");
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long peak = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        return Page(inputs, hostile, seeds.Count, counts, faults, slowest, slowestInput, seconds, peak);

        void One(string name, byte[] bytes, string kind)
        {
            long begin = Stopwatch.GetTimestamp();
            try
            {
                bool refused = InstrumentFiles.Read(bytes, name).IsRefused;
                _ = DigitalReader.Read(bytes, name).IsRefused;
                var (read, no) = counts.GetValueOrDefault(kind);
                counts[kind] = refused ? (read, no + 1) : (read + 1, no);
            }
            catch (Exception e) // the promise under test is that nothing reaches here
            {
                faults.Add($"{name}: {e.GetType().Name} {e.Message} {e.StackTrace?.Split('\n')[0].Trim()}");
                counts.TryAdd(kind, (0, 0));
            }
            double took = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            if (took > slowest) (slowest, slowestInput) = (took, name);
            if (took > LongestSeconds) faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: took {took:0.0} s"));
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

    private static IEnumerable<(string Name, byte[] Bytes)> Hostile()
    {
        byte[] zeros = new byte[1 << 20];
        yield return ("bomb.rdml", Zip("rdml_data.xml", s => { for (int i = 0; i < 600; i++) s.Write(zeros); }));
        yield return ("bomb.xlsx", Zip("xl/workbook.xml", s => { for (int i = 0; i < 600; i++) s.Write(zeros); }));
        yield return ("elements.rdml", Zip("rdml_data.xml", s => Repeat(s, "<rdml>", "<a/>", 5_000_000)));
        yield return ("readings.rdml", Zip("rdml_data.xml", s => Repeat(s, "<rdml><adp>", "<cyc>1</cyc>", 5_000_000)));
        yield return ("text.rdml", Zip("rdml_data.xml", s => Repeat(s, "<rdml>", "aaaaaaaaaaaaaaaa", 5_000_000)));
        yield return ("nested.rdml", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<a>", 200_000))));
        yield return ("laughs.rdml", "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]><rdml>&c;</rdml>"u8.ToArray());
        yield return ("external.rdml", "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><rdml version=\"1.1\">&a;</rdml>"u8.ToArray());
        yield return ("bomb.gz", Gzip(zeros, 600));
        yield return ("gzip-in-gzip.gz", Gzip(Gzip(zeros, 300), 1));
        yield return ("commas.csv", Encoding.ASCII.GetBytes("Well,Positives,Negatives\n" + new string(',', 20_000_000)));
        yield return ("quotes.csv", Encoding.ASCII.GetBytes("Cycle," + new string('"', 5_000_000)));
        yield return ("lines.csv", Encoding.ASCII.GetBytes("Cycle,A1\n" + new string('\n', 20_000_000)));
        yield return ("columns.csv", Encoding.ASCII.GetBytes("Cycle," + string.Join(',', Enumerable.Range(0, 400_000)) + "\n1,2\n"));
        yield return ("empty.zip", Zip("nothing.txt", _ => { }));
        yield return ("entries.zip", ManyEntries());
    }

    private static byte[] ManyEntries()
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            for (int i = 0; i < 30_000; i++) zip.CreateEntry($"{i}.csv");
        return memory.ToArray();
    }

    private static void Repeat(Stream stream, string head, string unit, int times)
    {
        stream.Write(Encoding.ASCII.GetBytes(head));
        byte[] block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(unit, 1000)));
        for (int i = 0; i < times / 1000; i++) stream.Write(block);
    }

    private static byte[] Zip(string entry, Action<Stream> write)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        using (var stream = zip.CreateEntry(entry, CompressionLevel.Fastest).Open()) write(stream);
        return memory.ToArray();
    }

    private static byte[] Gzip(byte[] bytes, int times)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            for (int i = 0; i < times; i++) gzip.Write(bytes);
        return memory.ToArray();
    }

    private static string Page(int inputs, int hostile, int seeds, SortedDictionary<string, (int Read, int Refused)> counts, List<string> faults, double slowest, string slowestInput, double seconds, long peak)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Damaged files of the assay

            **Promise.** No crash, hang or more than 512 MB in 10⁶ damaged inputs, zip bombs and XML entities included.
            **Run.** {inputs} seeded damages of {seeds} files (bytes changed, cut, doubled, cut off, words put in; half of the zips damaged inside) and
            {hostile} hostile files (bombs, entities, deep nesting, millions of elements, fields or lines). Each went through both readers.

            | measure | promised | measured |
            |---|---|---|
            | inputs | 1,000,000 | {inputs + hostile} |
            | faults (an exception, or over {LongestSeconds:0} s) | 0 | {faults.Count} |
            | slowest input | | {slowest:0.00} s ({slowestInput.Split('#')[0]}) |
            | peak memory of the process | 512 MB | {peak} MB |
            | time | | {seconds:0} s |

            | kind | read | refused |
            |---|---|---|

            """);
        foreach (var (kind, (read, refused)) in counts) page.Append(CultureInfo.InvariantCulture, $"| {(kind.Length > 0 ? kind : "no extension")} | {read} | {refused} |\n");
        foreach (string fault in faults.Take(50)) page.Append(CultureInfo.InvariantCulture, $"\n- {fault}");
        return page.ToString().TrimEnd() + "\n";
    }
}
