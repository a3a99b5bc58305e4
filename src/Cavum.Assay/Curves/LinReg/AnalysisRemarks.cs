namespace Cavum.Assay;

/// <summary>Tells a person's exclusion of a reaction from the remarks that LinRegPCR programs leave in the same place of a file.</summary>
/// <remarks>A file that such a program has saved must give the same result when it is analysed again, so its own remarks exclude nothing.</remarks>
internal static class AnalysisRemarks
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "amplification in negative control", "plateau in negative control", "no amplification in positive control", "baseline error in positive control",
        "instable baseline", "instable baseline in positive control", "no plateau in positive control", "noisy sample in positive control",
        "Cq < 10, N0 unreliable", "Cq > 34", "no indiv PCR eff can be calculated", "PCR efficiency outlier", "no amplification", "baseline error",
        "no plateau", "noisy sample", "Cq too high", "N0 unreliable",
    };

    /// <summary>Whether anything but a program's remarks stands in the text.</summary>
    internal static bool HoldsMore(string text)
    {
        foreach (string piece in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
            if (!IsRemark(piece)) return true;
        return false;
    }

    private static bool IsRemark(string piece)
    {
        const string few = "only ", end = " values in log phase", own = "indiv PCR eff is ";
        if (Known.Contains(piece.Trim())) return true;
        if (piece.StartsWith(own, StringComparison.Ordinal) && piece.Length > own.Length) return true;
        return piece.StartsWith(few, StringComparison.Ordinal) && piece.EndsWith(end, StringComparison.Ordinal) && piece.Length > few.Length + end.Length
            && piece[few.Length..^end.Length].All(char.IsAsciiDigit);
    }
}
