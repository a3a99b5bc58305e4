using Cavum.Analysis;
using Cavum.Core;
using Cavum.Report;

namespace Cavum.Tests.Analysis;

/// <summary>The whole chain on real instrument and scanner files, standing in for a study of two subjects.</summary>
public sealed class RealFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cavum-real-").FullName;
    private readonly List<string> sources = ["path,sha256,kind"];

    [Fact]
    public void StepOne_population_and_STS_001_maximum_come_out_of_the_report()
    {
        Build();
        var analysed = StudyAnalysis.Run(folder);
        Assert.True(!analysed.IsRefused, string.Join("\n", analysed.Problems));
        ReportWriter.Write(analysed.Value, ReportFolder.Of(folder));
        var results = analysed.Value.Results;

        // oracles/assay/bench: 2,553.7 by the second-derivative maximum of a five-parameter sigmoid, 2,549.3 by the vendor's Cq
        var population = results.EbvDna[0].Samples.Single(s => s.Sample == "R01-0");
        Assert.Equal("quantified", population.Status);
        Assert.Equal(2553.7, population.CopiesPerReaction!.Value, 5.0);
        // the same RTSTRUCT on the raw GE series, by SUVbw of the series time (oracles/imaging)
        var raw = results.Pet[0].Baseline!;
        Assert.Equal(7.910675, raw.SuvMax!.Value, 1e-5);
        Assert.Equal(366.08, raw.MtvMl!.Value, 0.01);
        Assert.Equal("seriesTime", raw.SuvRule); // one acquisition time for all beds: back-computation spreads by 1,215 s and is not used
        Assert.Equal("quantified", results.EbvDna[1].Samples[0].Status);
        Assert.True(results.Pet[1].Baseline!.SuvMax > 5);
        Assert.Equal("notAnswerable", results.Answer.Verdict);

        var trace = Run.Json("trace", folder, raw.Lesions[0].ResultId + ".suvMax");
        Assert.False(trace.GetProperty("stale").GetBoolean());
        Assert.Contains(trace.GetProperty("sources").EnumerateArray(), s => s.GetProperty("locator").GetString()!.Contains("maximum at", StringComparison.Ordinal));
    }

    private void Build()
    {
        string run = Source("data/assay/rdml/stepone_std.rdml", "sources/qpcr/stepone_std.rdml", "qpcr"), export = Source("data/assay/abi/quantstudio/appbio_quantstudio_example04.txt", "sources/qpcr/quantstudio.txt", "qpcr");
        string ge = Source("data/imaging/sts_001_raw_ge/PT_267_slices.zip", "sources/scans/ge.zip", "pt"), mask = Source("data/imaging/sts_001_raw_ge/mask/1-1.dcm", "sources/masks/ge.dcm", "mask");
        string structure = Source("data/imaging/sts_dicom/STS_001/PET/mask/RS.dcm", "sources/masks/sts.dcm", "mask");
        foreach (string slice in Directory.EnumerateFiles(Shared.Path("data/imaging/sts_dicom/STS_001/PET/image")))
            Source("data/imaging/sts_dicom/STS_001/PET/image/" + Path.GetFileName(slice), "sources/scans/sts/" + Path.GetFileName(slice), "pt");
        Write("sources.csv", string.Join("\n", sources) + "\n");
        Write("study.json", """{"title":"Real instrument files as a study","conditions":[],"interventions":[],"primaryOutcomes":[],"secondaryOutcomes":[]}""");
        Write("design.json", """{"study":"REAL","dataCut":"2026-10-31","drugs":{"antiPd1":{"product":"anti-PD-1"},"asparaginase":{"product":"asparaginase"}},"schedule":{"samples":[{"name":"baseline","day":0,"windowDays":7}],"scans":[{"name":"baseline","day":-7,"windowDays":21},{"name":"month 3","day":91,"windowDays":21}]}}""");
        Write("subjects.csv", "subject,setting,sex,birthDate,heightCm,weightKg\nR01,RM-NPC,M,1970-01-01,170,65\nR02,LA-NPC,F,1975-01-01,,60\n");
        Write("exposures.csv", "subject,drug,startDate\nR01,asparaginase,2026-01-10\nR02,asparaginase,2026-02-10\n");
        Write("samples.csv", $"sample,subject,collectedDate,matrix,run,runSample,assay\nR01-0,R01,2026-01-10,plasma,{run},pop1_RNase P,stand-in\nR01-28,R01,2026-02-07,plasma,{run},pop2_RNase P,stand-in\nR02-0,R02,2026-02-10,plasma,{export},5K,export\n");
        Write("assays/stand-in.json", """{"name":"RNase P standing in for EBV","target":"RNase P","extraction":{"plasmaMl":0.5,"eluateMicrolitres":50,"templateMicrolitres":5},"acceptance":{"slopeMin":-4,"slopeMax":-3,"ntcRequired":false}}""");
        Write("assays/export.json", """{"name":"RNase P of the QuantStudio export","target":"RNase P","cqMethod":"reported","extraction":{"plasmaMl":0.5,"eluateMicrolitres":50,"templateMicrolitres":5},"acceptance":{"slopeMin":-4,"slopeMax":-3,"ntcRequired":false}}""");
        Write("scans.csv", $"scan,subject,date,timePoint,pt\nP1,R01,2026-01-05,baseline,{ge}\nP2,R02,2026-02-05,baseline,sources/scans/sts\n");
        Write("marks.csv", $"scan,mark,kind,site,x,y,z,method,mask,roi,reader\nP1,L1,lesion,thigh,,,,mask,{mask},GTV_Mass,A\nP2,L1,lesion,thigh,,,,mask,{structure},GTV_Mass_PET,A\n");
    }

    private string Source(string shared, string path, string kind)
    {
        string to = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(Shared.Path(shared), to);
        File.SetAttributes(to, FileAttributes.Normal);
        sources.Add($"{path},{ContentHash.OfFile(to).Hex},{kind}");
        return path;
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
        File.WriteAllText(Path.Combine(folder, name), text);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
