using Cavum.Core;

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
}
