using System.Text.Json;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

/// <summary>Walks the Cox files of oracles/statistics/survival and survival_tdc (R survival 3.8-6, eps 1e-12).</summary>
public class CoxOracleTests
{
    public static TheoryData<string> Sets => [.. KaplanMeierOracleTests.Groups.Keys.Where(s => s is not ("edge_allcens" or "edge_single"))];

    [Theory, MemberData(nameof(Sets))]
    public void Agrees_with_R_coxph_under_Efron_and_Breslow_ties(string set)
    {
        var check = new OracleCheck();
        foreach (var ties in new[] { CoxTies.Efron, CoxTies.Breslow })
        {
            string name = ties.ToString().ToLowerInvariant();
            var (input, expected, _) = Load(set, $"cox_{name}.json");
            var fit = CoxRegression.Fit(input, new() { Ties = ties, Robust = true });
            Basics(check, $"{set} {name}", expected, fit);
            check.Matrix($"{set} {name} robust_var", expected.GetProperty("robust_var"), fit.RobustVariance!);
            check.Json($"{set} {name} score", expected.GetProperty("score"), fit.ScoreStatistic);
            check.Json($"{set} {name} lrt", expected.GetProperty("lrt"), fit.LikelihoodRatioStatistic);

            var c = Concordance.Estimate(input, fit.LinearPredictors());
            check.Json($"{set} {name} C", expected.GetProperty("concordance").GetProperty("C"), c.Estimate);
            check.Json($"{set} {name} C se", expected.GetProperty("concordance").GetProperty("se"), c.StdErr);
            check.Json($"{set} {name} concordant", expected.GetProperty("concordance").GetProperty("counts").GetProperty("concordant"), c.Concordant);
            foreach (var (key, transform) in new[]
                     {
                         ("zph_km", TimeTransform.KaplanMeier), ("zph_identity", TimeTransform.Identity), ("zph_rank", TimeTransform.Rank), ("zph_log", TimeTransform.Log),
                     })
                Zph(check, $"{set} {name} {key}", expected.GetProperty(key), ProportionalHazards.Test(fit, transform));
        }
        check.Passes();
    }

    [Theory, MemberData(nameof(Sets))]
    public void Agrees_with_R_on_the_discrete_exact_likelihood(string set)
    {
        if (!File.Exists(Path(set, "cox_exact.json"))) return; // too slow for R on mgus2
        var (input, expected, _) = Load(set, "cox_exact.json");
        var check = new OracleCheck();
        Basics(check, $"{set} exact", expected, CoxRegression.Fit(input, new() { Ties = CoxTies.ExactDiscrete }));
        check.Passes();
    }

    [Theory, MemberData(nameof(Sets))]
    public void Agrees_with_R_on_residuals(string set)
    {
        var check = new OracleCheck();
        foreach (var ties in new[] { CoxTies.Efron, CoxTies.Breslow })
        {
            string name = ties.ToString().ToLowerInvariant();
            var (input, _, names) = Load(set, $"cox_{name}.json");
            var fit = CoxRegression.Fit(input, new() { Ties = ties });
            var rows = OracleCheck.ReadCsv(Path(set, $"cox_residuals_{name}.csv")).Rows;
            double[] martingale = CoxResiduals.Martingale(fit), deviance = CoxResiduals.Deviance(fit), lp = fit.LinearPredictors();
            double[,] score = CoxResiduals.Score(fit), dfbeta = CoxResiduals.Dfbeta(fit);
            for (int i = 0; i < rows.Count; i++)
            {
                check.Cell(rows[i], "martingale", martingale[i]);
                check.Cell(rows[i], "deviance", deviance[i]);
                check.Cell(rows[i], "lp", lp[i]);
                check.Cell(rows[i], "expected", (input.Events[i] ? 1 : 0) - martingale[i]);
                for (int c = 0; c < names.Length; c++)
                {
                    check.Cell(rows[i], "score_" + names[c], score[i, c]);
                    check.Cell(rows[i], "dfbeta_" + names[c], dfbeta[i, c]);
                }
            }
            Schoenfeld(check, Path(set, $"schoenfeld_{name}.csv"), names, CoxResiduals.Schoenfeld(fit));
            Schoenfeld(check, Path(set, $"scaled_schoenfeld_{name}.csv"), names, CoxResiduals.ScaledSchoenfeld(fit));
        }
        check.Passes();
    }

    [Theory, MemberData(nameof(Sets))]
    public void Agrees_with_R_on_the_baseline_hazard_and_predicted_survival(string set)
    {
        var check = new OracleCheck();
        foreach (var ties in new[] { CoxTies.Efron, CoxTies.Breslow })
        {
            string name = ties.ToString().ToLowerInvariant();
            var (input, _, names) = Load(set, $"cox_{name}.json");
            var fit = CoxRegression.Fit(input, new() { Ties = ties });
            Hazard(check, OracleCheck.ReadCsv(Path(set, $"basehaz_uncentered_{name}.csv")), fit);
            double[] medians = [.. Enumerable.Range(0, names.Length).Select(c => Median(input.Covariates, c))];
            var steps = BaselineHazard.Predict(fit, medians);
            var rows = OracleCheck.ReadCsv(Path(set, $"cox_surv_at_median_{name}.csv")).Rows;
            for (int i = 0; i < rows.Count; i++)
            {
                check.Cell(rows[i], "surv", steps[i].Survival);
                check.Cell(rows[i], "std.err", steps[i].HazardStdErr);
                check.Cell(rows[i], "lower", steps[i].Lower);
                check.Cell(rows[i], "upper", steps[i].Upper);
                check.Cell(rows[i], "cumhaz", steps[i].CumulativeHazard);
            }
        }
        check.Passes();
    }

    [Theory, MemberData(nameof(Sets))]
    public void Agrees_with_R_on_weighted_and_stratified_fits(string set)
    {
        var check = new OracleCheck();
        var (input, expected, _) = Load(set, "weighted_cox_efron.json", "cox_efron.json");
        var weighted = CoxRegression.Fit(input with { Weights = OracleCheck.ReadCsv(Path(set, "weights.csv")).Doubles("w") });
        check.Json($"{set} weighted coef", expected.GetProperty("coef"), weighted.Beta);
        check.Matrix($"{set} weighted naive_var", expected.GetProperty("naive_var"), weighted.Variance);
        check.Matrix($"{set} weighted robust_var", expected.GetProperty("robust_var"), weighted.RobustVariance!);
        check.Json($"{set} weighted loglik", expected.GetProperty("loglik"), [weighted.LogLikelihoodNull, weighted.LogLikelihood]);
        check.Json($"{set} weighted score", expected.GetProperty("score"), weighted.ScoreStatistic);
        if (File.Exists(Path(set, "cox_stratified_efron.json")))
        {
            var (stratified, json, names) = Load(set, "cox_stratified_efron.json");
            string formula = json.GetProperty("formula").GetString()!;
            string column = formula[(formula.IndexOf("strata(", StringComparison.Ordinal) + 7)..^1];
            var fit = CoxRegression.Fit(stratified with { Strata = OracleCheck.ReadCsv(Path(set, "input.csv")).Codes(column) });
            check.Json($"{set} stratified coef", json.GetProperty("coef"), fit.Beta);
            check.Matrix($"{set} stratified var", json.GetProperty("var"), fit.Variance);
            check.Json($"{set} stratified loglik", json.GetProperty("loglik"), [fit.LogLikelihoodNull, fit.LogLikelihood]);
            check.Json($"{set} stratified score", json.GetProperty("score"), fit.ScoreStatistic);
        }
        check.Passes();
    }

    [Fact]
    public void Agrees_with_R_on_start_stop_rows_of_the_heart_study()
    {
        string folder = Shared.Path("oracles/statistics/survival_tdc");
        var table = OracleCheck.ReadCsv($"{folder}/heart_input.csv");
        string[] names = ["age", "year", "surgery", "transplant"];
        var input = new CoxInput(table.Doubles("stop"), table.Booleans("event"), Matrix(table, names)) { Entries = table.Doubles("start"), Names = names };
        var check = new OracleCheck();
        foreach (var ties in new[] { CoxTies.Efron, CoxTies.Breslow })
        {
            var expected = OracleCheck.ReadJson($"{folder}/heart_cox_{ties.ToString().ToLowerInvariant()}.json");
            var fit = CoxRegression.Fit(input, new() { Ties = ties });
            check.Json($"heart {ties} coef", expected.GetProperty("coef"), fit.Beta);
            check.Matrix($"heart {ties} var", expected.GetProperty("var"), fit.Variance);
            check.Json($"heart {ties} loglik", expected.GetProperty("loglik"), [fit.LogLikelihoodNull, fit.LogLikelihood]);
            if (ties != CoxTies.Efron) continue;
            check.Json("heart score", expected.GetProperty("score"), fit.ScoreStatistic);
            Hazard(check, OracleCheck.ReadCsv($"{folder}/heart_basehaz_efron.csv"), fit);
            var tests = ProportionalHazards.Test(fit);
            for (int i = 0; i < tests.Count; i++)
            {
                check.Json($"heart zph[{i}]", expected.GetProperty("zph")[i][0], tests[i].ChiSquare);
                check.Json($"heart zph p[{i}]", expected.GetProperty("zph")[i][2], tests[i].PValue);
            }
        }
        check.Passes();
    }

    private static void Basics(OracleCheck check, string place, JsonElement expected, CoxFit fit)
    {
        Assert.Equal(FitStatus.Converged, fit.Status);
        check.Json(place + " coef", expected.GetProperty("coef"), fit.Beta);
        check.Matrix(place + " var", expected.GetProperty("var"), fit.Variance);
        check.Json(place + " loglik", expected.GetProperty("loglik"), fit.LogLikelihood);
        check.Json(place + " loglik_null", expected.GetProperty("loglik_null"), fit.LogLikelihoodNull);
        check.Json(place + " nevent", expected.GetProperty("nevent"), fit.Events);
    }

    private static void Zph(OracleCheck check, string place, JsonElement expected, IReadOnlyList<ProportionalHazardsTest> tests)
    {
        for (int i = 0; i < tests.Count; i++)
        {
            Assert.Equal(expected[i].GetProperty("term").GetString(), tests[i].Name);
            check.Json($"{place} {tests[i].Name} chisq", expected[i].GetProperty("chisq"), tests[i].ChiSquare);
            check.Json($"{place} {tests[i].Name} p", expected[i].GetProperty("p"), tests[i].PValue);
        }
    }

    private static void Schoenfeld(OracleCheck check, string path, string[] names, IReadOnlyList<(double Time, int Row, double[] Residual)> residuals)
    {
        var rows = OracleCheck.ReadCsv(path).Rows;
        Assert.Equal(rows.Count, residuals.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            check.Cell(rows[i], "time", residuals[i].Time);
            for (int c = 0; c < names.Length; c++) check.Cell(rows[i], names[c], residuals[i].Residual[c]);
        }
    }

    private static void Hazard(OracleCheck check, CsvTable expected, CoxFit fit)
    {
        var steps = BaselineHazard.Predict(fit);
        Assert.Equal(expected.Rows.Count, steps.Count);
        for (int i = 0; i < steps.Count; i++)
        {
            check.Cell(expected.Rows[i], "time", steps[i].Time);
            check.Cell(expected.Rows[i], "hazard", steps[i].CumulativeHazard);
        }
    }

    private static double Median(double[,] x, int c)
    {
        double[] sorted = [.. Enumerable.Range(0, x.GetLength(0)).Select(i => x[i, c]).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Path(string set, string file) => System.IO.Path.Combine(Shared.Path($"oracles/statistics/survival/{set}"), file);

    private static (CoxInput Input, JsonElement Expected, string[] Names) Load(string set, string file, string? formulaFrom = null)
    {
        var expected = OracleCheck.ReadJson(Path(set, file));
        var formula = (formulaFrom is null ? expected : OracleCheck.ReadJson(Path(set, formulaFrom))).GetProperty("formula").GetString()!;
        string[] names = [.. formula.Split('~')[1].Split('+').Select(t => t.Trim()).Where(t => !t.StartsWith("strata", StringComparison.Ordinal))];
        var table = OracleCheck.ReadCsv(Path(set, "input.csv"));
        return (new CoxInput(table.Doubles("time"), table.Booleans("status"), Matrix(table, names)) { Names = names }, expected, names);
    }

    internal static double[,] Matrix(CsvTable table, string[] names)
    {
        var x = new double[table.Rows.Count, names.Length];
        for (int c = 0; c < names.Length; c++)
        {
            double[] column = table.Doubles(names[c]);
            for (int i = 0; i < column.Length; i++) x[i, c] = column[i];
        }
        return x;
    }
}
