using Cavum.Core;

namespace Cavum.Tests.Preclinical;

/// <summary>Reads the oracle tables of the preclinical arm and compares with a stated tolerance.</summary>
internal static class PreclinicalOracle
{
    internal static CsvTable Table(string relative) => CsvTable.ReadFile(Shared.Path("oracles/preclinical/" + relative)).Value;

    internal static string Data(string relative) => Shared.Path("data/preclinical/" + relative);

    /// <summary>The oracles name files from the folder in which they were made.</summary>
    internal static string DataFile(string oracleName) => Data(oracleName["data/".Length..]);

    internal static double Number(this CsvRow row, string column) => double.Parse(row[column], System.Globalization.CultureInfo.InvariantCulture);

    internal static void Near(double expected, double? got, double relative, string what, double absolute = 0)
    {
        double allowed = Math.Max(absolute, relative * Math.Abs(expected));
        Assert.True(got is { } value && Math.Abs(value - expected) <= allowed,
            $"{what}: expected {expected:R}, got {got:R} (off by {Math.Abs((got ?? double.NaN) - expected):g3}, allowed {allowed:g3})");
    }
}
