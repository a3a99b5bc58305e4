using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Cavum.Assay;

namespace Cavum.Validation;

/// <summary>What came of one hostile file.</summary>
/// <param name="Well">Read or refused, in time and in bounded memory.</param>
internal sealed record HostileOutcome(string Name, string Outcome, double Seconds, long Megabytes, bool Well);

/// <summary>Files made to exhaust a reader, and a process that reads one of them and nothing else.</summary>
internal static class HostileFiles
{
    private const int LongestMilliseconds = 60_000;
    private const long MostMegabytes = 512;

    /// <summary>Reads one file in this process; its exit status is 0 read, 1 refused.</summary>
    internal static string ReadHere(string path)
    {
        bool refused = InstrumentFiles.ReadFile(path).IsRefused;
        _ = DigitalReader.ReadFile(path).IsRefused;
        return string.Create(CultureInfo.InvariantCulture, $"{(refused ? "refused" : "read")} {Process.GetCurrentProcess().PeakWorkingSet64 >> 20}");
    }

    internal static HostileOutcome ReadAlone(string name, byte[] bytes)
    {
        string folder = Directory.CreateTempSubdirectory("cavum-hostile-").FullName, path = Path.Combine(folder, name), answer = Path.Combine(folder, "answer");
        File.WriteAllBytes(path, bytes);
        long start = Stopwatch.GetTimestamp();
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["read-one", answer, path]))!;
            if (!process.WaitForExit(LongestMilliseconds))
            {
                process.Kill();
                return new(name, "hung", LongestMilliseconds / 1000.0, 0, false);
            }
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            string[] words = File.Exists(answer) ? File.ReadAllText(answer).Split(' ') : ["fault", "0"];
            long megabytes = long.Parse(words[1], CultureInfo.InvariantCulture);
            return new(name, words[0], seconds, megabytes, words[0] != "fault" && megabytes <= MostMegabytes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static IEnumerable<(string Name, byte[] Bytes)> All() => [.. Packed(), .. Grown()];

    private static IEnumerable<(string Name, byte[] Bytes)> Packed()
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

    /// <summary>Files just under or over each bound.</summary>
    private static IEnumerable<(string Name, byte[] Bytes)> Grown()
    {
        yield return ("elements-under.rdml", Zip("rdml_data.xml", s => Repeat(s, "<rdml version=\"1.1\">", "<a b=\"c\"/>", 690_000, "</rdml>")));
        yield return ("readings-under.rdml", Zip("rdml_data.xml", s => Repeat(s, "<rdml version=\"1.1\"><data>", "<adp ><cyc>1</cyc><fluor>12345678901234567890</fluor></adp>", 1_000_000, "</data></rdml>")));
        yield return ("readings-plain.rdml", Zip("rdml_data.xml", s => Repeat(s, "<rdml version=\"1.1\"><data>", "<adp><cyc>1</cyc><fluor>1</fluor></adp>", 1_700_000, "</data></rdml>")));
        yield return ("attributes.rdml", Zip("rdml_data.xml", s => s.Write(Encoding.ASCII.GetBytes("<rdml " + string.Join(' ', Enumerable.Range(0, 2_000_000).Select(i => $"a{i}=\"x\"")) + "/>"))));
        yield return ("text-parts.rdml", Zip("rdml_data.xml", s => Repeat(s, "<rdml version=\"1.1\">", "aaaaaaaaaaaa<!-- -->", 3_000_000, "</rdml>")));
        yield return ("sheet.xlsx", Workbook(i => $"<row r=\"{i}\"><c r=\"ALL{i}\"><v>1</v></c></row>", 230_000));
        yield return ("tables.zip", Tables());
        yield return ("wells.csv", Lines("Well,Positives,Negatives,Sample", i => $"A1,{i},{i},s{i}", 199_000));
        yield return ("wells-over.csv", Lines("Well,Positives,Negatives", i => "A1,2,3", 990_000));
        yield return ("results.csv", Lines("Sample,Result (IU/mL)", i => $"s{i},{i + 1}", 99_000));
        yield return ("results-over.csv", Lines("Sample,Result (IU/mL)", i => $"s{i},{i + 1}", 990_000));
        yield return ("messages.hl7", Lines("MSH|^~\\&|LIS\nPID|1||S", i => "OBX|1|NM|43730-1^EBV||5|IU/mL", 990_000));
        yield return ("curves.txt", Lines("* Block Type = 96\n\n[Amplification Data]\nWell\tCycle\tTarget Name\tRn", i => $"{i % 96 + 1}\t{i % 1000 + 1}\tEBV\t0.{i}", 990_000));
        yield return ("setup.txt", Lines("* Block Type = 96\n\n[Results]\nWell\tSample Name\tTarget Name\tTask\tCt", i => $"{i % 96 + 1}\ts{i}\tt{i}\tUNKNOWN\t22.5", 900_000));
        yield return ("amplitudes.csv", Lines("Ch1 Amplitude,Ch2 Amplitude,Cluster", i => $"{i}.5,{i}.25,1", 990_000));
        yield return ("raw.txt", Lines("Raw Data\nSamplePos\tSampleName\tProg#\tSeg#\tCycle#\t465-510", i => $"A1\ts{i}\t1\t1\t{i % 40 + 1}\t0.5", 700_000));
        yield return ("fields.csv", Lines("Cycle,A1,A2,A3,A4", i => $"{i % 900 + 1},{i}.1,{i}.2,{i}.3,{i}.4", 900_000));
        yield return ("beads.csv", Lines("\"Program\",\"xPONENT\"\n\"DataType:\",\"Median\"\n\"Location\",\"Sample\"," + string.Join(',', Enumerable.Range(0, 400).Select(i => $"a{i}")), i => $"\"{i}(1,A1)\",u," + string.Join(',', Enumerable.Repeat("1", 400)), 12_000));
    }

    private static byte[] Lines(string head, Func<int, string> line, int count)
    {
        var text = new StringBuilder(head).Append('\n');
        for (int i = 0; i < count; i++) text.Append(line(i)).Append('\n');
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static byte[] Workbook(Func<int, string> row, int rows)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Entry(string name, Action<StreamWriter> write)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open());
                write(writer);
            }
            Entry("xl/workbook.xml", w => w.Write("<workbook><sheets><sheet name=\"a\" id=\"r1\"/></sheets></workbook>"));
            Entry("xl/_rels/workbook.xml.rels", w => w.Write("<Relationships><Relationship Id=\"r1\" Target=\"worksheets/s.xml\"/></Relationships>"));
            Entry("xl/worksheets/s.xml", w =>
            {
                w.Write("<worksheet><sheetData>");
                for (int i = 1; i <= rows; i++) w.Write(row(i));
                w.Write("</sheetData></worksheet>");
            });
        }
        return memory.ToArray();
    }

    private static byte[] Tables()
    {
        byte[] table = Lines("Well,Positives,Negatives", _ => "A1,2,3", 150_000);
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            for (int i = 0; i < 60; i++)
                using (var entry = zip.CreateEntry($"{i}.csv", CompressionLevel.Fastest).Open()) entry.Write(table);
        return memory.ToArray();
    }

    private static byte[] ManyEntries()
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            for (int i = 0; i < 30_000; i++) zip.CreateEntry($"{i}.csv");
        return memory.ToArray();
    }

    private static void Repeat(Stream stream, string head, string unit, int times, string tail = "")
    {
        stream.Write(Encoding.ASCII.GetBytes(head));
        byte[] block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(unit, 1000)));
        for (int i = 0; i < times / 1000; i++) stream.Write(block);
        stream.Write(Encoding.ASCII.GetBytes(tail));
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
}
