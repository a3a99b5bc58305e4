using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class CompetingRisksTests
{
    /// <summary>oracles/statistics/competing: Aalen–Johansen of R survfit, with infinitesimal jackknife errors.</summary>
    [Fact]
    public void Agrees_with_R_on_cumulative_incidence_and_its_errors()
    {
        var (times, causes, groups, folder) = Load();
        var check = new OracleCheck();
        var expected = OracleCheck.ReadCsv($"{folder}/aalen_johansen_survival.csv");
        int at = 0;
        for (int g = 0; g < 2; g++)
        {
            var curves = CumulativeIncidence.Estimate(times.Where(groups, g), causes.Where(groups, g));
            for (int k = 0; k < curves[0].Steps.Count; k++, at++)
            {
                check.Cell(expected.Rows[at], "time", curves[0].Steps[k].Time);
                check.Cell(expected.Rows[at], "cif1", curves[0].Steps[k].Incidence);
                check.Cell(expected.Rows[at], "cif2", curves[1].Steps[k].Incidence);
                check.Cell(expected.Rows[at], "se1", curves[0].Steps[k].StdErr);
                check.Cell(expected.Rows[at], "se2", curves[1].Steps[k].StdErr);
            }
        }
        Assert.Equal(expected.Rows.Count, at);
        check.Passes();
    }

    [Fact]
    public void Agrees_with_cmprsk_on_Grays_test_and_with_R_on_cause_specific_Cox()
    {
        var (times, causes, groups, folder) = Load();
        var check = new OracleCheck();
        var gray = OracleCheck.ReadJson($"{folder}/cmprsk_cuminc_gray.json").GetProperty("gray");
        var tests = GrayTest.Test(times, causes, groups);
        for (int k = 0; k < 2; k++)
            check.Json($"gray cause {k + 1}", gray[k], [tests[k].ChiSquare!.Value, tests[k].PValue!.Value, tests[k].DegreesOfFreedom]);

        var table = OracleCheck.ReadCsv($"{folder}/input.csv");
        var expected = OracleCheck.ReadJson($"{folder}/cause_specific_cox.json");
        for (int cause = 1; cause <= 2; cause++)
        {
            var fit = CoxRegression.Fit(new(times, [.. causes.Select(c => c == cause)], CoxOracleTests.Matrix(table, ["g", "age"])));
            check.Json($"cs{cause} coef", expected.GetProperty($"cs{cause}").GetProperty("coef"), fit.Beta);
            check.Matrix($"cs{cause} var", expected.GetProperty($"cs{cause}").GetProperty("var"), fit.Variance);
        }
        check.Passes();
    }

    [Fact]
    public void Fine_Gray_agrees_with_cmprsk()
    {
        var (times, causes, _, folder) = Load();
        var expected = OracleCheck.ReadJson($"{folder}/finegray_crr.json");
        var fit = FineGray.Fit(times, causes, CoxOracleTests.Matrix(OracleCheck.ReadCsv($"{folder}/input.csv"), ["g", "age"]));
        var check = new OracleCheck();
        check.Json("coef", expected.GetProperty("coef"), fit.Beta);
        check.Matrix("var", expected.GetProperty("var"), fit.Variance);
        check.Json("loglik", expected.GetProperty("loglik"), fit.LogLikelihood);
        check.Passes();
    }

    [Fact]
    public void Fine_Gray_without_competing_events_or_censoring_is_Cox()
    {
        var random = new SeededRandom(8);
        double[] times = [.. Enumerable.Range(0, 50).Select(_ => random.NextExponential())];
        var x = new double[50, 1];
        for (int i = 0; i < 50; i++) x[i, 0] = random.NextNormal();
        var cox = CoxRegression.Fit(new(times, [.. times.Select(_ => true)], x), new() { Ties = CoxTies.Breslow, Robust = true });
        var fit = FineGray.Fit(times, [.. times.Select(_ => 1)], x);

        Assert.Equal(cox.Beta[0], fit.Beta[0], 10);
        Assert.Equal(cox.RobustVariance![0, 0], fit.Variance[0, 0], 10);
    }

    [Fact]
    public void Four_subjects_by_hand()
    {
        // Cause 1 at 1, cause 2 at 2, censored at 3, cause 1 at 4: F1 = ¼ then + ½·1 at the end.
        var curves = CumulativeIncidence.Estimate([1, 2, 3, 4], [1, 2, 0, 1]);

        Assert.Equal([0.25, 0.25, 0.25, 0.75], curves[0].Steps.Select(s => s.Incidence));
        Assert.Equal(0.25, curves[1].At(9));
        Assert.Equal(Math.Sqrt(0.25 * 0.75 / 4), curves[0].Steps[0].StdErr, 14);
    }

    [Fact]
    public void The_causes_and_survival_sum_to_one_and_one_cause_is_Kaplan_Meier()
    {
        var random = new SeededRandom(21);
        double[] times = [.. Enumerable.Range(0, 80).Select(_ => Math.Ceiling(6 * random.NextExponential()))];
        int[] causes = [.. times.Select(_ => random.NextInt(3))];
        var curves = CumulativeIncidence.Estimate(times, causes);
        var survival = KaplanMeier.Estimate(times, [.. causes.Select(c => c > 0)], new() { Robust = true });

        foreach (double t in times) Assert.Equal(1, curves[0].At(t) + curves[1].At(t) + survival.SurvivalAt(t), 12);
        var single = CumulativeIncidence.Estimate(times, [.. causes.Select(c => Math.Min(c, 1))])[0];
        for (int k = 0; k < single.Steps.Count; k++)
        {
            Assert.Equal(1 - survival[k].Survival, single.Steps[k].Incidence, 12);
            if (survival[k].StdErr is { } se) Assert.Equal(se, single.Steps[k].StdErr, 12);
        }
    }

    [Fact]
    public void Refuses_a_cause_below_zero_and_half_codes()
    {
        Assert.StartsWith("Cause 1 (from 0) is -1", Assert.Throws<ArgumentException>(() => CumulativeIncidence.Estimate([1, 2], [1, -1])).Message);
        var refused = Run.Cavum("survival", "cuminc", SurvivalCommandTests.Write("t,e,g\n1,1.5,a\n2,-1,b\n"), "--time", "t", "--event", "e", "--group", "g", "--json");
        Assert.Equal(2, refused.Json.GetProperty("refused").GetArrayLength());
    }

    internal static (double[] Times, int[] Causes, int[] Groups, string Folder) Load()
    {
        string folder = Shared.Path("oracles/statistics/competing/mgus2");
        var table = OracleCheck.ReadCsv($"{folder}/input.csv");
        return (table.Doubles("time"), [.. table.Doubles("event").Select(e => (int)e)], table.Codes("g"), folder);
    }
}
