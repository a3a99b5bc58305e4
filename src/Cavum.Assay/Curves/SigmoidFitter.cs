namespace Cavum.Assay;

/// <summary>Unweighted least squares for the four- and five-parameter log-logistic curve.</summary>
/// <remarks>
/// Minimises Σ(yᵢ − f(xᵢ))² by Levenberg–Marquardt (Marquardt 1963, J SIAM 11:431–441) in (b, c, d, ln e, ln f) on
/// readings scaled to their range; c and d start from the linear solution for the first b and e. The five-parameter fit
/// starts from the four-parameter one and from asymmetries on both sides, and keeps the least residual. Model of
/// Spiess, Feig &amp; Ritz 2008, BMC Bioinformatics 9:221. A good fit says nothing about amplification: see
/// <see cref="AmplificationTest"/>. Readings that are NaN (cycle without reading) are left out.
/// </remarks>
public static class SigmoidFitter
{
    private const int MaximumSteps = 200;

    /// <summary>A relative fall of the residual sum that ends a rough descent.</summary>
    private const double RoughGain = 0.05;

    public static SigmoidFit Fit(ReadOnlySpan<double> cycles, ReadOnlySpan<double> fluorescence, SigmoidModel model)
    {
        if (cycles.Length != fluorescence.Length)
            throw new ArgumentException($"{cycles.Length} cycles but {fluorescence.Length} readings.", nameof(fluorescence));
        int room = SigmoidProblem.PaddedLength(cycles.Length);
        Span<double> x = room <= 512 ? stackalloc double[room] : new double[room], y = room <= 512 ? stackalloc double[room] : new double[room];
        int n = 0;
        double low = double.PositiveInfinity, high = double.NegativeInfinity, first = double.PositiveInfinity, last = 0;
        for (int i = 0; i < cycles.Length; i++)
        {
            if (!double.IsFinite(fluorescence[i])) continue;
            if (!(cycles[i] > 0) || !double.IsFinite(cycles[i]))
                throw new ArgumentException($"Cycle {cycles[i]} is not above 0.", nameof(cycles));
            (x[n], y[n]) = (Math.Log(cycles[i]), fluorescence[i]);
            (low, high) = (Math.Min(low, y[n]), Math.Max(high, y[n]));
            (first, last) = (Math.Min(first, cycles[i]), Math.Max(last, cycles[i]));
            n++;
        }
        double range = high - low;
        if (n < (model == SigmoidModel.L4 ? 5 : 6) || !(range > 0) || !double.IsFinite(range) || last <= first)
            return new(model, FitStatus.NotFittable, default, 0, 0, n) { FirstCycle = n > 0 ? first : 0, LastCycle = last };
        for (int i = 0; i < n; i++) y[i] = (y[i] - low) / range;
        if (!IsAscending(x[..n])) x[..n].Sort(y[..n]); // the search begins from the first readings and the last
        int padded = SigmoidProblem.PaddedLength(n);
        x[n..padded].Fill(x[n - 1]);
        y[n..padded].Fill(y[n - 1]);
        var problem = new SigmoidProblem(x[..padded], y[..padded], n);
        var (best, converged) = Solve(problem, model);
        var curve = new Sigmoid(best.B, low + best.C * range, low + best.D * range, Math.Exp(best.LogE), Math.Exp(best.LogF));
        return WithPoints(Describe(model, converged, curve, problem, best, range) with { FirstCycle = first, LastCycle = last });
    }

    private static bool IsAscending(ReadOnlySpan<double> x)
    {
        for (int i = 1; i < x.Length; i++)
            if (x[i] < x[i - 1]) return false;
        return true;
    }

    /// <summary>Fits the curve of a reaction; cycles count from 1.</summary>
    public static SigmoidFit Fit(AmplificationCurve curve, SigmoidModel model)
    {
        ArgumentNullException.ThrowIfNull(curve);
        Span<double> cycles = stackalloc double[Math.Min(curve.Cycles, AmplificationCurve.MaximumCycles)];
        for (int i = 0; i < cycles.Length; i++) cycles[i] = i + 1;
        return Fit(cycles, curve.Raw, model);
    }

    private static SigmoidFit Describe(
        SigmoidModel model, bool converged, Sigmoid curve, SigmoidProblem problem, SigmoidParameters best, double range)
    {
        Span<double> hessian = stackalloc double[25], gradient = stackalloc double[5];
        double rss = problem.Normal(best, model == SigmoidModel.L4 ? 4 : 5, hessian, gradient), mean = 0, total = 0;
        foreach (double v in problem.Y) mean += v;
        mean /= problem.Y.Length;
        foreach (double v in problem.Y) total += (v - mean) * (v - mean);
        var status = converged && double.IsFinite(curve.C + curve.D + curve.E + curve.F + curve.B) ? FitStatus.Converged : FitStatus.NotConverged;
        return new(model, status, curve, 1 - rss / total, rss * range * range, problem.Y.Length) { FirstCycle = 0, LastCycle = 0 };
    }

    private static SigmoidFit WithPoints(SigmoidFit fit)
    {
        var curve = fit.Curve;
        if (!double.IsFinite(curve.C + curve.D + curve.E + curve.F + curve.B)) return fit;
        double d1 = OnGrid(curve.Slope, curve.SlopeMaximum(fit.FirstCycle, fit.LastCycle), fit);
        double d2 = OnGrid(curve.Curvature, curve.SecondDerivativeMaximum(fit.FirstCycle, fit.LastCycle), fit);
        double cy0 = d1 - curve.Value(d1) / curve.Slope(d1);
        return fit with { CpD1 = d1, CpD2 = d2, Cy0 = double.IsFinite(cy0) ? Math.Round(cy0, 2) : null };
    }

    private static double OnGrid(Func<double, double> f, double at, SigmoidFit fit)
    {
        double Point(double k) => Math.Round(fit.FirstCycle + k / 100, 10);
        double k = Math.Floor((at - fit.FirstCycle) * 100);
        double left = Point(Math.Max(k, 0)), right = Math.Min(Point(k + 1), fit.LastCycle);
        return f(right) > f(left) ? right : left;
    }

    private static (SigmoidParameters Best, bool Converged) Solve(SigmoidProblem problem, SigmoidModel model)
    {
        var start = problem.Start(0.5);
        var four = Descend(problem, start, 4, model == SigmoidModel.L4 ? Precision.Full : Precision.Rough);
        if (!four.Converged || four.Rss > 0.02 * problem.Count)
        {
            foreach (double level in (ReadOnlySpan<double>)[0.25, 0.75, 0.9])
                if (Descend(problem, problem.Start(level), 4, Precision.Full) is var other && other.Converged && (other.Rss < four.Rss || !four.Converged))
                    four = other;
        }
        if (model == SigmoidModel.L4) return (four.At, four.Converged);
        var five = Descend(problem, four.At, 5, Precision.Full);
        if (five.Converged) return (five.At, true);
        foreach (double asymmetry in (ReadOnlySpan<double>)[-1, 1])
        {
            var other = Descend(problem, start with { LogF = asymmetry }, 5, Precision.Full);
            if (other.Rss < five.Rss || (other.Converged && !five.Converged)) five = other;
        }
        return (five.At, five.Converged);
    }

    /// <summary>How far a descent goes: to the minimum, or near enough to start another one from.</summary>
    private enum Precision
    {
        Full,
        Rough,
    }

    private static (SigmoidParameters At, double Rss, bool Converged) Descend(SigmoidProblem problem, SigmoidParameters start, int size, Precision precision)
    {
        Span<double> hessian = stackalloc double[25], gradient = stackalloc double[5], step = stackalloc double[5], damped = stackalloc double[25];
        Span<double> nextHessian = stackalloc double[25], nextGradient = stackalloc double[5];
        var at = start;
        double rss = problem.Normal(at, size, hessian, gradient), damping = 1e-3;
        int small = 0;
        for (int iteration = 0; iteration < MaximumSteps; iteration++)
        {
            hessian.CopyTo(damped);
            for (int i = 0; i < size; i++) damped[i * 5 + i] += damping * Math.Max(hessian[i * 5 + i], 1e-12);
            if (!NormalEquations.Factor(damped, 5, size))
            {
                if ((damping *= 10) > 1e12) return (at, rss, false);
                continue;
            }
            gradient[..size].CopyTo(step);
            NormalEquations.Solve(damped, 5, size, step);
            var next = at.Plus(step, size);
            double nextRss = problem.Normal(next, size, nextHessian, nextGradient);
            if (nextRss <= rss && double.IsFinite(nextRss))
            {
                bool tiny = rss - nextRss <= 1e-13 * rss + 1e-28 && Largest(step[..size]) < 1e-5;
                bool near = precision == Precision.Rough && rss - nextRss <= RoughGain * rss;
                (at, rss) = (next, nextRss);
                nextHessian.CopyTo(hessian);
                nextGradient.CopyTo(gradient);
                damping = Math.Max(damping * 0.1, 1e-15);
                small = tiny ? small + 1 : 0;
                if (small >= 2 || near) return (at, rss, true);
            }
            else if ((damping *= 10) > 1e10)
            {
                return (at, rss, true); // no direction descends any further: the minimum to machine precision
            }
        }
        return (at, rss, false);
    }

    private static double Largest(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double v in values) largest = Math.Max(largest, Math.Abs(v));
        return largest;
    }
}
