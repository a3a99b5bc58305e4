using Cavum.Analysis;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Answer;

public class PairedHazardTests
{
    /// <summary>The fast fit for one covariate is the library's own: Efron ties, error clustered by pair.</summary>
    [Fact]
    public void It_equals_the_general_regression_on_tied_and_censored_pairs()
    {
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var random = new SeededRandom(seed);
            int n = 5 + random.NextInt(40);
            double grid = seed % 3 == 0 ? 56 : 1;
            double[] first = new double[n], second = new double[n];
            bool[] seen = new bool[n];
            for (int i = 0; i < n; i++)
            {
                first[i] = Math.Ceiling(100 * random.NextExponential() / grid) * grid;
                second[i] = Math.Ceiling(150 * random.NextExponential() / grid) * grid;
                seen[i] = random.NextDouble() < 0.7;
            }
            if (!seen.Contains(true)) continue;
            var x = new double[2 * n, 1];
            for (int i = 0; i < n; i++) x[n + i, 0] = 1;
            var library = CoxRegression.Fit(new CoxInput([.. first, .. second], [.. first.Select(_ => true), .. seen], x) { Clusters = [.. Enumerable.Range(0, n), .. Enumerable.Range(0, n)] }, new CoxOptions { Robust = true });

            var fast = PairedHazard.Fit(first, second, seen);

            Assert.Equal(library.Coefficients[0].Estimate!.Value, fast.LogRatio!.Value, 1e-9);
            Assert.Equal(library.Coefficients[0].RobustStdErr!.Value, fast.StdErr!.Value, 1e-9);
        }
    }

    [Fact]
    public void What_has_no_finite_estimate_says_why()
    {
        Assert.Contains("no progression", PairedHazard.Fit([1, 2, 3], [5, 6, 7], [false, false, false]).Status, StringComparison.Ordinal);
        Assert.Contains("fewer than three", PairedHazard.Fit([1, 2], [5, 6], [true, true]).Status, StringComparison.Ordinal);
        Assert.Contains("no finite estimate", PairedHazard.Fit([1, 2, 3], [5, 6, 7], [false, false, true]).Status, StringComparison.Ordinal);
    }
}
