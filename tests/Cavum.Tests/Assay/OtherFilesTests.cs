using System.Text;
using Cavum.Assay;

namespace Cavum.Tests.Assay;

/// <summary>What a user feeds to <c>assay read</c> that is no export is named, with the command that reads it.</summary>
public class OtherFilesTests
{
    [Theory]
    [InlineData("subject,day,value,status\nS1,0,1000,Q\nS1,7,18.8,ND\n", "series of EBV DNA", "assay kinetics")]
    [InlineData("level,detected,n\n1,25,96\n10,96,96\n", "hits by dilution level", "assay lod")]
    [InlineData("id,cobas,alinity\n1,100,120\n2,<35,260\n", "in several columns", "assay bridge")]
    [InlineData("run,date,pc\nR1,2026-01-01,1000\n", "results by run", "assay control")]
    [InlineData("mouse,group,day,volume\nM1,A,0,100\n", "tumour volumes", "preclinical growth")]
    [InlineData("time,event,group\n1,1,a\n", "times and events", "survival km")]
    [InlineData("Patient,Date,Outcome\nP1,2026-01-01,alive\n", "a table of Patient, Date, Outcome", "columns of cycles, Cq")]
    [InlineData(";Well;Fluor;Ziel;Inhalt;Probe;Cq\n;A01;FAM;EBV;Std-1;S1;21.53\n", "another language", "English column names")]
    [InlineData("* Blocktyp = 96\n\n[Ergebnisse]\nWell\tCT\n1\t21\n", "Ergebnisse", "English names")]
    [InlineData("%PDF-1.4\n", "a PDF", "text, CSV or workbook")]
    [InlineData("{\"name\":\"EBV\",\"weighting\":\"poisson\"}", "settings of an assay", "--assay")]
    public void A_file_that_is_no_export_is_named(string text, string read, string expected)
    {
        var problem = Assert.Single(InstrumentFiles.Read(Encoding.UTF8.GetBytes(text), "x.csv").Problems);
        Assert.Contains(read, problem.Read, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Expected, StringComparison.Ordinal);
    }

    private const string Opus = """
        <?xml version="1.0" encoding="utf-8"?><_x0030_><Row><Well>A01</Well><Fluor>FAM</Fluor><Target>EBV</Target><Content>Std-1</Content><Sample>S1</Sample><Biological_Set_Name /><Cq>21.53385452</Cq><Cq_Std._Dev>0</Cq_Std._Dev><Starting_Quantity__x0028_SQ_x0029_>100000</Starting_Quantity__x0028_SQ_x0029_></Row>
        <Row><Well>H12</Well><Fluor>HEX</Fluor><Target>IC</Target><Content>NTC</Content><Sample /><Cq>NaN</Cq></Row></_x0030_>
        """;

    /// <summary>CFX Opus: root _x0030_, a Row a well and dye, tags with escaped characters, NaN for no Cq.</summary>
    [Fact]
    public void The_XML_of_CFX_Opus_is_read_as_its_table()
    {
        var run = InstrumentFiles.Read(Encoding.UTF8.GetBytes(Opus), "x.xml").Value;
        Assert.Equal("CFX Cq table", run.Format);
        var r = run.Runs[0].Reactions;
        Assert.Equal((SampleRole.Standard, 100000.0, "S1", "EBV", "FAM"), (r[0].Role, r[0].Quantity, r[0].Sample, r[0].Target, r[0].Dye));
        Assert.Equal(21.53385452, ((Cq.Detected)r[0].ReportedCq).Cycles);
        Assert.Equal(SampleRole.Ntc, r[1].Role);
        Assert.IsType<Cq.NotDetected>(r[1].ReportedCq);
        var curves = InstrumentFiles.Read(Encoding.UTF8.GetBytes("<FAM>" + string.Concat(Enumerable.Range(1, 12).Select(c => $"<Row><Cycle>{c}</Cycle><A1>{10 + c}</A1><A2>10.5</A2></Row>")) + "</FAM>"), "x.xml").Value.Runs[0].Reactions;
        Assert.Equal((2, 12), (curves.Count, curves[0].Curve.Cycles));
        Assert.Contains("2 tables", InstrumentFiles.Read(Encoding.UTF8.GetBytes("<a><b><Row><X>1</X></Row></b><c><Row><X>1</X></Row></c></a>"), "x.xml").Problems[0].Read, StringComparison.Ordinal);
        Assert.Contains("rows of X", InstrumentFiles.Read(Encoding.UTF8.GetBytes("<a><Row><X>1</X></Row></a>"), "x.xml").Problems[0].Read, StringComparison.Ordinal);
        Assert.True(InstrumentFiles.Read(Encoding.UTF8.GetBytes("<!DOCTYPE a [<!ENTITY b \"c\">]>" + Opus[Opus.IndexOf("<_x", StringComparison.Ordinal)..]), "x.xml").IsRefused);
    }
}
