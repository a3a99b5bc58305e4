using System.Text;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Tests.Assay;

/// <summary>Plain tables of fluorescence as people make them: each reading lands in its curve, or the table is refused.</summary>
public class FluorescenceTableTests
{
    private static Outcome<InstrumentFile> Read(string text) => InstrumentFiles.Read(Encoding.UTF8.GetBytes(text), "t.csv");

    private static string[] Refusal(string text) => [.. Read(text).Problems.Select(p => p.ToString())];

    private static string Curve(Reaction reaction) => string.Join(' ', Enumerable.Range(1, reaction.Curve.Cycles).Select(c => reaction.Curve[c]?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "_"));

    [Fact]
    public void Two_columns_of_one_name_keep_their_own_readings()
    {
        var read = Read("Cycle,sample a,sample b,sample a\n1,1,2,3\n2,4,5,6\n3,7,8,9\n").Value;
        Assert.Equal(["1 4 7", "2 5 8", "3 6 9"], read.Runs[0].Reactions.Select(Curve));
        Assert.Contains("sample a", Assert.Single(read.Repairs).ToString(), StringComparison.Ordinal);
        Assert.Equal(3, read.Runs[0].Reactions.Select(r => r.Well).Distinct().Count());
    }

    [Theory]
    [InlineData("Cycle,A1,B1,A1\n1,1,2,3\n2,4,5,6\n", "t.csv, column A1: read 'a second column for well A1'; expected one column a well.")]
    [InlineData("Cycle,A1,A01\n1,1,2\n2,4,5\n", "t.csv, column A01: read 'a second column for well A1'; expected one column a well.")]
    [InlineData("Cycle,A1,,B1\n1,1,2,3\n2,4,5,6\n", "t.csv, column 3: read 'readings under no name'; expected a name above each column.")]
    [InlineData("Cycle,A1,B1\n1,1,2\n2,4,5\n2,6,7\n", "t.csv, line 4, column Cycle: read 'cycle 2 again'; expected each cycle once.")]
    [InlineData("Cycle,A1,B1\n1,1,2\n,4,5\n3,6,7\n", "t.csv, line 3, column Cycle: read 'readings without a cycle'; expected a cycle.")]
    [InlineData("Cycle,A1,B1\n1,1,2\n2,4,5,9\n3,6,7\n", "t.csv, line 3: read '4 cells'; expected at most 3, as in the header.")]
    [InlineData("Cycle,A1,B1\n1,1,2\n2.5,4,5\n2.1,6,7\n", "t.csv, line 4, column Cycle: read '2.1'; expected a cycle after 2.5.")]
    public void What_would_lose_or_move_a_reading_is_refused(string text, string problem) => Assert.Equal([problem], Refusal(text));

    [Fact]
    public void Numbers_of_rows_before_the_header_and_columns_of_nothing_are_no_curves()
    {
        var read = Read("\"\",\"Cycles\",\"F1\",\"F2\",\"\"\n\"1\",1,1,2,\n\"2\",2,4,5,\n\"3\",3,7,8,\n").Value;
        Assert.Equal(["1 4 7", "2 5 8"], read.Runs[0].Reactions.Select(Curve));
        Assert.Empty(read.Repairs);
    }

    [Fact]
    public void A_short_row_has_no_reading_in_the_cells_it_lacks_and_says_so()
    {
        var read = Read("Cycle,A1,B1\n1,1,2\n2,4\n3,6,7\n").Value;
        Assert.Equal(["1 4 6", "2 _ 7"], read.Runs[0].Reactions.Select(Curve));
        Assert.Equal("t.csv, line 3: read '2 cells under a header of 3'; taken as no reading in the last.", Assert.Single(read.Repairs).ToString());
    }

    /// <summary>Column 97 was put on E1, where column 49 stood.</summary>
    [Fact]
    public void Every_curve_of_a_wide_table_has_a_place_of_its_own()
    {
        string header = string.Join(',', Enumerable.Range(1, 384).Select(i => $"curve {i}")), row = string.Join(',', Enumerable.Repeat("1", 384));
        var wells = Read($"Cycle,{header}\n1,{row}\n2,{row}\n").Value.Runs[0].Reactions.Select(r => r.Well).ToArray();
        Assert.Equal(384, wells.Distinct().Count());
        Assert.Equal("P24", wells[^1].ToString());
    }

    [Fact]
    public void A_name_that_is_no_well_does_not_take_the_place_of_one()
    {
        var reactions = Read("Cycle,blank,A1,A2\n1,1,2,3\n2,4,5,6\n").Value.Runs[0].Reactions;
        Assert.Equal(["A3", "A1", "A2"], reactions.Select(r => r.Well.ToString()));
    }

    private const string Rdes = "Well,Sample,Sample Type,Target,Target Type,Dye,Cq,";

    [Theory]
    [InlineData("1,2,2\nA1,s,unkn,EBV,toi,FAM,,1,2,3\n", "t.csv, column 2: read 'cycle 2 again'; expected each cycle once.")]
    [InlineData("1,2,3\n,s,unkn,EBV,toi,FAM,,1,2,3\n", "t.csv, line 2, column Well: read 'readings without a well'; expected a well: a whole number from 1, or A1 ….")]
    [InlineData("1,2,3\nA1,s,unkn,EBV,toi,FAM,,1,2,3\nA01,s,unkn,EBV,toi,FAM,,1,2,3\n", "t.csv, line 3, column Well: read 'A01 a second time for the same target and dye'; expected each well, target and dye once.")]
    [InlineData("1,2,3\nA1,s,unkn,EBV,toi,FAM,,1,2,3,4\n", "t.csv, line 2: read '11 cells'; expected at most 10, as in the header.")]
    [InlineData("1,2,3\nA1,s,sample,EBV,toi,FAM,,1,2,3\n", "t.csv, line 2, column Sample Type: read 'sample'; expected a type of sample: unkn, std, ntc, pos, nac, ntp, nrt, opt.")]
    public void What_would_lose_or_move_a_reading_of_a_row_is_refused(string text, string problem) => Assert.Equal([problem], Refusal(Rdes + text));

    /// <summary>The column of cycle 0 was left out, which put every Cq one cycle early.</summary>
    [Fact]
    public void Columns_of_cycles_from_0_move_up_and_dyes_share_a_well()
    {
        var read = Read(Rdes + "2,0,1\nA1,s,unkn,EBV,toi,FAM,,7,1,4\nA1,s,unkn,IC,ref,VIC,,8,2,5\n").Value;
        Assert.Equal(["1 4 7", "2 5 8"], read.Runs[0].Reactions.Select(Curve));
        Assert.Contains("counted from 0", Assert.Single(read.Repairs).ToString(), StringComparison.Ordinal);
    }
}
