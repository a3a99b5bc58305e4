namespace Cavum.Stats;

/// <summary>Where within an interval between two numbers at risk its censorings lie: a distribution function on the interval.</summary>
/// <remarks>
/// Each interval's censoring hazard comes from its count of leavers that the drop of the curve does not explain; between the middles of the intervals it is linear.
/// So where censoring sets in or grows, most of an interval's censorings lie on the side of the busier neighbour, and evenly where the neighbours are alike.
/// </remarks>
internal sealed class CensoringShape
{
    private const int Cells = 48;
    private readonly double from, to;
    private readonly double[] share = new double[Cells + 1];

    private CensoringShape(double from, double to, Func<double, double> density)
    {
        (this.from, this.to) = (from, to);
        for (int c = 0; c < Cells; c++) share[c + 1] = share[c] + Math.Max(0, density(from + (c + 0.5) / Cells * (to - from)));
        for (int c = 0; c <= Cells; c++) share[c] = share[Cells] > 0 ? share[c] / share[Cells] : (double)c / Cells;
    }

    /// <summary>One shape for each interval.</summary>
    /// <param name="survival">Survival read at each boundary and at the end.</param>
    internal static CensoringShape[] Of(AtRiskPoint[] risk, double[] survival, double end)
    {
        int m = risk.Length;
        double[] bounds = [.. risk.Select(r => r.Time), Math.Max(end, risk[^1].Time)], left = [.. risk.Select(r => (double)r.N), 0], hazard = new double[m], middle = new double[m];
        for (int k = 0; k < m; k++)
        {
            double width = bounds[k + 1] - bounds[k], lost = left[k] - left[k + 1], censored = Censored(left[k], left[k + 1], survival[k], survival[k + 1]);
            middle[k] = (bounds[k] + bounds[k + 1]) / 2;
            hazard[k] = width > 0 && left[k] > 0 ? censored / (width * Math.Max(0.5, left[k] - lost / 2)) : 0;
        }
        var shapes = new CensoringShape[m];
        for (int k = 0; k < m; k++)
        {
            int at = k;
            shapes[k] = new(bounds[k], bounds[k + 1], t =>
            {
                int other = t < middle[at] ? at - 1 : at + 1;
                // beyond the first and the last middle the slope goes on
                int a = other < 0 || other >= m ? (other < 0 ? Math.Min(1, m - 1) : Math.Max(0, m - 2)) : other;
                double slope = a == at || middle[a] == middle[at] ? 0 : (hazard[a] - hazard[at]) / (middle[a] - middle[at]);
                double atRisk = left[at] + (left[at + 1] - left[at]) * (t - bounds[at]) / Math.Max(1e-300, bounds[at + 1] - bounds[at]);
                return Math.Max(0, hazard[at] + slope * (t - middle[at])) * atRisk;
            });
        }
        return shapes;
    }

    /// <summary>Leavers that the drop of the curve does not explain, half of them at risk throughout.</summary>
    internal static double Censored(double before, double after, double high, double low)
    {
        double lost = before - after, q = high > 0 ? Math.Clamp(1 - low / high, 0, 1) : 1;
        return Math.Max(0, lost - q * (before - lost / 2) / (1 - q / 2));
    }

    /// <summary>Share of the interval's censorings before a time.</summary>
    internal double Before(double time)
    {
        if (!(to > from) || time <= from) return 0;
        double place = Math.Min(1, (time - from) / (to - from)) * Cells;
        int cell = Math.Min(Cells - 1, (int)place);
        return share[cell] + (place - cell) * (share[cell + 1] - share[cell]);
    }
}
