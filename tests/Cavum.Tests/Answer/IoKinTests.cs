using System.Globalization;
using System.Text;
using System.Text.Json;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Answer;

/// <summary>Fifteen real patients with serial ctDNA under anti-PD-1 as a study, their ctDNA standing in for EBV DNA.</summary>
public sealed class IoKinTests
{
    private const string Data = "data/clinical/analogues/iokin_ctdna/";

    [Fact]
    public void The_cohort_runs_through_as_a_study_and_its_published_classes_and_survival_come_back()
    {
        string clinical = Shared.Path(Data + "clinical.csv"), series = Shared.Path(Data + "ctdna_long.csv"), classes = Shared.Path(Data + "derived_classes.csv");
        string folder = Directory.CreateTempSubdirectory("cavum-iokin-").FullName;
        try
        {
            Assemble(folder, CsvTable.ReadFile(clinical).Value, CsvTable.ReadFile(series).Value);
            var results = Run.Json("analyze", folder);
            var expected = JsonDocument.Parse(File.ReadAllText(Shared.Path("data/clinical/analogues/expected.json"))).RootElement.GetProperty("iokin");
            Definitions(results, CsvTable.ReadFile(classes).Value);
            Survival(results, expected);
            Assert.Equal("notAnswerable", results.GetProperty("answer").GetProperty("verdict").GetString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Definitions(JsonElement results, CsvTable classes)
    {
        var responses = results.GetProperty("ebvDna").EnumerateArray().ToDictionary(s => s.GetProperty("subject").GetString()!, s => s.GetProperty("response"));
        int notEvaluable = 0;
        foreach (var row in classes.Rows)
        {
            var response = responses[row["patient"]];
            string Call(string name) => response.GetProperty("definitions").EnumerateArray().Single(d => d.GetProperty("name").GetString() == name).GetProperty("call").GetString()!;
            string fall = response.GetProperty("fallByDay28").GetString()!;
            Assert.Equal(row["d29_fall_ge50"] switch { "TRUE" => "yes", "FALSE" => "no", _ => "notEvaluable" }, fall);
            Assert.Equal(row["three_consecutive_rule"] == "not_evaluable_baseline" ? "notEvaluable" : row["three_consecutive_rule"], Call("threeConsecutive"));
            Assert.Equal(row["monotone_d8_to_d29"].ToLowerInvariant(), Call("monotoneFromDay8"));
            if (fall == "notEvaluable") notEvaluable++;
        }
        Assert.Equal(2, notEvaluable); // the two patients without ctDNA at baseline
    }

    private static void Survival(JsonElement results, JsonElement expected)
    {
        var pfs = results.GetProperty("timeToEvent").GetProperty("pfs");
        Assert.Equal(expected.GetProperty("pfs_all")[0].GetProperty("median").GetDouble(), pfs.GetProperty("medianDays").GetDouble());
        Assert.Equal(14, pfs.GetProperty("events").GetInt32());
        var rows = results.GetProperty("answer").GetProperty("subjects").EnumerateArray().ToList();
        var responses = results.GetProperty("ebvDna").EnumerateArray().ToDictionary(s => s.GetProperty("subject").GetString()!, s => s.GetProperty("response"));
        bool Increase(JsonElement s) => responses[s.GetProperty("subject").GetString()!].GetProperty("definitions").EnumerateArray().Single(d => d.GetProperty("name").GetString() == "monotoneFromDay8").GetProperty("call").GetString() == "increase";
        double[] times = [.. rows.Select(s => s.GetProperty("studyPfsDays").GetDouble())];
        bool[] events = [.. rows.Select(s => s.GetProperty("studyPfsEvent").GetBoolean())];
        int[] groups = [.. rows.Select(s => Increase(s) ? 1 : 0)];
        Assert.Equal(expected.GetProperty("pfs_logrank")[0].GetDouble(), LogRank.Test(times, events, groups).ChiSquare!.Value, 1e-8);
        var x = new double[groups.Length, 1];
        for (int i = 0; i < groups.Length; i++) x[i, 0] = groups[i];
        Assert.Equal(expected.GetProperty("pfs_cox").GetProperty("hr").GetDouble(), CoxRegression.Fit(new CoxInput(times, events, x)).Coefficients[0].HazardRatio!.Value, 1e-6);
    }

    private static void Assemble(string folder, CsvTable clinical, CsvTable series)
    {
        var zero = new DateOnly(2020, 1, 1);
        string D(string days) => zero.AddDays(int.Parse(days, CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        StringBuilder subjects = new("subject,setting,sex,birthDate\n"), exposures = new("subject,drug,startDate\n"), events = new("subject,date,event\n"), deaths = new("subject,date\n"),
            samples = new("sample,subject,collectedDate,matrix,assay,reported,reportedUnit,lod\n");
        foreach (var r in clinical.Rows)
        {
            string id = r["patient"];
            subjects.Append(CultureInfo.InvariantCulture, $"{id},{(r["extent"] == "Met" ? "RM-NPC" : "LA-NPC")},O,1960-01-01\n");
            exposures.Append(CultureInfo.InvariantCulture, $"{id},antiPd1,{D("0")}\n");
            events.Append(CultureInfo.InvariantCulture, $"{id},{D(r["pfs_days"])},{(r["pfs_event"] == "1" ? "progression" : "lastContact")}\n");
            if (r["os_event"] == "1") deaths.Append(CultureInfo.InvariantCulture, $"{id},{D(r["os_days"])}\n");
            else events.Append(CultureInfo.InvariantCulture, $"{id},{D(r["os_days"])},lastContact\n");
        }
        foreach (var r in series.Rows.Where(r => r["status"] != "missing"))
            samples.Append(CultureInfo.InvariantCulture, $"{r["patient"]}-{r["timepoint"]},{r["patient"]},{D(r["day"])},plasma,ctDNA,{(r["status"] == "not_detected" ? "not detected" : r["mtm_per_ml"])},copies/mL,0.1\n");
        foreach (var (name, text) in new[] { ("subjects.csv", subjects), ("exposures.csv", exposures), ("events.csv", events), ("deaths.csv", deaths), ("samples.csv", samples) })
            File.WriteAllText(Path.Combine(folder, name), text.ToString());
        File.WriteAllText(Path.Combine(folder, "study.json"), """{"title":"Serial ctDNA under anti-PD-1","conditions":[],"interventions":[],"primaryOutcomes":[],"secondaryOutcomes":[]}""");
        File.WriteAllText(Path.Combine(folder, "design.json"), """{"study":"IOKIN","dataCut":"2026-10-31","drugs":{"antiPd1":{"product":"pembrolizumab"},"asparaginase":{"product":"none"}},"schedule":{"samples":[{"name":"baseline","day":0,"windowDays":7}],"scans":[]}}""");
    }
}
