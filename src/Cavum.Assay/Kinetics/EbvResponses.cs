using System.Globalization;
using Cavum.Stats;

namespace Cavum.Assay;

/// <summary>Whether a definition of response holds.</summary>
public enum Called
{
    Yes,
    No,

    /// <summary>Censoring leaves both answers possible.</summary>
    Undetermined,

    /// <summary>The series lacks what the definition needs.</summary>
    NotEvaluable,
}

/// <summary>One published definition applied to one series.</summary>
/// <param name="Source">Who used it, where.</param>
/// <param name="Reason">In a sentence: what was compared, or what is missing.</param>
/// <param name="Day">The day of the sample that decided, where there is one.</param>
public sealed record ResponseCall(string Name, Called Call, string Source, string Reason, double? Day = null);

/// <summary>What is known of a subject beside the series; null where it is not.</summary>
/// <param name="SuvSumChangePercent">Change of the sum of SUVmax at four weeks, per cent; a fall is negative.</param>
/// <param name="ProgressionDay">Day of progression by imaging.</param>
/// <param name="Setting">"LA-NPC" or "RM-NPC"; empty when not stated.</param>
public sealed record SeriesContext(double? SuvSumChangePercent = null, double? ProgressionDay = null, string Setting = "")
{
    /// <summary>Why the sum of SUVmax is not known, or what was summed; null when nobody said.</summary>
    public string? SuvSumReason { get; init; }
}

/// <summary>Every published definition side by side; they are never merged into one.</summary>
public sealed record EbvResponses(IReadOnlyList<ResponseCall> Calls)
{
    /// <summary>What bounds every call of this series; null when nothing does.</summary>
    public string? Caution { get; init; }

    public ResponseCall this[string name] => Calls.First(c => c.Name == name);
}

/// <summary>Reads responses off a series.</summary>
/// <remarks>
/// Baseline is the last sample at or before day 0, or the first of the series. A baseline that is not detected is not
/// evaluable for any fall. Falls of censored samples are judged by their bounds: "not detected" is at most the limit of
/// detection, so the call is made when every value inside the bounds gives the same answer, else it is undetermined.
/// </remarks>
public static class EbvResponseRules
{
    public static EbvResponses Apply(IReadOnlyList<EbvPoint> series, EbvDecay decay, KineticsRules? rules = null, SeriesContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(decay);
        rules ??= new();
        context ??= new();
        EbvPoint[] ordered = [.. series.OrderBy(p => p.Day)];
        var baseline = ordered.LastOrDefault(p => p.Day <= 0) ?? ordered.FirstOrDefault();
        var after = ordered.Where(p => baseline is not null && p.Day > baseline.Day).ToArray();
        return new(
        [
            Fall(baseline, after, rules), RatioAboveHalf(baseline, after, rules),
            HalfLife("halfLifeAtMost7Days", 7, "Wang 2010, Cancer Res (palliative chemotherapy)", baseline, decay),
            HalfLife("halfLifeAtMost10Days", 10, "PMC5931094 (chemotherapy; one half of the dual endpoint)", baseline, decay),
            DualEndpoint(baseline, decay, context), Clearance(baseline, after), Rebound(baseline, after, rules), .. CutOffs(baseline),
        ])
        {
            Caution = context.Setting.StartsWith("LA", StringComparison.OrdinalIgnoreCase)
                ? "LA-NPC: response is not judged on EBV DNA alone; local recurrence was positive in 56 % against 94 % of distant recurrence (10.1186/s40880-017-0256-x)" : null,
        };
    }

    private static ResponseCall NotEvaluable(string name, string source, string reason) => new(name, Called.NotEvaluable, source, reason);

    private static string? Unusable(EbvPoint? baseline) => baseline is null ? "the series is empty"
        : baseline.Level is EbvLevel.NotDetected ? "EBV DNA was not detected at baseline" : null;

    private static (Called AtMostHalf, string Reason, double? Day) Half(EbvPoint? baseline, EbvPoint[] after, KineticsRules rules)
    {
        if (Unusable(baseline) is { } unusable) return (Called.NotEvaluable, unusable, null);
        var week4 = after.Where(p => Math.Abs(p.Day - 28) <= rules.Day28Window).OrderBy(p => Math.Abs(p.Day - 28)).ThenBy(p => p.Day).FirstOrDefault();
        if (week4 is null) return (Called.NotEvaluable, $"no sample within {rules.Day28Window} days of day 28", null);
        var (least, most) = week4.Level.Bounds;
        var (baseLeast, baseMost) = baseline!.Level.Bounds;
        double? highest = most is { } m && baseLeast > 0 ? m / baseLeast : null, lowest = baseMost is { } b ? least / b : 0;
        string reason = string.Create(CultureInfo.InvariantCulture,
            $"day {week4.Day:0.#} over baseline is {(lowest == highest ? $"{lowest:0.###}" : $"{lowest:0.###} to {(highest is { } h ? $"{h:0.###}" : "open")}")}");
        var call = highest is { } top && top <= 0.5 + 1e-9 ? Called.Yes : lowest > 0.5 + 1e-9 ? Called.No : Called.Undetermined;
        return (call, reason, week4.Day);
    }

    private static ResponseCall Fall(EbvPoint? baseline, EbvPoint[] after, KineticsRules rules)
    {
        var (call, reason, day) = Half(baseline, after, rules);
        return new("fall50ByDay28", call, "POLARIS-02, toripalimab: 10.1200/JCO.20.02712", reason, day);
    }

    private static ResponseCall RatioAboveHalf(EbvPoint? baseline, EbvPoint[] after, KineticsRules rules)
    {
        var (call, reason, day) = Half(baseline, after, rules);
        var opposite = call switch { Called.Yes => Called.No, Called.No => Called.Yes, _ => call };
        return new("week4RatioAboveHalf", opposite, "POLARIS-02, week 4 over baseline > 0.5 (worse survival): PubMed 35230439", reason, day);
    }

    private static ResponseCall HalfLife(string name, double days, string source, EbvPoint? baseline, EbvDecay decay)
    {
        if (Unusable(baseline) is { } unusable) return NotEvaluable(name, source, unusable);
        if (decay.Status == HalfLifeStatus.NotFalling) return new(name, Called.No, source, "the level does not fall");
        if (decay.HalfLifeDays is not { } estimate)
            return NotEvaluable(name, source, $"{decay.Quantified} quantified samples carry no half-life");
        string interval = string.Create(CultureInfo.InvariantCulture,
            $"half-life {estimate:0.0} days ({decay.Lower:0.0} to {(decay.Upper is { } u ? $"{u:0.0}" : "open")})");
        return new(name, estimate <= days + 1e-9 ? Called.Yes : Called.No, source, interval);
    }

    private static ResponseCall DualEndpoint(EbvPoint? baseline, EbvDecay decay, SeriesContext context)
    {
        const string name = "dualEndpoint", source = "half-life ≤ 10 days and sum of SUVmax fallen by more than 50 % at four weeks (chemotherapy): PMC5931094";
        var half = HalfLife(name, 10, source, baseline, decay);
        if (context.SuvSumChangePercent is not { } change)
            return half.Call == Called.No ? half : NotEvaluable(name, source, context.SuvSumReason ?? "the change of the sum of SUVmax at four weeks is not given");
        bool fallen = change < -50 - 1e-9;
        string both = string.Create(CultureInfo.InvariantCulture, $"{half.Reason}; {context.SuvSumReason ?? "sum of SUVmax"}: {change:+0.#;-0.#;0} %");
        return half with { Call = !fallen ? Called.No : half.Call, Reason = both };
    }

    private static ResponseCall Clearance(EbvPoint? baseline, EbvPoint[] after)
    {
        const string name = "clearanceTwoConsecutive", source = "Chan SK 2020, Front Oncol 10.3389/fonc.2020.01417";
        if (Unusable(baseline) is { } unusable) return NotEvaluable(name, source, unusable);
        for (int i = 1; i < after.Length; i++)
            if (after[i - 1].Level is EbvLevel.NotDetected && after[i].Level is EbvLevel.NotDetected)
                return new(name, Called.Yes, source, string.Create(CultureInfo.InvariantCulture, $"not detected on days {after[i - 1].Day:0.#} and {after[i].Day:0.#}"), after[i - 1].Day);
        if (after.Length < 2) return NotEvaluable(name, source, "fewer than two samples after baseline");
        bool last = after[^1].Level is EbvLevel.NotDetected;
        return new(name, last ? Called.Undetermined : Called.No, source, last ? "only the last sample is not detected: unconfirmed" : "no two consecutive samples without EBV DNA");
    }

    private static ResponseCall Rebound(EbvPoint? baseline, EbvPoint[] after, KineticsRules rules)
    {
        const string name = "rebound";
        string source = string.Create(CultureInfo.InvariantCulture,
            $"no standard definition; here two consecutive samples averaging {rules.ReboundLog10} log10 above the lowest earlier pair (more in long series, so that at {rules.AssaySdLog10} log10 assay SD stable ones stay below 2 %), or detected twice after clearance");
        EbvPoint[] all = baseline is null ? [] : [baseline, .. after];
        if (all.Length < 4) return NotEvaluable(name, source, "fewer than four samples");
        double lowest = double.PositiveInfinity;
        for (int i = 3; i < all.Length; i++)
        {
            lowest = Math.Min(lowest, PairMost(all[i - 3], all[i - 2]));
            double rise = PairLeast(all[i - 1], all[i]) - lowest;
            if (!(rise >= Math.Max(rules.ReboundLog10, ByChance(i, rules)))) continue;
            bool early = all[i].Day <= rules.EarlyRiseDays;
            string reason = string.Create(CultureInfo.InvariantCulture, $"days {all[i - 1].Day:0.#} and {all[i].Day:0.#} lie at least {rise:0.00} log10 above the lowest earlier pair");
            return early ? new(name, Called.Undetermined, source, reason + "; within four weeks, unconfirmed", all[i - 1].Day)
                : new(name, Called.Yes, source, reason, all[i - 1].Day);
        }
        return new(name, Called.No, source, "no confirmed rise");
    }

    /// <summary>The rise between two pairs that scatter alone reaches too rarely: Bonferroni over the pairs compared up to sample <paramref name="last"/>.</summary>
    private static double ByChance(int last, KineticsRules rules) =>
        Normal.UpperTailQuantile(rules.FalseReboundShare / ((last - 2) * (last - 1) / 2.0)) * rules.AssaySdLog10;

    private static double PairMost(EbvPoint a, EbvPoint b) =>
        a.Level.Bounds.Most is { } x && b.Level.Bounds.Most is { } y ? (Math.Log10(x) + Math.Log10(y)) / 2 : double.PositiveInfinity;

    private static double PairLeast(EbvPoint a, EbvPoint b) =>
        a.Level.Bounds.Least is > 0 and var x && b.Level.Bounds.Least is > 0 and var y ? (Math.Log10(x) + Math.Log10(y)) / 2 : double.NegativeInfinity;

    private static IEnumerable<ResponseCall> CutOffs(EbvPoint? baseline)
    {
        foreach (var (cutOff, source) in ((double, string)[])
        [
            (0, "detectable"), (500, "in use"), (1500, "Jin 2017, PMC5436249"), (2000, "in use"), (4000, "PMC4748899"),
        ])
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"baselineAbove{cutOff:0}");
            if (baseline is null)
            {
                yield return NotEvaluable(name, source, "the series is empty");
                continue;
            }
            var (least, most) = baseline.Level.Bounds;
            var call = least > cutOff || (cutOff == 0 && least > 0) ? Called.Yes : most <= cutOff || baseline.Level is EbvLevel.NotDetected ? Called.No : Called.Undetermined;
            yield return new(name, call, source, "baseline in the unit of the series", baseline.Day);
        }
    }
}
