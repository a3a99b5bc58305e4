using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>survival parametric</c>: parametric models of right-, left- and interval-censored times.</summary>
internal static class ParametricCommand
{
    private static readonly (string Name, SurvivalFamily Family)[] Families =
    [
        ("exponential", SurvivalFamily.Exponential), ("weibull", SurvivalFamily.Weibull), ("log-normal", SurvivalFamily.LogNormal),
        ("log-logistic", SurvivalFamily.LogLogistic), ("gompertz", SurvivalFamily.Gompertz), ("gamma", SurvivalFamily.Gamma),
        ("generalised-gamma", SurvivalFamily.GeneralisedGamma),
    ];

    private sealed record Request(string File, ParametricColumns Columns, string Family, double Level, double[] At, string[]? Where);

    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var time = new Option<string?>("--time") { Description = "column of the time to event or censoring (or --lower and --upper)" };
        var @event = new Option<string?>("--event") { Description = "column of the event: 1 seen, 0 censored" };
        var lower = new Option<string?>("--lower") { Description = "column of the last time without the event; missing: from 0 (left-censored)" };
        var upper = new Option<string?>("--upper") { Description = "column of the first time with the event; missing: not seen (right-censored)" };
        var entry = SurvivalOptions.Entry();
        var weight = SurvivalOptions.Weight();
        var covariates = new Option<string?>("--covariates") { Description = "columns of the covariates, separated by commas" };
        var family = new Option<string>("--family") { Description = "one family, or all of them side by side", DefaultValueFactory = _ => "all" };
        family.AcceptOnlyFromAmong([.. Families.Select(f => f.Name), "all"]);
        var at = StatsOptions.List("--at", 0, double.MaxValue, "times at which survival (covariates 0) is given, separated by commas");
        var level = SurvivalOptions.ConfLevel();
        var where = SurvivalOptions.Where();
        var command = new Command("parametric", "Parametric survival models by maximum likelihood.") { file, time, @event, lower, upper, entry, weight, covariates, family, at, level, where };
        command.Validators.Add(result =>
        {
            bool exact = result.GetValue(time) is not null && result.GetValue(@event) is not null && result.GetValue(lower) is null && result.GetValue(upper) is null;
            bool between = result.GetValue(lower) is not null && result.GetValue(upper) is not null && result.GetValue(time) is null && result.GetValue(@event) is null;
            if (!exact && !between) result.AddError("Give --time and --event, or --lower and --upper.");
        });
        return command.Answers(parsed => Answer(new(parsed.GetValue(file)!,
            new(parsed.GetValue(time) ?? parsed.GetValue(lower)!, parsed.GetValue(@event) ?? parsed.GetValue(upper)!, parsed.GetValue(time) is null,
                parsed.GetValue(entry), parsed.GetValue(weight), CoxCommand.Split(parsed.GetValue(covariates))),
            parsed.GetValue(family)!, parsed.GetValue(level), parsed.GetValue(at) ?? [], parsed.GetValue(where))));
    }

    private const string Convention = "maximum likelihood; covariates act on the log of the first rate or on the scale, as in flexsurv; limits of positive parameters on the log scale";

    private static Reply Answer(Request request) => Reply.From(ParametricData.Read(request.File, request.Columns, request.Where), data =>
    {
        var fits = Families.Where(f => request.Family == "all" || f.Name == request.Family)
            .Select(f => (f.Name, Fit: ParametricSurvival.Fit(f.Family, data.Input, request.Level))).ToArray();
        if (fits.All(f => f.Fit.Status != FitStatus.Converged))
            return Reply.Refuse([.. fits.Select(f => new Problem(data.Source, $"{f.Name}: {Why(f.Fit)}", "times with a finite maximum of the likelihood: more events, or another family"))]);
        var document = new
        {
            n = data.Input.Lower.Length,
            events = data.Events,
            censoring = request.Columns.Between ? "interval" : "right",
            convention = Convention,
            confLevel = request.Level,
            models = fits.Select(f => Model(f.Name, f.Fit, request.At)),
        };
        string text = $"{data.Input.Lower.Length} rows, {data.Events} {(request.Columns.Between ? "with an upper limit" : "events")}; {Convention}\n";
        foreach (var (name, fit) in fits)
            text += fit.Status != FitStatus.Converged ? $"\n{name}: {Why(fit)}\n"
                : $"\n{name}: log-likelihood {TextTable.Number(fit.LogLikelihood)}, AIC {TextTable.Number(fit.Aic)}\n"
                + TextTable.Render(["parameter", "estimate", "std err", "lower", "upper"], fit.Parameters.Select(p =>
                    (IReadOnlyList<string>)[p.Name, .. new[] { p.Estimate, p.StdErr, p.Lower, p.Upper }.Select(v => TextTable.Number(Finite(v)))]))
                + (request.At.Length == 0 ? "" : TextTable.Render(["time", "survival"], request.At.Select(t => (IReadOnlyList<string>)[TextTable.Number(t), TextTable.Number(fit.SurvivalAt(t))])));
        return new Reply.Done(document, text, data.Warnings);
    });

    /// <summary>Why there is no fit, and where the climb had come to.</summary>
    private static string Why(ParametricFit fit)
    {
        string place = $"at log-likelihood {TextTable.Number(Finite(fit.LogLikelihood))}, {string.Join(", ", fit.Parameters.Select(p => $"{p.Name} {TextTable.Number(Finite(p.Estimate))}"))}";
        return fit.Status == FitStatus.NoFiniteMaximum
            ? $"no finite maximum: the likelihood still rises or is flat along the shape {place}" : $"no convergence; the climb ended {place}";
    }

    private static object Model(string name, ParametricFit fit, double[] at)
    {
        bool done = fit.Status == FitStatus.Converged;
        return new
        {
            family = name,
            status = done ? "done" : fit.Status == FitStatus.NoFiniteMaximum ? "noFiniteMaximum" : "notConverged",
            reason = done ? null : Why(fit),
            logLikelihood = done ? fit.LogLikelihood : (double?)null,
            aic = done ? fit.Aic : (double?)null,
            parameters = !done ? null : fit.Parameters.Select(p => new { p.Name, p.Estimate, stdErr = Finite(p.StdErr), lower = Finite(p.Lower), upper = Finite(p.Upper) }),
            survival = !done ? null : at.Select(t => new { time = t, survival = Finite(fit.SurvivalAt(t)) }),
        };
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
