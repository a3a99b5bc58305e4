using System.Buffers.Text;

namespace Cavum.Assay;

/// <summary>The readings of an RDML document, taken out of its bytes before the XML reader sees them.</summary>
/// <remarks>
/// Nine tenths of a run are records <c>&lt;adp&gt;&lt;cyc&gt;1&lt;/cyc&gt;&lt;fluor&gt;0.5&lt;/fluor&gt;&lt;/adp&gt;</c> (with or without <c>tmp</c>). Records of exactly this form, which are
/// well-formed by that form alone, are read as numbers, and each run of them is replaced by one empty element that says where they are kept, and by its line
/// ends, so that line numbers stay. Everything else, every other spelling included, stays for the XML reader, the judge of the document. A document that
/// holds the replacement's own name is left as it is.
/// </remarks>
internal sealed class CompactReadings
{
    internal const string Attribute = "cavum-readings";

    private static ReadOnlySpan<byte> Open => "<adp>"u8;
    private static ReadOnlySpan<byte> Close => "</adp>"u8;
    private static ReadOnlySpan<byte> Replacement => "<adp cavum-readings=\""u8;

    private readonly List<int> ends = [];
    private double[] values = new double[4096];
    private short[] cycles = new short[4096];
    private int count;

    internal int Count => count;

    /// <summary>Cycles and readings of one replaced run.</summary>
    internal (ReadOnlyMemory<short> Cycles, ReadOnlyMemory<double> Values)? Run(int index)
    {
        if (index < 0 || index >= ends.Count) return null;
        int start = index == 0 ? 0 : ends[index - 1];
        return (cycles.AsMemory(start..ends[index]), values.AsMemory(start..ends[index]));
    }

    /// <summary>Takes the readings out; the document becomes <paramref name="length"/> bytes of the same buffer.</summary>
    internal static CompactReadings Take(byte[] bytes, ref int length)
    {
        var readings = new CompactReadings();
        var text = bytes.AsSpan(0, length);
        if (text.IndexOf("cavum-readings"u8) >= 0) return readings;
        int read = 0, write = 0;
        while (read < length)
        {
            int at = text[read..].IndexOf(Open);
            int keep = at < 0 ? length - read : at;
            if (write != read) text.Slice(read, keep).CopyTo(text[write..]);
            read += keep;
            write += keep;
            if (at < 0) break;
            int end = readings.Records(text, read);
            if (end == read)
            {
                Open.CopyTo(text[write..]); // another spelling: the XML reader's
                read += Open.Length;
                write += Open.Length;
            }
            else
            {
                write = readings.Replace(text, read, end, write);
                read = end;
            }
        }
        length = write;
        return readings;
    }

    /// <summary>Reads as many records as follow one another; returns where the last of them ends.</summary>
    private int Records(ReadOnlySpan<byte> text, int start)
    {
        int at = start, end = Record(text, start, out short cycle, out double value);
        while (end > 0)
        {
            if (count == values.Length)
            {
                Array.Resize(ref values, 2 * count);
                Array.Resize(ref cycles, 2 * count);
            }
            (cycles[count], values[count]) = (cycle, value);
            count++;
            at = end;
            int next = Blank(text, at);
            end = text[next..].StartsWith(Open) ? Record(text, next, out cycle, out value) : 0;
        }
        if (at > start) ends.Add(count);
        return at;
    }

    /// <summary>Where the record at a place ends, 0 when it is not of the plain form.</summary>
    private static int Record(ReadOnlySpan<byte> text, int at, out short cycle, out double value)
    {
        (cycle, value) = (0, 0);
        int next = Blank(text, at + Open.Length);
        if (!Whole(text, ref next, out int c)) return 0;
        next = Blank(text, next);
        if (text[next..].StartsWith("<tmp>"u8))
        {
            if (!Number(text, ref next, "<tmp>"u8, "</tmp>"u8, out _)) return 0;
            next = Blank(text, next);
        }
        if (!Number(text, ref next, "<fluor>"u8, "</fluor>"u8, out value)) return 0;
        next = Blank(text, next);
        if (!text[next..].StartsWith(Close)) return 0;
        cycle = (short)c;
        return next + Close.Length;
    }

    /// <summary>A cycle in plain digits; another spelling of it (5.0) is the XML reader's.</summary>
    private static bool Whole(ReadOnlySpan<byte> text, ref int at, out int value)
    {
        value = 0;
        if (!text[at..].StartsWith("<cyc>"u8)) return false;
        int next = at + 5;
        while (next < text.Length && text[next] is >= (byte)'0' and <= (byte)'9' && value <= AmplificationCurve.MaximumCycles) value = 10 * value + text[next++] - '0';
        if (value is < 1 or > AmplificationCurve.MaximumCycles || !text[next..].StartsWith("</cyc>"u8)) return false;
        at = next + 6;
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> text, ref int at, ReadOnlySpan<byte> open, ReadOnlySpan<byte> close, out double value)
    {
        value = 0;
        if (!text[at..].StartsWith(open)) return false;
        var digits = text[(at + open.Length)..];
        if (digits.Length == 0 || !(digits[0] is >= (byte)'0' and <= (byte)'9' or (byte)'-')) return false;
        if (!Utf8Parser.TryParse(digits, out value, out int used) || !double.IsFinite(value) || !digits[used..].StartsWith(close)) return false;
        at += open.Length + used + close.Length;
        return true;
    }

    private static int Blank(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') at++;
        return at;
    }

    /// <summary>Writes the empty element and the line ends of what it replaces; always shorter than one record.</summary>
    private int Replace(Span<byte> text, int start, int end, int write)
    {
        int lines = text[start..end].Count((byte)'\n');
        Replacement.CopyTo(text[write..]);
        write += Replacement.Length;
        Utf8Formatter.TryFormat(ends.Count - 1, text[write..], out int digits);
        write += digits;
        "\"/>"u8.CopyTo(text[write..]);
        write += 3;
        text.Slice(write, lines).Fill((byte)'\n');
        return write + lines;
    }
}
