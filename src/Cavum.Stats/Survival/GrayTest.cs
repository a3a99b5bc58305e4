namespace Cavum.Stats;

/// <summary>Gray's test for one cause.</summary>
public sealed record GrayResult(int Cause, ComparisonStatus Status, double? ChiSquare, int DegreesOfFreedom, double? PValue);

/// <summary>Do groups differ in the cumulative incidence of a cause?</summary>
/// <remarks>
/// Compares subdistribution hazards: U_g = Σ (1 − F(t−))^ρ·(d₁g − d₁·R_g/R), R_g = n_g·(1 − F_g(t−))/S_g(t−), with Gray's variance
/// (Gray 1988, Ann Stat 16:1141, sections 2–3), tied events as R's cmprsk treats them. χ² on groups − 1 degrees of freedom.
/// </remarks>
public static class GrayTest
{
    public static IReadOnlyList<GrayResult> Test(ReadOnlySpan<double> times, ReadOnlySpan<int> causes, ReadOnlySpan<int> groups, double rho = 0)
    {
        var events = new bool[causes.Length];
        for (int i = 0; i < causes.Length; i++) events[i] = causes[i] > 0;
        SurvivalArguments.Check(times, events);
        if (groups.Length != times.Length) throw new ArgumentException($"{times.Length} times but {groups.Length} groups.", nameof(groups));
        var table = RiskTable.Make(times, events, default, default);
        int count = LogRankSums.CountOf(groups);
        var results = new List<GrayResult>();
        foreach (int cause in causes.ToArray().Where(c => c > 0).Distinct().Order())
        {
            var sums = new GraySums(count, rho);
            sums.Run(table, causes, groups, cause);
            int df = sums.Compared - 1;
            double? chiSquare = df > 0 ? sums.Statistic() : null;
            results.Add(new(cause, chiSquare is null ? ComparisonStatus.NothingCompared : ComparisonStatus.Done, chiSquare, Math.Max(0, df),
                chiSquare is { } x ? ChiSquare.Sf(x, df) : null));
        }
        return results;
    }
}

/// <summary>Running sums of Gray's score and variance over event times.</summary>
internal sealed class GraySums(int groups, double rho)
{
    private readonly double[] atRisk = new double[groups], size = new double[groups], survival = Ones(groups), incidence = new double[groups];
    private readonly double[] ofCause = new double[groups], ofOthers = new double[groups], score = new double[groups], v3 = new double[groups];
    private readonly double[,] a = new double[groups, groups], c = new double[groups, groups], v2 = new double[groups, groups], v = new double[groups, groups];
    private double pooled;

    public int Compared => size.Count(n => n > 0);

    public void Run(RiskTable table, ReadOnlySpan<int> causes, ReadOnlySpan<int> group, int cause)
    {
        foreach (int g in group) size[g]++;
        size.CopyTo(atRisk, 0);
        for (int k = 0; k < table.Time.Length; k++)
        {
            Array.Clear(ofCause);
            Array.Clear(ofOthers);
            for (int i = table.Start[k]; i < table.Start[k + 1]; i++)
            {
                int row = table.Order[i];
                if (causes[row] == cause) ofCause[group[row]]++;
                else if (causes[row] > 0) ofOthers[group[row]]++;
            }
            if (table.Events[k] > 0) AddTime();
            for (int i = table.Start[k]; i < table.Start[k + 1]; i++) atRisk[group[table.Order[i]]]--;
        }
        Finish();
    }

    public double? Statistic()
    {
        int[] kept = [.. Enumerable.Range(0, groups).Where(g => size[g] > 0).SkipLast(1)];
        var matrix = new double[kept.Length, kept.Length];
        for (int i = 0; i < kept.Length; i++)
            for (int j = 0; j < kept.Length; j++) matrix[i, j] = v[kept[i], kept[j]];
        return PivotedCholesky.QuadraticForm(matrix, [.. kept.Select(g => score[g])]);
    }

    private void AddTime()
    {
        double d1 = ofCause.Sum(), total = 0, subdistribution = 0;
        for (int g = 0; g < groups; g++)
        {
            if (atRisk[g] <= 0) continue;
            total += atRisk[g] / survival[g];
            subdistribution += atRisk[g] * (1 - incidence[g]) / survival[g];
        }
        double after = pooled + d1 / total, weight = Math.Pow(1 - pooled, rho);
        for (int i = 0; i < groups; i++)
            for (int j = 0; j < groups; j++)
            {
                a[i, j] = 0;
                if (atRisk[i] <= 0 || atRisk[j] <= 0) continue;
                double t = atRisk[i] / survival[i], u = atRisk[j] / survival[j];
                a[i, j] = weight * (i == j ? t * (1 - t / total) : -t * u / total);
                c[i, j] += a[i, j] * d1 / (total * (1 - pooled));
            }
        double[] next = [.. survival];
        for (int g = 0; g < groups; g++)
        {
            if (atRisk[g] <= 0) continue;
            next[g] = survival[g] * (atRisk[g] - ofCause[g] - ofOthers[g]) / atRisk[g];
            if (d1 > 0) score[g] += weight * (ofCause[g] - d1 * atRisk[g] * (1 - incidence[g]) / (survival[g] * subdistribution));
        }
        if (d1 > 0) AddCauseVariance(d1, total, after, next);
        AddOtherVariance(after, next);
        for (int g = 0; g < groups; g++)
        {
            if (atRisk[g] > 0) incidence[g] += survival[g] * ofCause[g] / atRisk[g];
            survival[g] = next[g];
        }
        pooled = after;
    }

    private void AddCauseVariance(double d1, double total, double after, double[] next)
    {
        for (int k = 0; k < groups; k++)
        {
            if (atRisk[k] <= 0) continue;
            double own = next[k] > 0 ? 1 - (1 - after) / next[k] : 1;
            double ties = d1 > 1 ? 1 - (d1 - 1) / (total * survival[k] - 1) : 1;
            double spread = ties * survival[k] * d1 / (total * atRisk[k]);
            Accumulate(k, own, spread, i => a[i, k] - own * c[i, k]);
        }
    }

    private void AddOtherVariance(double after, double[] next)
    {
        for (int k = 0; k < groups; k++)
        {
            if (next[k] <= 0 || ofOthers[k] <= 0) continue;
            double own = (1 - after) / next[k];
            double ties = ofOthers[k] > 1 ? 1 - (ofOthers[k] - 1) / (atRisk[k] - 1) : 1;
            double spread = survival[k] * survival[k] * ofOthers[k] * ties / (atRisk[k] * atRisk[k]);
            Accumulate(k, -own, spread, i => own * c[i, k]);
        }
    }

    private void Accumulate(int k, double own, double spread, Func<int, double> term)
    {
        v3[k] += own * own * spread;
        for (int i = 0; i < groups; i++)
        {
            v2[i, k] += term(i) * own * spread;
            for (int j = 0; j < groups; j++) v[i, j] += term(i) * term(j) * spread;
        }
    }

    private void Finish()
    {
        for (int i = 0; i < groups; i++)
            for (int j = 0; j < groups; j++)
                for (int k = 0; k < groups; k++)
                    v[i, j] += c[i, k] * c[j, k] * v3[k] + c[i, k] * v2[j, k] + c[j, k] * v2[i, k];
    }

    private static double[] Ones(int count)
    {
        var ones = new double[count];
        Array.Fill(ones, 1);
        return ones;
    }
}
