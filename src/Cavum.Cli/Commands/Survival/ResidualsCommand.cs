using System.CommandLine;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>survival residuals</c>: residuals and the baseline hazard of a Cox model.</summary>
internal static class ResidualsCommand
{
    private static readonly string[] Kinds = ["martingale", "deviance", "score", "dfbeta", "schoenfeld", "scaled-schoenfeld", "baseline"];

    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var time = SurvivalOptions.Time();
        var @event = SurvivalOptions.Event();
        var entry = SurvivalOptions.Entry();
        var covariates = new Option<string>("--covariates") { Description = "columns of the covariates, separated by commas", Required = true };
        var strata = SurvivalOptions.Strata();
        var weight = SurvivalOptions.Weight();
        var ties = new Option<string>("--ties") { Description = "how tied deaths enter", DefaultValueFactory = _ => "efron" };
        ties.AcceptOnlyFromAmong("efron", "breslow");
        var kind = new Option<string>("--kind") { Description = "which residuals, or the baseline hazard (covariates 0)", DefaultValueFactory = _ => "martingale" };
        kind.AcceptOnlyFromAmong(Kinds);
        var where = SurvivalOptions.Where();
        return new Command("residuals", "Residuals of a Cox model, one row a row of the file (or an event), and its baseline hazard.")
        {
            file, time, @event, entry, covariates, strata, weight, ties, kind, where,
        }.Answers(parsed =>
        {
            var columns = new SurvivalColumns(parsed.GetValue(time)!, parsed.GetValue(@event)!)
            {
                Entry = parsed.GetValue(entry),
                Strata = parsed.GetValue(strata),
                Weight = parsed.GetValue(weight),
                Covariates = CoxCommand.Split(parsed.GetValue(covariates)),
            };
            var options = new CoxOptions { Ties = parsed.GetValue(ties) == "efron" ? CoxTies.Efron : CoxTies.Breslow };
            var request = new CoxCommand.Request(parsed.GetValue(file)!, columns, options, parsed.GetValue(ties)!, false, parsed.GetValue(where));
            return Reply.From(CoxCommand.ReadAndFit(request), done => Answer(done.Rows, done.Design.Names, done.Fit, parsed.GetValue(kind)!));
        });
    }

    private static Reply.Done Answer(SurvivalRows rows, string[] names, CoxFit fit, string kind) => kind switch
    {
        "baseline" => Baseline(rows, fit),
        "schoenfeld" => Table(rows, kind, names, CoxResiduals.Schoenfeld(fit).Select(r => (r.Row, r.Residual))),
        "scaled-schoenfeld" => Table(rows, kind, names, CoxResiduals.ScaledSchoenfeld(fit).Select(r => (r.Row, r.Residual))),
        "score" => Table(rows, kind, names, Rows(CoxResiduals.Score(fit))),
        "dfbeta" => Table(rows, kind, names, Rows(CoxResiduals.Dfbeta(fit))),
        "deviance" => Table(rows, kind, ["deviance"], CoxResiduals.Deviance(fit).Select((r, i) => (i, new[] { r }))),
        _ => Table(rows, kind, ["martingale"], CoxResiduals.Martingale(fit).Select((r, i) => (i, new[] { r }))),
    };

    private static IEnumerable<(int Row, double[] Values)> Rows(double[,] matrix) =>
        Enumerable.Range(0, matrix.GetLength(0)).Select(i => (i, Enumerable.Range(0, matrix.GetLength(1)).Select(c => matrix[i, c]).ToArray()));

    private static Reply.Done Table(SurvivalRows rows, string kind, string[] names, IEnumerable<(int Row, double[] Values)> residuals)
    {
        var list = residuals.Select(r => new { line = rows.Rows[r.Row].Line, time = rows.Times[r.Row], @event = rows.Codes[r.Row] != 0 ? 1 : 0, values = r.Values }).ToArray();
        return new(new { kind, names, convention = "ties as in the fit; with weights, dfbeta carries its row's weight and score does not (as in R)", residuals = list }, TextTable.Render(["line", "time", "event", .. names], list.Select(r =>
            (IReadOnlyList<string>)[$"{r.line}", TextTable.Number(r.time), $"{r.@event}", .. r.values.Select(v => TextTable.Number(v))])), rows.Warnings);
    }

    private static Reply.Done Baseline(SurvivalRows rows, CoxFit fit)
    {
        var steps = BaselineHazard.Predict(fit).Select(s => new
        {
            stratum = rows.Strata?.Names[s.Stratum] ?? "all",
            s.Time,
            hazard = s.CumulativeHazard,
            stdErr = s.HazardStdErr,
            s.Survival,
            s.Lower,
            s.Upper,
        }).ToArray();
        return new(new { kind = "baseline", at = "covariates 0", convention = "ties as in the fit; error of the cumulative hazard from its own and the coefficients' variance; log limits of exp(−hazard)", steps }, TextTable.Render(["stratum", "time", "hazard", "std err", "survival", "lower", "upper"], steps.Select(s =>
            (IReadOnlyList<string>)[s.stratum, .. new double?[] { s.Time, s.hazard, s.stdErr, s.Survival, s.Lower, s.Upper }.Select(TextTable.Number)])), rows.Warnings);
    }
}
