using System.CommandLine;
using System.Globalization;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>cavum assay kinetics F: half-life and responses of each subject's series.</summary>
internal static class AssayKineticsCommand
{
    private sealed record Columns(string Subject, string Day, string Value, string Status, double? Lod, double? Loq)
    {
        public string? Assay { get; init; }
        public string? Progression { get; init; }
        public string? SuvChange { get; init; }
        public string? Setting { get; init; }
    }

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
        var assay = new Option<string?>("--assay") { Description = "column of the assay: samples of another assay than the baseline's are left out unless a bridge leads there" };
        var bridge = new Option<string[]>("--bridge") { Description = "bridge file written by assay bridge --out" };
        var progression = new Option<string?>("--progression") { Description = "column: day of progression by imaging, for the lead time of a rebound" };
        var suv = new Option<string?>("--suv-change") { Description = "column: change of the sum of SUVmax at four weeks, per cent, for the dual endpoint" };
        var setting = new Option<string?>("--setting") { Description = "column: LA-NPC or RM-NPC" };
        return new Command("kinetics", "decay, half-life and response definitions") { file, subject, day, value, status, lod, loq, until, where, assay, bridge, progression, suv, setting }
            .Answers(parsed =>
            {
                var columns = new Columns(
                    parsed.GetRequiredValue(subject), parsed.GetRequiredValue(day), parsed.GetRequiredValue(value), parsed.GetRequiredValue(status),
                    parsed.GetValue(lod), parsed.GetValue(loq))
                { Assay = parsed.GetValue(assay), Progression = parsed.GetValue(progression), SuvChange = parsed.GetValue(suv), Setting = parsed.GetValue(setting) };
                var rules = new KineticsRules { Until = parsed.GetValue(until) };
                var bridges = BridgeFile.ReadAll(parsed.GetValue(bridge) ?? []);
                var read = CsvTable.ReadFile(parsed.GetRequiredValue(file)).Then(t => AssayTables.Where(t, parsed.GetValue(where))).Then(t => Series(t, columns));
                if (bridges.IsRefused) return Reply.Refuse([.. bridges.Problems, .. read.Problems]);
                return Reply.From(read, series => Answer(series, rules, bridges.Value));
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

    private static Outcome<Dictionary<string, SubjectSeries>> Series(CsvTable table, Columns columns)
    {
        Problem[] missing = [.. table.Missing(new[] { columns.Subject, columns.Day, columns.Value, columns.Status, columns.Assay, columns.Progression, columns.SuvChange, columns.Setting }.OfType<string>())];
        if (missing.Length > 0) return Outcome<Dictionary<string, SubjectSeries>>.Refused(missing);
        var problems = new List<Problem>();
        var series = new Dictionary<string, SubjectSeries>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            string subject = row[columns.Subject];
            if (subject.Length == 0) problems.Add(new(row.Place(columns.Subject), "", "a subject"));
            double? day = row.Number(columns.Day, problems, "a day");
            if (day is null && row.IsMissing(columns.Day)) problems.Add(new(row.Place(columns.Day), "", "a day"));
            var level = Level(row, columns, problems);
            double? Optional(string? column) => column is null ? null : row.Number(column, problems, "a number or nothing");
            var context = new SeriesContext(Optional(columns.SuvChange), Optional(columns.Progression), columns.Setting is { } c && !row.IsMissing(c) ? row[c] : "");
            if (day is not { } d || level is null) continue;
            if (!series.TryGetValue(subject, out var own)) series[subject] = own = new();
            own.Points.Add(new(d, level, columns.Assay is { } a ? row[a] : ""));
            if (own.Add(context) is { } two) problems.Add(new($"{table.Source}, line {row.Line}", two, $"one value for subject {subject} in every row"));
        }
        if (table.Rows.Count == 0) problems.Add(new(table.Source, "no rows", "at least one sample"));
        return problems.Count > 0 ? Outcome<Dictionary<string, SubjectSeries>>.Refused(problems) : Outcome<Dictionary<string, SubjectSeries>>.Of(series);
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

    private static Reply.Done Answer(Dictionary<string, SubjectSeries> series, KineticsRules rules, IReadOnlyList<BridgeLine> bridges)
    {
        KineticsReply[] subjects = [.. series.Select(s => KineticsReply.Of(s.Key, s.Value, rules, bridges))];
        var rows = subjects.Select(s => (IReadOnlyList<string>)
        [
            s.Subject, TextTable.Number(s.SlopePerDay), TextTable.Number(s.HalfLifeDays), TextTable.Number(s.HalfLifeLower), TextTable.Number(s.HalfLifeUpper),
            s.Quantified.ToString(CultureInfo.InvariantCulture), s.Status.ToString(), s.Responses["fall50ByDay28"].Call.ToString(), s.Responses["clearanceTwoConsecutive"].Call.ToString(),
        ]);
        return new(
            new { rules.Until, Subjects = subjects }, TextTable.Render(["subject", "slope/day", "half-life", "lower", "upper", "quantified", "status", "≥50% by d28", "cleared"], rows),
            [.. subjects.SelectMany(s => s.Remarks.Select(r => $"{s.Subject}: {r}"))]);
    }
}
