namespace Cavum.Imaging;

/// <summary>Size and shape of a region, and how its intensities lie in it.</summary>
/// <remarks>
/// Zwanenburg et al. 2020 (IBSI 1), family 3.1. Volume V and area A from the mesh; principal axes 4√λ of the voxel centres
/// (covariance over n − 1); densities compare V and A with the box along the axes, the best oriented box of a hull facet, the ellipsoid
/// of the principal axes, the least enclosing ellipsoid and the convex hull. Moran's I and Geary's C weight by 1/distance.
/// </remarks>
internal static class MorphologyFeatures
{
    public static FeatureList Compute(FeatureRegion region)
    {
        var mesh = SurfaceMesh.Of(region);
        var hull = HullShape.Of(region, mesh.OuterVertices);
        var (centre, axes) = Principal(region);
        var list = new FeatureList();
        double v = mesh.Volume, a = mesh.Area, sphere = Math.Cbrt(36 * Math.PI * v * v);
        list.Add("morph_volume", v);
        list.Add("morph_vol_approx", region.Count * region.VoxelMm3);
        list.Add("morph_area_mesh", a);
        list.Add("morph_av", a / v);
        list.Add("morph_comp_1", v / (Math.Sqrt(Math.PI) * Math.Pow(a, 1.5)));
        list.Add("morph_comp_2", 36 * Math.PI * v * v / (a * a * a));
        list.Add("morph_sph_dispr", a / sphere);
        list.Add("morph_sphericity", sphere / a);
        list.Add("morph_asphericity", a / sphere - 1);
        list.Add("morph_com", CentreShift(region, centre));
        list.Add("morph_diam", hull.Diameter);
        list.Add("morph_pca_maj_axis", axes[0]);
        list.Add("morph_pca_min_axis", axes[1]);
        list.Add("morph_pca_least_axis", axes[2]);
        list.Add("morph_pca_elongation", axes[1] / axes[0]);
        list.Add("morph_pca_flatness", axes[2] / axes[0]);
        AddDensities(list, "aabb", v, a, hull.Upright.Volume, hull.Upright.Area);
        AddDensities(list, "ombb", v, a, hull.Oriented.Volume, hull.Oriented.Area);
        AddEllipsoid(list, "aee", v, a, axes[0] / 2, axes[1] / 2, axes[2] / 2);
        double[] least = EnclosingEllipsoid.SemiAxes(hull.Corners);
        AddEllipsoid(list, "mvee", v, a, least[0], least[1], least[2]);
        AddDensities(list, "conv_hull", v, a, hull.Volume, hull.Area);
        list.Add("morph_integ_int", Mean(region) * v);
        var (moran, geary) = SpatialAutocorrelation.Compute(region, Mean(region));
        list.Add("morph_moran_i", moran);
        list.Add("morph_geary_c", geary);
        return list;
    }

    private static void AddDensities(FeatureList list, string of, double volume, double area, double ofVolume, double ofArea)
    {
        list.Add("morph_vol_dens_" + of, volume / ofVolume);
        list.Add("morph_area_dens_" + of, area / ofArea);
    }

    private static void AddEllipsoid(FeatureList list, string of, double volume, double area, double a, double b, double c) =>
        AddDensities(list, of, volume, area, 4 * Math.PI / 3 * a * b * c, EllipsoidArea(a, b, c));

    /// <summary>4πab Σ (αβ)ⁿ/(1 − 4n²)·Pₙ((α² + β²)/2αβ), n to 20, with α² = 1 − b²/a², β² = 1 − c²/a² (a ≥ b ≥ c).</summary>
    internal static double EllipsoidArea(double a, double b, double c)
    {
        double alpha2 = 1 - b * b / (a * a), beta2 = 1 - c * c / (a * a), half = (alpha2 + beta2) / 2, product2 = alpha2 * beta2;
        double before = 1, now = half, sum = 1 + now / (1 - 4.0); // (αβ)ⁿPₙ by Legendre's recurrence, which needs no division by αβ
        for (int n = 1; n < 20; n++)
        {
            (before, now) = (now, ((2 * n + 1) * half * now - n * product2 * before) / (n + 1));
            sum += now / (1 - 4.0 * (n + 1) * (n + 1));
        }
        return 4 * Math.PI * a * b * sum;
    }

    private static double Mean(FeatureRegion region)
    {
        double sum = 0;
        foreach (float v in region.Values) sum += v;
        return sum / region.Count;
    }

    private static double CentreShift(FeatureRegion region, Point3 centre)
    {
        Point3 weighted = default;
        double total = 0;
        for (int n = 0; n < region.Count; n++)
        {
            weighted += region.Values[n] * region.PositionMm(region.At[n]);
            total += region.Values[n];
        }
        return (weighted / total).DistanceTo(centre);
    }

    // 4√λ, largest first.
    private static (Point3 Centre, double[] Axes) Principal(FeatureRegion region)
    {
        Point3 sum = default;
        foreach (int at in region.At) sum += region.PositionMm(at);
        var centre = sum / region.Count;
        double[,] m = new double[3, 3];
        foreach (int at in region.At)
        {
            var d = region.PositionMm(at) - centre;
            m[0, 0] += d.X * d.X;
            m[1, 1] += d.Y * d.Y;
            m[2, 2] += d.Z * d.Z;
            m[0, 1] += d.X * d.Y;
            m[0, 2] += d.X * d.Z;
            m[1, 2] += d.Y * d.Z;
        }
        foreach (var (i, j) in new[] { (0, 1), (0, 2), (1, 2) }) m[j, i] = m[i, j];
        double[] squares = SymmetricThree.Eigenvalues(m);
        // What rounding leaves of an extent that voxels in one plane or line do not have: a thousandth of the least real one.
        double nothing = 1e-13 * squares[0];
        return (centre, [.. squares.Select(l => region.Count == 1 ? double.NaN : l <= nothing ? 0 : 4 * Math.Sqrt(l / (region.Count - 1)))]);
    }
}

/// <summary>Eigenvalues of a symmetric 3 × 3 matrix.</summary>
internal static class SymmetricThree
{
    /// <summary>Largest first, by Jacobi rotations until the off-diagonal is nothing.</summary>
    public static double[] Eigenvalues(double[,] matrix)
    {
        double[,] m = (double[,])matrix.Clone();
        for (int sweep = 0; sweep < 50; sweep++)
        {
            double off = Math.Abs(m[0, 1]) + Math.Abs(m[0, 2]) + Math.Abs(m[1, 2]);
            if (off <= 1e-15 * (Math.Abs(m[0, 0]) + Math.Abs(m[1, 1]) + Math.Abs(m[2, 2]))) break;
            foreach (var (p, q) in new[] { (0, 1), (0, 2), (1, 2) }) Rotate(m, p, q);
        }
        double[] values = [m[0, 0], m[1, 1], m[2, 2]];
        Array.Sort(values);
        Array.Reverse(values);
        return values;
    }

    private static void Rotate(double[,] m, int p, int q)
    {
        if (m[p, q] == 0) return;
        double theta = (m[q, q] - m[p, p]) / (2 * m[p, q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1)), c = 1 / Math.Sqrt(t * t + 1), s = t * c;
        int r = 3 - p - q;
        double pp = m[p, p], qq = m[q, q], pq = m[p, q], pr = m[p, r], qr = m[q, r];
        (m[p, p], m[q, q]) = (pp - t * pq, qq + t * pq);
        m[p, q] = m[q, p] = 0;
        m[p, r] = m[r, p] = c * pr - s * qr;
        m[q, r] = m[r, q] = s * pr + c * qr;
    }
}
