using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>survival rmst</c>: restricted mean survival by group, with the contrasts of two groups.</summary>
internal static class RmstCommand
{
    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var time = SurvivalOptions.Time();
        var @event = SurvivalOptions.Event();
        var group = SurvivalOptions.Group(required: true);
        var tau = new Option<double>("--tau") { Description = "horizon, in the unit of time", Required = true };
        var covariates = new Option<string?>("--covariates") { Description = "columns to adjust for, separated by commas" };
        var level = SurvivalOptions.ConfLevel();
        var where = SurvivalOptions.Where();
        return new Command("rmst", "Restricted mean survival time of two groups.") { file, time, @event, group, tau, covariates, level, where }
            .Answers(parsed =>
            {
                var columns = new SurvivalColumns(parsed.GetValue(time)!, parsed.GetValue(@event)!)
                {
                    Group = parsed.GetValue(group),
                    Covariates = CoxCommand.Split(parsed.GetValue(covariates)),
                };
                double horizon = parsed.GetValue(tau);
                var rows = SurvivalRows.Read(parsed.GetValue(file)!, columns, parsed.GetValue(where));
                if (!(horizon > 0 && double.IsFinite(horizon))) return Reply.Refuse([new Problem("--tau", StatsOptions.Text(horizon), "a finite time above 0"), .. rows.Problems]);
                var read = rows.Then(r => Check(r, columns, horizon));
                return Reply.From(read, rows => Answer(rows, columns, horizon, parsed.GetValue(level)));
            });
    }

    private static Outcome<SurvivalRows> Check(SurvivalRows rows, SurvivalColumns columns, double tau)
    {
        string place = $"{rows.Source}, column {columns.Group}";
        if (rows.Groups!.Names.Length != 2)
            return Outcome<SurvivalRows>.Refused(new Problem(place, $"{rows.Groups.Names.Length} groups: {string.Join(", ", rows.Groups.Names.Take(6))}", "exactly two groups"));
        double largest = SurvivalGroups.Split(rows).Min(g => g.Index.Max(i => rows.Times[i]));
        return tau > 0 && tau <= largest
            ? Outcome<SurvivalRows>.Of(rows)
            : Outcome<SurvivalRows>.Refused(new Problem("--tau", FormattableString.Invariant($"{tau}"),
                FormattableString.Invariant($"a time above 0 and at most {largest}, the smaller of the groups' largest times")));
    }

    private static Reply Answer(SurvivalRows rows, SurvivalColumns columns, double tau, double level)
    {
        var curves = SurvivalGroups.Curves(rows, new() { Confidence = level }, false);
        var result = Rmst.Compare(curves[0].Curve, curves[1].Curve, tau, level);
        RestrictedMean[] means = [result.First, result.Second];
        IReadOnlyList<AdjustedRmst>? adjusted = null;
        if (columns.Covariates.Count > 0)
        {
            var design = CovariateDesign.Make(rows, columns.Covariates);
            if (design.IsRefused) return Reply.Refuse(design.Problems);
            adjusted = RmstRegression.Fit(rows.Times, rows.Events, rows.Groups!.Codes, design.Value.Values, tau, ["intercept", columns.Group!, .. design.Value.Names], level);
        }
        const string Convention = "area under Kaplan–Meier to tau, events at tau included; Greenwood errors; ratios on the log scale";
        var document = new
        {
            tau,
            convention = Convention,
            confLevel = level,
            groups = means.Select((m, g) => new
            {
                group = curves[g].Group,
                n = curves[g].Curve.Subjects,
                events = curves[g].Curve.EventRows,
                rmst = m.Mean,
                m.StdErr,
                m.Lower,
                m.Upper,
                lostTime = tau - m.Mean,
            }),
            difference = result.Difference,
            ratio = result.Ratio,
            lostTimeRatio = result.LostTimeRatio,
            contrast = $"{curves[1].Group} against {curves[0].Group}",
            adjusted,
        };
        string text = Convention + "\n\n" + TextTable.Render(["group", "rmst", "std err", "lower", "upper"], means.Select((m, g) => Row(curves[g].Group, m.Mean, m.StdErr, m.Lower, m.Upper)))
            + $"\n{curves[1].Group} against {curves[0].Group}\n"
            + TextTable.Render(["contrast", "estimate", "lower", "upper", "p"],
            [
                Row("difference", result.Difference.Estimate, result.Difference.Lower, result.Difference.Upper, result.Difference.PValue),
                Row("ratio", result.Ratio.Estimate, result.Ratio.Lower, result.Ratio.Upper, result.Ratio.PValue),
                Row("lost time ratio", result.LostTimeRatio.Estimate, result.LostTimeRatio.Lower, result.LostTimeRatio.Upper, result.LostTimeRatio.PValue),
            ]);
        return new Reply.Done(document, text, rows.Warnings);
    }

    private static IReadOnlyList<string> Row(string name, params double?[] values) => [name, .. values.Select(TextTable.Number)];
}
