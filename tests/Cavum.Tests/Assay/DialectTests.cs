using System.IO.Compression;
using System.Text;
using Cavum.Assay;

namespace Cavum.Tests.Assay;

public class DialectTests
{
    private const string Cfx = "Well\tFluor\tTarget\tContent\tSample\tCq\tStarting Quantity (SQ)\nA01\tFAM\tEBV\tStd-1\tS1\t21.50\t1000.5\nA02\tFAM\tEBV\tUnkn\tP1\tNaN\tNaN\n";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public void A_decimal_comma_is_refused_with_its_line_until_it_is_stated()
    {
        byte[] comma = Bytes(Cfx.Replace("21.50", "21,50", StringComparison.Ordinal).Replace("1000.5", "1.000,5", StringComparison.Ordinal));
        var refused = InstrumentFiles.Read(comma, "x.csv");
        Assert.True(refused.IsRefused);
        Assert.Contains(refused.Problems, p => p.Place.Contains("line 2", StringComparison.Ordinal) && p.Read == "21,50" && p.Expected.Contains("--decimal comma", StringComparison.Ordinal));
        var read = InstrumentFiles.Read(comma, "x.csv", decimalComma: true).Value.Runs[0].Reactions;
        Assert.True(read[0].ReportedCq.IsDetected(out double cq));
        Assert.Equal(21.5, cq);
        Assert.Equal(1000.5, read[0].Quantity);
        Assert.IsType<Cq.NotDetected>(read[1].ReportedCq);
    }

    [Theory]
    [InlineData("1,234", "21.50", false)]  // the table writes points elsewhere: thousands
    [InlineData("1,234", "21", true)]      // nothing tells
    [InlineData("1,234.5", "21", false)]
    [InlineData("1,234,567", "21", false)]
    public void One_comma_before_three_digits_is_thousands_only_where_the_table_writes_points(string quantity, string cq, bool refused)
    {
        string text = Cfx.Replace("1000.5", quantity, StringComparison.Ordinal).Replace("21.50", cq, StringComparison.Ordinal);
        Assert.Equal(refused, InstrumentFiles.Read(Bytes(text), "x.csv").IsRefused);
    }

    [Fact]
    public void A_concentration_of_a_digital_table_that_cannot_be_read_is_refused_and_not_dropped()
    {
        string text = "Well,ExptType,Experiment,Sample,TargetType,Target,Status,Concentration,Positives,Negatives,AcceptedDroplets\nA01,Absolute,ABS,P1,Ch1Unknown,EBV,OK,\"12,5\",100,14000,14100\n";
        Assert.True(DigitalReader.Read(Bytes(text), "x.csv").IsRefused);
        Assert.Null(DigitalReader.Read(Bytes(text.Replace("\"12,5\"", "No Call", StringComparison.Ordinal)), "x.csv").Value.Wells[0].ReportedCopiesPerMicrolitre);
        Assert.Equal(12.5, DigitalReader.Read(Bytes(text), "x.csv", decimalComma: true).Value.Wells[0].ReportedCopiesPerMicrolitre);
    }

    [Fact]
    public void A_text_that_is_no_table_by_its_shape_is_refused_before_it_is_cut_up()
    {
        string[] texts = ["Cycle," + string.Join(',', Enumerable.Range(0, 20_000)) + "\n1,2\n", "Cycle,A1\n1," + new string('9', 1_000_001), "Cycle,A1\n" + new string('\n', 600_001)];
        foreach (string text in texts)
        {
            Assert.True(InstrumentFiles.Read(Bytes(text), "x.csv").IsRefused);
            Assert.True(DigitalReader.Read(Bytes(text), "x.csv").IsRefused);
        }
    }

    /// <summary>Found by the mutation run: a well number that no plate has.</summary>
    [Theory]
    [InlineData("* Block Type = 96-Well Block\n\n[Amplification Data]\nWell\tCycle\tTarget Name\tRn\n19999\t1\tEBV\t0.5\n")]
    [InlineData("qpcR data\nWell Number\tReporter\t1\t2\t3\n9999\tFAM\t0.1\t0.2\t0.3\n")]
    public void A_well_number_beyond_any_plate_is_refused_with_its_line(string text)
    {
        var read = InstrumentFiles.Read(Bytes(text), "x.txt");
        Assert.Contains(read.Problems, p => p.Place.Contains("line", StringComparison.Ordinal) && p.Read.Contains("999", StringComparison.Ordinal));
    }

    /// <summary>Found by the hostile files: a whole cycle beyond the last one threw.</summary>
    [Fact]
    public void A_cycle_column_that_runs_too_far_is_refused() =>
        Assert.Contains("1000", InstrumentFiles.Read(Bytes("Cycle,A1\n" + string.Concat(Enumerable.Range(1, 1001).Select(i => $"{i},0.5\n"))), "x.csv").Problems[0].Read, StringComparison.Ordinal);

    [Fact]
    public void More_wells_sections_or_reactions_than_any_plate_are_refused_by_their_number()
    {
        string wells = "Well,Positives,Negatives\n" + string.Concat(Enumerable.Repeat("A1,2,3\n", 200_001));
        Assert.Contains("200000 wells", DigitalReader.Read(Bytes(wells), "x.csv").Problems[0].Expected, StringComparison.Ordinal);
        Assert.Contains("sections", InstrumentFiles.Read(Bytes("* Block Type = 96\n\n" + string.Concat(Enumerable.Repeat("[Results]\nWell\tT\n", 600))), "x.txt").Problems[0].Expected, StringComparison.Ordinal);
    }

    private const string Sds = "SDS 2.2.2\tAQ Results\t1.0\nFilename\tplate\n\nWell\tSample Name\tDetector Name\tReporter\tTask\tCt\tQuantity\n1\tS1\tEBV\tFAM\tStandard\t21.5\t1000.5\n";
    private const string QuantStudio = "* Block Type = 96-Well Block\n* Experiment Name = x\n\n[Results]\nWell\tWell Position\tSample Name\tTarget Name\tTask\tCT\tQuantity\n1\tA1\tS1\tEBV\tSTANDARD\t21.5\t1000.5\n";
    private const string LightCycler = "Experiment: x  Selected Filter: FAM (465-510)\nInclude\tColor\tPos\tName\tCp\tConcentration\tStandard\tStatus\nTrue\t255\tA1\tS1\t21.5\t1000.5\t1000.5\t\n";
    private const string Amplitudes = "Ch1 Amplitude,Ch2 Amplitude,Cluster\n100,90,1\n3000,80,2\n3100,2900,3\n";

    /// <summary>What a spreadsheet or another locale makes of an export: other separators, every field in quotes, empty lines above.</summary>
    [Theory]
    [InlineData(Sds, '\t')]
    [InlineData(QuantStudio, '\t')]
    [InlineData(LightCycler, '\t')]
    [InlineData(Amplitudes, ',')]
    [InlineData(Cfx, '\t')]
    public void An_export_saved_again_by_a_spreadsheet_reads_the_same(string text, char separator)
    {
        object[] Of(string variant) => [.. InstrumentFiles.Read(Bytes(variant), "x.txt").Value.Runs[0].Reactions.Select(r => (object)(r.Well, r.Sample, r.Role, r.Target, r.ReportedCq, r.Quantity))];
        string Saved(char to, bool quoted) => string.Join('\n', text.Split('\n').Select(l => l.Length == 0 ? l : string.Join(to, l.Split(separator).Select(f => quoted ? $"\"{f}\"" : f))));
        object[] expected = Of(text);
        foreach (string variant in new[] { Saved(',', false), Saved(';', false), Saved('\t', true), "\n\n" + text, "\uFEFF" + text.Replace("\n", "\r\n", StringComparison.Ordinal), text.Replace('\n', '\r') })
            Assert.Equal(expected, Of(variant));
    }

    [Fact]
    public void A_plain_Cq_table_of_7500_or_LightCycler_96_is_read()
    {
        var r = InstrumentFiles.Read(Bytes("Applied Biosystems 7500\n\nWell,Sample Name,Detector,Task,Ct,StdDev Ct,Qty\nA1,S1,EBV,Standard,21.5,0.1,1000.5\nA2,P1,EBV,Unknown,Undetermined,,\n"), "x.csv").Value.Runs[0].Reactions;
        Assert.Equal((SampleRole.Standard, 1000.5, "S1"), (r[0].Role, r[0].Quantity, r[0].Sample));
        Assert.IsType<Cq.NotDetected>(r[1].ReportedCq);
        Assert.Equal(30.25, ((Cq.Detected)InstrumentFiles.Read(Bytes("Position\tSample Name\tGene Name\tCq\nB1\tP\tEBV\t30.25\n"), "x.txt").Value.Runs[0].Reactions[0].ReportedCq).Cycles);
    }

    /// <summary>Found by the mutation run: a header that does not start its line.</summary>
    [Fact]
    public void A_LightCycler_table_whose_header_is_damaged_is_refused()
    {
        Assert.True(InstrumentFiles.Read(Bytes("Experiment: x  Selected Filter: y\nnclude\tColor\tPos\tName\tCp\tConcentration\tStandard\tStatus\nTrue\t255\tA1\ts\t20.5\t\t0\t\n"), "x.txt").IsRefused);
        Assert.True(InstrumentFiles.Read(Bytes("Raw Data\nxSamplePos\tSampleName\tProg#\tSeg#\tCycle#\t465-510\nA1\ts\t1\t1\t1\t0.5\n"), "x.txt").IsRefused);
    }

    /// <summary>Found by the mutation run: a line end between the word and its comma, so that no line is the header that the text seemed to hold.</summary>
    [Theory]
    [InlineData("Assay1 Amplitude\n,Assay2 Amplitude\n,Cluster\n1000,2000,1\n")]
    [InlineData("Target Value of 0 = negative\nCh1 Amplitude\r\n\r\n,1\n10474.45,1\n")]
    [InlineData("\uFEFF\uFEFF\nExperiment: x  Selected Filter: y\nInclude\tColor\tPos\tName\tCp\tConcentration\tStandard\tStatus\nTrue\t255\tA99\ts\tx\t\t0\t\n")]
    public void A_header_broken_over_lines_is_refused(string text)
    {
        Assert.True(DigitalReader.Read(Bytes(text), "x.csv").IsRefused);
        Assert.True(InstrumentFiles.Read(Bytes(text), "x.csv").IsRefused);
    }

    [Fact]
    public void UTF_16_is_read_with_and_without_its_mark()
    {
        var expected = InstrumentFiles.Read(Bytes(Cfx), "x.csv").Value.Runs[0].Reactions.Count;
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            Assert.Equal(expected, InstrumentFiles.Read(encoding.GetBytes(Cfx), "x.csv").Value.Runs[0].Reactions.Count);
            Assert.Equal(expected, InstrumentFiles.Read([.. encoding.GetPreamble(), .. encoding.GetBytes(Cfx)], "x.csv").Value.Runs[0].Reactions.Count);
        }
    }

    [Fact]
    public void RDES_may_start_after_cycle_1_and_its_minus_1_is_no_Cq()
    {
        var read = InstrumentFiles.ReadFile(Shared.Path("data/assay/rdml_schema/RDES_v1_0_example_amplification.tsv")).Value;
        Assert.Equal("RDES", read.Format);
        var first = read.Runs[0].Reactions[0];
        Assert.IsType<Cq.NotReported>(first.ReportedCq);
        Assert.Null(first.Curve[1]);
        Assert.Equal(668.43, first.Curve[3]);
        Assert.Equal(40, first.Curve.Cycles);
    }

    [Fact]
    public void SDS_absolute_quantities_are_read_for_standards_and_reported_for_the_rest()
    {
        string text = "SDS 2.2.2\tAQ Results\t1.0\nFilename\tplate\n\nSample Information\n\nWell\tSample Name\tDetector Name\tReporter\tTask\tCt\tQuantity\n1\tS1\tEBV\tFAM\tStandard\t21.5\t1000.0\n2\tP1\tEBV\tFAM\tUnknown\tUndetermined\t\n3\tP2\tEBV\tFAM\tUnknown\t24.5\t125.5\n";
        var r = InstrumentFiles.Read(Bytes(text), "aq.txt").Value.Runs[0].Reactions;
        Assert.Equal((SampleRole.Standard, 1000.0), (r[0].Role, r[0].Quantity));
        Assert.IsType<Cq.NotDetected>(r[1].ReportedCq);
        Assert.Equal(125.5, r[2].ReportedQuantity);
        Assert.Equal("FAM", r[2].Dye);
    }

    [Fact]
    public void BioMark_chambers_are_counted_by_panel_and_dye_and_the_volume_is_asked_for()
    {
        string text = """
            Chip Run Info,x.bml,1482019095,48.770
            Export Type,Detailed Table Results

            Experiment Information,Experiment Information,Experiment Information,Experiment Information,Experiment Information,Experiment Information,Experiment Information,FAM-MGB,FAM-MGB,VIC-TAMRA,VIC-TAMRA
            Chamber and Panel,Chamber and Panel,Sample,Sample,Sample,FAM-MGB,VIC-TAMRA,Ct,Ct,Ct,Ct
            Chamber ID,Panel ID,Name,Type,rConc.,Name,Name,Value,Target,Value,Target
            P01-X01-Y01,1,Plasma,Unknown,200,EBV,RNaseP,999,No Hit,29.1,Hit
            P01-X02-Y01,1,Plasma,Unknown,200,EBV,RNaseP,28,Hit,29.1,Hit
            P02-X01-Y01,2,Water,NTC,0,EBV,RNaseP,999,No Hit,999,No Hit
            """;
        var run = DigitalReader.Read(Bytes(text), "b.csv").Value;
        var ebv = Assert.Single(run.Wells, w => w.Well == "panel 1" && w.Target == "EBV");
        Assert.Equal((1L, 1L, "FAM-MGB"), (ebv.Positives, ebv.Negatives, ebv.Dye));
        var rnase = Assert.Single(run.Wells, w => w.Well == "panel 1" && w.Target == "RNaseP");
        Assert.Equal((2L, 0L), (rnase.Positives, rnase.Negatives));
        Assert.Equal(SampleRole.Ntc, run.Wells.First(w => w.Well == "panel 2").Role);
        Assert.Equal("volumeUnknown", DigitalQuantifier.Quantify(run)[0].Status);
        Assert.True(DigitalReader.Read(Bytes(text.Replace("No Hit,29.1", "Perhaps,29.1", StringComparison.Ordinal)), "b.csv").IsRefused);
    }

    [Fact]
    public void LightCycler_96_names_and_standards_are_read_from_where_the_vendor_puts_them()
    {
        const string id = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";
        string rdml = $"""
            <rdml version="1.1"><dye id="FAM"/><sample id="{id}"><description>Std 1000</description><type>unkn</type></sample><target id="EBV"><type>toi</type><dyeId id="FAM"/></target>
            <experiment id="e"><run id="r"><pcrFormat><rows>8</rows><columns>12</columns></pcrFormat><react id="13"><sample id="{id}"/><data><tar id="EBV"/><cq>22.1</cq></data></react></run></experiment></rdml>
            """;
        string vendor = """
            <c:data xmlns:c="x"><c:absQuantDataSource><c:standard>1000</c:standard><c:graphId>g1</c:graphId></c:absQuantDataSource>
            <c:standardPoints><c:standardPoint><c:position>B1</c:position><c:dyeName>FAM</c:dyeName><c:graphIds><c:guid>g1</c:guid></c:graphIds></c:standardPoint></c:standardPoints></c:data>
            """;
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, true))
            foreach (var (name, text) in new[] { ("rdml_data.xml", rdml), ("calculated_data.xml", vendor) })
                using (var writer = new StreamWriter(zip.CreateEntry(name).Open())) writer.Write(text);
        var reaction = InstrumentFiles.Read(memory.ToArray(), "lc96.rdml").Value.Runs[0].Reactions[0];
        Assert.Equal(("Std 1000", SampleRole.Standard, 1000.0, ""), (reaction.Sample, reaction.Role, reaction.Quantity, reaction.QuantityUnit));
    }
}
