namespace Cavum.Stats;

/// <summary>Intraclass correlations of single measurements with exact F intervals.</summary>
/// <param name="OneWay">ICC(1,1): raters differ from subject to subject.</param>
/// <param name="Agreement">ICC(2,1): raters drawn at random, systematic differences count.</param>
/// <param name="Consistency">ICC(3,1): raters fixed, systematic differences do not count.</param>
public sealed record IntraclassResult(double OneWay, Limits OneWayLimits, double Agreement, Limits AgreementLimits, double Consistency, Limits ConsistencyLimits,
    double WithinSubjectSd);

/// <summary>Intraclass correlation by analysis of variance (Shrout &amp; Fleiss 1979, Psychol Bull 86:420–428; limits of agreement form: McGraw &amp; Wong 1996, Psychol Methods 1:30–46).</summary>
public static class IntraclassCorrelation
{
    /// <summary>The three coefficients. A limit is NaN where no F interval exists: raters without a residual, or a coefficient without a bound.</summary>
    /// <param name="ratings">One row a subject, one column a rater; complete.</param>
    public static IntraclassResult Of(double[,] ratings, double confidence = 0.95)
    {
        int n = ratings.GetLength(0), k = ratings.GetLength(1);
        if (n < 2 || k < 2) throw new ArgumentException("At least two subjects and two raters are needed.", nameof(ratings));
        Demand.Level(confidence, nameof(confidence));
        double grand = 0;
        double[] row = new double[n], column = new double[k];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < k; j++)
            {
                if (!double.IsFinite(ratings[i, j])) throw new ArgumentException("A rating is not finite.", nameof(ratings));
                row[i] += ratings[i, j] / k;
                column[j] += ratings[i, j] / n;
                grand += ratings[i, j] / ((double)n * k);
            }
        double rows = 0, columns = 0, residual = 0, largest = 0;
        for (int i = 0; i < n; i++) rows += k * (row[i] - grand) * (row[i] - grand);
        for (int j = 0; j < k; j++) columns += n * (column[j] - grand) * (column[j] - grand);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < k; j++)
            {
                double rest = ratings[i, j] - row[i] - column[j] + grand;
                residual += rest * rest;
                largest = Math.Max(largest, Math.Abs(ratings[i, j]));
            }
        // What rounding leaves of raters who differ by a constant, or not at all, is no residual.
        double noise = Math.Pow(1e-14 * largest, 2);
        double mse = residual / ((n - 1.0) * (k - 1)) is var within && within > noise ? within : 0, msc = columns / (k - 1) is var between && between > noise ? between : 0;
        double msr = rows / (n - 1), msw = ((n - 1.0) * (k - 1) * mse + (k - 1) * msc) / (n * (k - 1.0));
        double tail = (1 - confidence) / 2;

        double one = (msr - msw) / (msr + (k - 1) * msw), f1 = msr / msw;
        double three = (msr - mse) / (msr + (k - 1) * mse), f3 = msr / mse;
        double two = (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n);
        return new(one, FromF(f1, n - 1, n * (k - 1.0), k, tail), two, AgreementLimits(two, msr, msc, mse, n, k, tail),
            three, FromF(f3, n - 1, (n - 1.0) * (k - 1), k, tail), Math.Sqrt(msw));
    }

    private static Limits FromF(double f, double d1, double d2, int k, double tail)
    {
        if (!double.IsFinite(f)) return new(double.NaN, double.NaN);
        double low = f / UpperF(tail, d1, d2), high = f * UpperF(tail, d2, d1);
        return new((low - 1) / (low + k - 1), (high - 1) / (high + k - 1));
    }

    private static Limits AgreementLimits(double icc, double msr, double msc, double mse, int n, int k, double tail)
    {
        double a = k * icc / (n * (1 - icc)), b = 1 + k * icc * (n - 1) / (n * (1 - icc));
        double v = Math.Pow(a * msc + b * mse, 2) / (Math.Pow(a * msc, 2) / (k - 1) + Math.Pow(b * mse, 2) / ((n - 1.0) * (k - 1)));
        if (!double.IsFinite(v) || v <= 0) return new(double.NaN, double.NaN);
        double low = UpperF(tail, n - 1, v), high = UpperF(tail, v, n - 1);
        return new(n * (msr - low * mse) / (low * (k * msc + ((double)k * n - k - n) * mse) + n * msr),
            n * (high * msr - mse) / (k * msc + ((double)k * n - k - n) * mse + n * high * msr));
    }

    /// <summary>The x with Pr(F &gt; x) = tail.</summary>
    private static double UpperF(double tail, double d1, double d2)
    {
        double x = Beta.UpperTailQuantile(tail, d1 / 2, d2 / 2);
        return x / (1 - x) * d2 / d1;
    }
}
