namespace Cavum.Core;

/// <summary>One thing that is wrong with what a user gave: where, what was read, what was expected.</summary>
/// <param name="Place">File, line and column, DICOM tag, or option: where a person must look.</param>
/// <param name="Read">What stands there, verbatim and short; empty when nothing stands there.</param>
/// <param name="Expected">What would have been accepted, with its unit.</param>
public sealed record Problem(string Place, string Read, string Expected)
{
    /// <summary>A full sentence for people.</summary>
    public override string ToString() => Read.Length == 0
        ? $"{Place}: nothing was read; expected {Expected}."
        : $"{Place}: read '{Read}'; expected {Expected}.";
}
