using Cavum.Stats;

namespace Cavum.Cli;

/// <summary>Splits survival rows into groups, in sorted order, after times that differ by rounding were merged over the whole file.</summary>
internal static class SurvivalGroups
{
    public static IReadOnlyList<(string Group, SurvivalCurve Curve)> Curves(SurvivalRows rows, KaplanMeierOptions options, bool reverse)
    {
        var (times, entries) = TimeTies.Merge(rows.Times, rows.Entries);
        var curves = new List<(string, SurvivalCurve)>();
        foreach (var (name, index) in Split(rows))
        {
            bool[] events = Pick(rows.Codes, index, code => reverse ? code == 0 : code != 0);
            double[] weights = rows.Weights.Length == 0 ? [] : Pick(rows.Weights, index, w => w);
            if (weights.Length > 0 && weights.All(w => w == 0)) continue; // nobody of this group counts
            var curve = KaplanMeier.Estimate(Pick(times, index, t => t), events, options,
                entries is null ? [] : Pick(entries, index, t => t), weights);
            curves.Add((name, curve));
        }
        return curves;
    }

    public static IEnumerable<(string Name, int[] Index)> Split(SurvivalRows rows)
    {
        if (rows.Groups is not { } groups) return [("all", [.. Enumerable.Range(0, rows.Times.Length)])];
        var members = groups.Names.Select(_ => new List<int>()).ToArray();
        for (int i = 0; i < groups.Codes.Length; i++) members[groups.Codes[i]].Add(i);
        return groups.Names.Select((name, g) => (name, members[g].ToArray()));
    }

    public static TOut[] Pick<TIn, TOut>(TIn[] values, int[] index, Func<TIn, TOut> map) => [.. index.Select(i => map(values[i]))];
}
