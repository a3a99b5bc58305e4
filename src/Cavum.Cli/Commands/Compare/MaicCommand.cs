using System.CommandLine;
using System.Text.Json;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum compare maic</c>: weights that match individual data to published moments.</summary>
public static class MaicCommand
{
    public static Command Make()
    {
        var file = new Argument<string>("ipd") { Description = "CSV with one row a subject" };
        var match = new Option<string>("--match") { Description = "columns to match, separated by commas", Required = true };
        var target = new Option<string>("--target") { Description = "JSON with the target's moments: {\"age\":{\"mean\":50,\"sd\":9}}", Required = true };
        var where = SurvivalOptions.Where();
        var outcome = new MatchedOutcome();
        return new Command("maic", "matching-adjusted weights, with infeasible targets proved infeasible; a hazard ratio bootstrapped on both sides") { file, match, target, where, outcome.Time, outcome.Event, outcome.Comparator, outcome.TargetSubjects, outcome.Replicates, outcome.Seed }.Answers(parsed =>
        {
            string[] columns = [.. CoxCommand.Split(parsed.GetValue(match)).Distinct()];
            if (columns.Length == 0) return Reply.Refuse(new Problem("--match", parsed.GetValue(match)!, "at least one column"));
            var table = CsvTable.ReadFile(parsed.GetValue(file)!).Then(t => SurvivalRows.Filter(t, parsed.GetValue(where)));
            var targets = Targets(parsed.GetValue(target)!, columns);
            var covariates = table.Then(t => Covariates(t, columns));
            if (covariates.IsRefused || targets.IsRefused) return Reply.Refuse([.. covariates.Problems, .. targets.Problems]);
            return Reply.From(covariates, data => Reply.From(outcome.Read(parsed, data.Rows, data.Values, targets.Value), hazard => Answer(data, targets.Value, hazard)));
        });
    }

    private sealed record Data(double[,] Values, CsvRow[] Rows, IReadOnlyList<string> Warnings);

    private const string Convention = "weights exp(x'a), unscaled, x centred at the target; a second moment is matched only where sd is given; feasible means strictly inside the hull";

    private static Reply.Done Answer(Data data, IReadOnlyList<MatchTarget> targets, MatchedHazard hazard)
    {
        var fit = MatchingAdjusted.Weigh(data.Values, targets);
        bool finite = fit.Weights.All(double.IsFinite) && double.IsFinite(fit.EffectiveSampleSize);
        var document = new
        {
            feasible = fit.Feasible,
            convention = Convention,
            n = data.Rows.Length,
            weights = fit.Feasible && finite ? fit.Weights : null,
            effectiveSampleSize = fit.Feasible && finite ? fit.EffectiveSampleSize : (double?)null,
            coefficients = fit.Feasible ? fit.Coefficients : null,
            gradientNorm = fit.Feasible && finite ? fit.GradientNorm : (double?)null,
            hullDepth = fit.HullDepth,
            lines = data.Rows.Select(r => r.Line).ToArray(),
            balance = fit.Balance,
            hazardRatio = hazard.Document,
            converged = fit.Converged,
            status = finite ? fit.Status : "The weights exceed the range of double precision.",
        };
        string text = $"{(fit.Feasible ? "feasible" : "infeasible")}: {document.status}\n{Convention}\n";
        if (document.weights is not null)
            text += $"effective sample size {TextTable.Number(fit.EffectiveSampleSize)} of {data.Rows.Length}; largest weight {TextTable.Number(fit.Weights.Max() / fit.Weights.Average())} times the mean\n\n"
                + TextTable.Render(["moment", "target", "before", "after"], fit.Balance.Select(b => (IReadOnlyList<string>)[b.Name, TextTable.Number(b.Target), TextTable.Number(b.Before), TextTable.Number(b.After)]));
        return new Reply.Done(document, text + hazard.Text, data.Warnings);
    }

    private static Outcome<Data> Covariates(CsvTable table, string[] columns)
    {
        var problems = table.Missing(columns).ToList();
        if (problems.Count > 0) return Outcome<Data>.Refused(problems);
        CsvRow[] rows = [.. table.Rows.Where(r => !columns.Any(r.IsMissing))];
        if (rows.Length == 0)
            return Outcome<Data>.Refused(new Problem(table.Source, $"{table.Rows.Count} rows, none complete", $"at least one row with {string.Join(", ", columns)}"));
        var values = new double[rows.Length, columns.Length];
        for (int i = 0; i < rows.Length; i++)
            for (int j = 0; j < columns.Length; j++) values[i, j] = rows[i].Number(columns[j], problems) ?? 0;
        int dropped = table.Rows.Count - rows.Length;
        return problems.Count > 0 ? Outcome<Data>.Refused(problems) : Outcome<Data>.Of(new(values, rows, dropped == 0 ? []
            : [$"{table.Source}: {dropped} of {table.Rows.Count} rows left out, a covariate is missing ({string.Join(", ", columns)})."]));
    }

    private static Outcome<IReadOnlyList<MatchTarget>> Targets(string path, string[] columns)
    {
        string name = Path.GetFileName(path);
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            root = document.RootElement.Clone();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return Outcome<IReadOnlyList<MatchTarget>>.Refused(new Problem(name, e is JsonException ? "text that is not JSON" : "", "a JSON file of target moments"));
        }
        if (root.ValueKind != JsonValueKind.Object)
            return Outcome<IReadOnlyList<MatchTarget>>.Refused(new Problem(name, root.ValueKind.ToString(), "an object with one member a covariate"));
        var problems = new List<Problem>();
        var targets = new List<MatchTarget>();
        foreach (string column in columns)
        {
            if (!root.TryGetProperty(column, out var member) || member.ValueKind != JsonValueKind.Object)
            {
                problems.Add(new Problem($"{name}, {column}", "", "an object with mean and, to match the second moment, sd"));
                continue;
            }
            double? mean = Number(member, "mean", required: true), sd = Number(member, "sd", required: false);
            if (mean is { } m) targets.Add(new(column, m, sd));

            double? Number(JsonElement element, string key, bool required)
            {
                if (!element.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
                {
                    if (required) problems.Add(new Problem($"{name}, {column}.{key}", "", "a number"));
                    return null;
                }
                if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) && (key == "mean" || number >= 0)) return number;
                problems.Add(new Problem($"{name}, {column}.{key}", value.GetRawText(), key == "mean" ? "a finite number" : "a standard deviation, 0 or more"));
                return null;
            }
        }
        return problems.Count > 0 ? Outcome<IReadOnlyList<MatchTarget>>.Refused(problems) : Outcome<IReadOnlyList<MatchTarget>>.Of(targets);
    }
}
