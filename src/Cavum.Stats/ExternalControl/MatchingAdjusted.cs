namespace Cavum.Stats;

/// <summary>One covariate's moments in the target population.</summary>
/// <param name="Sd">Where given, the second moment mean² + sd² is matched too.</param>
public sealed record MatchTarget(string Name, double Mean, double? Sd = null);

/// <summary>One row of a balance table.</summary>
public sealed record MatchBalance(string Name, double Target, double Before, double After);

/// <summary>Matching-adjusted weights.</summary>
/// <param name="Feasible">False where the target does not lie strictly inside the convex hull of the subjects: no weights exist.</param>
/// <param name="Weights">exp(x′a), unscaled; empty when infeasible.</param>
/// <param name="Coefficients">a, one for each matched moment (first moments, each followed by its second where matched).</param>
/// <param name="GradientNorm">max |Σ w x| / Σ w over the matched moments, centred at the target.</param>
/// <param name="HullDepth">n times the least weight that the most even exact weighting gives a subject: 0 on the hull's boundary.</param>
public sealed record MatchingAdjustedFit(bool Feasible, double[] Weights, double[] Coefficients, double EffectiveSampleSize,
    double GradientNorm, double HullDepth, IReadOnlyList<MatchBalance> Balance, int Iterations, bool Converged, string Status);

/// <summary>Matching-adjusted indirect comparison: weights that give the subjects the moments of a published population.</summary>
/// <remarks>
/// w_i = exp(x_i′a), a = argmin Σ exp(x_i′a), x centred at the target (Signorovitch et al. 2010, Pharmacoeconomics 28:935–945;
/// Signorovitch et al. 2012, Value Health 15:940–947). Damped Newton until the gradient is at the floor of double precision. A minimum exists
/// exactly when the target is strictly inside the hull, which a linear programme decides first. ESS = (Σw)²/Σw².
/// </remarks>
public static class MatchingAdjusted
{
    /// <param name="covariates">One row a subject, one column a target.</param>
    public static MatchingAdjustedFit Weigh(double[,] covariates, IReadOnlyList<MatchTarget> targets)
    {
        int n = covariates.GetLength(0), k = covariates.GetLength(1);
        Demand.SameLength(k, targets.Count, nameof(targets));
        if (n < 1 || k < 1) throw new ArgumentException("Matching needs subjects and covariates.", nameof(covariates));
        foreach (double value in covariates)
            if (!double.IsFinite(value)) throw new ArgumentException("A covariate is not finite.", nameof(covariates));
        foreach (var target in targets)
            if (!double.IsFinite(target.Mean) || target.Sd is { } sd && !(sd >= 0 && double.IsFinite(sd)))
                throw new ArgumentException($"{target.Name}: a target is finite and its sd not negative.", nameof(targets));

        var moments = MomentMatrix.Of(covariates, targets);
        double? depth = ConvexHull.DepthOfOrigin(moments.Scaled);
        if (depth is not > 1e-9)
            return new(false, [], [], 0, 0, depth ?? 0, [], 0, false, depth is null
                ? "The target lies outside the convex hull of the subjects: no weights match it."
                : "The target lies on the boundary of the convex hull of the subjects: no finite weights match it.");
        int[] kept = moments.Independent();
        var newton = Newton(moments.Columns(kept));
        return moments.Report(newton.A, kept, depth.Value, newton.Iterations, newton.Converged);
    }

    /// <summary>Minimises ln Σ exp(x′a); the scale-free form has the same minimiser and does not overflow.</summary>
    internal static (double[] A, int Iterations, bool Converged) Newton(double[,] x)
    {
        int n = x.GetLength(0), p = x.GetLength(1);
        double[] a = new double[p], best = a;
        double leastNorm = double.PositiveInfinity;
        var state = Evaluate(x, a);
        int stalled = 0, iteration = 0;
        for (; iteration < 200 && stalled < 4; iteration++)
        {
            double norm = state.Gradient.Max(Math.Abs);
            if (norm < leastNorm) (leastNorm, best, stalled) = (norm, a, 0);
            else stalled++;
            if (norm == 0) break;
            for (int j = 0; j < p; j++) state.Hessian[j, j] *= 1 + 1e-15;
            if (!Cholesky.TryDecompose(state.Hessian, out var cholesky, 1e-16)) break;
            double[] step = cholesky.Solve(state.Gradient);
            double decrement = Matrix.Dot(step, state.Gradient), factor = 1;
            while (true)
            {
                var next = new double[p];
                for (int j = 0; j < p; j++) next[j] = a[j] - factor * step[j];
                var trial = Evaluate(x, next);
                if (trial.Value <= state.Value - 1e-4 * factor * decrement + 1e-13 * Math.Max(1, Math.Abs(state.Value)) || factor < 1e-10)
                {
                    (a, state) = (next, trial);
                    break;
                }
                factor *= 0.5;
            }
        }
        return (best, iteration, leastNorm < 1e-9);
    }

    private static (double Value, double[] Gradient, double[,] Hessian) Evaluate(double[,] x, double[] a)
    {
        int n = x.GetLength(0), p = x.GetLength(1);
        double[] w = WeightsOf(x, a, out double high);
        double sum = 0;
        foreach (double v in w) sum += v;
        var g = new double[p];
        var h = new double[p, p];
        for (int i = 0; i < n; i++)
        {
            double share = w[i] / sum;
            if (share == 0) continue;
            for (int j = 0; j < p; j++)
            {
                double part = share * x[i, j];
                g[j] += part;
                for (int k = 0; k <= j; k++) h[j, k] += part * x[i, k];
            }
        }
        for (int j = 0; j < p; j++)
            for (int k = 0; k <= j; k++) h[k, j] = h[j, k] -= g[j] * g[k];
        return (high + Math.Log(sum), g, h);
    }

    /// <summary>Newton steps applied to the weights themselves: the last digits of the balance lie below the last digit of the coefficients.</summary>
    /// <param name="x">Independent matched columns.</param>
    internal static void Polish(double[,] x, double[] weights)
    {
        int n = x.GetLength(0), p = x.GetLength(1);
        double least = double.PositiveInfinity;
        double[] best = [.. weights];
        for (int pass = 0; pass < 6; pass++)
        {
            double sum = CompensatedSum.Of(weights);
            var gradient = new double[p];
            var hessian = new double[p, p];
            for (int j = 0; j < p; j++)
            {
                gradient[j] = CompensatedSum.OfProducts(weights, x, j) / sum;
                for (int k = 0; k <= j; k++)
                {
                    double cross = 0;
                    for (int i = 0; i < n; i++) cross += weights[i] * x[i, j] * x[i, k];
                    hessian[j, k] = hessian[k, j] = cross / sum;
                }
            }
            double norm = gradient.Max(Math.Abs);
            if (!(norm < least)) break;
            least = norm;
            weights.CopyTo(best, 0);
            if (!Cholesky.TryDecompose(hessian, out var cholesky, 1e-16)) break;
            double[] step = cholesky.Solve(gradient);
            for (int i = 0; i < n; i++)
            {
                double move = 0;
                for (int j = 0; j < p; j++) move += step[j] * x[i, j];
                weights[i] += weights[i] * LogExp.ExpM1(-move);
            }
        }
        best.CopyTo(weights, 0);
    }

    private static double[] WeightsOf(double[,] x, double[] a, out double high)
    {
        int n = x.GetLength(0), p = x.GetLength(1);
        var w = new double[n];
        high = double.NegativeInfinity;
        for (int i = 0; i < n; i++)
        {
            double sum = 0;
            for (int j = 0; j < p; j++) sum += x[i, j] * a[j];
            w[i] = sum;
            high = Math.Max(high, sum);
        }
        for (int i = 0; i < n; i++) w[i] = Math.Exp(w[i] - high);
        return w;
    }
}
