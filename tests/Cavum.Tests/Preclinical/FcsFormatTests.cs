using System.Text;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Tests.Preclinical;

/// <summary>Files made here for what no given file shows.</summary>
public class FcsFormatTests
{
    /// <summary>A data set with the given keywords; offsets are filled in.</summary>
    private static byte[] Make(
        byte[] data, string keywords, string version = "3.0", string? headerData = null, byte[]? after = null, char delimiter = '|', bool offsetsInText = true)
    {
        string text = "";
        int begin = 0;
        for (int round = 0; round < 2; round++)
        {
            string offsets = offsetsInText ? $"$BEGINDATA|{begin:D8}|$ENDDATA|{begin + data.Length - 1:D8}|" : "";
            text = "|" + offsets.Replace('|', delimiter)[0..] + keywords;
            if (delimiter != '|') text = delimiter + text[1..];
            begin = 58 + Encoding.UTF8.GetByteCount(text);
        }
        string header = $"FCS{version}    {58,8}{begin - 1,8}" + (headerData ?? $"{begin,8}{begin + data.Length - 1,8}") + $"{0,8}{0,8}";
        return [.. Encoding.ASCII.GetBytes(header), .. Encoding.UTF8.GetBytes(text), .. data, .. after ?? []];
    }

    private static FcsDataSet Set(byte[] file) => FcsReader.Read(file, "made.fcs").Value.DataSets[0];

    private static double[] Row(FcsDataSet set, int e) => [.. Enumerable.Range(0, set.Parameters.Count).Select(p => set.Raw(p)[e])];

    [Theory]
    [InlineData("4,3,2,1", new byte[] { 0x01, 0x02, 0x03, 0xFF, 0xFF, 0xFF, 0x07 })]
    [InlineData("1,2,3,4", new byte[] { 0x03, 0x02, 0x01, 0xFF, 0xFF, 0xFF, 0x07 })]
    public void Reads_24_bit_integers_in_both_byte_orders_beside_other_widths(string order, byte[] data)
    {
        var set = Set(Make(data, $"$PAR|3|$TOT|1|$MODE|L|$DATATYPE|I|$BYTEORD|{order}|$P1B|24|$P1R|16777216|$P1N|a|$P2B|24|$P2R|1000|$P2N|b|$P3B|8|$P3R|256|$P3N|c|"));

        Assert.Equal([0x010203, 1023, 7], Row(set, 0));
    }

    [Fact]
    public void Reads_mixed_byte_order_ten_bit_packing_and_64_bit_integers()
    {
        const string One = "$PAR|1|$TOT|1|$DATATYPE|I|$P1N|a|";
        Assert.Equal([0x04030201], Row(Set(Make([3, 4, 1, 2], One + "$BYTEORD|3,4,1,2|$P1B|32|$P1R|4294967296|")), 0));
        Assert.Equal([72623859790382856.0], Row(Set(Make([1, 2, 3, 4, 5, 6, 7, 8], One + "$BYTEORD|4,3,2,1|$P1B|64|$P1R|18446744073709551616|")), 0));

        // 10-bit values 1, 2, 1023, 0 high bit first: 0000000001 0000000010 1111111111 0000000000.
        var packed = Set(Make([0x00, 0x40, 0x2F, 0xFC, 0x00], "$PAR|2|$TOT|2|$DATATYPE|I|$BYTEORD|4,3,2,1|$P1B|10|$P1R|1024|$P1N|a|$P2B|10|$P2R|1024|$P2N|b|"));
        Assert.Equal([1.0, 2.0], Row(packed, 0));
        Assert.Equal([1023.0, 0.0], Row(packed, 1));
    }

    [Fact]
    public void Reads_doubles_ASCII_and_the_mixed_types_of_3_2()
    {
        byte[] real = new byte[12];
        System.Buffers.Binary.BinaryPrimitives.WriteDoubleBigEndian(real, -2.5);
        System.Buffers.Binary.BinaryPrimitives.WriteSingleBigEndian(real.AsSpan(8), 0.25f);
        var mixed = Set(Make(real, "$PAR|2|$TOT|1|$DATATYPE|F|$BYTEORD|4,3,2,1|$P1B|64|$P1DATATYPE|D|$P1R|1|$P1N|a|$P2B|32|$P2R|1|$P2N|b|", version: "3.2"));
        Assert.Equal([-2.5, 0.25], Row(mixed, 0));

        var delimited = Set(Make("1 22,333\r\n4 5\t6"u8.ToArray(), "$PAR|3|$TOT|2|$MODE|L|$DATATYPE|A|$P1B|*|$P1R|999|$P1N|a|$P2B|*|$P2R|9|$P2N|b|$P3B|*|$P3R|9|$P3N|c|"));
        Assert.Equal([4.0, 5.0, 6.0], Row(delimited, 1));
        var wide = Set(Make("  12 3"u8.ToArray(), "$PAR|2|$TOT|1|$MODE|L|$DATATYPE|A|$P1B|4|$P1R|999|$P1N|a|$P2B|2|$P2R|9|$P2N|b|"));
        Assert.Equal([12.0, 3.0], Row(wide, 0));
    }

    [Fact]
    public void An_escaped_delimiter_stays_in_the_value_and_an_empty_value_does_not_shift_the_rest()
    {
        const string Rest = "$PAR|1|$TOT|1|$DATATYPE|I|$BYTEORD|1,2|$P1B|8|$P1R|256|$P1N|F||L1|";
        var escaped = Set(Make([9], Rest));
        Assert.Equal("F|L1", escaped.Parameters[0].Name);

        var file = FcsReader.Read(Make([9], "OWNER||$PAR|1|$TOT|1|$DATATYPE|I|$BYTEORD|1,2|$P1B|8|$P1R|256|$P1N|a|"), "e.fcs").Value;
        Assert.Equal("", file.DataSets[0].Keywords["OWNER"]);
        Assert.Contains(file.Repairs, r => r.Contains("doubled delimiters were read as empty values", StringComparison.Ordinal));
    }

    [Fact]
    public void Reads_supplementary_text_and_a_second_data_set()
    {
        const string Keys = "$PAR|1|$TOT|1|$DATATYPE|I|$BYTEORD|1,2|$P1B|8|$P1R|256|$P1N|a|";
        byte[] plain = Make([9], Keys + "$BEGINSTEXT|00000000|$ENDSTEXT|00000000|");
        byte[] extra = "|NOTE|kept|$PAR|7|"u8.ToArray();
        byte[] first = [.. Make([9], Keys + $"$BEGINSTEXT|{plain.Length:D8}|$ENDSTEXT|{plain.Length + extra.Length - 1:D8}|"), .. extra];
        var one = Set(first);
        Assert.Equal("kept", one.Keywords["note"]);
        Assert.Single(one.Parameters);

        byte[] lead = Make([5], Keys + "$NEXTDATA|00000000|");
        lead = Make([5], Keys + $"$NEXTDATA|{lead.Length:D8}|");
        var both = FcsReader.Read([.. lead, .. Make([6], Keys)], "two.fcs").Value;
        Assert.Equal([5.0, 6.0], both.DataSets.Select(s => s.Raw(0)[0]));
    }

    [Fact]
    public void Takes_offsets_from_TEXT_when_HEADER_has_none_and_refuses_when_neither_fits()
    {
        const string Keys = "$PAR|1|$TOT|4|$DATATYPE|I|$BYTEORD|1,2|$P1B|8|$P1R|256|$P1N|a|";
        Assert.Equal(4, Set(Make([1, 2, 3, 4], Keys, headerData: $"{0,8}{0,8}")).Events);

        var refused = FcsReader.Read(Make([1, 2, 3], Keys), "short.fcs");
        Assert.Contains("$TOT = 4 events of 8 bits", refused.Problems.Single().Expected);
    }

    [Fact]
    public void What_the_writer_writes_the_reader_reads()
    {
        var chance = new SeededRandom(3);
        for (int i = 0; i < 50; i++)
        {
            int parameters = 1 + chance.NextInt(5), events = chance.NextInt(40);
            double[][] columns = [.. Enumerable.Range(0, parameters).Select(_ => Enumerable.Range(0, events).Select(_ => chance.NextNormal() * 1e4).ToArray())];
            var set = new FcsDataSet(
                new Dictionary<string, string> { ["$CYT"] = "a|b/c", ["$SRC"] = "µ|", ["$P1B"] = "16" },
                [.. Enumerable.Range(1, parameters).Select(n => new FcsParameter(n, $"FL{n}/A|", "CD8", 32, 262144, 0, 1, 1, FcsDataType.Single))], columns);

            var back = FcsReader.Read(FcsWriter.Write(set, doubles: true), "w.fcs").Value;
            var single = FcsReader.Read(FcsWriter.Write(set), "w.fcs").Value.DataSets[0];

            Assert.Empty(back.Repairs);
            Assert.Equal("µ|", back.DataSets[0].Keywords["$SRC"]);
            Assert.Equal(set.Parameters.Select(p => p.Name), back.DataSets[0].Parameters.Select(p => p.Name));
            for (int p = 0; p < parameters; p++)
            {
                Assert.Equal(columns[p], back.DataSets[0].Raw(p).ToArray());
                Assert.Equal(columns[p].Select(v => (double)(float)v), single.Raw(p).ToArray());
            }
        }
    }

    [Fact]
    public void Seeded_mutations_never_crash_and_never_take_more_memory_than_the_file_allows()
    {
        byte[] good = Make([.. Enumerable.Range(0, 240).Select(i => (byte)i)], "$PAR|3|$TOT|20|$MODE|L|$DATATYPE|F|$BYTEORD|4,3,2,1|$NEXTDATA|0|$P1B|32|$P1R|1024|$P1N|a|$P2B|32|$P2R|9|$P2N|b|$P3B|32|$P3R|9|$P3N|c|$SPILLOVER|2,a,b,1,0.1,0.2,1|");
        var chance = new SeededRandom(2026);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int read = 0;
        const int Rounds = 4000;
        for (int i = 0; i < Rounds; i++)
        {
            byte[] bytes = [.. good];
            for (int k = 1 + chance.NextInt(6); k > 0; k--) bytes[chance.NextInt(bytes.Length)] = chance.NextInt(3) == 0 ? (byte)('0' + chance.NextInt(10)) : (byte)chance.NextInt(256);
            if (chance.NextInt(10) == 0) bytes = bytes[..chance.NextInt(bytes.Length)];
            var outcome = FcsReader.Read(bytes, "m.fcs");
            if (outcome.IsRefused) continue;
            read++;
            foreach (var set in outcome.Value.DataSets)
                if (set.Events > 0) _ = SpilloverMatrix.FromKeywords(set, "m.fcs");
        }
        Assert.InRange(read, 1, Rounds);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 200_000L * Rounds, "bounded memory");
    }
}
