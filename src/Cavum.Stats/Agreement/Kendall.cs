namespace Cavum.Stats;

/// <summary>Kendall's rank correlation with the correction for ties (τ-b; Kendall 1945, Biometrika 33:239–251).</summary>
public static class Kendall
{
    /// <summary>(concordant − discordant)/√((pairs untied in x)(pairs untied in y)); null where one side is all ties. O(n²).</summary>
    public static double? TauB(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Demand.SameLength(x.Length, y.Length, nameof(y));
        long score = 0, untiedX = 0, untiedY = 0;
        for (int i = 0; i < x.Length; i++)
            for (int j = 0; j < i; j++)
            {
                int a = x[i].CompareTo(x[j]), b = y[i].CompareTo(y[j]);
                score += Math.Sign(a) * Math.Sign(b);
                if (a != 0) untiedX++;
                if (b != 0) untiedY++;
            }
        return untiedX == 0 || untiedY == 0 ? null : score / (Math.Sqrt(untiedX) * Math.Sqrt(untiedY));
    }
}
