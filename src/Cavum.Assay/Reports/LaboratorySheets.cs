namespace Cavum.Assay;

/// <summary>Two sheets of results compared on the samples that both hold.</summary>
/// <param name="Samples">Samples quantified in both.</param>
/// <param name="UnitFactor">A power of ten by which the second differs throughout: a change of unit, not of the samples; else null.</param>
/// <param name="UnitsDiffer">Whether the sheets state different units for some sample.</param>
public sealed record SheetComparison(int Samples, double? UnitFactor, bool UnitsDiffer);

/// <summary>Keeps a change of unit from passing as a change of the patient.</summary>
public static class LaboratorySheets
{
    public static SheetComparison Compare(IReadOnlyList<LaboratoryResult> earlier, IReadOnlyList<LaboratoryResult> later)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(later);
        var before = new Dictionary<(string, string), LaboratoryResult>();
        foreach (var result in earlier) before.TryAdd((result.Sample, result.Date), result);
        var first = new List<double>();
        var second = new List<double>();
        bool differ = false;
        foreach (var result in later)
        {
            if (!before.TryGetValue((result.Sample, result.Date), out var other)) continue;
            differ |= result.Result.Unit is { } u && other.Result.Unit is { } v && u != v;
            if (other.Result.Value is not { } a || result.Result.Value is not { } b) continue;
            first.Add(a);
            second.Add(b);
        }
        return new(first.Count, ReportedResults.UnitFactor([.. first], [.. second]), differ);
    }
}
