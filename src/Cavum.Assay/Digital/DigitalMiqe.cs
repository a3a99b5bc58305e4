using System.Globalization;

namespace Cavum.Assay;

/// <summary>Fills the data-analysis items of dMIQE 2020 (Clin Chem 66:1012–1029) from digital results.</summary>
public static class DigitalMiqe
{
    public static IReadOnlyList<MiqeItem> Of(DigitalRun run, IReadOnlyList<DigitalConcentration> results)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(results);
        string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        double[] totals = [.. results.Where(r => r.Well is { Positives: not null, Negatives: not null }).Select(r => (double)(r.Well.Positives! + r.Well.Negatives!))];
        double[] lambdas = [.. results.Select(r => r.Mean?.Lambda).OfType<double>()], volumes = [.. results.Select(r => r.PartitionNanolitres).OfType<double>()];
        var evaluated = results.Select(r => r.Rain).OfType<Rain.Evaluated>().ToList();
        int ntcs = results.Count(r => r.Well.Role == SampleRole.Ntc);
        string intervals = string.Join(", ", results.Select(r => r.Mean?.Interval).OfType<DigitalInterval>().Distinct().Order());
        return
        [
            new("Instrument and format", run.Format),
            new("Partitions per well", totals.Length == 0 ? MiqeList.NotProvided : Say($"{totals.Min():#,0} to {totals.Max():#,0}, mean {totals.Average():#,0}, SD {Sd(totals):#,0}")),
            new("Partition volume", volumes.Length == 0 ? MiqeList.NotProvided : Say($"{volumes.Min():0.###} to {volumes.Max():0.###} nL ({string.Join(", ", results.Select(r => r.VolumeSource).Distinct().Order())})")),
            new("Mean copies per partition", lambdas.Length == 0 ? MiqeList.NotProvided : Say($"{lambdas.Min():G3} to {lambdas.Max():G3}")),
            new("Interval", intervals.Length == 0 ? MiqeList.NotProvided : intervals + " on the count of partitions, carried through −ln(1 − p)"),
            new("Positive and negative partitions", totals.Length == 0 ? MiqeList.NotProvided : "as the software called them, in the table of wells"),
            new("Thresholds and rain", evaluated.Count == 0 ? MiqeList.NotProvided : Say($"in {evaluated.Count} of {results.Count} rows; band from both clusters, all rain negative and all positive as bounds")),
            new("No-template controls", ntcs == 0 ? MiqeList.NotProvided : Say($"{ntcs}, with {results.Where(r => r.Well.Role == SampleRole.Ntc).Sum(r => r.Well.Positives ?? 0)} positive partitions")),
            new("Uncertainty budget", results.Any(r => r.Budget is not null) ? "counting, partition volume and rain, in the table of wells" : MiqeList.NotProvided),
        ];
    }

    private static double Sd(double[] values) => values.Length < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1));
}
