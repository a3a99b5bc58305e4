using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum longitudinal mmrm</c>: the mixed model for repeated measures over planned visits.</summary>
public static class MmrmCommand
{
    private static readonly Dictionary<string, CovarianceStructure> Structures = new()
    {
        ["un"] = CovarianceStructure.Unstructured,
        ["cs"] = CovarianceStructure.CompoundSymmetry,
        ["csh"] = CovarianceStructure.HeterogeneousCompoundSymmetry,
        ["ar1"] = CovarianceStructure.Autoregressive,
        ["ar1h"] = CovarianceStructure.HeterogeneousAutoregressive,
        ["toep"] = CovarianceStructure.Toeplitz,
        ["toeph"] = CovarianceStructure.HeterogeneousToeplitz,
        ["ad"] = CovarianceStructure.AnteDependence,
        ["adh"] = CovarianceStructure.HeterogeneousAnteDependence,
    };

    internal static readonly Dictionary<string, SmallSampleMethod> Tests = new()
    {
        ["satterthwaite"] = SmallSampleMethod.Satterthwaite,
        ["kenward-roger"] = SmallSampleMethod.KenwardRoger,
        ["kenward-roger-linear"] = SmallSampleMethod.KenwardRogerLinear,
    };

    public static Command Make()
    {
        var file = new Argument<string>("file") { Description = "CSV with one row a visit of a subject" };
        var subject = new Option<string>("--subject") { Description = "column of the subject", Required = true };
        var visit = new Option<string>("--visit") { Description = "column of the planned visit (a factor; numbers in their order, words in alphabetical order)", Required = true };
        var value = new Option<string>("--value") { Description = "column of the value", Required = true };
        var covariates = new Option<string>("--covariates") { Description = "fixed effects, separated by commas: base,arm*visit; a name that holds one of , : * stands in backquotes", Required = true };
        var structure = Choice("--structure", "covariance over the visits", "un", Structures.Keys);
        var df = Choice("--df", "small-sample method", "kenward-roger", Tests.Keys);
        var method = Choice("--method", "restricted or full maximum likelihood", "reml", ["reml", "ml"]);
        var factors = TermTests.Factors();
        var test = TermTests.Joint();
        var where = SurvivalOptions.Where();
        return new Command("mmrm", "mixed model for repeated measures") { file, subject, visit, value, covariates, factors, structure, df, method, test, where }.Answers(parsed =>
        {
            string[] terms = Split(parsed.GetValue(covariates)!);
            string subjects = parsed.GetValue(subject)!, visits = parsed.GetValue(visit)!;
            string[] groups = CoxCommand.Split(parsed.GetValue(factors));
            if (TermTests.Unused(groups, terms) is { Length: > 0 } unused) return Reply.Refuse(unused);
            return Reply.From(CsvTable.ReadFile(parsed.GetValue(file)!).Then(t => SurvivalRows.Filter(t, parsed.GetValue(where)))
                .Then(t => MixedRows.Read(t, parsed.GetValue(value)!, [subjects, visits], terms, [visits, .. groups])), data =>
                Answer(data, subjects, visits, new(parsed.GetValue(structure)!, parsed.GetValue(df)!, parsed.GetValue(method)! == "ml" ? MixedMethod.Ml : MixedMethod.Reml, parsed.GetValue(test))));
        });
    }

    internal static string[] Split(string terms) => [.. FormulaTerms.Cut(terms, ",")];

    internal static Option<string> Choice(string name, string description, string preset, IEnumerable<string> values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => preset };
        option.AcceptOnlyFromAmong([.. values]);
        return option;
    }

    private const string Convention = "one covariance for all groups over the planned visits, visits in sorted order; degrees of freedom from the observed information";

    private sealed record How(string Structure, string Df, MixedMethod Method, string? Joint);

    private static Reply Answer(MixedRows data, string subject, string visit, How how)
    {
        var labels = Labels.Of(data.Rows.Select(r => r[visit]));
        var problems = new List<Problem>();
        var series = new List<RepeatedSeries>();
        foreach (var (name, at) in data.BySubject(subject))
        {
            foreach (var twice in at.GroupBy(i => labels.Codes[i]).Where(g => g.Count() > 1))
                problems.Add(new Problem(data.Rows[twice.ElementAt(1)].Place(visit), $"{labels.Names[twice.Key]} of {name} again", "one value a visit"));
            series.Add(new(name, [.. at.Select(i => labels.Codes[i])], [.. at.Select(i => data.Values[i])], data.X(at)));
        }
        if (series.Count < 2) problems.Add(new Problem($"{data.Source}, column {subject}", $"{series.Count} subjects", "at least 2 subjects"));
        if (problems.Count > 0) return Reply.Refuse(problems);
        return Reply.From(MixedRows.Attempt(data.Source, () => RepeatedMeasures.Fit(series, data.Design.Names, labels.Names.Length, Structures[how.Structure], Tests[how.Df], how.Method),
            f => f.Fixed.SelectMany(e => new[] { e.Estimate, e.StdErr }).Append(f.LogLikelihood).Append(f.GradientNorm)), fit =>
            Reply.From(TermTests.Of(data.Design, how.Joint, fit.Test), tests => Describe(data, series.Count, labels.Names, fit, tests, how)));
    }

    private static Reply.Done Describe(MixedRows data, int subjects, string[] visits, RepeatedFit fit, IReadOnlyList<TermTests.Row> tests, How how)
    {
        var document = new
        {
            n = subjects,
            rows = data.Rows.Count,
            structure = how.Structure,
            smallSample = how.Df,
            convention = Convention,
            method = how.Method == MixedMethod.Ml ? "ml" : "reml",
            logLikelihood = fit.LogLikelihood,
            aic = -2 * fit.LogLikelihood + 2 * (fit.CovarianceParameters + (how.Method == MixedMethod.Ml ? fit.Fixed.Count : 0)),
            @fixed = fit.Fixed,
            tests,
            testConvention = TermTests.Convention,
            fixedCovariance = Matrix.Rows(fit.FixedCovariance),
            visits,
            covariance = Matrix.Rows(fit.Covariance),
            converged = fit.Converged,
            gradientNorm = fit.GradientNorm,
            status = fit.Status,
        };
        string text = $"{subjects} subjects, {data.Rows.Count} rows, {visits.Length} visits, {how.Structure}; log-likelihood {TextTable.Number(fit.LogLikelihood)}. {fit.Status}\n{Convention}\n\n{MixedRows.Table(fit.Fixed)}\n{TermTests.Table(tests)}\n"
            + TextTable.Render(["covariance", .. visits], visits.Select((name, i) => (IReadOnlyList<string>)[name, .. Matrix.Rows(fit.Covariance)[i].Select(v => TextTable.Number(v))]));
        return new Reply.Done(document, text, fit.Converged ? data.Warnings : [.. data.Warnings, fit.Status]);
    }
}
