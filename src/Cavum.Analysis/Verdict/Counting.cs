using System.Globalization;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Counts responders by their definitions; who is not evaluable is left out and said.</summary>
internal static class Counting
{
    public static Proportion Of(string id, string rule, IReadOnlyList<(bool Yes, string Input)> evaluable, AnalysisContext context)
    {
        context.Ledger.Add(id, rule + " Exact (Clopper–Pearson) interval, 95 %.", evaluable.Select(e => e.Input), context.PlanSource);
        int n = evaluable.Count, x = evaluable.Count(e => e.Yes);
        if (n == 0) return new Proportion(id, 0, 0, null, null, null, 0.95, "Clopper–Pearson");
        var limits = ProportionInterval.Of(IntervalMethod.ClopperPearson, x, n);
        return new Proportion(id, x, n, (double)x / n, limits.Lower, limits.Upper, 0.95, "Clopper–Pearson");
    }

    public static IReadOnlyList<(bool Yes, string Input)> EbvFall(IEnumerable<EbvDnaResultSeries> series) =>
        [.. series.Where(s => s.Response.FallByDay28 is "yes" or "no").Select(s => (s.Response.FallByDay28 == "yes", s.Response.ResultId))];

    public static IReadOnlyList<(bool Yes, string Input)> EbvClearance(IEnumerable<EbvDnaResultSeries> series) =>
        [.. series.Where(s => s.Response.Clearance is "yes" or "no").Select(s => (s.Response.Clearance == "yes", s.Response.ResultId))];

    /// <summary>PET response (CMR or PMR); death, progression or a missing scan after its window count as no response.</summary>
    public static IReadOnlyList<(bool Yes, string Input)> PetResponse(IEnumerable<PetResult> pet) =>
        [.. pet.Where(p => p.Response is "CMR" or "PMR" or "SMD" or "PMD" or "nonResponse").Select(p => (p.Response is "CMR" or "PMR", p.ResultId))];

    /// <summary>Median half-life over subjects with an estimated one; the range of the middle half as its spread, not a confidence interval.</summary>
    public static Estimate HalfLife(IReadOnlyList<EbvDnaResultSeries> series, AnalysisContext context)
    {
        const string id = "answer.primary.halfLifeDays";
        var with = series.Where(s => s.Kinetics.HalfLifeDays is not null).ToList();
        context.Ledger.Add(id, "Median and quartiles (type 7) over the subjects whose half-life is estimable.", with.Select(s => s.Kinetics.ResultId));
        double[] days = [.. with.Select(s => s.Kinetics.HalfLifeDays!.Value).Order()];
        string status = string.Create(CultureInfo.InvariantCulture, $"estimable in {days.Length} of {series.Count} subjects");
        return days.Length == 0 ? new(id, null, null, null, "days", "median and quartiles", "not estimable in any subject")
            : new(id, Quantile(days, 0.5), Quantile(days, 0.25), Quantile(days, 0.75), "days", "median and quartiles", status);
    }

    private static double Quantile(double[] sorted, double p)
    {
        double place = p * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
