namespace Cavum.Stats;

/// <summary>Residuals of a Cox regression, in the order of the input rows; rows of weight 0 have 0 everywhere.</summary>
/// <remarks>Therneau &amp; Grambsch 2000, chapters 4 and 7. Efron fits use Efron residuals throughout: mixing in Breslow's makes the robust error too small.</remarks>
public static class CoxResiduals
{
    /// <summary>Mᵢ = δᵢ − Λᵢ, observed minus expected events.</summary>
    public static double[] Martingale(CoxFit fit)
    {
        var blocks = Blocks(fit);
        return InOrder(fit, Expected(fit.Sample, blocks), (i, expected) => (fit.Sample.Event[i] ? 1 : 0) - expected);
    }

    /// <summary>sign(M)·√(−2(M + δ·log(δ − M))).</summary>
    public static double[] Deviance(CoxFit fit)
    {
        var blocks = Blocks(fit);
        return InOrder(fit, Expected(fit.Sample, blocks), (i, expected) =>
        {
            double m = (fit.Sample.Event[i] ? 1 : 0) - expected;
            return Math.Sign(m) * Math.Sqrt(-2 * (m + (fit.Sample.Event[i] ? Math.Log(expected) : 0)));
        });
    }

    /// <summary>Each row's part of the score, ∫(xᵢ − m(t))dMᵢ: rows × covariates, unweighted.</summary>
    public static double[,] Score(CoxFit fit)
    {
        double[,] scaled = ScaledScore(fit.Sample, Blocks(fit));
        return Reorder(fit, (i, c) => scaled[i, c] * fit.Sample.Scale[c]);
    }

    /// <summary>Approximate change of each coefficient when the row is left out: weight × score × variance (R's default for dfbeta; its score residuals are unweighted).</summary>
    public static double[,] Dfbeta(CoxFit fit)
    {
        double[,] scaled = ScaledScore(fit.Sample, Blocks(fit));
        int p = fit.Sample.P;
        return Reorder(fit, (i, c) =>
        {
            double sum = 0;
            for (int a = 0; a < p; a++) sum += scaled[i, a] * fit.Sample.Scale[a] * fit.Variance[a, c];
            return sum * fit.Sample.WeightOf(i);
        });
    }

    /// <summary>Covariates of each event minus the risk-set mean, by stratum and time: (time, row, residuals).</summary>
    public static IReadOnlyList<(double Time, int Row, double[] Residual)> Schoenfeld(CoxFit fit)
    {
        var (sample, blocks) = (fit.Sample, Blocks(fit));
        var result = new List<(double, int, double[])>(sample.Deaths);
        for (int b = 0; b < sample.Blocks; b++)
            for (int i = sample.DeathFrom[b]; i < sample.DeathTo[b]; i++)
            {
                var residual = new double[sample.P];
                for (int c = 0; c < sample.P; c++) residual[c] = (sample.X[i * sample.P + c] - blocks.Mean[b * sample.P + c]) * sample.Scale[c];
                result.Add((sample.Stop[i], sample.Row[i], residual));
            }
        return result;
    }

    /// <summary>β + events·V·(Schoenfeld residual): a path that is flat under proportional hazards (Grambsch &amp; Therneau 1994, Biometrika 81:515).</summary>
    public static IReadOnlyList<(double Time, int Row, double[] Residual)> ScaledSchoenfeld(CoxFit fit)
    {
        int p = fit.Sample.P;
        return [.. Schoenfeld(fit).Select(r =>
        {
            double[] scaled = [.. fit.Beta];
            for (int c = 0; c < p; c++)
                for (int a = 0; a < p; a++) scaled[c] += fit.Events * fit.Variance[c, a] * r.Residual[a];
            return (r.Time, r.Row, scaled);
        })];
    }

    private static CoxBlocks Blocks(CoxFit fit)
    {
        if (fit.Options.Ties is CoxTies.ExactDiscrete or CoxTies.ExactMarginal)
            throw new ArgumentException("Residuals exist for Efron and Breslow fits.", nameof(fit));
        return CoxBlocks.Make(fit.Sample, fit.Climb.Beta, fit.Options.Ties);
    }

    /// <summary>Expected events of each sorted row.</summary>
    internal static double[] Expected(CoxSample sample, CoxBlocks blocks)
    {
        var expected = new double[sample.N];
        double[] cumulative = Cumulate(sample, blocks.Hazard, 1, 0);
        ForEachRow(sample, (i, stratum, entryBlock, stopBlock) =>
        {
            double met = cumulative[stopBlock + stratum] - cumulative[entryBlock + stratum];
            if (sample.Event[i]) met += blocks.DeathHazard[stopBlock - 1] - blocks.Hazard[stopBlock - 1];
            expected[i] = met * blocks.Risk[i];
        });
        return expected;
    }

    private static double[,] ScaledScore(CoxSample sample, CoxBlocks blocks)
    {
        int p = sample.P;
        var score = new double[sample.N, p];
        double[] expected = Expected(sample, blocks);
        for (int c = 0; c < p; c++)
        {
            double[] cumulative = Cumulate(sample, blocks.MeanHazard, p, c);
            int column = c;
            ForEachRow(sample, (i, stratum, entryBlock, stopBlock) =>
            {
                double x = sample.X[i * p + column], met = cumulative[stopBlock + stratum] - cumulative[entryBlock + stratum], own = 0;
                if (sample.Event[i])
                {
                    int at = (stopBlock - 1) * p + column;
                    met += blocks.DeathMeanHazard[at] - blocks.MeanHazard[at];
                    own = x - blocks.Mean[at];
                }
                score[i, column] = own - (x * expected[i] - blocks.Risk[i] * met);
            });
        }
        return score;
    }

    /// <summary>Σ over clusters of (Σ w·dfbeta)(Σ w·dfbeta)′, in scaled covariates.</summary>
    internal static double[,] Sandwich(CoxSample sample, CoxClimb climb, CoxInput input, double[,] variance, CoxTies ties)
    {
        int p = sample.P, clusters = input.Clusters.Length == 0 ? sample.N : LogRankSums.CountOf(input.Clusters);
        double[,] score = ScaledScore(sample, CoxBlocks.Make(sample, climb.Beta, ties));
        var sums = new double[clusters, p];
        for (int i = 0; i < sample.N; i++)
        {
            int cluster = input.Clusters.Length == 0 ? i : input.Clusters[sample.Row[i]];
            for (int a = 0; a < p; a++)
                for (int c = 0; c < p; c++) sums[cluster, c] += sample.WeightOf(i) * score[i, a] * variance[a, c];
        }
        var sandwich = new double[p, p];
        for (int k = 0; k < clusters; k++)
            for (int a = 0; a < p; a++)
                for (int b = 0; b < p; b++) sandwich[a, b] += sums[k, a] * sums[k, b];
        return sandwich;
    }

    /// <summary>Running sums over the blocks; those of stratum s lie from BlockStart[s] + s on and start at 0, so that a small sum keeps its digits after a stratum with a large one.</summary>
    private static double[] Cumulate(CoxSample sample, double[] values, int stride, int offset)
    {
        var cumulative = new double[sample.Blocks + sample.StratumStart.Length - 1];
        for (int s = 0; s + 1 < sample.StratumStart.Length; s++)
            for (int b = sample.BlockStart[s]; b < sample.BlockStart[s + 1]; b++) cumulative[b + s + 1] = cumulative[b + s] + values[b * stride + offset];
        return cumulative;
    }

    private static void ForEachRow(CoxSample sample, Action<int, int, int, int> visit)
    {
        for (int s = 0; s + 1 < sample.StratumStart.Length; s++)
            for (int i = sample.StratumStart[s]; i < sample.StratumStart[s + 1]; i++)
                visit(i, s, sample.EntryBlock is { } entry ? entry[i] : sample.BlockStart[s], sample.StopBlock[i]);
    }

    private static double[] InOrder(CoxFit fit, double[] sorted, Func<int, double, double> map)
    {
        var result = new double[fit.Input.Times.Length];
        for (int i = 0; i < sorted.Length; i++) result[fit.Sample.Row[i]] = map(i, sorted[i]);
        return result;
    }

    private static double[,] Reorder(CoxFit fit, Func<int, int, double> value)
    {
        var result = new double[fit.Input.Times.Length, fit.Sample.P];
        for (int i = 0; i < fit.Sample.N; i++)
            for (int c = 0; c < fit.Sample.P; c++) result[fit.Sample.Row[i], c] = value(i, c);
        return result;
    }
}
