using System.Globalization;
using Cavum.Core;

namespace Cavum.Tests.Stats;

/// <summary>Compares many values with an oracle and names the worst.</summary>
internal sealed class Comparison(double relative, double absolute = 1e-12)
{
    private readonly List<string> misses = [];
    private double worst;

    public int Count { get; private set; }

    /// <summary>Values within 1e-9 relative or 1e-12 absolute, whatever this comparison allows.</summary>
    public int Digits { get; private set; }

    public void Near(double expected, double actual, string what)
    {
        Count++;
        double off = Math.Abs(actual - expected), allowed = Math.Max(relative * Math.Abs(expected), absolute);
        if (off <= Math.Max(1e-9 * Math.Abs(expected), 1e-12)) Digits++;
        worst = Math.Max(worst, Math.Abs(expected) > absolute ? off / Math.Abs(expected) : off);
        if (!(off <= allowed)) misses.Add($"{what}: expected {expected:R}, got {actual:R} (off by {off:E2}, allowed {allowed:E2})");
    }

    /// <summary>All within the tolerance, and as many values as expected were seen.</summary>
    public void Holds(int atLeast = 1)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{Count} values, {Digits} within 1e-9, {misses.Count} misses, worst relative error {worst:E2}, allowed {relative:E2}");
        Assert.True(Count >= atLeast, $"only {Count} values were compared");
        Assert.True(misses.Count == 0, $"{misses.Count} of {Count}: " + string.Join("; ", misses.Take(8)));
    }
}

internal static class OracleTable
{
    public static CsvTable Load(string relative) => CsvTable.ReadFile(Shared.Path("oracles/statistics/" + relative)).Value;

    public static double D(this CsvRow row, string column) => double.Parse(row[column], CultureInfo.InvariantCulture);

    public static int I(this CsvRow row, string column) => (int)row.D(column);
}
