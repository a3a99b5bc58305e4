namespace Cavum.Stats;

/// <summary>Kaplan–Meier of the ratio given the first period, smoothed over log PFS1 and averaged over patients; and the same with what nobody near was followed to see continued by a model.</summary>
/// <remarks>
/// Ŝ(δ) = n⁻¹ Σᵢ ∏_{t≤δ}(1 − Σⱼ Wᵢⱼ·dNⱼ/Σⱼ Wᵢⱼ·Yⱼ), Wᵢⱼ = |½e^{−|u|/√2}·sin(|u|/√2 + π/4)|, u = (ln PFS1ᵢ − ln PFS1ⱼ)/h, h = sd·n^{−2/5}
/// (Beran 1981; kernel of Silverman 1986, as in the R package prophets). A ratio is censored at C/PFS1, so its censoring depends on PFS1: given PFS1 it
/// does not. Where censorings make the weight at risk about a patient fall below one patient's own before δ, the product carries its last value on, so the estimate leans upwards;
/// the completed estimate follows <see cref="ConditionalLogLogistic"/> from there. The limits of both are those of the completed one: leave-one-out jackknife, with the
/// bandwidth and the places where the model takes over held, on the logit scale. The jackknife takes n² steps: leaving j out subtracts Wᵢⱼ from every
/// weight at risk before j, and sums of its powers give that at once (<see cref="LeaveOneOut"/>).
/// </remarks>
internal sealed class KernelKaplanMeier
{
    private const double Extreme = 1e-9; // nearer to 0 or 1 an estimate is what rounding left of it

    private readonly LinePair[] sorted;
    private readonly double[] log, ratio; // ratio: one for each group of equal ratios
    private readonly int[] group, start;
    private readonly double bandwidth, delta;
    private readonly int reached; // groups with a ratio up to δ

    private KernelKaplanMeier(IReadOnlyList<LinePair> pairs, double delta)
    {
        sorted = [.. pairs.OrderBy(p => p.Ratio).ThenByDescending(p => p.SecondIsEvent)];
        double[] all = [.. sorted.Select(p => p.Ratio)];
        TimeTies.MergeSorted(all);
        log = [.. sorted.Select(p => Math.Log(p.First))];
        var starts = new List<int>();
        group = new int[all.Length];
        for (int j = 0; j < all.Length; j++)
        {
            if (j == 0 || all[j] != all[j - 1]) starts.Add(j);
            group[j] = starts.Count - 1;
        }
        ratio = [.. starts.Select(s => all[s])];
        start = [.. starts, all.Length];
        this.delta = delta;
        reached = ratio.Count(r => r <= delta + GrowthModulation.Tolerance);
        double mean = log.Average(), square = log.Sum(x => (x - mean) * (x - mean));
        bandwidth = log.Length > 1 ? Math.Sqrt(square / (log.Length - 1)) * Math.Pow(log.Length, -0.4) : 0;
    }

    public static (GmiEstimate Kernel, GmiEstimate Completed) Estimate(IReadOnlyList<LinePair> pairs, double delta, double confidence)
    {
        var found = new KernelKaplanMeier(pairs, delta).Run();
        (double? completed, double? se, double? lower, double? upper, string? why) = (found.Completed, null, null, null, null);
        if (found.Completed is not { } p) why = $"not evaluable: the answer of {found.Unseen} of {pairs.Count} patients rests on a model, which needs {ConditionalLogLogistic.FewestEvents} second periods above 0 that ended";
        else if (pairs.Count < 3) why = "not evaluable: fewer than three patients";
        else if (p is > Extreme and < 1 - Extreme && found.StdErr > 0)
        {
            double logit = Math.Log(p / (1 - p)), half = Normal.Quantile(0.5 + confidence / 2) * found.StdErr / (p * (1 - p));
            (se, lower, upper) = (found.StdErr, 1 / (1 + Math.Exp(half - logit)), 1 / (1 + Math.Exp(-half - logit)));
        }
        else (se, lower, upper) = Exact(pairs, p < 0.5, delta, confidence);
        var status = lower is null ? GmiStatus.NoInterval : GmiStatus.Done;
        // the limits are those of the completed estimate; where the kernel's own lies beyond them they reach out to it
        var kernel = new GmiEstimate(GmiMethod.KernelKaplanMeier, status, found.Kernel, se, lower is { } l ? Math.Min(l, found.Kernel) : null, upper is { } u ? Math.Max(u, found.Kernel) : null)
        {
            Caution = why ?? (found.Unseen == 0 ? null : $"limits of kernel-km-completed: nobody near was followed to δ for {found.Unseen} of {pairs.Count} patients, whose last value is carried on here"),
        };
        return (kernel, new(GmiMethod.CompletedKernel, completed is null ? GmiStatus.NotEstimable : status, completed, se, lower, upper) { Caution = why ?? Warn(found.Unseen, pairs.Count) });
    }

    private static string? Warn(int unseen, int patients) =>
        unseen == 0 ? null : $"{unseen} of {patients} patients are continued by a log-logistic model of the second period given the first";

    /// <summary>None or all beyond δ: exact limits for as many rows as have a known answer.</summary>
    private static (double? StdErr, double? Lower, double? Upper) Exact(IReadOnlyList<LinePair> pairs, bool none, double delta, double confidence)
    {
        int known = pairs.Count(p => p.SecondIsEvent || GrowthModulation.Reaches(p, delta));
        if (known == 0) return default;
        var limits = ProportionInterval.Of(IntervalMethod.ClopperPearson, none ? 0 : known, known, confidence);
        return (0, limits.Lower, limits.Upper);
    }

    private (double Kernel, double? Completed, double StdErr, int Unseen) Run()
    {
        int n = sorted.Length, unseen = 0;
        double kernel = 0, completed = 0, own = Weight(0);
        var (weights, without) = (new double[n], new double[n]);
        var leave = new LeaveOneOut(ratio.Length);
        ConditionalLogLogistic? model = null;
        bool fitted = false;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) weights[j] = Weight(Math.Abs(log[i] - log[j]));
            Sweep(weights, leave);
            kernel += leave.Survival(reached);
            int end = Math.Min(reached, leave.Below(own * (1 - 1e-9)));
            bool open = leave.AtRisk(end) < own * (1 - 1e-9) && leave.AtRiskUncensored(end) >= own * (1 - 1e-9);
            if (!open) end = reached;
            double whole = leave.Survival(end), from = end == 0 ? double.NegativeInfinity : Math.Log(Math.Min(ratio[end - 1], delta));
            if (open)
            {
                unseen++;
                if (!fitted) (model, fitted) = (ConditionalLogLogistic.Fit(sorted), true);
                if (model is null) continue;
            }
            completed += whole * (open ? model!.Continue(log[i], from, Math.Log(delta), -1) : 1);
            leave.Prepare(end);
            for (int j = 0; j < n; j++)
                if (j != i) without[j] += leave.Without(weights[j], group[j], sorted[j].SecondIsEvent) * (open ? model!.Continue(log[i], from, Math.Log(delta), j) : 1);
        }
        if (unseen > 0 && model is null) return (kernel / n, null, 0, unseen);
        double mean = without.Sum() / n;
        // pseudo-values: the spread of the n estimates, each over n − 1 patients
        double square = without.Sum(w => (w - mean) * (w - mean)) / Math.Pow(Math.Max(1, n - 1), 2);
        return (kernel / n, completed / n, Math.Sqrt(square * (n - 1) / n), unseen);
    }

    /// <summary>Weight at risk and weight of the events at each distinct ratio.</summary>
    private void Sweep(double[] weights, LeaveOneOut leave)
    {
        double atRisk = 0;
        for (int g = ratio.Length - 1; g >= 0; g--)
        {
            double failing = 0;
            for (int j = start[g + 1] - 1; j >= start[g]; j--)
            {
                atRisk += weights[j];
                if (sorted[j].SecondIsEvent) failing += weights[j];
            }
            leave.Set(g, atRisk, failing);
        }
        leave.Multiply();
    }

    private double Weight(double distance)
    {
        double u = bandwidth > 0 ? distance / bandwidth / Math.Sqrt(2) : 0; // one first period for all: every weight is equal
        return Math.Abs(0.5 * Math.Exp(-u) * Math.Sin(u + Math.PI / 4));
    }
}
