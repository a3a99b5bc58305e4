using System.Globalization;
using System.Text;
using Cavum.Analysis;
using Cavum.Stats;

namespace Cavum.Validation;

/// <summary>Runs the answer through worlds without an effect whose controls are wrong, and worlds with one; words its page.</summary>
internal static class AnswerReport
{
    private const int Subjects = 30, Controls = 60;

    private static readonly AnswerWorld[] Nulls =
    [
        new("null", "no effect, controls right"),
        new("null, response as in naive arms", "ICB alone responds in 26 % also after failure") { Response = 0.26 },
        new("line effect", "later lines progress 1.5 times as fast by their order") { LineTrend = 1.5 },
        new("line effect, strong", "later lines progress twice as fast") { LineTrend = 2 },
        new("scan schedule, wider now", "prior line scanned every 56 days, combination every 84") { StudyScanDays = 84 },
        new("scan schedule, closer now", "prior line every 84 days, combination every 42") { PriorScanDays = 84, StudyScanDays = 42 },
        new("immortal time", "who progressed within 60 days never came to the study, and the days count") { ImmortalDays = 60 },
        new("assay change", "an assay that reads 0.5 log10 lower is used after day 0, untold") { AssayShift = 0.5 },
        new("selection, short prior PFS", "only the shorter half of prior PFS enters") { SelectShortest = 0.5 },
        new("selection, fitter subjects", "unmeasured: controls progress 1.5 times as fast, PET response 35 % without any effect") { UnmeasuredHazard = 1.5, Response = 0.35 },
        new("all at once", "wider scans, immortal days, short prior PFS, assay change, fitter subjects") { StudyScanDays = 84, ImmortalDays = 60, SelectShortest = 0.5, AssayShift = 0.5, UnmeasuredHazard = 1.5, Response = 0.35 },
        new("nothing matches", "no own prior line, external control of another treatment, ICB-naive arms only; strong response") { AnythingMatches = false, Response = 0.6 },
    ];

    private static readonly AnswerWorld[] Effects =
    [
        new("response 50 %, HR 0.5", "") { Response = 0.5, HazardRatio = 0.5, SlopeEffect = -0.5 },
        new("response 60 %, HR 0.4", "") { Response = 0.6, HazardRatio = 0.4, SlopeEffect = -0.7 },
        new("response 70 %, HR 0.3", "") { Response = 0.7, HazardRatio = 0.3, SlopeEffect = -0.9 },
        new("response 80 %, HR 0.25", "") { Response = 0.8, HazardRatio = 0.25, SlopeEffect = -1 },
        new("response 10 %, HR 2 (harm)", "") { Response = 0.1, HazardRatio = 2, SlopeEffect = 0.5 },
        new("response 5 %, HR 3 (harm)", "") { Response = 0.05, HazardRatio = 3, SlopeEffect = 0.8 },
    ];

    public static string Write(int cohorts, TextWriter log)
    {
        var arms = TrialPlanner.BuiltInArms("icb_only");
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# Is the answer honest? {cohorts} simulated studies a world\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Made by `tests/Cavum.Validation` (`answer docs/validation/answer.md {cohorts}`), one stream a study. {Subjects} subjects (three quarters RM-NPC), {Controls} external controls weighted by entropy on age, {arms.Count} published arms, the standard plan. Two lines of a subject share a gamma frailty; progression is seen at the next scan. Brackets are exact 95 % limits of the Monte Carlo share. The naive analysis says more (less) when any one of three comparisons is significant at 2.5 % in that direction: response against 24 %, paired PFS against hazard ratio 1, EBV DNA slope.\n\n");
        page.Append("## Worlds without an effect\n\n| world | what is wrong | false more | false less | not answerable | naive: false more | naive: false less |\n|---|---|---|---|---|---|---|\n");
        var trial = new AnswerTrial(arms, Subjects, Controls);
        int more = 0, less = 0, all = 0;
        foreach (var world in Nulls)
        {
            var calls = Run(trial, world, cohorts);
            int m = calls.Count(c => c.Verdict == "moreEffective"), l = calls.Count(c => c.Verdict == "lessEffective");
            (more, less, all) = (more + m, less + l, all + cohorts);
            page.Append(CultureInfo.InvariantCulture, $"| {world.Name} | {world.What} | {Share(m, cohorts)} | {Share(l, cohorts)} | {Share(calls.Count(c => c.Verdict == "notAnswerable"), cohorts)} | {Share(calls.Count(c => c.NaiveMore), cohorts)} | {Share(calls.Count(c => c.NaiveLess), cohorts)} |\n");
            log.WriteLine(world.Name);
        }
        page.Append(CultureInfo.InvariantCulture, $"| **overall** | | **{Share(more, all)}** | **{Share(less, all)}** | | | |\n\n");
        page.Append("## Where it breaks\n\nThe last world but one, with more and more PET response that no treatment caused: the assumption that the response line cannot test.\n\n| PET response without an effect | false more |\n|---|---|\n");
        foreach (double response in new[] { 0.35, 0.4, 0.45, 0.5 })
            page.Append(CultureInfo.InvariantCulture, $"| {100 * response:0} % | {Share(Run(trial, Nulls[^2] with { Response = response }, cohorts).Count(c => c.Verdict == "moreEffective"), cohorts)} |\n");
        page.Append("\n## Worlds with an effect: power beside the naive analysis\n\n| world | subjects | more | less | no clear difference | not answerable | naive: more | naive: less |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var world in Effects)
            foreach (int n in new[] { 20, 30, 60 })
            {
                var calls = Run(new AnswerTrial(arms, n, Controls), world, Math.Max(100, cohorts / 2));
                int of = calls.Length;
                page.Append(CultureInfo.InvariantCulture, $"| {world.Name} | {n} | {Share(calls.Count(c => c.Verdict == "moreEffective"), of)} | {Share(calls.Count(c => c.Verdict == "lessEffective"), of)} | {Share(calls.Count(c => c.Verdict == "noClearDifference"), of)} | {Share(calls.Count(c => c.Verdict == "notAnswerable"), of)} | {Share(calls.Count(c => c.NaiveMore), of)} | {Share(calls.Count(c => c.NaiveLess), of)} |\n");
            }
        page.Append("\nThe naive analysis finds an effect sooner because it also finds it where there is none. Response and time are drawn independently given the frailty, so concordance of the lines is harder here than where one biology drives both.\n");
        return page.ToString();
    }

    private static AnswerCall[] Run(AnswerTrial trial, AnswerWorld world, int cohorts)
    {
        var calls = new AnswerCall[cohorts];
        Parallel.For(0, cohorts, i => calls[i] = trial.Judge(world, (ulong)i));
        return calls;
    }

    private static string Share(int count, int of)
    {
        var limits = ProportionInterval.Of(IntervalMethod.ClopperPearson, count, of);
        return string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / of:0.0} % ({100 * limits.Lower:0.0}–{100 * limits.Upper:0.0})");
    }
}
