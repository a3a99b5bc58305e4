using System.Text.Json;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class JointModelTests
{
    private static readonly double[] Knots = [6.22714385714286, 11.0785724285714, 12.530001, 13.930001, 15.970001, 17.800001];

    /// <summary>JM 1.5-2 on aids: its EM stops 0.004 of log-likelihood below the maximum, so estimates agree to a tenth of their errors or better.</summary>
    [Fact]
    public void Aids_agrees_with_JM()
    {
        var rows = OracleTable.Load("longitudinal/joint_aids/aids_long.csv").Rows;
        var oracle = JsonDocument.Parse(File.ReadAllText(Shared.Path("oracles/statistics/longitudinal/joint_aids/JM_piecewise_PH_aGH.json"))).RootElement;
        JointSubject[] subjects = [.. rows.GroupBy(r => r["patient"]).Select(g =>
        {
            CsvRow first = g.First();
            double drug = first["drug"] == "ddI" ? 1 : 0;
            return new JointSubject(g.Key, [.. g.Select(r => r.D("obstime"))], [.. g.Select(r => r.D("CD4"))], [1, 0, 0], [0, 1, drug], [drug], first.D("Time"), first["death"] == "1");
        })];
        var fit = JointModel.Fit(subjects, ["level", "slope", "slope:ddI"], ["ddI"], Knots);
        Assert.True(fit.Converged, fit.Status);
        Assert.InRange(fit.LogLikelihood, oracle.GetProperty("logLik").GetDouble(), oracle.GetProperty("logLik").GetDouble() + 0.01);
        FixedEffect[] mine = [.. fit.Marker, .. fit.Event, fit.Association];
        JsonElement[] theirs = [.. oracle.GetProperty("long").EnumerateArray(), .. oracle.GetProperty("event").EnumerateArray().Take(2)];
        for (int k = 0; k < mine.Length; k++)
        {
            double error = theirs[k].GetProperty("Std.Err").GetDouble();
            Assert.Equal(theirs[k].GetProperty("Value").GetDouble(), mine[k].Estimate, 0.1 * error);
            Assert.Equal(error, mine[k].StdErr!.Value, 0.01 * error);
        }
        for (int k = 0; k < 7; k++) Assert.Equal(oracle.GetProperty("event")[2 + k].GetProperty("Value").GetDouble(), Math.Log(fit.Hazards[k]), 0.02);
        Assert.Equal(oracle.GetProperty("sigma").GetDouble(), fit.ResidualStdDev, 1e-3);
    }

    /// <summary>A marker that is known without error and does not move within a subject: the association is that of an exponential regression on it.</summary>
    [Fact]
    public void A_marker_without_error_gives_exponential_regression()
    {
        var random = new SeededRandom(3);
        JointSubject[] subjects = [.. Enumerable.Range(0, 150).Select(i =>
        {
            double level = random.NextNormal(), end = -Math.Log(1 - random.NextDouble()) / Math.Exp(-1 + 0.7 * level), until = 0.5 + 3 * random.NextDouble();
            double[] times = [0, 0.25 * Math.Min(end, until), 0.5 * Math.Min(end, until)];
            return new JointSubject($"{i}", times, [.. times.Select(_ => level + 1e-3 * random.NextNormal())], [1, 0], [0, 1], [], Math.Min(end, until), end <= until);
        })];
        var fit = JointModel.Fit(subjects, ["level", "slope"], [], []);
        double rate = -1, slope = 0.7; // Newton for the exponential regression on the first value
        for (int step = 0; step < 30; step++)
        {
            double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
            foreach (var s in subjects)
            {
                double x = s.Values[0], mean = s.EventTime * Math.Exp(rate + slope * x), event1 = s.Event ? 1 : 0;
                (g0, g1, h00, h01, h11) = (g0 + event1 - mean, g1 + x * (event1 - mean), h00 + mean, h01 + x * mean, h11 + x * x * mean);
            }
            double det = h00 * h11 - h01 * h01;
            (rate, slope) = (rate + (h11 * g0 - h01 * g1) / det, slope + (h00 * g1 - h01 * g0) / det);
        }
        Assert.Equal(slope, fit.Association.Estimate, 0.01);
        Assert.Equal(rate, Math.Log(fit.Hazards[0]), 0.01);
    }

    [Fact]
    public void Command_refuses_values_after_the_event()
    {
        string file = Path.Combine(Path.GetTempPath(), $"joint-{Environment.ProcessId}.csv");
        File.WriteAllText(file, "id,day,y,end,died\na,0,1,5,1\na,9,2,5,1\nb,0,1,4,1\nc,0,2,3,0\n");
        var refused = Run.Cavum("longitudinal", "joint", file, "--subject", "id", "--time", "day", "--value", "y", "--event-time", "end", "--event", "died");
        File.Delete(file);
        Assert.Equal(1, refused.Exit);
        Assert.Contains("line 3", refused.Error);
    }
}
