using System.IO.Compression;
using System.Text;
using Cavum.Assay;

namespace Cavum.Tests.Assay;

public class DigitalRdmlTests
{
    private const string Xml = """
        <rdml version="1.3" xmlns="http://www.rdml.org"><dye id="FAM"/><sample id="P1"><type>unkn</type></sample><target id="EBV"><type>toi</type><dyeId id="FAM"/></target>
        <experiment id="e"><run id="r"><pcrFormat><rows>8</rows><columns>12</columns></pcrFormat><react id="1"><sample id="P1"/><partitions><volume>0.85</volume><endPtTable>t.tsv</endPtTable>
        <data><tar id="EBV"/><pos>2</pos><neg>3</neg><conc>601.0</conc></data></partitions></react></run></experiment></rdml>
        """;

    private static byte[] Zip(string xml, string? table)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, true))
        {
            using (var writer = new StreamWriter(zip.CreateEntry("rdml_data.xml").Open())) writer.Write(xml);
            if (table is not null)
                using (var writer = new StreamWriter(zip.CreateEntry("partitions/t.tsv").Open())) writer.Write(table);
        }
        return memory.ToArray();
    }

    private const string Table = "EBV\tEBV\n3000\tp\n2900\tp\n100\tn\n120\tn\n99\tn\n50\te\n60\tu\n";

    [Fact]
    public void Partitions_of_RDML_are_counted_with_the_volume_that_the_file_states()
    {
        var run = DigitalReader.Read(Zip(Xml, Table), "d.rdml").Value;
        var one = Assert.Single(DigitalQuantifier.Quantify(run));
        Assert.Equal((2L, 3L, PartitionVolumeSource.File, 6), (one.Well.Positives, one.Well.Negatives, one.VolumeSource, one.Well.Ends!.Count));
        Assert.Equal(-Math.Log(0.6) / 0.85e-3, one.CopiesPerMicrolitre!.Value, 1e-9);
        var read = InstrumentFiles.Read(Zip(Xml, Table), "d.rdml").Value;
        Assert.Equal("A1", read.Runs[0].Reactions[0].Well.ToString());
        Assert.NotNull(read.Digital);
        Assert.Equal(2, DigitalReader.Read(Encoding.UTF8.GetBytes(Xml), "d.xml").Value.Wells[0].Positives); // bare XML: the counts alone
    }

    [Fact]
    public void A_table_that_is_absent_or_counts_otherwise_is_refused()
    {
        Assert.Contains("partitions", DigitalReader.Read(Zip(Xml, null), "d.rdml").Problems[0].Expected, StringComparison.Ordinal);
        Assert.Contains("the 1 and 4 of the table", DigitalReader.Read(Zip(Xml, Table.Replace("2900\tp", "2900\tn", StringComparison.Ordinal)), "d.rdml").Problems[0].Expected, StringComparison.Ordinal);
        Assert.Contains("line 2", DigitalReader.Read(Zip(Xml, Table.Replace("3000\tp", "3000\tx", StringComparison.Ordinal)), "d.rdml").Problems[0].Place, StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_table_of_BioMark_takes_its_chambers_from_the_chip()
    {
        const string text = """
            Chip Run Info,x.bml,1482019095,48.770
            Export Type,Summary Table Results

            Panel,Sample Information,Sample Information,Sample Information,VIC-TAMRA,VIC-TAMRA,VIC-TAMRA,FAM-MGB,FAM-MGB,FAM-MGB
            ID,Name,Type,rConc.,Name,Type,Count,Name,Type,Count
            1,P1,Unknown,1,RNaseP,Test,120,EBV,Test,35
            2,Water,NTC,0,RNaseP,Test,0,EBV,Test,0
            """;
        var wells = DigitalReader.Read(Encoding.UTF8.GetBytes(text), "b.csv").Value.Wells;
        var ebv = Assert.Single(wells, w => w.Target == "EBV" && w.Sample == "P1");
        Assert.Equal((35L, 735L, "FAM-MGB", "panel 1"), (ebv.Positives, ebv.Negatives, ebv.Dye, ebv.Well));
        Assert.True(DigitalReader.Read(Encoding.UTF8.GetBytes(text.Replace("48.770", "?", StringComparison.Ordinal)), "b.csv").IsRefused);
        Assert.True(DigitalReader.Read(Encoding.UTF8.GetBytes(text.Replace("120,", "771,", StringComparison.Ordinal)), "b.csv").IsRefused);
    }
}
