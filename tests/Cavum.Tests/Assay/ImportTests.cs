using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Tests.Assay;

public class ImportTests
{
    [Theory]
    [InlineData("abi/quantstudio/appbio_quantstudio_example04.txt", "QuantStudio text", 1, 96)]
    [InlineData("abi/quantstudio/appbio_quantstudio_example08.xlsx", "QuantStudio workbook", 1, 36)]
    [InlineData("abi/design_analysis/appbio_quantstudio_designandanalysis_QS1_Standard_Curve_example01.xlsx", "Design & Analysis workbook", 1, 96)]
    [InlineData("abi/design_analysis/appbio_quantstudio_designandanalysis_QS7Pro_Primary_Analysis_example18.xlsx", "Design & Analysis workbook", 1, 96)]
    [InlineData("abi/sce.eds", "EDS", 1, 24)]
    [InlineData("biorad/example01.csv", "CFX Cq table", 1, 48)]
    [InlineData("biorad/BioRad.xlsx", "fluorescence table", 1, 16)]
    [InlineData("lightcycler480/LC480_Example.txt", "LightCycler 480 raw", 1, 0)]
    [InlineData("lightcycler480/Edward_qPCR_Nrd1_calibration_2019-02-02_Cq.txt.gz", "LightCycler 480 Cq", 1, 0)]
    [InlineData("other_exports/ABI_SDS2.1_RQ_Results_example2.txt", "SDS results text", 0, 0)]
    [InlineData("other_exports/qpcR_format01.txt", "fluorescence table", 1, 384)]
    [InlineData("luminex/luminex_xPONENT_example02.csv", "Luminex xPONENT", 1, 8)]
    [InlineData("qiacuity_dpcr/qiacuity_dpcr_example03.csv", "QIAcuity", 1, 24)]
    public void Recognises_the_format_from_the_content(string file, string format, int runs, int reactions)
    {
        var read = InstrumentFiles.ReadFile(Shared.Path("data/assay/" + file)).Value;
        Assert.Equal(format, read.Format);
        if (runs > 0) Assert.Equal(runs, read.Runs.Count);
        if (reactions > 0) Assert.InRange(read.Runs.Sum(r => r.Reactions.Count), reactions * 0.8, reactions * 1.2);
    }

    [Fact]
    public void Bytes_mutated_ten_ways_are_read_or_refused_and_never_fault()
    {
        string[] files =
        [
            "rdml/stepone_std.rdml", "rdml/linregpcr.rdml", "abi/quantstudio/appbio_quantstudio_minimal_test04.txt", "biorad/example01.csv", "biorad/table.xlsx",
            "qiacuity_dpcr/qiacuity_dpcr_example01.csv", "ddpcr_qx/small/small.csv", "luminex/luminex_xPONENT_example02.csv",
        ];
        foreach (string file in files)
        {
            byte[] bytes = File.ReadAllBytes(Shared.Path("data/assay/" + file));
            for (ulong i = 0; i < 12; i++)
            {
                byte[] mutated = Mutations.Of(bytes, new SeededRandom(7, i));
                _ = InstrumentFiles.Read(mutated, "mutated").IsRefused;
                _ = DigitalReader.Read(mutated, "mutated").IsRefused;
            }
        }
    }

    [Fact]
    public void Reports_droplet_concentrations_of_QX_files_and_their_Poisson_limits()
    {
        var run = DigitalReader.ReadFile(Shared.Path("data/assay/ddpcr_qx/read_quant/quant.csv")).Value;
        foreach (var result in DigitalQuantifier.Quantify(run))
        {
            if (result.Well.ReportedCopiesPerMicrolitre is not > 10) continue;
            QuantifyTests.Close(result.Well.ReportedCopiesPerMicrolitre!.Value, result.CopiesPerMicrolitre!.Value, 0.0025);
            QuantifyTests.Close(result.Well.ReportedLower!.Value, result.Lower!.Value, 0.003);
            QuantifyTests.Close(result.Well.ReportedUpper!.Value, result.Upper!.Value, 0.003);
        }
        Assert.Contains("0.91 nL", DigitalReader.ReadFile(Shared.Path("data/assay/ddpcr_qx/small/small.csv")).Value.Notes[0], StringComparison.Ordinal);
    }

    /// <summary>oracles/assay/stats/dpcr_poisson.csv: Wald, Wilson and Clopper–Pearson on λ.</summary>
    [Fact]
    public void Poisson_intervals_agree_with_R()
    {
        foreach (var row in CsvTable.ReadFile(Shared.Path("oracles/assay/stats/dpcr_poisson.csv")).Value.Rows)
        {
            long k = (long)QuantifyTests.Number(row["k"]), n = (long)QuantifyTests.Number(row["n"]);
            if (row.IsMissing("v_nL")) continue;
            double scale = 1000 / QuantifyTests.Number(row["v_nL"]);
            foreach (var (kind, low, high) in new[] { (DigitalInterval.Wald, "wald_lo", "wald_hi"), (DigitalInterval.Wilson, "wilson_lo", "wilson_hi"), (DigitalInterval.ClopperPearson, "cp_lo", "cp_hi") })
            {
                var mean = PoissonCount.Estimate(k, n - k, kind)!;
                Assert.Equal(QuantifyTests.Number(row["copies_per_uL"]), mean.Lambda * scale, 1e-6 * Math.Max(1, mean.Lambda * scale));
                Assert.True(Math.Abs(QuantifyTests.Number(row[low]) - mean.Lower * scale) <= 1e-5 * Math.Max(1, mean.Lambda * scale), $"{row["well"]} {low}");
                Assert.True(Math.Abs(QuantifyTests.Number(row[high]) - mean.Upper!.Value * scale) <= 1e-5 * Math.Max(1, mean.Lambda * scale), $"{row["well"]} {high}");
            }
        }
    }

    [Fact]
    public void An_RDES_table_reads_back()
    {
        var run = RdmlTests.SmallRun();
        var back = InstrumentFiles.Read(System.Text.Encoding.UTF8.GetBytes(RdesWriter.Write(run)), "x.tsv").Value;
        Assert.Equal("RDES", back.Format);
        Assert.Equal(run.Reactions.Select(r => (r.Well, r.Sample, r.Role, r.ReportedCq)), back.Runs[0].Reactions.Select(r => (r.Well, r.Sample, r.Role, r.ReportedCq)));
        Assert.Equal(run.Reactions[0].Curve[40], back.Runs[0].Reactions[0].Curve[40]);
    }
}

/// <summary>Seeded damage to a file: flipped bytes, cuts, repeats, swapped digits.</summary>
internal static class Mutations
{
    internal static byte[] Of(byte[] bytes, SeededRandom random)
    {
        var result = new List<byte>(bytes);
        int edits = 1 + random.NextInt(6);
        for (int e = 0; e < edits && result.Count > 4; e++)
        {
            int at = random.NextInt(result.Count);
            switch (random.NextInt(5))
            {
                case 0: result[at] = (byte)random.NextInt(256); break;
                case 1: result.RemoveRange(at, Math.Min(result.Count - at, 1 + random.NextInt(64))); break;
                case 2: result.InsertRange(at, result.GetRange(at, Math.Min(result.Count - at, 1 + random.NextInt(64)))); break;
                case 3: result.RemoveRange(at, result.Count - at); break;
                default: result[at] = "0123456789<>,\t\"-eE."u8[random.NextInt(20 - 1)]; break;
            }
        }
        return [.. result];
    }
}
