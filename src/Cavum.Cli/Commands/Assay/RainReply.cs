using Cavum.Assay;

namespace Cavum.Cli;

/// <summary>The rain of a well in the reply of <c>assay dpcr</c>.</summary>
internal static class RainReply
{
    internal static object Of(DigitalConcentration r) => r.Rain switch
    {
        Rain.Evaluated e => new
        {
            Status = "evaluated",
            e.Partitions,
            e.Negatives,
            e.Positives,
            e.Disagreeing,
            BandLower = e.Band.Lower,
            BandUpper = e.Band.Upper,
            e.BandFromOtherWells,
            LambdaAllNegative = e.AllNegative?.Lambda,
            LambdaAllPositive = e.AllPositive?.Lambda,
            CopiesPerMicrolitreAllNegative = r.AllRainNegative,
            CopiesPerMicrolitreAllPositive = r.AllRainPositive,
            LowerWithRain = r.WithRain?.Lower,
            UpperWithRain = r.WithRain?.Upper,
            Matters = r.RainMatters,
            Budget = r.Budget,
        },
        Rain.NotEvaluable n => new { Status = "notEvaluable", n.Reason },
        _ => throw new InvalidOperationException($"{r.Rain} is no case of rain."),
    };

    internal static string Words(DigitalConcentration r) => r.Rain switch
    {
        Rain.Evaluated { Partitions: 0 } => "none",
        Rain.Evaluated e => $"{e.Partitions}: {TextTable.Number(r.AllRainNegative)} to {(e.AllPositive is null ? "open" : TextTable.Number(r.AllRainPositive))}{(r.RainMatters == true ? " (matters)" : "")}",
        _ => "not evaluable",
    };

    /// <summary>Wells in which rain matters, and the reasons why it cannot be told.</summary>
    internal static IEnumerable<string> Warnings(IReadOnlyList<DigitalConcentration> results)
    {
        int matters = results.Count(r => r.RainMatters == true);
        if (matters > 0) yield return $"in {matters} of {results.Count} rows the partitions between the clusters can move the concentration out of its interval";
        foreach (var reason in results.Select(r => r.Rain).OfType<Rain.NotEvaluable>().GroupBy(n => n.Reason, StringComparer.Ordinal))
            yield return $"rain not evaluable in {reason.Count()} rows: {reason.Key}";
        int differ = results.Count(r => r.Rain is Rain.Evaluated { Disagreeing: > 0 });
        if (differ > 0) yield return $"in {differ} rows some partitions are called otherwise than the cluster in which they lie in this channel";
    }
}
