using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum longitudinal nonlinear</c>: log₁₀ courses of decay (and regrowth) with values below a limit, by adaptive quadrature or stochastic EM.</summary>
public static class NonlinearCommand
{
    private static readonly Dictionary<string, MeanCurve> Curves = new()
    {
        ["biexponential"] = MeanCurve.BiexponentialLog10,
        ["decay-regrowth"] = MeanCurve.DecayRegrowthLog10,
        ["monoexponential"] = MeanCurve.MonoexponentialLog10,
    };

    public static Command Make()
    {
        var file = new Argument<string>("file") { Description = "CSV with one row a measurement, values as log10" };
        var subject = new Option<string>("--subject") { Description = "column of the subject", Required = true };
        var time = new Option<string>("--time") { Description = "column of the time, 0 or more", Required = true };
        var value = new Option<string>("--value") { Description = "column of the log10 value", Required = true };
        var censored = new Option<string>("--censored") { Description = "column that is 1 where the true value lies below the one given, else 0", Required = true };
        var curve = MmrmCommand.Choice("--curve", "mean curve", "biexponential", Curves.Keys);
        var random = new Option<string?>("--random") { Description = "parameters with random effects, separated by commas; the amplitudes unless told" };
        var start = StatsOptions.List("--start", -100, 100, "starting values of the parameters; found by a pooled fit unless given");
        var correlated = new Option<bool>("--correlated") { Description = "estimate the correlations of the random effects" };
        var method = MmrmCommand.Choice("--method", "quadrature (up to 3 random effects), saem, or by their number", "auto", ["auto", "quadrature", "saem"]);
        var seed = new Option<int>("--seed") { Description = "seed of saem", DefaultValueFactory = _ => 1 };
        var draws = new Option<int>("--draws") { Description = "draws a subject of saem's importance sampling (the last round takes five times as many)", DefaultValueFactory = _ => 2000 };
        draws.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 100 or > 100_000) result.AddError("--draws is 100 to 100000.");
        });
        var where = SurvivalOptions.Where();
        return new Command("nonlinear", "censored nonlinear mixed model of log10 courses, adaptive quadrature or SAEM") { file, subject, time, value, censored, curve, random, correlated, method, seed, draws, start, where }.Answers(parsed =>
        {
            var mean = Curves[parsed.GetValue(curve)!];
            string[] effects = parsed.GetValue(random) is { } named ? MmrmCommand.Split(named) : [.. mean.Names.Where(n => n.StartsWith("logAmplitude", StringComparison.Ordinal) || n == "logRegrowing")];
            int[] at = [.. effects.Select(e => mean.Names.ToList().IndexOf(e))];
            if (at.Length < 1 || at.Contains(-1) || at.Distinct().Count() < at.Length)
                return Reply.Refuse(new Problem("--random", string.Join(",", effects), $"one or more of {string.Join(", ", mean.Names)}, each once"));
            string how = parsed.GetValue(method)!;
            if (how == "quadrature" && at.Length > 3) return Reply.Refuse(new Problem("--method", $"quadrature with {at.Length} random effects", "at most 3, or --method saem"));
            var fitting = new Fitting(how == "saem" || at.Length > 3, parsed.GetValue(correlated), new(Draws: parsed.GetValue(draws), Seed: (ulong)Math.Abs((long)parsed.GetValue(seed))));
            double[]? given = parsed.GetValue(start);
            if (given is { Length: > 0 } && given.Length != mean.Names.Count) return Reply.Refuse(new Problem("--start", $"{given.Length} values", $"{mean.Names.Count} values: {string.Join(", ", mean.Names)}"));
            var columns = new CensoredCommand.Columns(parsed.GetValue(subject)!, parsed.GetValue(time)!, parsed.GetValue(value)!, parsed.GetValue(censored)!);
            var warnings = new List<string>();
            return Reply.From(CsvTable.ReadFile(parsed.GetValue(file)!).Then(t => SurvivalRows.Filter(t, parsed.GetValue(where))).Then(t => CensoredCommand.Read(t, columns, warnings)),
                subjects => Answer(subjects, mean, at, given, fitting, warnings));
        });
    }

    private sealed record Fitting(bool Stochastic, bool Correlated, StochasticEmOptions Options);

    private const string Convention = "maximum likelihood; a censored row adds the probability of lying below its value, random effects integrated by adaptive quadrature or drawn by SAEM";

    private static Reply Answer(IReadOnlyList<CensoredSeries> subjects, MeanCurve curve, int[] random, double[]? start, Fitting how, List<string> warnings)
    {
        if (subjects.FirstOrDefault(s => s.Times.Any(t => t < 0)) is { } early)
            return Reply.Refuse(new Problem($"subject {early.Subject}", $"time {early.Times.Min()}", "times of 0 or more, since the curves start at 0"));
        var (theta, sigma) = CensoredNonlinearMixed.Pooled(subjects, curve);
        if (start is { Length: > 0 }) theta = start;
        double[] sd = [.. random.Select(_ => Math.Max(0.2, sigma)), Math.Max(0.05, 0.5 * sigma)];
        var fit = how.Stochastic ? StochasticEm.Fit(subjects, curve, theta, random, sd, how.Correlated, how.Options) : CensoredNonlinearMixed.Fit(subjects, curve, theta, random, sd, how.Correlated);
        if (!double.IsFinite(fit.LogLikelihood + fit.GradientNorm + fit.Parameters.Sum(p => p.Estimate + (p.StdErr ?? 0))))
            return Reply.Refuse(new Problem($"{subjects.Count} subjects", "a likelihood without a maximum", "more rows a subject, fewer random effects, or other --start values"));
        if (!fit.Converged) warnings.Add(fit.Status);
        int rows = subjects.Sum(s => s.Times.Length), below = subjects.Sum(s => s.Censored.Count(c => c));
        var document = new
        {
            n = subjects.Count,
            rows,
            censoredRows = below,
            method = how.Stochastic ? "saem" : "quadrature",
            convention = Convention,
            logLikelihood = fit.LogLikelihood,
            logLikelihoodError = fit.LogLikelihoodError,
            parameters = fit.Parameters,
            random = random.Select((k, i) => new { name = curve.Names[k], stdDev = fit.RandomStdDevs[i] }).ToArray(),
            randomCovariance = Matrix.Rows(fit.RandomCovariance),
            residualStdDev = fit.ResidualStdDev,
            subjects = subjects.Select((s, i) => new { subject = s.Subject, parameters = fit.SubjectParameters[i] }).ToArray(),
            gradientNorm = fit.GradientNorm,
            converged = fit.Converged,
            status = fit.Status,
        };
        string text = $"{subjects.Count} subjects, {rows} rows, {below} left-censored; log-likelihood {TextTable.Number(fit.LogLikelihood)}; {Convention}. {fit.Status}\n\n"
            + TextTable.Render(["parameter", "estimate", "std err", "random sd"], fit.Parameters.Select((p, k) => (IReadOnlyList<string>)[p.Name, TextTable.Number(p.Estimate), TextTable.Number(p.StdErr),
                Array.IndexOf(random, k) is >= 0 and var i ? TextTable.Number(fit.RandomStdDevs[i]) : "–"])) + $"\nresidual sd {TextTable.Number(fit.ResidualStdDev)}\n";
        return new Reply.Done(document, text, warnings);
    }
}
