using System.CommandLine;
using Cavum.Preclinical;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>preclinical survival</c>: time to a tumour volume, by group and in pairs.</summary>
internal static class TumourSurvivalCommand
{
    private static readonly Dictionary<string, SurvivalInterval> Intervals = new()
    {
        ["log"] = SurvivalInterval.Log,
        ["log-log"] = SurvivalInterval.LogLog,
        ["plain"] = SurvivalInterval.Plain,
        ["logit"] = SurvivalInterval.Logit,
        ["arcsin"] = SurvivalInterval.Arcsin,
    };

    internal static Command Create()
    {
        var command = new Command("survival", "survival to a tumour volume: Kaplan–Meier, log-rank, pairs");
        var input = new TumourInput(command);
        var threshold = new Option<double>("--threshold") { Required = true, Description = "the volume that counts as an event, in the unit of the file" };
        threshold.Validators.Add(r => { if (r.Tokens.Count == 1 && r.GetValueOrDefault<double>() is not (> 0 and < double.PositiveInfinity)) r.AddError("--threshold is a volume above 0."); });
        var type = new Option<string>("--conf-type") { Description = "scale of the limits", DefaultValueFactory = _ => "log" };
        type.AcceptOnlyFromAmong([.. Intervals.Keys]);
        var level = new Option<double>("--conf-level") { Description = "two-sided level", DefaultValueFactory = _ => 0.95 };
        level.Validators.Add(r => { if (r.GetValueOrDefault<double>() is not (> 0 and < 1)) r.AddError("--conf-level lies between 0 and 1."); });
        command.Add(threshold);
        command.Add(type);
        command.Add(level);
        return command.Answers(parsed => Reply.From(input.Read(parsed), study =>
        {
            var options = new KaplanMeierOptions { Confidence = parsed.GetValue(level), Interval = Intervals[parsed.GetValue(type)!] };
            return Answer(ThresholdSurvival.Of(study, parsed.GetValue(threshold), options), ThresholdSurvival.Overall(study, options), study);
        }));
    }

    private static Reply.Done Answer(ThresholdSurvival result, ThresholdSurvival? overall, TumourStudy study)
    {
        var cures = CurePair.Of(result);
        var document = new
        {
            result.Threshold,
            groups = Groups(result),
            chiSquare = result.LogRank?.ChiSquare,
            degreesOfFreedom = result.LogRank?.DegreesOfFreedom,
            pValue = result.LogRank?.PValue,
            status = result.LogRank is { } test ? (object)test.Status : "oneGroup",
            pairwise = Pairs(result),
            overall = overall is null ? null : new
            {
                groups = Groups(overall),
                chiSquare = overall.LogRank?.ChiSquare,
                degreesOfFreedom = overall.LogRank?.DegreesOfFreedom,
                pValue = overall.LogRank?.PValue,
                pairwise = Pairs(overall),
            },
            overallStatus = overall is null ? "no column of deaths was named (--death)" : "estimated",
            cures = cures.Select(c => new { c.A, c.B, c.CuredA, c.MiceA, c.CuredB, c.MiceB, c.PValue, c.HolmP, test = CurePair.TestName }),
            curesStatus = cures.Count > 0 ? "tested" : "no mouse is tumour-free at its last measurement",
            mice = result.Mice.Select(m => new { mouse = m.Mouse.Id, group = m.Mouse.Group, time = m.Day, @event = m.Event ? 1 : 0, m.InterpolatedDay, m.TumourFree, endDay = m.Mouse.EndDay, died = m.Mouse.Died }),
            firstDay = study.FirstDay,
            remarks = study.Remarks,
        };
        string text = $"Reaching {TextTable.Number(result.Threshold)}\n" + Table(result)
            + (overall is null ? "" : "\nOverall survival\n" + Table(overall))
            + (cures.Count == 0 ? "" : $"\nTumour-free at the last measurement ({CurePair.TestName})\n" + TextTable.Render(["pair", "cured", "p", "Holm"], cures.Select(c => (IReadOnlyList<string>)
            [$"{c.A} – {c.B}", $"{c.CuredA}/{c.MiceA} – {c.CuredB}/{c.MiceB}", TextTable.Number(c.PValue), TextTable.Number(c.HolmP)])));
        return new Reply.Done(document, text, study.Remarks);
    }

    private static object Groups(ThresholdSurvival result) => result.Groups.Select(g => new
    {
        g.Group,
        n = g.Curve.Subjects,
        events = g.Curve.EventRows,
        median = g.Curve.Median.Time,
        medianLower = g.Curve.Median.Lower,
        medianUpper = g.Curve.Median.Upper,
        status = g.Curve.Median.Time is null ? "medianNotReached" : "done",
        g.Observed,
        g.Expected,
        g.TumourFree,
        curve = g.Curve.Steps.Select(s => new { s.Time, s.AtRisk, s.Events, s.Censored, s.Survival, s.StdErr, s.Lower, s.Upper }),
    });

    private static object Pairs(ThresholdSurvival result) => result.Pairs.Select(p => new
    {
        p.A,
        p.B,
        p.LogRank.ChiSquare,
        p.LogRank.DegreesOfFreedom,
        p.LogRank.PValue,
        petoPeto = new { p.PetoPeto.ChiSquare, p.PetoPeto.PValue },
        p.LogRank.Status,
    });

    private static string Table(ThresholdSurvival result) =>
        TextTable.Render(["group", "n", "events", "median", "lower", "upper", "tumour-free"], result.Groups.Select(g => (IReadOnlyList<string>)
        [g.Group, $"{g.Curve.Subjects}", $"{g.Curve.EventRows}", TextTable.Number(g.Curve.Median.Time), TextTable.Number(g.Curve.Median.Lower), TextTable.Number(g.Curve.Median.Upper), $"{g.TumourFree}"]))
        + $"\nlog-rank chi-square {TextTable.Number(result.LogRank?.ChiSquare)}, p {TextTable.Number(result.LogRank?.PValue)}\n\n"
        + TextTable.Render(["pair", "chi-square", "p"], result.Pairs.Select(p => (IReadOnlyList<string>)[$"{p.A} – {p.B}", TextTable.Number(p.LogRank.ChiSquare), TextTable.Number(p.LogRank.PValue)]));
}
