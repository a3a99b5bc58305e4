using System.Globalization;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Tests.Assay;

public class DetectableDifferenceTests
{
    private static string[][] Table(string name, char separator) =>
        [.. File.ReadLines(Shared.Path("data/assay/reference_results/vermeulen/" + name)).Select(l => l.Split(separator))];

    /// <summary>The table of the paper (11 methods, 63 assays) from the quantities of its supplement, which are printed to four figures.</summary>
    [Fact]
    public void The_published_table_is_reproduced()
    {
        string[][] quantities = Table("data_vermeulen_methods_quant.tsv", ';'), results = Table("data_vermeulen_methods_results.tsv", '\t');
        int start = Array.FindIndex(results, r => r[0] == "detectable difference");
        var medians = new Dictionary<string, double>();
        int compared = 0;
        for (int row = start + 1; row < results.Length && results[row][0].Length > 0; row++)
        {
            string method = results[row][0];
            int block = Array.FindIndex(quantities, q => q[0] == "method" && q[1] == method.Split(' ')[0]);
            Assert.True(block >= 0, method);
            var ours = new List<double>();
            for (int column = 1; column < results[row].Length; column++)
            {
                string assay = results[start][column];
                if (method.StartsWith("LRE", StringComparison.Ordinal)) assay = assay switch { "CDH5" => "CDKN3", "CDKN3" => "CDH5", _ => assay }; // exchanged in the paper's table
                int source = Array.IndexOf(quantities[1], assay);
                var points = quantities[(block + 1)..(block + 16)].Select(q => (Copies: Math.Log10(QuantifyTests.Number(q[2].Split('_')[1])), Quantity: double.TryParse(q[source], CultureInfo.InvariantCulture, out double v) ? Math.Log10(v) : double.NaN)).ToArray();
                if (points.Any(p => !double.IsFinite(p.Quantity)) || !double.TryParse(results[row][column], CultureInfo.InvariantCulture, out double published)) continue;
                double fold = DetectableDifference.Of([.. points.Select(p => p.Copies)], [.. points.Select(p => p.Quantity)])!.Value;
                QuantifyTests.Close(published, fold, 3e-3);
                ours.Add(fold);
                compared++;
            }
            ours.Sort();
            medians[method] = ours[ours.Count / 2];
        }
        Assert.Equal(11 * 63, compared);
        foreach (var (method, median) in new[] { ("Standard-Cq", 1.797), ("LinRegPCR (old)", 1.773), ("Cy0", 1.824), ("5PSM", 2.19), ("4PLM", 3.11) })
            Assert.Equal(median, medians[method], 0.006);
    }

    /// <summary>Three levels of two, ±0.1 about the line: s² = 6·0.01/4, Q = 4/5·4 = 3.2, t of 98.75 % and 1 degree of freedom 25.4517.</summary>
    [Fact]
    public void By_hand()
    {
        double s = Math.Sqrt(0.06 / 4), half = 25.45170 * s * (2 * Math.Sqrt(0.5 + 1 / 3.2) + Math.Sqrt(0.5)) / 3;
        QuantifyTests.Close(Math.Pow(10, half), DetectableDifference.Of([1, 1, 2, 2, 3, 3], [1.1, 0.9, 2.1, 1.9, 3.1, 2.9])!.Value, 1e-5);
    }

    /// <summary>The unit of the quantity does not matter; more scatter is never told apart better; unequal levels have no such number.</summary>
    [Fact]
    public void Scale_scatter_and_refusal()
    {
        var random = new SeededRandom(5, 2);
        double[] x = [.. Enumerable.Range(0, 15).Select(i => 1.0 + i / 3)], noise = [.. x.Select(_ => random.NextNormal())];
        double Fold(double scatter, double shift) => DetectableDifference.Of(x, [.. x.Select((v, i) => v + shift + scatter * noise[i])])!.Value;
        QuantifyTests.Close(Fold(0.05, 0), Fold(0.05, -9), 1e-9);
        Assert.True(Fold(0.1, 0) > Fold(0.05, 0));
        Assert.Equal(1, DetectableDifference.Of(x, x)!.Value, 1e-9);
        Assert.Null(DetectableDifference.Of([1, 1, 2, 2, 3], [1, 1, 2, 2, 3]));
        Assert.Null(DetectableDifference.Of([1, 2, 3], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => DetectableDifference.Of([1, 2], [1]));
    }
}
