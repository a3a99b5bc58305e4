using System.Buffers.Binary;

namespace Cavum.Imaging;

/// <summary>Decodes lossless JPEG (ITU-T T.81, process 14, all seven predictors), as DICOM's two lossless syntaxes use it.</summary>
/// <remarks>One component of 2 to 16 bits. Whatever the bytes are, the answer is a filled frame or what is wrong; no read leaves the stream.</remarks>
public static class JpegLosslessCodec
{
    private const int MarkerStartOfFrame = 0xC3, MarkerHuffman = 0xC4, MarkerEnd = 0xD9, MarkerScan = 0xDA, MarkerRestartInterval = 0xDD;

    /// <summary>Fills <paramref name="into"/> with little-endian samples; returns what is wrong, or null.</summary>
    public static string? Decode(ReadOnlySpan<byte> stream, int rows, int columns, int bytesPerSample, Span<byte> into)
    {
        if (stream.Length < 4 || stream[0] != 0xFF || stream[1] != 0xD8) return "a stream that does not begin as JPEG";
        var tables = new ushort[4][];
        int precision = 0, restart = 0;
        for (int at = 2; at + 4 <= stream.Length;)
        {
            if (stream[at] != 0xFF) return $"byte {stream[at]:X2} at {at} of the JPEG stream where a marker belongs";
            int marker = stream[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(stream[(at + 2)..]);
            if (length < 2 || at + 2 + length > stream.Length) return $"a JPEG segment of {length} bytes at {at} of {stream.Length}";
            var body = stream.Slice(at + 4, length - 2);
            at += 2 + length;
            if (marker == MarkerStartOfFrame)
            {
                if (Frame(body, rows, columns, bytesPerSample, out precision) is { } wrong) return wrong;
            }
            else if (marker is >= 0xC0 and <= 0xCF and not MarkerHuffman and not 0xC8 and not 0xCC) return $"a JPEG frame of type SOF{marker - 0xC0}, which is not lossless Huffman";
            else if (marker == MarkerHuffman)
            {
                if (Tables(body, tables) is { } wrong) return wrong;
            }
            else if (marker == MarkerRestartInterval && body.Length >= 2) restart = BinaryPrimitives.ReadUInt16BigEndian(body);
            else if (marker == MarkerScan)
            {
                if (precision == 0) return "a JPEG scan without a frame header";
                if (body.Length < 6 || body[0] != 1) return "a JPEG scan of more than one component";
                int predictor = body[3], shift = body[5] & 15;
                if (tables[(body[2] >> 4) & 3] is not { } table) return "a JPEG scan without its Huffman table";
                if (predictor is < 1 or > 7 || shift >= precision) return $"JPEG predictor {predictor}, point transform {shift}";
                if (restart % columns != 0) return $"a JPEG restart interval of {restart} samples, which is not of whole rows";
                return Scan(stream[at..], table, predictor, precision, shift, restart / columns, rows, columns, bytesPerSample, into);
            }
            else if (marker == MarkerEnd) break;
        }
        return "a JPEG stream without a scan";
    }

    private static string? Frame(ReadOnlySpan<byte> body, int rows, int columns, int bytesPerSample, out int precision)
    {
        precision = 0;
        if (body.Length < 6) return $"a JPEG frame header of {body.Length} bytes";
        int height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        if (body[0] is < 2 or > 16 || body[0] > bytesPerSample * 8) return $"JPEG samples of {body[0]} bits in {bytesPerSample} byte(s)";
        if ((height, width, body[5]) != (rows, columns, (byte)1)) return $"a JPEG frame of {height} rows × {width} columns × {body[5]} component(s)";
        precision = body[0];
        return null;
    }

    /// <summary>Each table becomes a look-up by the next 16 bits: length · 256 + category.</summary>
    private static string? Tables(ReadOnlySpan<byte> body, ushort[][] tables)
    {
        while (body.Length >= 17)
        {
            int id = body[0] & 3, total = 0, code = 0;
            for (int i = 1; i <= 16; i++) total += body[i];
            if (total > 17 || body.Length < 17 + total) return $"a JPEG Huffman table of {total} codes";
            var table = new ushort[1 << 16];
            int next = 17;
            for (int bits = 1; bits <= 16; bits++, code <<= 1)
                for (int n = 0; n < body[bits]; n++, code++)
                {
                    if (code >= 1 << bits || body[next] > 16) return "a JPEG Huffman table whose codes do not fit";
                    table.AsSpan(code << (16 - bits), 1 << (16 - bits)).Fill((ushort)(bits << 8 | body[next]));
                    next++;
                }
            tables[id] = table;
            body = body[next..];
        }
        return null;
    }

    private static string? Scan(ReadOnlySpan<byte> coded, ushort[] table, int predictor, int precision, int shift, int restartRows, int rows, int columns, int bytesPerSample, Span<byte> into)
    {
        var bits = new BitReader(coded);
        int[] above = new int[columns], row = new int[columns];
        int start = 1 << (precision - shift - 1);
        for (int y = 0; y < rows; y++)
        {
            bool fresh = y == 0 || (restartRows > 0 && y % restartRows == 0);
            if (fresh && y > 0) bits.Restart();
            for (int x = 0; x < columns; x++)
            {
                int code = table[bits.Peek16()];
                if (code == 0) return $"a JPEG code that is in no table, at row {y}, column {x}";
                bits.Skip(code >> 8);
                int guess = fresh ? (x == 0 ? start : row[x - 1])
                    : x == 0 ? above[0]
                    : Predict(predictor, row[x - 1], above[x], above[x - 1]);
                row[x] = (guess + bits.Difference(code & 0xFF)) & 0xFFFF;
                if (bits.Exhausted) return $"a JPEG scan that ends at row {y}, column {x}";
                int value = row[x] << shift, to = (y * columns + x) * bytesPerSample;
                into[to] = (byte)value;
                if (bytesPerSample > 1) into[to + 1] = (byte)(value >> 8);
            }
            (above, row) = (row, above);
        }
        return null;
    }

    private static int Predict(int predictor, int left, int above, int corner) => predictor switch
    {
        1 => left,
        2 => above,
        3 => corner,
        4 => left + above - corner,
        5 => left + ((above - corner) >> 1),
        6 => above + ((left - corner) >> 1),
        _ => (left + above) >> 1,
    };

    /// <summary>Bits from the most significant on; a marker ends the data, after which zeros follow and <see cref="Exhausted"/> tells.</summary>
    private ref struct BitReader(ReadOnlySpan<byte> coded)
    {
        private readonly ReadOnlySpan<byte> coded = coded;
        private ulong held;
        private int count, at, borrowed;

        /// <summary>True once bits were used that the stream does not hold.</summary>
        public readonly bool Exhausted => count < borrowed;

        public int Peek16()
        {
            if (count < 32) Fill();
            return (int)(held >> (count - 16)) & 0xFFFF;
        }

        public void Skip(int bits) => count -= bits;

        /// <summary>The signed difference of a category, F.1.2.1.1 and H.1.2.2.</summary>
        public int Difference(int category)
        {
            if (category == 0) return 0;
            if (category == 16) return 32768;
            int value = Peek16() >> (16 - category);
            Skip(category);
            return value >= 1 << (category - 1) ? value : value - (1 << category) + 1;
        }

        public void Restart()
        {
            (held, count, borrowed) = (0, 0, 0);
            while (at + 1 < coded.Length && !(coded[at] == 0xFF && coded[at + 1] is >= 0xD0 and <= 0xD7)) at++;
            at = Math.Min(at + 2, coded.Length);
        }

        private void Fill()
        {
            while (count <= 48)
            {
                uint next = 0;
                if (at < coded.Length && !(coded[at] == 0xFF && at + 1 < coded.Length && coded[at + 1] != 0))
                {
                    next = coded[at];
                    at += next == 0xFF ? 2 : 1;
                }
                else borrowed += 8;
                held = held << 8 | next;
                count += 8;
            }
        }
    }
}
