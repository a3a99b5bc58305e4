using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>The HEADER of a data set: version and the inclusive byte ranges of its segments, from the data set's first byte.</summary>
internal sealed record FcsHeader(string Version, long TextBegin, long TextEnd, long DataBegin, long DataEnd)
{
    internal const int Length = 58;

    internal static FcsHeader? Read(ReadOnlySpan<byte> bytes, string place, List<Problem> problems)
    {
        if (bytes.Length < 6 || !bytes[..3].SequenceEqual("FCS"u8))
        {
            problems.Add(new Problem(place + ", bytes 0–5", Show(bytes[..Math.Min(6, bytes.Length)]), "FCS2.0, FCS3.0, FCS3.1 or FCS3.2"));
            return null;
        }
        string version = Show(bytes[3..6]);
        if (version is not ("2.0" or "3.0" or "3.1" or "3.2"))
        {
            problems.Add(new Problem(place + ", bytes 0–5", "FCS" + version, "FCS2.0, FCS3.0, FCS3.1 or FCS3.2"));
            return null;
        }
        if (bytes.Length < Length)
        {
            problems.Add(new Problem(place, $"{bytes.Length} bytes", "a HEADER of 58 bytes"));
            return null;
        }
        Span<long> offsets = stackalloc long[4];
        for (int i = 0; i < 4; i++)
        {
            var field = bytes.Slice(10 + 8 * i, 8);
            string text = Show(field).Trim();
            if (text.Length == 0) offsets[i] = 0;
            else if (FcsNumber.Whole(text) is { } value) offsets[i] = value;
            else problems.Add(new Problem($"{place}, bytes {10 + 8 * i}–{17 + 8 * i}", text, i < 2 ? "a byte offset of TEXT" : "a byte offset of DATA"));
        }
        return problems.Count > 0 ? null : new(version, offsets[0], offsets[1], offsets[2], offsets[3]);
    }

    private static string Show(ReadOnlySpan<byte> bytes)
    {
        Span<char> shown = stackalloc char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++) shown[i] = bytes[i] is >= 32 and < 127 ? (char)bytes[i] : '·';
        return shown.ToString();
    }
}
