using System.Globalization;
using Cavum.Stats;

namespace Cavum.Analysis;

/// <summary>Line C: the slope of EBV DNA on the combination against the slope on ICB alone, in the same subject and assay.</summary>
/// <remarks>
/// Per subject d = slope(study) − slope(prior ICB), from the censored regressions, in log10 per 28 days; then Student's t over subjects.
/// The values on the prior line were drawn while the disease progressed (regression to the mean), so this line supports and never decides.
/// </remarks>
internal static class SlopeLine
{
    public const string Id = "answer.lines.ebvSlope";
    private const string Name = "EBV DNA slope against the own prior ICB line";
    private const double PerFourWeeks = 28 / 2.302585092994046;

    public static (EvidenceLine Line, LineFinding Finding) Of(IReadOnlyList<EbvDnaResultSeries> series, AnalysisContext context)
    {
        var pairs = series.Where(s => s.Kinetics.SlopePerDay is not null && s.OnPriorIcb?.SlopePerDay is not null).ToList();
        double[] differences = [.. pairs.Select(p => (p.Kinetics.SlopePerDay!.Value - p.OnPriorIcb!.SlopePerDay!.Value) * PerFourWeeks)];
        int n = differences.Length, minimum = context.Plan.Decision.MinimumPairs;
        context.Ledger.Add(Id, "Difference of the two slopes of ln EBV DNA in each subject, as log10 per 28 days; mean with Student's t interval over subjects (95 %).",
            pairs.SelectMany(p => new[] { p.Kinetics.ResultId, p.OnPriorIcb!.ResultId }), context.PlanSource);
        if (n < Math.Max(2, minimum))
        {
            string few = string.Create(CultureInfo.InvariantCulture, $"{n} subjects have a slope on both lines; the plan asks for {minimum}");
            return (Line(Synthesis.NotAnswerable, null, n, [few]), new(Name, Synthesis.NotAnswerable, true, few));
        }
        double mean = differences.Average(), sd = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (n - 1));
        double half = StudentT.Quantile(0.975, n - 1) * sd / Math.Sqrt(n);
        string direction = mean + half < 0 ? Synthesis.More : mean - half > 0 ? Synthesis.Less : Synthesis.Neither;
        string words = string.Create(CultureInfo.InvariantCulture, $"EBV DNA changed by {mean:+0.00;−0.00} log10 per 4 weeks relative to ICB alone ({mean - half:+0.00;−0.00} to {mean + half:+0.00;−0.00}, {n} subjects)");
        return (Line(direction, (mean, mean - half, mean + half), n, [words, "The values on ICB alone were taken around progression: regression to the mean favours the combination, so this line supports and never decides."]),
            new(Name, direction, true, words));
    }

    private static EvidenceLine Line(string direction, (double Mean, double Lower, double Upper)? d, int n, IReadOnlyList<string> reasons) => new(
        Id, Name, "Does EBV DNA fall faster than it did on ICB alone?", direction, "the same subject on its prior ICB line",
        new Estimate(Id + ".effect", d?.Mean, d?.Lower, d?.Upper, "log10 per 28 days", "mean of differences, Student's t, 95 %", d is null ? reasons[0] : "estimated"),
        0, "difference of slopes, log10 per 28 days", false, null, n, reasons);
}
