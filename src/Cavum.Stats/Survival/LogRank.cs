namespace Cavum.Stats;

/// <summary>How much each event time counts in a comparison of curves.</summary>
/// <param name="Rho">Exponent of S(t−), the pooled Kaplan–Meier estimate just before the event: 0 log-rank, 1 early differences.</param>
/// <param name="Gamma">Exponent of 1 − S(t−): above 0, late differences.</param>
/// <param name="Kind">Another family of weights; then the exponents are not used.</param>
public sealed record LogRankWeights(double Rho = 0, double Gamma = 0, LogRankWeightKind Kind = LogRankWeightKind.FlemingHarrington);

public enum LogRankWeightKind
{
    /// <summary>S(t−)^ρ·(1 − S(t−))^γ (Fleming &amp; Harrington 1991).</summary>
    FlemingHarrington,

    /// <summary>Numbers at risk (Gehan 1965, Biometrika 52:203).</summary>
    Gehan,

    /// <summary>√numbers at risk (Tarone &amp; Ware 1977, Biometrika 64:156).</summary>
    TaroneWare,

    /// <summary>∏(1 − d/(n + 1)) up to and with the event (Peto &amp; Peto 1972, JRSS A 135:185).</summary>
    Peto,
}

/// <summary>Why a comparison has or has no statistic.</summary>
public enum ComparisonStatus
{
    Done,

    /// <summary>Nobody had an event.</summary>
    NoEvents,

    /// <summary>At every event time only one group was at risk, so nothing was compared.</summary>
    NothingCompared,
}

/// <summary>Weighted observed and expected events of one group, summed over strata.</summary>
public sealed record LogRankGroup(int Group, int Subjects, double Observed, double Expected);

/// <param name="Variance">Covariance of observed − expected, groups × groups.</param>
public sealed record LogRankResult(
    ComparisonStatus Status, double? ChiSquare, int DegreesOfFreedom, double? PValue,
    IReadOnlyList<LogRankGroup> Groups, double[,] Variance);

/// <summary>The log-rank test and its weighted relatives: are the hazards of the groups equal?</summary>
/// <remarks>
/// U = Σ_t w(t)·(d_g − d·n_g/n) with the hypergeometric variance Σ w²·d·(n − d)/(n − 1)·(n_g/n)(1{g=h} − n_h/n);
/// χ² = UᵀV⁻U on (groups with expected events) − 1 degrees of freedom (Mantel 1966; Peto &amp; Peto 1972; Harrington &amp; Fleming 1982,
/// Biometrika 69:553). With strata, U and V are summed and w is made within each stratum. Oracle: R survdiff; docs/methods/log-rank.md.
/// </remarks>
public static class LogRank
{
    /// <param name="groups">Group of each row, 0 … G − 1.</param>
    /// <param name="strata">Stratum of each row, 0 … S − 1; empty for one stratum.</param>
    public static LogRankResult Test(
        ReadOnlySpan<double> times, ReadOnlySpan<bool> events, ReadOnlySpan<int> groups,
        ReadOnlySpan<int> strata = default, LogRankWeights? weights = null)
    {
        var sums = LogRankSums.Make(times, events, groups, strata, weights ?? new());
        var rows = new LogRankGroup[sums.Groups];
        for (int g = 0; g < rows.Length; g++) rows[g] = new(g, sums.Subjects[g], sums.Observed[g], sums.Expected[g]);
        int[] compared = [.. Enumerable.Range(0, sums.Groups).Where(g => sums.Expected[g] > 0)];
        if (compared.Length == 0) return new(ComparisonStatus.NoEvents, null, 0, null, rows, sums.Variance);
        int df = compared.Length - 1;
        if (df == 0 || QuadraticForm(sums, compared[..df]) is not { } chiSquare)
            return new(ComparisonStatus.NothingCompared, null, df, null, rows, sums.Variance);
        return new(ComparisonStatus.Done, chiSquare, df, ChiSquare.Sf(chiSquare, df), rows, sums.Variance);
    }

    /// <summary>Test for trend over ordered groups: (Σ sᵍ(O − E))²/(sᵀVs) on one degree of freedom (Tarone 1975, Biometrika 62:679).</summary>
    /// <param name="scores">One score a group, in the order of the groups.</param>
    public static LogRankResult Trend(
        ReadOnlySpan<double> times, ReadOnlySpan<bool> events, ReadOnlySpan<int> groups, ReadOnlySpan<double> scores,
        ReadOnlySpan<int> strata = default, LogRankWeights? weights = null)
    {
        var plain = Test(times, events, groups, strata, weights);
        if (scores.Length != plain.Groups.Count)
            throw new ArgumentException($"{scores.Length} scores for {plain.Groups.Count} groups.", nameof(scores));
        double u = 0, v = 0;
        for (int g = 0; g < scores.Length; g++)
        {
            u += scores[g] * (plain.Groups[g].Observed - plain.Groups[g].Expected);
            for (int h = 0; h < scores.Length; h++) v += scores[g] * scores[h] * plain.Variance[g, h];
        }
        if (!(v > 0)) return plain with { Status = plain.ChiSquare is null ? plain.Status : ComparisonStatus.NothingCompared, ChiSquare = null, PValue = null };
        double chiSquare = u * u / v;
        return plain with { ChiSquare = chiSquare, DegreesOfFreedom = 1, PValue = ChiSquare.Sf(chiSquare, 1) };
    }

    /// <summary>Every pair of groups by itself, each with its own pooled curve; p-values as they are, without adjustment.</summary>
    public static IReadOnlyList<(int First, int Second, LogRankResult Result)> Pairwise(
        ReadOnlySpan<double> times, ReadOnlySpan<bool> events, ReadOnlySpan<int> groups,
        ReadOnlySpan<int> strata = default, LogRankWeights? weights = null)
    {
        int count = LogRankSums.CountOf(groups);
        var pairs = new List<(int, int, LogRankResult)>();
        for (int first = 0; first < count; first++)
            for (int second = first + 1; second < count; second++)
            {
                var (t, e, g, s) = (new List<double>(), new List<bool>(), new List<int>(), new List<int>());
                for (int i = 0; i < times.Length; i++)
                    if (groups[i] == first || groups[i] == second)
                    {
                        t.Add(times[i]);
                        e.Add(events[i]);
                        g.Add(groups[i] == first ? 0 : 1);
                        s.Add(strata.IsEmpty ? 0 : strata[i]);
                    }
                if (t.Count > 0) pairs.Add((first, second, Test(t.ToArray(), e.ToArray(), g.ToArray(), s.ToArray(), weights)));
            }
        return pairs;
    }

    private static double? QuadraticForm(LogRankSums sums, int[] kept)
    {
        int k = kept.Length;
        var variance = new double[k, k];
        var u = new double[k];
        for (int a = 0; a < k; a++)
        {
            u[a] = sums.Observed[kept[a]] - sums.Expected[kept[a]];
            for (int b = 0; b < k; b++) variance[a, b] = sums.Variance[kept[a], kept[b]];
        }
        return PivotedCholesky.QuadraticForm(variance, u);
    }
}
