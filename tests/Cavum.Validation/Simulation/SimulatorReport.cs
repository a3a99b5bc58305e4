using System.Globalization;
using System.Text;
using Cavum.Simulation;
using Cavum.Stats;

namespace Cavum.Validation;

/// <summary>Runs the validation of the simulator and words its page.</summary>
internal static class SimulatorReport
{
    private const ulong FirstSeed = 1000;

    public static string Write(int cohorts, int withCurves, TextWriter log)
    {
        var trial = new VerdictTrial();
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# Does the truth come back? {cohorts} simulated cohorts\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Made by `tests/Cavum.Validation` (`scripts/validate simulator {cohorts} {withCurves}`), seeds from {FirstSeed}, 24 subjects each. Brackets are exact 95 % limits of the Monte Carlo share.\n\n");
        var calls = new Dictionary<EffectDirection, LineCalls[]>();
        var fast = new Coverage();
        foreach (var effect in Enum.GetValues<EffectDirection>())
        {
            var measured = Measure(effect, cohorts, curves: false);
            calls[effect] = [.. measured.Select(trial.Judge)];
            if (effect == EffectDirection.More)
                foreach (var cohort in measured) fast.Add(cohort);
            log.WriteLine($"{effect}: {cohorts} cohorts measured and judged");
        }
        Intervals(page, $"Cq of the instrument, {cohorts} cohorts", fast);
        if (withCurves > 0)
        {
            var full = new Coverage();
            foreach (var cohort in Measure(EffectDirection.More, withCurves, curves: true)) full.Add(cohort);
            Intervals(page, $"Cq from the curves (second-derivative maximum), {withCurves} cohorts", full);
            log.WriteLine($"{withCurves} cohorts measured from their curves");
        }
        var droplets = new Coverage();
        foreach (var cohort in Measure(EffectDirection.More, cohorts, new QpcrSettings { Digital = true }, MeasuredCohort.OfDroplets)) droplets.Add(cohort);
        Intervals(page, $"droplets counted (digital PCR, three wells added), {cohorts} cohorts", droplets);
        log.WriteLine($"{cohorts} cohorts measured by droplets");
        Verdicts(page, trial, calls);
        return page.ToString();
    }

    private static MeasuredCohort[] Measure(EffectDirection effect, int cohorts, bool curves) => Measure(effect, cohorts, new QpcrSettings(), cohort => MeasuredCohort.Of(cohort, curves));

    private static MeasuredCohort[] Measure(EffectDirection effect, int cohorts, QpcrSettings laboratory, Func<Cohort, MeasuredCohort> measure)
    {
        var measured = new MeasuredCohort[cohorts];
        Parallel.For(0, cohorts, i => measured[i] = measure(Cohort.Draw(new SimulationSettings { Seed = FirstSeed + (ulong)i, Effect = effect, Qpcr = laboratory })));
        return measured;
    }

    private static void Intervals(StringBuilder page, string title, Coverage c)
    {
        int of = c.Of.Sum(), covered = c.Covered.Sum();
        page.Append(CultureInfo.InvariantCulture, $"## 95 % intervals, {title}\n\n| what | truth inside |\n|---|---|\n");
        page.Append(CultureInfo.InvariantCulture, $"| concentration, all quantified samples | {Share(covered, of)} |\n");
        for (int b = 0; b < c.Of.Length; b++)
            page.Append(CultureInfo.InvariantCulture, $"| … true {Bound(b)}–{Bound(b + 1)} copies/mL | {Share(c.Covered[b], c.Of[b])} |\n");
        page.Append(CultureInfo.InvariantCulture, $"| half-life, ln 2/(k ± z·se) | {Share(c.CoveredByLibrary, c.HalfLives)} |\n");
        page.Append(CultureInfo.InvariantCulture, $"| half-life, ln 2/(k ± t·se·√(n/(n−2))) | {Share(c.CoveredByStudent, c.HalfLives)} |\n");
        page.Append(CultureInfo.InvariantCulture, $"| slope of every subject, k ± z·se | {Share(c.AllCoveredByLibrary, c.AllSlopes)} |\n");
        page.Append(CultureInfo.InvariantCulture, $"| slope of every subject, k ± t·se·√(n/(n−2)) | {Share(c.AllCoveredByStudent, c.AllSlopes)} |\n\n");
        double bias = c.Error / of, rms = Math.Sqrt(c.SquaredError / of);
        page.Append(CultureInfo.InvariantCulture, $"Mean error {bias:+0.0000;-0.0000} log10, root mean square {rms:0.000} log10. Runs released: {Share(c.Released, c.Runs)}.\n\n");
    }

    private static void Verdicts(StringBuilder page, VerdictTrial trial, Dictionary<EffectDirection, LineCalls[]> calls)
    {
        page.Append("## Verdicts\n\n").Append(CultureInfo.InvariantCulture, $"The lines of evidence of the study on simulated cohorts ({trial.Arms} ICB-only arms); PET response is the truth, images are not made.\n\n");
        page.Append("| world | more effective | less effective | response says more | PFS says more | PFS says less | EBV DNA slope says more | slope says less |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var (effect, found) in calls)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {effect} ");
            foreach (var test in new Func<LineCalls, bool>[] { c => c.MoreEffective, c => c.LessEffective, c => c.Response > 0, c => c.Pfs > 0, c => c.Pfs < 0, c => c.Slope > 0, c => c.Slope < 0 })
                page.Append("| ").Append(Share(found.Count(test), found.Length)).Append(' ');
            page.Append("|\n");
        }
    }

    private static string Bound(int band) => Coverage.Bands[band] >= 1e9 ? "and more" : Coverage.Bands[band].ToString("0", CultureInfo.InvariantCulture);

    private static string Share(int count, int of)
    {
        if (of == 0) return "none";
        var limits = ProportionInterval.Of(IntervalMethod.ClopperPearson, count, of);
        return string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / of:0.0} % ({100 * limits.Lower:0.0}–{100 * limits.Upper:0.0}; {count}/{of})");
    }
}
