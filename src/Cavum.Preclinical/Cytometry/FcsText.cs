using System.Text;

namespace Cavum.Preclinical;

/// <summary>Splits a TEXT segment into keywords and values.</summary>
/// <remarks>
/// The first byte is the delimiter; a doubled delimiter inside a token is one delimiter, as the standard says. Files of
/// several vendors hold empty values instead, which the standard forbids: where the strict reading leaves an odd number of
/// tokens, lacks a required keyword, or glues a "$" keyword to the end of another, the segment is read again with empty
/// values, and that is reported. Tokens are UTF-8, or Latin-1 where they are not valid UTF-8.
/// </remarks>
internal static class FcsText
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    internal static Dictionary<string, string> Parse(
        ReadOnlySpan<byte> segment, byte delimiter, IReadOnlyList<string> required, string where, List<string> repairs)
    {
        var strict = Pairs(Tokens(segment, delimiter, emptyAllowed: false), out bool strictOdd, out int strictTwice);
        bool glued = strict.Keys.Any(k => k.Contains($"{(char)delimiter}$", StringComparison.Ordinal));
        bool lacking = required.Any(k => !strict.ContainsKey(k));
        if (!strictOdd && !glued && !lacking) return Report(strict, strictTwice);

        var loose = Pairs(Tokens(segment, delimiter, emptyAllowed: true), out bool looseOdd, out int looseTwice);
        int strictLacks = required.Count(k => !strict.ContainsKey(k)), looseLacks = required.Count(k => !loose.ContainsKey(k));
        bool better = looseLacks < strictLacks || (looseLacks == strictLacks && ((strictOdd && !looseOdd) || (glued && !looseOdd)));
        if (better)
        {
            repairs.Add($"{where}: values are empty, which the standard forbids; doubled delimiters were read as empty values.");
            return Report(loose, looseTwice);
        }
        if (strictOdd) repairs.Add($"{where}: the last keyword has no value and was left out.");
        return Report(strict, strictTwice);

        Dictionary<string, string> Report(Dictionary<string, string> pairs, int twice)
        {
            if (twice > 0) repairs.Add($"{where}: {twice} keyword(s) stand twice; the first value was kept.");
            return pairs;
        }
    }

    private static Dictionary<string, string> Pairs(List<string> tokens, out bool odd, out int twice)
    {
        odd = tokens.Count % 2 == 1;
        twice = 0;
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i + 1 < tokens.Count; i += 2)
        {
            string key = tokens[i].Trim();
            if (key.Length > 0 && !pairs.TryAdd(key, tokens[i + 1])) twice++;
        }
        return pairs;
    }

    private static List<string> Tokens(ReadOnlySpan<byte> segment, byte delimiter, bool emptyAllowed)
    {
        var tokens = new List<string>();
        int start = segment.Length > 0 && segment[0] == delimiter ? 1 : 0;
        var token = new List<byte>();
        for (int i = start; i < segment.Length; i++)
        {
            if (segment[i] != delimiter) { token.Add(segment[i]); continue; }
            if (!emptyAllowed && i + 1 < segment.Length && segment[i + 1] == delimiter) { token.Add(delimiter); i++; continue; }
            tokens.Add(Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(token)));
            token.Clear();
        }
        // A token that is still open although the segment ends in a delimiter: doubled delimiters at the end were empty values.
        bool open = !emptyAllowed && token.Any(b => b > 32) && segment.TrimEnd(" \0\r\n\t"u8) is [.., var last] && last == delimiter;
        // What follows the last delimiter is padding; a segment that was cut short ends in a token without one.
        if ((tokens.Count % 2 == 1 || open) && token.Any(b => b > 32))
            tokens.Add(Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(token)));
        return tokens;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
