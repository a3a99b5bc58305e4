using System.Runtime.InteropServices;

namespace Cavum.Stats;

/// <summary>Sorts doubles and remembers where each came from: stable, the same order on every machine.</summary>
/// <remarks>Least-significant-digit radix sort on the bits of the number, 11 bits a pass; passes in which all digits agree are left out.</remarks>
internal static class TimeOrder
{
    private const int DigitBits = 11, Buckets = 1 << DigitBits, Passes = 6, SmallSample = 512;

    /// <summary>Ascending order of <paramref name="values"/>; equal values keep their order.</summary>
    public static (double[] Sorted, int[] Order) Sort(ReadOnlySpan<double> values)
    {
        int n = values.Length;
        var order = new int[n];
        for (int i = 0; i < n; i++) order[i] = i;
        double[] sorted = values.ToArray();
        if (IsSorted(sorted)) return (sorted, order);
        if (n <= SmallSample)
        {
            InsertOrMerge(sorted, order);
            return (sorted, order);
        }
        return Radix(values, order);
    }

    private static bool IsSorted(ReadOnlySpan<double> values)
    {
        for (int i = 1; i < values.Length; i++)
            if (values[i] < values[i - 1]) return false;
        return true;
    }

    private static void InsertOrMerge(double[] sorted, int[] order)
    {
        if (sorted.Length > 32)
        {
            Array.Sort(sorted, order);
            StabiliseTies(sorted, order);
            return;
        }
        for (int i = 1; i < sorted.Length; i++)
        {
            double value = sorted[i];
            int from = order[i], j = i - 1;
            for (; j >= 0 && sorted[j] > value; j--)
            {
                sorted[j + 1] = sorted[j];
                order[j + 1] = order[j];
            }
            sorted[j + 1] = value;
            order[j + 1] = from;
        }
    }

    private static void StabiliseTies(double[] sorted, int[] order)
    {
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start]; end++) { }
            if (end - start > 1) Array.Sort(order, start, end - start);
        }
    }

    private static (double[], int[]) Radix(ReadOnlySpan<double> values, int[] order)
    {
        int n = values.Length;
        var keys = new ulong[n];
        var counts = new int[Passes][];
        for (int p = 0; p < Passes; p++) counts[p] = new int[Buckets];
        for (int i = 0; i < n; i++)
        {
            ulong key = Key(values[i]);
            keys[i] = key;
            for (int p = 0; p < Passes; p++) counts[p][(int)(key >> (p * DigitBits)) & (Buckets - 1)]++;
        }
        ulong[] otherKeys = new ulong[n];
        int[] otherOrder = new int[n];
        for (int p = 0; p < Passes; p++)
        {
            int[] count = counts[p];
            int shift = p * DigitBits;
            if (count[(int)(keys[0] >> shift) & (Buckets - 1)] == n) continue;
            for (int b = 0, sum = 0; b < Buckets; b++) (count[b], sum) = (sum, sum + count[b]);
            for (int i = 0; i < n; i++)
            {
                ulong key = keys[i];
                int to = count[(int)(key >> shift) & (Buckets - 1)]++;
                otherKeys[to] = key;
                otherOrder[to] = order[i];
            }
            (keys, otherKeys) = (otherKeys, keys);
            (order, otherOrder) = (otherOrder, order);
        }
        Span<double> sorted = MemoryMarshal.Cast<ulong, double>(otherKeys.AsSpan());
        for (int i = 0; i < n; i++) sorted[i] = Value(keys[i]);
        return (sorted.ToArray(), order);
    }

    private static ulong Key(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value + 0.0); // −0 becomes 0
        return (long)bits < 0 ? ~bits : bits | (1UL << 63);
    }

    private static double Value(ulong key) =>
        BitConverter.UInt64BitsToDouble((long)key < 0 ? key & ~(1UL << 63) : ~key);
}
