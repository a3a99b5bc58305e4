namespace Cavum.Imaging;

/// <summary>The ellipsoid of least volume around points.</summary>
/// <remarks>
/// Khachiyan's ascent with away steps (Todd &amp; Yıldırım 2007, Discrete Appl Math 155:1731) until the volume is within about 0.1 % of the
/// least; the standard has no consensus value for this ellipsoid.
/// </remarks>
internal static class EnclosingEllipsoid
{
    private const double Tolerance = 1e-3;
    private const int MostSteps = 3000;

    /// <summary>Semi-axes in mm, largest first.</summary>
    public static double[] SemiAxes(Point3[] points)
    {
        int n = points.Length;
        double[] weight = new double[n];
        Array.Fill(weight, 1.0 / n);
        double[,] moment = new double[4, 4];
        for (int i = 0; i < n; i++) AddOuter(moment, points[i], weight[i]);
        for (int step = 0; step < MostSteps; step++)
        {
            double[,] inverse = Invert(moment);
            int top = 0, low = -1;
            double most = double.NegativeInfinity, least = double.PositiveInfinity;
            for (int i = 0; i < n; i++)
            {
                double k = Form(inverse, points[i]);
                if (k > most) (most, top) = (k, i);
                if (weight[i] > 1e-12 && k < least) (least, low) = (k, i);
            }
            double above = most / 4 - 1, below = 1 - least / 4;
            if (above <= Tolerance) break;
            bool away = below > above;
            int at = away ? low : top;
            double kappa = away ? least : most, share = (kappa - 4) / (4 * (kappa - 1));
            if (away) share = Math.Max(share, -weight[at] / (1 - weight[at]));
            for (int i = 0; i < n; i++) weight[i] *= 1 - share;
            weight[at] += share;
            for (int r = 0; r < 4; r++)
                for (int c = 0; c < 4; c++) moment[r, c] *= 1 - share;
            AddOuter(moment, points[at], share);
        }
        return Axes(points, weight);
    }

    private static void AddOuter(double[,] m, Point3 p, double w)
    {
        ReadOnlySpan<double> q = [p.X, p.Y, p.Z, 1];
        for (int r = 0; r < 4; r++)
            for (int c = 0; c < 4; c++) m[r, c] += w * q[r] * q[c];
    }

    private static double Form(double[,] m, Point3 p) =>
        m[0, 0] * p.X * p.X + m[1, 1] * p.Y * p.Y + m[2, 2] * p.Z * p.Z + m[3, 3]
        + 2 * (m[0, 1] * p.X * p.Y + m[0, 2] * p.X * p.Z + m[1, 2] * p.Y * p.Z + m[0, 3] * p.X + m[1, 3] * p.Y + m[2, 3] * p.Z);

    // The scatter about the weighted centre, scaled so that the farthest point lies on the surface.
    private static double[] Axes(Point3[] points, double[] weight)
    {
        Point3 centre = default;
        for (int i = 0; i < points.Length; i++) centre += weight[i] * points[i];
        double[,] scatter = new double[4, 4];
        for (int i = 0; i < points.Length; i++) AddOuter(scatter, points[i] - centre, weight[i]);
        double[,] form = Invert(scatter);
        double farthest = points.Max(p => Form(form, p - centre) - form[3, 3]);
        double[,] three = new double[3, 3];
        for (int r = 0; r < 3; r++)
            for (int c = 0; c < 3; c++) three[r, c] = scatter[r, c] * farthest;
        return [.. SymmetricThree.Eigenvalues(three).Select(l => Math.Sqrt(Math.Max(0, l)))];
    }

    // Gauss–Jordan with the largest pivot of each column.
    private static double[,] Invert(double[,] matrix)
    {
        double[,] a = (double[,])matrix.Clone(), inverse = new double[4, 4];
        for (int i = 0; i < 4; i++) inverse[i, i] = 1;
        for (int column = 0; column < 4; column++)
        {
            int pivot = column;
            for (int r = column + 1; r < 4; r++)
                if (Math.Abs(a[r, column]) > Math.Abs(a[pivot, column])) pivot = r;
            for (int c = 0; c < 4; c++)
            {
                (a[column, c], a[pivot, c]) = (a[pivot, c], a[column, c]);
                (inverse[column, c], inverse[pivot, c]) = (inverse[pivot, c], inverse[column, c]);
            }
            double scale = 1 / a[column, column];
            for (int c = 0; c < 4; c++)
            {
                a[column, c] *= scale;
                inverse[column, c] *= scale;
            }
            for (int r = 0; r < 4; r++)
            {
                double factor = a[r, column];
                if (r == column || factor == 0) continue;
                for (int c = 0; c < 4; c++)
                {
                    a[r, c] -= factor * a[column, c];
                    inverse[r, c] -= factor * inverse[column, c];
                }
            }
        }
        return inverse;
    }
}
