using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum design gmi</c>: patients for a trial of the growth modulation index.</summary>
public static class GmiSizeCommand
{
    public static Command Make()
    {
        var ratio = StatsOptions.Positive("--ratio", null, "median of PFS2/PFS1 worth detecting");
        var nullRatio = StatsOptions.Positive("--null-ratio", 1, "median of PFS2/PFS1 under the null hypothesis");
        var correlation = new Option<double>("--correlation") { Description = "correlation of PFS1 and PFS2, were they exponential; 0 to below 1", DefaultValueFactory = _ => 0 };
        var shape = StatsOptions.Positive("--shape", 1, "Weibull shape of both times; 1 is exponential");
        var alpha = StatsOptions.Level("--alpha", 0.05, "two-sided level");
        var power = StatsOptions.Level("--power", 0.8, "power");
        var lost = new Option<double>("--lost") { Description = "share of patients without a usable ratio", DefaultValueFactory = _ => 0 };
        var n = new Option<int?>("--n") { Description = "also the power of this number of evaluable patients" };
        return new Command("gmi", "sample size for the growth modulation index") { ratio, nullRatio, correlation, shape, alpha, power, lost, n }.Answers(parsed =>
        {
            double theta = parsed.GetValue(ratio), zero = parsed.GetValue(nullRatio), rho = parsed.GetValue(correlation), away = parsed.GetValue(lost);
            int? patients = parsed.GetValue(n);
            var problems = new List<Problem>();
            if (theta == zero) problems.Add(new("--ratio", StatsOptions.Text(theta), "a ratio other than --null-ratio"));
            if (rho is not (>= 0 and < 1)) problems.Add(new("--correlation", StatsOptions.Text(rho), "a correlation from 0 to below 1"));
            if (away is not (>= 0 and < 1)) problems.Add(new("--lost", StatsOptions.Text(away), "a share from 0 to below 1"));
            if (parsed.GetValue(power) <= parsed.GetValue(alpha)) problems.Add(new("--power", StatsOptions.Text(parsed.GetValue(power)), $"a power above --alpha {StatsOptions.Text(parsed.GetValue(alpha))}"));
            if (patients is < 1) problems.Add(new("--n", $"{patients}", "at least 1 patient"));
            if (problems.Count > 0) return Reply.Refuse(problems);
            double level = parsed.GetValue(alpha), k = parsed.GetValue(shape);
            var size = GrowthModulationSampleSize.Of(theta, zero, rho, k, level, parsed.GetValue(power), away);
            double? powerAt = patients is { } count ? GrowthModulationSampleSize.Power(count, theta, zero, rho, k, level) : null;
            return new Reply.Done(
                new { n = size.Patients, convention = Convention, exact = size.Exact, probabilityNull = size.ProbabilityNull, probabilityAlternative = size.ProbabilityAlternative, ratioShape = size.Shape, power = powerAt },
                $"{size.Patients} patients; Pr(PFS2/PFS1 > {TextTable.Number(zero)}) {TextTable.Number(size.ProbabilityAlternative)} against {TextTable.Number(size.ProbabilityNull)}\n{Convention}\n"
                + (powerAt is null ? "" : $"power of {patients} evaluable patients: {TextTable.Number(powerAt)}\n"));
        });
    }

    private const string Convention = "two-sided sign test of the ratio; both periods Weibull of one shape, joined by a Gumbel copula of the correlation given; those lost are added";
}
