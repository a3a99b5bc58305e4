using System.Text.Json;
using Cavum.Tests.Analysis;

namespace Cavum.Tests.CommandLine;

/// <summary>Every command that others call, with the keys they read: a renamed key fails here before it fails there.</summary>
public sealed class ContractTests(SimulatedStudy study) : IClassFixture<SimulatedStudy>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cavum-contract-").FullName;

    private const string Times =
        "t,e,g,x,y,s\n5,1,a,0.2,1,1\n8,1,a,0.5,0,2\n8,0,b,0.7,1,1\n12,1,b,0.1,0,2\n15,2,a,0.9,1,1\n18,1,b,0.4,0,2\n21,0,a,0.3,1,1\n25,1,b,0.8,0,2\n30,0,a,0.6,1,1\n33,1,b,0.15,1,2\n";

    [Theory]
    [InlineData("km", "--time t --event e1 --group g", "groups[].group groups[].n groups[].events groups[].median groups[].medianLower groups[].medianUpper groups[].curve[].time groups[].curve[].atRisk groups[].curve[].events groups[].curve[].censored groups[].curve[].survival groups[].curve[].stdErr groups[].curve[].lower groups[].curve[].upper")]
    [InlineData("logrank", "--time t --event e1 --group g", "chiSquare degreesOfFreedom pValue groups[].group groups[].n groups[].observed groups[].expected")]
    [InlineData("cox", "--time t --event e1 --covariates x,y", "n events logLikelihood logLikelihoodNull coefficients[].name coefficients[].estimate coefficients[].stdErr coefficients[].robustStdErr coefficients[].z coefficients[].pValue coefficients[].hazardRatio coefficients[].lower coefficients[].upper concordance concordanceStdErr proportionalHazards[].name proportionalHazards[].chiSquare proportionalHazards[].degreesOfFreedom proportionalHazards[].pValue")]
    [InlineData("rmst", "--time t --event e1 --group g --tau 25", "groups[].group groups[].rmst groups[].stdErr groups[].lower groups[].upper difference.estimate difference.lower difference.upper difference.pValue ratio.estimate lostTimeRatio.estimate")]
    [InlineData("cuminc", "--time t --event e --group g", "groups[].group groups[].cause groups[].curve[].time groups[].curve[].incidence groups[].curve[].stdErr gray[].cause gray[].chiSquare gray[].degreesOfFreedom gray[].pValue")]
    public void Survival(string verb, string options, string keys)
    {
        string table = Table(Times.Replace("t,e,", "t,e,e1,", StringComparison.Ordinal).ReplaceLineEndings("\n"), addBinary: true);
        Holds(keys, ["survival", verb, table, .. options.Split(' ')]);
    }

    [Theory]
    [InlineData("binomial interval --x 3 --n 6", "estimate intervals[].method intervals[].lower intervals[].upper")]
    [InlineData("design simon --p0 0.1 --p1 0.3 --alpha 0.05 --beta 0.2", "optimal.r1 optimal.n1 optimal.r optimal.n optimal.expectedN optimal.earlyStop optimal.alpha optimal.power minimax.r1 minimax.expectedN")]
    [InlineData("design monitor --prior-a 0.5 --prior-b 0.5 --p0 0.2 --threshold 0.1 --min 5 --max 20 --p 0.2,0.4", "boundary[].n boundary[].stopAtOrBelow operating[].p operating[].stopProbability operating[].expectedN")]
    [InlineData("flow transform --kind logicle --t 10000 --w 0.5 --m 4.5 --a 0 --x 1,10,100", "values[] inverse[]")]
    public void Plain(string line, string keys) => Holds(keys, line.Split(' '));

    [Fact]
    public void Compare()
    {
        string arms = File("study,n,r\nA,27,7\nB,44,9\nC,24,5\n"), ipd = File("a,b\n1,2\n2,3\n3,1\n4,5\n2,2\n5,4\n"), target = File("""{"a":{"mean":2.5},"b":{"mean":3}}""");
        string gmi = File("p1,p2,e2\n100,150,1\n80,60,1\n120,200,0\n50,90,1\n70,65,1\n200,210,0\n90,140,1\n60,61,1\n");
        string curve = File("time,survival\n0,1\n2,0.9\n4,0.8\n6,0.65\n8,0.5\n10,0.4\n"), risk = File("time,n\n0,20\n4,15\n8,8\n");

        Holds("map.mean map.sd map.quantiles tau.mean tau.sd mixture[].weight mixture[].a mixture[].b effectiveSampleSize.elir effectiveSampleSize.moment robust", "compare", "map", arms);
        Holds("feasible weights[] effectiveSampleSize coefficients[] gradientNorm", "compare", "maic", ipd, "--match", "a,b", "--target", target);
        Holds("delta estimators[].method estimators[].estimate estimators[].stdErr estimators[].lower estimators[].upper pairedCox.hazardRatio pairedCox.lower pairedCox.upper", "compare", "gmi", gmi, "--pfs1", "p1", "--pfs2", "p2", "--event2", "e2");
        Holds("n events median", "compare", "reconstruct", curve, "--at-risk", risk, "--out", Path.Combine(folder, "ipd.csv"));
        Assert.Equal("time,status", System.IO.File.ReadLines(Path.Combine(folder, "ipd.csv")).First());
    }

    [Fact]
    public void Longitudinal_and_kinetics()
    {
        string rows = string.Concat(Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"S{i / 5},{i % 5},{5 - 0.6 * (i % 5) + 0.3 * Math.Sin(i * 1.7) + 0.4 * Math.Cos(i / 5 * 2.1):F4},{(i % 9 == 8 ? 1 : 0)}\n")));
        Holds("logLikelihood fixed[].name fixed[].estimate fixed[].stdErr randomCovariance[] residualStdDev subjects[].subject subjects[].intercept subjects[].slope",
            "longitudinal", "censored", File("s,t,y,c\n" + rows), "--subject", "s", "--time", "t", "--value", "y", "--censored", "c", "--random", "slope");
        string series = File("s,d,v,st\nA,0,5000,Q\nA,7,2500,Q\nA,14,1200,Q\nA,21,640,Q\nA,28,25,BLOQ\n");
        Holds("subjects[].subject subjects[].slopePerDay subjects[].slopeStdErr subjects[].halfLifeDays subjects[].halfLifeLower subjects[].halfLifeUpper subjects[].logLikelihood subjects[].quantified subjects[].status subjects[].responses",
            "assay", "kinetics", series, "--subject", "s", "--day", "d", "--value", "v", "--status", "st", "--lod", "18.8", "--loq", "35");
        Holds("lod95.estimate lod95.lower lod95.upper lod95.model perLevel[]", "assay", "lod", File("l,d,n\n1,3,20\n3,10,20\n10,17,20\n30,20,20\n"), "--level", "l", "--detected", "d", "--n", "n");
    }

    [Fact]
    public void Assay_from_a_run()
    {
        string run = study.Analysed.Record.FullPath(study.Analysed.Record.Sources.Values.First(s => s.Kind == "qpcr").Path), assay = Directory.GetFiles(Path.Combine(study.Folder, "assays")).First();
        Holds("format version instrument repairs[]? runs[].id runs[].cycles runs[].wells[].well runs[].wells[].sample runs[].wells[].role runs[].wells[].target runs[].wells[].dye runs[].wells[].cq runs[].wells[].fluorescence[]", "assay", "read", run);
        foreach (string method in (string[])["linreg", "linreg-classic", "cpd2", "cy0"])
            Holds("curves[].run curves[].well curves[].target curves[].amplified curves[].cq curves[].efficiency curves[].baseline curves[].excluded[]?", "assay", "curves", run, "--method", method);
        Holds("standardCurve.slope standardCurve.intercept standardCurve.rSquared standardCurve.efficiency quality.released quality.reasons[]? results[].sample results[].status results[].copiesPerReaction results[].copiesPerMl results[].lower results[].upper results[].iuPerMl results[].iuLower results[].iuUpper results[].lod results[].loq", "assay", "quantify", run, "--assay", assay);
        string table = File("cycle,w1\n" + string.Concat(Enumerable.Range(1, 40).Select(c => FormattableString.Invariant($"{c},{1 + 20 / (1 + Math.Exp(-(c - 22.3) / 1.6)):F5}\n"))));
        Holds("curves[].curve curves[].cpD1 curves[].cpD2 curves[].cy0 curves[].parameters curves[].rSquared curves[].status", "assay", "fit", table, "--model", "l5");
    }

    [Fact]
    public void Pet_from_a_series()
    {
        var record = study.Analysed.Record;
        var scan = record.Subjects.SelectMany(s => s.Scans).First();
        string series = record.FullPath(scan.PtPath), segmentation = Path.Combine(folder, "found.dcm");
        const string lesion = "lesions[].id lesions[].label lesions[].voxels lesions[].volumeMl lesions[].suvMax lesions[].suvMean lesions[].suvMedian lesions[].suvStdDev lesions[].suvPeakLocal lesions[].suvPeakGlobal lesions[].tlg lesions[].maxVoxel[]";
        Holds("series[].seriesInstanceUid series[].modality series[].vendor series[].units series[].slices series[].rule series[].suvFactor series[].suvFactorMin series[].suvFactorMax series[].suvMin series[].suvMedian series[].suvMax series[].warnings[]?", "pet", "suv", series);
        Holds("lesions[].site lesions[].confidence physiological[]", "pet", "find", series, "--ct", record.FullPath(scan.CtPath!), "--out", segmentation);
        Holds(lesion, "pet", "measure", series, "--mask", segmentation);
        Holds(lesion + " leaked", "pet", "segment", series, "--mask", segmentation, "--method", "41");
        Holds("features", "pet", "features", series, "--mask", segmentation, "--discretise", "width:0.25");
        string measured = Run.Json("pet", "measure", series, "--mask", segmentation).GetRawText();
        string twoTables = File($$$"""{"treatment":{"firstDose":"2026-01-05"},"baseline":{"date":"2026-01-02","liver":{"mean":2.1,"sd":0.2},"lesions":{{{measured}}}},"followUp":{"date":"2026-04-05","liver":{"mean":2.1,"sd":0.2},"lesions":{{{measured}}}},"readers":[{"reader":"A","hopkins":{"primary":4,"rightNeck":1,"leftNeck":1}}]}""");
        Holds("criteria[].name criteria[].category criteria[].changePercent criteria[].path[] tumourPresent reasons[]", "pet", "respond", twoTables);
        Holds("files removed[] kept[]", "pet", "anonymize", series, "--out", Path.Combine(folder, "anonymous"), "--subject", "X1");
    }

    [Fact]
    public void Preclinical()
    {
        string volumes = File("m,g,d,v\n" + string.Concat(
            from arm in (string[])["C", "A", "B", "AB"]
            from mouse in Enumerable.Range(1, 5)
            from day in (int[])[0, 3, 6, 9, 12]
            let rate = arm switch { "C" => 0.12, "A" => 0.10, "B" => 0.09, _ => 0.04 } + 0.004 * mouse
            select FormattableString.Invariant($"{arm}{mouse},{arm},{day},{100 * Math.Exp(rate * day) * (1 + 0.05 * Math.Sin(mouse * 3 + day)):F3}\n")));
        string[] columns = ["--mouse", "m", "--group", "g", "--day", "d", "--volume", "v"];
        Holds("mice[].growthRate mice[].doublingDays mice[].auc mice[].mRecist groups[].sacrificeFrom", ["preclinical", "growth", volumes, .. columns]);
        Holds("fit.fixed[].group fit.fixed[].estimate fit.fixed[].stdErr fit.randomStdDev fit.residualStdDev fit.logLikelihood synergy[].day synergy[].method synergy[].score synergy[].combinationIndex synergy[].lower synergy[].upper synergy[].pValue synergy[].status",
            ["preclinical", "synergy", volumes, .. columns, "--control", "C", "--a", "A", "--b", "B", "--combination", "AB"]);
        Holds("groups[].curve[].survival chiSquare pairwise[]", ["preclinical", "survival", volumes, .. columns, "--threshold", "200"]);
    }

    [Fact]
    public void The_main_job()
    {
        Holds("answer.verdict answer.reasons[] answer.primary answer.sensitivity[] subjects[] ebvDna[] pet[] timeToEvent safety", "analyze", study.Folder, "--out", folder);
        Holds("findings[]?", "study", "check", study.Folder);
        Holds("id value stale sources[].path sources[].sha256 sources[].locator", "trace", study.Folder, "answer.primary.ebvResponse.count");
    }

    private static void Holds(string keys, params string[] line)
    {
        var document = Run.Json(line);
        string[] missing = [.. keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(k => !Has(document, k.Split('.')))];
        Assert.True(missing.Length == 0, $"{string.Join(' ', line.Take(2))} lacks {string.Join(", ", missing)}:\n{document.GetRawText()[..Math.Min(1500, document.GetRawText().Length)]}");
    }

    /// <summary>Follows a path; <c>[]</c> is an array with at least one element, <c>[]?</c> one that may be empty.</summary>
    private static bool Has(JsonElement at, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty) return true;
        string key = path[0].TrimEnd('?').Replace("[]", "", StringComparison.Ordinal);
        if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(key, out var value)) return false;
        if (!path[0].Contains("[]", StringComparison.Ordinal)) return Has(value, path[1..]);
        if (value.ValueKind != JsonValueKind.Array) return false;
        return value.GetArrayLength() == 0 ? path[0].EndsWith('?') : Has(value[0], path[1..]);
    }

    private string Table(string text, bool addBinary)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return File(lines[0] + "\n" + string.Concat(lines.Skip(1).Select(l =>
        {
            string[] f = l.Split(',');
            return string.Join(',', f[0], f[1], addBinary && f[1] != "0" ? "1" : "0", f[2], f[3], f[4], f[5]) + "\n";
        })));
    }

    private string File(string text)
    {
        string path = Path.Combine(folder, $"input{Directory.GetFiles(folder).Length}.csv");
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
