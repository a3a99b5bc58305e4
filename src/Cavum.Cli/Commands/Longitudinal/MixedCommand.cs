using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum longitudinal mixed</c>: a linear mixed model with a random intercept or intercept and slope.</summary>
public static class MixedCommand
{
    public static Command Make()
    {
        var file = new Argument<string>("file") { Description = "CSV with one row a measurement" };
        var subject = new Option<string>("--subject") { Description = "column of the subject", Required = true };
        var value = new Option<string>("--value") { Description = "column of the value", Required = true };
        var covariates = new Option<string>("--covariates") { Description = "fixed effects, separated by commas: day,arm*day", Required = true };
        var time = new Option<string?>("--time") { Description = "column of the time, for a random slope" };
        var random = MmrmCommand.Choice("--random", "intercept, or slope for a random intercept and slope", "intercept", ["intercept", "slope"]);
        var method = MmrmCommand.Choice("--method", "restricted or full maximum likelihood", "reml", ["reml", "ml"]);
        var df = MmrmCommand.Choice("--df", "small-sample method (Kenward–Roger for reml)", "satterthwaite", MmrmCommand.Tests.Keys);
        var factors = TermTests.Factors();
        var test = TermTests.Joint();
        var where = SurvivalOptions.Where();
        return new Command("mixed", "linear mixed model") { file, subject, value, covariates, factors, time, random, method, df, test, where }.Answers(parsed =>
        {
            bool slope = parsed.GetValue(random) == "slope", ml = parsed.GetValue(method) == "ml", adjusted = parsed.GetValue(df) != "satterthwaite";
            string? t = parsed.GetValue(time);
            if (slope && t is null) return Reply.Refuse(new Problem("--time", "", "the column of the time, since --random slope asks for a slope"));
            if (ml && adjusted) return Reply.Refuse(new Problem("--df", parsed.GetValue(df)!, "satterthwaite with --method ml; Kenward–Roger's adjustment is of a restricted fit"));
            string s = parsed.GetValue(subject)!;
            string[] terms = MmrmCommand.Split(parsed.GetValue(covariates)!), groups = CoxCommand.Split(parsed.GetValue(factors));
            if (TermTests.Unused(groups, terms) is { Length: > 0 } unused) return Reply.Refuse(unused);
            return Reply.From(CsvTable.ReadFile(parsed.GetValue(file)!).Then(table => SurvivalRows.Filter(table, parsed.GetValue(where)))
                .Then(table => MixedRows.Read(table, parsed.GetValue(value)!, t is null ? [s] : [s, t], terms, groups)),
                data => Answer(data, s, slope ? t : null, new(ml ? MixedMethod.Ml : MixedMethod.Reml, parsed.GetValue(df)!, parsed.GetValue(test))));
        });
    }

    private const string Convention = "errors from sigma²(X'V⁻¹X)⁻¹ without nlme's N/(N − p) factor, adjusted by Kenward–Roger where asked";

    private sealed record How(MixedMethod Method, string Df, string? Joint);

    private static Reply Answer(MixedRows data, string subject, string? time, How how)
    {
        var problems = new List<Problem>();
        var groups = new List<MixedGroup>();
        foreach (var (name, at) in data.BySubject(subject))
        {
            var z = new double[at.Length, time is null ? 1 : 2];
            for (int i = 0; i < at.Length; i++)
            {
                z[i, 0] = 1;
                if (time is not null) z[i, 1] = data.Rows[at[i]].Number(time, problems) ?? 0;
            }
            groups.Add(new(name, [.. at.Select(i => data.Values[i])], data.X(at), z));
        }
        if (groups.Count < 2) problems.Add(new Problem($"{data.Source}, column {subject}", $"{groups.Count} subjects", "at least 2 subjects"));
        if (groups.Count == data.Rows.Count) problems.Add(new Problem($"{data.Source}, column {subject}", "one row a subject", "subjects with two rows or more, else subject and error cannot be told apart"));
        if (problems.Count > 0) return Reply.Refuse(problems);
        return Reply.From(MixedRows.Attempt(data.Source, () =>
        {
            var fit = LinearMixed.Fit(groups, data.Design.Names, how.Method);
            return (Fit: fit, Adjusted: how.Df == "satterthwaite" ? null : LinearMixedSmallSample.KenwardRoger(groups, fit));
        }, f => (f.Adjusted?.Fixed ?? f.Fit.Fixed).SelectMany(e => new[] { e.Estimate, e.StdErr }).Append(f.Fit.LogLikelihood)), f =>
            Reply.From(TermTests.Of(data.Design, how.Joint, rows => f.Adjusted is { } a ? a.Test(rows) : f.Fit.Test(rows)),
                tests => Describe(data, groups, f.Fit, f.Adjusted?.Fixed ?? f.Fit.Fixed, tests, how)));
    }

    private static Reply.Done Describe(MixedRows data, List<MixedGroup> groups, LinearMixedFit fit, IReadOnlyList<MixedEffect> effects, IReadOnlyList<TermTests.Row> tests, How how)
    {
        var document = new
        {
            n = groups.Count,
            rows = data.Rows.Count,
            method = how.Method == MixedMethod.Ml ? "ml" : "reml",
            smallSample = how.Df,
            convention = Convention,
            logLikelihood = fit.LogLikelihood,
            @fixed = effects,
            tests,
            testConvention = TermTests.Convention,
            randomCovariance = Matrix.Rows(fit.RandomCovariance),
            residualStdDev = fit.Sigma,
            subjects = groups.Select((g, i) => new { subject = g.Subject, randomEffects = fit.RandomEffects[i] }).ToArray(),
            converged = fit.Converged,
            status = fit.Status,
        };
        string text = $"{groups.Count} subjects, {data.Rows.Count} rows; log-likelihood {TextTable.Number(fit.LogLikelihood)}. {fit.Status}\n{Convention}\n\n{MixedRows.Table(effects)}\n{TermTests.Table(tests)}\n"
            + $"random covariance {string.Join("; ", Matrix.Rows(fit.RandomCovariance).Select(r => string.Join(", ", r.Select(v => TextTable.Number(v)))))}; residual sd {TextTable.Number(fit.Sigma)}\n";
        return new Reply.Done(document, text, fit.Converged ? data.Warnings : [.. data.Warnings, fit.Status]);
    }
}
