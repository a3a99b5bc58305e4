namespace Cavum.Imaging;

/// <summary>A sparse matrix of counts over (level, second index), both from 1.</summary>
/// <remarks>Dense while it is filled, so that filling is one addition; only the cells that were touched are visited and cleared.</remarks>
internal sealed class CountMatrix
{
    private readonly int columns;
    private readonly int[] cells;
    private readonly List<int> touched = [];

    public CountMatrix(int rows, int columns)
    {
        this.columns = columns + 1;
        Rows = rows;
        Columns = columns;
        cells = new int[(rows + 1) * (columns + 1)];
    }

    public int Rows { get; }
    public int Columns { get; }

    /// <summary>Sum of all counts.</summary>
    public long Total { get; private set; }

    public void Add(int row, int column, int count = 1)
    {
        ref int cell = ref cells[row * columns + column];
        if (cell == 0) touched.Add(row * columns + column);
        cell += count;
        Total += count;
    }

    public void AddAll(CountMatrix other)
    {
        foreach (int key in other.touched)
        {
            if (cells[key] == 0) touched.Add(key);
            cells[key] += other.cells[key];
        }
        Total += other.Total;
    }

    public void Clear()
    {
        foreach (int key in touched) cells[key] = 0;
        touched.Clear();
        Total = 0;
    }

    public int CellCount => touched.Count;

    /// <summary>The n-th touched cell, in ascending order after <see cref="Sort"/>.</summary>
    public (int Row, int Column, int Count) Cell(int n) => (touched[n] / columns, touched[n] % columns, cells[touched[n]]);

    /// <summary>Puts the cells in order, so that sums do not depend on the order of filling.</summary>
    public void Sort() => touched.Sort();
}

/// <summary>x·log₂ x of whole numbers, tabled where they are small.</summary>
internal static class Entropy
{
    private static readonly double[] Table = [0, .. Enumerable.Range(1, 4095).Select(n => n * Math.Log2(n))];

    public static double XLog2X(long n) => n < Table.Length ? Table[n] : n * Math.Log2(n);

    /// <summary>−Σ p log₂ p of counts that sum to the total, from Σ n log₂ n.</summary>
    public static double OfCounts(double sumXLog2X, double total) => total > 0 ? Math.Log2(total) - sumXLog2X / total : double.NaN;
}
