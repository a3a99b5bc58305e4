namespace Cavum.Study;

/// <summary>Whether a read was made without knowing the other, or settles two that differ.</summary>
public enum ReadRole
{
    Blinded,
    Adjudication,
}

/// <summary>What one reader concluded of one scan and signed; it is never changed afterwards.</summary>
/// <param name="Deauville">1 to 5 or X.</param>
/// <param name="TumourPresent">positive, negative or indeterminate.</param>
/// <param name="MtvMl">Metabolic volume of the lesions as this reader outlined them; null where the reader outlined none.</param>
/// <param name="Outlines">Path of the SEG with the outlines, from the study folder.</param>
public sealed record SignedRead(
    string Scan, string Reader, ReadRole Role, DateTimeOffset SignedAt, int? HopkinsPrimary, int? HopkinsRightNeck, int? HopkinsLeftNeck,
    string? NiRadsPrimary, string? NiRadsNeck, string? Deauville, string TumourPresent, bool? NewLesion, double? MtvMl, string? Outlines, string Comment)
{
    /// <summary>The worst site.</summary>
    public int? Hopkins => new[] { HopkinsPrimary, HopkinsRightNeck, HopkinsLeftNeck }.Max();
}

/// <summary>How far the reading of one scan has come.</summary>
public sealed record ReadingState(IReadOnlyList<SignedRead> Blinded, SignedRead? Adjudication)
{
    public const int Readers = 2;

    public static ReadingState Of(IEnumerable<SignedRead> reads, string scan)
    {
        SignedRead[] own = [.. reads.Where(r => r.Scan == scan)];
        return new([.. own.Where(r => r.Role == ReadRole.Blinded)], own.FirstOrDefault(r => r.Role == ReadRole.Adjudication));
    }

    /// <summary>Both blinded reads are signed: from now on they may be shown.</summary>
    public bool Open => Blinded.Count >= Readers;

    public bool Differ => Open && (Blinded[0].TumourPresent != Blinded[1].TumourPresent || Blinded[0].Hopkins != Blinded[1].Hopkins
        || Blinded[0].NiRadsPrimary != Blinded[1].NiRadsPrimary || Blinded[0].NiRadsNeck != Blinded[1].NiRadsNeck || Blinded[0].Deauville != Blinded[1].Deauville);

    /// <summary>What may be shown: nothing of a blinded read before both are signed.</summary>
    public IReadOnlyList<SignedRead> Shown => !Open ? [] : Adjudication is null ? Blinded : [.. Blinded, Adjudication];
}
