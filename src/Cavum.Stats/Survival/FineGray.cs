namespace Cavum.Stats;

/// <param name="Coefficients">Limits of the subdistribution hazard ratio; errors allow for the estimated censoring distribution.</param>
public sealed record FineGrayFit(
    FitStatus Status, int Events, double LogLikelihood, double LogLikelihoodNull, double[] Beta, double[,] Variance, IReadOnlyList<CoxCoefficient> Coefficients);

/// <summary>Regression of the subdistribution hazard of one cause.</summary>
/// <remarks>
/// Rows with a competing event stay at risk with weight Ĝ(t−)/Ĝ(X−), Ĝ the Kaplan–Meier estimate of censoring; Breslow ties; variance
/// I⁻¹·Σ(ηᵢ + ψᵢ)(ηᵢ + ψᵢ)′·I⁻¹ with ψ the error of Ĝ (Fine &amp; Gray 1999, JASA 94:496). Oracle: cmprsk's crr. O(n·event times).
/// </remarks>
public static class FineGray
{
    /// <param name="causes">0 censored; 1, 2, … the cause of the event.</param>
    public static FineGrayFit Fit(
        ReadOnlySpan<double> times, ReadOnlySpan<int> causes, double[,] covariates, int cause = 1, IReadOnlyList<string>? names = null, double confidence = 0.95)
    {
        SurvivalArguments.CheckConfidence(confidence);
        if (covariates.GetLength(0) != times.Length) throw new ArgumentException($"{times.Length} times but {covariates.GetLength(0)} rows of covariates.", nameof(covariates));
        var model = new FineGrayModel(times, causes, covariates, cause);
        int p = model.P;
        if (model.Events == 0) return new(FitStatus.NoEvents, 0, 0, 0, new double[p], new double[p, p], []);
        double[] beta = new double[p];
        var start = model.Evaluate(beta);
        bool[] free = CoxNewton.Informative(start.Information);
        var (status, point, scaled) = NewtonClimb.Run(b => model.Evaluate(b), beta, 1e-10, free);
        if (Flat(start.Information, point.Information, free)) status = FitStatus.Separated;
        double[,] variance = CoxRegression.Unscale(model.Sandwich(scaled, SymmetricSolve.Inverse(point.Information, free) ?? new double[p, p]), model.Scale);
        double half = Normal.Quantile(0.5 + confidence / 2);
        double[] estimates = [.. scaled.Select((b, c) => b / model.Scale[c])];
        return new(status, model.Events, point.LogLikelihood, start.LogLikelihood, estimates, variance,
            [.. estimates.Select((b, c) => Coefficient(names?[c] ?? $"x{c + 1}", b, Math.Sqrt(variance[c, c]), half, free[c] && status == FitStatus.Converged))]);
    }

    /// <summary>Information falls like e^(−β) along a direction without a maximum: almost none left means that the climb went there.</summary>
    private static bool Flat(double[,] start, double[,] end, bool[] free)
    {
        const double Left = 1e-10;
        var a = (double[,])end.Clone();
        for (int k = 0; k < free.Length; k++)
        {
            if (!free[k]) continue;
            if (!(a[k, k] > Left * start[k, k])) return true;
            for (int i = k + 1; i < free.Length; i++)
            {
                if (!free[i]) continue;
                double factor = a[i, k] / a[k, k];
                for (int j = k + 1; j < free.Length; j++) a[i, j] -= factor * a[k, j];
            }
        }
        return false;
    }

    private static CoxCoefficient Coefficient(string name, double b, double se, double half, bool usable) => usable
        ? new(name, b, se, se, Finite(b / se), Finite(2 * Normal.Sf(Math.Abs(b / se))), Finite(Math.Exp(b)), Finite(Math.Exp(b - half * se)), Finite(Math.Exp(b + half * se)))
        : new(name, null, null, null, null, null, null, null, null, true);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}

/// <summary>Rows, censoring weights and risk sums of a Fine–Gray model.</summary>
internal sealed class FineGrayModel
{
    private readonly double[] time, censoringBefore, x;
    private readonly int[] kind; // 0 censored, 1 the cause, 2 a competing cause
    private readonly int[] eventStart; // first sorted row of each distinct time with events of the cause
    private readonly int n;

    public FineGrayModel(ReadOnlySpan<double> times, ReadOnlySpan<int> causes, double[,] covariates, int cause)
    {
        n = times.Length;
        P = covariates.GetLength(1);
        var (sorted, order) = TimeOrder.Sort(times);
        TimeTies.MergeSorted(sorted);
        time = sorted;
        kind = new int[n];
        x = new double[n * P];
        Scale = new double[P];
        for (int i = 0; i < n; i++)
        {
            int code = causes[order[i]];
            if (code < 0) throw new ArgumentException($"A cause is {code}; 0 is censored, causes are 1, 2, ….", nameof(causes));
            kind[i] = code == 0 ? 0 : code == cause ? 1 : 2;
            if (kind[i] == 1) Events++;
        }
        for (int c = 0; c < P; c++) FillColumn(covariates, order, c);
        censoringBefore = CensoringBefore();
        var starts = new List<int>();
        for (int start = 0, end; start < n; start = end)
        {
            bool any = false;
            for (end = start; end < n && time[end] == time[start]; end++) any |= kind[end] == 1;
            if (any) starts.Add(start);
        }
        eventStart = [.. starts];
    }

    public int P { get; }
    public int Events { get; }
    public double[] Scale { get; }

    private void FillColumn(double[,] covariates, int[] order, int c)
    {
        double mean = 0, square = 0;
        for (int i = 0; i < n; i++) mean += covariates[i, c] / n;
        for (int i = 0; i < n; i++) square += (covariates[i, c] - mean) * (covariates[i, c] - mean);
        Scale[c] = square > 0 ? Math.Sqrt(square / n) : 1;
        for (int i = 0; i < n; i++) x[i * P + c] = (covariates[order[i], c] - mean) / Scale[c];
    }

    private double[] CensoringBefore()
    {
        var before = new double[n];
        double g = 1;
        for (int start = 0, end; start < n; start = end)
        {
            int censored = 0;
            for (end = start; end < n && time[end] == time[start]; end++)
            {
                before[end] = g;
                if (kind[end] == 0) censored++;
            }
            g *= 1 - (double)censored / (n - start);
        }
        return before;
    }

    /// <summary>Weight of row i at the event time whose first sorted row is <paramref name="at"/>; 0 if it is not at risk.</summary>
    private double WeightAt(int i, int at) => i >= at ? 1 : kind[i] == 2 ? censoringBefore[at] / censoringBefore[i] : 0;

    public CoxPoint Evaluate(ReadOnlySpan<double> beta)
    {
        var point = new CoxPoint(P);
        double[] risk = Risk(beta), mean = new double[P];
        var second = new double[P, P];
        foreach (int at in eventStart)
        {
            double s0 = Moments(risk, at, mean, second);
            int events = 0;
            for (int i = at; i < n && time[i] == time[at]; i++)
            {
                if (kind[i] != 1) continue;
                events++;
                point.LogLikelihood += Math.Log(risk[i]) - Math.Log(s0);
                for (int a = 0; a < P; a++) point.Gradient[a] += x[i * P + a] - mean[a];
            }
            for (int a = 0; a < P; a++)
                for (int b = 0; b < P; b++) point.Information[a, b] += events * (second[a, b] - mean[a] * mean[b]);
        }
        return point;
    }

    private double[] Risk(ReadOnlySpan<double> beta)
    {
        var risk = new double[n];
        for (int i = 0; i < n; i++)
        {
            double eta = 0;
            for (int c = 0; c < P; c++) eta += x[i * P + c] * beta[c];
            risk[i] = Math.Exp(eta);
        }
        return risk;
    }

    private double Moments(double[] risk, int at, double[] mean, double[,] second)
    {
        Array.Clear(mean);
        Array.Clear(second);
        double s0 = 0;
        for (int i = 0; i < n; i++)
        {
            double r = WeightAt(i, at) * risk[i];
            if (r == 0) continue;
            s0 += r;
            for (int a = 0; a < P; a++)
            {
                mean[a] += r * x[i * P + a];
                for (int b = 0; b < P; b++) second[a, b] += r * x[i * P + a] * x[i * P + b];
            }
        }
        for (int a = 0; a < P; a++)
        {
            mean[a] /= s0;
            for (int b = 0; b < P; b++) second[a, b] /= s0;
        }
        return s0;
    }

    /// <summary>I⁻¹·Σ(η + ψ)(η + ψ)′·I⁻¹.</summary>
    public double[,] Sandwich(ReadOnlySpan<double> beta, double[,] inverse)
    {
        double[,] influence = Influence(Risk(beta));
        var meat = new double[P, P];
        for (int i = 0; i < n; i++)
            for (int a = 0; a < P; a++)
                for (int b = 0; b < P; b++) meat[a, b] += influence[i, a] * influence[i, b];
        var variance = new double[P, P];
        for (int a = 0; a < P; a++)
            for (int b = 0; b < P; b++)
                for (int c = 0; c < P; c++)
                    for (int d = 0; d < P; d++) variance[a, b] += inverse[a, c] * meat[c, d] * inverse[d, b];
        return variance;
    }

    private double[,] Influence(double[] risk)
    {
        var influence = new double[n, P];
        var late = new double[n, P]; // of a competing row, ∫ (x − x̄)·w·r·dΛ over the event times after its own
        var pending = new double[n, P]; // Σ over competing rows left before each event time of what they still meet from it on, by event time
        double[] mean = new double[P];
        var second = new double[P, P];
        for (int e = 0; e < eventStart.Length; e++)
        {
            int at = eventStart[e], events = 0;
            double s0 = Moments(risk, at, mean, second);
            for (int i = at; i < n && time[i] == time[at]; i++)
                if (kind[i] == 1)
                {
                    events++;
                    for (int a = 0; a < P; a++) influence[i, a] += x[i * P + a] - mean[a];
                }
            for (int i = 0; i < n; i++)
            {
                double met = WeightAt(i, at) * risk[i] * events / s0;
                if (met == 0) continue;
                for (int a = 0; a < P; a++)
                {
                    double term = met * (x[i * P + a] - mean[a]);
                    influence[i, a] -= term;
                    if (i < at)
                    {
                        late[i, a] += term;
                        pending[at, a] += term;
                    }
                }
            }
        }
        AddCensoringTerms(influence, late, pending);
        return influence;
    }

    /// <summary>ψᵢ = ∫ q(u)/π(u)·dMᵢᶜ(u), q(u) = Σ over competing rows with X &lt; u of ∫_{t ≥ u}(x − x̄)·w·r·dΛ(t), sign as that of a loss of weight.</summary>
    private void AddCensoringTerms(double[,] influence, double[,] late, double[,] pending)
    {
        double[] q = new double[P], compensator = new double[P];
        // Between times, q gains what newly left competing rows will meet and loses what has been met; pending is dated by event time.
        for (int start = 0, end; start < n; start = end)
        {
            int censored = 0;
            for (end = start; end < n && time[end] == time[start]; end++)
                if (kind[end] == 0) censored++;
            double atRisk = n - start;
            for (int a = 0; a < P; a++) compensator[a] += censored * q[a] / (atRisk * atRisk);
            for (int i = start; i < end; i++)
                for (int a = 0; a < P; a++) influence[i, a] += (kind[i] == 0 ? q[a] / atRisk : 0) - compensator[a];
            for (int a = 0; a < P; a++)
            {
                q[a] -= pending[start, a];
                for (int i = start; i < end; i++)
                    if (kind[i] == 2) q[a] += late[i, a];
            }
        }
    }
}
