namespace Cavum.Imaging;

/// <summary>Features in the order of the standard, by their IBSI tags.</summary>
internal sealed class FeatureList
{
    private readonly List<KeyValuePair<string, double?>> all = [];

    public IReadOnlyList<KeyValuePair<string, double?>> All => all;

    /// <summary>What is not finite (an undefined feature) is kept as no value.</summary>
    public void Add(string tag, double? value) => all.Add(new(tag, value is { } v && double.IsFinite(v) ? v : null));

    public void AddRange(FeatureList other) => all.AddRange(other.all);
}

/// <summary>Mean of features over slices or directions; those without a value are left out of each mean.</summary>
internal sealed class FeatureMean(int count)
{
    private readonly double[] sums = new double[count];
    private readonly int[] counts = new int[count];

    public void Add(ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i])) continue;
            sums[i] += values[i];
            counts[i]++;
        }
    }

    public void WriteTo(FeatureList list, string prefix, IReadOnlyList<string> names, string suffix)
    {
        for (int i = 0; i < names.Count; i++) list.Add(prefix + names[i] + suffix, counts[i] == 0 ? null : sums[i] / counts[i]);
    }
}
