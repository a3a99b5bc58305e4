using System.CommandLine;
using System.Globalization;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>cavum assay lob F: the highest result expected of a blank, per lot.</summary>
internal static class AssayLobCommand
{
    private const int AskedBlanks = 60;

    private sealed record Lot(string Name, int Blanks, int NotDetected, LimitOfBlank? Ranked, LimitOfBlank? Normal, string Status);

    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "CSV, one row a result of a blank; a cell is a number, or ND for none" };
        var value = new Option<string>("--value") { Required = true, Description = "column of the result" };
        var sample = new Option<string?>("--sample") { Description = "column of the blank sample, for the parametric form" };
        var lot = new Option<string?>("--lot") { Description = "column of the reagent lot: one limit a lot, the largest is reported" };
        var percentile = StatsOptions.Positive("--percentile", 0.95, "share of blanks at or below the limit");
        percentile.Validators.Add(r =>
        {
            if (r.Tokens.Count == 1 && StatsOptions.TryNumber(r.Tokens[0].Value, out double p) && !(p is > 0.5 and < 1)) r.AddError("--percentile is above 0.5 and below 1.");
        });
        return new Command("lob", "limit of blank (CLSI EP17): by rank, and by mean and SD") { file, value, sample, lot, percentile }.Answers(parsed => Reply.From(
            CsvTable.ReadFile(parsed.GetRequiredValue(file)).Then(t => Lots(t, parsed.GetRequiredValue(value), parsed.GetValue(sample), parsed.GetValue(lot), parsed.GetValue(percentile))),
            lots => Answer(lots, parsed.GetValue(percentile))));
    }

    /// <summary>Squares of results stay numbers below it.</summary>
    private const double LargestResult = 1e100;

    private static Outcome<List<Lot>> Lots(CsvTable table, string value, string? sample, string? lot, double percentile)
    {
        Problem[] absent = [.. table.Missing(new[] { value, sample, lot }.OfType<string>())];
        if (absent.Length > 0) return Outcome<List<Lot>>.Refused(absent);
        var problems = new List<Problem>();
        var lots = new SortedDictionary<string, (List<double> Values, HashSet<string> Samples, int Silent)>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            if (row.IsMissing(value)) continue;
            string key = lot is null ? "all" : row[lot];
            if (!lots.TryGetValue(key, out var one)) one = ([], [], 0);
            if (sample is not null) one.Samples.Add(row[sample]);
            if (row[value].ToUpperInvariant() is "ND" or "NOT DETECTED" or "NEG" or "UNDETERMINED") one.Silent++;
            else if (row.Number(value, problems, "a result, or ND") is { } v)
            {
                if (Math.Abs(v) > LargestResult) problems.Add(new(row.Place(value), row[value], "a result that a reader could give: at most 1e100"));
                one.Values.Add(v);
            }
            lots[key] = one;
        }
        if (lots.Count == 0 && problems.Count == 0) problems.Add(new(table.Source, "no rows", "at least one result of a blank"));
        return problems.Count > 0 ? Outcome<List<Lot>>.Refused(problems)
            : Outcome<List<Lot>>.Of([.. lots.Select(l => One(l.Key, l.Value.Values, Math.Max(1, l.Value.Samples.Count), l.Value.Silent, percentile))]);
    }

    /// <summary>A blank in which nothing was found ranks below every number; mean and SD do not exist with it.</summary>
    private static Lot One(string name, List<double> values, int samples, int silent, double percentile)
    {
        double[] ranked = [.. Enumerable.Repeat(double.NegativeInfinity, silent), .. values.Order()];
        int below = (int)Math.Floor(Math.Clamp(0.5 + ranked.Length * percentile, 1, ranked.Length));
        if (double.IsNegativeInfinity(ranked[below - 1])) return new(name, ranked.Length, silent, null, null, "notDetected");
        return new(name, ranked.Length, silent, BlankAndQuantification.Blank(ranked, percentile), silent > 0 ? null : BlankAndQuantification.BlankNormal([.. values], samples, percentile), "estimated");
    }

    private static Reply.Done Answer(List<Lot> lots, double percentile)
    {
        var chosen = lots.Where(l => l.Ranked is not null).MaxBy(l => l.Ranked!.Value) ?? lots[0];
        var document = new
        {
            Lob = new { Estimate = chosen.Ranked?.Value, chosen.Status, Method = "rank 0.5 + n·p", Percentile = percentile, chosen.Ranked?.Rank },
            Lot = chosen.Name,
            Parametric = chosen.Normal is { } n ? new { Estimate = n.Value, Method = "mean + c·SD" } : null,
            Lots = lots.Select(l => new { Lot = l.Name, l.Blanks, l.NotDetected, Estimate = l.Ranked?.Value, Parametric = l.Normal?.Value, l.Status }).ToArray(),
        };
        string text = string.Create(CultureInfo.InvariantCulture, $"limit of blank, {percentile:P0}; the largest lot is reported\n") + TextTable.Render(["lot", "blanks", "not detected", "by rank", "by mean and SD", "status"], lots.Select(l => (IReadOnlyList<string>)
        [
            l.Name, TextTable.Number(l.Blanks), TextTable.Number(l.NotDetected), TextTable.Number(l.Ranked?.Value), TextTable.Number(l.Normal?.Value), l.Status,
        ]));
        return new(document, text, [.. lots.Where(l => l.Blanks < AskedBlanks).Select(l => $"lot {l.Name}: {l.Blanks} blanks; EP17 asks for {AskedBlanks} a lot")]);
    }
}
