using System.Text;
using Cavum.Assay;

namespace Cavum.Tests.Assay;

public class LaboratoryReportTests
{
    private static InstrumentFile Read(string text, ReportUnit? unit = null, bool comma = false)
    {
        var read = InstrumentFiles.Read(Encoding.UTF8.GetBytes(text), "report.txt", comma, unit);
        Assert.False(read.IsRefused, string.Join("\n", read.Problems));
        return read.Value;
    }

    private static string[] Refused(string text) => [.. InstrumentFiles.Read(Encoding.UTF8.GetBytes(text), "report.txt").Problems.Select(p => p.ToString())];

    [Fact]
    public void A_table_keeps_each_sign_and_takes_the_unit_from_text_column_or_row()
    {
        const string text = "Lab report\nSample ID,Test,Result,Unit\nP1,EBV,Target Not Detected,\nP2,EBV,< 35,IU/mL\nP3,EBV,> 1.00E8,IU/mL\nP4,EBV,1.23E4 IU/mL (4.09 log IU/mL),\nP5,EBV,POS <2.7 LOG IU,\nP6,EBV,Detected <50,copies/mL\nP7,EBV,1.0 x 10^8 IU/mL,\nP8,EBV,Invalid,\nP9,CMV,22,mmol/L\n";
        var file = Read(text);
        Assert.Equal("laboratory results", file.Format);
        Assert.Empty(file.Runs);
        Assert.Equal(["notDetected", "belowLoq", "aboveUpperLimit", "quantified", "belowLoq", "belowLoq", "quantified", "invalid"], file.Results.Select(r => r.Result.Word));
        Assert.Equal([Censoring.Left, Censoring.Left, Censoring.Right, Censoring.None, Censoring.Left, Censoring.Left, Censoring.None, Censoring.None], file.Results.Select(r => r.Result.Censoring));
        Assert.Equal((35.0, null, 3), (file.Results[1].Result.Limit, file.Results[1].Result.Value, file.Results[0].Line));
        Assert.Equal(ConcentrationUnit.CopiesPerMillilitre, file.Results[5].Result.Unit);
        Assert.Equal((12300.0, 1e8), (file.Results[3].Result.Value, file.Results[6].Result.Value));
        Assert.Contains("1 rows of other tests", file.Notes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sample,Result\nP1,350\nP2,< 35\n", 2, "a unit: IU/mL or copies/mL")]
    [InlineData("Sample,Result,Unit\nP1,350,IU/L\n", 1, "IU/mL or copies/mL")]
    [InlineData("Sample,Result (IU/mL)\nP1,\"3,5\"\n", 1, "'.' as decimal mark")]
    [InlineData("Sample,Result (IU/mL)\nP1,\"1,234\"\n", 1, "'.' as decimal mark")]
    [InlineData("Sample,Result (IU/mL)\nP1,-5\n", 1, "above 0")]
    [InlineData("Sample,EBV DNA (IU/mL),EBV DNA (log10 IU/mL)\nP1,1000,3.0\nP2,1000,4.0\n", 1, "the log10 of '1000'")]
    public void What_is_not_stated_is_refused_with_its_line(string text, int problems, string expected)
    {
        string[] refused = Refused(text);
        Assert.Equal(problems, refused.Length);
        Assert.All(refused, p => Assert.Contains("line ", p, StringComparison.Ordinal));
        Assert.Contains(expected, refused[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_stated_unit_a_stated_comma_and_a_log_column_are_used()
    {
        var iu = new ReportUnit(ConcentrationUnit.InternationalUnitsPerMillilitre, false);
        Assert.Equal(350, Read("Sample,Result\nP1,350\n", iu).Results[0].Result.Value);
        var comma = Read("Probe;Ergebnis;Einheit\r\nP1;< 35,5;IU/mL\r\nP2;12.345;IU/mL\r\n", comma: true).Results;
        Assert.Equal((35.5, 12345.0), (comma[0].Result.Limit, comma[1].Result.Value));
        var log = Read("Sample\tEBV DNA (log10 IU/mL)\nP1\t4\nP2\t< 2\n").Results;
        Assert.Equal((1e4, 100.0), (Math.Round(log[0].Result.Value!.Value, 6), Math.Round(log[1].Result.Limit!.Value, 6)));
    }

    [Fact]
    public void Letters_lines_HL7_and_ASTM_are_read()
    {
        var letter = Read("COBAS report\nSample ID: P1\nResult: Target Not Detected\n\nSample ID: P2\nCollected: 2026-01-05\nResult: 1.2E3\nUnit: IU/mL\n").Results;
        Assert.Equal(("P2", 1200.0, "2026-01-05"), (letter[1].Sample, letter[1].Result.Value, letter[1].Date));
        Assert.Equal(4, Read("Target Not Detected\n< 35 IU/mL\n> 1.00E8 IU/mL\nPOS <2.7 LOG IU\n").Results.Count);
        var hl7 = Read("MSH|^~\\&|LIS\rPID|1||S1\rOBR|1|A|B|43730-1^EBV DNA\rOBX|1|SN|43730-1^EBV DNA^LN||<^35|[IU]/mL|||||F\rOBX|2|NM|2345-7^Glucose^LN||5.4|mmol/L\r");
        Assert.Equal(("B", 35.0, 1), (hl7.Results[0].Sample, hl7.Results[0].Result.Limit, hl7.Results.Count));
        var astm = Read("H|\\^&|||cobas\nP|1\nO|1|P77||^^^EBV\nR|1|^^^EBV|> 1.00E+08|IU/mL||||F\n").Results[0];
        Assert.Equal(("P77", ReportedStatus.AboveLimit, 1e8), (astm.Sample, astm.Result.Status, astm.Result.Limit));
    }

    [Fact]
    public void A_sheet_one_hundredth_of_an_earlier_one_is_flagged_by_the_command()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, first = Path.Combine(folder, "a.csv"), second = Path.Combine(folder, "b.csv");
        File.WriteAllText(first, "Sample,Result (IU/mL)\nP1,100\nP2,2500\nP3,30000\nP4,< 35\n");
        File.WriteAllText(second, "Sample,Result (IU/mL)\nP1,1\nP2,25\nP3,300\nP4,< 35\n");
        var result = Run.Cavum("assay", "read", second, "--against", first, "--json");
        Directory.Delete(folder, true);
        Assert.Equal(0.01, result.Json.GetProperty("compared").GetProperty("unitFactor").GetDouble());
        Assert.Contains("a change of unit?", result.Error, StringComparison.Ordinal);
        Assert.Equal("left", result.Json.GetProperty("results")[3].GetProperty("censoring").GetString());
    }

    [Fact]
    public void Plate_reader_tables_give_ratio_and_three_level_call_of_their_own_kit()
    {
        var file = Read("Kit: X VCA IgA\nLot: E1\nAntibody: VCA-IgA\nCut-off: 0.2\nGrey zone: 0.8-1.1\n\nWell,Sample,OD,Interpretation\nA1,S1,0.5,Positive\nB1,S2,0.17,Negative\nC1,S3,0.1,Negative\n");
        Assert.Equal([SerologyCall.Positive, SerologyCall.Equivocal, SerologyCall.Negative], file.Antibodies.Select(a => a.Call));
        Assert.Equal(("X VCA IgA", "E1", EbvAntibody.VcaIgA, 2.5), (file.Antibodies[0].Kit, file.Antibodies[0].Lot, file.Antibodies[0].Antibody, file.Antibodies[0].RatioToCutOff));
        Assert.Contains(file.Notes, n => n.Contains("1 printed interpretations differ", StringComparison.Ordinal));
        Assert.Equal("cutOffNotStated", Read("Well,Sample,OD\nA1,S1,0.5\n").Antibodies[0].Status);
        Assert.Contains("line 2", Refused("Well;Sample;OD\nA1;S1;0,5\n")[0], StringComparison.Ordinal);
        Assert.Contains("2.5, the reading", Refused("Sample,OD,Cut-off,Index\nS1,0.5,0.2,1.4\n")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_grid_of_densities_takes_its_names_from_the_grid_beside_it()
    {
        string header = "<>\t" + string.Join('\t', Enumerable.Range(1, 12));
        string row = string.Join('\t', Enumerable.Repeat("0.4", 12)), names = "BLK\tPC\t" + string.Join('\t', Enumerable.Range(1, 10).Select(i => "S" + i));
        var file = Read($"Cutoff: 0.2\n\n{header}\nA\t{row}\n\n{header}\nA\t{names}\n");
        Assert.Equal((12, "S1", 2.0, SampleRole.PositiveControl), (file.Antibodies.Count, file.Antibodies[2].Sample, file.Antibodies[2].RatioToCutOff, file.Antibodies[1].Role));
    }

    [Fact]
    public void Bead_assays_say_which_medians_rest_on_too_few_beads()
    {
        var file = InstrumentFiles.ReadFile(Shared.Path("data/assay/luminex/luminex_xPONENT_example03.csv")).Value;
        Assert.Equal(8, file.Antibodies.Count);
        Assert.All(file.Antibodies, a => Assert.Equal("tooFewBeads", a.Status));
    }

    [Fact]
    public void Another_amplification_verb_refuses_a_file_without_runs_by_what_it_holds() =>
        Assert.Contains("laboratory results, without a run", RunChoice.Of(Read("Sample,Result (IU/mL)\nP1,100\n"), null, "x").Problems[0].Read, StringComparison.Ordinal);
}
