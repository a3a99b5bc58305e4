namespace Cavum.Stats;

/// <summary>Refusals of arguments that no caller may pass.</summary>
internal static class Demand
{
    internal static void Probability(double p, string name)
    {
        if (!(p >= 0 && p <= 1)) throw new ArgumentOutOfRangeException(name, p, "A probability lies between 0 and 1.");
    }

    /// <summary>A level strictly between 0 and 1.</summary>
    internal static void Level(double level, string name)
    {
        if (!(level > 0 && level < 1)) throw new ArgumentOutOfRangeException(name, level, "A level lies strictly between 0 and 1.");
    }

    internal static void Positive(double value, string name)
    {
        if (!(value > 0 && double.IsFinite(value))) throw new ArgumentOutOfRangeException(name, value, "This is finite and above 0.");
    }

    internal static void Finite(ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i])) throw new ArgumentException($"Value {i} (from 0) of {name} is not finite.", name);
    }

    internal static void SameLength(int length, int other, string name)
    {
        if (length != other) throw new ArgumentException($"{name} has {other} values where {length} are expected.", name);
    }
}
