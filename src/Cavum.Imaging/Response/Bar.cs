using System.Globalization;

namespace Cavum.Imaging;

/// <summary>Comparisons of measured differences with a criterion's bar.</summary>
/// <remarks>2.8 − 2.0 is just below 0.8 in binary, so a bar counts as reached within 1e-9 of it.</remarks>
internal static class Bar
{
    public const double Tolerance = 1e-9;

    public static bool Reaches(double value, double bar) => value >= bar - Tolerance;

    public static bool Exceeds(double value, double bar) => value > bar + Tolerance;

    /// <summary>(now − reference)/reference·100; null where the reference is 0 or either is missing.</summary>
    public static double? ChangePercent(double? reference, double? now) =>
        reference is { } r && now is { } n && r > 0 ? (n - r) / r * 100 : null;

    public static string Show(double? value) =>
        value is { } v ? v.ToString("0.####", CultureInfo.InvariantCulture) : "not known";

    public static string Percent(double? value) =>
        value is { } v ? v.ToString("+0.##;-0.##;0", CultureInfo.InvariantCulture) + " %" : "change not known";
}
