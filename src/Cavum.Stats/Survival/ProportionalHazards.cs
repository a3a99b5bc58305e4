namespace Cavum.Stats;

/// <summary>The function of time against which proportional hazards are tested.</summary>
public enum TimeTransform
{
    /// <summary>1 − KM(t−) of all rows; the default.</summary>
    KaplanMeier,
    Identity,
    Rank,
    Log,
}

/// <summary>One term's test, or the last row, <c>GLOBAL</c>.</summary>
public sealed record ProportionalHazardsTest(string Name, double? ChiSquare, int DegreesOfFreedom, double? PValue);

/// <summary>Does a coefficient change with time? Score test of adding x·g(t).</summary>
/// <remarks>
/// g is centred over the events. With V(t) the risk-set covariance: U = Σ g·(x − x̄), blocks Σ V, Σ gV, Σ g²V; each term is tested with all main
/// effects re-estimated to first order (Grambsch &amp; Therneau 1994, Biometrika 81:515, as the exact score test). Oracle: R cox.zph (survival ≥ 3).
/// </remarks>
public static class ProportionalHazards
{
    /// <param name="terms">Term of each covariate (several columns of one factor share a term); null for each its own.</param>
    public static IReadOnlyList<ProportionalHazardsTest> Test(
        CoxFit fit, TimeTransform transform = TimeTransform.KaplanMeier, IReadOnlyList<string>? terms = null)
    {
        if (fit.Options.Ties is CoxTies.ExactDiscrete or CoxTies.ExactMarginal)
            throw new ArgumentException("The test of proportional hazards exists for Efron and Breslow fits.", nameof(fit));
        var sample = fit.Sample;
        int p = sample.P;
        terms ??= [.. fit.Coefficients.Select(c => c.Name)];
        var sums = new Sums(sample, fit, Transformed(fit, transform));
        var tests = new List<ProportionalHazardsTest>();
        foreach (string term in terms.Distinct())
            tests.Add(Make(term, [.. Enumerable.Range(0, p).Where(c => terms[c] == term && fit.Climb.Free[c])], sums, fit.Climb.Free));
        tests.Add(Make("GLOBAL", [.. Enumerable.Range(0, p).Where(c => fit.Climb.Free[c])], sums, fit.Climb.Free));
        return tests;
    }

    private static ProportionalHazardsTest Make(string name, int[] tested, Sums sums, bool[] free)
    {
        if (tested.Length == 0) return new(name, null, 0, null);
        int p = free.Length, k = tested.Length;
        var matrix = new double[p + k, p + k];
        var score = new double[p + k];
        for (int a = 0; a < p; a++)
            for (int b = 0; b < p; b++) matrix[a, b] = sums.Plain[a, b];
        for (int i = 0; i < k; i++)
        {
            score[p + i] = sums.Score[tested[i]];
            for (int a = 0; a < p; a++) matrix[a, p + i] = matrix[p + i, a] = sums.Timed[a, tested[i]];
            for (int j = 0; j < k; j++) matrix[p + i, p + j] = sums.Squared[tested[i], tested[j]];
        }
        bool[] used = [.. free, .. Enumerable.Repeat(true, k)];
        if (SymmetricSolve.Solve(matrix, score, used) is not { } solution) return new(name, null, k, null);
        double chiSquare = 0;
        for (int i = 0; i < k; i++) chiSquare += score[p + i] * solution[p + i];
        return new(name, chiSquare, k, ChiSquare.Sf(chiSquare, k));
    }

    /// <summary>g of each block, centred over the events.</summary>
    private static double[] Transformed(CoxFit fit, TimeTransform transform)
    {
        var (sample, input) = (fit.Sample, fit.Input);
        Func<double, double> g = transform switch
        {
            TimeTransform.Identity => t => t,
            TimeTransform.Log => t => Math.Log(t),
            TimeTransform.Rank => Ranks(sample.Stop),
            TimeTransform.KaplanMeier => OneMinusKaplanMeier(input),
            _ => throw new ArgumentOutOfRangeException(nameof(transform), transform, "A transform is KaplanMeier, Identity, Rank or Log."),
        };
        var values = new double[sample.Blocks];
        double sum = 0;
        for (int b = 0; b < values.Length; b++)
        {
            values[b] = g(sample.BlockTime(b));
            sum += values[b] * (sample.DeathTo[b] - sample.DeathFrom[b]);
        }
        double mean = sum / sample.Deaths;
        for (int b = 0; b < values.Length; b++) values[b] -= mean;
        return values;
    }

    private static Func<double, double> OneMinusKaplanMeier(CoxInput input)
    {
        int[] rows = [.. Enumerable.Range(0, input.Times.Length).Where(i => input.Weights.Length == 0 || input.Weights[i] > 0)]; // a row of weight 0 is not there
        var curve = KaplanMeier.Estimate([.. rows.Select(i => input.Times[i])], [.. rows.Select(i => input.Events[i])], entries: input.Entries.Length == 0 ? [] : [.. rows.Select(i => input.Entries[i])]);
        return t =>
        {
            int i = curve.IndexAt(t);
            if (i >= 0 && curve.Times[i] == t) i--;
            return i < 0 ? 0 : 1 - curve.Survival[i];
        };
    }

    /// <summary>Mean rank of a time among all times.</summary>
    private static Func<double, double> Ranks(double[] times)
    {
        double[] sorted = [.. times];
        Array.Sort(sorted);
        var ranks = new Dictionary<double, double>();
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start; end < sorted.Length && sorted[end] == sorted[start]; end++) { }
            ranks[sorted[start]] = (start + 1 + end) / 2.0;
        }
        return t => ranks[t];
    }

    /// <summary>The sums over event times that the tests need, in scaled covariates.</summary>
    private sealed class Sums
    {
        private readonly CoxSample sample;
        private readonly double[] g, risk, s1;
        private readonly double[,] s2;
        private double s0;

        public Sums(CoxSample sample, CoxFit fit, double[] g)
        {
            (this.sample, this.g) = (sample, g);
            int p = sample.P;
            (Score, Plain, Timed, Squared) = (new double[p], new double[p, p], new double[p, p], new double[p, p]);
            (s1, s2) = (new double[p], new double[p, p]);
            var blocks = CoxBlocks.Make(sample, fit.Climb.Beta, fit.Options.Ties);
            risk = blocks.Risk;
            for (int s = 0; s + 1 < sample.StratumStart.Length; s++) Sweep(s, fit.Options.Ties == CoxTies.Efron);
        }

        public double[] Score { get; }
        public double[,] Plain { get; }
        public double[,] Timed { get; }
        public double[,] Squared { get; }

        private void Sweep(int stratum, bool efron)
        {
            (s0, _) = (0, 0);
            Array.Clear(s1);
            Array.Clear(s2);
            int next = sample.StratumStart[stratum + 1] - 1, entry = sample.StratumStart[stratum], last = sample.StratumStart[stratum + 1];
            for (int block = sample.BlockStart[stratum + 1] - 1; block >= sample.BlockStart[stratum]; block--)
            {
                for (; next >= sample.DeathFrom[block]; next--) s0 += Add(next, 1, s1, s2);
                if (sample.ByEntry is { } byEntry)
                    for (; entry < last && sample.Entry![byEntry[entry]] >= sample.BlockTime(block); entry++) s0 += Add(byEntry[entry], -1, s1, s2);
                AddBlock(block, efron);
            }
        }

        private double Add(int row, double sign, double[] first, double[,] second)
        {
            double r = sign * sample.WeightOf(row) * risk[row];
            for (int a = 0; a < first.Length; a++)
            {
                double rx = r * sample.X[row * first.Length + a];
                first[a] += rx;
                for (int c = 0; c < first.Length; c++) second[a, c] += rx * sample.X[row * first.Length + c];
            }
            return r;
        }

        private void AddBlock(int block, bool efron)
        {
            int p = sample.P, from = sample.DeathFrom[block], to = sample.DeathTo[block], turns = efron ? to - from : 1;
            double d0 = 0, weight = 0;
            var d1 = new double[p];
            var d2 = new double[p, p];
            for (int i = from; i < to; i++)
            {
                weight += sample.WeightOf(i);
                d0 += Add(i, 1, d1, d2);
                for (int a = 0; a < p; a++) Score[a] += g[block] * sample.WeightOf(i) * sample.X[i * p + a];
            }
            for (int turn = 0; turn < turns; turn++)
            {
                double gone = (double)turn / turns, left = s0 - gone * d0, each = weight / turns, time = g[block];
                for (int a = 0; a < p; a++)
                {
                    double meanA = (s1[a] - gone * d1[a]) / left;
                    Score[a] -= time * each * meanA;
                    for (int c = 0; c < p; c++)
                    {
                        double v = each * ((s2[a, c] - gone * d2[a, c]) / left - meanA * (s1[c] - gone * d1[c]) / left);
                        Plain[a, c] += v;
                        Timed[a, c] += time * v;
                        Squared[a, c] += time * time * v;
                    }
                }
            }
        }
    }
}
