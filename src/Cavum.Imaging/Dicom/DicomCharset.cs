using System.Text;

namespace Cavum.Imaging;

/// <summary>Turns bytes into text by (0008,0005) Specific Character Set (PS3.3 C.12.1.1.2, PS3.5 annexes H, I, J).</summary>
public static class DicomCharset
{
    private const byte Escape = 0x1B;

    private static readonly Dictionary<string, int> CodePages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["IR 6"] = 28591,
        ["IR 100"] = 28591,
        ["IR 101"] = 28592,
        ["IR 109"] = 28593,
        ["IR 110"] = 28594,
        ["IR 144"] = 28595,
        ["IR 127"] = 28596,
        ["IR 126"] = 28597,
        ["IR 138"] = 28598,
        ["IR 148"] = 28599,
        ["IR 203"] = 28605,
        ["IR 166"] = 874,
        ["IR 13"] = 932,
        ["IR 192"] = 65001,
        ["IR 87"] = 50220,
        ["IR 159"] = 50220,
        ["IR 149"] = 51949,
        ["IR 58"] = 936,
    };

    static DicomCharset() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>A decoder for the named sets; an unknown name reads as Latin-1, so no byte is lost.</summary>
    public static Func<ReadOnlySpan<byte>, string> Decoder(IReadOnlyList<string> names)
    {
        var first = ForName(names.Count > 0 ? names[0] : "");
        if (names.Count <= 1) return bytes => first.GetString(bytes);
        return bytes => bytes.Contains(Escape) ? DecodeEscaped(bytes, first) : first.GetString(bytes);
    }

    private static Encoding ForName(string name)
    {
        string upper = name.ToUpperInvariant().Replace('_', ' ');
        if (upper is "GB18030") return Encoding.GetEncoding(54936);
        if (upper is "GBK") return Encoding.GetEncoding(936);
        int at = upper.IndexOf("IR ", StringComparison.Ordinal);
        return Encoding.GetEncoding(at >= 0 && CodePages.TryGetValue(upper[at..].Trim(), out int page) ? page : 28591);
    }

    /// <summary>ISO 2022 code extension: each escape sequence selects the set of what follows it.</summary>
    private static string DecodeEscaped(ReadOnlySpan<byte> bytes, Encoding first)
    {
        var text = new StringBuilder();
        while (bytes.Length > 0)
        {
            int next = bytes[1..].IndexOf(Escape) + 1;
            var part = next > 0 ? bytes[..next] : bytes;
            bytes = bytes[part.Length..];
            if (part[0] != Escape)
            {
                text.Append(first.GetString(part));
                continue;
            }
            var (page, skip) = Selected(part);
            text.Append(page switch
            {
                0 => first.GetString(part[Math.Min(skip, part.Length)..]),
                50220 => Encoding.GetEncoding(page).GetString(part),
                _ => Encoding.GetEncoding(page).GetString(part[Math.Min(skip, part.Length)..]),
            });
        }
        return text.ToString();
    }

    /// <summary>The code page that an escape sequence selects and the sequence's length; page 0 is the first set.</summary>
    private static (int CodePage, int Length) Selected(ReadOnlySpan<byte> part)
    {
        string escape = Encoding.Latin1.GetString(part[1..Math.Min(4, part.Length)]);
        if (escape.StartsWith("$)C", StringComparison.Ordinal)) return (51949, 4);
        if (escape.StartsWith("$)A", StringComparison.Ordinal)) return (936, 4);
        if (escape.StartsWith("$B", StringComparison.Ordinal)) return (50220, 3);
        if (escape.StartsWith("$(D", StringComparison.Ordinal)) return (50220, 4);
        if (escape.StartsWith("(J", StringComparison.Ordinal) || escape.StartsWith(")I", StringComparison.Ordinal)) return (932, 3);
        return escape.Length < 2 ? (0, part.Length) : (escape[..2] switch
        {
            "-A" => 28591,
            "-B" => 28592,
            "-C" => 28593,
            "-D" => 28594,
            "-L" => 28595,
            "-G" => 28596,
            "-F" => 28597,
            "-H" => 28598,
            "-M" => 28599,
            "-T" => 874,
            _ => 0,
        }, 3);
    }
}
