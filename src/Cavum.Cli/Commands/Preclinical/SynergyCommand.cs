using System.CommandLine;
using Cavum.Core;
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
        var sacrificed = new Option<double?>("--sacrificed-above") { Description = "sensitivity to dropout: mice that left at or above this volume stay above it on later days" };
        var threshold = new Option<double?>("--threshold") { Description = "with --sensitivity: the humane end point, for the rows on dropout and on the hazard" };
        foreach (var volume in (Option<double?>[])[sacrificed, threshold])
            volume.Validators.Add(r => { if (r.Tokens.Count == 1 && r.GetValueOrDefault<double?>() is not (> 0 and < double.PositiveInfinity)) r.AddError($"{volume.Name} is a volume above 0."); });
        var model = new Option<SynergyGrowthModel>("--model") { Description = "exponential, gompertz, randomIntercept, bayes or patternMixture", DefaultValueFactory = _ => SynergyGrowthModel.Exponential };
        model.AcceptOnlyFromAmong("exponential", "gompertz", "randomIntercept", "bayes", "patternMixture");
        var others = new Option<string[]>("--others") { Description = "groups of further treatments alone, where the combination is of more than two", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var sensitivity = new Option<bool>("--sensitivity") { Description = "also the last day under every other model and assumption" };
        foreach (Option option in (Option[])[undetected, sacrificed, threshold, model, others, sensitivity]) command.Add(option);
        foreach (Option option in (Option[])[control, a, b, combination, method, inference, error, level, resamples, seed]) command.Add(option);
        return command.Answers(parsed =>
        {
            var arms = new SynergyArms(parsed.GetValue(control)!, parsed.GetValue(a)!, parsed.GetValue(b)!, parsed.GetValue(combination)!) { Others = parsed.GetValue(others)! };
            var options = new SynergyOptions(parsed.GetValue(method), parsed.GetValue(inference), parsed.GetValue(error),
                parsed.GetValue(level), parsed.GetValue(resamples), parsed.GetValue(seed))
            {
                Undetected = parsed.GetValue(undetected),
                DetectionLimit = input.DetectionLimit(parsed),
                SacrificedAbove = parsed.GetValue(sacrificed),
            };
            return Reply.From(input.Read(parsed).Then(study => SynergyAnalysis.Run(study, arms, options).Then(result => Outcome<(TumourStudy Study, SynergyResult Result)>.Of((study, result)))), found =>
            {
                var rows = parsed.GetValue(sensitivity) ? SynergySensitivity.Run(found.Study, arms, options, parsed.GetValue(threshold)) : null;
                return parsed.GetValue(model) is SynergyGrowthModel.Exponential
                    ? SynergyAnswer.Exponential(found.Result, options, rows)
                    : SynergyAnswer.Modelled(ModelledSynergy.Run(found.Study, arms, options, parsed.GetValue(model), [.. found.Result.Points.Select(p => p.Day)]), found.Result, options, rows);
            });
        });
    }
}
