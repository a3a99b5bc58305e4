using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>Turns the DATA segment into one column of doubles per parameter.</summary>
/// <remarks>Rows are taken in blocks that stay in the first cache, so each column is written in order. Integers above 2⁵³ lose their last bits.</remarks>
internal static class FcsDecoder
{
    private const int BlockEvents = 256;

    internal static double[][] Decode(ReadOnlySpan<byte> data, FcsLayout layout, int events)
    {
        var columns = new double[layout.Parameters.Count][];
        for (int p = 0; p < columns.Length; p++) columns[p] = GC.AllocateUninitializedArray<double>(events);
        if (!layout.BytesOnly) DecodePacked(data, layout, columns, events);
        else if (layout.Parameters.Any(p => p.Type == FcsDataType.Ascii)) throw new ArgumentException("ASCII data are decoded by DecodeAscii.", nameof(layout));
        else DecodeBytes(data, layout, columns, events);
        return columns;
    }

    private static void DecodeBytes(ReadOnlySpan<byte> data, FcsLayout layout, double[][] columns, int events)
    {
        int rowBytes = (int)(layout.RowBits / 8);
        for (int first = 0; first < events; first += BlockEvents)
        {
            int n = Math.Min(BlockEvents, events - first), offset = 0;
            var block = data.Slice(first * rowBytes, n * rowBytes);
            for (int p = 0; p < columns.Length; p++)
            {
                var parameter = layout.Parameters[p];
                Column(block[offset..], rowBytes, parameter, layout.Masks[p], layout.Order, columns[p].AsSpan(first, n));
                offset += parameter.Bits / 8;
            }
        }
    }

    private static void Column(ReadOnlySpan<byte> block, int stride, FcsParameter parameter, ulong mask, FcsByteOrder order, Span<double> column)
    {
        ref byte source = ref MemoryMarshal.GetReference(block);
        int width = parameter.Bits / 8;
        if ((long)(column.Length - 1) * stride + width > block.Length) throw new ArgumentException("The block is shorter than its events.", nameof(block));
        bool swap = order.LittleEndian != BitConverter.IsLittleEndian;
        if (order.Mixed is { } mixed && width > 1) MixedColumn(block, stride, parameter, mask, mixed, column);
        else if (parameter.Type == FcsDataType.Single)
        {
            for (int i = 0; i < column.Length; i++)
            {
                uint bits = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, i * stride));
                column[i] = BitConverter.UInt32BitsToSingle(swap ? BinaryPrimitives.ReverseEndianness(bits) : bits);
            }
        }
        else if (parameter.Type == FcsDataType.Double)
        {
            for (int i = 0; i < column.Length; i++)
            {
                ulong bits = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, i * stride));
                column[i] = BitConverter.UInt64BitsToDouble(swap ? BinaryPrimitives.ReverseEndianness(bits) : bits);
            }
        }
        else if (width == 2)
        {
            for (int i = 0; i < column.Length; i++)
            {
                ushort bits = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref source, i * stride));
                column[i] = (swap ? BinaryPrimitives.ReverseEndianness(bits) : bits) & (uint)mask;
            }
        }
        else if (width == 4)
        {
            for (int i = 0; i < column.Length; i++)
            {
                uint bits = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, i * stride));
                column[i] = (swap ? BinaryPrimitives.ReverseEndianness(bits) : bits) & (uint)mask;
            }
        }
        else AnyWidth(block, stride, width, mask, order.LittleEndian, column);
    }

    /// <summary>Whole bytes of any number: 8, 24, 40, 48, 56 and 64 bits.</summary>
    private static void AnyWidth(ReadOnlySpan<byte> block, int stride, int width, ulong mask, bool littleEndian, Span<double> column)
    {
        for (int i = 0; i < column.Length; i++)
        {
            var bytes = block.Slice(i * stride, width);
            ulong value = 0;
            if (littleEndian) for (int k = width - 1; k >= 0; k--) value = value << 8 | bytes[k];
            else foreach (byte b in bytes) value = value << 8 | b;
            column[i] = value & mask;
        }
    }

    private static void MixedColumn(ReadOnlySpan<byte> block, int stride, FcsParameter parameter, ulong mask, int[] order, Span<double> column)
    {
        for (int i = 0; i < column.Length; i++)
        {
            ulong value = 0;
            for (int k = 0; k < order.Length; k++) value |= (ulong)block[i * stride + k] << (8 * (order[k] - 1));
            column[i] = parameter.Type switch
            {
                FcsDataType.Single => BitConverter.UInt32BitsToSingle((uint)value),
                FcsDataType.Double => BitConverter.UInt64BitsToDouble(value),
                _ => value & mask,
            };
        }
    }

    /// <summary>Widths that are no whole bytes: one stream of bits without padding, high bit first when the high byte is first, low bit first otherwise.</summary>
    private static void DecodePacked(ReadOnlySpan<byte> data, FcsLayout layout, double[][] columns, int events)
    {
        long position = 0;
        bool low = layout.Order.LittleEndian;
        for (int e = 0; e < events; e++)
        {
            for (int p = 0; p < columns.Length; p++)
            {
                int width = layout.Parameters[p].Bits;
                ulong value = 0;
                for (int k = 0; k < width; position++, k++)
                {
                    int at = (int)(position & 7), bit = data[(int)(position >> 3)] >> (low ? at : 7 - at) & 1;
                    value = low ? value | (ulong)bit << k : value << 1 | (uint)bit;
                }
                columns[p][e] = layout.Parameters[p].Type switch
                {
                    FcsDataType.Single => BitConverter.UInt32BitsToSingle((uint)value),
                    FcsDataType.Double => BitConverter.UInt64BitsToDouble(value),
                    _ => value & layout.Masks[p],
                };
            }
        }
    }

    /// <summary>Values written as digits, of fixed width ($PnB characters) or divided by blanks, commas, tabs and line ends ($PnB = *).</summary>
    internal static double[][]? DecodeAscii(ReadOnlySpan<byte> data, FcsLayout layout, string place, List<Problem> problems)
    {
        int count = layout.Parameters.Count, at = 0;
        var values = new List<double>();
        while (true)
        {
            int width = layout.Delimited ? 0 : layout.Parameters[values.Count % count].Bits;
            if (layout.Delimited)
            {
                while (at < data.Length && IsBreak(data[at])) at++;
                while (at + width < data.Length && !IsBreak(data[at + width])) width++;
            }
            if (width == 0 || at + width > data.Length || values.Count / count == layout.Events) break;
            var token = data.Slice(at, width).Trim(" \0"u8);
            if (!Utf8Parser.TryParse(token, out double value, out int used) || used != token.Length || !double.IsFinite(value))
            {
                problems.Add(new Problem($"{place}, DATA, byte {at} of the segment", System.Text.Encoding.Latin1.GetString(token[..Math.Min(20, token.Length)]), "a number"));
                return null;
            }
            values.Add(value);
            at += width;
        }
        int events = values.Count / count;
        if (layout.Events is { } told && told != events)
        {
            problems.Add(new Problem(place + ", DATA", $"{events} events", $"{told} events, as $TOT says"));
            return null;
        }
        var columns = new double[count][];
        for (int p = 0; p < count; p++)
        {
            columns[p] = new double[events];
            for (int e = 0; e < events; e++) columns[p][e] = values[e * count + p];
        }
        return columns;

        static bool IsBreak(byte b) => b is (byte)' ' or (byte)',' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0;
    }
}
