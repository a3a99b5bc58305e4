using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>Which arms stand for what.</summary>
public sealed record SynergyArms(string Control, string A, string B, string Combination)
{
    /// <summary>Further treatments alone, where the combination is of more than two.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    public IReadOnlyList<string> InOrder => [Control, A, B, .. Others, Combination];
}

/// <param name="Resamples">Bootstrap of mice within arms, BCa; 0 for limits from the standard error.</param>
/// <param name="FirstFollowUp">The first day that is judged: this follow-up day, from 1; int.MaxValue for the last alone.</param>
/// <param name="Undetected">What becomes of volumes of 0.</param>
/// <param name="DetectionLimit">A volume that would have been seen; the study's smallest if not known.</param>
/// <param name="SacrificedAbove">Where given, mice that left at or above this volume stay above it on later days (sensitivity to dropout).</param>
public sealed record SynergyOptions(
    SynergyMethod Method = SynergyMethod.Bliss, SynergyInference Inference = SynergyInference.T, SynergyError Error = SynergyError.Cr2,
    double Confidence = 0.95, int Resamples = 0, ulong Seed = 1, int FirstFollowUp = 3,
    UndetectedVolumes Undetected = UndetectedVolumes.Censor, double? DetectionLimit = null, double? SacrificedAbove = null);

/// <summary>What becomes of a volume of 0, which has no logarithm.</summary>
public enum UndetectedVolumes
{
    /// <summary>It is known to lie below the limit of detection: complete responders stay in the analysis.</summary>
    Censor,

    /// <summary>It is left out, as peers do; that favours the arms that did not cure.</summary>
    Drop,
}

/// <param name="Fit">The model on all days.</param>
/// <param name="Points">One for each judged day, each from the data up to it.</param>
public sealed record SynergyResult(SynergyArms Arms, SlopeFit Fit, SlopeData Data, IReadOnlyList<SynergyPoint> Points, IReadOnlyList<string> Remarks);

/// <summary>Synergy over time of a combination of two treatments against a control.</summary>
/// <remarks>
/// The slope model is fitted to the data up to each day, and the method's contrast of its slopes taken to that day. The
/// highest single agent is chosen at each fit, and inside each resample. Where the effect expected by response additivity is
/// not above 0 the row is undefined; nothing is clipped. Demidenko &amp; Miller 2019, PLoS ONE 14:e0224137.
/// </remarks>
public static class SynergyAnalysis
{
    public static Outcome<SynergyResult> Run(TumourStudy study, SynergyArms arms, SynergyOptions options)
    {
        var problems = arms.InOrder.Where(a => !study.Groups.Contains(a))
            .Select(a => new Problem("group " + a, string.Join(", ", study.Groups), $"a group named '{a}'")).ToList();
        foreach (var twice in arms.InOrder.GroupBy(a => a).Where(g => g.Count() > 1))
            problems.Add(new Problem("arms", twice.Key, "a group of its own for each arm"));
        if (problems.Count > 0) return Outcome<SynergyResult>.Refused(problems);

        var four = study.Only([.. arms.InOrder]);
        var model = new SynergyModel(four, arms.InOrder, options);
        var (all, fit) = model.Fit(double.PositiveInfinity);
        foreach (int a in Enumerable.Range(0, arms.InOrder.Count).Where(a => !all.Arms.Contains(a)))
            problems.Add(new Problem($"group {arms.InOrder[a]}", "no mouse", "mice with a volume above 0 on day 0 and at a later day"));
        if (problems.Count > 0) return Outcome<SynergyResult>.Refused(problems);
        if (fit.Status == SlopeFitStatus.ArmUndetected)
            return Outcome<SynergyResult>.Refused([.. arms.InOrder.Where((_, a) => !Enumerable.Range(0, all.Mice).Any(i => all.Arms[i] == a && all.Observations[i] > 0))
                .Select(a => new Problem($"group {a}", "no detected volume after day 0", "at least one: a growth rate that is only known to be low has no estimate; compare cures and survival instead"))]);
        if (fit.Status != SlopeFitStatus.Fitted)
        {
            string read = fit.Status switch
            {
                SlopeFitStatus.NoVariation => "volumes that lie exactly on exponentials",
                SlopeFitStatus.NotConverged => "a likelihood without a highest point",
                _ => $"{all.TotalObservations} follow-up volumes",
            };
            return Outcome<SynergyResult>.Refused(new Problem("the mixed model", read, "more observations than arms, with variation between them"));
        }
        double[] followUp = [.. four.Mice.Where(m => m.StartVolume is not null).SelectMany(m => m.Measurements)
            .Where(m => m.Day > 0 && (m.Detected || options.Undetected == UndetectedVolumes.Censor)).Select(m => m.Day).Distinct().Order()];
        var points = followUp.Skip(options.FirstFollowUp == int.MaxValue ? followUp.Length - 1 : Math.Max(options.FirstFollowUp, 1) - 1).Select(day => At(model, day, options)).ToList();
        return Outcome<SynergyResult>.Of(new(arms, fit, all, points, [.. Remarks(study, four, options), .. Alone(all, arms, options)]));
    }

    private static IEnumerable<string> Alone(SlopeData data, SynergyArms arms, SynergyOptions options) =>
        options.Error == SynergyError.Model && options.Resamples == 0 ? []
            : arms.InOrder.Where((_, a) => data.Arms.Count(x => x == a) == 1)
                .Select(a => $"Group {a} has one mouse, so neither a robust error nor resampling of mice exists; the mixed model's own error does (--se model).");

    private static List<string> Remarks(TumourStudy study, TumourStudy four, SynergyOptions options)
    {
        var remarks = study.Remarks.ToList();
        int without = four.Mice.Count(m => m.StartVolume is null);
        if (without > 0) remarks.Add($"{without} mice without a volume on day 0 were left out.");
        int undetected = four.Mice.Where(m => m.StartVolume is not null).Sum(m => m.Measurements.Count(x => !x.Detected));
        if (undetected > 0 && options.Undetected == UndetectedVolumes.Drop)
            remarks.Add($"{undetected} volumes of 0 have no logarithm and were left out, which speaks against the arms that cured.");
        else if (undetected > 0)
        {
            double limit = options.DetectionLimit ?? CensoredSlopeData.SmallestVolume(four) ?? 1;
            remarks.Add(System.FormattableString.Invariant($"{undetected} volumes of 0 are taken as below {limit:G6} (full likelihood, left-censored)."));
        }
        return remarks;
    }

    private static SynergyPoint At(SynergyModel model, double day, SynergyOptions options)
    {
        var (data, fit) = model.Fit(day);
        SynergyPoint Without(SynergyStatus status) => new(day, options.Method, null, null, null, null, null, null, null, null, data.Mice, status);
        if (fit.Status != SlopeFitStatus.Fitted) return Without(SynergyStatus.NotFitted);
        Span<double> weights = stackalloc double[fit.Slopes.Length];
        if (SynergyContrast.Of(options.Method, fit.Slopes, day, weights) is not { } estimate) return Without(SynergyStatus.Undefined);

        var contrast = fit.Contrast(weights);
        double stdErr = options.Error == SynergyError.Cr2 ? contrast.RobustStdErr : contrast.ModelStdErr;
        double? df = options.Inference == SynergyInference.T ? contrast.DegreesOfFreedom : null;
        double? score = stdErr > 0 ? -estimate / stdErr : null;
        var point = new SynergyPoint(day, options.Method, estimate, stdErr > 0 ? stdErr : null, score, Index(estimate, day), null, null, null, df, data.Mice, SynergyStatus.WithoutLimits);
        if (options.Resamples > 0)
        {
            bool alone = Enumerable.Range(0, data.ArmCount).Any(a => data.Arms.Count(x => x == a) == 1);
            if (alone || SynergyBootstrap.Run(data, fit, day, options) is not { } interval) return point;
            return point with
            {
                Lower = Index(interval.Lower, day),
                Upper = Index(interval.Upper, day),
                PValue = interval.PValue,
                DegreesOfFreedom = null,
                Status = SynergyStatus.Estimated,
            };
        }
        if (SynergyLimits.Of(estimate, stdErr, df, options.Confidence) is not { } limits) return point;
        return point with
        {
            Lower = Index(estimate - limits.HalfWidth, day),
            Upper = Index(estimate + limits.HalfWidth, day),
            PValue = limits.PValue,
            Status = SynergyStatus.Estimated,
        };
    }

    private static double? Index(double contrast, double day) => Math.Exp(contrast * day) is var index && double.IsFinite(index) ? index : null;
}
