using Cavum.Core;
using FsCheck;
using FsCheck.Fluent;

namespace Cavum.Tests.Core;

public class CsvTableTests
{
    [Fact]
    public void Reads_quotes_byte_order_mark_and_line_ends_of_every_kind()
    {
        var table = CsvTable.Parse("\uFEFFa,b\r\n\"x, \"\"y\"\"\",1\n\"two\nlines\",NA\r3,4", "t.csv").Value;

        Assert.Equal(["a", "b"], table.Columns);
        Assert.Equal("x, \"y\"", table.Rows[0]["a"]);
        Assert.True(table.Rows[1].IsMissing("b"));
        Assert.Equal(5, table.Rows[2].Line);
    }

    [Fact]
    public void Names_every_problem_at_once_with_its_line()
    {
        var refused = CsvTable.Parse("a,a\n1\n1,2,3\n", "t.csv");

        Assert.Equal(
            ["t.csv, line 1: read 'a'; expected each column named once.",
             "t.csv, line 2: read '1 fields'; expected 2 fields, as in the header.",
             "t.csv, line 3: read '3 fields'; expected 2 fields, as in the header."],
            refused.Problems.Select(p => p.ToString()));
    }

    [Theory]
    [InlineData("a,b\n1,2", 1)]
    [InlineData("a,b\n1,2\n", 1)]
    [InlineData("a,b\n\n1,2\r\n\r\n", 1)]
    [InlineData("a\n1\n\n2\n", 3)]
    [InlineData("a,b\n,\n", 1)]
    [InlineData("a,b", 0)]
    public void Counts_rows_with_blank_lines_and_without_a_last_line_end(string text, int rows) =>
        Assert.Equal(rows, CsvTable.Parse(text, "t.csv").Value.Rows.Count);

    [Fact]
    public void Keeps_what_follows_a_closing_quote_and_quotes_inside_a_field()
    {
        var row = CsvTable.Parse("a,b,c\n\"x\"y,1\"2,\"\"\n", "t.csv").Value.Rows[0];

        Assert.Equal(["xy", "1\"2", ""], row.Fields);
    }

    [Fact]
    public void Refuses_bytes_that_are_not_UTF_8_with_their_line()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [.. "a\nb\n"u8, 0xC3, 0x28, .. "\n"u8]);
            Assert.Equal("t.csv, line 3: read 'bytes that are not UTF-8'; expected UTF-8 text, with or without BOM.", CsvTable.ReadFile(path, "t.csv").Problems.Single().ToString());
            File.WriteAllText(path, "a,b\n1,2\n", System.Text.Encoding.Unicode);
            Assert.Equal("t.csv: read 'UTF-16 text'; expected UTF-8 text, with or without BOM.", CsvTable.ReadFile(path, "t.csv").Problems.Single().ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Reads_back_what_was_written_whatever_the_fields_hold() => Prop.ForAll((string[] given) =>
    {
        string[] fields = [.. given.Select(f => f ?? "").Append("end")];
        string text = string.Join(',', fields.Select((_, i) => "c" + i)) + "\n" + string.Join(',', fields.Select(f => "\"" + f.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"")) + "\n";
        return CsvTable.Parse(text, "t").Value.Rows.Single().Fields.SequenceEqual(fields);
    }).QuickCheckThrowOnFailure();
}
