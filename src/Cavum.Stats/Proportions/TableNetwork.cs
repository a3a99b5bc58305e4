namespace Cavum.Stats;

/// <summary>The network of all tables with given margins: a node is what the rows have left after some columns, in ascending order.</summary>
internal sealed class TableNetwork(TableMargins margins, long mostSteps)
{
    private readonly double[] log = margins.LogFactorial;
    private readonly int[] columns = [.. margins.Columns.OrderDescending()];
    private readonly Dictionary<Node, (double Longest, double Shortest)> bounds = [];
    private long steps;

    private readonly record struct Node(int Column, string Left);

    /// <summary>Probability of all tables with Σ −ln x! at most <paramref name="limit"/>; null once too many steps were taken.</summary>
    internal double? AtMost(double limit)
    {
        // Pr(table) = Π r! Π c! / n! / Π x!
        double constant = margins.Rows.Sum(r => log[r]) + margins.Columns.Sum(c => log[c]) - log[^1], sum = 0;
        var stage = new Dictionary<string, Dictionary<long, (double Past, double Paths)>> { [Key([.. margins.Rows.Order()])] = new() { [0] = (0, 1) } };
        for (int column = 0; column < columns.Length; column++)
        {
            var next = new Dictionary<string, Dictionary<long, (double Past, double Paths)>>();
            foreach (var (key, pasts) in stage)
                foreach (var (child, term, ways) in Children(Unpack(key), column))
                {
                    var (longest, shortest) = Bounds(new(column + 1, child), child);
                    if (steps > mostSteps) return null;
                    double completions = LogCompletions(child, column + 1);
                    foreach (var (past, paths) in pasts.Values)
                    {
                        double reached = past + term;
                        steps++;
                        if (reached + longest <= limit) sum += paths * ways * Math.Exp(reached + completions + constant);
                        else if (reached + shortest <= limit) Add(next, child, reached, paths * ways);
                    }
                    if (steps > mostSteps) return null;
                }
            stage = next;
        }
        return sum;
    }

    private static void Add(Dictionary<string, Dictionary<long, (double Past, double Paths)>> next, string child, double past, double paths)
    {
        if (!next.TryGetValue(child, out var pasts)) next[child] = pasts = [];
        long rounded = (long)Math.Round(past * 1e9); // paths that differ by less are of one probability: the slack is 1e-7
        pasts[rounded] = pasts.TryGetValue(rounded, out var there) ? (there.Past, there.Paths + paths) : (past, paths);
    }

    /// <summary>Largest and smallest −Σ ln x! of the columns still to fill.</summary>
    private (double Longest, double Shortest) Bounds(Node node, string left)
    {
        if (node.Column == columns.Length) return (0, 0);
        if (bounds.TryGetValue(node, out var known)) return known;
        double longest = double.NegativeInfinity, shortest = double.PositiveInfinity;
        foreach (var (child, term, _) in Children(Unpack(left), node.Column))
        {
            if (++steps > mostSteps) break;
            var (l, s) = Bounds(new(node.Column + 1, child), child);
            longest = Math.Max(longest, term + l);
            shortest = Math.Min(shortest, term + s);
        }
        return bounds[node] = (longest, shortest);
    }

    /// <summary>ln Σ Π 1/x! over all ways to fill the columns from <paramref name="column"/> on: n!/(Π r! Π c!) of what is left.</summary>
    private double LogCompletions(string left, int column)
    {
        int total = 0;
        double sum = 0;
        foreach (char r in left)
        {
            total += r;
            sum -= log[r];
        }
        for (int c = column; c < columns.Length; c++) sum -= log[columns[c]];
        return sum + log[total];
    }

    /// <summary>Every way to take a column from the rows; ways that leave the same remainders at the same probability are one.</summary>
    private List<(string Child, double Term, double Ways)> Children(int[] rows, int column)
    {
        var found = new Dictionary<(string, long), (double Term, double Ways)>();
        int[] left = [.. rows], after = new int[rows.Length + 1];
        for (int r = rows.Length - 1; r >= 0; r--) after[r] = after[r + 1] + rows[r];
        Take(0, columns[column], 0);
        return [.. found.Select(f => (f.Key.Item1, f.Value.Term, f.Value.Ways))];

        void Take(int row, int toTake, double term)
        {
            if (steps > mostSteps) return;
            if (row == rows.Length)
            {
                steps++;
                var key = (Key([.. left.Order()]), (long)Math.Round(term * 1e9));
                found[key] = found.TryGetValue(key, out var there) ? (there.Term, there.Ways + 1) : (term, 1);
                return;
            }
            for (int x = Math.Max(0, toTake - after[row + 1]); x <= Math.Min(rows[row], toTake); x++)
            {
                left[row] = rows[row] - x;
                Take(row + 1, toTake - x, term - log[x]);
            }
            left[row] = rows[row];
        }
    }

    private static string Key(int[] left) => string.Create(left.Length, left, (span, values) =>
    {
        for (int i = 0; i < span.Length; i++) span[i] = (char)values[i];
    });

    private static int[] Unpack(string key) => [.. key.Select(c => (int)c)];
}
