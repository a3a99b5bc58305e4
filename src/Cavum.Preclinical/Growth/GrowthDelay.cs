using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>How much later a group's tumours reach a volume, and the log cell kill that this stands for.</summary>
/// <param name="TreatedMedian">Median day of reaching the volume (Kaplan–Meier); null where it is not reached.</param>
/// <param name="Delay">T − C, days.</param>
/// <param name="LogCellKill">(T − C)/(3.32·Td), Td the control's doubling time (Schabel 1975, Cancer 35:15; Corbett 1987).</param>
public sealed record GrowthDelay(string Group, double? TreatedMedian, double? ControlMedian, double? Delay, double? DoublingDays, double? LogCellKill, string Status)
{
    private const double DoublingsPerLog = 3.32; // log₂10 to the field's two decimals

    public static IReadOnlyList<GrowthDelay> Of(TumourStudy study, string control, double threshold)
    {
        var survival = ThresholdSurvival.Of(study, threshold);
        double? Median(string group) => survival.Groups.First(g => g.Group == group).Curve.Median.Time;
        double[] rates = [.. study.In(control).Select(m => MouseGrowth.Slope(m).Rate).OfType<double>()];
        double? doubling = rates.Length > 0 && rates.Average() > 0 ? Math.Log(2) / rates.Average() : null;
        double? reference = Median(control);
        return
        [
            .. study.Groups.Where(g => g != control).Select(g =>
            {
                double? own = Median(g), delay = own - reference;
                string status = reference is null ? "the control's median is not reached" : own is null ? "the group's median is not reached"
                    : doubling is null ? "the control does not grow" : "estimated";
                return new GrowthDelay(g, own, reference, delay, doubling, delay / (DoublingsPerLog * doubling), status);
            }),
        ];
    }
}
