using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>survival finegray</c>: regression of the subdistribution hazard of one cause.</summary>
internal static class FineGrayCommand
{
    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var time = SurvivalOptions.Time();
        var @event = new Option<string>("--event") { Description = "column of the event: 0 censored, 1, 2, … the cause", Required = true };
        var covariates = new Option<string>("--covariates") { Description = "columns of the covariates, separated by commas", Required = true };
        var cause = new Option<int>("--cause") { Description = "the cause of interest", DefaultValueFactory = _ => 1 };
        var level = SurvivalOptions.ConfLevel();
        var where = SurvivalOptions.Where();
        return new Command("finegray", "Fine–Gray regression of one cause; for cause-specific hazards use cox with --cause.") { file, time, @event, covariates, cause, level, where }
            .Answers(parsed =>
            {
                var columns = new SurvivalColumns(parsed.GetValue(time)!, parsed.GetValue(@event)!)
                {
                    Covariates = CoxCommand.Split(parsed.GetValue(covariates)),
                    LargestEvent = 1_000_000,
                };
                int code = parsed.GetValue(cause);
                double confidence = parsed.GetValue(level);
                var read = SurvivalRows.Read(parsed.GetValue(file)!, columns, parsed.GetValue(where))
                    .Then(rows => CovariateDesign.Make(rows, columns.Covariates).Then(design => Fit(rows, design, columns, code, confidence)));
                return Reply.From(read, done => Answer(done.Rows, done.Fit, code, confidence));
            });
    }

    private static Outcome<(SurvivalRows Rows, FineGrayFit Fit)> Fit(SurvivalRows rows, CovariateDesign design, SurvivalColumns columns, int cause, double level)
    {
        if (cause < 1 || !rows.Codes.Contains(cause))
            return Outcome<(SurvivalRows, FineGrayFit)>.Refused(new Problem("--cause", $"{cause}",
                $"a cause of column {columns.Event}: {string.Join(", ", rows.Codes.Where(c => c > 0).Distinct().Order().Take(10))}"));
        var (times, _) = TimeTies.Merge(rows.Times);
        var fit = FineGray.Fit(times, rows.Codes, design.Values, cause, design.Names, level);
        return fit.Status == FitStatus.Converged
            ? Outcome<(SurvivalRows, FineGrayFit)>.Of((rows, fit))
            : Outcome<(SurvivalRows, FineGrayFit)>.Refused(new Problem(rows.Source, fit.Status == FitStatus.Separated ? $"separation: a combination of {string.Join(", ", design.Names)} orders the {fit.Events} events of cause {cause}, so the likelihood rises for ever"
                    : $"no convergence ({fit.Events} events of cause {cause})",
                "covariates with a finite maximum of the likelihood: fewer, rescaled, or not separated by the cause"));
    }

    private const string Convention = "Breslow ties, censoring weights by Kaplan–Meier of the whole file, errors allow for their estimation";

    private static Reply.Done Answer(SurvivalRows rows, FineGrayFit fit, int cause, double level)
    {
        var document = new
        {
            n = rows.Times.Length,
            convention = Convention,
            events = fit.Events,
            cause,
            confLevel = level,
            logLikelihood = fit.LogLikelihood,
            logLikelihoodNull = fit.LogLikelihoodNull,
            coefficients = fit.Coefficients.Select(c => new
            {
                c.Name,
                c.Estimate,
                c.StdErr,
                c.Z,
                c.PValue,
                subdistributionHazardRatio = c.HazardRatio,
                c.Lower,
                c.Upper,
                status = c.Aliased ? "aliased" : "done",
            }),
        };
        return new Reply.Done(document, $"{rows.Times.Length} rows, {fit.Events} events of cause {cause}; {Convention}\n\n"
            + TextTable.Render(["covariate", "coef", "std err", "z", "p", "subhazard ratio", "lower", "upper"], fit.Coefficients.Select(c =>
                (IReadOnlyList<string>)[c.Name, .. new[] { c.Estimate, c.StdErr, c.Z, c.PValue, c.HazardRatio, c.Lower, c.Upper }.Select(TextTable.Number)])), rows.Warnings);
    }
}
