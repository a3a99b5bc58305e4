using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>survival cox</c>: proportional hazards regression.</summary>
internal static class CoxCommand
{
    private static readonly Dictionary<string, CoxTies> TieRules = new()
    {
        ["efron"] = CoxTies.Efron,
        ["breslow"] = CoxTies.Breslow,
        ["exact"] = CoxTies.ExactDiscrete,
        ["marginal"] = CoxTies.ExactMarginal,
    };

    internal sealed record Request(string File, SurvivalColumns Columns, CoxOptions Options, string Ties, bool Firth, string[]? Where, int Cause = 0);

    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var time = SurvivalOptions.Time();
        var @event = SurvivalOptions.Event();
        var entry = SurvivalOptions.Entry();
        var covariates = new Option<string>("--covariates") { Description = "columns of the covariates, separated by commas", Required = true };
        var strata = SurvivalOptions.Strata();
        var weight = SurvivalOptions.Weight();
        var cluster = new Option<string?>("--cluster") { Description = "column of the cluster for robust errors" };
        var robust = new Option<bool>("--robust") { Description = "robust (Lin–Wei) errors" };
        var firth = new Option<bool>("--firth") { Description = "Firth's penalty, Breslow ties, profile penalised intervals" };
        var cause = new Option<int?>("--cause") { Description = "cause-specific hazard: this event code is the event, every other one a censoring" };
        var level = SurvivalOptions.ConfLevel();
        var where = SurvivalOptions.Where();
        var ties = new Option<string>("--ties") { Description = "how tied deaths enter; exact is the discrete, marginal SAS's EXACT", DefaultValueFactory = _ => "efron" };
        ties.AcceptOnlyFromAmong([.. TieRules.Keys]);
        var command = new Command("cox", "Cox proportional hazards regression.")
        {
            file, time, @event, entry, covariates, strata, ties, weight, cluster, robust, firth, cause, level, where,
        };
        command.Validators.Add(result =>
        {
            bool sandwich = result.GetValue(robust) || result.GetValue(weight) is not null || result.GetValue(cluster) is not null;
            if (sandwich && result.GetValue(firth)) result.AddError("--firth takes no --weight, --cluster or --robust.");
            if (sandwich && result.GetValue(ties) is ("exact" or "marginal")) result.AddError($"--ties {result.GetValue(ties)} takes no --weight, --cluster or --robust.");
            if (result.GetValue(cause) is < 1) result.AddError("--cause names an event code of 1 or more.");
            if (Split(result.GetValue(covariates)).Length == 0) result.AddError("--covariates names at least one column.");
        });
        return command.Answers(parsed => Answer(new(
            parsed.GetValue(file)!,
            new SurvivalColumns(parsed.GetValue(time)!, parsed.GetValue(@event)!)
            {
                Entry = parsed.GetValue(entry),
                Strata = parsed.GetValue(strata),
                Weight = parsed.GetValue(weight),
                Cluster = parsed.GetValue(cluster),
                Covariates = Split(parsed.GetValue(covariates)),
                LargestEvent = parsed.GetValue(cause) is null ? 1 : 1_000_000,
            },
            new CoxOptions { Ties = TieRules[parsed.GetValue(ties)!], Robust = parsed.GetValue(robust), Confidence = parsed.GetValue(level) },
            parsed.GetValue(ties)!, parsed.GetValue(firth), parsed.GetValue(where), parsed.GetValue(cause) ?? 0)));
    }

    /// <summary>Column names between commas; one that holds a comma itself stands in backquotes.</summary>
    internal static string[] Split(string? list) => list is null ? [] : [.. FormulaTerms.Cut(list, ",").Select(FormulaTerms.Bare)];

    private static Reply Answer(Request request)
    {
        return Reply.From(ReadAndFit(request), done => CoxReply.Make(done.Rows, done.Design, done.Fit, request.Firth ? "breslow" : request.Ties, request.Firth));
    }

    internal static Outcome<(SurvivalRows Rows, CovariateDesign Design, CoxFit Fit)> ReadAndFit(Request request) =>
        SurvivalRows.Read(request.File, request.Columns, request.Where)
            .Then(rows => CovariateDesign.Make(rows, request.Columns.Covariates).Then(design => Fit(request, rows, design)));

    private static Outcome<(SurvivalRows Rows, CovariateDesign Design, CoxFit Fit)> Fit(Request request, SurvivalRows rows, CovariateDesign design)
    {
        var input = new CoxInput(rows.Times, request.Cause == 0 ? rows.Events : [.. rows.Codes.Select(c => c == request.Cause)], design.Values)
        {
            Entries = rows.Entries,
            Weights = rows.Weights,
            Strata = rows.Strata?.Codes ?? [],
            Clusters = rows.Clusters?.Codes ?? [],
            Names = design.Names,
        };
        if (input.Entries.Length > 0)
        {
            var (times, entries) = TimeTies.Merge(input.Times, input.Entries);
            Problem[] empty = [.. Enumerable.Range(0, times.Length).Where(i => entries![i] >= times[i]).Select(i =>
                new Problem(rows.Rows[i].Place(request.Columns.Entry!), rows.Rows[i][request.Columns.Entry!], "an entry before the end of the row by more than rounding"))];
            if (empty.Length > 0) return Outcome<(SurvivalRows, CovariateDesign, CoxFit)>.Refused(empty);
        }
        var fit = request.Firth ? FirthCox.Fit(input, request.Options) : CoxRegression.Fit(input, request.Options);
        return fit.Status == FitStatus.Converged
            ? Outcome<(SurvivalRows, CovariateDesign, CoxFit)>.Of((rows, design, fit))
            : Outcome<(SurvivalRows, CovariateDesign, CoxFit)>.Refused(Problems(rows, request, fit));
    }

    private static IEnumerable<Problem> Problems(SurvivalRows rows, Request request, CoxFit fit)
    {
        if (fit.Status == FitStatus.NoEvents)
            return [new Problem($"{rows.Source}, column {request.Columns.Event}", $"no event in {fit.N} rows", request.Cause == 0 ? "at least one event (1)" : $"at least one event of cause {request.Cause}")];
        if (fit.Status == FitStatus.Separated)
            return fit.SeparatedBy.Select(name => new Problem($"{rows.Source}, covariate {name}",
                "separation: in every risk set the event has the extreme value, so the hazard ratio has no finite estimate", "a covariate with a finite maximum of the likelihood, or --firth"));
        string path = string.Join(", ", fit.Path.TakeLast(6).Select(s =>
            FormattableString.Invariant($"iteration {s.Iteration}: log-likelihood {s.LogLikelihood:G10}, step {s.LargestStep:G3}")));
        return [new Problem(rows.Source, "no convergence; " + path, request.Columns.Weight is null && request.Columns.Cluster is null && !request.Options.Robust
            ? "a fit that settles: fewer or rescaled covariates, or --firth"
            : "a fit that settles: fewer or rescaled covariates, weights of one size, or --firth, which has a finite maximum but takes no --weight, --cluster or --robust")];
    }
}
