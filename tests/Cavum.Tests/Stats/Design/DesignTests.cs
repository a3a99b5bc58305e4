using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class DesignTests
{
    [Fact]
    public void Simon_designs_agree_with_ph2simon_on_every_row()
    {
        var compare = new Comparison(1e-9);
        foreach (var row in OracleTable.Load("simon/ph2simon.csv").Rows)
        {
            var found = SimonTwoStage.Find(row.D("p0"), row.D("p1"), row.D("alpha"), row.D("beta"));
            Assert.NotNull(found);
            string what = $"{row["type"]} {row["p0"]} {row["p1"]} {row["alpha"]} {row["beta"]}";
            var design = row["type"] == "minimax" ? found.Minimax : row["type"] == "optimal" ? found.Optimal : null;
            Assert.NotNull(design);
            compare.Near(row.I("r1"), design.R1, what + " r1");
            compare.Near(row.I("n1"), design.N1, what + " n1");
            compare.Near(row.I("r"), design.R, what + " r");
            compare.Near(row.I("n"), design.N, what + " n");
            compare.Near(row.D("EN0"), design.ExpectedN, what + " EN");
            compare.Near(row.D("PET0"), design.EarlyStop, what + " PET");
            compare.Near(row.D("actual_alpha"), design.Alpha, what + " alpha");
            compare.Near(row.D("actual_power"), design.Power, what + " power");
        }
        compare.Holds(100);
    }

    [Fact]
    public void Simon_1989_table_1_is_reproduced()
    {
        var found = SimonTwoStage.Find(0.2, 0.4, 0.05, 0.2)!;
        Assert.Equal((3, 13, 12, 43), (found.Optimal.R1, found.Optimal.N1, found.Optimal.R, found.Optimal.N));
        Assert.Equal((4, 18, 10, 33), (found.Minimax.R1, found.Minimax.N1, found.Minimax.R, found.Minimax.N));
        Assert.Contains(found.Optimal, found.Admissible);
        Assert.Contains(found.Minimax, found.Admissible);
    }

    [Fact]
    public void Thall_and_Simon_boundary_and_operating_characteristics_agree_with_exact_recursion()
    {
        var boundary = ResponseMonitoring.Boundary(0.4, 1.6, 0.2, 0.05, 10, 40);
        var compare = new Comparison(1e-9);
        var looks = boundary.ToDictionary(b => b.N);
        foreach (var row in OracleTable.Load("monitoring/thall_simon_boundary.csv").Rows)
            compare.Near(row.I("stop_if_less_than"), (looks[row.I("n")].StopAtOrBelow ?? -1) + 1, $"boundary {row["n"]}");
        // The oracle's README gives 39.769656476 at p = 0.4; the recursion in exact fractions gives 39.76965653758244.
        double[] expected = [14.786895710, 22.373520361, 29.521515929, 34.444358716, 37.277085121, 38.741418518, 39.76965653758244];
        double[] truths = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4];
        foreach (var row in OracleTable.Load("monitoring/thall_simon_exact_oc.csv").Rows)
            compare.Near(row.D("stop_prob"), ResponseMonitoring.Operating(boundary, row.D("p")).StopProbability, $"stop {row["p"]}");
        for (int i = 0; i < truths.Length; i++)
            compare.Near(expected[i], ResponseMonitoring.Operating(boundary, truths[i]).ExpectedN, $"expected n at {truths[i]}");
        compare.Holds(40);
    }

    [Fact]
    public void Predictive_probabilities_agree_except_for_round_off_above_one()
    {
        var compare = new Comparison(1e-9);
        foreach (var row in OracleTable.Load("monitoring/predictive_probability_N36_p0.2_thetaT.922.csv").Rows)
            compare.Near(Math.Min(1, row.D("PP")), ResponseMonitoring.PredictiveProbability(row.I("x"), row.I("n"), 36, 0.2, 0.8, 0.2, 0.922), $"{row["x"]}/{row["n"]}");
        compare.Holds(50);
    }

    [Fact]
    public void A_boundary_that_never_stops_expects_the_maximum()
    {
        var boundary = ResponseMonitoring.Boundary(1, 1, 0.01, 0.001, 5, 20);
        Assert.All(boundary, look => Assert.Null(look.StopAtOrBelow));
        Assert.Equal(20, ResponseMonitoring.Operating(boundary, 0.3).ExpectedN, 1e-12);
    }

    [Fact]
    public void Commands_answer_and_refuse()
    {
        var simon = Run.Json("design", "simon", "--p0", "0.1", "--p1", "0.3", "--alpha", "0.05", "--beta", "0.2");
        Assert.Equal(29, simon.GetProperty("optimal").GetProperty("n").GetInt32());
        Assert.Equal(1, simon.GetProperty("optimal").GetProperty("r1").GetInt32());
        var monitor = Run.Json("design", "monitor", "--prior-a", "0.4", "--prior-b", "1.6", "--p0", "0.2", "--threshold", "0.05", "--min", "10", "--max", "40", "--p", "0.05,0.2");
        Assert.Equal(2, monitor.GetProperty("operating").GetArrayLength());
        Assert.Equal(1, Run.Cavum("design", "simon", "--p0", "0.3", "--p1", "0.1", "--alpha", "0.05", "--beta", "0.2").Exit);
        Assert.Equal(1, Run.Cavum("design", "simon", "--p0", "0.1", "--p1", "0.11", "--alpha", "0.05", "--beta", "0.2").Exit);
        Assert.Equal(2, Run.Cavum("design", "simon", "--p0", "1.3", "--p1", "0.1", "--alpha", "0.05", "--beta", "0.2").Exit);
        Assert.Equal(2, Run.Cavum("design", "monitor", "--prior-a", "0.4").Exit);
    }
}
