using System.CommandLine;
using System.Globalization;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary><c>preclinical synergy</c>: the mixed model and the contrast of its slopes over time.</summary>
internal static class SynergyCommand
{
    internal static Command Create()
    {
        var command = new Command("synergy", "synergy of a combination over time: mixed model on log relative volume");
        var input = new TumourInput(command);
        Option<string> Arm(string name, string what) => new(name) { Required = true, Description = "group of " + what };
        var control = Arm("--control", "the control");
        var a = Arm("--a", "treatment A alone");
        var b = Arm("--b", "treatment B alone");
        var combination = Arm("--combination", "both");
        var method = new Option<SynergyMethod>("--method") { Description = "bliss, hsa or ra", DefaultValueFactory = _ => SynergyMethod.Bliss };
        var inference = new Option<SynergyInference>("--inference") { Description = "t or z", DefaultValueFactory = _ => SynergyInference.T };
        var error = new Option<SynergyError>("--se") { Description = "cr2 or model", DefaultValueFactory = _ => SynergyError.Cr2 };
        var level = new Option<double>("--conf-level") { Description = "two-sided level", DefaultValueFactory = _ => 0.95 };
        var resamples = new Option<int>("--bootstrap") { Description = "resamples of mice within arms for BCa limits" };
        var seed = new Option<ulong>("--seed") { Description = "seed of the resamples", DefaultValueFactory = _ => 1 };
        method.AcceptOnlyFromAmong("bliss", "hsa", "ra", "Bliss", "HSA", "RA");
        inference.AcceptOnlyFromAmong("t", "z");
        error.AcceptOnlyFromAmong("cr2", "model", "CR2");
        level.Validators.Add(r => { if (r.GetValueOrDefault<double>() is not (> 0 and < 1)) r.AddError("--conf-level lies between 0 and 1."); });
        resamples.Validators.Add(r => { if (r.GetValueOrDefault<int>() is < 0 or 1 or > 10_000_000) r.AddError("--bootstrap is 0 or from 2 to 10000000."); });
        var undetected = new Option<UndetectedVolumes>("--undetected") { Description = "volumes of 0: censor (below detection) or drop", DefaultValueFactory = _ => UndetectedVolumes.Censor };
        undetected.AcceptOnlyFromAmong("censor", "drop");
        var detection = new Option<double?>("--detection-limit") { Description = "a volume that would have been seen; the smallest of the file if not given" };
        var sacrificed = new Option<double?>("--sacrificed-above") { Description = "sensitivity to dropout: mice that left at or above this volume stay above it on later days" };
        foreach (var volume in (Option<double?>[])[detection, sacrificed])
            volume.Validators.Add(r => { if (r.Tokens.Count == 1 && r.GetValueOrDefault<double?>() is not (> 0 and < double.PositiveInfinity)) r.AddError($"{volume.Name} is a volume above 0."); });
        foreach (Option option in (Option[])[undetected, detection, sacrificed]) command.Add(option);
        foreach (Option option in (Option[])[control, a, b, combination, method, inference, error, level, resamples, seed]) command.Add(option);
        return command.Answers(parsed =>
        {
            var arms = new SynergyArms(parsed.GetValue(control)!, parsed.GetValue(a)!, parsed.GetValue(b)!, parsed.GetValue(combination)!);
            var options = new SynergyOptions(parsed.GetValue(method), parsed.GetValue(inference), parsed.GetValue(error),
                parsed.GetValue(level), parsed.GetValue(resamples), parsed.GetValue(seed))
            {
                Undetected = parsed.GetValue(undetected),
                DetectionLimit = parsed.GetValue(detection),
                SacrificedAbove = parsed.GetValue(sacrificed),
            };
            return Reply.From(input.Read(parsed).Then(study => SynergyAnalysis.Run(study, arms, options)), result => Answer(result, options));
        });
    }

    private static Reply.Done Answer(SynergyResult result, SynergyOptions options)
    {
        var fit = result.Fit;
        var arms = result.Arms.InOrder;
        var document = new
        {
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
            remarks = result.Remarks,
        };
        string text = TextTable.Render(["group", "slope/day", "std err", "CR2"], arms.Select((g, i) => (IReadOnlyList<string>)
            [g, TextTable.Number(fit.Slopes[i]), TextTable.Number(fit.StdErr[i]), TextTable.Number(Math.Sqrt(fit.RobustVariances[i]))]))
            + $"random slope {TextTable.Number(fit.RandomStdDev)}, residual {TextTable.Number(fit.ResidualStdDev)}, log-likelihood {TextTable.Number(fit.LogLikelihood)}\n\n"
            + TextTable.Render(["day", "score", "combination index", "lower", "upper", "p", "status"], result.Points.Select(p => (IReadOnlyList<string>)
            [p.Day.ToString(CultureInfo.InvariantCulture), TextTable.Number(p.Score), TextTable.Number(p.CombinationIndex), TextTable.Number(p.Lower), TextTable.Number(p.Upper), TextTable.Number(p.PValue), p.Status.ToString()]));
        return new Reply.Done(document, text, result.Remarks);
    }
}
