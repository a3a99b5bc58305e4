using System.CommandLine;
using System.Globalization;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>cavum assay loq F: the lowest level whose CV is allowed, by level and by the precision profile.</summary>
internal static class AssayLoqCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "CSV, one row a replicate" };
        var level = new Option<string>("--level") { Required = true, Description = "column of the nominal level; 0 is left out" };
        var value = new Option<string?>("--value") { Description = "column of the measured amount" };
        var cq = new Option<string?>("--cq") { Description = "column of the Cq, instead of --value: CV by Forootan 2017 with the efficiency of these data; missing is not detected" };
        var largest = StatsOptions.Positive("--largest-cv", 0.35, "the largest CV that is allowed");
        var where = new Option<string[]>("--where") { Description = "COL=VALUE" };
        var command = new Command("loq", "limit of quantification by CV (functional sensitivity)") { file, level, value, cq, largest, where };
        command.Validators.Add(r =>
        {
            if (r.GetValue(value) is null == r.GetValue(cq) is null) r.AddError("Give --value or --cq.");
        });
        return command.Answers(parsed => Reply.From(
            CsvTable.ReadFile(parsed.GetRequiredValue(file)).Then(t => AssayTables.Where(t, parsed.GetValue(where))).Then(t => Levels(t, parsed.GetRequiredValue(level), parsed.GetValue(value), parsed.GetValue(cq))),
            levels => Answer(levels.Levels, levels.Efficiency, parsed.GetValue(largest))));
    }

    private sealed record LevelRow(double Level, int Replicates, int Quantified, double? Mean, double? Sd, double? Cv);

    private static Outcome<(List<LevelRow> Levels, double? Efficiency)> Levels(CsvTable table, string level, string? value, string? cq)
    {
        Problem[] absent = [.. table.Missing(new[] { level, value, cq }.OfType<string>())];
        if (absent.Length > 0) return Outcome<(List<LevelRow>, double?)>.Refused(absent);
        var problems = new List<Problem>();
        var groups = new SortedDictionary<double, (List<double> Values, int All)>();
        var points = new List<StandardPoint>();
        string column = value ?? cq!;
        foreach (var row in table.Rows)
        {
            if (row.Number(level, problems, "a level, 0 or above") is not { } at) continue;
            if (at < 0) problems.Add(new(row.Place(level), row[level], "a level, 0 or above"));
            if (at <= 0) continue;
            if (!groups.TryGetValue(at, out var group)) group = ([], 0);
            group.All++;
            bool silent = row.IsMissing(column) || row[column].ToUpperInvariant() is "ND" or "UNDETERMINED" or "NAN";
            if (!silent && row.Number(column, problems, value is null ? "a Cq, or ND" : "an amount, or ND") is { } v)
            {
                if (v <= 0) problems.Add(new(row.Place(column), row[column], "a number above 0, or ND"));
                else
                {
                    group.Values.Add(v);
                    if (value is null) points.Add(new(at, v));
                }
            }
            groups[at] = group;
        }
        if (groups.Count == 0 && problems.Count == 0) problems.Add(new(table.Source, "no rows above level 0", "replicates at two levels or more"));
        if (problems.Count > 0) return Outcome<(List<LevelRow>, double?)>.Refused(problems);
        var curve = value is null ? StandardCurveFit.Fit(points.ToArray()) : null;
        if (value is null && curve is not { Slope: < 0 })
            return Outcome<(List<LevelRow>, double?)>.Refused(new Problem(table.Source, $"{points.Count} Cq at {groups.Count} levels", "a falling line of Cq on log10 level, for the efficiency"));
        return Outcome<(List<LevelRow>, double?)>.Of(([.. groups.Select(g => Row(g.Key, g.Value.Values, g.Value.All, curve?.Efficiency))], curve?.Efficiency));
    }

    private static LevelRow Row(double level, List<double> values, int all, double? efficiency)
    {
        if (values.Count == 0) return new(level, all, 0, null, null, null);
        double mean = values.Average();
        if (values.Count == 1) return new(level, all, 1, mean, null, null);
        double sd = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        return new(level, all, values.Count, mean, sd, efficiency is { } e ? BlankAndQuantification.CvFromCq(sd, e) : sd / mean);
    }

    private static Reply.Done Answer(List<LevelRow> rows, double? efficiency, double largest)
    {
        // A level at which a replicate was silent has no CV of its amounts: it is not quantified there.
        PrecisionLevel[] full = [.. rows.Select(r => new PrecisionLevel(r.Level, r.Quantified, r.Quantified == r.Replicates && r.Cv is { } cv ? cv : double.PositiveInfinity))];
        double? byLevel = BlankAndQuantification.Quantification(full, largest);
        var model = PrecisionProfile.Fit(full.Where(l => double.IsFinite(l.Cv)), largest);
        var document = new
        {
            Loq = new { Estimate = byLevel, LargestCv = largest, Status = byLevel is null ? "noLevel" : "estimated", Method = "lowest level from which on every CV is allowed" },
            Model = model is null ? null : new { Estimate = model.Quantification, model.Status, model.Intercept, model.Slope, model.ResidualSd, Method = "ln CV = a + b·ln level" },
            Efficiency = efficiency,
            PerLevel = rows.Select(r => new { r.Level, r.Replicates, r.Quantified, r.Mean, r.Sd, r.Cv }).ToArray(),
        };
        string text = string.Create(CultureInfo.InvariantCulture, $"limit of quantification at a CV of {largest:P0}: {TextTable.Number(byLevel)} by level, {TextTable.Number(model?.Quantification)} by the precision profile{(model is { Status: not "estimated" } ? $" ({model.Status})" : "")}\n")
            + TextTable.Render(["level", "replicates", "quantified", "mean", "SD", "CV"], rows.Select(r => (IReadOnlyList<string>)
            [
                TextTable.Number(r.Level), TextTable.Number(r.Replicates), TextTable.Number(r.Quantified), TextTable.Number(r.Mean), TextTable.Number(r.Sd), TextTable.Number(r.Cv),
            ]));
        return new(document, text);
    }
}
