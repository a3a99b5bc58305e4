using System.CommandLine;
using System.Globalization;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>cavum assay kinetics F: half-life and responses of each subject's series.</summary>
internal static class AssayKineticsCommand
{
    private sealed record Columns(string Subject, string Day, string Value, string Status, double? Lod, double? Loq);

    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "CSV, one row a sample" };
        var subject = new Option<string>("--subject") { Required = true };
        var day = new Option<string>("--day") { Required = true };
        var value = new Option<string>("--value") { Required = true };
        var status = new Option<string>("--status") { Required = true, Description = "column with Q, BLOQ, ND or AULOQ" };
        var lod = Positive("--lod", "limit of detection, in the unit of the values");
        var loq = Positive("--loq", "limit of quantification, in the unit of the values");
        var until = new Option<double?>("--until") { Description = "leave later days out of the decay" };
        var where = new Option<string[]>("--where") { Description = "COL=VALUE", AllowMultipleArgumentsPerToken = false };
        return new Command("kinetics", "decay, half-life and response definitions") { file, subject, day, value, status, lod, loq, until, where }
            .Answers(parsed =>
            {
                var columns = new Columns(
                    parsed.GetRequiredValue(subject), parsed.GetRequiredValue(day), parsed.GetRequiredValue(value), parsed.GetRequiredValue(status),
                    parsed.GetValue(lod), parsed.GetValue(loq));
                var rules = new KineticsRules { Until = parsed.GetValue(until) };
                return Reply.From(
                    CsvTable.ReadFile(parsed.GetRequiredValue(file)).Then(t => AssayTables.Where(t, parsed.GetValue(where))).Then(t => Series(t, columns)),
                    series => Answer(series, rules));
            });
    }

    private static Option<double?> Positive(string name, string description)
    {
        var option = new Option<double?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double v) && !(v > 0 && double.IsFinite(v)))
                result.AddError($"{name} is a concentration above 0.");
        });
        return option;
    }

    private static Outcome<Dictionary<string, List<EbvPoint>>> Series(CsvTable table, Columns columns)
    {
        Problem[] missing = [.. table.Missing(columns.Subject, columns.Day, columns.Value, columns.Status)];
        if (missing.Length > 0) return Outcome<Dictionary<string, List<EbvPoint>>>.Refused(missing);
        var problems = new List<Problem>();
        var series = new Dictionary<string, List<EbvPoint>>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            string subject = row[columns.Subject];
            if (subject.Length == 0) problems.Add(new(row.Place(columns.Subject), "", "a subject"));
            double? day = row.Number(columns.Day, problems, "a day");
            if (day is null && row.IsMissing(columns.Day)) problems.Add(new(row.Place(columns.Day), "", "a day"));
            var level = Level(row, columns, problems);
            if (day is not { } d || level is null) continue;
            if (!series.TryGetValue(subject, out var points)) series[subject] = points = [];
            points.Add(new(d, level));
        }
        if (table.Rows.Count == 0) problems.Add(new(table.Source, "no rows", "at least one sample"));
        return problems.Count > 0 ? Outcome<Dictionary<string, List<EbvPoint>>>.Refused(problems) : Outcome<Dictionary<string, List<EbvPoint>>>.Of(series);
    }

    private static EbvLevel? Level(CsvRow row, Columns columns, List<Problem> problems)
    {
        string status = row[columns.Status];
        switch (status.ToUpperInvariant())
        {
            case "Q" or "AULOQ":
                int before = problems.Count;
                double? value = row.Number(columns.Value, problems, "a concentration above 0");
                if (value is > 0) return status.Equals("Q", StringComparison.OrdinalIgnoreCase) ? new EbvLevel.Quantified(value.Value) : new EbvLevel.AboveUpperLimit(value.Value);
                if (problems.Count == before) problems.Add(new(row.Place(columns.Value), row[columns.Value], "a concentration above 0"));
                return null;
            case "BLOQ":
                if (columns.Loq is { } loq && (columns.Lod ?? 0) <= loq) return new EbvLevel.BelowLoq(columns.Lod ?? 0, loq);
                problems.Add(new(row.Place(columns.Status), status, "--loq, not below --lod, for a value below the limit of quantification"));
                return null;
            case "ND":
                if (columns.Lod is { } lod) return new EbvLevel.NotDetected(lod);
                problems.Add(new(row.Place(columns.Status), status, "--lod, for a sample not detected"));
                return null;
            default:
                problems.Add(new(row.Place(columns.Status), status, "Q, BLOQ, ND or AULOQ"));
                return null;
        }
    }

    private static Reply.Done Answer(Dictionary<string, List<EbvPoint>> series, KineticsRules rules)
    {
        var subjects = series.Select(s =>
        {
            var decay = EbvKinetics.Decay(s.Value, rules);
            var responses = EbvResponseRules.Apply(s.Value, decay, rules);
            bool fitted = decay.Fit.Status == CensoredFitStatus.Converged;
            return new
            {
                Subject = s.Key,
                SlopePerDay = fitted ? decay.Fit.Slope : (double?)null,
                SlopeStdErr = fitted ? decay.Fit.SlopeStdErr : (double?)null,
                Intercept = fitted ? decay.Fit.Intercept : (double?)null,
                Sigma = fitted ? decay.Fit.Sigma : (double?)null,
                decay.HalfLifeDays,
                HalfLifeLower = decay.Lower,
                HalfLifeUpper = decay.Upper,
                LogLikelihood = fitted ? decay.Fit.LogLikelihood : (double?)null,
                decay.Samples,
                decay.Quantified,
                decay.Status,
                FitStatus = decay.Fit.Status,
                Responses = responses.Calls.ToDictionary(c => c.Name, c => new { c.Call, c.Reason, c.Day, c.Source }),
            };
        }).ToArray();
        var rows = subjects.Select(s => (IReadOnlyList<string>)
        [
            s.Subject, TextTable.Number(s.SlopePerDay), TextTable.Number(s.HalfLifeDays), TextTable.Number(s.HalfLifeLower), TextTable.Number(s.HalfLifeUpper),
            s.Quantified.ToString(CultureInfo.InvariantCulture), s.Status.ToString(), s.Responses["fall50ByDay28"].Call.ToString(), s.Responses["clearanceTwoConsecutive"].Call.ToString(),
        ]);
        return new(new { rules.Until, Subjects = subjects }, TextTable.Render(["subject", "slope/day", "half-life", "lower", "upper", "quantified", "status", "≥50% by d28", "cleared"], rows));
    }
}

/// <summary>What the assay's table commands share.</summary>
internal static class AssayTables
{
    internal static Outcome<CsvTable> Where(CsvTable table, string[]? conditions)
    {
        var problems = new List<Problem>();
        foreach (string condition in conditions ?? [])
        {
            int equals = condition.IndexOf('=', StringComparison.Ordinal);
            string column = equals < 0 ? condition : condition[..equals];
            if (equals < 0 || !table.HasColumn(column)) problems.Add(new("--where", condition, "COL=VALUE with a column of the table"));
            else table = table.Where(column, condition[(equals + 1)..]);
        }
        return problems.Count > 0 ? Outcome<CsvTable>.Refused(problems) : Outcome<CsvTable>.Of(table);
    }
}
