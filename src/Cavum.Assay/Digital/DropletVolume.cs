using System.Globalization;

namespace Cavum.Assay;

/// <summary>Which of the two nominal droplet volumes a Bio-Rad file was made with.</summary>
/// <remarks>
/// QuantaSoft before 1.6 took 0.91 nL, later software 0.85 nL. The concentrations that the file prints say which: when the median
/// of the volumes they imply lies within 1 % of 0.91 nL, that is taken and noted.
/// </remarks>
internal static class DropletVolume
{
    internal const double EarlyNanolitres = 0.91, LeastPositives = 100, Tolerance = 0.01;

    internal static (double Nanolitres, string? Note) Of(IReadOnlyList<DigitalWell> wells)
    {
        double[] implied =
        [
            .. wells.Where(w => w is { Positives: >= 100, Negatives: > 0, ReportedCopiesPerMicrolitre: > 0 })
                .Select(w => -Math.Log(w.Negatives!.Value / (double)(w.Positives!.Value + w.Negatives.Value)) / w.ReportedCopiesPerMicrolitre!.Value * 1000).Order(),
        ];
        if (implied.Length == 0) return (DigitalReader.DropletNanolitres, null);
        double median = implied[implied.Length / 2];
        if (Math.Abs(median / EarlyNanolitres - 1) <= Tolerance)
            return (EarlyNanolitres, "the file's concentrations were made with droplets of 0.91 nL (QuantaSoft before 1.6); so are these");
        return Math.Abs(median / DigitalReader.DropletNanolitres - 1) <= Tolerance ? (DigitalReader.DropletNanolitres, null)
            : (DigitalReader.DropletNanolitres, string.Create(CultureInfo.InvariantCulture, $"the file's concentrations imply droplets of {median:0.000} nL, not 0.85"));
    }
}
