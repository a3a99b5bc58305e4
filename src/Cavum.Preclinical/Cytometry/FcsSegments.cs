using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>Finds TEXT, supplementary TEXT and DATA in the bytes of a data set, settling offsets that disagree.</summary>
internal static class FcsSegments
{
    private static readonly string[] AlwaysRequired = ["$PAR", "$DATATYPE"];

    internal static Dictionary<string, string>? Keywords(
        ReadOnlySpan<byte> bytes, FcsHeader header, string place, List<string> repairs, List<Problem> problems)
    {
        long begin = header.TextBegin, end = Math.Min(header.TextEnd, bytes.Length - 1);
        if (begin < FcsHeader.Length || begin > bytes.Length - 2 || end <= begin)
        {
            problems.Add(new Problem(place + ", HEADER", $"TEXT at {header.TextBegin}–{header.TextEnd} of {bytes.Length} bytes", "a TEXT segment inside the file"));
            return null;
        }
        if (end < header.TextEnd) repairs.Add($"{place}: TEXT ends at {header.TextEnd} after the file; read to its end.");
        byte delimiter = bytes[(int)begin];
        if (delimiter is 0 or > 126)
        {
            problems.Add(new Problem(place + ", TEXT", $"delimiter byte {delimiter}", "a delimiter from 1 to 126"));
            return null;
        }
        var said = new List<string>();
        var keywords = FcsText.Parse(bytes[(int)begin..(int)(end + 1)], delimiter, AlwaysRequired, place + ", TEXT", said);
        if (header.DataBegin > begin && end >= header.DataBegin && FcsNumber.Whole(keywords.GetValueOrDefault("$BEGINDATA")) is not > 0)
        {
            // Without another word on where DATA begins, TEXT cannot reach into it.
            said = [$"{place}: TEXT ends at {end}, inside DATA that begins at {header.DataBegin}; read to {header.DataBegin - 1}."];
            end = header.DataBegin - 1;
            keywords = FcsText.Parse(bytes[(int)begin..(int)(end + 1)], delimiter, AlwaysRequired, place + ", TEXT", said);
        }
        if (AlwaysRequired.Any(k => !keywords.ContainsKey(k)))
        {
            long further = header.DataBegin > end + 1 ? Math.Min(header.DataBegin, bytes.Length) : end + 1;
            var again = FcsText.Parse(bytes[(int)begin..(int)further], delimiter, AlwaysRequired, place + ", TEXT", []);
            if (further > end + 1 && AlwaysRequired.All(again.ContainsKey))
            {
                said.Add($"{place}: TEXT ends at {end} before its required keywords; read to {further - 1}.");
                keywords = again;
            }
        }
        repairs.AddRange(said);
        foreach (string key in AlwaysRequired.Where(k => !keywords.ContainsKey(k)))
            problems.Add(new Problem($"{place}, TEXT", "", "the keyword " + key));
        if (problems.Count > 0) return null;
        Supplement(bytes, keywords, delimiter, (begin, end), place, repairs);
        return keywords;
    }

    private static void Supplement(
        ReadOnlySpan<byte> bytes, Dictionary<string, string> keywords, byte delimiter, (long Begin, long End) text, string place, List<string> repairs)
    {
        long begin = FcsNumber.Whole(keywords.GetValueOrDefault("$BEGINSTEXT")) ?? 0, end = FcsNumber.Whole(keywords.GetValueOrDefault("$ENDSTEXT")) ?? 0;
        if (begin <= 0 || end <= begin || (begin == text.Begin && end == text.End)) return;
        if (begin < FcsHeader.Length || begin >= bytes.Length || (begin <= text.End && end >= text.Begin))
        {
            repairs.Add($"{place}: supplementary TEXT at {begin}–{end} is not in the file or lies on TEXT; left out.");
            return;
        }
        if (end >= bytes.Length)
        {
            repairs.Add($"{place}: supplementary TEXT ends at {end} after the file; read to its end.");
            end = bytes.Length - 1;
        }
        var more = FcsText.Parse(bytes[(int)begin..(int)(end + 1)], delimiter, [], place + ", supplementary TEXT", repairs);
        foreach (var (key, value) in more) keywords.TryAdd(key, value);
    }

    internal readonly record struct Segment(int Begin, int Length, long? Events);

    /// <summary>The DATA segment that holds exactly the events of $TOT; null with problems where there is none.</summary>
    internal static Segment? Data(
        ReadOnlySpan<byte> bytes, FcsHeader header, IReadOnlyDictionary<string, string> keywords, FcsLayout layout,
        string place, List<string> repairs, List<Problem> problems)
    {
        long textBegin = FcsNumber.Whole(keywords.GetValueOrDefault("$BEGINDATA")) ?? 0, textEnd = FcsNumber.Whole(keywords.GetValueOrDefault("$ENDDATA")) ?? 0;
        (long Begin, long End) fromHeader = (header.DataBegin, header.DataEnd), fromText = (textBegin, textEnd);
        bool hasHeader = fromHeader.Begin > 0, hasText = fromText.Begin > 0;
        if (!hasHeader && !hasText)
        {
            if (layout.Events is 0) return new(0, 0, 0);
            problems.Add(new Problem(place, "no offset of DATA in HEADER or TEXT", "where DATA begins"));
            return null;
        }
        List<(long Begin, long End)> candidates = [];
        if (hasHeader) candidates.Add(fromHeader);
        if (hasText && fromText != fromHeader) candidates.Add(fromText);
        if (candidates.Count == 2)
            candidates.AddRange([(fromHeader.Begin, fromText.End), (fromText.Begin, fromHeader.End)]);
        long size = bytes.Length;
        bool Holds((long Begin, long End) c) => c.Begin >= FcsHeader.Length && c.Begin <= size && c.End < size && c.End >= c.Begin - 1;

        if (layout.DataBytes is not { } needed) return Uncounted(candidates.FirstOrDefault(Holds), layout, place, candidates, repairs, problems);
        string said = hasHeader && hasText && fromHeader != fromText
            ? $"HEADER says {fromHeader.Begin}–{fromHeader.End}, TEXT says {fromText.Begin}–{fromText.End}"
            : $"the file says {candidates[0].Begin}–{candidates[0].End}";
        foreach (long excess in (long[])[0, 1])
        {
            var fitting = candidates.Where(c => c.Begin >= FcsHeader.Length && c.Begin + needed <= size && c.End - c.Begin + 1 == needed + excess).ToList();
            if (fitting.Count == 0) continue;
            // Two pairs of the right length: the one that joins onto TEXT or leaves nothing (or the checksum) after it is the likelier; else HEADER's.
            var c = fitting.MaxBy(f => (f.Begin == header.TextEnd + 1 ? 2 : 0) + (size - f.Begin - needed is 0 or 8 ? 1 : 0));
            if (excess == 1) repairs.Add($"{place}, DATA: the end {c.End} is one byte too far (exclusive); {layout.Events} events were read.");
            else if (candidates.Count > 1) repairs.Add($"{place}, DATA: {said}; {c.Begin}–{c.End} holds exactly {layout.Events} events and was read.");
            return new((int)c.Begin, (int)needed, layout.Events);
        }
        return Misfit(candidates, needed, size, header, layout, (place, said), repairs, problems);
    }

    /// <summary>No pair of offsets fits: a begin that can be trusted and room for $TOT events repair the end; else both are named.</summary>
    private static Segment? Misfit(
        List<(long Begin, long End)> candidates, long needed, long size, FcsHeader header, FcsLayout layout,
        (string Place, string Said) words, List<string> repairs, List<Problem> problems)
    {
        foreach (var (begin, end) in candidates)
        {
            bool room = begin > header.TextEnd && begin + needed <= size;
            long rest = size - (begin + needed); // nothing, or the checksum that 3.x puts last
            if (room && (end >= begin + needed || rest is 0 or 8))
            {
                repairs.Add($"{words.Place}, DATA: {words.Said}, {layout.Events} events take {needed} bytes; {begin}–{begin + needed - 1} was read.");
                return new((int)begin, (int)needed, layout.Events);
            }
            long fromEnd = end - needed + 1;
            if (begin <= header.TextEnd && fromEnd > header.TextEnd && end < size && fromEnd - header.TextEnd <= 4096)
            {
                repairs.Add($"{words.Place}, DATA: {words.Said}, which lies on TEXT; the {needed} bytes up to {end} were read.");
                return new((int)fromEnd, (int)needed, layout.Events);
            }
        }
        problems.Add(new Problem(words.Place + ", DATA", $"{words.Said}; the file has {size} bytes",
            $"{needed} bytes for $TOT = {layout.Events} events of {layout.RowBits} bits"));
        return null;
    }

    /// <summary>Without $TOT, or with values divided by delimiters, the offsets alone say how much there is.</summary>
    private static Segment? Uncounted(
        (long Begin, long End) c, FcsLayout layout, string place, List<(long Begin, long End)> candidates, List<string> repairs, List<Problem> problems)
    {
        if (c.Begin == 0)
        {
            problems.Add(new Problem(place + ", DATA", string.Join(" or ", candidates.Select(x => $"{x.Begin}–{x.End}")), "offsets inside the file"));
            return null;
        }
        long length = c.End - c.Begin + 1;
        if (layout.Delimited) return new((int)c.Begin, (int)length, layout.Events);
        long events = layout.RowBits == 0 ? 0 : length * 8 / layout.RowBits;
        repairs.Add($"{place}: $TOT is absent; {events} events fill DATA.");
        return new((int)c.Begin, (int)((events * layout.RowBits + 7) / 8), events);
    }
}
