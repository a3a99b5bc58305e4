namespace Cavum.Preclinical;

/// <summary>Volumes from callipers, in the cube of the unit of the diameters.</summary>
public static class TumourVolume
{
    /// <summary>L·W²/2, W the shorter diameter (Tomayko &amp; Reynolds 1989, Cancer Chemother Pharmacol 24:148).</summary>
    public static double ModifiedEllipsoid(double length, double width)
    {
        Require(length, width);
        return Math.Max(length, width) * Math.Min(length, width) * Math.Min(length, width) / 2;
    }

    /// <summary>π/6·L·W²: a spheroid, the third diameter taken as the shorter.</summary>
    public static double Spheroid(double length, double width)
    {
        Require(length, width);
        return Math.PI / 6 * Math.Max(length, width) * Math.Min(length, width) * Math.Min(length, width);
    }

    /// <summary>π/6·L·W·H: three diameters measured.</summary>
    public static double Ellipsoid(double length, double width, double height)
    {
        Require(length, width, height);
        return Math.PI / 6 * length * width * height;
    }

    private static void Require(params ReadOnlySpan<double> diameters)
    {
        foreach (double d in diameters)
            if (!(d >= 0 && double.IsFinite(d))) throw new ArgumentException($"A diameter of {d} is not a length.", nameof(diameters));
    }
}
