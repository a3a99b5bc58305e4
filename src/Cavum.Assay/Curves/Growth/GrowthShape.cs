namespace Cavum.Assay;

/// <summary>How the product of one target grows: exponential at first, slower as it nears its plateau (Richards 1959, J Exp Bot 10:290–301).</summary>
/// <remarks>
/// As a share of the plateau, x cycles after undisturbed growth would have reached it: u(x) = (1 + e^(−νkx))^(−1/ν). Far before,
/// u = e^(kx): the efficiency is E = e^k. The growth rate falls with the product as k·(1 − u^ν).
/// </remarks>
/// <param name="Rate">k, per cycle.</param>
/// <param name="Asymmetry">ν: how late the slowing sets in; 1 is the logistic curve.</param>
internal readonly record struct GrowthShape(double Rate, double Asymmetry)
{
    internal double Efficiency => Math.Exp(Rate);

    /// <summary>u with its derivatives by x, ln k and ln ν.</summary>
    internal (double Share, double ByCycle, double ByRate, double ByAsymmetry) At(double x)
    {
        double z = Asymmetry * Rate * x, small = Math.Exp(-Math.Abs(z));
        double log = double.LogP1(small) + Math.Max(-z, 0), left = z > 0 ? small / (1 + small) : 1 / (1 + small);
        double share = Math.Exp(-log / Asymmetry), slope = share * left * Rate;
        return (share, slope, slope * x, share * (log + left * z) / Asymmetry);
    }
}

/// <summary>One curve in the fit: its readings, and what is found for it.</summary>
/// <param name="turn">Cycle of the largest second derivative of its own sigmoid: where the search for Cq begins.</param>
internal sealed class GrowthWell(double[] readings, double turn)
{
    /// <summary>Cycles from the largest second derivative to Cq at the shape where the search begins.</summary>
    private const double TurnToCq = 1.9;

    /// <summary>Fluorescence by cycle, NaN where there is none.</summary>
    internal double[] Readings { get; } = readings;
    internal double Baseline { get; set; }
    internal double Plateau { get; set; }

    /// <summary>Cycle at which undisturbed growth would reach the plateau.</summary>
    internal double Cycle { get; set; }

    /// <summary>Root mean square of the weighted residuals at the last step.</summary>
    internal double Misfit { get; set; }

    /// <summary>Index of the first reading that can count.</summary>
    internal int From(GrowthWindow window) => Math.Max((int)Math.Max(Cycle - window.Before - GrowthWindow.Edge - 1, 0), SharedGrowth.FirstIndex);

    /// <summary>Index of the last reading that can count.</summary>
    internal int To(GrowthWindow window) => (int)Math.Min(Cycle + window.After + GrowthWindow.Edge, Readings.Length - 1);

    internal void Start(GrowthWindow window)
    {
        Span<double> last = stackalloc double[5];
        int n = 0;
        for (int i = Readings.Length - 1; i >= turn && n < last.Length; i--)
            if (!double.IsNaN(Readings[i])) last[n++] = Readings[i];
        last[..n].Sort();
        Cycle = turn + TurnToCq;
        int first = From(window);
        while (first < turn && double.IsNaN(Readings[first])) first++;
        Baseline = Readings[first];
        Plateau = n == 0 ? 0 : last[n / 2] - Baseline;
    }
}
