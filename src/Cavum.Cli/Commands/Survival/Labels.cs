using System.Globalization;

namespace Cavum.Cli;

/// <summary>Groups or strata read from text: codes 0, 1, … in sorted order, by number if all are numbers, else by character.</summary>
internal sealed class Labels
{
    private Labels(int[] codes, string[] names) => (Codes, Names) = (codes, names);

    public int[] Codes { get; }
    public string[] Names { get; }

    public static Labels Of(IEnumerable<string> texts)
    {
        string[] all = [.. texts];
        var values = new double[all.Length];
        bool numeric = true;
        for (int i = 0; i < all.Length && numeric; i++)
            numeric = double.TryParse(all[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) && double.IsFinite(values[i]);
        return numeric ? Code(values, all, Comparer<double>.Default) : Code(all, all, StringComparer.Ordinal);
    }

    private static Labels Code<T>(T[] keys, string[] texts, IComparer<T> order) where T : notnull
    {
        var firstText = new Dictionary<T, string>();
        for (int i = 0; i < keys.Length; i++) firstText.TryAdd(keys[i], texts[i]);
        T[] distinct = [.. firstText.Keys.OrderBy(k => k, order)];
        var code = distinct.Select((key, i) => (key, i)).ToDictionary(p => p.key, p => p.i);
        return new([.. keys.Select(k => code[k])], [.. distinct.Select(k => firstText[k])]);
    }
}
