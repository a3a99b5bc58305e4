using System.Globalization;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary>What <c>preclinical synergy</c> prints.</summary>
internal static class SynergyAnswer
{
    internal static Reply.Done Exponential(SynergyResult result, SynergyOptions options, IReadOnlyList<SensitivityPoint>? sensitivity)
    {
        var fit = result.Fit;
        var arms = result.Arms.InOrder;
        var document = new
        {
            model = "exponential",
            fit = new
            {
                Fixed = arms.Select((g, i) => new
                {
                    group = g,
                    estimate = fit.Slopes[i],
                    stdErr = fit.StdErr[i],
                    robustStdErr = Math.Sqrt(fit.RobustVariances[i]),
                    mice = result.Data.Arms.Count(x => x == i),
                }),
                fit.RandomStdDev,
                fit.ResidualStdDev,
                fit.LogLikelihood,
                likelihood = fit.Kind == LikelihoodKind.Restricted ? "restricted" : "full, censored",
                observations = result.Data.TotalObservations,
                mice = result.Data.Mice,
            },
            synergy = result.Points,
            inference = options.Resamples > 0 ? "bootstrap" : options.Inference == SynergyInference.T ? "t" : "z",
            standardError = options.Error == SynergyError.Cr2 ? "cr2" : "model",
            options.Confidence,
            resamples = options.Resamples,
            seed = options.Seed,
            sensitivity,
            remarks = result.Remarks,
        };
        string text = TextTable.Render(["group", "slope/day", "std err", "CR2"], arms.Select((g, i) => (IReadOnlyList<string>)
            [g, TextTable.Number(fit.Slopes[i]), TextTable.Number(fit.StdErr[i]), TextTable.Number(Math.Sqrt(fit.RobustVariances[i]))]))
            + $"random slope {TextTable.Number(fit.RandomStdDev)}, residual {TextTable.Number(fit.ResidualStdDev)}, log-likelihood {TextTable.Number(fit.LogLikelihood)}\n\n"
            + TextTable.Render(["day", "score", "combination index", "lower", "upper", "p", "status"], result.Points.Select(p => (IReadOnlyList<string>)
            [p.Day.ToString(CultureInfo.InvariantCulture), TextTable.Number(p.Score), TextTable.Number(p.CombinationIndex), TextTable.Number(p.Lower), TextTable.Number(p.Upper), TextTable.Number(p.PValue), p.Status.ToString()]))
            + Sensitivity(sensitivity);
        return new Reply.Done(document, text, result.Remarks);
    }

    /// <summary>The same keys under another model: <c>fit</c> is that model's, and the exponential fit stands beside it for comparison.</summary>
    internal static Reply.Done Modelled(ModelledSynergy found, SynergyResult main, SynergyOptions options, IReadOnlyList<SensitivityPoint>? sensitivity)
    {
        string model = char.ToLowerInvariant(found.Model.ToString()[0]) + found.Model.ToString()[1..];
        var document = new
        {
            model,
            fit = new
            {
                Fixed = found.Arms.Select(a => new { a.Group, a.Estimate, a.StdErr, a.Slowing }),
                found.RandomStdDev,
                found.ResidualStdDev,
                found.LogLikelihood,
                status = found.Arms.Count == 0 ? "notFitted" : "fitted",
            },
            exponentialLogLikelihood = main.Fit.LogLikelihood,
            synergy = found.Points.Select(p => new
            {
                p.Point.Day,
                p.Point.Method,
                p.Point.Contrast,
                p.Point.StdErr,
                p.Point.Score,
                p.Point.CombinationIndex,
                p.Point.Lower,
                p.Point.Upper,
                p.Point.PValue,
                p.Point.DegreesOfFreedom,
                p.ProbabilitySynergy,
                p.Point.Mice,
                p.Point.Status,
            }),
            inference = found.Inference,
            options.Confidence,
            sensitivity,
            remarks = main.Remarks,
        };
        string text = TextTable.Render(["group", "rate/day", "std err", "slowing/day"], found.Arms.Select(a => (IReadOnlyList<string>)
            [a.Group, TextTable.Number(a.Estimate), TextTable.Number(a.StdErr), TextTable.Number(a.Slowing)]))
            + $"{model}: random slope {TextTable.Number(found.RandomStdDev)}, residual {TextTable.Number(found.ResidualStdDev)}, log-likelihood {TextTable.Number(found.LogLikelihood)}; limits by {found.Inference}\n\n"
            + TextTable.Render(["day", "combination index", "lower", "upper", "p", "probability", "status"], found.Points.Select(p => (IReadOnlyList<string>)
            [p.Point.Day.ToString(CultureInfo.InvariantCulture), TextTable.Number(p.Point.CombinationIndex), TextTable.Number(p.Point.Lower), TextTable.Number(p.Point.Upper), TextTable.Number(p.Point.PValue), TextTable.Number(p.ProbabilitySynergy), p.Point.Status.ToString()]))
            + Sensitivity(sensitivity);
        return new Reply.Done(document, text, main.Remarks);
    }

    private static string Sensitivity(IReadOnlyList<SensitivityPoint>? rows) => rows is null ? "" : "\nThe last day with one thing changed\n"
        + TextTable.Render(["change", "index", "lower", "upper", "p", "probability", "status"], rows.Select(r => (IReadOnlyList<string>)
        [r.Change, TextTable.Number(r.CombinationIndex), TextTable.Number(r.Lower), TextTable.Number(r.Upper), TextTable.Number(r.PValue), TextTable.Number(r.ProbabilitySynergy), r.Status]));
}
