using System.CommandLine;
using System.Globalization;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum compare map</c>: the meta-analytic-predictive prior of a control's response probability.</summary>
public static class MapCommand
{
    public static Command Make()
    {
        var file = new Argument<string>("arms") { Description = "CSV with the columns study, n, r: subjects and responders of each historical arm" };
        var tau = new Option<string>("--tau-prior") { Description = "half-normal:SCALE, half-cauchy:SCALE or log-normal:MEAN,SD of ln tau", DefaultValueFactory = _ => "half-normal:1" };
        tau.Validators.Add(r => Refuse(r, TauPrior(r.GetValueOrDefault<string>()) is null, "--tau-prior", "half-normal:SCALE, half-cauchy:SCALE or log-normal:MEAN,SD with a scale above 0"));
        var mu = new Option<string>("--mu-prior") { Description = "normal:MEAN,SD on the logit", DefaultValueFactory = _ => "normal:0,2" };
        mu.Validators.Add(r => Refuse(r, MuPrior(r.GetValueOrDefault<string>()) is null, "--mu-prior", "normal:MEAN,SD with an SD above 0"));
        var robust = new Option<double>("--robust-weight") { Description = "weight of the uniform part of the robust prior, 0 to 1", DefaultValueFactory = _ => 0.2 };
        robust.Validators.Add(r => Refuse(r, r.GetValueOrDefault<double>() is not (>= 0 and <= 1), "--robust-weight", "a number from 0 to 1"));
        var where = SurvivalOptions.Where();
        return new Command("map", "meta-analytic-predictive prior from historical arms, by deterministic quadrature") { file, tau, mu, robust, where }
            .Answers(parsed => Reply.From(
                CsvTable.ReadFile(parsed.GetValue(file)!).Then(t => SurvivalRows.Filter(t, parsed.GetValue(where))).Then(Arms),
                arms => Answer(arms, parsed.GetValue(tau)!, parsed.GetValue(mu)!, parsed.GetValue(robust))));
    }

    private static Reply.Done Answer(IReadOnlyList<HistoricalArm> arms, string tau, string mu, double weight)
    {
        var (mean, sd) = MuPrior(mu)!.Value;
        var fit = MapModel.Fit(arms, TauPrior(tau)!, mean, sd);
        string convention = $"logits of the arms normal about mu with sd tau; mu {mu}, tau {tau}; quantities of a new study from the exact posterior, not from the mixture; robust part Beta(1, 1)";
        var mixture = BetaMixtureFit.Fit(fit.Predictive);
        var robust = fit.Predictive.Robustify(weight);
        var size = fit.Predictive.EffectiveSampleSize();
        var robustSize = robust.EffectiveSampleSize();
        var document = new
        {
            convention,
            tauPrior = tau,
            muPrior = mu,
            arms,
            map = Describe(fit.Predictive),
            mu = fit.Mu,
            tau = fit.Tau,
            mixture = mixture.Mixture.Components,
            mixtureDivergence = mixture.Divergence,
            mixtureEffectiveSampleSize = new { elir = mixture.Mixture.EffectiveSampleSize().Elir, moment = mixture.Mixture.EffectiveSampleSize().Moment, morita = mixture.Mixture.MoritaSampleSize() },
            effectiveSampleSize = size,
            robust = new
            {
                weight,
                mean = robust.Mean,
                sd = robust.Sd,
                quantiles = Quantiles(robust),
                mixture = mixture.Mixture.Robustify(weight).Components,
                effectiveSampleSize = robustSize,
            },
            status = size.Elir is null ? "the expected local information ratio does not settle: the prior's tails are too heavy (the mixture's, which is finite, is in mixtureEffectiveSampleSize)" : "ok",
        };
        string text = convention + "\n\n" + TextTable.Render(["prior", "mean", "sd", "2.5 %", "50 %", "97.5 %", "ESS elir", "ESS moment"],
            [Row("map", fit.Predictive, size), Row($"robust {StatsOptions.Text(weight)}", robust, robustSize)])
            + $"\ntau {TextTable.Number(fit.Tau.Mean)} (sd {TextTable.Number(fit.Tau.Sd)})\n\n"
            + TextTable.Render(["beta mixture", "a", "b"], mixture.Mixture.Components.Select(c => (IReadOnlyList<string>)[TextTable.Number(c.Weight), TextTable.Number(c.A), TextTable.Number(c.B)]));
        return new Reply.Done(document, text);
    }

    private static object Describe(ProportionDensity density) => new { mean = density.Mean, sd = density.Sd, quantiles = Quantiles(density) };

    private static Dictionary<string, double> Quantiles(ProportionDensity density) =>
        new double[] { 0.025, 0.25, 0.5, 0.75, 0.975 }.ToDictionary(StatsOptions.Text, density.Quantile);

    private static IReadOnlyList<string> Row(string name, ProportionDensity d, EffectiveSampleSize size) =>
        [name, .. new double?[] { d.Mean, d.Sd, d.Quantile(0.025), d.Quantile(0.5), d.Quantile(0.975), size.Elir, size.Moment }.Select(TextTable.Number)];

    private static Outcome<IReadOnlyList<HistoricalArm>> Arms(CsvTable table)
    {
        var problems = table.Missing("study", "n", "r").ToList();
        if (problems.Count > 0) return Outcome<IReadOnlyList<HistoricalArm>>.Refused(problems);
        if (table.Rows.Count == 0) problems.Add(new Problem(table.Source, "no arms", "at least one historical arm"));
        var arms = new List<HistoricalArm>();
        foreach (var row in table.Rows)
        {
            int? n = Count(row, "n", 1, int.MaxValue, "a number of subjects, 1 or more", problems);
            int? r = Count(row, "r", 0, n ?? int.MaxValue, n is { } all ? $"a number of responders from 0 to {all}" : "a number of responders", problems);
            if (n is { } subjects && r is { } responders) arms.Add(new(row["study"], subjects, responders));
        }
        return problems.Count > 0 ? Outcome<IReadOnlyList<HistoricalArm>>.Refused(problems) : Outcome<IReadOnlyList<HistoricalArm>>.Of(arms);
    }

    private static int? Count(CsvRow row, string column, int low, int high, string expected, List<Problem> problems)
    {
        if (StatsOptions.TryNumber(row[column], out double value) && value == Math.Floor(value) && value >= low && value <= high) return (int)value;
        problems.Add(new Problem(row.Place(column), row[column], expected));
        return null;
    }

    private static HeterogeneityPrior? TauPrior(string? text) => Split(text) switch
    {
        ("half-normal", [> 0 and var s]) => new HeterogeneityPrior.HalfNormal(s),
        ("half-cauchy", [> 0 and var s]) => new HeterogeneityPrior.HalfCauchy(s),
        ("log-normal", [var m, > 0 and var s]) => new HeterogeneityPrior.LogNormal(m, s),
        _ => null,
    };

    private static (double Mean, double Sd)? MuPrior(string? text) => Split(text) is ("normal", [var mean, > 0 and var sd]) ? (mean, sd) : null;

    private static (string Name, double[] Numbers) Split(string? text)
    {
        string[] halves = (text ?? "").Split(':', 2);
        if (halves.Length < 2) return (halves[0], []);
        var numbers = new List<double>();
        foreach (string part in halves[1].Split(','))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value) || Math.Abs(value) > 1e6) return ("", []);
            numbers.Add(value);
        }
        return (halves[0].Trim(), [.. numbers]);
    }

    private static void Refuse(System.CommandLine.Parsing.OptionResult result, bool wrong, string name, string expected)
    {
        if (wrong) result.AddError($"{name}: read '{string.Join(' ', result.Tokens.Select(t => t.Value))}'; expected {expected}.");
    }
}
