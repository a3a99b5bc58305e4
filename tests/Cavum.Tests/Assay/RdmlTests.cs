using Cavum.Assay;

namespace Cavum.Tests.Assay;

public class RdmlTests
{
    internal static QpcrRun SmallRun() => new("run 1", "experiment", [.. Enumerable.Range(0, 6).Select(i => new Reaction(
        new(1, i + 1), i < 3 ? $"S{i}" : i == 3 ? "NTC" : "P1", i < 3 ? SampleRole.Standard : i == 3 ? SampleRole.Ntc : SampleRole.Unknown,
        "EBV", "FAM", i == 3 ? Cq.None : Cq.At(20.5 + i), AmplificationCurve.Of([.. Enumerable.Range(1, 40).Select(c => 0.1 + 1 / (1 + Math.Exp(20.0 + i - c)))]))
    {
        Quantity = i < 3 ? Math.Pow(10, 5 - i) : null, QuantityUnit = i < 3 ? "copies" : "", DataId = $"{i + 1}",
    })]);

    [Fact]
    public void A_written_run_reads_back_the_same_and_the_bytes_repeat()
    {
        var run = SmallRun();
        byte[] bytes = RdmlWriter.Write([run], "2026-01-01T00:00:00");

        Assert.Equal(bytes, RdmlWriter.Write([run], "2026-01-01T00:00:00"));
        var back = InstrumentFiles.Read(bytes, "x.rdml").Value;
        Assert.Equal("1.3", back.Version);
        Assert.Empty(back.Repairs);
        var read = Assert.Single(back.Runs);
        Assert.Equal(run.Reactions.Count, read.Reactions.Count);
        foreach (var (a, b) in run.Reactions.Zip(read.Reactions))
        {
            Assert.Equal((a.Well, a.Sample, a.Role, a.Target, a.Dye, a.ReportedCq, a.Quantity, a.QuantityUnit), (b.Well, b.Sample, b.Role, b.Target, b.Dye, b.ReportedCq, b.Quantity, b.QuantityUnit));
            for (int c = 1; c <= a.Curve.Cycles; c++) Assert.Equal(a.Curve[c], b.Curve[c]);
        }
    }

    [Theory]
    [InlineData("BioRad_qPCR_melt", "1.1", 2, 60)]
    [InlineData("stepone_std", "1.0", 1, 24)]
    [InlineData("data_vermeulen_std_150000_15", "1.4", 64, 960)]
    [InlineData("volume_machine", "1.4", 3, 172)]
    [InlineData("test_mca_1_raw_data", "1.3", 1, 50)]
    public void Reads_every_version(string file, string version, int runs, int reactions)
    {
        var read = InstrumentFiles.ReadFile(Shared.Path($"data/assay/rdml/{file}.rdml")).Value;
        Assert.Equal(version, read.Version);
        Assert.Equal(runs, read.Runs.Count);
        Assert.Equal(reactions, read.Runs.Sum(r => r.Reactions.Count));
    }

    [Fact]
    public void Refuses_the_broken_file_with_its_three_defects()
    {
        var read = InstrumentFiles.ReadFile(Shared.Path("data/assay/rdml/error.rdml"));
        Assert.Equal(
            [
                "error.rdml/rdml_data.xml, line 11: read 'experimenter 'ID0001' for the second time'; expected each experimenter id once.",
                "error.rdml/rdml_data.xml, line 150: read 'target 'ZNF80' for the second time'; expected each target id once.",
                "error.rdml/rdml_data.xml, line 259: read 'test string-err'; expected a fluorescence in digits.",
            ],
            read.Problems.Select(p => p.ToString()));
    }

    [Fact]
    public void Lists_what_it_put_right()
    {
        var read = InstrumentFiles.ReadFile(Shared.Path("data/assay/rdml/stepone_std.rdml")).Value;
        Assert.Contains(read.Repairs, r => r.Read == "24 reaction ids written as wells");
        Assert.Contains(read.Repairs, r => r.Read == "3 Cq at or after the last cycle 40");
        Assert.All(read.Runs[0].Reactions.Where(r => r.Role == SampleRole.Ntc), r => Assert.IsType<Cq.NotDetected>(r.ReportedCq));
    }

    [Theory]
    [InlineData("<!DOCTYPE rdml [<!ENTITY a \"b\">]><rdml version=\"1.3\">&a;</rdml>")]
    [InlineData("<rdml version=\"1.3\"><experiment id=\"e\"><run id=\"r\"><react id=\"1\">")]
    [InlineData("<rdml version=\"9.9\"></rdml>")]
    [InlineData("<html></html>")]
    [InlineData("<rdml version=\"1.1\"><experiment id=\"e\"><run id=\"r\"><react id=\"1\"><sample id=\"gone\"/></react></run></experiment></rdml>")]
    public void Refuses_what_is_no_rdml(string xml) =>
        Assert.True(InstrumentFiles.Read(System.Text.Encoding.UTF8.GetBytes(xml), "x").IsRefused);
}
