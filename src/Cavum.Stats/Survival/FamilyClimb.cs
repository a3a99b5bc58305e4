namespace Cavum.Stats;

/// <summary>Fits the families without handy derivatives: Newton on fourth-order differences of the log-likelihood.</summary>
internal static class FamilyClimb
{
    private const double GradientStep = 1e-3, HessianStep = 4e-3;

    /// <summary>Beyond this |Q| the generalised gamma is its limit to three digits of log-likelihood: a power law that ends at e^μ (Q → ∞) or begins there (Q → −∞).</summary>
    private const double LargestQ = 8;

    /// <summary>A standard error of a logarithm or of Q beyond this says that the data do not tell the parameter.</summary>
    private const double Unknown = 50;

    public static (FitStatus Status, CoxPoint Point, double[] Theta) Run(SurvivalFamily family, ParametricRows rows)
    {
        var weibull = ParametricSurvival.Climb(AftError.ExtremeValue, rows, false).Theta;
        var normal = ParametricSurvival.Climb(AftError.Normal, rows, false).Theta;
        double[][] starts = family switch
        {
            SurvivalFamily.GeneralisedGamma => [[.. weibull, 1], [.. normal, 0.1]],
            // Rates run against log times: the location and the covariates change sign.
            SurvivalFamily.Gompertz => [[.. weibull[..^1].Select(b => -b), 0]],
            _ => [[-weibull[0], .. weibull[1..^1].Select(b => -b), 0]],
        };
        var best = (Status: FitStatus.NotConverged, Point: new CoxPoint(starts[0].Length) { LogLikelihood = double.NegativeInfinity }, Theta: starts[0]);
        foreach (double[] start in starts) Try(start);
        // A ridge of (σ, Q) stops some climbs: the best Q of a grid, the others at their maximum for it, is a better place to start from.
        if (best.Status == FitStatus.NotConverged && family == SurvivalFamily.GeneralisedGamma)
            foreach (double q in new[] { -2, -0.7, 0.4, 2, 4 })
            {
                double[] from = [.. best.Theta[..^1], q];
                bool[] free = [.. from.Select((_, k) => k < from.Length - 1)];
                Try(NewtonClimb.Run(Evaluate, from, 1e-6, free).Theta);
            }
        if (best.Status == FitStatus.Converged && SymmetricSolve.Inverse(best.Point.Information, [.. Enumerable.Repeat(true, best.Theta.Length)]) is var inverse
            && (inverse is null || Enumerable.Range(rows.P, best.Theta.Length - rows.P).Any(k => !(inverse[k, k] < Unknown * Unknown))))
            best.Status = FitStatus.NoFiniteMaximum;
        return best;

        CoxPoint Evaluate(double[] theta) => Differences(t => LogLikelihood(family, rows, t), theta);

        void Try(double[] start)
        {
            var climbed = NewtonClimb.Run(Evaluate, start, 1e-8, escaped: family == SurvivalFamily.GeneralisedGamma ? theta => Math.Abs(theta[^1]) > LargestQ : null);
            // A climb that arrived is worth more than one that stuck a rounding error higher.
            double gain = climbed.Point.LogLikelihood - best.Point.LogLikelihood, slack = 1e-7 * Math.Max(1, Math.Abs(climbed.Point.LogLikelihood));
            bool arrived = climbed.Status != FitStatus.NotConverged, before = best.Status != FitStatus.NotConverged;
            if (arrived == before ? gain > 0 : arrived ? gain > -slack : gain > slack) best = climbed;
        }
    }

    private static double LogLikelihood(SurvivalFamily family, ParametricRows rows, double[] theta)
    {
        var other = theta.AsSpan(rows.P);
        double sum = 0;
        for (int i = 0; i < rows.N; i++)
        {
            double eta = 0;
            for (int c = 0; c < rows.P; c++) eta += rows.X[i, c] * theta[c];
            double value;
            if (rows.Lower[i] == rows.Upper[i]) value = SurvivalFamilies.LogDensity(family, rows.Lower[i], eta, other);
            else
            {
                double a = rows.Lower[i] > 0 ? SurvivalFamilies.LogSurvival(family, rows.Lower[i], eta, other) : 0;
                value = double.IsPositiveInfinity(rows.Upper[i]) ? a : a + LogExp.Log1MExp(SurvivalFamilies.LogSurvival(family, rows.Upper[i], eta, other) - a);
            }
            if (rows.Entry[i] > 0) value -= SurvivalFamilies.LogSurvival(family, rows.Entry[i], eta, other);
            sum += rows.Weight[i] * value;
        }
        return sum;
    }

    private static CoxPoint Differences(Func<double[], double> f, double[] theta)
    {
        int p = theta.Length;
        var point = new CoxPoint(p) { LogLikelihood = f(theta) };
        if (!point.IsFinite) return point;
        for (int a = 0; a < p; a++)
        {
            double g = GradientStep, h = HessianStep;
            point.Gradient[a] = (8 * (At(a, g) - At(a, -g)) - (At(a, 2 * g) - At(a, -2 * g))) / (12 * g);
            point.Information[a, a] = -(16 * (At(a, h) + At(a, -h)) - (At(a, 2 * h) + At(a, -2 * h)) - 30 * point.LogLikelihood) / (12 * h * h);
            for (int b = 0; b < a; b++)
                point.Information[a, b] = point.Information[b, a] = -(4 * Cross(a, b, h) - Cross(a, b, 2 * h)) / 3;
        }
        return point;

        double At(int a, double step)
        {
            double[] moved = [.. theta];
            moved[a] += step;
            return f(moved);
        }

        double Cross(int a, int b, double h)
        {
            double sum = 0;
            foreach (var (s, t) in new[] { (1, 1), (1, -1), (-1, 1), (-1, -1) })
            {
                double[] moved = [.. theta];
                moved[a] += s * h;
                moved[b] += t * h;
                sum += s * t * f(moved);
            }
            return sum / (4 * h * h);
        }
    }
}
