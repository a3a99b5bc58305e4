using System.Globalization;
using System.Text.RegularExpressions;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Analysis;

/// <summary>What cannot be true of a published arm, found without knowing the truth: swapped columns, impossible landmarks, wrong denominators.</summary>
/// <remarks>Each rule caught an error that stands in print; docs/methods/evidence-library.md names them.</remarks>
public static partial class PlausibilityRules
{
    private const double Rounding = 0.051; // a percentage printed to one decimal
    private const double MonthRounding = 0.051;

    public static IEnumerable<Problem> Of(IReadOnlyList<ArmRow> arms)
    {
        foreach (var twice in arms.GroupBy(a => a.Arm, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return new Problem(twice.Last().Place("arm"), twice.Key, "each arm once: it stands above too");
        foreach (var problem in arms.SelectMany(a => Counts(a).Concat(Interval(a)).Concat(Medians(a)).Concat(Landmarks(a)).Concat(Regimen(a)))) yield return problem;
        foreach (var problem in Assessors(arms)) yield return problem;
    }

    private static IEnumerable<Problem> Counts(ArmRow a)
    {
        if (a.Arm.Length == 0) yield return new Problem(a.Place("arm"), "", "the arm's name");
        if (a.Responders is null != a.Evaluated is null) yield return new Problem(a.Place("responders"), Text(a.Responders), "responders and evaluated together, or neither");
        if (a.Evaluated == 0) yield return new Problem(a.Place("evaluated"), "0", "at least 1 evaluated subject");
        if (a.Responders > a.Evaluated) yield return new Problem(a.Place("responders"), Text(a.Responders), $"at most the {a.Evaluated} evaluated subjects");
        if (a.Evaluated > a.Enrolled) yield return new Problem(a.Place("evaluated"), Text(a.Evaluated), $"at most the {a.Enrolled} subjects of the arm");
        if (a is { Responders: { } x, Evaluated: > 0 and var n, ResponsePercent: { } percent } && Math.Abs(100.0 * x / n - percent) > Rounding)
            yield return new Problem(a.Place("responsePercent"), Text(percent), string.Create(CultureInfo.InvariantCulture, $"{100.0 * x / n:0.0} %, which is {x} of {n}"));
        if (a is { ControlPercent: { } dcr, Responders: { } r, Evaluated: > 0 and var of } && dcr + Rounding < 100.0 * r / of)
            yield return new Problem(a.Place("controlPercent"), Text(dcr), "a disease control rate not below the response rate");
        foreach (var problem in EbvCounts(a)) yield return problem;
    }

    /// <summary>EBV DNA response means nothing without its definition: half of all falls at day 28 is another claim than 90 % at day 56.</summary>
    private static IEnumerable<Problem> EbvCounts(ArmRow a)
    {
        if (a is { EbvResponders: null, EbvEvaluated: null, EbvFallPercent: null, EbvByDay: null }) yield break;
        if (a.EbvResponders is null || a.EbvEvaluated is null || a.EbvFallPercent is null || a.EbvByDay is null)
            yield return new Problem(a.Place("ebvResponders"), Text(a.EbvResponders), "ebvResponders, ebvEvaluated, ebvFallPercent and ebvByDay together, or none of them");
        if (a.EbvEvaluated == 0) yield return new Problem(a.Place("ebvEvaluated"), "0", "at least 1 subject with a detectable baseline");
        if (a.EbvResponders > a.EbvEvaluated) yield return new Problem(a.Place("ebvResponders"), Text(a.EbvResponders), $"at most the {a.EbvEvaluated} evaluated subjects");
        if (a.EbvEvaluated > a.Enrolled) yield return new Problem(a.Place("ebvEvaluated"), Text(a.EbvEvaluated), $"at most the {a.Enrolled} subjects of the arm");
        if (a.EbvFallPercent is <= 0 or > 100) yield return new Problem(a.Place("ebvFallPercent"), Text(a.EbvFallPercent), "a fall above 0 and up to 100 %");
    }

    /// <summary>The exact interval of x of n must be the published one to its last digit; if not, the denominator is in doubt.</summary>
    private static IEnumerable<Problem> Interval(ArmRow a)
    {
        if (a is not { Responders: { } x, Evaluated: > 0 and { } n, ResponseLower: { } lower, ResponseUpper: { } upper } || x > n) yield break;
        if (Fits(IntervalMethod.ClopperPearson, x, n, lower, upper)) yield break;
        if (a.IntervalType.Length > 0 && a.IntervalType != "clopper-pearson" && Enum.GetValues<IntervalMethod>().Any(m => Fits(m, x, n, lower, upper))) yield break;
        var exact = ProportionInterval.Of(IntervalMethod.ClopperPearson, x, n);
        string other = Denominators(a, lower, upper) is { Length: > 0 } found ? $"; the interval is that of {found}: ask for the denominator" : "; ask for the denominator and the kind of interval";
        yield return new Problem(a.Place("responseLower"), $"{Text(lower)}–{Text(upper)} %", string.Create(CultureInfo.InvariantCulture, $"{100 * exact.Lower:0.0}–{100 * exact.Upper:0.0} %, the exact interval of {x} of {n}{other}"));
    }

    private static bool Fits(IntervalMethod method, int x, int n, double lower, double upper)
    {
        var limits = ProportionInterval.Of(method, x, n);
        return Math.Abs(100 * limits.Lower - lower) <= Rounding && Math.Abs(100 * limits.Upper - upper) <= Rounding;
    }

    /// <summary>The counts, of up to the enrolled subjects, that do give the published interval.</summary>
    private static string Denominators(ArmRow a, double lower, double upper)
    {
        var fits = new List<string>();
        int most = Math.Min(2000, Math.Max(a.Enrolled ?? 0, 2 * a.Evaluated!.Value));
        for (int n = 1; n <= most && fits.Count < 4; n++)
        {
            int middle = (int)Math.Round((a.ResponsePercent ?? (lower + upper) / 2) / 100 * n), reach = a.ResponsePercent is null ? 2 + n / 20 : 1;
            for (int x = Math.Max(0, middle - reach); x <= Math.Min(n, middle + reach); x++)
                if (Fits(IntervalMethod.ClopperPearson, x, n, lower, upper)) fits.Add($"{x}/{n}");
        }
        return string.Join(", ", fits);
    }

    private static IEnumerable<Problem> Medians(ArmRow a)
    {
        if (a.PfsMedian > a.OsMedian)
            yield return new Problem(a.Place("pfsMedianMonths"), Text(a.PfsMedian), $"a median PFS not above the median OS of the same arm, {Text(a.OsMedian)} months: the columns may be swapped");
        foreach (var (name, median, low, high) in new[] { ("pfs", a.PfsMedian, a.PfsLower, a.PfsUpper), ("os", a.OsMedian, a.OsLower, a.OsUpper) })
        {
            if (median <= 0) yield return new Problem(a.Place(name + "MedianMonths"), Text(median), "a time above 0");
            if (low > median + MonthRounding) yield return new Problem(a.Place(name + "Lower"), Text(low), $"a limit not above the median, {Text(median)} months");
            if (high < median - MonthRounding) yield return new Problem(a.Place(name + "Upper"), Text(high), $"a limit not below the median, {Text(median)} months");
        }
        if (a.MedianIntervalType.Length > 0 && a.MedianIntervalType is not ("95 % CI" or "IQR" or "90 % CI" or "range"))
            yield return new Problem(a.Place("medianIntervalType"), a.MedianIntervalType, "95 % CI, 90 % CI, IQR or range: an IQR is not a confidence interval");
    }

    private static IEnumerable<Problem> Landmarks(ArmRow a)
    {
        foreach (var (endpoint, month, percent) in a.Landmarks)
        {
            string what = string.Create(CultureInfo.InvariantCulture, $"{endpoint}@{month}={percent}");
            double? median = endpoint == "PFS" ? a.PfsMedian : a.OsMedian;
            if (percent is < 0 or > 100) yield return new Problem(a.Place("landmarks"), what, "a percentage");
            if (month >= median + MonthRounding && percent > 50 + Rounding)
                yield return new Problem(a.Place("landmarks"), what, $"at most 50 % at {Text(month)} months, since the median {endpoint} is {Text(median)} months");
            if (month < median - MonthRounding && percent < 50 - Rounding)
                yield return new Problem(a.Place("landmarks"), what, $"at least 50 % at {Text(month)} months, since the median {endpoint} is {Text(median)} months");
            foreach (var later in a.Landmarks.Where(l => l.Endpoint == endpoint && l.Month > month && l.Percent > percent + Rounding))
                yield return new Problem(a.Place("landmarks"), string.Create(CultureInfo.InvariantCulture, $"{what}, {endpoint}@{later.Month}={later.Percent}"), "survival that does not rise with time");
            if (endpoint == "PFS")
                foreach (var alive in a.Landmarks.Where(l => l.Endpoint == "OS" && l.Month == month && l.Percent < percent - Rounding))
                    yield return new Problem(a.Place("landmarks"), string.Create(CultureInfo.InvariantCulture, $"{what}, OS@{month}={alive.Percent}"), "PFS not above OS at the same time");
        }
    }

    private static IEnumerable<Problem> Regimen(ArmRow a)
    {
        if (Months().Match(a.Regimen) is { Success: true } m)
            yield return new Problem(a.Place("regimen"), m.Value, "an interval of 1 to 6 weeks: no antibody against PD-(L)1 is given every so many months");
    }

    /// <summary>One pool, one kind of assessor, unless each arm says that it may be mixed.</summary>
    private static IEnumerable<Problem> Assessors(IReadOnlyList<ArmRow> arms)
    {
        foreach (var pool in arms.Where(a => a.Responders is not null && a.Role is "icb_only").GroupBy(a => a.PriorIcb))
        {
            string[] kinds = [.. pool.Select(a => Independence(a.Assessor)).Distinct().Order(StringComparer.Ordinal)];
            if (kinds.Length < 2) continue;
            foreach (var a in pool.Where(a => a.PoolFlag != "mixed assessors"))
                yield return new Problem(a.Place("assessor"), a.Assessor.Length == 0 ? "not stated" : a.Assessor, $"one kind of assessor in a pool (here {string.Join(" and ", kinds)}), or poolFlag 'mixed assessors' on every arm of it");
        }
    }

    /// <summary>independent (IRC, BICR, central), investigator, or not stated.</summary>
    public static string Independence(string assessor) => assessor.ToUpperInvariant() switch
    {
        "IRC" or "BICR" or "CENTRAL" or "INDEPENDENT" => "independent",
        "INVESTIGATOR" => "investigator",
        _ => "not stated",
    };

    private static string Text(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Text(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    [GeneratedRegex(@"every\s+(\d+|one|two|three|six)\s+months?|\bq\s*\d+\s*m(o|onths?)?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Months();
}
