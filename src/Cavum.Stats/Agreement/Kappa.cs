namespace Cavum.Stats;

/// <summary>How disagreements of ordered categories count.</summary>
public enum KappaWeights
{
    /// <summary>Any disagreement counts in full.</summary>
    None,

    /// <summary>By distance.</summary>
    Linear,

    /// <summary>By squared distance.</summary>
    Quadratic,
}

/// <summary>Agreement beyond chance.</summary>
/// <param name="Kappa">Null where both raters used one and the same category throughout.</param>
/// <param name="StdErr">For an interval (not the one under no agreement); 0 where the formula sees no way to differ.</param>
/// <param name="Lower">Wald limits, cut at −1 and 1. Null, with the upper one, where the error is 0: in full agreement, or where one rater used one category throughout, the large-sample formula knows no uncertainty though there is.</param>
public sealed record KappaResult(double? Kappa, double? StdErr, double Observed, double Expected, double? Lower, double? Upper);

/// <summary>Cohen's kappa of two raters (Cohen 1960, Educ Psychol Meas 20:37–46; weighted: Cohen 1968), error by Fleiss, Cohen &amp; Everitt 1969 (Psychol Bull 72:323–327).</summary>
public static class Kappa
{
    private const double NoError = 1e-6; // what rounding leaves of 0 under the root

    /// <param name="first">Category 0 … categories − 1 of each item by the first rater.</param>
    public static KappaResult Of(ReadOnlySpan<int> first, ReadOnlySpan<int> second, int categories, KappaWeights weights = KappaWeights.None, double confidence = 0.95)
    {
        Demand.SameLength(first.Length, second.Length, nameof(second));
        Demand.Level(confidence, nameof(confidence));
        ArgumentOutOfRangeException.ThrowIfLessThan(categories, 2);
        if (first.Length == 0) throw new ArgumentException("Agreement needs items.", nameof(first));
        double n = first.Length;
        var p = new double[categories, categories];
        double[] row = new double[categories], column = new double[categories];
        for (int i = 0; i < first.Length; i++)
        {
            if ((uint)first[i] >= (uint)categories || (uint)second[i] >= (uint)categories)
                throw new ArgumentException($"Item {i} (from 0) has a category outside 0 to {categories - 1}.", nameof(first));
            p[first[i], second[i]] += 1 / n;
            row[first[i]] += 1 / n;
            column[second[i]] += 1 / n;
        }
        double observed = 0, expected = 0;
        double[] rowMean = new double[categories], columnMean = new double[categories];
        for (int i = 0; i < categories; i++)
            for (int j = 0; j < categories; j++)
            {
                double w = Weight(i, j, categories, weights);
                observed += w * p[i, j];
                expected += w * row[i] * column[j];
                rowMean[i] += w * column[j];
                columnMean[j] += w * row[i];
            }
        if (1 - expected < 1e-12) return new(null, null, observed, expected, null, null);
        double kappa = (observed - expected) / (1 - expected), sum = 0;
        for (int i = 0; i < categories; i++)
            for (int j = 0; j < categories; j++)
                sum += p[i, j] * Math.Pow(Weight(i, j, categories, weights) - (rowMean[i] + columnMean[j]) * (1 - kappa), 2);
        double inner = kappa - expected * (1 - kappa), error = Math.Sqrt(Math.Max(0, sum - inner * inner) / n) / (1 - expected);
        if (error < NoError) return new(kappa, 0, observed, expected, null, null);
        double half = Normal.UpperTailQuantile((1 - confidence) / 2) * error;
        return new(kappa, error, observed, expected, Math.Max(-1, kappa - half), Math.Min(1, kappa + half));
    }

    private static double Weight(int i, int j, int categories, KappaWeights weights)
    {
        double distance = Math.Abs(i - j) / (categories - 1.0);
        return weights switch
        {
            KappaWeights.Linear => 1 - distance,
            KappaWeights.Quadratic => 1 - distance * distance,
            _ => i == j ? 1 : 0,
        };
    }
}
