using System.Text.Json;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Tests.Preclinical;

public class ScaleTransformTests
{
    private static ScaleTransform Make(string kind, JsonElement p)
    {
        double P(string name) => p.GetProperty(name).GetDouble();
        return kind switch
        {
            "logicle" => new LogicleScale(P("t"), P("w"), P("m"), P("a")),
            "hyperlog" => new HyperlogScale(P("t"), P("w"), P("m"), P("a")),
            "asinh" => new AsinhScale(P("t"), P("m"), P("a")),
            _ => new LogScale(P("t"), P("m")),
        };
    }

    [Fact]
    public void Agrees_with_FlowUtils_on_1044_values_and_back()
    {
        double worst = 0;
        int rows = 0;
        foreach (var row in PreclinicalOracle.Table("flow/transforms.csv").Rows)
        {
            var scale = Make(row["transform"], JsonDocument.Parse(row["params"]).RootElement);
            double x = row.Number("x"), y = scale.Forward(x);
            rows++;
            if (row["y"] is "nan" or "-inf" or "")
            {
                Assert.True(double.IsNaN(y), $"{row["transform"]} of {x} has no value");
                continue;
            }
            PreclinicalOracle.Near(row.Number("y"), y, 1e-12, $"{row["transform"]} {row["params"]} at {x}", absolute: 1e-12);
            worst = Math.Max(worst, Math.Abs(row.Number("y") - y));
            // Back: as near to x as the steepness of the scale lets one unit in the last place of y be.
            double slope = Math.Abs(scale.Inverse(y + 1e-7) - scale.Inverse(y - 1e-7)) / 2e-7;
            PreclinicalOracle.Near(x, scale.Inverse(y), 1e-12, $"{row["transform"]} back at {x}", absolute: 1e-14 * slope);
        }
        Assert.Equal(1044, rows);
        Assert.True(worst < 1e-12, $"worst {worst}");
    }

    [Fact]
    public void Puts_the_top_of_scale_at_1_and_is_odd_about_its_zero()
    {
        var chance = new SeededRandom(7);
        for (int i = 0; i < 300; i++)
        {
            double m = 3 + 3 * chance.NextDouble(), w = 0.01 + chance.NextDouble(), a = chance.NextDouble() * 0.5, t = Math.Pow(10, 3 + 3 * chance.NextDouble());
            foreach (BiexponentialScale scale in (BiexponentialScale[])[new LogicleScale(t, w, m, a), new HyperlogScale(t, w, m, a)])
            {
                PreclinicalOracle.Near(1, scale.Forward(t), 1e-12, $"{scale}");
                double x = t * chance.NextDouble();
                PreclinicalOracle.Near(2 * scale.Zero - scale.Forward(x), scale.Forward(-x), 0, $"{scale} at −{x}", absolute: 1e-14);
                PreclinicalOracle.Near(x, scale.Inverse(scale.Forward(x)), 1e-11, $"{scale} back at {x}");
                Assert.Equal(scale.Zero, scale.Forward(0));
            }
        }
    }

    [Fact]
    public void Every_lane_gives_what_a_value_alone_gives()
    {
        var scale = new LogicleScale(262144, 0.5, 4.5, 0);
        var chance = new SeededRandom(11);
        double[] x = [.. Enumerable.Range(0, 1003).Select(_ => 262144 * Math.Pow(chance.NextDouble(), 4) * (chance.NextDouble() < 0.3 ? -0.1 : 1))];
        var together = new double[x.Length];

        scale.Forward(x, together);

        for (int i = 0; i < x.Length; i++) PreclinicalOracle.Near(scale.Forward(x[i]), together[i], 0, $"lane {i}", absolute: 4e-16);
    }

    [Fact]
    public void By_hand_flog_and_flin()
    {
        Assert.Equal(0.5, new LogScale(10000, 4).Forward(100), 15);
        Assert.Equal(100, new LogScale(10000, 4).Inverse(0.5), 1e-11);
        Assert.True(double.IsNaN(new LogScale(10000, 4).Forward(0)));
        Assert.Equal(600.0 / 10500, new LinearScale(10000, 500).Forward(100), 15);
    }

    [Fact]
    public void Refuses_widths_that_do_not_fit()
    {
        Assert.StartsWith("W is from 0 to M/2.", Assert.Throws<ArgumentOutOfRangeException>(() => new LogicleScale(1000, 3, 4, 0)).Message);
        Assert.StartsWith("A is from −W to M − 2W.", Assert.Throws<ArgumentOutOfRangeException>(() => new LogicleScale(1000, 0.5, 4, 3.5)).Message);
        Assert.StartsWith("T is above 0.", Assert.Throws<ArgumentOutOfRangeException>(() => new LogScale(0, 4)).Message);
    }

    [Fact]
    public void A_very_narrow_straight_part_does_not_lose_a_value()
    {
        // Halley's steps run away here at some values; the answer is from a bisection in 60 decimal digits.
        var scale = new HyperlogScale(262144, 1e-6, 4.5, 0);
        double y = scale.Forward(131072);
        PreclinicalOracle.Near(131072, scale.Inverse(y), 1e-12, "back");
        Assert.True(double.IsNaN(scale.Forward(double.NaN)));
    }
}
