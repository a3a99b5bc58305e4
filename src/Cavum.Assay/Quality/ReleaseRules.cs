using System.Globalization;

namespace Cavum.Assay;

/// <summary>The rules that let a run's results out: no-template controls, positive controls, standard curve.</summary>
/// <remarks>
/// A slope outside the usual window blocks only when the standards do not read back their own amounts: the slope depends on
/// how Cq is read (a second-derivative maximum gives −3.76 and a threshold −3.48 on the same plate, with quantities
/// within 1 %), the amounts do not.
/// </remarks>
public static class ReleaseRules
{
    private const double SteepestSlope = -4.5, FlattestSlope = -2.6;

    public static ReleaseDecision Decide(IReadOnlyList<JudgedReaction> reactions, StandardCurve? curve, QpcrRun run, AssaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(reactions);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(settings);
        var reasons = new List<string>();
        var remarks = new List<string>();
        JudgeNegatives(reactions, settings.Acceptance, reasons, remarks);
        JudgePositives(reactions, curve, settings, reasons);
        JudgeCurve(curve, settings.Acceptance, reasons, remarks);
        JudgeStandards(reactions, settings, remarks);
        string unit = reactions.Where(r => r.Reaction.Role == SampleRole.Standard && !settings.Standards.ContainsKey(r.Reaction.Sample)).Select(r => r.Reaction.QuantityUnit)
            .FirstOrDefault(u => u is "ng" or "nMol" or "fold" or "dil") ?? "";
        if (unit.Length > 0) reasons.Add($"the standards are given in '{unit}', not in copies: state them under 'standards' in the assay settings");
        int excluded = run.Reactions.Count(r => r.Exclusion is not null);
        if (excluded > 0) remarks.Add($"{excluded} reactions are excluded in the file");
        return new(reasons.Count == 0, reasons, remarks);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void JudgeNegatives(IReadOnlyList<JudgedReaction> reactions, AcceptanceRules rules, List<string> reasons, List<string> remarks)
    {
        var ntcs = reactions.Where(r => r.Reaction.Role == SampleRole.Ntc).ToList();
        if (ntcs.Count == 0 && rules.NtcRequired) reasons.Add("no no-template control on the plate");
        foreach (var r in reactions.Where(r => r.Reaction.Role is SampleRole.Ntc or SampleRole.NegativeControl))
        {
            string what = r.Reaction.Role == SampleRole.Ntc ? "no-template control" : "negative control";
            if (!r.Cq.IsDetected(out double cq))
            {
                if (r.Cq is Cq.NotReported) remarks.Add($"{what} {r.Reaction.Well} has no Cq and no curve");
                continue;
            }
            bool ignored = rules.NtcIgnoredAfterCq is { } limit && cq > limit;
            (ignored ? remarks : reasons).Add(Text($"{what} {r.Reaction.Well} ({r.Reaction.Sample}) amplified at Cq {cq:0.00}{(ignored ? ", after the accepted Cq" : "")}"));
        }
    }

    private static void JudgePositives(IReadOnlyList<JudgedReaction> reactions, StandardCurve? curve, AssaySettings settings, List<string> reasons)
    {
        var positives = reactions.Where(r => r.Reaction.Role == SampleRole.PositiveControl
            || settings.PositiveControls.Any(c => c.Sample == r.Reaction.Sample)).ToList();
        if (positives.Count == 0 && settings.Acceptance.PositiveControlRequired) reasons.Add("no positive control on the plate");
        foreach (var r in positives.Where(r => r.Cq is Cq.NotDetected))
            reasons.Add($"positive control {r.Reaction.Well} ({r.Reaction.Sample}) did not amplify");
        foreach (var range in settings.PositiveControls)
        {
            var wells = positives.Where(r => r.Reaction.Sample == range.Sample && r.Cq is Cq.Detected).ToList();
            if (wells.Count == 0)
            {
                reasons.Add($"positive control {range.Sample} has no amplified well on the plate");
                continue;
            }
            if (curve is not { Slope: < 0 }) continue;
            double copies = Math.Pow(10, Math.Clamp(curve.Log10Copies(wells.Average(w => ((Cq.Detected)w.Cq).Cycles)), -300, 300));
            if (copies < range.LowerCopiesPerReaction || copies > range.UpperCopiesPerReaction)
                reasons.Add(Text($"positive control {range.Sample} reads {copies:G4} copies per reaction, outside {range.LowerCopiesPerReaction} to {range.UpperCopiesPerReaction}"));
        }
    }

    private static void JudgeCurve(StandardCurve? curve, AcceptanceRules rules, List<string> reasons, List<string> remarks)
    {
        if (curve is null)
        {
            reasons.Add("no standard curve: fewer than three amplified standards or two levels");
            return;
        }
        if (curve.Levels.Count < rules.LevelsMin) reasons.Add($"the standard curve has {curve.Levels.Count} levels, at least {rules.LevelsMin} are needed");
        if (curve.RSquared < rules.RSquaredMin) reasons.Add(Text($"R² of the standard curve is {curve.RSquared:0.0000}, below {rules.RSquaredMin}"));
        double worst = curve.Levels.Max(l => Math.Abs(l.Residual / curve.Slope));
        if (worst > rules.LevelBiasMax)
            reasons.Add(Text($"a standard level reads {worst:0.00} log10 from its nominal amount, above {rules.LevelBiasMax}"));
        if (curve.Slope < SteepestSlope || curve.Slope > FlattestSlope)
            reasons.Add(Text($"the slope {curve.Slope:0.000} is outside {SteepestSlope} to {FlattestSlope}: no amplification reaction behaves so"));
        else if (curve.Slope < rules.SlopeMin || curve.Slope > rules.SlopeMax)
            remarks.Add(Text($"the slope {curve.Slope:0.000} is outside {rules.SlopeMin} to {rules.SlopeMax}; the standards read back within {worst:0.00} log10"));
        if (curve is { Weighting: CurveWeighting.Equal, Interval: CurveInterval.OneVariance, Scatter: { PValue: < 0.01 } scatter })
            remarks.Add(Text($"the levels of the standards do not scatter alike (Bartlett χ² = {scatter.ChiSquare:0.0}, p = {scatter.PValue:G2}): intervals of one variance are too narrow where copies are few and too wide where they are many; \"interval\": \"counting\" or \"weighting\": \"poisson\" in the assay settings fits such standards"));
        if (curve is { Interval: CurveInterval.Counting, Counting: { TooCalmPValue: < 0.001 } calm })
            remarks.Add(Text($"the standards scatter less than counting their stated copies allows (χ², p = {calm.TooCalmPValue:G2}): their amounts are no counts of molecules, and intervals that count are too wide"));
        if (curve.LackOfFit is { PValue: < 0.01 } lack) remarks.Add(Text($"lack of fit of the straight line: F = {lack.F:0.0}, p = {lack.PValue:G2}"));
    }

    private static void JudgeStandards(IReadOnlyList<JudgedReaction> reactions, AssaySettings settings, List<string> remarks)
    {
        foreach (var r in reactions.Where(r => r.Reaction.Role == SampleRole.Standard))
        {
            if (RunQuantifier.CopiesOf(r.Reaction, settings) is not > 0)
                remarks.Add($"standard {r.Reaction.Well} ({r.Reaction.Sample}) has no amount and is left out");
            else if (r.Cq is not Cq.Detected) remarks.Add($"standard {r.Reaction.Well} ({r.Reaction.Sample}) did not amplify and is left out");
        }
    }
}
