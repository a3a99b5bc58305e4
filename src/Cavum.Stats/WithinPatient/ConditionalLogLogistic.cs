namespace Cavum.Stats;

/// <summary>The second period given the first: ln T₂ = a + b·ln T₁ + σ·ε, ε logistic, fitted with censoring; and what the fit would be without one patient.</summary>
/// <remarks>
/// A weak penalty of ½·0.05·(b² + (ln σ)²) keeps b and σ finite where few periods ended; it does not depend on the unit of time. Second periods of 0 say
/// nothing on the tail and are left out. Without a patient the fit moves by one Newton step, H without that row included.
/// </remarks>
internal sealed class ConditionalLogLogistic
{
    /// <summary>Fewer second periods that ended do not carry three parameters.</summary>
    internal const int FewestEvents = 5;

    private const double Penalty = 0.05;

    private readonly double[] theta;
    private readonly double[]?[] without;

    private ConditionalLogLogistic(double[] theta, double[]?[] without) => (this.theta, this.without) = (theta, without);

    /// <summary>Null where too few second periods ended or the fit does not converge.</summary>
    public static ConditionalLogLogistic? Fit(ReadOnlySpan<LinePair> pairs)
    {
        int[] used = Used(pairs);
        int events = 0;
        foreach (int i in used) events += pairs[i].SecondIsEvent ? 1 : 0;
        if (events < FewestEvents) return null;
        var all = Rows(pairs, used);
        var likelihood = new AftLikelihood(AftError.Logistic, all, false);
        var (status, point, theta) = NewtonClimb.Run(t => Penalised(likelihood.Evaluate(t), t), [Start(pairs, used), 0, Math.Log(0.6)]);
        if (status != FitStatus.Converged) return null;
        var without = new double[]?[pairs.Length];
        foreach (int i in used)
        {
            var row = new AftLikelihood(AftError.Logistic, Rows(pairs, [i]), false).Evaluate(theta);
            var information = (double[,])point.Information.Clone();
            for (int a = 0; a < 3; a++)
                for (int b = 0; b < 3; b++) information[a, b] -= row.Information[a, b];
            if (SymmetricSolve.Solve(information, row.Gradient, [true, true, true]) is not { } step) continue;
            without[i] = [theta[0] - step[0], theta[1] - step[1], theta[2] - step[2]];
        }
        return new(theta, without);
    }

    /// <summary>P(T₂ &gt; to·T₁ | T₂ &gt; from·T₁, T₁), T₁ given by its logarithm; <paramref name="leftOut"/> −1 for the whole fit.</summary>
    public double Continue(double logFirst, double logFrom, double logTo, int leftOut)
    {
        double[] at = leftOut < 0 ? theta : without[leftOut] ?? theta;
        double centre = at[0] + (at[1] - 1) * logFirst, scale = Math.Exp(-at[2]);
        return Math.Exp(LogSurvival((logTo - centre) * scale) - (double.IsNegativeInfinity(logFrom) ? 0 : LogSurvival((logFrom - centre) * scale)));
    }

    private static double LogSurvival(double w) => w > 0 ? -w - LogExp.Log1P(Math.Exp(-w)) : -LogExp.Log1P(Math.Exp(w));

    private static int[] Used(ReadOnlySpan<LinePair> pairs)
    {
        var used = new List<int>();
        for (int i = 0; i < pairs.Length; i++)
            if (pairs[i].Second > 0) used.Add(i);
        return [.. used];
    }

    private static double Start(ReadOnlySpan<LinePair> pairs, int[] used)
    {
        double sum = 0;
        foreach (int i in used) sum += Math.Log(pairs[i].Second);
        return sum / used.Length;
    }

    private static ParametricRows Rows(ReadOnlySpan<LinePair> pairs, int[] used)
    {
        int n = used.Length;
        var (lower, upper, weight, x) = (new double[n], new double[n], new double[n], new double[n, 2]);
        for (int k = 0; k < n; k++)
        {
            var pair = pairs[used[k]];
            (lower[k], upper[k], weight[k], x[k, 0], x[k, 1]) = (pair.Second, pair.SecondIsEvent ? pair.Second : double.PositiveInfinity, 1, 1, Math.Log(pair.First));
        }
        return new(lower, upper, new double[n], weight, x);
    }

    private static CoxPoint Penalised(CoxPoint point, double[] at)
    {
        for (int c = 1; c < 3; c++)
        {
            point.LogLikelihood -= 0.5 * Penalty * at[c] * at[c];
            point.Gradient[c] -= Penalty * at[c];
            point.Information[c, c] += Penalty;
        }
        return point;
    }
}
