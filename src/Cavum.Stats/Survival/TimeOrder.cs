using System.Runtime.InteropServices;

namespace Cavum.Stats;

/// <summary>Sorts doubles and remembers where each came from: stable, the same order on every machine.</summary>
/// <remarks>Least-significant-digit radix sort on the bits of the number, 11 bits a pass; passes in which all digits agree are left out. Equal values keep their order.</remarks>
internal static class TimeOrder
{
    private const int DigitBits = 11, Buckets = 1 << DigitBits, Passes = 6, QuickPasses = 3, SmallSample = 512;

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

    /// <summary>Sorts by the 33 highest bits that differ, then repairs what those bits could not tell apart; all bits where that would be long.</summary>
    private static (double[], int[]) Radix(ReadOnlySpan<double> values, int[] order)
    {
        int n = values.Length;
        var keys = new ulong[n];
        ulong differing = 0, first = Key(values[0]);
        for (int i = 0; i < n; i++)
        {
            keys[i] = Key(values[i]);
            differing |= keys[i] ^ first;
        }
        int top = 64 - System.Numerics.BitOperations.LeadingZeroCount(differing), shift = Math.Max(0, top - QuickPasses * DigitBits);
        Sorter sorter = new(keys, order);
        sorter.Sort(shift, QuickPasses);
        if (shift > 0 && !sorter.Repair(2L * n)) sorter.Sort(0, Passes);
        Span<double> sorted = MemoryMarshal.Cast<ulong, double>(sorter.Keys.AsSpan());
        for (int i = 0; i < n; i++) sorted[i] = Value(sorter.Keys[i]);
        var result = new double[n];
        sorted.CopyTo(result);
        return (result, sorter.Order);
    }

    private sealed class Sorter(ulong[] keys, int[] order)
    {
        private ulong[] spareKeys = new ulong[keys.Length];
        private int[] spareOrder = new int[keys.Length];

        public ulong[] Keys { get; private set; } = keys;
        public int[] Order { get; private set; } = order;

        /// <summary>Stable passes over digits from bit <paramref name="shift"/> upwards.</summary>
        public void Sort(int shift, int passes)
        {
            var counts = new int[passes * Buckets];
            foreach (ulong key in Keys)
                for (int p = 0; p < passes; p++) counts[p * Buckets + Digit(key, shift + p * DigitBits)]++;
            for (int p = 0; p < passes && shift + p * DigitBits < 64; p++) Pass(counts.AsSpan(p * Buckets, Buckets), shift + p * DigitBits);
        }

        private void Pass(Span<int> count, int shift)
        {
            ulong[] from = Keys, to = spareKeys;
            int[] fromOrder = Order, toOrder = spareOrder;
            if (count[Digit(from[0], shift)] == from.Length) return;
            for (int b = 0, sum = 0; b < Buckets; b++) (count[b], sum) = (sum, sum + count[b]);
            for (int i = 0; i < from.Length; i++)
            {
                ulong key = from[i];
                int at = count[Digit(key, shift)]++;
                to[at] = key;
                toOrder[at] = fromOrder[i];
            }
            (Keys, spareKeys) = (to, from);
            (Order, spareOrder) = (toOrder, fromOrder);
        }

        /// <summary>Insertion sort of what is nearly sorted; false, and still a stable order of equal prefixes, when it takes more moves than allowed.</summary>
        public bool Repair(long allowed)
        {
            ulong[] keys = Keys;
            int[] order = Order;
            for (int i = 1; i < keys.Length; i++)
            {
                ulong key = keys[i];
                if (keys[i - 1] <= key) continue;
                int from = order[i], j = i - 1;
                for (; j >= 0 && keys[j] > key; j--)
                {
                    keys[j + 1] = keys[j];
                    order[j + 1] = order[j];
                    allowed--;
                }
                keys[j + 1] = key;
                order[j + 1] = from;
                if (allowed < 0) return false;
            }
            return true;
        }

        private static int Digit(ulong key, int shift) => shift < 64 ? (int)(key >> shift) & (Buckets - 1) : 0;
    }

    private static ulong Key(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value + 0.0); // −0 becomes 0
        return (long)bits < 0 ? ~bits : bits | (1UL << 63);
    }

    private static double Value(ulong key) =>
        BitConverter.UInt64BitsToDouble((long)key < 0 ? key & ~(1UL << 63) : ~key);
}
