using Cavum.Core;

namespace Cavum.Assay;

/// <summary>One reaction as the quantification saw it.</summary>
public sealed record JudgedReaction(Reaction Reaction, WellLocator Locator, Cq Cq, AmplificationVerdict? Verdict);

/// <summary>Whether the results of a run may be reported, and why not.</summary>
/// <param name="Reasons">What blocks release; empty exactly when released.</param>
/// <param name="Remarks">What does not block but should be seen.</param>
public sealed record ReleaseDecision(bool Released, IReadOnlyList<string> Reasons, IReadOnlyList<string> Remarks);

/// <summary>One target of one run turned into amounts.</summary>
public sealed record RunQuantification(
    string RunId, string Target, StandardCurve? StandardCurve, ReleaseDecision Release, IReadOnlyList<EbvDnaResult> Results)
{
    /// <summary>"cpD2 (five-parameter sigmoid)" or "reported".</summary>
    public required string CqSource { get; init; }
    public required IReadOnlyList<JudgedReaction> Reactions { get; init; }
}

/// <summary>From a run to the amount of EBV DNA in each sample, by standard curve.</summary>
/// <remarks>
/// Amplification is judged before any Cq is used. Cq: see <see cref="CqMethod"/>. Curve: least squares on log10 copies of the
/// standards that amplified. Unknown: mean Cq of its k replicates, inverted with Fieller's interval
/// (<see cref="StandardCurve.Invert"/>), carried through the extraction chain and the unit conversion; uncertainty of
/// recovery and of the conversion adds in quadrature on the log10 scale. A sample of which only some replicates
/// amplified is below quantification, or invalid when those that did would have put it above the limit.
/// </remarks>
public static class RunQuantifier
{
    private const int LeastReadings = 10;

    public static Outcome<RunQuantification> Quantify(QpcrRun run, AssaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(settings);
        var chosen = ChooseTarget(run, settings);
        if (chosen.IsRefused) return Outcome<RunQuantification>.Refused(chosen.Problems);
        string target = chosen.Value;
        var (judged, source) = Judge(run, target, settings);
        var points = new List<StandardPoint>();
        foreach (var r in judged.Where(r => r.Reaction.Role == SampleRole.Standard))
            if (CopiesOf(r.Reaction, settings) is { } copies && copies > 0 && r.Cq.IsDetected(out double cq)) points.Add(new(copies, cq));
        var curve = StandardCurveFit.Fit(points.ToArray(), settings.Weighting, settings.Interval);
        var usable = curve is { Slope: < 0 } ? curve : null;
        var release = ReleaseRules.Decide(judged, curve, run, settings);
        var internalControl = settings.InternalControl is { } rule ? InternalControlCheck.Of(run, rule, settings) : null;
        var results = new List<EbvDnaResult>();
        foreach (var sample in judged.Where(r => r.Reaction.Role == SampleRole.Unknown).GroupBy(SampleKey))
            results.Add(SampleQuantifier.Quantify(sample.Key, [.. sample], usable, settings, internalControl));
        return Outcome<RunQuantification>.Of(new(run.Id, target, curve, release, results) { CqSource = source, Reactions = judged });
    }

    /// <summary>Copies in a standard: from the settings by sample name, else from the file.</summary>
    public static double? CopiesOf(Reaction reaction, AssaySettings settings) =>
        settings.Standards.TryGetValue(reaction.Sample, out double copies) ? copies : reaction.Quantity;

    private static string SampleKey(JudgedReaction r) => r.Reaction.Sample.Length > 0 ? r.Reaction.Sample : r.Reaction.Well.ToString();

    private static Outcome<string> ChooseTarget(QpcrRun run, AssaySettings settings)
    {
        string[] targets = [.. run.Reactions.Select(r => r.Target).Distinct(StringComparer.Ordinal)];
        if (settings.Target is { } wanted)
        {
            return targets.Contains(wanted, StringComparer.Ordinal) ? Outcome<string>.Of(wanted)
                : Outcome<string>.Refused(new Problem($"run {run.Id}", string.Join(", ", targets), $"the target '{wanted}' of the assay settings"));
        }
        string[] calibrated =
        [
            .. run.Reactions.Where(r => r.Role == SampleRole.Standard && CopiesOf(r, settings) is > 0)
                .Select(r => r.Target).Distinct(StringComparer.Ordinal),
        ];
        if (calibrated.Length == 1) return Outcome<string>.Of(calibrated[0]);
        if (calibrated.Length == 0 && targets.Length == 1) return Outcome<string>.Of(targets[0]);
        return Outcome<string>.Refused(new Problem(
            $"run {run.Id}", calibrated.Length == 0 ? "no target with standards" : string.Join(", ", calibrated),
            "'target' in the assay settings, or one target with standards"));
    }

    internal static (List<JudgedReaction> Judged, string Source) Judge(QpcrRun run, string target, AssaySettings settings)
    {
        Reaction[] wells = [.. run.Reactions.Where(r => r.Target == target && r.Exclusion is null)];
        bool curves = settings.CqMethod != CqMethod.Reported
            && wells.Any(w => w.Curve.Cycles > 0)
            && wells.All(w => w.Curve.Cycles - w.Curve.Missing >= LeastReadings || w.ReportedCq is Cq.NotReported);
        if (settings.CqMethod == CqMethod.Automatic && !wells.Any(w => w.Curve.Cycles - w.Curve.Missing >= LeastReadings)) curves = false;
        if (!curves && settings.CqMethod != CqMethod.SecondDerivative)
            return ([.. wells.Select(w => new JudgedReaction(w, run.Locate(w), w.ReportedCq, null))], "reported");
        var verdicts = AmplificationTest.JudgeTogether([.. wells.Select(w => w.Curve)]);
        var judged = new List<JudgedReaction>(wells.Length);
        for (int i = 0; i < wells.Length; i++)
        {
            var v = verdicts[i];
            var cq = v.Amplified ? Cq.At(v.Fit.Curve.SecondDerivativeMaximum(v.Fit.FirstCycle, v.Fit.LastCycle))
                : v.Call == AmplificationCall.TooFewReadings ? Cq.Unreported : Cq.None;
            judged.Add(new(wells[i], run.Locate(wells[i]), cq, v));
        }
        return (judged, "cpD2 (five-parameter sigmoid)");
    }
}
