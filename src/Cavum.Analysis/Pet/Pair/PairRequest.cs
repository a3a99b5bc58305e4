using System.Globalization;
using Cavum.Core;

namespace Cavum.Analysis;

/// <summary>What is said about two scans beside their files.</summary>
public sealed record PairRequest
{
    /// <summary>A name for the person that identifies nobody; empty for none.</summary>
    public string Subject { get; init; } = "";

    public DateOnly? FirstDose { get; init; }

    public DateOnly? RadiotherapyEnd { get; init; }

    /// <summary>One person has two patient ids, as after two de-identifications.</summary>
    public bool OtherIdentity { get; init; }

    /// <summary>Candidates of at least this confidence are taken where no reader has decided.</summary>
    public double LeastConfidence { get; init; } = 0.5;

    /// <summary>Who decided; empty while nobody has.</summary>
    public string Reader { get; init; } = "";

    /// <summary>Candidates that the reader took for tumour, as <c>baseline:3</c> and <c>follow-up:1</c>; null while nobody has decided.</summary>
    public IReadOnlyList<string>? Accepted { get; init; }

    /// <summary>The scans whose lesions are the reader's own outlines and not the candidates.</summary>
    public IReadOnlyList<string> Outlined { get; init; } = [];

    public bool Takes(string scan, int candidate, double confidence) =>
        Accepted is { } words ? words.Contains(Word(scan, candidate)) : confidence >= LeastConfidence;

    public static string Word(string scan, int candidate) => string.Create(CultureInfo.InvariantCulture, $"{scan}:{candidate}");

    public IEnumerable<Problem> Faults(DateOnly? followUp)
    {
        if (Subject.Length > 60 || Subject.Any(char.IsControl)) yield return new("subject", Subject, "a name of up to 60 characters");
        if (Reader.Length > 60 || Reader.Any(char.IsControl)) yield return new("reader", Reader, "the reader's name, up to 60 characters");
        if (LeastConfidence is not (>= 0 and <= 1)) yield return new("least confidence", LeastConfidence.ToString(CultureInfo.InvariantCulture), "0 to 1");
        foreach (var (place, day) in new[] { ("first dose", FirstDose), ("end of radiotherapy", RadiotherapyEnd) })
            if (day > followUp) yield return new(place, string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}"), string.Create(CultureInfo.InvariantCulture, $"a day before the follow-up scan of {followUp:yyyy-MM-dd}"));
    }
}
