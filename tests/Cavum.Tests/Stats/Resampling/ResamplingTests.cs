using System.Text.Json;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class ResamplingTests
{
    [Fact]
    public void Adjusted_p_values_agree_with_R()
    {
        var compare = new Comparison(1e-12);
        foreach (var set in JsonDocument.Parse(File.ReadAllText(Shared.Path("oracles/statistics/multiplicity/p_adjust.json"))).RootElement.EnumerateObject())
        {
            double[] p = [.. set.Value.GetProperty("p").EnumerateArray().Select(v => v.GetDouble())];
            foreach (var (name, adjusted) in new[] { ("holm", Multiplicity.Holm(p)), ("hochberg", Multiplicity.Hochberg(p)), ("hommel", Multiplicity.Hommel(p)),
                ("BH", Multiplicity.BenjaminiHochberg(p)), ("BY", Multiplicity.BenjaminiYekutieli(p)), ("bonferroni", Multiplicity.Bonferroni(p)) })
                for (int i = 0; i < p.Length; i++) compare.Near(set.Value.GetProperty(name)[i].GetDouble(), adjusted[i], $"{set.Name} {name} {i}");
        }
        compare.Holds(90);
    }

    [Fact]
    public void Hommel_lies_between_Hochberg_and_the_raw_values()
    {
        var random = new SeededRandom(3);
        for (int trial = 0; trial < 200; trial++)
        {
            double[] p = [.. Enumerable.Range(0, 2 + random.NextInt(8)).Select(_ => Math.Pow(random.NextDouble(), 2))];
            double[] hommel = Multiplicity.Hommel(p), hochberg = Multiplicity.Hochberg(p), holm = Multiplicity.Holm(p);
            for (int i = 0; i < p.Length; i++)
            {
                Assert.InRange(hommel[i], p[i], hochberg[i] + 1e-12);
                Assert.InRange(hochberg[i], p[i], holm[i] + 1e-12);
            }
        }
    }

    [Fact]
    public void A_complete_graph_with_equal_weights_is_Holm_and_a_chain_is_fixed_sequence()
    {
        double[] p = [0.012, 0.004, 0.3, 0.02];
        double third = 1.0 / 3;
        double[,] complete = { { 0, third, third, third }, { third, 0, third, third }, { third, third, 0, third }, { third, third, third, 0 } };
        double[] graph = Multiplicity.Graphical(p, [0.25, 0.25, 0.25, 0.25], complete), holm = Multiplicity.Holm(p);
        for (int i = 0; i < 4; i++) Assert.Equal(holm[i], graph[i], 1e-12);
        double[,] chain = { { 0, 1, 0 }, { 0, 0, 1 }, { 0, 0, 0 } };
        Assert.Equal([0.01, 0.2, 0.2], Multiplicity.Graphical([0.01, 0.2, 0.001], [1, 0, 0], chain));
        Assert.Throws<ArgumentException>(() => Multiplicity.Graphical([0.1, 0.1], [0.7, 0.7], new double[2, 2]));
    }

    [Fact]
    public void Bootstrap_of_a_mean_has_the_textbook_error_and_repeats_with_its_seed()
    {
        var random = new SeededRandom(1);
        double[] x = [.. Enumerable.Range(0, 60).Select(_ => random.NextExponential())];
        var first = Bootstrap.Run(60, units => units.Average(u => x[u]), 4000, 9);
        var again = Bootstrap.Run(60, units => units.Average(u => x[u]), 4000, 9);
        double mean = x.Average(), sd = Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / 60);
        Assert.Equal(first, again);
        Assert.Equal(sd / Math.Sqrt(60), first.StdErr, 0.04 * first.StdErr);
        Assert.InRange(mean, first.Bca.Lower, first.Bca.Upper);
        Assert.True(first.Bca.Upper > first.Percentile.Upper - 0.01, "a right-skewed mean moves its limits to the right");
    }

    [Fact]
    public void Permutation_of_exchangeable_groups_is_not_significant()
    {
        bool[] labels = [.. Enumerable.Range(0, 20).Select(i => i % 2 == 0)];
        double p = Bootstrap.Permutation(labels, l => l.Select((b, i) => b ? i : -i).Sum(), 500, 4);
        Assert.InRange(p, 0.3, 1);
        Assert.Throws<ArgumentException>(() => Bootstrap.Run(5, _ => double.NaN, 100, 1));
    }

    /// <summary>The percentile interval of a mean of 10 skewed values is too narrow; the calibrated one is wider and repeats with its seed.</summary>
    [Fact]
    public void Double_bootstrap_widens_the_percentile_interval_of_a_small_sample()
    {
        double[] x = [0.1, 0.2, 0.3, 0.5, 0.7, 1.1, 1.4, 2.2, 3.6, 6.5];
        double Mean(int[] units) => units.Average(u => x[u]);
        var plain = Bootstrap.Run(10, Mean, 400, 4);
        var twice = Bootstrap.Double(10, Mean, 400, 100, 4);
        Assert.True(twice.Upper - twice.Lower > plain.Percentile.Upper - plain.Percentile.Lower);
        Assert.Equal(twice, Bootstrap.Double(10, Mean, 400, 100, 4));
    }
}
