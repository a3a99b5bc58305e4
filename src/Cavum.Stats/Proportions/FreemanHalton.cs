using Cavum.Core;

namespace Cavum.Stats;

/// <summary>How a p-value of a table was found.</summary>
public enum TableTestStatus
{
    /// <summary>All tables with the margins were counted.</summary>
    Exact,

    /// <summary>Tables drawn at random; the p-value has Monte Carlo error.</summary>
    Simulated,

    /// <summary>Too many tables to count; no p-value.</summary>
    TooLarge,
}

/// <summary>Freeman–Halton test of independence in an r × c table.</summary>
/// <param name="PValue">Null where the table is too large.</param>
/// <param name="MonteCarloError">Standard error of a simulated p-value, else null.</param>
public sealed record TableTest(double? PValue, TableTestStatus Status, double? MonteCarloError);

/// <summary>Fisher's exact test for tables of any size: the probability, given both margins, of all tables no more probable than the observed one (slack 1e-7, as in R).</summary>
/// <remarks>
/// Freeman &amp; Halton 1951, Biometrika 38:141–149. Counted column by column over what each row has left, as in the network algorithm of Mehta &amp; Patel
/// 1983, J Am Stat Assoc 78:427–434: rows with equal remainders are exchangeable, paths of equal probability are one, and a node whose longest
/// (shortest) completion is already (never) extreme enough is closed at once. docs/methods/tables.md.
/// </remarks>
public static class FreemanHalton
{
    private const double Slack = 1e-7;

    /// <summary>The exact p-value, or <see cref="TableTestStatus.TooLarge"/> once more than <paramref name="mostSteps"/> steps were taken.</summary>
    /// <param name="table">Counts, at least one above 0. Empty rows and columns carry nothing.</param>
    public static TableTest Test(int[,] table, long mostSteps = 30_000_000)
    {
        var margins = TableMargins.Of(table);
        if (margins.Rows.Length < 2 || margins.Columns.Length < 2) return new(1, TableTestStatus.Exact, null);
        double? p = new TableNetwork(margins, mostSteps).AtMost(margins.LogPath(table) + Slack);
        return p is null ? new(null, TableTestStatus.TooLarge, null) : new(Math.Min(1, p.Value), TableTestStatus.Exact, null);
    }

    /// <summary>(1 + tables drawn that are no more probable) / (draws + 1): subjects are shuffled against their columns, so both margins stay.</summary>
    public static TableTest Simulate(int[,] table, int draws, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var margins = TableMargins.Of(table);
        double observed = margins.LogPath(table) + Slack;
        int[] columnOf = [.. margins.Columns.SelectMany((count, c) => Enumerable.Repeat(c, count))];
        var random = new SeededRandom(seed);
        var drawn = new int[margins.Rows.Length, margins.Columns.Length];
        int extreme = 1;
        for (int draw = 0; draw < draws; draw++)
        {
            random.Shuffle<int>(columnOf);
            Array.Clear(drawn);
            for (int r = 0, i = 0; r < margins.Rows.Length; r++)
                for (int k = 0; k < margins.Rows[r]; k++) drawn[r, columnOf[i++]]++;
            if (margins.LogPath(drawn) <= observed) extreme++;
        }
        double p = extreme / (draws + 1.0);
        return new(p, TableTestStatus.Simulated, Math.Sqrt(p * (1 - p) / (draws + 1.0)));
    }

    /// <summary>Pearson's statistic without correction; null where only one row or column is filled.</summary>
    public static (double ChiSquare, int DegreesOfFreedom, double PValue, double SmallestExpected)? ChiSquareTest(int[,] table)
    {
        var margins = TableMargins.Of(table);
        int df = (margins.Rows.Length - 1) * (margins.Columns.Length - 1);
        if (df == 0) return null;
        double sum = 0, least = double.PositiveInfinity, n = margins.Total;
        int[] rows = [.. Enumerable.Range(0, table.GetLength(0)).Select(r => Enumerable.Range(0, table.GetLength(1)).Sum(c => table[r, c]))];
        int[] columns = [.. Enumerable.Range(0, table.GetLength(1)).Select(c => Enumerable.Range(0, table.GetLength(0)).Sum(r => table[r, c]))];
        for (int r = 0; r < rows.Length; r++)
            for (int c = 0; c < columns.Length; c++)
            {
                double expected = rows[r] / n * columns[c];
                if (expected == 0) continue;
                sum += (table[r, c] - expected) * (table[r, c] - expected) / expected;
                least = Math.Min(least, expected);
            }
        return (sum, df, ChiSquare.Sf(sum, df), least);
    }
}

/// <summary>The filled margins of a table, the shorter side as rows.</summary>
internal sealed record TableMargins(int[] Rows, int[] Columns, double[] LogFactorial)
{
    public int Total => LogFactorial.Length - 1;

    public static TableMargins Of(int[,] table)
    {
        int r = table.GetLength(0), c = table.GetLength(1);
        int[] rows = new int[r], columns = new int[c];
        for (int i = 0; i < r; i++)
            for (int j = 0; j < c; j++)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(table[i, j], nameof(table));
                rows[i] = checked(rows[i] + table[i, j]);
                columns[j] = checked(columns[j] + table[i, j]);
            }
        int total = 0;
        foreach (int x in rows) total = checked(total + x);
        if (total == 0) throw new ArgumentException("A table needs at least one subject.", nameof(table));
        var log = new double[total + 1];
        for (int k = 2; k <= total; k++) log[k] = GammaFunction.Log(k + 1.0);
        int[] one = [.. rows.Where(x => x > 0)], other = [.. columns.Where(x => x > 0)];
        return one.Length <= other.Length ? new(one, other, log) : new(other, one, log);
    }

    /// <summary>−Σ ln xᵢⱼ!, which orders tables with these margins by their probability.</summary>
    public double LogPath(int[,] table)
    {
        double sum = 0;
        foreach (int x in table) sum -= LogFactorial[x];
        return sum;
    }
}
