using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Analysis;

/// <summary>One course of the exploratory model, four points a day; shares of the values before treatment.</summary>
/// <param name="Role">combination, antiPd1 or control, as the mouse arms are coloured.</param>
public sealed record ScheduleCourse(string Name, string Role, IReadOnlyList<double> Days, IReadOnlyList<double> Asparagine, IReadOnlyList<double> Activation, IReadOnlyList<double> Tumour, IReadOnlyList<double> EbvDna);

/// <summary>One length of the daily block before anti-PD-1.</summary>
public sealed record ScheduleLine(int BlockDays, double Tumour, double EbvDna, double LowestActivation, double HighestActivation, double AgainstAlone, double Lower, double Upper, double ShareBetter);

/// <summary>A number of the model and its source.</summary>
public sealed record ScheduleNumber(string Name, double Value, string Unit, string Source, bool Assumed);

/// <summary>The exploratory model of the translation, as people look at it: three courses and a comparison of blocks.</summary>
public sealed record ScheduleView(
    ScheduleSettings Settings, double EndDay, IReadOnlyList<ScheduleCourse> Courses, IReadOnlyList<double> AsparaginaseDays, IReadOnlyList<double> AntiPd1Days,
    IReadOnlyList<ScheduleLine> Lines, int Best, double? BreakEvenLateGain, int Draws, IReadOnlyList<ScheduleNumber> Numbers)
{
    public static Outcome<ScheduleView> Of(ScheduleSettings settings) => ScheduleComparison.Of(settings).Then(c => Outcome<ScheduleView>.Of(new(
        settings, c.EndDay,
        [Course("asparaginase, then anti-PD-1", "combination", c.Chosen), Course("anti-PD-1 alone", "antiPd1", c.Alone), Course("no treatment", "control", c.Untreated)],
        c.AsparaginaseDays, c.AntiPd1Days,
        [.. c.Rows.Select(r => new ScheduleLine(r.BlockDays, r.Tumour, r.EbvDna, r.LowestActivation, r.HighestActivation, r.AgainstAlone, r.Lower, r.Upper, r.ShareBetter))],
        c.Best, c.BreakEvenLateGain, ScheduleComparison.Draws, [.. ExploratoryModel.Parameters.Select(p => new ScheduleNumber(p.Name, p.Value, p.Unit, p.Source, p.IsAssumed))])));

    private static ScheduleCourse Course(string name, string role, IReadOnlyList<ModelState> states) => new(name, role,
        [.. states.Select(s => s.Day)], [.. states.Select(s => s.Asparagine)], [.. states.Select(s => s.Activation)], [.. states.Select(s => s.Tumour)], [.. states.Select(s => s.EbvDna)]);
}
