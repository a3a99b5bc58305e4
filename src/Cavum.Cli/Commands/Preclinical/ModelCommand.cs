using System.CommandLine;
using System.Globalization;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary><c>preclinical model</c>: the exploratory model of asparaginase and anti-PD-1, simulated, compared or fitted.</summary>
internal static class ModelCommand
{
    private const string Marked = "exploratory: it plans questions, not treatment; most numbers are assumed";

    internal static Command Create() => new("model", "the exploratory model: asparaginase, asparagine, CD8 adaptation, tumour, EBV DNA")
    {
        Parameters(),
        Schedules(),
        Fit(),
    };

    private static Command Parameters() => new Command("parameters", "every number of the model with its source").Answers(_ => new Reply.Done(
        new { parameters = ExploratoryModel.Parameters.Select(p => new { p.Name, p.Value, p.Unit, p.Source, assumed = p.IsAssumed }), status = Marked },
        TextTable.Render(["name", "value", "unit", "source"], ExploratoryModel.Parameters.Select(p => (IReadOnlyList<string>)[p.Name, TextTable.Number(p.Value), p.Unit, p.Source])) + Marked + "\n"));

    private static Command Schedules()
    {
        var standard = new ScheduleSettings();
        var block = new Option<int>("--block") { Description = "days of the daily asparaginase block before anti-PD-1", DefaultValueFactory = _ => standard.BlockDays };
        Option<double> Number(string name, string what, double value) => new(name) { Description = what, DefaultValueFactory = _ => value };
        var units = Number("--units", "units of asparaginase a dose", standard.UnitsPerDose);
        var gap = Number("--gap", "days from the last asparaginase to anti-PD-1", standard.GapDays);
        var cycle = Number("--cycle", "days from one anti-PD-1 dose to the next", standard.CycleDays);
        var cycles = new Option<int>("--cycles") { Description = "anti-PD-1 doses", DefaultValueFactory = _ => standard.Cycles };
        var early = Number("--early-suppression", "share of activation lost at first", standard.EarlySuppression);
        var late = Number("--late-gain", "activation gained later", standard.LateGain);
        var tau = Number("--adaptation-days", "days that the adaptation takes", standard.AdaptationDays);
        return new Command("schedules", "compares lengths of the daily block before anti-PD-1") { block, units, gap, cycle, cycles, early, late, tau }.Answers(parsed => Reply.From(
            ScheduleComparison.Of(new(parsed.GetValue(block), parsed.GetValue(units), parsed.GetValue(gap), parsed.GetValue(cycle), parsed.GetValue(cycles), parsed.GetValue(early), parsed.GetValue(late), parsed.GetValue(tau))),
            c => new Reply.Done(new { c.Settings, c.EndDay, c.Best, c.Settled, c.BreakEvenLateGain, rows = c.Rows, draws = ScheduleComparison.Draws, chosen = c.Chosen, alone = c.Alone, untreated = c.Untreated, status = Marked },
                TextTable.Render(["block days", "tumour", "EBV DNA", "lowest activation", "highest", "over anti-PD-1 alone", "10 %", "90 %", "better in"], c.Rows.Select(r => (IReadOnlyList<string>)
                [$"{r.BlockDays}", TextTable.Number(r.Tumour), TextTable.Number(r.EbvDna), TextTable.Number(r.LowestActivation), TextTable.Number(r.HighestActivation), TextTable.Number(r.AgainstAlone), TextTable.Number(r.Lower), TextTable.Number(r.Upper), TextTable.Number(r.ShareBetter)]))
                + $"day {TextTable.Number(c.EndDay)}; the chosen block breaks even with anti-PD-1 alone at a late gain of {TextTable.Number(c.BreakEvenLateGain)}; {Marked}\n")));
    }

    private static Command Fit()
    {
        var file = new Argument<string>("file") { Description = "a CSV table: group, quantity (asparaginase in U/L; asparagine, activation, tumour, ebvDna as shares of the value before treatment), day, value" };
        var schedule = new Option<string>("--schedule") { Required = true, Description = "a CSV table: group, drug (asparaginase, antiPd1, none), day, units" };
        var free = new Option<string[]>("--free") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "parameters to fit" };
        var set = new Option<string[]>("--set") { AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [], Description = "NAME=VALUE: fixes a parameter at another value (mice are not people)" };
        return new Command("fit", "fits chosen parameters; what the data do not identify is named and gets no value") { file, schedule, free, set }.Answers(parsed =>
        {
            var problems = new List<Problem>();
            var data = ModelTables.Observations(parsed.GetValue(file)!, problems);
            var schedules = ModelTables.Schedules(parsed.GetValue(schedule)!, problems);
            var known = Given(parsed.GetValue(set)!, problems);
            if (problems.Count > 0) return Reply.Refuse(problems);
            string[] names = [.. parsed.GetValue(free)!.SelectMany(f => f.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
            return Reply.From(ModelFit.Fit(data, schedules, names, known), Answer);
        });
    }

    private static IReadOnlyList<ModelParameter> Given(string[] pairs, List<Problem> problems)
    {
        var values = new Dictionary<string, double>();
        foreach (string pair in pairs)
        {
            string[] parts = pair.Split('=', 2);
            if (parts.Length != 2 || ExploratoryModel.Parameters.All(p => p.Name != parts[0]) || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value >= 0 && double.IsFinite(value)))
                problems.Add(new Problem("--set", pair, "NAME=VALUE with one of " + string.Join(", ", ExploratoryModel.Parameters.Select(p => p.Name))));
            else values[parts[0]] = value;
        }
        return problems.Count > 0 ? ExploratoryModel.Parameters : ExploratoryModel.With(values);
    }

    private static Reply.Done Answer(ModelFit fit)
    {
        var document = new
        {
            parameters = fit.Free,
            fit.Identified,
            fit.LogLikelihood,
            fit.Observations,
            spread = fit.Spread.OrderBy(s => s.Key).Select(s => new { quantity = s.Key, logStdDev = s.Value }),
            fit.Status,
            model = Marked,
        };
        string text = TextTable.Render(["parameter", "estimate", "lower", "upper", "unit", "status"], fit.Free.Select(p => (IReadOnlyList<string>)
            [p.Name, TextTable.Number(p.Estimate), TextTable.Number(p.Lower), TextTable.Number(p.Upper), p.Unit, p.Status]))
            + $"log-likelihood {TextTable.Number(fit.LogLikelihood)}, {fit.Observations} measurements; {fit.Status}\n{Marked}\n";
        return new Reply.Done(document, text);
    }
}
