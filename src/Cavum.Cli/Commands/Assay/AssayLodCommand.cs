using System.CommandLine;
using System.Globalization;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>cavum assay lod F: the level that is detected in 95 % of replicates, per lot.</summary>
internal static class AssayLodCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "CSV: a row a replicate (detected 0 or 1), or a row a level with --n" };
        var level = new Option<string>("--level") { Required = true, Description = "column of the level; 0 is left out" };
        var detected = new Option<string>("--detected") { Required = true, Description = "column: 0/1 (also yes/no, true/false), or hits with --n" };
        var n = new Option<string?>("--n") { Description = "column of the number of replicates" };
        var lot = new Option<string?>("--lot") { Description = "column of the reagent lot: one limit a lot, the largest is reported" };
        var link = new Option<string>("--link") { DefaultValueFactory = _ => "probit" };
        link.AcceptOnlyFromAmong("probit", "logit", "cloglog");
        var scale = new Option<string>("--scale") { DefaultValueFactory = _ => "log10" };
        scale.AcceptOnlyFromAmong("log10", "linear");
        var where = new Option<string[]>("--where") { Description = "COL=VALUE" };
        return new Command("lod", "limit of detection by probit, logit or complementary log-log") { file, level, detected, n, lot, link, scale, where }.Answers(parsed =>
        {
            var columns = (parsed.GetRequiredValue(level), parsed.GetRequiredValue(detected), parsed.GetValue(n), parsed.GetValue(lot));
            var model = parsed.GetRequiredValue(link) switch { "logit" => DetectionLink.Logit, "cloglog" => DetectionLink.ComplementaryLogLog, _ => DetectionLink.Probit };
            return Reply.From(
                CsvTable.ReadFile(parsed.GetRequiredValue(file)).Then(t => AssayTables.Where(t, parsed.GetValue(where))).Then(t => Levels(t, columns)),
                lots => Answer(lots, model, parsed.GetRequiredValue(scale) == "log10"));
        });
    }

    private static Outcome<Dictionary<string, DetectionLevel[]>> Levels(CsvTable table, (string Level, string Detected, string? N, string? Lot) columns)
    {
        Problem[] missing = [.. table.Missing(new[] { columns.Level, columns.Detected, columns.N, columns.Lot }.OfType<string>())];
        if (missing.Length > 0) return Outcome<Dictionary<string, DetectionLevel[]>>.Refused(missing);
        var problems = new List<Problem>();
        var counts = new Dictionary<string, SortedDictionary<double, (int Hits, int N)>>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            if (row.Number(columns.Level, problems, "a level, 0 or above") is not { } level)
            {
                if (row.IsMissing(columns.Level)) problems.Add(new(row.Place(columns.Level), "", "a level, 0 or above"));
                continue;
            }
            if (level < 0) problems.Add(new(row.Place(columns.Level), row[columns.Level], "a level, 0 or above"));
            if (Hits(row, columns, problems) is not { } hits) continue;
            string lot = columns.Lot is null ? "all" : row[columns.Lot];
            if (!counts.TryGetValue(lot, out var levels)) counts[lot] = levels = [];
            var (h, n) = levels.GetValueOrDefault(level);
            levels[level] = (h + hits.Hits, n + hits.N);
        }
        if (table.Rows.Count == 0) problems.Add(new(table.Source, "no rows", "at least two levels"));
        return problems.Count > 0 ? Outcome<Dictionary<string, DetectionLevel[]>>.Refused(problems)
            : Outcome<Dictionary<string, DetectionLevel[]>>.Of(counts.ToDictionary(
                c => c.Key, c => c.Value.Where(l => l.Value.N > 0).Select(l => new DetectionLevel(l.Key, l.Value.Hits, l.Value.N)).ToArray()));
    }

    private static (int Hits, int N)? Hits(CsvRow row, (string Level, string Detected, string? N, string? Lot) columns, List<Problem> problems)
    {
        string text = row[columns.Detected];
        if (columns.N is { } nColumn)
        {
            int before = problems.Count;
            double? hits = row.Number(columns.Detected, problems, "a count of hits"), n = row.Number(nColumn, problems, "a count of replicates");
            if (hits is { } h && n is { } all && h >= 0 && h <= all && all <= 1e8 && h == Math.Floor(h) && all == Math.Floor(all)) return ((int)h, (int)all);
            if (problems.Count == before) problems.Add(new(row.Place(columns.Detected), $"{text} of {row[nColumn]}", "whole hits, from 0 to the replicates"));
            return null;
        }
        switch (text.ToUpperInvariant())
        {
            case "1" or "TRUE" or "YES" or "DETECTED" or "POS" or "+": return (1, 1);
            case "0" or "FALSE" or "NO" or "NOT DETECTED" or "NEG" or "ND" or "-": return (0, 1);
        }
        problems.Add(new(row.Place(columns.Detected), text, "1 or 0 (or --n with counts)"));
        return null;
    }

    private static Reply.Done Answer(Dictionary<string, DetectionLevel[]> lots, DetectionLink link, bool log10)
    {
        var fits = lots.Select(l => (Lot: l.Key, Levels: l.Value, Fit: DetectionFit.Fit(l.Value, link, log10))).ToArray();
        var chosen = fits.Where(f => f.Fit.Estimate is not null).OrderByDescending(f => f.Fit.Estimate).FirstOrDefault();
        if (chosen.Fit is null) chosen = fits[0];
        string model = $"{(link == DetectionLink.ComplementaryLogLog ? "cloglog" : link.ToString().ToLowerInvariant())} {(log10 ? "log10" : "linear")}";
        object Limit(DetectionLimit f) => new
        {
            f.Estimate,
            f.Lower,
            f.Upper,
            Model = model,
            Interval = "Fieller",
            f.ProfileLower,
            f.ProfileUpper,
            f.Status,
            Intercept = AssayJson.Finite(f.Intercept),
            Slope = AssayJson.Finite(f.Slope),
            f.Deviance,
            f.DegreesOfFreedom,
        };
        var document = new
        {
            Lod95 = Limit(chosen.Fit),
            chosen.Lot,
            Lots = fits.Length == 1 ? null : fits.Select(f => new { f.Lot, Lod95 = Limit(f.Fit) }).ToArray(),
            PerLevel = fits.SelectMany(f => f.Levels.Select(l => new { f.Lot, l.Level, l.Detected, N = l.Replicates, l.Rate })).ToArray(),
        };
        var rows = fits.Select(f => (IReadOnlyList<string>)[f.Lot, TextTable.Number(f.Fit.Estimate), TextTable.Number(f.Fit.Lower), TextTable.Number(f.Fit.Upper), TextTable.Number(f.Fit.ProfileLower), TextTable.Number(f.Fit.ProfileUpper), f.Fit.Status.ToString()]);
        return new(document, $"{model}; level detected in 95 % of replicates\n" + TextTable.Render(["lot", "LoD95", "Fieller from", "to", "profile from", "to", "status"], rows));
    }
}
