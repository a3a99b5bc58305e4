using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum compare propensity</c>: weights that make external controls comparable with the treated, with their balance.</summary>
public static class PropensityCommand
{
    public static Command Make()
    {
        var file = new Argument<string>("file") { Description = "CSV with one row a subject, treated and controls" };
        var treated = new Option<string>("--treated") { Description = "column that is 1 for the treated, 0 for controls", Required = true };
        var covariates = new Option<string>("--covariates") { Description = "columns, separated by commas", Required = true };
        var weights = new Option<string>("--weights") { Description = "att (effect in the treated), overlap, or entropy (exact balance of means)", DefaultValueFactory = _ => "att" };
        weights.AcceptOnlyFromAmong("att", "overlap", "entropy");
        Option<string?> time = new("--time") { Description = "column of the time, for a weighted hazard ratio" }, isEvent = new("--event") { Description = "column of the event, 1 or 0" };
        var where = SurvivalOptions.Where();
        return new Command("propensity", "propensity, overlap or entropy-balancing weights, with a balance table") { file, treated, covariates, weights, time, isEvent, where }.Answers(parsed =>
        {
            var columns = new Columns(parsed.GetValue(treated)!, CoxCommand.Split(parsed.GetValue(covariates)), parsed.GetValue(time), parsed.GetValue(isEvent));
            if (columns.Covariates.Length == 0) return Reply.Refuse(new Problem("--covariates", parsed.GetValue(covariates)!, "at least one column"));
            if (columns.Time is null != columns.Event is null) return Reply.Refuse(new Problem("--time, --event", "one without the other", "both or none"));
            return Reply.From(CsvTable.ReadFile(parsed.GetValue(file)!).Then(t => SurvivalRows.Filter(t, parsed.GetValue(where))).Then(t => Read(t, columns)),
                data => Answer(data, parsed.GetValue(weights)!));
        });
    }

    private const string Convention = "scores by logistic regression; att weighs controls by e/(1 − e), overlap treated by 1 − e and controls by e; differences in standard deviations of the treated before weighting";

    private sealed record Columns(string Treated, string[] Covariates, string? Time, string? Event);

    private sealed record Data(bool[] Treated, double[,] X, string[] Names, double[] Times, bool[] Events, int[] Lines, IReadOnlyList<string> Warnings);

    private static Reply Answer(Data data, string kind)
    {
        var fit = PropensityScore.Fit(data.Treated, data.X, data.Names);
        double[]? weights;
        if (kind == "entropy") weights = PropensityScore.EntropyBalance(data.Treated, data.X, data.Names);
        else if (!fit.Converged) return Reply.Refuse(new Problem("--covariates", string.Join(", ", data.Names), $"covariates for which a propensity model exists ({fit.Status})"));
        else weights = PropensityScore.Weights(data.Treated, fit.Scores, kind == "att" ? WeightingTarget.Treated : WeightingTarget.Overlap);
        if (weights is null) return Reply.Refuse(new Problem("--covariates", string.Join(", ", data.Names), "treated means inside the convex hull of the controls: no weights balance these"));
        var balance = PropensityScore.Balance(data.Treated, data.X, data.Names, weights);
        var size = PropensityScore.EffectiveSampleSize(data.Treated, weights);
        var cox = data.Times.Length == 0 ? null : Cox(data, weights);
        var document = new
        {
            method = kind,
            convention = Convention,
            treated = data.Treated.Count(t => t),
            controls = data.Treated.Count(t => !t),
            effectiveSampleSize = new { treated = size.Treated, control = size.Control },
            coefficients = kind == "entropy" ? null : fit.Coefficients.Select((b, j) => new { name = j == 0 ? "(intercept)" : data.Names[j - 1], estimate = b, stdErr = Math.Sqrt(fit.Covariance[j, j]) }).ToArray(),
            balance,
            largestDifference = balance.Max(b => Math.Abs(b.SmdAfter)),
            weights,
            scores = kind == "entropy" ? null : fit.Scores,
            lines = data.Lines,
            hazardRatio = cox is null ? null : new { estimate = cox.HazardRatio, lower = cox.Lower, upper = cox.Upper, robustStdErr = cox.RobustStdErr, pValue = cox.PValue, status = cox.HazardRatio is null ? "noFiniteEstimate" : "done" },
            status = kind == "entropy" ? "Means balanced exactly." : fit.Status,
        };
        string text = $"{Convention}\n{document.treated} treated (effective {TextTable.Number(size.Treated)}), {document.controls} controls (effective {TextTable.Number(size.Control)}); largest difference after weighting {TextTable.Number(document.largestDifference)} sd\n\n"
            + TextTable.Render(["covariate", "treated", "control", "weighted treated", "weighted control", "smd before", "smd after"], balance.Select(b => (IReadOnlyList<string>)[b.Name,
                .. new double?[] { b.MeanTreated, b.MeanControl, b.WeightedTreated, b.WeightedControl, b.SmdBefore, b.SmdAfter }.Select(TextTable.Number)]))
            + (cox is null ? "" : $"\nhazard ratio, weighted {TextTable.Number(cox.HazardRatio)} ({TextTable.Number(cox.Lower)} to {TextTable.Number(cox.Upper)}), robust\n");
        return new Reply.Done(document, text, data.Warnings);
    }

    private static CoxCoefficient Cox(Data data, double[] weights)
    {
        var arm = new double[data.Treated.Length, 1];
        for (int i = 0; i < data.Treated.Length; i++) arm[i, 0] = data.Treated[i] ? 1 : 0;
        return CoxRegression.Fit(new(data.Times, data.Events, arm) { Weights = weights }).Coefficients[0];
    }

    private static Outcome<Data> Read(CsvTable table, Columns columns)
    {
        string[] needed = [columns.Treated, .. columns.Covariates, .. new[] { columns.Time, columns.Event }.OfType<string>()];
        var problems = table.Missing(needed.Distinct()).ToList();
        if (problems.Count > 0) return Outcome<Data>.Refused(problems);
        CsvRow[] rows = [.. table.Rows.Where(r => !needed.Any(r.IsMissing))];
        var design = rows.Length == 0 ? null : LinearDesign.Make(table.Source, rows, columns.Covariates, []);
        if (design is null) problems.Add(new Problem(table.Source, "no complete row", $"rows with {string.Join(", ", needed)}"));
        else problems.AddRange(design.Problems);
        var treated = new bool[rows.Length];
        double[] times = new double[columns.Time is null ? 0 : rows.Length];
        var events = new bool[times.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            treated[i] = Code(rows[i], columns.Treated);
            if (columns.Time is null) continue;
            events[i] = Code(rows[i], columns.Event!);
            if (rows[i].Number(columns.Time, problems) is { } t and >= 0) times[i] = t;
            else problems.Add(new Problem(rows[i].Place(columns.Time), rows[i][columns.Time], "a time of 0 or more"));
        }
        if (problems.Count == 0 && (!treated.Contains(true) || !treated.Contains(false)))
            problems.Add(new Problem($"{table.Source}, column {columns.Treated}", $"{treated.Count(t => t)} treated, {treated.Count(t => !t)} controls", "both"));
        if (problems.Count > 0) return Outcome<Data>.Refused(problems);
        return Outcome<Data>.Of(new(treated, WithoutIntercept(design!.Value), design.Value.Names[1..], times, events, [.. rows.Select(r => r.Line)],
            rows.Length == table.Rows.Count ? [] : [$"{table.Source}: {table.Rows.Count - rows.Length} of {table.Rows.Count} rows left out, a needed value is missing."]));

        bool Code(CsvRow row, string column)
        {
            double? code = row.Number(column, problems, "1 or 0");
            if (code is { } c and not (0 or 1)) problems.Add(new Problem(row.Place(column), row[column], "1 or 0"));
            return code == 1;
        }
    }

    private static double[,] WithoutIntercept(LinearDesign design)
    {
        int n = design.Values.GetLength(0), k = design.Names.Length - 1;
        var x = new double[n, k];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < k; j++) x[i, j] = design.Values[i, j + 1];
        return x;
    }
}
