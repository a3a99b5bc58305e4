using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Cavum.Preclinical;

/// <summary>Writes a data set as FCS 3.1: 32-bit floating point, high byte first or last, delimiters in values escaped.</summary>
/// <remarks>$BEGINDATA, $ENDDATA, $TOT, $PAR and each parameter's keywords are written anew; every other keyword is kept.</remarks>
public static class FcsWriter
{
    private const long LargestHeaderOffset = 99_999_999;

    /// <param name="doubles">64-bit instead of 32-bit floating point, where the values must come back bit for bit.</param>
    public static byte[] Write(FcsDataSet set, bool doubles = false)
    {
        int width = doubles ? 8 : 4;
        long dataBytes = (long)set.Events * set.Parameters.Count * width;
        string body = Text(set, doubles, 0, 0);
        long textBegin = FcsHeaderBytes, begin = 0, end = -1;
        for (int round = 0; round < 3; round++) // the digits of the offsets are part of what they point past
        {
            begin = textBegin + Encoding.UTF8.GetByteCount(body);
            end = begin + dataBytes - 1;
            body = dataBytes == 0 ? Text(set, doubles, 0, 0) : Text(set, doubles, begin, end);
        }
        byte[] text = Encoding.UTF8.GetBytes(body);
        var file = new byte[textBegin + text.Length + dataBytes + 8];
        string Offset(long v) => (v > LargestHeaderOffset ? 0 : v).ToString(CultureInfo.InvariantCulture).PadLeft(8);
        bool inHeader = dataBytes > 0 && end <= LargestHeaderOffset;
        string header = "FCS3.1    " + Offset(textBegin) + Offset(textBegin + text.Length - 1)
            + Offset(inHeader ? begin : 0) + Offset(inHeader ? end : 0) + Offset(0) + Offset(0);
        Encoding.ASCII.GetBytes(header, file);
        text.CopyTo(file, (int)textBegin);
        int at = (int)begin;
        for (int e = 0; e < set.Events; e++)
        {
            for (int p = 0; p < set.Parameters.Count; p++, at += width)
            {
                if (doubles) BinaryPrimitives.WriteDoubleLittleEndian(file.AsSpan(at), set.Raw(p)[e]);
                else BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(at), (float)set.Raw(p)[e]);
            }
        }
        "00000000"u8.CopyTo(file.AsSpan(file.Length - 8));
        return file;
    }

    private const int FcsHeaderBytes = FcsHeader.Length;

    private static string Text(FcsDataSet set, bool doubles, long begin, long end)
    {
        string Offset(long v) => v.ToString("D12", CultureInfo.InvariantCulture);
        var pairs = new List<(string Key, string Value)>
        {
            ("$BEGINANALYSIS", "0"), ("$ENDANALYSIS", "0"), ("$BEGINSTEXT", "0"), ("$ENDSTEXT", "0"),
            ("$BEGINDATA", Offset(begin)), ("$ENDDATA", Offset(end)), ("$BYTEORD", "1,2,3,4"), ("$DATATYPE", doubles ? "D" : "F"),
            ("$MODE", "L"), ("$NEXTDATA", "0"), ("$PAR", Invariant(set.Parameters.Count)), ("$TOT", Invariant(set.Events)),
        };
        for (int p = 0; p < set.Parameters.Count; p++)
        {
            var parameter = set.Parameters[p];
            int n = p + 1;
            pairs.Add(($"$P{n}N", parameter.Name));
            if (parameter.Label.Length > 0) pairs.Add(($"$P{n}S", parameter.Label));
            pairs.Add(($"$P{n}B", doubles ? "64" : "32"));
            pairs.Add(($"$P{n}R", Invariant(parameter.Range)));
            pairs.Add(($"$P{n}E", "0,0"));
            if (parameter.Gain != 1) pairs.Add(($"$P{n}G", Invariant(parameter.Gain)));
        }
        var written = pairs.Select(p => p.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in set.Keywords)
            if (value.Length > 0 && !written.Contains(key) && !IsParameterKeyword(key)) pairs.Add((key, value));
        char delimiter = Delimiter(pairs);
        var text = new StringBuilder().Append(delimiter);
        foreach (var (key, value) in pairs)
            text.Append(Escape(key, delimiter)).Append(delimiter).Append(Escape(value.Length == 0 ? " " : value, delimiter)).Append(delimiter);
        return text.ToString();
    }

    /// <summary>$PnB, $PnE and their like, which describe the storage that is written anew.</summary>
    private static bool IsParameterKeyword(string key)
    {
        if (!key.StartsWith("$P", StringComparison.OrdinalIgnoreCase) || key.Length < 4 || !char.IsAsciiDigit(key[2])) return false;
        string kind = key[2..].TrimStart("0123456789".ToCharArray()).ToUpperInvariant();
        return kind is "N" or "S" or "B" or "R" or "E" or "G" or "DATATYPE";
    }

    /// <summary>The first delimiter that no keyword or value starts or ends with, which escaping could not save.</summary>
    private static char Delimiter(List<(string Key, string Value)> pairs) =>
        "|/\\\f\u001e!^~".FirstOrDefault(d => pairs.All(p =>
            !p.Key.StartsWith(d) && !p.Value.StartsWith(d) && !p.Key.EndsWith(d) && !p.Value.EndsWith(d)), '\u001f');

    private static string Escape(string token, char delimiter) =>
        token.Replace(delimiter.ToString(), new string(delimiter, 2), StringComparison.Ordinal);

    private static string Invariant(double v) => v.ToString("R", CultureInfo.InvariantCulture);
}
