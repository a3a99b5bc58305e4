namespace Cavum.Stats;

/// <summary>The error distribution of log time in an accelerated failure time model.</summary>
internal enum AftError
{
    /// <summary>Smallest extreme value: the time is Weibull (exponential when σ = 1).</summary>
    ExtremeValue,
    Logistic,
    Normal,
}

/// <summary>Log-likelihood, gradient and information of log T = x′β + σ·ε in (β, log σ), with right, left and interval censoring and delayed entry.</summary>
internal sealed class AftLikelihood
{
    private readonly AftError error;
    private readonly ParametricRows rows;
    private readonly bool fixedScale;

    public AftLikelihood(AftError error, ParametricRows rows, bool fixedScale) => (this.error, this.rows, this.fixedScale) = (error, rows, fixedScale);

    public int Parameters => rows.P + (fixedScale ? 0 : 1);

    /// <param name="theta">β, then log σ unless the scale is fixed at 1.</param>
    public CoxPoint Evaluate(ReadOnlySpan<double> theta)
    {
        var point = new CoxPoint(Parameters);
        double logScale = fixedScale ? 0 : theta[rows.P], scale = Math.Exp(logScale);
        var gradient = new double[Parameters];
        var hessian = new double[Parameters, Parameters];
        for (int i = 0; i < rows.N; i++)
        {
            double eta = 0;
            for (int c = 0; c < rows.P; c++) eta += rows.X[i, c] * theta[c];
            Array.Clear(gradient);
            Array.Clear(hessian);
            double value = Row(i, eta, logScale, scale, gradient, hessian);
            double weight = rows.Weight[i];
            point.LogLikelihood += weight * value;
            for (int a = 0; a < Parameters; a++)
            {
                point.Gradient[a] += weight * gradient[a];
                for (int b = 0; b < Parameters; b++) point.Information[a, b] -= weight * hessian[a, b];
            }
        }
        return point;
    }

    private double Row(int i, double eta, double logScale, double scale, double[] gradient, double[,] hessian)
    {
        double value = 0, lower = rows.Lower[i], upper = rows.Upper[i];
        if (lower == upper)
        {
            double w = (Math.Log(lower) - eta) / scale;
            var (g, g1, g2) = LogDensity(w);
            value = g - logScale - Math.Log(lower);
            Add(i, w, scale, g1, g2, 1, gradient, hessian);
            if (!fixedScale) gradient[rows.P] -= 1;
        }
        else if (double.IsPositiveInfinity(upper) && lower > 0)
        {
            double w = (Math.Log(lower) - eta) / scale;
            var (g, g1, g2) = LogSurvival(w);
            value = g;
            Add(i, w, scale, g1, g2, 1, gradient, hessian);
        }
        else if (upper < double.PositiveInfinity) value = Interval(i, eta, scale, lower, upper, gradient, hessian);
        if (rows.Entry[i] > 0)
        {
            double w = (Math.Log(rows.Entry[i]) - eta) / scale;
            var (g, g1, g2) = LogSurvival(w);
            value -= g;
            Add(i, w, scale, g1, g2, -1, gradient, hessian);
        }
        return value;
    }

    /// <summary>log(S(a) − S(b)); a may be 0, where S is 1.</summary>
    private double Interval(int i, double eta, double scale, double lower, double upper, double[] gradient, double[,] hessian)
    {
        double b = (Math.Log(upper) - eta) / scale, a = lower > 0 ? (Math.Log(lower) - eta) / scale : double.NegativeInfinity;
        double survivalA = lower > 0 ? Math.Exp(LogSurvival(a).Value) : 1, logSurvivalB = LogSurvival(b).Value;
        double probability = lower > 0 ? survivalA * -LogExp.ExpM1(logSurvivalB - LogSurvival(a).Value) : -LogExp.ExpM1(logSurvivalB);
        double densityB = Math.Exp(LogDensity(b).Value);
        var total = new double[Parameters];
        AddProbability(i, b, scale, densityB, densityB * LogDensity(b).First, 1 / probability, total, hessian);
        if (lower > 0)
        {
            double densityA = Math.Exp(LogDensity(a).Value);
            AddProbability(i, a, scale, densityA, densityA * LogDensity(a).First, -1 / probability, total, hessian);
        }
        for (int r = 0; r < Parameters; r++)
        {
            gradient[r] += total[r];
            for (int c = 0; c < Parameters; c++) hessian[r, c] -= total[r] * total[c];
        }
        return Math.Log(probability);
    }

    private void AddProbability(int i, double w, double scale, double density, double slope, double factor, double[] gradient, double[,] hessian) =>
        Add(i, w, scale, density, slope, factor, gradient, hessian);

    /// <summary>Chain rule from w = (log t − η)/σ to (β, log σ).</summary>
    private void Add(int i, double w, double scale, double first, double second, double factor, double[] gradient, double[,] hessian)
    {
        int p = rows.P;
        for (int a = 0; a < p; a++)
        {
            double xa = rows.X[i, a] / scale;
            gradient[a] -= factor * first * xa;
            for (int b = 0; b < p; b++) hessian[a, b] += factor * second * xa * rows.X[i, b] / scale;
            if (fixedScale) continue;
            double mixed = factor * (second * w + first) * xa;
            hessian[a, p] += mixed;
            hessian[p, a] += mixed;
        }
        if (fixedScale) return;
        gradient[p] -= factor * first * w;
        hessian[p, p] += factor * (second * w * w + first * w);
    }

    public double LogSurvivalAt(double w) => LogSurvival(w).Value;

    private (double Value, double First, double Second) LogSurvival(double w)
    {
        switch (error)
        {
            case AftError.ExtremeValue:
                double e = Math.Exp(w);
                return (-e, -e, -e);
            case AftError.Logistic:
                double f = 1 / (1 + Math.Exp(-w));
                return (w > 0 ? -w - LogExp.Log1P(Math.Exp(-w)) : -LogExp.Log1P(Math.Exp(w)), -f, -f * (1 - f));
            default:
                double log = Normal.LogSf(w), hazard = Math.Exp(Normal.LogPdf(w) - log);
                return (log, -hazard, -hazard * (hazard - w));
        }
    }

    private (double Value, double First, double Second) LogDensity(double w)
    {
        switch (error)
        {
            case AftError.ExtremeValue:
                double e = Math.Exp(w);
                return (w - e, 1 - e, -e);
            case AftError.Logistic:
                double f = 1 / (1 + Math.Exp(-w));
                return (w + 2 * LogSurvival(w).Value, 1 - 2 * f, -2 * f * (1 - f));
            default:
                return (Normal.LogPdf(w), -w, -1);
        }
    }
}
