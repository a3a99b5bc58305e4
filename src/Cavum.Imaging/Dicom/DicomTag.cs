using System.Globalization;

namespace Cavum.Imaging;

/// <summary>The name of a DICOM element: group and element number.</summary>
public readonly record struct DicomTag(uint Number) : IComparable<DicomTag>
{
    public DicomTag(ushort group, ushort element) : this(((uint)group << 16) | element) { }

    public ushort Group => (ushort)(Number >> 16);

    public ushort Element => (ushort)Number;

    /// <summary>An odd group belongs to a vendor.</summary>
    public bool IsPrivate => (Group & 1) == 1;

    /// <summary>(gggg,0010–00FF) in an odd group: names the vendor whose elements follow.</summary>
    public bool IsPrivateCreator => IsPrivate && Element is >= 0x10 and <= 0xFF;

    public int CompareTo(DicomTag other) => Number.CompareTo(other.Number);

    public static bool operator <(DicomTag a, DicomTag b) => a.Number < b.Number;
    public static bool operator >(DicomTag a, DicomTag b) => a.Number > b.Number;
    public static bool operator <=(DicomTag a, DicomTag b) => a.Number <= b.Number;
    public static bool operator >=(DicomTag a, DicomTag b) => a.Number >= b.Number;

    /// <summary>(gggg,eeee), as the standard prints it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Group:X4},{Element:X4})");
}
