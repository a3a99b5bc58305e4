using System.CommandLine;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum design predictive</c>: monitoring by the predictive probability of success.</summary>
public static class PredictiveCommand
{
    public static Command Make()
    {
        var a = StatsOptions.Positive("--prior-a", null, "first shape of the beta prior");
        var b = StatsOptions.Positive("--prior-b", null, "second shape of the beta prior");
        var p0 = StatsOptions.Level("--p0", null, "response probability of no interest");
        var theta = StatsOptions.Level("--theta", null, "success at the end when Pr(p > p0 | data) is above this");
        var lower = new Option<double>("--lower") { Description = "stop for futility when the predictive probability is below this", DefaultValueFactory = _ => 0.05 };
        var upper = new Option<double>("--upper") { Description = "stop for efficacy when it is above this; 1: never", DefaultValueFactory = _ => 1 };
        var maximum = new Option<int>("--max") { Description = "subjects at the end", Required = true };
        var looks = InterimOptions.Looks();
        var p = StatsOptions.List("--p", 0, 1, "true response probabilities for the operating characteristics, separated by commas");
        var command = new Command("predictive", "predictive-probability monitoring with exact operating characteristics") { a, b, p0, theta, lower, upper, maximum, looks, p };
        command.Validators.Add(result =>
        {
            double low = result.GetResult(lower) is { Implicit: false } ? result.GetValue(lower) : 0.05, high = result.GetResult(upper) is { Implicit: false } ? result.GetValue(upper) : 1;
            if (!(low >= 0 && high <= 1 && low < high)) result.AddError("--lower and --upper: expected 0 ≤ lower < upper ≤ 1.");
        });
        return command.Answers(parsed => Reply.From(InterimOptions.Read(parsed.GetValue(looks)!, parsed.GetValue(maximum)), at =>
        {
            var rule = PredictiveMonitoring.Rule(parsed.GetValue(a), parsed.GetValue(b), parsed.GetValue(p0), parsed.GetValue(theta),
                parsed.GetValue(lower), parsed.GetValue(upper), parsed.GetValue(maximum), at);
            InterimOperating[] operating = [.. (parsed.GetValue(p) ?? []).Prepend(parsed.GetValue(p0)).Distinct().Select(rule.Operating)];
            return new Reply.Done(new
            {
                convention = Convention,
                boundary = rule.Looks,
                maximumN = rule.MaximumN,
                successAtOrAbove = rule.SuccessAtOrAbove <= rule.MaximumN ? rule.SuccessAtOrAbove : (int?)null,
                status = rule.SuccessAtOrAbove <= rule.MaximumN ? "done" : "successImpossible",
                operating
            }, Convention + "\n\n" + InterimOptions.Text(rule, operating));
        }));
    }

    private const string Convention = "success at the full size is Pr(p > p0 | x) above theta; a look stops below the lower and above the upper predictive probability; operating characteristics exact, expected n counts the full size when never stopped";
}
