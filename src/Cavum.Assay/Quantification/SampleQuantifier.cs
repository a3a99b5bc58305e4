using System.Globalization;

namespace Cavum.Assay;

/// <summary>One sample: its replicates, the curve and the chain give one of the five results.</summary>
internal static class SampleQuantifier
{
    internal static EbvDnaResult Quantify(
        string sample, IReadOnlyList<JudgedReaction> replicates, StandardCurve? curve, AssaySettings settings, InternalControlCheck? control)
    {
        WellLocator[] wells = [.. replicates.Select(r => r.Locator)];
        EbvDnaResult Invalid(params string[] reasons) =>
            new EbvDnaResult.Invalid(reasons) { Sample = sample, Limits = settings.Limits, Wells = wells };

        double[] cqs = [.. replicates.Where(r => r.Cq is Cq.Detected).Select(r => ((Cq.Detected)r.Cq).Cycles)];
        int silent = replicates.Count(r => r.Cq is Cq.NotDetected), unread = replicates.Count - cqs.Length - silent;
        if (unread == replicates.Count) return Invalid("no replicate has a Cq or a curve to read one from");
        var remarks = new List<string>();
        if (unread > 0) remarks.Add($"{unread} of {replicates.Count} replicates have no Cq and no curve");
        if (control?.Failure(replicates) is { } failure)
            return Invalid(failure);
        if (cqs.Length == 0) return new EbvDnaResult.NotDetected { Sample = sample, Limits = settings.Limits, Wells = wells, Remarks = remarks };
        if (curve is null) return Invalid("the run has no usable standard curve");
        RemarkOnSpread(cqs, settings, remarks);
        var amount = EbvDnaAmounts.FromCq(cqs.Average(), cqs.Length, curve, settings);
        RemarkOnRange(amount, curve, remarks);
        RemarkOnCounting(amount, cqs, curve, settings, remarks);
        var place = Place(amount, settings.Limits, out string? missing);
        if (missing is not null) return Invalid(missing);
        if (silent > 0)
        {
            remarks.Add($"{cqs.Length} of {cqs.Length + silent} replicates amplified");
            bool high = place > 0 || (place == 0 && settings.Limits.Quantification is not null);
            if (high) return Invalid(string.Create(CultureInfo.InvariantCulture,
                $"replicates disagree: {silent} of {cqs.Length + silent} did not amplify at {amount.CopiesPerReaction.Estimate:G3} copies per reaction"));
            place = -1;
        }
        if (place < 0) return new EbvDnaResult.BelowLoq(amount) { Sample = sample, Limits = settings.Limits, Wells = wells, Remarks = remarks };
        if (place > 0) return new EbvDnaResult.AboveUpperLimit(amount) { Sample = sample, Limits = settings.Limits, Wells = wells, Remarks = remarks };
        return new EbvDnaResult.Quantified(amount) { Sample = sample, Limits = settings.Limits, Wells = wells, Remarks = remarks };
    }

    private static void RemarkOnSpread(double[] cqs, AssaySettings settings, List<string> remarks)
    {
        if (cqs.Length < 2) return;
        double mean = cqs.Average(), sd = Math.Sqrt(cqs.Sum(c => (c - mean) * (c - mean)) / (cqs.Length - 1));
        if (sd > settings.Acceptance.ReplicateSdMax)
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"replicates spread: SD {sd:0.00} cycles, above {settings.Acceptance.ReplicateSdMax}"));
    }

    private static void RemarkOnRange(EbvDnaAmount amount, StandardCurve curve, List<string> remarks)
    {
        double copies = amount.CopiesPerReaction.Estimate;
        if (copies < curve.LowestCopies * 0.999) remarks.Add("below the lowest standard: extrapolated");
        if (copies > curve.HighestCopies * 1.001) remarks.Add("above the highest standard: extrapolated");
    }

    private const double LargestCountingShare = 0.5;

    /// <summary>An interval of one variance is too narrow where counting alone is more than half of it; the one that counts stands beside it.</summary>
    private static void RemarkOnCounting(EbvDnaAmount amount, double[] cqs, StandardCurve curve, AssaySettings settings, List<string> remarks)
    {
        if (curve is not { Weighting: CurveWeighting.Equal, Interval: CurveInterval.OneVariance } || !(amount.CopiesPerReaction.Estimate > 0)) return;
        double counting = curve.CountingStdDev(Math.Log10(amount.CopiesPerReaction.Estimate));
        if (!(counting * counting > LargestCountingShare * curve.ResidualStdDev * curve.ResidualStdDev)) return;
        var counted = EbvDnaAmounts.FromCq(cqs.Average(), cqs.Length, curve with { Interval = CurveInterval.Counting }, settings).CopiesPerReaction;
        var one = amount.CopiesPerReaction;
        if (!((counted.Lower ?? 0) < (one.Lower ?? 0) || (counted.Upper ?? double.PositiveInfinity) > (one.Upper ?? double.PositiveInfinity))) return; // the one shown is the wider
        string Limit(double? value) => value?.ToString(value >= 100 ? "#,0" : "G3", CultureInfo.InvariantCulture) ?? "open";
        remarks.Add(string.Create(CultureInfo.InvariantCulture, $"interval not trusted: counting so few molecules alone scatters {counting:0.00} cycles, and one variance knows only {curve.ResidualStdDev:0.00}; with the counting {Limit(counted.Lower)} to {Limit(counted.Upper)} copies per reaction (\"interval\": \"counting\")"));
    }

    /// <summary>−1 below the limit of quantification (or of detection), 1 above the upper limit, 0 between.</summary>
    internal static int Place(EbvDnaAmount amount, AssayLimits limits, out string? missing)
    {
        missing = null;
        foreach (var (limit, name, below) in new (AssayLimit?, string, bool)[]
        {
            (limits.Quantification, "limit of quantification", true), (limits.Detection, "limit of detection", true), (limits.Upper, "upper limit", false),
        })
        {
            if (limit is null) continue;
            double? value = limit.Unit switch
            {
                ConcentrationUnit.CopiesPerReaction => amount.CopiesPerReaction.Estimate,
                ConcentrationUnit.CopiesPerMillilitre => amount.CopiesPerMl?.Estimate,
                _ => amount.IuPerMl?.Estimate,
            };
            if (value is not { } v)
            {
                missing = $"the {name} is in another unit than the assay settings lead to: they lack the extraction chain or the IU conversion";
                return 0;
            }
            if (below && v < limit.Value) return -1;
            if (!below && v > limit.Value) return 1;
        }
        return 0;
    }
}

/// <summary>The internal control of a run: its usual Cq and each well's.</summary>
internal sealed class InternalControlCheck
{
    private readonly Dictionary<WellPosition, Cq> wells;
    private readonly double? usual;
    private readonly InternalControlRule rule;

    private InternalControlCheck(Dictionary<WellPosition, Cq> wells, double? usual, InternalControlRule rule)
    {
        this.wells = wells;
        this.usual = usual;
        this.rule = rule;
    }

    internal static InternalControlCheck Of(QpcrRun run, InternalControlRule rule, AssaySettings settings)
    {
        var (judged, _) = RunQuantifier.Judge(run, rule.Target, settings);
        var wells = new Dictionary<WellPosition, Cq>();
        foreach (var r in judged) wells.TryAdd(r.Reaction.Well, r.Cq);
        double[] reference = [.. judged.Where(r => r.Reaction.Role == SampleRole.Ntc && r.Cq is Cq.Detected).Select(r => ((Cq.Detected)r.Cq).Cycles).Order()];
        if (reference.Length == 0) reference = [.. judged.Where(r => r.Cq is Cq.Detected).Select(r => ((Cq.Detected)r.Cq).Cycles).Order()];
        return new(wells, reference.Length == 0 ? null : reference[reference.Length / 2], rule);
    }

    internal string? Failure(IReadOnlyList<JudgedReaction> replicates)
    {
        if (usual is not { } reference) return $"the internal control {rule.Target} amplified in no well";
        foreach (var replicate in replicates)
        {
            if (!wells.TryGetValue(replicate.Reaction.Well, out var cq)) return $"the internal control {rule.Target} was not read in {replicate.Reaction.Well}";
            if (!cq.IsDetected(out double cycles)) return $"inhibition: the internal control {rule.Target} did not amplify in {replicate.Reaction.Well}";
            if (cycles - reference > rule.LargestDelay)
            {
                return string.Create(CultureInfo.InvariantCulture,
                    $"inhibition: the internal control {rule.Target} in {replicate.Reaction.Well} came {cycles - reference:0.0} cycles late, allowed {rule.LargestDelay}");
            }
        }
        return null;
    }
}
