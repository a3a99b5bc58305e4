using System.Globalization;
using System.Text.Json;

namespace Cavum.Tests.CommandLine;

/// <summary>assay curves on tables that are not as they should be: a number that means something, or none with its reason.</summary>
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
}
