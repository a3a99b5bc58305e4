namespace Cavum.Imaging;

/// <summary>What the readers say together about one question.</summary>
/// <param name="Value">The agreed or adjudicated value; null when nobody scored or readers differ in kind.</param>
/// <param name="Disagree">Readers differ in kind and nobody adjudicated.</param>
/// <param name="Note">Who said what.</param>
public sealed record Consensus(string? Value, bool Disagree, string Note);

/// <summary>Two blinded reads and an adjudication joined into one answer.</summary>
/// <remarks>
/// An adjudication stands. Otherwise equal scores stand; scores on the same side of positive give the less favourable one;
/// scores on different sides are a disagreement that only adjudication settles.
/// </remarks>
public static class ReaderConsensus
{
    /// <param name="order">Values from the most to the least favourable.</param>
    /// <param name="kind">The side a value is on, for example negative or positive.</param>
    public static Consensus Of(IReadOnlyList<ReaderScores> readers, Func<ReaderScores, string?> score, string[] order, Func<string, string> kind)
    {
        var said = readers.Select(r => (r.Reader, r.IsAdjudication, Value: score(r))).Where(r => r.Value is not null).ToArray();
        string note = said.Length == 0 ? "no reader scored" : string.Join(", ", said.Select(r => $"{r.Reader}{(r.IsAdjudication ? " (adjudication)" : "")}: {r.Value}"));
        if (said.LastOrDefault(r => r.IsAdjudication) is { Value: { } settled }) return new(settled, false, note);
        if (said.Length == 0) return new(null, false, note);
        return said.Select(r => kind(r.Value!)).Distinct().Count() > 1
            ? new(null, true, note + "; they differ in kind and nobody adjudicated")
            : new(said.MaxBy(r => Array.IndexOf(order, r.Value)).Value, false, note);
    }

    /// <summary>Pairs of blinded scores, for agreement statistics: one entry per question both readers answered.</summary>
    public static IReadOnlyList<(string Question, string First, string Second)> BlindedPairs(IReadOnlyList<ReaderScores> readers)
    {
        var blind = readers.Where(r => !r.IsAdjudication).ToArray();
        if (blind.Length < 2) return [];
        (string Question, string? First, string? Second)[] all =
        [
            .. Questions.Select(q => (q.Name, q.Score(blind[0]), q.Score(blind[1]))),
        ];
        return [.. all.Where(p => p.First is not null && p.Second is not null).Select(p => (p.Question, p.First!, p.Second!))];
    }

    private static readonly (string Name, Func<ReaderScores, string?> Score)[] Questions =
    [
        ("hopkins.primary", r => Text(r.Hopkins?.Primary)),
        ("hopkins.rightNeck", r => Text(r.Hopkins?.RightNeck)),
        ("hopkins.leftNeck", r => Text(r.Hopkins?.LeftNeck)),
        ("hopkins.overall", r => Text(r.Hopkins?.Overall)),
        ("niRads.primary", r => r.NiRadsPrimary),
        ("niRads.neck", r => r.NiRadsNeck),
        ("deauville", r => r.Deauville),
        ("tumourPresent", r => r.TumourPresent),
    ];

    internal static string? Text(int? score) => score?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
