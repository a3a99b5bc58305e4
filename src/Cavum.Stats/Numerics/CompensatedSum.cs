namespace Cavum.Stats;

/// <summary>Sums in twice the working precision (Ogita, Rump &amp; Oishi 2005, SIAM J Sci Comput 26:1955–1988).</summary>
internal static class CompensatedSum
{
    internal static double Of(ReadOnlySpan<double> values)
    {
        double sum = 0, low = 0;
        foreach (double v in values) Add(ref sum, ref low, v);
        return sum + low;
    }

    /// <summary>Σ w·x over one column.</summary>
    internal static double OfProducts(ReadOnlySpan<double> w, double[,] x, int column)
    {
        double sum = 0, low = 0;
        for (int i = 0; i < w.Length; i++)
        {
            double product = w[i] * x[i, column];
            low += Math.FusedMultiplyAdd(w[i], x[i, column], -product);
            Add(ref sum, ref low, product);
        }
        return sum + low;
    }

    private static void Add(ref double sum, ref double low, double v)
    {
        double next = sum + v, part = next - sum;
        low += sum - (next - part) + (v - part);
        sum = next;
    }
}
