using System.Globalization;
using System.Text.Json;

namespace Cavum.Tests.CommandLine;

/// <summary>assay curves and assay fit on tables that are not as they should be: a number that means something, or none with its reason.</summary>
public sealed class AssayCurvesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cavum-curves-").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    private (int Status, string Out, string Error) Curves(string text, string method)
    {
        string file = Path.Combine(folder, "t.csv");
        File.WriteAllText(file, text);
        var run = Run.Cavum("assay", "curves", file, "--method", method, "--json");
        return (run.Exit, run.Output, run.Error);
    }

    private static string Table(Func<int, double> reading) => "Cycle,A1\n" + string.Concat(Enumerable.Range(1, 40).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c},{reading(c):R}\n")));

    /// <summary>A table of Cq was answered with "not amplified" for every well.</summary>
    [Theory]
    [InlineData("linreg")]
    [InlineData("linreg-classic")]
    [InlineData("shared-growth")]
    [InlineData("cpd2")]
    [InlineData("cy0")]
    public void A_file_without_curves_is_refused(string method)
    {
        var (status, output, _) = Curves("Well,Fluor,Target,Content,Sample,Cq\nA01,FAM,EBV,Unkn,s1,24.1\nA02,FAM,EBV,Unkn,s2,27.9\n", method);
        Assert.Equal(1, status);
        Assert.Contains("CFX Cq table without fluorescence by cycle", output, StringComparison.Ordinal);
    }

    /// <summary>Cy0 of a rise of 10 over a ground of 1,000,000,000 was cycle −509,805,102.</summary>
    [Fact]
    public void A_tangent_that_meets_the_axis_before_the_run_is_no_Cq()
    {
        var (status, output, _) = Curves(Table(c => 1e6 + 10 / (1 + Math.Exp(-(c - 22.3) / 1.6))), "cy0");
        Assert.Equal(0, status);
        var curve = JsonDocument.Parse(output).RootElement.GetProperty("curves")[0];
        Assert.Equal(JsonValueKind.Null, curve.GetProperty("cq").ValueKind);
        Assert.Equal("cy0BeforeFirstCycle", curve.GetProperty("status").GetString());
        Assert.Equal("cy0BeforeFirstCycle", curve.GetProperty("excluded")[0].GetString());
        Assert.True(curve.GetProperty("amplified").GetBoolean());
    }

    [Fact]
    public void Repairs_of_the_file_are_said()
    {
        var (status, _, error) = Curves("Cycle,A1\n" + string.Concat(Enumerable.Range(0, 40).Select(c => $"{c},1\n")), "cpd2");
        Assert.Equal(0, status);
        Assert.Contains("cycles counted from 0", error, StringComparison.Ordinal);
    }

    /// <summary>A straight line amplifies for the classic generation, has no Cq, and was given the status "amplified".</summary>
    [Fact]
    public void A_classic_curve_without_Cq_says_why()
    {
        var curve = JsonDocument.Parse(Curves(Table(c => 1 + 0.2 * c), "linreg-classic").Out).RootElement.GetProperty("curves")[0];
        Assert.Equal(JsonValueKind.Null, curve.GetProperty("cq").ValueKind);
        Assert.NotEqual("amplified", curve.GetProperty("status").GetString());
    }

    /// <summary>Rows from the last cycle to the first "converged" on cpD2 = 45; cycles in the last column were fitted as a curve over the first one.</summary>
    [Theory]
    [InlineData("l4")]
    [InlineData("l5")]
    public void The_order_of_rows_and_columns_changes_no_fit(string model)
    {
        static string Row(params double[] cells) => string.Join(',', cells.Select(c => c.ToString("R", CultureInfo.InvariantCulture))) + "\n";
        double[] y = [.. Enumerable.Range(1, 40).Select(c => 1 + 10 * Math.Pow(1 + Math.Exp(-(c - 26.3) / 1.6), -0.7) + 0.03 * Math.Sin(17.0 * c * c))];
        var plain = Fit("Cycle,A1\n" + string.Concat(y.Select((v, i) => Row(i + 1, v))), model);
        var turned = Fit("Cycle,A1\n" + string.Concat(y.Select((v, i) => Row(i + 1, v)).Reverse()), model);
        var last = Fit("A1,Cycle\n" + string.Concat(y.Select((v, i) => Row(v, i + 1))), model);
        Assert.Equal(plain, turned);
        Assert.Equal(plain, last);
    }

    [Fact]
    public void A_sum_of_squares_beyond_a_double_is_none()
    {
        var curve = JsonDocument.Parse(Fit("Cycle,A1\n" + string.Concat(Enumerable.Range(1, 40).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c},{1e300 * (1 + 10 / (1 + Math.Exp(-(c - 22.3) / 1.6))) + 1e298 * (c % 3):R}\n"))), "l4")).RootElement.GetProperty("curves")[0];
        Assert.Equal(JsonValueKind.Null, curve.GetProperty("residualSumOfSquares").ValueKind);
        Assert.InRange(curve.GetProperty("cpD2").GetDouble(), 15, 25);
    }

    private string Fit(string text, string model)
    {
        string file = Path.Combine(folder, "f.csv");
        File.WriteAllText(file, text);
        var run = Run.Cavum("assay", "fit", file, "--model", model, "--json");
        Assert.True(run.Exit == 0, run.Error);
        return run.Output;
    }
}
