using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>A schedule to look at: a daily block of asparaginase before each dose of anti-PD-1.</summary>
/// <param name="BlockDays">Daily doses before each anti-PD-1 dose, 0 to 10.</param>
/// <param name="UnitsPerDose">Units of asparaginase a dose.</param>
/// <param name="GapDays">Days from the last asparaginase to anti-PD-1.</param>
/// <param name="CycleDays">Days from one anti-PD-1 dose to the next.</param>
/// <param name="EarlySuppression">Share of activation lost without asparagine before T cells adapt.</param>
/// <param name="LateGain">Activation gained once they have.</param>
/// <param name="AdaptationDays">Days that the adaptation takes.</param>
public sealed record ScheduleSettings(
    int BlockDays = 5, double UnitsPerDose = 6000, double GapDays = 1, double CycleDays = 21, int Cycles = 3, double EarlySuppression = 0.6, double LateGain = 1.5, double AdaptationDays = 5)
{
    public const int LongestBlock = 10;

    /// <summary>Every setting that lies outside of its range.</summary>
    public IReadOnlyList<Problem> Problems()
    {
        var problems = new List<Problem>();
        void Check(string name, double value, double low, double high)
        {
            if (!(value >= low && value <= high)) problems.Add(new Problem(name, System.FormattableString.Invariant($"{value}"), System.FormattableString.Invariant($"a number from {low} to {high}")));
        }
        Check("blockDays", BlockDays, 0, LongestBlock);
        Check("unitsPerDose", UnitsPerDose, 0, 1e6);
        Check("gapDays", GapDays, 0, 30);
        Check("cycleDays", CycleDays, 7, 60);
        Check("cycles", Cycles, 1, 8);
        Check("earlySuppression", EarlySuppression, 0, 1);
        Check("lateGain", LateGain, 0, 10);
        Check("adaptationDays", AdaptationDays, 0.5, 60);
        return problems;
    }
}

/// <param name="Tumour">At the end, as a share of that before treatment.</param>
/// <param name="AgainstAlone">The tumour over that on anti-PD-1 alone, given on the same days.</param>
/// <param name="Lower">10 % point of it when the assumed numbers are anything from half to twice.</param>
/// <param name="ShareBetter">Share of those draws in which it is below 1.</param>
public sealed record ScheduleRow(int BlockDays, double Tumour, double EbvDna, double LowestActivation, double HighestActivation, double AgainstAlone, double Lower, double Upper, double ShareBetter);

/// <summary>What the exploratory model says of a schedule, of anti-PD-1 alone and of other lengths of the block.</summary>
/// <param name="Chosen">Four states a day.</param>
/// <param name="Best">The block with the smallest tumour at the end under the numbers as they stand.</param>
/// <param name="BreakEvenLateGain">The late gain at which the chosen block leaves as much tumour as anti-PD-1 alone; below it the block harms. Null without a block, or if no gain up to 10 does.</param>
/// <param name="Settled">The block lengths whose 10–90 % range lies on one side of 1.</param>
public sealed record ScheduleComparison(
    ScheduleSettings Settings, double EndDay, IReadOnlyList<ModelState> Chosen, IReadOnlyList<ModelState> Alone, IReadOnlyList<ModelState> Untreated, IReadOnlyList<double> AsparaginaseDays,
    IReadOnlyList<double> AntiPd1Days, IReadOnlyList<ScheduleRow> Rows, int Best, IReadOnlyList<int> Settled,
    double? BreakEvenLateGain)
{
    /// <summary>Draws of the assumed numbers.</summary>
    public const int Draws = 200;
    private const int PerDay = 4;
    private const ulong Seed = 11;

    public static Outcome<ScheduleComparison> Of(ScheduleSettings s)
    {
        if (s.Problems() is { Count: > 0 } problems) return Outcome<ScheduleComparison>.Refused(problems);
        double end = ScheduleSettings.LongestBlock - 1 + s.GapDays + s.Cycles * s.CycleDays;
        double[] times = [.. Enumerable.Range(0, (int)(end * PerDay) + 1).Select(k => (double)k / PerDay)];
        var numbers = ExploratoryModel.With(new Dictionary<string, double> { ["earlySuppression"] = s.EarlySuppression, ["lateGain"] = s.LateGain, ["adaptationDays"] = s.AdaptationDays });
        TreatmentSchedule Block(int days) => TreatmentSchedule.Blocks(days, s.UnitsPerDose, s.GapDays, s.CycleDays, s.Cycles, ScheduleSettings.LongestBlock);
        var alone = ExploratoryModel.Simulate(Block(0), times, numbers);
        double[][] drawn = Drawn(numbers, Block, end);
        var rows = new List<ScheduleRow>();
        for (int days = 0; days <= ScheduleSettings.LongestBlock; days++)
        {
            var states = ExploratoryModel.Simulate(Block(days), times, numbers);
            double[] ratio = [.. drawn[days].Select((t, k) => t / drawn[0][k]).Order()];
            rows.Add(new(days, states[^1].Tumour, states[^1].EbvDna, states.Min(x => x.Activation), states.Max(x => x.Activation), states[^1].Tumour / alone[^1].Tumour,
                PositiveThreshold.Quantile(ratio, 0.1), PositiveThreshold.Quantile(ratio, 0.9), (double)ratio.Count(r => r < 1 - 1e-9) / ratio.Length));
        }
        var chosen = Block(s.BlockDays);
        return Outcome<ScheduleComparison>.Of(new(s, end, ExploratoryModel.Simulate(chosen, times, numbers), alone, ExploratoryModel.Simulate(new([], 0, []), times, numbers),
            chosen.AsparaginaseDays, chosen.AntiPd1Days, rows, rows.MinBy(r => r.Tumour)!.BlockDays, [.. rows.Where(r => r.BlockDays > 0 && (r.Upper < 1 || r.Lower > 1)).Select(r => r.BlockDays)], BreakEven(s, Block, end)));
    }

    private static double? BreakEven(ScheduleSettings s, Func<int, TreatmentSchedule> block, double end)
    {
        double Excess(double gain)
        {
            var numbers = ExploratoryModel.With(new Dictionary<string, double> { ["earlySuppression"] = s.EarlySuppression, ["lateGain"] = gain, ["adaptationDays"] = s.AdaptationDays });
            return Math.Log(ExploratoryModel.Simulate(block(s.BlockDays), [end], numbers)[0].Tumour / ExploratoryModel.Simulate(block(0), [end], numbers)[0].Tumour);
        }
        if (s.BlockDays == 0 || s.UnitsPerDose == 0 || !(Excess(0) > 0 && Excess(10) < 0)) return null;
        return Brent.Root(Excess, 0, 10, 1e-6);
    }

    /// <summary>The tumour at the end for each block and draw; every number that has no published source is anything from half to twice, evenly on the log scale.</summary>
    private static double[][] Drawn(IReadOnlyList<ModelParameter> numbers, Func<int, TreatmentSchedule> block, double end)
    {
        var assumed = ExploratoryModel.Parameters.Where(p => p.IsAssumed).Select(p => p.Name).ToHashSet();
        double[][] tumours = [.. Enumerable.Range(0, ScheduleSettings.LongestBlock + 1).Select(_ => new double[Draws])];
        Parallel.For(0, Draws, k =>
        {
            var chance = new SeededRandom(Seed, (ulong)k);
            ModelParameter[] drawn = [.. numbers.Select(p => assumed.Contains(p.Name) ? p with { Value = p.Value * Math.Exp((2 * chance.NextDouble() - 1) * Math.Log(2)) } : p)];
            for (int days = 0; days < tumours.Length; days++) tumours[days][k] = ExploratoryModel.TumourOn(end, block(days), drawn);
        });
        return tumours;
    }
}
