namespace Cavum.Stats;

/// <summary>The rows of one subject: values, or upper bounds where the value was below a limit.</summary>
/// <param name="Censored">True where the value is only known to lie below <paramref name="Values"/> (left-censored).</param>
public sealed record CensoredSeries(string Subject, double[] Times, double[] Values, bool[] Censored);

/// <summary>The likelihood of normal rows, some left-censored, given their fitted values.</summary>
internal static class CensoredRows
{
    /// <summary>Σ ln φ((y − f)/σ)/σ over values, ln Φ((y − f)/σ) over censored rows, with derivatives by each f and by ln σ.</summary>
    /// <param name="slope">Filled with ∂/∂f.</param>
    /// <param name="curvature">Filled with −∂²/∂f², not negative.</param>
    internal static (double Log, double ByLogSigma) Evaluate(CensoredSeries rows, ReadOnlySpan<double> fit, double sigma, Span<double> slope, Span<double> curvature)
    {
        double log = 0, byLogSigma = 0;
        for (int j = 0; j < fit.Length; j++)
        {
            double z = (rows.Values[j] - fit[j]) / sigma;
            if (rows.Censored[j])
            {
                double hazard = Normal.Hazard(z); // φ/Φ
                log += Normal.LogCdf(z);
                slope[j] = -hazard / sigma;
                curvature[j] = Math.Max(0, hazard * (z + hazard)) / (sigma * sigma);
                byLogSigma -= hazard * z;
            }
            else
            {
                log += Normal.LogPdf(z) - Math.Log(sigma);
                slope[j] = z / sigma;
                curvature[j] = 1 / (sigma * sigma);
                byLogSigma += z * z - 1;
            }
        }
        return (log, byLogSigma);
    }
}
