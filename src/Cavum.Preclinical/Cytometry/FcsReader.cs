using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>Reads flow cytometry standard files 2.0, 3.0, 3.1 and 3.2.</summary>
/// <remarks>
/// Integers of every width (24 bits included; whole bytes by $BYTEORD, others bit-packed), 32- and 64-bit floating point,
/// ASCII, mixed types of 3.2, escaped delimiters, supplementary TEXT and several data sets. An integer is masked to the
/// power of two at or above $PnR. Where HEADER and TEXT disagree about DATA, the pair that holds exactly $TOT events is
/// taken and reported; a file that neither fits is refused with both. Histograms ($MODE C, U) and files above 2 GiB are refused.
/// </remarks>
public static class FcsReader
{
    private const int MostDataSets = 4096;

    public static Outcome<FcsFile> ReadFile(string path)
    {
        string name = Path.GetFileName(path);
        if (!File.Exists(path)) return Outcome<FcsFile>.Refused(new Problem(name, "", "a file that exists"));
        try
        {
            using var handle = File.OpenHandle(path);
            long length = RandomAccess.GetLength(handle);
            if (length > Array.MaxLength) return Outcome<FcsFile>.Refused(new Problem(name, $"{length} bytes", "a file below 2 GiB"));
            byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
            int done = 0;
            for (int n; done < bytes.Length && (n = RandomAccess.Read(handle, bytes.AsSpan(done), done)) > 0; done += n) { }
            return Read(bytes.AsSpan(0, done), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Outcome<FcsFile>.Refused(new Problem(name, e.Message, "a file that can be read"));
        }
    }

    /// <param name="file">The whole file.</param>
    /// <param name="source">The file's name as people know it; it stands at the head of every problem.</param>
    public static Outcome<FcsFile> Read(ReadOnlySpan<byte> file, string source)
    {
        var sets = new List<FcsDataSet>();
        var repairs = new List<string>();
        var problems = new List<Problem>();
        string version = "";
        long start = 0, decoded = 0;
        while (true)
        {
            string place = sets.Count == 0 ? source : $"{source}, data set {sets.Count + 1}";
            var bytes = file[(int)start..];
            var header = FcsHeader.Read(bytes, place, problems);
            if (header is null) return Outcome<FcsFile>.Refused(problems);
            if (sets.Count == 0) version = header.Version;
            var set = DataSet(bytes, header, place, repairs, problems);
            if (set is null) return Outcome<FcsFile>.Refused(problems);
            sets.Add(set);
            decoded += (long)set.Events * set.Parameters.Count;
            if (decoded > 64L * file.Length)
                return Outcome<FcsFile>.Refused(new Problem(place, $"{decoded} values", "data sets that do not share their bytes"));

            string nextText = set.Keywords.GetValueOrDefault("$NEXTDATA")?.Trim() ?? "";
            long next = FcsNumber.Whole(nextText) ?? 0;
            if (next == 0) break;
            if (next < FcsHeader.Length || start + next > file.Length - FcsHeader.Length || sets.Count == MostDataSets
                || !file.Slice((int)(start + next), 3).SequenceEqual("FCS"u8))
            {
                repairs.Add($"{place}, $NEXTDATA: {nextText} does not lead to another HEADER; no further data set was read.");
                break;
            }
            start += next;
        }
        return Outcome<FcsFile>.Of(new(version, sets, repairs));
    }

    private static FcsDataSet? DataSet(
        ReadOnlySpan<byte> bytes, FcsHeader header, string place, List<string> repairs, List<Problem> problems)
    {
        var keywords = FcsSegments.Keywords(bytes, header, place, repairs, problems);
        if (keywords is null) return null;
        var layout = FcsLayout.Read(keywords, header.Version, bytes.Length, place, problems);
        if (layout is null) return null;
        if (FcsSegments.Data(bytes, header, keywords, layout, place, repairs, problems) is not { } segment) return null;
        var data = bytes.Slice(segment.Begin, segment.Length);
        if (layout.Parameters.All(p => p.Type == FcsDataType.Ascii))
        {
            var values = FcsDecoder.DecodeAscii(data, layout, place, problems);
            return values is null ? null : new(keywords, layout.Parameters, values);
        }
        if (layout.Parameters.Any(p => p.Type == FcsDataType.Ascii))
        {
            problems.Add(new Problem(place + ", $DATATYPE", "A beside others", "one type, or I, F and D mixed"));
            return null;
        }
        if (segment.Events is not (>= 0 and <= int.MaxValue and var events))
        {
            problems.Add(new Problem(place + ", $TOT", $"{segment.Events}", "at most 2147483647 events"));
            return null;
        }
        return new(keywords, layout.Parameters, FcsDecoder.Decode(data, layout, (int)events));
    }
}
