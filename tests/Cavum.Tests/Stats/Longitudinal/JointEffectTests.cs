using Cavum.Stats;

namespace Cavum.Tests.Stats;

/// <summary>F tests of several fixed effects at once.</summary>
public class JointEffectTests
{
    private static readonly string[] Names = ["one", "10", "12", "14", "male", "10:male", "12:male", "14:male"];

    private static MixedGroup[] Orthodont(bool slope, params int[] without)
    {
        int row = 0;
        return [.. OracleTable.Load("longitudinal/nlme_orthodont/input.csv").Rows.Select(r => (Row: ++row, Data: r)).Where(r => !without.Contains(r.Row)).GroupBy(r => r.Data["Subject"]).Select(g =>
        {
            double[,] x = new double[g.Count(), 8], z = new double[g.Count(), slope ? 2 : 1];
            int i = 0;
            foreach (var (_, r) in g)
            {
                int visit = (r.I("age") - 8) / 2, male = r["Sex"] == "Male" ? 1 : 0;
                (x[i, 0], x[i, 4], z[i, 0]) = (1, male, 1);
                if (visit > 0) (x[i, visit], x[i, 4 + visit]) = (1, male);
                if (slope) z[i, 1] = r.D("age");
                i++;
            }
            return new MixedGroup(g.Key, [.. g.Select(r => r.Data.D("distance"))], x, z);
        })];
    }

    /// <summary>lmerTest 3.1-3 (contestMD) and pbkrtest 0.5.2 (KRmodcomp) on distance ~ factor(age)·Sex: five rows left out with a random intercept, then all with a slope.</summary>
    [Fact]
    public void Satterthwaite_and_Kenward_Roger_agree_with_lmerTest_and_pbkrtest()
    {
        int[][] sets = [[1, 2, 3], [5, 6, 7], [1, 2, 3, 5, 6, 7], [4, 5, 6, 7]];
        double[][] unbalanced = [[70.32502233, 7.966035257, 1.206662167e-4, 70.18413502, 7.962163275, 1.214748457e-4], [70.4711104184, 1.9740478834, 0.1257148865, 70.3308072286, 1.9732200117, 0.1258608631],
            [70.49688447, 18.28118533, 1.117544389e-12, 70.35677054, 18.26485124, 1.162389994e-12], [54.338876336164, 3.718893214771, 0.009547249138, 70.385394549024, 3.668589165006, 0.009019905413]];
        double[][] slopes = [[54.422352772, 7.1370567783, 3.9705060496e-4, 52.516898031, 7.0239049862, 4.6575564206e-4], [54.42235277326, 2.0581116958, 0.11650931057, 52.51689803148, 2.02548213521, 0.12156193667],
            [54.422352771, 17.775234458, 2.8139978082e-11, 57.62234201, 17.432274576, 2.2193136548e-11], [41.730767799673, 3.549351085785, 0.013982115288, 47.689038176972, 3.408343324620, 0.015688619372]];
        var compare = new Comparison(1e-5); // lmerTest's degrees of freedom come from numerical derivatives; lme4 was brought to a gradient of 1e-7 first
        foreach (var (groups, expected) in new[] { (Orthodont(false, 5, 9, 23, 48, 77), unbalanced), (Orthodont(true), slopes) })
        {
            var fit = LinearMixed.Fit(groups, Names);
            var adjusted = LinearMixedSmallSample.KenwardRoger(groups, fit);
            for (int s = 0; s < sets.Length; s++)
            {
                double[][] rows = JointEffectTest.Rows(8, sets[s]);
                JointEffectTest plain = fit.Test(rows)!, rescaled = adjusted.Test(rows)!;
                double?[] actual = [plain.DenominatorDf, plain.FValue, plain.PValue, rescaled.DenominatorDf, rescaled.FValue, rescaled.PValue];
                for (int k = 0; k < 6; k++) compare.Near(expected[s][k], actual[k]!.Value, $"set {s}, value {k}");
                Assert.Equal(sets[s].Length, plain.NumeratorDf);
            }
        }
        compare.Holds(48);
    }

    /// <summary>Complete balanced data: the visit test is that of two-way analysis of variance, F on T − 1 and (n − 1)(T − 1), by every method and through both models.</summary>
    [Fact]
    public void Complete_data_give_the_F_of_two_way_analysis_of_variance()
    {
        double[][] y = [[4.1, 5.2, 6.1], [3.9, 4.4, 6.6], [5.5, 5.9, 7.4], [2.8, 4.0, 4.6], [6.1, 6.0, 8.0], [4.9, 5.3, 6.2]];
        double[] visits = [.. Enumerable.Range(0, 3).Select(t => y.Average(r => r[t]))], means = [.. y.Select(r => r.Average())];
        double grand = visits.Average(), between = 6 * visits.Sum(v => (v - grand) * (v - grand)) / 2, within = 0;
        for (int i = 0; i < 6; i++)
            for (int t = 0; t < 3; t++) within += Math.Pow(y[i][t] - means[i] - visits[t] + grand, 2) / 10;
        var x = new double[,] { { 1, 0, 0 }, { 1, 1, 0 }, { 1, 0, 1 } };
        string[] names = ["one", "second", "third"];
        double[][] rows = JointEffectTest.Rows(3, [1, 2]);
        MixedGroup[] groups = [.. y.Select((r, i) => new MixedGroup($"{i}", r, x, new double[,] { { 1 }, { 1 }, { 1 } }))];
        RepeatedSeries[] series = [.. y.Select((r, i) => new RepeatedSeries($"{i}", [0, 1, 2], r, x))];
        var mixed = LinearMixed.Fit(groups, names);
        JointEffectTest[] tests = [mixed.Test(rows)!, LinearMixedSmallSample.KenwardRoger(groups, mixed).Test(rows)!,
            .. new[] { SmallSampleMethod.Satterthwaite, SmallSampleMethod.KenwardRogerLinear }.Select(m => RepeatedMeasures.Fit(series, names, 3, CovarianceStructure.CompoundSymmetry, m).Test(rows)!)];
        foreach (var test in tests)
        {
            Assert.Equal(between / within, test.FValue, 1e-4 * between / within);
            Assert.Equal(10, test.DenominatorDf!.Value, 1e-3);
            Assert.Equal(2, test.NumeratorDf);
        }
    }

    /// <summary>Unstructured, complete, one group: T² of Hotelling, F = T²(n − q)/((n − 1)q) on q and n − q, by Kenward–Roger's linear flavour.</summary>
    [Fact]
    public void An_unstructured_fit_of_complete_data_gives_Hotellings_test()
    {
        double[][] y = [[4.1, 5.2, 6.1], [3.9, 4.4, 6.6], [5.5, 5.9, 7.4], [2.8, 4.0, 4.6], [6.1, 6.0, 8.0], [4.9, 5.3, 6.2], [5.0, 5.9, 6.0]];
        var x = new double[,] { { 1, 0, 0 }, { 1, 1, 0 }, { 1, 0, 1 } };
        var fit = RepeatedMeasures.Fit([.. y.Select((r, i) => new RepeatedSeries($"{i}", [0, 1, 2], r, x))], ["one", "second", "third"], 3, test: SmallSampleMethod.KenwardRogerLinear);
        double[] d1 = [.. y.Select(r => r[1] - r[0])], d2 = [.. y.Select(r => r[2] - r[0])];
        double m1 = d1.Average(), m2 = d2.Average(), s11 = d1.Sum(v => (v - m1) * (v - m1)) / 6, s22 = d2.Sum(v => (v - m2) * (v - m2)) / 6, s12 = d1.Zip(d2, (a, b) => (a - m1) * (b - m2)).Sum() / 6;
        double square = 7 * (m1 * m1 * s22 - 2 * m1 * m2 * s12 + m2 * m2 * s11) / (s11 * s22 - s12 * s12);
        var test = fit.Test(JointEffectTest.Rows(3, [1, 2]))!;
        Assert.Equal(square * 5 / (6 * 2), test.FValue, 1e-5 * test.FValue);
        Assert.Equal(5, test.DenominatorDf!.Value, 1e-4);
    }

    [Fact]
    public void One_row_is_the_square_of_its_t_and_rows_that_repeat_are_refused()
    {
        var fit = LinearMixed.Fit(Orthodont(false), Names);
        var one = fit.Test(JointEffectTest.Rows(8, [4]))!;
        Assert.Equal(Math.Pow(fit.Fixed[4].Estimate / fit.Fixed[4].StdErr, 2), one.FValue, 1e-9);
        Assert.Equal(fit.Fixed[4].PValue!.Value, one.PValue!.Value, 1e-12);
        Assert.Throws<ArgumentException>(() => fit.Test(JointEffectTest.Rows(8, [4, 4])));
        Assert.Throws<ArgumentException>(() => fit.Test([]));
    }

    [Fact]
    public void The_commands_test_every_term_and_a_joint_one_and_refuse_an_unknown()
    {
        var text = new System.Text.StringBuilder("id,arm,visit,y\n");
        double[] level = [3, 1, 4, 1, 5, 9, 2, 6, 5];
        for (int i = 0; i < 9; i++)
            for (int t = 1; t <= 3; t++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"s{i},{i % 3 + 1},{t},{level[i] + 0.3 * t + Math.Sin(7 * i + 3 * t)}\n");
        string file = SurvivalCommandTests.Write(text.ToString());
        foreach (string[] verb in new[] { new[] { "mmrm", file, "--visit", "visit", "--structure", "cs" }, ["mixed", file] })
        {
            string[] command = ["longitudinal", .. verb, "--subject", "id", "--value", "y", "--covariates", "arm*visit", "--factors", verb.Length > 2 ? "arm" : "arm,visit"];
            var tests = Run.Json([.. command, "--test", "arm, visit:arm"]).GetProperty("tests").EnumerateArray().ToArray();
            Assert.Equal(["arm", "visit", "arm:visit", "arm + arm:visit"], tests.Select(t => t.GetProperty("term").GetString()));
            Assert.Equal([2, 2, 4, 6], tests.Select(t => t.GetProperty("numeratorDf").GetInt32()));
            Assert.All(tests, t => Assert.InRange(t.GetProperty("pValue").GetDouble(), 0, 1));
            Assert.Contains("F tests, each term given all others", Run.Cavum(command).Output, StringComparison.Ordinal);
            var refused = Run.Cavum([.. command, "--test", "dose"]);
            Assert.Equal(1, refused.Exit);
            Assert.Contains("a term of the model: arm, visit, arm:visit", refused.Error, StringComparison.Ordinal);
        }
        Assert.Contains("a column of --covariates", Run.Cavum("longitudinal", "mixed", file, "--subject", "id", "--value", "y", "--covariates", "visit", "--factors", "arm").Error, StringComparison.Ordinal);
    }
}
