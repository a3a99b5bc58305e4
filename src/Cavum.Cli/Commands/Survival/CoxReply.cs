using Cavum.Stats;

namespace Cavum.Cli;

/// <summary>Prints a fitted Cox model.</summary>
internal static class CoxReply
{
    public static Reply.Done Make(SurvivalRows rows, CovariateDesign design, CoxFit fit, string ties, bool firth)
    {
        var concordance = Concordance.Estimate(fit.Input, fit.LinearPredictors());
        bool tested = !firth && (fit.Options.Ties is CoxTies.Efron or CoxTies.Breslow);
        var hazards = tested ? ProportionalHazards.Test(fit, terms: design.Terms) : null;
        string errors = firth ? "profile penalised limits, p by penalised likelihood ratio" : fit.RobustVariance is null ? "Wald limits with the model's errors"
            : $"Wald limits with robust errors, {(fit.Input.Clusters.Length > 0 ? "by cluster" : "each row its own cluster")}, no small-sample factor";
        string convention = $"{errors}; ties in the score count one half in the concordance{(tested ? "; proportional hazards against 1 − KM(t−)" : "")}";
        var document = new
        {
            n = fit.N,
            events = fit.Events,
            ties,
            firth,
            interval = firth ? "profilePenalised" : fit.RobustVariance is null ? "wald" : "waldRobust",
            convention,
            confLevel = fit.Options.Confidence,
            status = fit.Status,
            logLikelihood = fit.LogLikelihood,
            logLikelihoodNull = fit.LogLikelihoodNull,
            likelihoodRatio = fit.LikelihoodRatioStatistic,
            score = fit.ScoreStatistic,
            degreesOfFreedom = fit.DegreesOfFreedom,
            coefficients = fit.Coefficients.Select(c => new
            {
                c.Name,
                c.Estimate,
                c.StdErr,
                c.RobustStdErr,
                c.Z,
                c.PValue,
                c.HazardRatio,
                c.Lower,
                c.Upper,
                status = c.Aliased ? "aliased" : c.Lower is null || c.Upper is null ? "limitNotFinite" : "done",
            }),
            variance = Jagged(fit.Variance),
            robustVariance = fit.RobustVariance is { } v ? Jagged(v) : null,
            concordance = concordance.Estimate,
            concordanceStdErr = concordance.StdErr,
            proportionalHazards = hazards,
            proportionalHazardsStatus = hazards is null ? "notDefinedForThisLikelihood" : "done",
            iterations = fit.Path.Count - 1,
        };
        string text = FormattableString.Invariant($"{fit.N} rows, {fit.Events} events, {ties} ties{(firth ? ", Firth's penalty" : "")}; {convention}\n\n")
            + TextTable.Render(["covariate", "coef", "std err", "robust", "z", "p", "hazard ratio", "lower", "upper"], fit.Coefficients.Select(c =>
                (IReadOnlyList<string>)[c.Name, N(c.Estimate), N(c.StdErr), N(c.RobustStdErr), N(c.Z), N(c.PValue), N(c.HazardRatio), N(c.Lower), N(c.Upper)]))
            + $"\nlog-likelihood {N(fit.LogLikelihood)} (null {N(fit.LogLikelihoodNull)}), likelihood ratio {N(fit.LikelihoodRatioStatistic)} on {fit.DegreesOfFreedom}\n"
            + $"concordance {N(concordance.Estimate)} (std err {N(concordance.StdErr)})\n";
        if (hazards is not null)
            text += "\n" + TextTable.Render(["proportional hazards", "chi-square", "df", "p"], hazards.Select(h =>
                (IReadOnlyList<string>)[h.Name, N(h.ChiSquare), $"{h.DegreesOfFreedom}", N(h.PValue)]));
        return new Reply.Done(document, text, rows.Warnings);
    }

    private static string N(double? value) => TextTable.Number(value);

    private static double[][] Jagged(double[,] matrix) =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(r => Enumerable.Range(0, matrix.GetLength(1)).Select(c => matrix[r, c]).ToArray())];
}
