using System.CommandLine;
using System.Globalization;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary><c>preclinical power</c>: the next experiment, simulated.</summary>
internal static class PowerCommand
{
    private static readonly double[] Bliss = [1, -1, -1, 1];

    internal static Command Create()
    {
        var mice = new Option<int[]>("--mice") { AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [5, 6, 8, 10], Description = "mice per arm, one or more sizes" };
        var days = new Option<string>("--days") { DefaultValueFactory = _ => "0,3,6,9,12,15,18,21", Description = "planned days of measurement" };
        var slopes = new Option<string>("--slopes") { DefaultValueFactory = _ => "0.1,0.08,0.06", Description = "slopes per day of control, A, B" };
        var effect = new Option<double>("--effect") { Description = "the combination's slope minus what Bliss expects, per day; 0 gives the type-I error" };
        var random = new Option<double>("--random-sd") { DefaultValueFactory = _ => 0.02, Description = "standard deviation of the mice's slopes" };
        var residual = new Option<double>("--residual-sd") { DefaultValueFactory = _ => 0.25, Description = "standard deviation of ln volume about a mouse's line" };
        var sacrifice = new Option<double>("--sacrifice") { Description = "volume at which a mouse leaves (start 100)" };
        var limit = new Option<double>("--detection-limit") { Description = "volume below which 0 is written (start 100)" };
        var inference = new Option<SynergyInference>("--inference") { DefaultValueFactory = _ => SynergyInference.T };
        var error = new Option<SynergyError>("--se") { DefaultValueFactory = _ => SynergyError.Cr2 };
        var undetected = new Option<UndetectedVolumes>("--undetected") { DefaultValueFactory = _ => UndetectedVolumes.Censor };
        var replicates = new Option<int>("--replicates") { DefaultValueFactory = _ => 1000 };
        var seed = new Option<ulong>("--seed") { DefaultValueFactory = _ => 1 };
        var power = new Option<double>("--power") { DefaultValueFactory = _ => 0.8, Description = "the power for which the fewest mice an arm are looked for" };
        power.Validators.Add(r => { if (r.GetValueOrDefault<double>() is not (> 0.05 and < 1)) r.AddError("--power lies between 0.05 and 1."); });
        Option[] all = [power, mice, days, slopes, effect, random, residual, sacrifice, limit, inference, error, undetected, replicates, seed];
        var command = new Command("power", "power and type-I error of a synergy experiment, by simulation");
        foreach (var option in all) command.Add(option);
        return command.Answers(parsed =>
        {
            var problems = new List<Problem>();
            double[] when = Numbers("--days", parsed.GetValue(days)!, problems), growth = Numbers("--slopes", parsed.GetValue(slopes)!, problems);
            if (growth.Length != 3) problems.Add(new Problem("--slopes", parsed.GetValue(slopes)!, "three slopes: control, A, B"));
            if (when.Count(d => d > 0) < 2) problems.Add(new Problem("--days", parsed.GetValue(days)!, "day 0 and two later days at least"));
            int[] sizes = parsed.GetValue(mice)!;
            foreach (int n in sizes.Where(n => n is < 2 or > 1000)) problems.Add(new Problem("--mice", $"{n}", "2 to 1000 mice per arm"));
            if (parsed.GetValue(replicates) is < 1 or > 1_000_000) problems.Add(new Problem("--replicates", $"{parsed.GetValue(replicates)}", "1 to 1000000"));
            if (!(parsed.GetValue(random) >= 0 && parsed.GetValue(residual) > 0)) problems.Add(new Problem("--random-sd, --residual-sd", "", "standard deviations, the residual one above 0"));
            if (problems.Count > 0) return Reply.Refuse(problems);
            var options = new SynergyOptions(Inference: parsed.GetValue(inference), Error: parsed.GetValue(error), Undetected: parsed.GetValue(undetected));
            var rows = sizes.Select(n =>
            {
                var design = new SynergyDesign([n, n, n, n], when, [.. growth, 0], parsed.GetValue(random), parsed.GetValue(residual),
                    SacrificeVolume: parsed.GetValue(sacrifice), DetectionLimit: parsed.GetValue(limit)).WithBlissEffect(parsed.GetValue(effect));
                bool open = design.SacrificeVolume <= 0 && design.DetectionLimit <= 0;
                var exact = open ? SlopePower.Of(Bliss, design.MicePerArm, when, design.RandomStdDev, design.ResidualStdDev, parsed.GetValue(effect)) : null;
                return (MicePerArm: n, Exact: exact, Result: SynergyPower.Run(design, options, parsed.GetValue(replicates), parsed.GetValue(seed)));
            }).ToArray();
            double wanted = parsed.GetValue(power);
            int? needed = parsed.GetValue(effect) == 0 ? null : SlopePower.MicePerArm(Bliss, when, parsed.GetValue(random), parsed.GetValue(residual), parsed.GetValue(effect), wanted);
            const string Form = "closed form (non-central t with Satterthwaite's degrees of freedom): every mouse measured on every planned day, CR2 and t";
            string text = TextTable.Render(["mice per arm", "closed form", "rejected", "±", "for synergy", "coverage", "mean L", "true L", "not fitted"], rows.Select(r => (IReadOnlyList<string>)
                [$"{r.MicePerArm}", TextTable.Number(r.Exact?.Power), TextTable.Number(r.Result.Power), TextTable.Number(r.Result.StdErr), TextTable.Number(r.Result.PowerForSynergy), TextTable.Number(r.Result.Coverage),
                    TextTable.Number(r.Result.MeanContrast), TextTable.Number(r.Result.TrueContrast), $"{r.Result.NotFitted}"]))
                + (needed is { } least ? $"\n{least} mice an arm give a power of {TextTable.Number(wanted)} if none leaves early.\n" : "");
            return new Reply.Done(new { effect = parsed.GetValue(effect), seed = parsed.GetValue(seed), micePerArmForPower = needed, powerWanted = wanted, closedForm = Form, power = rows.Select(r => new { r.MicePerArm, analyticPower = r.Exact?.Power, analyticStdErr = r.Exact?.StdErr, analyticDegreesOfFreedom = r.Exact?.DegreesOfFreedom, analyticStatus = r.Exact is null ? "no closed form with sacrifice or a detection limit" : "exact", r.Result.Replicates, r.Result.Power, r.Result.StdErr, r.Result.PowerForSynergy, r.Result.Coverage, r.Result.NotFitted }) }, text);
        });
    }

    private static double[] Numbers(string option, string text, List<Problem> problems)
    {
        var values = new List<double>();
        foreach (string part in text.Split(','))
        {
            if (double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)) values.Add(value);
            else problems.Add(new Problem(option, part, "numbers divided by commas"));
        }
        return [.. values];
    }
}
