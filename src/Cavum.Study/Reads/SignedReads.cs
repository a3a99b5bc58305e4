using System.Globalization;
using System.Text;
using Cavum.Core;

namespace Cavum.Study;

/// <summary>The signed reads of a study: <c>signed-reads.csv</c>, to which rows are only added.</summary>
/// <remarks>
/// Each row carries the SHA-256 of all bytes before it, so that a row changed or taken out after signing is noticed. The file is
/// written whole or not at all; two signatures at once wait for each other.
/// </remarks>
public sealed class SignedReads(string folder)
{
    public const string FileName = "signed-reads.csv";

    private const string Header = "scan,reader,role,signedAt,hopkinsPrimary,hopkinsRightNeck,hopkinsLeftNeck,niRadsPrimary,niRadsNeck,deauville,tumourPresent,newLesion,mtvMl,outlines,comment,before";
    private static readonly Lock Gate = new();
    private static readonly string[] NiRads = ["0", "1", "2", "2a", "2b", "3", "4"], DeauvilleScores = ["1", "2", "3", "4", "5", "X"], Answers = ["positive", "negative", "indeterminate"];

    private string FilePath => Path.Combine(folder, FileName);

    /// <summary>All reads in the order of signing; refused where a row was changed after it was signed.</summary>
    public Outcome<IReadOnlyList<SignedRead>> All()
    {
        if (!File.Exists(FilePath)) return Outcome<IReadOnlyList<SignedRead>>.Of([]);
        byte[] bytes = File.ReadAllBytes(FilePath);
        return CsvTable.Parse(Encoding.UTF8.GetString(bytes), FileName).Then(table =>
        {
            List<Problem> problems = [.. table.Missing(Header.Split(','))];
            if (problems.Count > 0) return Outcome<IReadOnlyList<SignedRead>>.Refused(problems);
            List<SignedRead> reads = [];
            var before = new StringBuilder(Header + "\n");
            foreach (var row in table.Rows)
            {
                string expected = Hash(before.ToString());
                if (row["before"] != expected) problems.Add(new(row.Place("before"), row["before"], $"{expected}: a row above was changed or taken out after this one was signed"));
                var read = Read(new RowReader(row, problems));
                reads.Add(read);
                before.Append(Line(read, row["before"]));
            }
            if (problems.Count == 0 && before.ToString() != Encoding.UTF8.GetString(bytes)) problems.Add(new(FileName, "a field written in another way", "the rows as they were signed"));
            return problems.Count > 0 ? Outcome<IReadOnlyList<SignedRead>>.Refused(problems) : Outcome<IReadOnlyList<SignedRead>>.Of(reads);
        });
    }

    /// <summary>Adds a read. The first two readers of a scan read blinded; a third person may adjudicate once both have signed.</summary>
    public Outcome<SignedRead> Sign(SignedRead read)
    {
        lock (Gate)
        {
            return All().Then(reads =>
            {
                List<Problem> problems = [.. Faults(read), .. Order(read, ReadingState.Of(reads, read.Scan))];
                if (problems.Count > 0) return Outcome<SignedRead>.Refused(problems);
                string text = File.Exists(FilePath) ? File.ReadAllText(FilePath) : Header + "\n";
                AtomicFile.Write(FilePath, text + Line(read, Hash(text)));
                return Outcome<SignedRead>.Of(read);
            });
        }
    }

    private static IEnumerable<Problem> Order(SignedRead read, ReadingState state)
    {
        bool Same(SignedRead other) => string.Equals(other.Reader.Trim(), read.Reader.Trim(), StringComparison.OrdinalIgnoreCase);
        if (state.Blinded.Any(Same) && read.Role == ReadRole.Blinded) yield return new("reader", read.Reader, "a reader who has not signed this scan: a signed read is not changed");
        else if (read.Role == ReadRole.Blinded && state.Open) yield return new("role", "blinded", "an adjudication: two readers have signed this scan");
        if (read.Role != ReadRole.Adjudication) yield break;
        if (!state.Open) yield return new("role", "adjudication", "two signed blinded reads first");
        if (state.Blinded.Any(Same)) yield return new("reader", read.Reader, "a third person: nobody adjudicates an own read");
        if (state.Adjudication is not null) yield return new("role", "adjudication", "one adjudication a scan, and it is signed");
    }

    private static IEnumerable<Problem> Faults(SignedRead read)
    {
        if (read.Reader.Trim().Length is 0 or > 60 || read.Reader.Any(char.IsControl)) yield return new("reader", read.Reader, "the reader's name, up to 60 characters");
        foreach (var (place, score) in new[] { ("hopkinsPrimary", read.HopkinsPrimary), ("hopkinsRightNeck", read.HopkinsRightNeck), ("hopkinsLeftNeck", read.HopkinsLeftNeck) })
            if (score is < 1 or > 5) yield return new(place, score.Value.ToString(CultureInfo.InvariantCulture), "1 to 5");
        if (read.NiRadsPrimary is { } p && !NiRads.Contains(p)) yield return new("niRadsPrimary", p, "one of " + string.Join(", ", NiRads));
        if (read.NiRadsNeck is { } n && !NiRads.Contains(n)) yield return new("niRadsNeck", n, "one of " + string.Join(", ", NiRads));
        if (read.Deauville is { } d && !DeauvilleScores.Contains(d)) yield return new("deauville", d, "one of " + string.Join(", ", DeauvilleScores));
        if (!Answers.Contains(read.TumourPresent)) yield return new("tumourPresent", read.TumourPresent, "one of " + string.Join(", ", Answers));
        if (read.Comment.Length > 2000) yield return new("comment", $"{read.Comment.Length} characters", "up to 2000 characters");
    }

    private static SignedRead Read(RowReader r)
    {
        string? Word(string column) => r.Optional(column) is { Length: > 0 } text ? text : null;
        if (!DateTimeOffset.TryParseExact(r.Optional("signedAt"), Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) r.Problem("signedAt", "a time as 2026-04-05T10:30:00Z");
        return new(r.Text("scan", "a scan"), r.Text("reader", "a reader"), r.Choice("role", "blinded", "adjudication") == "adjudication" ? ReadRole.Adjudication : ReadRole.Blinded, at,
            r.Integer("hopkinsPrimary", 1, 5), r.Integer("hopkinsRightNeck", 1, 5), r.Integer("hopkinsLeftNeck", 1, 5), Word("niRadsPrimary"), Word("niRadsNeck"), Word("deauville"),
            r.Choice("tumourPresent", Answers), Word("newLesion") is { } w ? w == "yes" : null, r.Number("mtvMl", 0), Word("outlines"), r.Optional("comment"));
    }

    private const string Time = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static string Line(SignedRead r, string before)
    {
        string?[] fields =
        [
            r.Scan, r.Reader.Trim(), r.Role == ReadRole.Adjudication ? "adjudication" : "blinded", r.SignedAt.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture), Number(r.HopkinsPrimary), Number(r.HopkinsRightNeck),
            Number(r.HopkinsLeftNeck), r.NiRadsPrimary, r.NiRadsNeck, r.Deauville, r.TumourPresent, r.NewLesion switch { true => "yes", false => "no", null => "" },
            r.MtvMl?.ToString("R", CultureInfo.InvariantCulture), r.Outlines, r.Comment.Trim().ReplaceLineEndings(" "), before,
        ];
        return string.Join(',', fields.Select(Quoted)) + "\n";
    }

    private static string? Number(int? n) => n?.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string? field) =>
        field is null ? "" : field.AsSpan().IndexOfAny(",\"\n\r") >= 0 ? "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : field;

    private static string Hash(string text) => ContentHash.Of(Encoding.UTF8.GetBytes(text)).Hex;
}
