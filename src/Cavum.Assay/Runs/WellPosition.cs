using System.Globalization;

namespace Cavum.Assay;

/// <summary>A well of a plate: row and column from 1, written as A1 … AF48; <c>default</c> is no well.</summary>
public readonly record struct WellPosition : IComparable<WellPosition>
{
    public WellPosition(int row, int column)
    {
        if (row is < 1 or > 702) throw new ArgumentOutOfRangeException(nameof(row), row, "A plate row is 1 to 702 (A to ZZ).");
        if (column is < 1 or > 9999) throw new ArgumentOutOfRangeException(nameof(column), column, "A plate column is 1 to 9999.");
        Row = row;
        Column = column;
    }

    public int Row { get; }
    public int Column { get; }

    /// <summary>The well with the running number <paramref name="number"/> (from 1) on a plate filled row by row.</summary>
    public static WellPosition FromNumber(int number, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        return new((number - 1) / columns + 1, (number - 1) % columns + 1);
    }

    /// <summary>The largest running number that a plate of so many columns can have.</summary>
    internal static int MostNumber(int columns) => 702 * columns;

    /// <summary>The running number on a plate filled row by row, from 1.</summary>
    public int ToNumber(int columns) => (Row - 1) * columns + Column;

    /// <summary>Reads "A1", "A01", "a1" or "AF48"; anything else is not a well.</summary>
    public static bool TryParse(string? text, out WellPosition well)
    {
        well = default;
        var trimmed = (text ?? "").AsSpan().Trim();
        int letters = 0, row = 0;
        while (letters < trimmed.Length && char.IsAsciiLetter(trimmed[letters]))
        {
            row = row * 26 + (char.ToUpperInvariant(trimmed[letters]) - 'A' + 1);
            if (++letters > 2) return false;
        }
        if (letters == 0 || trimmed.Length - letters is < 1 or > 4) return false;
        if (!int.TryParse(trimmed[letters..], NumberStyles.None, CultureInfo.InvariantCulture, out int column) || column == 0) return false;
        well = new(row, column);
        return true;
    }

    public int CompareTo(WellPosition other) => Row != other.Row ? Row.CompareTo(other.Row) : Column.CompareTo(other.Column);

    public static bool operator <(WellPosition left, WellPosition right) => left.CompareTo(right) < 0;
    public static bool operator >(WellPosition left, WellPosition right) => left.CompareTo(right) > 0;
    public static bool operator <=(WellPosition left, WellPosition right) => left.CompareTo(right) <= 0;
    public static bool operator >=(WellPosition left, WellPosition right) => left.CompareTo(right) >= 0;

    public override string ToString()
    {
        if (Row == 0) return "–";
        string letters = Row <= 26 ? ((char)('A' + Row - 1)).ToString()
            : $"{(char)('A' + (Row - 1) / 26 - 1)}{(char)('A' + (Row - 1) % 26)}";
        return string.Create(CultureInfo.InvariantCulture, $"{letters}{Column}");
    }
}
