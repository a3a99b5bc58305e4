using System.CommandLine;
using System.Globalization;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum binomial table</c>: independence in a table of counts, by Fisher's exact test for any size (Freeman–Halton).</summary>
public static class BinomialTableCommand
{
    private sealed record Table(int[,] Counts, string[] Rows, string[] Columns, IReadOnlyList<string> Warnings);

    private sealed record Draws(int Replicates, ulong Seed);

    public static Command Make()
    {
        var file = new Argument<string?>("file") { Description = "CSV with one row a subject, or a cell with --count", Arity = ArgumentArity.ZeroOrOne };
        var row = new Option<string?>("--row") { Description = "column of the file that makes the table's rows" };
        var column = new Option<string?>("--column") { Description = "column of the file that makes the table's columns" };
        var count = new Option<string?>("--count") { Description = "column of the number of subjects (default: each row of the file is one)" };
        var counts = new Option<string?>("--counts") { Description = "the table itself instead of a file, rows separated by semicolons: \"3,1,2;0,4,5\"" };
        var replicates = new Option<int>("--replicates") { Description = "draw this many tables at random instead of counting all", DefaultValueFactory = _ => 0 };
        var seed = new Option<ulong>("--seed") { Description = "the same seed gives the same draws", DefaultValueFactory = _ => 1 };
        var where = SurvivalOptions.Where();
        var command = new Command("table", "independence in a table of counts: Fisher's exact test of any size (Freeman–Halton), chi-square") { file, row, column, count, counts, replicates, seed, where };
        command.Validators.Add(result =>
        {
            bool read = result.GetValue(file) is not null && result.GetValue(row) is not null && result.GetValue(column) is not null;
            bool given = result.GetValue(counts) is not null && result.GetValue(file) is null && result.GetValue(row) is null && result.GetValue(column) is null && result.GetValue(count) is null;
            if (read == given) result.AddError("Give a file with --row and --column, or --counts.");
            if (result.GetValue(replicates) is < 0 or > 10_000_000) result.AddError("--replicates: expected 0 (count all tables) to 10000000.");
        });
        return command.Answers(parsed =>
        {
            var table = parsed.GetValue(counts) is { } text ? Given(text)
                : CsvTable.ReadFile(parsed.GetValue(file)!).Then(t => SurvivalRows.Filter(t, parsed.GetValue(where))).Then(t => Read(t, parsed.GetValue(row)!, parsed.GetValue(column)!, parsed.GetValue(count)));
            return Reply.From(table, t => Answer(t, new(parsed.GetValue(replicates), parsed.GetValue(seed))));
        });
    }

    private static Reply Answer(Table table, Draws draws)
    {
        int n = table.Counts.Cast<int>().Sum(), r = table.Rows.Length, c = table.Columns.Length;
        var test = draws.Replicates > 0 ? FreemanHalton.Simulate(table.Counts, draws.Replicates, draws.Seed) : FreemanHalton.Test(table.Counts);
        if (test.Status == TableTestStatus.TooLarge)
            return Reply.Refuse(new Problem($"table of {r} × {c}, {n} subjects", "too many tables with these margins to count", "a smaller table, or --replicates 100000 for a simulated p-value"));
        var chi = FreemanHalton.ChiSquareTest(table.Counts);
        var odds = r == 2 && c == 2 && Row(0) > 0 && Row(1) > 0 ? FisherExact.Test(table.Counts[0, 0], Row(0), table.Counts[1, 0], Row(1)) : null;
        string status = chi is null ? "oneFilledRowOrColumn" : test.Status == TableTestStatus.Exact ? "exact" : "simulated";
        var document = new
        {
            n,
            rows = table.Rows,
            columns = table.Columns,
            counts = Enumerable.Range(0, r).Select(i => Enumerable.Range(0, c).Select(j => table.Counts[i, j]).ToArray()).ToArray(),
            fisher = new
            {
                pValue = test.PValue,
                monteCarloError = test.MonteCarloError,
                convention = "all tables with these margins that are no more probable than the observed one, slack 1e-7",
                oddsRatio = odds is null || !double.IsFinite(odds.OddsRatio) ? (double?)null : odds.OddsRatio,
                status,
            },
            chiSquare = chi is { } x ? new { statistic = x.ChiSquare, x.DegreesOfFreedom, x.PValue, x.SmallestExpected } : null,
            status,
        };
        string text = TextTable.Render(["", .. table.Columns], Enumerable.Range(0, r).Select(i => (IReadOnlyList<string>)[table.Rows[i], .. Enumerable.Range(0, c).Select(j => $"{table.Counts[i, j]}")]))
            + "\n" + TextTable.Render(["test", "p"], [[$"Fisher (Freeman–Halton), {status}", TextTable.Number(test.PValue)], ["chi-square, without correction", TextTable.Number(chi?.PValue)]])
            + (chi is { SmallestExpected: < 5 and var least } ? $"\nThe smallest expected count is {TextTable.Number(least)}: the chi-square's p is rough.\n" : "");
        return new Reply.Done(document, text, table.Warnings);

        int Row(int i) => Enumerable.Range(0, c).Sum(j => table.Counts[i, j]);
    }

    private static Outcome<Table> Given(string text)
    {
        var problems = new List<Problem>();
        string[][] cells = [.. text.Split(';').Select(line => line.Split(',', StringSplitOptions.TrimEntries))];
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i].Length != cells[0].Length) problems.Add(new Problem($"--counts, row {i + 1}", $"{cells[i].Length} cells", $"{cells[0].Length}, as in the first row"));
            foreach (string cell in cells[i].Where(cell => !Whole(cell, out _))) problems.Add(new Problem($"--counts, row {i + 1}", cell, Expected));
        }
        if (problems.Count > 0) return Outcome<Table>.Refused(problems);
        var counts = new int[cells.Length, cells[0].Length];
        for (int i = 0; i < cells.Length; i++)
            for (int j = 0; j < cells[0].Length; j++) counts[i, j] = Whole(cells[i][j], out int v) ? v : 0;
        return Checked("--counts", new(counts, [.. Enumerable.Range(1, cells.Length).Select(i => $"row {i}")], [.. Enumerable.Range(1, cells[0].Length).Select(j => $"column {j}")], []));
    }

    private static Outcome<Table> Read(CsvTable table, string row, string column, string? count)
    {
        string[] names = [.. new[] { row, column, count }.OfType<string>().Distinct()];
        var problems = table.Missing(names).ToList();
        if (problems.Count > 0) return Outcome<Table>.Refused(problems);
        CsvRow[] rows = [.. table.Rows.Where(r => !names.Any(r.IsMissing))];
        int[] sizes = [.. rows.Select(r => count is null ? 1 : Size(r, count, problems))];
        if (rows.Length == 0) problems.Add(new Problem(table.Source, $"{table.Rows.Count} rows, none complete", $"rows with {string.Join(", ", names)}"));
        if (problems.Count > 0) return Outcome<Table>.Refused(problems);
        Labels first = Labels.Of(rows.Select(r => r[row])), second = Labels.Of(rows.Select(r => r[column]));
        var counts = new long[first.Names.Length, second.Names.Length];
        for (int i = 0; i < rows.Length; i++) counts[first.Codes[i], second.Codes[i]] += sizes[i];
        if (counts.Cast<long>().Sum() > Largest) return Outcome<Table>.Refused(new Problem(table.Source, $"{counts.Cast<long>().Sum()} subjects", $"at most {Largest}"));
        var whole = new int[first.Names.Length, second.Names.Length];
        for (int i = 0; i < whole.GetLength(0); i++)
            for (int j = 0; j < whole.GetLength(1); j++) whole[i, j] = (int)counts[i, j];
        return Checked(table.Source, new(whole, first.Names, second.Names,
            rows.Length == table.Rows.Count ? [] : [$"{table.Source}: {table.Rows.Count - rows.Length} of {table.Rows.Count} rows left out, a needed value is missing ({string.Join(", ", names)})."]));
    }

    private const int Largest = 60_000;
    private const string Expected = "a whole number of subjects, 0 or more";

    private static int Size(CsvRow row, string column, List<Problem> problems)
    {
        if (Whole(row[column], out int size)) return size;
        problems.Add(new Problem(row.Place(column), row[column], Expected));
        return 0;
    }

    private static bool Whole(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static Outcome<Table> Checked(string place, Table table)
    {
        long total = table.Counts.Cast<int>().Sum(x => (long)x);
        return total is 0 or > Largest ? Outcome<Table>.Refused(new Problem(place, $"{total} subjects", $"1 to {Largest}")) : Outcome<Table>.Of(table);
    }
}
