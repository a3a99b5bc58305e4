using System.IO.Compression;
using System.Text;
using Cavum.Assay;

namespace Cavum.Tests.Assay;

/// <summary>The short way through an RDML document must say what the XML reader says, of every document.</summary>
public class CompactReadingsTests
{
    private static string Document(string readings, string head = "") => $"""
        <?xml version="1.0" encoding="utf-8"?>{head}
        <rdml version="1.1"><dye id="FAM"/><sample id="s"><type>unkn</type></sample><target id="t"><type>toi</type><dyeId id="FAM"/></target>
        <experiment id="e"><run id="r"><react id="1"><sample id="s"/><data><tar id="t"/>{readings}</data></react></run></experiment></rdml>
        """;

    private static InstrumentFile? Read(string xml, out string[] problems)
    {
        var read = InstrumentFiles.Read(Encoding.UTF8.GetBytes(xml), "x.rdml");
        problems = [.. read.Problems.Select(p => p.ToString())];
        return read.IsRefused ? null : read.Value;
    }

    /// <summary>A space inside the opening tag is the same XML, and not the plain form.</summary>
    private static string TheLongWay(string xml) => xml.Replace("<adp>", "<adp >", StringComparison.Ordinal);

    [Theory]
    [InlineData("<adp><cyc>1</cyc><fluor>0.1</fluor></adp><adp><cyc>2</cyc><fluor>-2.5e-3</fluor></adp>")]
    [InlineData("<adp>\n<cyc>1</cyc>\n<tmp>64.9</tmp>\n<fluor>0.1</fluor>\n</adp>\n\n<adp><cyc>3</cyc><fluor>7</fluor></adp>")]
    [InlineData("<adp><cyc>1</cyc><fluor>NaN</fluor></adp><adp><cyc>2.0</cyc><fluor> 5 </fluor></adp><adp><cyc>3</cyc><fluor>1e999</fluor></adp>")]
    [InlineData("<adp><cyc>1</cyc><fluor>0,1</fluor></adp>\n<adp><cyc>0</cyc><fluor>1</fluor></adp>\n\n<adp><cyc>1001</cyc><fluor>x</fluor></adp>")]
    [InlineData("<!-- <adp><cyc>1</cyc><fluor>9</fluor></adp> --><adp><cyc>1</cyc><fluor>0.1</fluor></adp>")]
    [InlineData("<adp><cyc>5</cyc><fluor>1</fluor></adp><excl><![CDATA[<adp><cyc>5</cyc><fluor>2</fluor></adp>]]></excl>")]
    [InlineData("<adp><cyc>1</cyc><fluor>0.1</fluor></adp>\n<broken\n")]
    [InlineData("<adp><cyc>1</cyc><fluor>0.1</fluor></adp>\n<adp><cyc>2</cyc><fluor>0.2</fluor>\n")]
    [InlineData("<adp cavum-readings=\"0\"/><adp><cyc>1</cyc><fluor>0.1</fluor></adp>")]
    [InlineData("<adp cavum-readings=\"99999999999\"/>")]
    public void Both_ways_give_the_same_curve_or_the_same_refusal(string readings)
    {
        string xml = Document(readings);
        var plain = Read(xml, out var plainProblems);
        var longer = Read(TheLongWay(xml), out var longerProblems);
        Assert.Equal(longerProblems, plainProblems);
        if (plain is null) return;
        var (a, b) = (plain.Runs[0].Reactions[0].Curve, longer!.Runs[0].Reactions[0].Curve);
        Assert.Equal(b.Cycles, a.Cycles);
        for (int c = 1; c <= a.Cycles; c++) Assert.Equal(b[c], a[c]);
    }

    /// <summary>The schema's adpCycUnique and dataTarID: the last reading of a cycle stood for the others, and two curves for one target.</summary>
    [Theory]
    [InlineData("<adp><cyc>1</cyc><fluor>0.1</fluor></adp><adp><cyc>2</cyc><fluor>2</fluor></adp><adp><cyc>2</cyc><fluor>5</fluor></adp>", "x.rdml, line 3: read 'cycle 2 for the second time'; expected each cycle once in a curve.")]
    [InlineData("<adp><cyc>1</cyc><fluor>0.1</fluor></adp></data><data><tar id=\"t\"/><adp><cyc>1</cyc><fluor>5</fluor></adp>", "x.rdml, line 3: read 'target 't' for the second time'; expected each target once in a reaction.")]
    public void A_repeated_cycle_or_target_is_refused(string readings, string problem)
    {
        Assert.Null(Read(Document(readings), out var plain));
        Assert.Null(Read(TheLongWay(Document(readings)), out var longer));
        Assert.Equal([problem], plain);
        Assert.Equal([problem], longer);
    }

    [Fact]
    public void Cycles_in_any_order_are_read() =>
        Assert.Equal(7, Read(Document("<adp><cyc>3</cyc><fluor>9</fluor></adp><adp><cyc>1</cyc><fluor>7</fluor></adp><adp><cyc>2</cyc><fluor>8</fluor></adp>"), out _)!.Runs[0].Reactions[0].Curve[1]);

    [Fact]
    public void A_document_type_is_refused_whatever_its_readings() =>
        Assert.Null(Read(Document("<adp><cyc>1</cyc><fluor>0.1</fluor></adp>", "<!DOCTYPE rdml [<!ENTITY a \"b\">]>"), out _));

    [Fact]
    public void Every_real_file_gives_the_same_curves_both_ways()
    {
        foreach (string path in Directory.GetFiles(Shared.Path("data/assay/rdml"), "*.rdml"))
        {
            if (new FileInfo(path).Length > 300_000) continue; // the large ones are the same instruments
            byte[] bytes = File.ReadAllBytes(path);
            using var zip = new ZipArchive(new MemoryStream(bytes));
            if (zip.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.Ordinal)).ToArray() is not [var only]) continue;
            using var reader = new StreamReader(only.Open());
            string xml = reader.ReadToEnd();
            var plain = Read(xml, out var problems);
            var longer = Read(TheLongWay(xml), out var others);
            Assert.Equal(others, problems);
            if (plain is null) continue;
            foreach (var (a, b) in plain.Runs.SelectMany(r => r.Reactions).Zip(longer!.Runs.SelectMany(r => r.Reactions)))
            {
                Assert.Equal(b.Curve.Cycles, a.Curve.Cycles);
                for (int c = 1; c <= a.Curve.Cycles; c++) Assert.Equal(b.Curve[c], a.Curve[c]);
            }
        }
    }
}
