namespace Cavum.Stats;

/// <summary>One step of a cumulative incidence curve.</summary>
public readonly record struct IncidenceStep(double Time, double AtRisk, double Events, double Incidence, double StdErr);

/// <summary>The probability of one cause by time t while the other causes compete.</summary>
public sealed record IncidenceCurve(int Cause, IReadOnlyList<IncidenceStep> Steps)
{
    public double At(double t)
    {
        double value = 0;
        foreach (var step in Steps)
        {
            if (step.Time > t) break;
            value = step.Incidence;
        }
        return value;
    }
}

/// <summary>Aalen–Johansen cumulative incidence of competing causes.</summary>
/// <remarks>
/// Fₖ(t) = Σ S(tᵢ−)·dₖᵢ/nᵢ, S the Kaplan–Meier estimate of freedom from every cause (Aalen &amp; Johansen 1978, Scand J Stat 5:141). Error: infinitesimal
/// jackknife, √Σ(wᵢ·∂F/∂wᵢ)², each row a cluster, as R's survfit; it differs from cmprsk's variance. O(n) after sorting, by running sums.
/// </remarks>
public static class CumulativeIncidence
{
    /// <param name="causes">0 censored; 1, 2, … the cause of the event.</param>
    /// <param name="wanted">The causes to estimate, present or not; empty for those present.</param>
    public static IReadOnlyList<IncidenceCurve> Estimate(
        ReadOnlySpan<double> times, ReadOnlySpan<int> causes, ReadOnlySpan<int> wanted = default, ReadOnlySpan<double> weights = default)
    {
        var events = new bool[causes.Length];
        for (int i = 0; i < causes.Length; i++)
        {
            if (causes[i] < 0) throw new ArgumentException($"Cause {i} (from 0) is {causes[i]}; 0 is censored, causes are 1, 2, ….", nameof(causes));
            events[i] = causes[i] > 0;
        }
        SurvivalArguments.Check(times, events, default, weights);
        var table = RiskTable.Make(times, events, default, weights);
        var curves = new List<IncidenceCurve>();
        int[] estimated = wanted.IsEmpty ? [.. causes.ToArray().Where(c => c > 0).Distinct().Order()] : wanted.ToArray();
        foreach (int cause in estimated) curves.Add(new(cause, Steps(table, causes, weights, cause)));
        return curves;
    }

    private static IncidenceStep[] Steps(RiskTable table, ReadOnlySpan<int> causes, ReadOnlySpan<double> weights, int cause)
    {
        var steps = new IncidenceStep[table.Time.Length];
        double survival = 1, logPath = 0, incidence = 0, path = 0, atRiskSquares = 0;
        for (int i = 0; i < causes.Length; i++) atRiskSquares += Square(weights.IsEmpty ? 1 : weights[i]);
        double bb = 0, bc = 0, cc = 0; // of those who left, whose influence is b + c·F(t)
        for (int k = 0; k < steps.Length; k++)
        {
            double n = table.AtRisk[k], d = table.Events[k], dk = 0;
            for (int i = table.Start[k]; i < table.Start[k + 1]; i++)
                if (causes[table.Order[i]] == cause) dk += weights.IsEmpty ? 1 : weights[table.Order[i]];
            bool allFail = table.EventRows[k] > 0 && table.EventRows[k] == table.AtRiskRows[k];
            double before = survival, grown = n > 0 ? before * dk / n : 0;
            path += n > 0 ? before * (logPath * dk / n - dk / (n * n)) : 0;
            incidence += grown;
            if (d > 0 && !allFail) logPath += d / (n * (n - d));
            survival = allFail ? 0 : n > 0 ? before * (1 - d / n) : before;
            for (int i = table.Start[k]; i < table.Start[k + 1]; i++)
            {
                int row = table.Order[i], its = causes[row];
                double w = weights.IsEmpty ? 1 : weights[row];
                double c = allFail ? 0 : logPath - (its > 0 ? 1 / (n - d) : 0);
                double b = path + (its == cause ? before / n : 0) - c * incidence;
                bb += w * w * b * b;
                bc += w * w * b * c;
                cc += w * w * c * c;
                atRiskSquares -= w * w;
            }
            double variance = Math.Max(0, atRiskSquares) * path * path + bb + 2 * bc * incidence + cc * incidence * incidence;
            steps[k] = new(table.Time[k], n, dk, incidence, Math.Sqrt(Math.Max(0, variance)));
        }
        return steps;
    }

    private static double Square(double x) => x * x;
}
