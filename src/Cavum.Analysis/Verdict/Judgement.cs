using System.Globalization;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The plan's rule with biases assumed on top of it: what the sensitivity rows and the reader's own questions change.</summary>
/// <param name="ControlShift">Added to every response rate of ICB alone.</param>
/// <param name="HazardMultiplier">Factor by which hazard ratios are taken to be biased in favour of the combination.</param>
/// <param name="SlopeShift">Regression to the mean of the EBV DNA slope, log10 per 28 days, taken off the effect.</param>
internal sealed record Assumed(DecisionRule Rule, double ControlShift = 0, double HazardMultiplier = 1, double SlopeShift = 0);

/// <summary>An external comparison as the verdict sees it.</summary>
internal sealed record ExternalEffect(string Name, double? LogRatio, double? Lower, double? Upper, string Direction, bool Decides, string Reason);

/// <summary>An effect with its interval and what the line says of it.</summary>
internal sealed record LineEffect(double? Value, double? Lower, double? Upper, double? ProbabilityMore, int N, string Status, LineFinding Finding);

/// <summary>The answer as a pure function of what subjects contributed, the arms, the controls and what is assumed.</summary>
internal sealed record Judgement(
    ResponseCount Count, LineEffect Response, ResponseCount EbvCount, LineEffect EbvResponse, LineEffect Pfs, LineEffect Slope, LineEffect Growth, IReadOnlyList<LineFinding> External, string Verdict,
    IReadOnlyList<string> Reasons)
{
    public const string ResponseName = "PET response at 3 months against ICB-only arms", EbvResponseName = "EBV DNA response against ICB-only arms", PfsName = "PFS against the own prior ICB line",
        SlopeName = "EBV DNA slope against the own prior ICB line", GrowthName = "Tumour growth against the own prior ICB line";

    /// <param name="settings">The disease settings that count; response against arms counts RM-NPC only, whatever stands here.</param>
    public static Judgement Of(IReadOnlyList<SubjectEvidence> subjects, ArmComparisons arms, IReadOnlyList<ExternalEffect> external, Assumed assumed, params string[] settings)
    {
        SubjectEvidence[] counted = settings.Length == 0 ? [.. subjects] : [.. subjects.Where(s => settings.Contains(s.Setting))];
        var count = Counted(counted, s => s.PetResponse);
        var response = ResponseOf(ResponseName, LineKind.Response, count, arms.Pet, arms.Matched, "the library holds no ICB-only arm with the planned role", assumed);
        var ebvCount = Counted(counted, s => s.EbvResponse);
        var ebvResponse = ResponseOf(EbvResponseName, LineKind.Course, ebvCount, arms.Ebv, arms.EbvMatched, "no ICB-only arm reports EBV DNA response by the definition of this study", assumed);
        var pfs = PfsOf(counted, assumed);
        var slope = CourseOf(SlopeName, "EBV DNA changed by", "log10 per 4 weeks", [.. counted.Select(s => s.SlopeChange).OfType<double>()], assumed.SlopeShift, assumed.Rule.TippingSlopeShift, assumed.Rule.MinimumPairs, true);
        var growth = CourseOf(GrowthName, "growth of the sum of diameters changed by", "ln per 4 weeks", [.. counted.Select(s => s.GrowthChange).OfType<double>()], 0, 0, assumed.Rule.MinimumPairs, false);
        LineFinding[] others = [.. external.Select(e => ExternalOf(e, assumed))];
        var (verdict, reasons) = Synthesis.Verdict(response.Finding, [ebvResponse.Finding, pfs.Finding, slope.Finding, growth.Finding, .. others]);
        return new(count, response, ebvCount, ebvResponse, pfs, slope, growth, others, verdict, reasons);
    }

    private static ResponseCount Counted(SubjectEvidence[] subjects, Func<SubjectEvidence, string> response)
    {
        string[] known = [.. subjects.Where(s => s.Setting == "RM-NPC").Select(response).Where(r => r is "yes" or "no")];
        return new(known.Count(r => r == "yes"), known.Length);
    }

    /// <summary>A response line; EBV DNA response decides only against matched arms, since it would repeat what PET says against the same naive ones.</summary>
    private static LineEffect ResponseOf(string name, LineKind kind, ResponseCount count, ResponseComparison? comparison, bool matched, string none, Assumed assumed)
    {
        var rule = assumed.Rule;
        LineFinding Finding(string direction, string reason, bool beyond) => new(name, direction, matched, reason, kind, kind == LineKind.Response || matched, beyond);
        if (comparison is null || count.Of < rule.MinimumSubjects)
        {
            string reason = comparison is null ? none
                : string.Create(CultureInfo.InvariantCulture, $"{count.Of} RM-NPC subjects are evaluable; the plan asks for {rule.MinimumSubjects}");
            return new(null, null, null, null, count.Of, reason, Finding(Synthesis.NotAnswerable, reason, false));
        }
        double probability = comparison.ProbabilityMore(count, assumed.ControlShift);
        string direction = probability >= rule.ProbabilityMore ? Synthesis.More : probability <= rule.ProbabilityLess && matched ? Synthesis.Less : Synthesis.Neither;
        bool beyond = direction == Synthesis.More ? comparison.ProbabilityMore(count, assumed.ControlShift + rule.TippingControlShift) >= rule.ProbabilityMore
            : direction != Synthesis.Less || comparison.ProbabilityMore(count, assumed.ControlShift - rule.TippingControlShift) <= rule.ProbabilityLess;
        string words = string.Create(CultureInfo.InvariantCulture,
            $"{count.Responders} of {count.Of} responded; the probability that this is more than on ICB alone is {Probability(probability)} (bar {rule.ProbabilityMore:0.###})");
        return new(null, null, null, probability, count.Of, "estimated", Finding(direction, words, beyond));
    }

    /// <summary>Three decimals, and never a false 0 or 1.</summary>
    internal static string Probability(double p) => p < 0.0005 ? "below 0.001" : p > 0.9995 ? "above 0.999" : p.ToString("0.000", CultureInfo.InvariantCulture);

    private static LineEffect PfsOf(SubjectEvidence[] subjects, Assumed assumed)
    {
        var rule = assumed.Rule;
        var pairs = subjects.Where(s => s is { PriorPfsDays: > 0, StudyPfsDays: not null }).ToList();
        var fit = PairedHazard.Fit([.. pairs.Select(p => p.PriorPfsDays!.Value)], [.. pairs.Select(p => p.StudyPfsDays!.Value)], [.. pairs.Select(p => p.StudyPfsEvent)]);
        double m = assumed.HazardMultiplier;
        double? value = fit.Ratio * m, lower = fit.Lower * m, upper = fit.Upper * m;
        bool few = pairs.Count < rule.MinimumPairs;
        string direction = few || value is null ? Synthesis.NotAnswerable : upper < 1 ? Synthesis.More : lower > rule.LineTrendHazardRatio ? Synthesis.Less : Synthesis.Neither;
        bool beyond = direction == Synthesis.More ? upper * rule.TippingHazardMultiplier < 1
            : direction != Synthesis.Less || lower / rule.TippingHazardMultiplier > rule.LineTrendHazardRatio;
        string words = few ? string.Create(CultureInfo.InvariantCulture, $"{pairs.Count} subjects have PFS on both lines; the plan asks for {rule.MinimumPairs}")
            : value is null ? fit.Status
            : string.Create(CultureInfo.InvariantCulture, $"hazard ratio {value:0.00} ({lower:0.00} to {upper:0.00}), combination against the own prior ICB line, {pairs.Count} subjects");
        double? probability = few || fit.LogRatio is not { } log || fit.StdErr is not { } se ? null : Normal.Cdf(-(log + Math.Log(m)) / se);
        return new(value, lower, upper, probability, pairs.Count, value is null ? fit.Status : "estimated", new(PfsName, direction, true, words, LineKind.TimeToEvent, true, beyond));
    }

    /// <summary>Mean of the subjects' differences with Student's t; below 0 the combination does better.</summary>
    private static LineEffect CourseOf(string name, string what, string unit, double[] differences, double shift, double bound, int minimum, bool decides)
    {
        int n = differences.Length;
        if (n < Math.Max(2, minimum))
        {
            string few = string.Create(CultureInfo.InvariantCulture, $"{n} subjects have a value on both lines; the plan asks for {minimum}");
            return new(null, null, null, null, n, few, new(name, Synthesis.NotAnswerable, true, few, LineKind.Course, decides, false));
        }
        double mean = differences.Average() + shift, sd = Math.Sqrt(differences.Sum(d => (d + shift - mean) * (d + shift - mean)) / (n - 1));
        double error = sd / Math.Sqrt(n), half = StudentT.Quantile(0.975, n - 1) * error;
        string direction = mean + half < 0 ? Synthesis.More : mean - half > 0 ? Synthesis.Less : Synthesis.Neither;
        bool beyond = direction == Synthesis.More ? mean + half + bound < 0 : direction != Synthesis.Less || mean - half - bound > 0;
        string words = string.Create(CultureInfo.InvariantCulture, $"{what} {mean:+0.00;−0.00} {unit} relative to ICB alone ({mean - half:+0.00;−0.00} to {mean + half:+0.00;−0.00}, {n} subjects)");
        double? probability = error > 0 ? StudentT.Cdf(-mean / error, n - 1) : null;
        return new(mean, mean - half, mean + half, probability, n, "estimated", new(name, direction, true, words, LineKind.Course, decides, beyond));
    }

    private static LineFinding ExternalOf(ExternalEffect e, Assumed assumed)
    {
        double m = assumed.HazardMultiplier, bound = assumed.Rule.TippingHazardMultiplier;
        string direction = e.Direction == Synthesis.NotAnswerable || e.Upper is null || e.Lower is null ? e.Direction
            : m == 1 ? e.Direction : e.Upper * m < 1 ? Synthesis.More : e.Lower * m > 1 ? Synthesis.Less : Synthesis.Neither;
        bool beyond = direction == Synthesis.More ? e.Upper * m * bound < 1 : direction != Synthesis.Less || e.Lower * m / bound > 1;
        return new(e.Name, direction, true, e.Reason, LineKind.TimeToEvent, e.Decides, beyond);
    }
}
