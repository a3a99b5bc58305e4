namespace Cavum.Stats;

/// <summary>Climbs a partial likelihood by Newton's method with step halving, and says how it went.</summary>
internal sealed class CoxNewton
{
    /// <summary>Steps that move no linear predictor by more than this count as arrived; the next error is its square.</summary>
    private const double Arrived = 1e-8;

    /// <summary>Along a direction without a maximum, Newton steps move the predictor by about 1 for ever while the gain falls e-fold.</summary>
    private const double StillMarching = 0.1, HardlyGaining = 1e-4;
    private const int EarliestSuspicion = 10;

    /// <summary>A predictor that spreads this far and still marches: a maximum further out would need differences below e⁻³⁰ to be real.</summary>
    private const double FarOut = 30;

    private readonly CoxObjective objective;
    private readonly bool[] free;
    private readonly List<FitStep> path = [];

    private CoxNewton(CoxObjective objective, bool[] free) => (this.objective, this.free) = (objective, free);

    /// <param name="free">Covariates that may move; null for all that carry information.</param>
    public static CoxClimb Climb(CoxObjective objective, CoxPoint start, double[] beta, int maxIterations, bool[]? free = null) =>
        new CoxNewton(objective, free ?? Informative(start.Information)).Run(start, beta, maxIterations);

    /// <summary>Covariates that are neither constant nor a combination of earlier ones, within every risk set.</summary>
    public static bool[] Informative(double[,] information)
    {
        int p = information.GetLength(0);
        var free = new bool[p];
        double[,] a = (double[,])information.Clone();
        for (int k = 0; k < p; k++)
        {
            free[k] = a[k, k] > 1e-11 * information[k, k] && a[k, k] > 1e-13;
            if (!free[k]) continue;
            for (int i = k + 1; i < p; i++)
            {
                double factor = a[i, k] / a[k, k];
                for (int j = k + 1; j < p; j++) a[i, j] -= factor * a[k, j];
            }
        }
        return free;
    }

    private CoxClimb Run(CoxPoint point, double[] beta, int maxIterations)
    {
        beta = [.. beta];
        double[] direction = new double[beta.Length];
        path.Add(new(0, point.LogLikelihood, 0));
        for (int iteration = 1; iteration <= maxIterations; iteration++)
        {
            if (SymmetricSolve.Solve(point.Information, point.Gradient, free) is not { } step)
                return new(FitStatus.Separated, point, beta, free, path, direction);
            Limit(step);
            var (next, moved, length) = Advance(point, beta, step);
            if (next is null) return new(length < Arrived ? FitStatus.Converged : FitStatus.NotConverged, point, beta, free, path, direction);
            double gain = next.LogLikelihood - point.LogLikelihood;
            direction = step;
            (point, beta) = (next, moved);
            path.Add(new(iteration, point.LogLikelihood, length));
            if (length < Arrived) return new(FitStatus.Converged, point, beta, free, path, direction);
            if (iteration >= EarliestSuspicion && length > StillMarching && gain < HardlyGaining
                && CoxSeparation.Along(objective.Sample, direction, Length(beta) > FarOut ? CoxSeparation.Settling : CoxSeparation.Proof).Count > 0)
                return new(FitStatus.Separated, point, beta, free, path, direction);
        }
        return new(FitStatus.NotConverged, point, beta, free, path, direction);
    }

    /// <summary>The most that a step moves the linear predictor through one covariate.</summary>
    private double Length(double[] step)
    {
        double largest = 0;
        for (int c = 0; c < step.Length; c++) largest = Math.Max(largest, Math.Abs(step[c]) * objective.Sample.Range[c]);
        return largest;
    }

    /// <summary>No step moves the linear predictor by more than 25: exp stays within range.</summary>
    private void Limit(double[] step)
    {
        double largest = Length(step);
        if (largest > 25)
            for (int i = 0; i < step.Length; i++) step[i] *= 25 / largest;
    }

    private (CoxPoint? Point, double[] Beta, double Length) Advance(CoxPoint from, double[] beta, double[] step)
    {
        double length = Length(step), slack = 1e-10 * Math.Abs(from.LogLikelihood) + 1e-12;
        for (int halving = 0; halving < 30; halving++)
        {
            double[] to = new double[beta.Length];
            for (int i = 0; i < to.Length; i++) to[i] = beta[i] + step[i];
            var point = objective.Evaluate(to);
            if (point.IsFinite && point.LogLikelihood >= from.LogLikelihood - slack) return (point, to, length);
            for (int i = 0; i < step.Length; i++) step[i] /= 2;
            length /= 2;
        }
        return (null, beta, length);
    }
}

/// <summary>Where a climb ended, in centred and scaled covariates; Direction is the last step taken.</summary>
internal sealed record CoxClimb(FitStatus Status, CoxPoint Point, double[] Beta, bool[] Free, IReadOnlyList<FitStep> Path, double[] Direction);
