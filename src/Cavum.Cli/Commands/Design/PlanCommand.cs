using System.CommandLine;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Cli;

/// <summary><c>design plan</c>: simulated operating characteristics of the study's own decision rule.</summary>
public static class PlanCommand
{
    public static Command Make()
    {
        var standard = new PlanningSettings();
        var study = new Option<string?>("--study") { Description = "a study folder whose plan and arms are tried (default: the standard plan and the arms that come with the program)" };
        Option<double> Number(string name, double preset, string words) => new(name) { Description = words, DefaultValueFactory = _ => preset };
        var n = new Option<int>("--n") { Description = "subjects", DefaultValueFactory = _ => standard.Subjects };
        var rm = Number("--rm-share", standard.RmShare, "share of subjects with RM-NPC, in whom response is compared");
        var response = Number("--response", standard.Response, "true response probability on the combination");
        var hazard = Number("--hazard-ratio", standard.HazardRatio, "true hazard ratio of PFS, combination over the own prior line");
        var median = Number("--prior-median", standard.PriorMedianDays, "median PFS on the prior line, days");
        var frailty = Number("--frailty", standard.FrailtyVariance, "variance of the frailty that both lines share");
        var dropout = Number("--dropout", standard.Dropout, "share of subjects lost");
        var before = new Option<int>("--prior-scan-days") { Description = "days between scans on the prior line", DefaultValueFactory = _ => standard.PriorScanDays };
        var now = new Option<int>("--study-scan-days") { Description = "days between scans on the combination", DefaultValueFactory = _ => standard.StudyScanDays };
        var follow = Number("--follow-up", standard.FollowUpDays, "mean follow-up, days");
        var trials = new Option<int>("--trials") { Description = "simulated trials", DefaultValueFactory = _ => standard.Trials };
        var seed = new Option<ulong>("--seed") { Description = "the same seed gives the same numbers", DefaultValueFactory = _ => standard.Seed };
        return new Command("plan", "operating characteristics of the study's own decision rule, by simulation") { study, n, rm, response, hazard, median, frailty, dropout, before, now, follow, trials, seed }.Answers(parsed =>
        {
            var settings = new PlanningSettings
            {
                Subjects = parsed.GetValue(n),
                RmShare = parsed.GetValue(rm),
                Response = parsed.GetValue(response),
                HazardRatio = parsed.GetValue(hazard),
                PriorMedianDays = parsed.GetValue(median),
                FrailtyVariance = parsed.GetValue(frailty),
                Dropout = parsed.GetValue(dropout),
                PriorScanDays = parsed.GetValue(before),
                StudyScanDays = parsed.GetValue(now),
                FollowUpDays = parsed.GetValue(follow),
                Trials = parsed.GetValue(trials),
                Seed = parsed.GetValue(seed),
            };
            return Reply.From(Basis(parsed.GetValue(study)).Then(b => TrialPlanner.Run(settings, b.Plan, b.Arms)), Done);
        });
    }

    private static Outcome<(AnalysisPlan Plan, IReadOnlyList<EvidenceArm> Arms)> Basis(string? folder)
    {
        if (folder is null) return Outcome<(AnalysisPlan, IReadOnlyList<EvidenceArm>)>.Of((new AnalysisPlan(), TrialPlanner.BuiltInArms(new AnalysisPlan().ComparatorRole)));
        return StudyFolder.Read(folder).Then(r => Outcome<(AnalysisPlan, IReadOnlyList<EvidenceArm>)>.Of((r.Design.Plan, TrialPlanner.BuiltInArms(r.Design.Plan.ComparatorRole))));
    }

    private static Reply.Done Done(PlanningResult r) => new(r,
        TextTable.Render(["subjects", "trials", "more", "less", "no clear difference", "not answerable", "naive: more", "stops for futility", "E(n)"],
            r.Curve.Append(r.Operating).DistinctBy(c => c.Subjects).OrderBy(c => c.Subjects).Select(c => (IReadOnlyList<string>)
            [$"{c.Subjects}{(c.Subjects == r.Operating.Subjects ? " *" : "")}", $"{c.Trials}", .. new[] { c.More, c.Less, c.NoClearDifference, c.NotAnswerable, c.NaiveMore, c.FutilityStop, c.ExpectedSubjects }.Select(v => TextTable.Number(v))]))
        + $"\n{r.Reading}\n" + (r.RespondersNeeded is { } x ? $"At {r.Operating.Subjects} subjects, {x} responders reach the bar.\n" : $"At {r.Operating.Subjects} subjects no number of responders reaches the bar.\n"));
}
