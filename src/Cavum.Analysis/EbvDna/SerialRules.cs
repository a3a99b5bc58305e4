using Cavum.Assay;

namespace Cavum.Analysis;

/// <summary>One published definition of an EBV DNA response, applied to one series; definitions stand side by side and are never merged.</summary>
/// <param name="Call">The definition's own word, notEvaluable or undetermined.</param>
public sealed record ResponseDefinition(string Name, string Call, string Source, string Reason);

/// <summary>Definitions that read a whole series of samples rather than one: both come from serial circulating tumour DNA under anti-PD-1.</summary>
internal static class SerialRules
{
    private const double Fall = 0.5, Rise = 1.5;
    private const int InARow = 3, From = 8;

    public static IReadOnlyList<ResponseDefinition> Of(IReadOnlyList<EbvPoint> study)
    {
        EbvPoint[] ordered = [.. study.OrderBy(p => p.Day)];
        var baseline = ordered.LastOrDefault(p => p.Day <= 0);
        return [ThreeConsecutive(baseline, [.. ordered.Where(p => p.Day > 0)]), Monotone([.. ordered.Where(p => p.Day >= From)])];
    }

    /// <summary>Three samples in a row at or below half the baseline: response; at or above one and a half times it: progression; whichever comes first.</summary>
    private static ResponseDefinition ThreeConsecutive(EbvPoint? baseline, EbvPoint[] after)
    {
        const string name = "threeConsecutive", source = "serial sampling in the first month of anti-PD-1 (as in IO-KIN, NCT04606940)";
        if (baseline is null) return new(name, "notEvaluable", source, "no value on or before day 0");
        var (least, most) = baseline.Level.Bounds;
        if (baseline.Level is EbvLevel.NotDetected || least <= 0) return new(name, "notEvaluable", source, "not detected at baseline");
        int low = 0, high = 0;
        foreach (var p in after)
        {
            low = p.Level.Bounds.Most <= Fall * least + 1e-9 ? low + 1 : 0;
            high = most is { } m && p.Level.Bounds.Least >= Rise * m - 1e-9 ? high + 1 : 0;
            if (low == InARow) return new(name, "response", source, FormattableString.Invariant($"three samples at or below half the baseline up to day {p.Day:0.#}"));
            if (high == InARow) return new(name, "progression", source, FormattableString.Invariant($"three samples at or above one and a half times the baseline up to day {p.Day:0.#}"));
        }
        return after.Length < InARow ? new(name, "notEvaluable", source, "fewer than three samples after baseline") : new(name, "stable", source, "neither in three samples in a row");
    }

    /// <summary>Falling if no sample from day 8 on lies above the one before it; not detected after not detected counts as level.</summary>
    private static ResponseDefinition Monotone(EbvPoint[] late)
    {
        const string name = "monotoneFromDay8", source = "serial sampling in the first month of anti-PD-1 (as in IO-KIN, NCT04606940)";
        if (late.Length < 2) return new(name, "notEvaluable", source, "fewer than two samples from day 8 on");
        bool open = false;
        for (int i = 1; i < late.Length; i++)
        {
            var (before, now) = (late[i - 1].Level, late[i].Level);
            if (before is EbvLevel.NotDetected && now is EbvLevel.NotDetected) continue;
            if (before.Bounds.Most is { } top && now.Bounds.Least >= top && now.Bounds.Least > before.Bounds.Least) return new(name, "increase", source, FormattableString.Invariant($"day {late[i].Day:0.#} lies above day {late[i - 1].Day:0.#}"));
            if (!(now.Bounds.Most <= before.Bounds.Least)) open = true;
        }
        return open ? new(name, "undetermined", source, "censoring leaves both answers possible") : new(name, "decrease", source, "no sample lies above the one before");
    }
}
