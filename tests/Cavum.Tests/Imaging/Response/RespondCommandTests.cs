using System.Text.Json;

namespace Cavum.Tests.Imaging;

public class RespondCommandTests
{
    private static string Write(string json)
    {
        string path = Path.Combine(Path.GetTempPath(), $"cavum-case-{Path.GetRandomFileName()}.json");
        File.WriteAllText(path, json);
        return path;
    }

    private static JsonElement Json(string json)
    {
        string path = Write(json);
        try
        {
            return Run.Json("pet", "respond", path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Category(JsonElement document, string name) =>
        document.GetProperty("criteria").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name).GetProperty("category").GetString()!;

    private const string Full = """
        {
          "subject": "S01", "sex": "M", "weightKg": 70, "heightCm": 172,
          "treatment": { "radiotherapyEnd": "2026-01-01" },
          "baseline": { "date": "2025-12-01", "liver": { "mean": 2.1, "sd": 0.2 }, "bloodPool": { "mean": 1.5, "sd": 0.1 },
            "lesions": [ { "id": 1, "label": "primary", "site": "nasopharynx", "volumeMl": 10, "suvMax": 14, "suvMean": 8, "suvPeakLocal": 11, "suvPeakGlobal": 12, "tlg": 80 } ] },
          "followUp": { "date": "2026-04-01", "liver": { "mean": 2.2, "sd": 0.2 }, "bloodPool": { "mean": 1.5, "sd": 0.1 },
            "lesions": [ { "id": 1, "label": "primary", "site": "nasopharynx", "volumeMl": 4, "suvMax": 5, "suvMean": 3, "suvPeakLocal": 3.9, "suvPeakGlobal": 4, "tlg": 12 } ] },
          "readers": [ { "reader": "A", "hopkins": { "primary": 4, "rightNeck": 1, "leftNeck": 1 }, "deauville": 4, "niRads": { "primary": "3", "neck": "1" } },
                       { "reader": "B", "hopkins": { "primary": 5, "rightNeck": 1, "leftNeck": 1 }, "deauville": 5, "niRads": { "primary": "3", "neck": "1" } } ],
          "ct": { "timePoints": [ { "date": "2025-12-01", "targets": [ { "id": "a", "mm": 30 } ] }, { "date": "2026-04-01", "targets": [ { "id": "a", "mm": 15 } ] } ] }
        }
        """;

    [Fact]
    public void Answers_all_eleven_criteria_with_their_paths()
    {
        var document = Json(Full);

        var criteria = document.GetProperty("criteria").EnumerateArray().ToArray();
        Assert.Equal(["PERCIST 1.0", "EORTC", "Hopkins", "NI-RADS", "Deauville-like", "iPERCIST", "PERCIMT", "imPERCIST5", "PECRIT", "RECIST 1.1", "iRECIST"],
            criteria.Select(c => c.GetProperty("name").GetString()));
        Assert.Equal(["PMR", "PMR", "5", "3", "5", "PMR", "SMD", "PMR", "PMR", "PR", "iPR"], criteria.Select(c => c.GetProperty("category").GetString()));
        Assert.All(criteria, c => Assert.NotEqual(0, c.GetProperty("path").GetArrayLength()));
        Assert.Equal(-200.0 / 3, criteria[0].GetProperty("changePercent").GetDouble(), 12);
        Assert.Equal(-50, criteria[9].GetProperty("changePercent").GetDouble(), 12);
        Assert.Equal("positive", document.GetProperty("tumourPresent").GetString());
        Assert.Equal(90, document.GetProperty("timing").GetProperty("days").GetInt32());
        Assert.Equal(6, document.GetProperty("blindedPairs").GetArrayLength());
    }

    [Fact]
    public void Prints_a_table_for_people()
    {
        string path = Write(Full);
        var result = Run.Cavum("pet", "respond", path);
        File.Delete(path);
        Assert.Equal(0, result.Exit);
        Assert.StartsWith("Tumour present: positive", result.Output, StringComparison.Ordinal);
        Assert.Contains("biopsy confirms", result.Output, StringComparison.Ordinal);
    }

    /// <summary>The same case in other spellings: arrays of scans, bare tables, text numbers, other keys.</summary>
    [Theory]
    [InlineData("""{"timePoints":[{"scanDate":"2025-12-01","lesions":[{"id":"1","sulPeak":10}],"liver":{"mean":1,"sd":0.1}},{"scanDate":"2026-04-01","lesions":[{"id":"1","sulPeak":7}]}]}""")]
    [InlineData("""{"baseline":[{"sul_peak":10}],"follow_up":[{"sul_peak":7}],"liver":{"mean":1,"sd":0.1}}""")]
    [InlineData("""{"Baseline":{"Lesions":[{"Id":1,"SUVpeak":"10"}],"Liver":{"mean":1,"stdDev":0.1}},"FollowUp":{"lesions":[{"id":1,"suvPeakGlobal":7,"suvMax":null}]},}""")]
    [InlineData("""{"baseline":{"measure":{"lesions":[{"id":1,"suvPeak":10,"suvMax":"NA"}]},"references":{"liver":{"suvMean":1,"suvStdDev":0.1}}},"current":{"lesionTable":[{"id":1,"suvPeak":7}]}}""")]
    [InlineData("""{"patient":{"sex":"n/a","weight":70,"height":1.7},"subject":{"id":"S1"},"dates":{"rtEnd":"2025-01-01"},"pet":{"baseline":{"lesions":[{"id":1,"sulPeak":10,"suvMax":"na"}],"reference":{"liver":{"mean":1,"sd":0.1},"bloodPool":1}},"followUp":{"lesions":[{"id":1,"sulPeak":7,"site":""}]}},"readers":{"hopkins":1}}""")]
    [InlineData("""{"subject":{"id":"S1","sex":"M"},"therapy":{"firstDose":"2025-01-01"},"pet":[{"lesions":[{"id":1,"sulPeak":10}],"liver":{"mean":1,"sd":0.1},"ct":{"date":"2025-01-01","sumMm":9}},{"lesions":[{"id":1,"sulPeak":7,"inflammation":"no"}],"ct":{"sumMm":9},"readers":[{"hopkins":1,"adjudication":true}],"consensus":{"hopkins":2}}]}""")]
    public void Reads_other_spellings(string json) => Assert.Equal("PMR", Category(Json(json), "PERCIST 1.0"));

    [Theory]
    [InlineData("\"newLesions\":1")]
    [InlineData("\"newLesions\":true")]
    [InlineData("\"newLesions\":[2]")]
    [InlineData("\"newLesions\":[{\"id\":2}]")]
    public void Takes_new_lesions_as_a_count_a_word_or_ids(string stated) =>
        Assert.Equal("PMD", Category(Json($$"""{"baseline":{"lesions":[{"id":1,"sulPeak":10}],"liver":{"mean":1,"sd":0.1} },"followUp":{"lesions":[{"id":1,"sulPeak":5}],{{stated}} } }"""), "PERCIST 1.0"));

    [Fact]
    public void A_lesion_without_a_number_at_baseline_is_new() =>
        Assert.Equal("PMD", Category(Json("""{"baseline":{"lesions":[{"id":1,"sulPeak":10}],"liver":{"mean":1,"sd":0.1}},"followUp":{"lesions":[{"id":1,"sulPeak":5},{"id":2,"sulPeak":3}]}}"""), "PERCIST 1.0"));

    [Fact]
    public void Pairs_by_the_readers_word_then_label_then_id()
    {
        const string baseline = """{"lesions":[{"id":1,"label":"node","sulPeak":10},{"id":2,"label":"mass","sulPeak":9}],"liver":{"mean":1,"sd":0.1} }""";
        Assert.Equal("SMD", Category(Json($$"""{"baseline":{{baseline}},"followUp":{"lesions":[{"id":1,"label":"mass","sulPeak":9},{"id":2,"label":"node","sulPeak":10}] } }"""), "PERCIST 1.0"));
        Assert.Equal("SMD", Category(Json($$"""{"baseline":{{baseline}},"followUp":{"lesions":[{"id":7,"baselineId":1,"sulPeak":9},{"id":8,"baselineId":2,"sulPeak":8}] } }"""), "PERCIST 1.0"));
        Assert.Equal("PMD", Category(Json($$"""{"baseline":{{baseline}},"followUp":{"lesions":[{"id":1,"sulPeak":5},{"id":2,"new":true,"sulPeak":5}] } }"""), "PERCIST 1.0"));
    }

    [Theory]
    [InlineData("""{"baseline":{"lesions":[{"id":1,"suvMax":3,"suvMean":4}]},"followUp":{"lesions":[]}}""", "suvMean")]
    [InlineData("""{"baseline":{"lesions":[{"id":1,"suvPeakLocal":3,"suvPeakGlobal":2}]},"followUp":{"lesions":[]}}""", "suvPeakLocal")]
    [InlineData("""{"baseline":{"lesions":[{"id":1,"suvMax":-3}]},"followUp":{"lesions":[]}}""", "suvMax")]
    [InlineData("""{"baseline":{"lesions":[{"id":1,"suvMax":"high"}]},"followUp":{"lesions":[]}}""", "suvMax")]
    [InlineData("""{"baseline":{"lesions":[{"id":1},{"id":1}]},"followUp":{"lesions":[]}}""", "lesions")]
    [InlineData("""{"baseline":{"lesions":[{"id":1,"new":true}]},"followUp":{"lesions":[]}}""", "new")]
    [InlineData("""{"baseline":{"date":"2026-04-01","lesions":[]},"followUp":{"date":"2026-03-01","lesions":[]}}""", "date")]
    [InlineData("""{"baseline":{"date":"1 May","lesions":[]},"followUp":{"lesions":[]}}""", "date")]
    [InlineData("""{"baseline":{"lesions":[],"liver":{"mean":0}},"followUp":{"lesions":[]}}""", "liver")]
    [InlineData("""{"baseline":{"lesions":[],"liver":{"mean":3,"max":2}},"followUp":{"lesions":[]}}""", "liver")]
    [InlineData("""{"sex":"Q","baseline":{"lesions":[]},"followUp":{"lesions":[]}}""", "sex")]
    [InlineData("""{"heightCm":900,"baseline":{"lesions":[]},"followUp":{"lesions":[]}}""", "heightCm")]
    [InlineData("""{"weightKg":900,"baseline":{"lesions":[]},"followUp":{"lesions":[]}}""", "weightKg")]
    [InlineData("""{"baseline":{"lesions":[]},"followUp":{"lesions":[]},"readers":[{"hopkins":{"primary":6}}]}""", "hopkins")]
    [InlineData("""{"baseline":{"lesions":[]},"followUp":{"lesions":[]},"readers":[{"niRads":"5"}]}""", "niRads")]
    [InlineData("""{"baseline":{"lesions":[]},"followUp":{"lesions":[]},"readers":[{"deauville":"7"}]}""", "deauville")]
    [InlineData("""{"baseline":{"lesions":[]},"followUp":{"lesions":[]},"readers":["A"]}""", "readers")]
    [InlineData("""{"baseline":{"lesions":[]},"followUp":{"lesions":[]},"readers":[null]}""", "readers")]
    [InlineData("""{"baseline":{"lesions":3},"followUp":{"lesions":[]}}""", "lesions")]
    [InlineData("""{"baseline":{"lesions":[3]},"followUp":{"lesions":[]}}""", "lesions")]
    [InlineData("""{"baseline":{"lesions":[{"id":1,"new":"perhaps"}]},"followUp":{"lesions":[]}}""", "new")]
    [InlineData("""{"baseline":{"lesions":[{"id":1,"longestDiameterMm":5,"shortAxisMm":9}]},"followUp":{"lesions":[]}}""", "shortAxisMm")]
    [InlineData("""{"baseline":{"lesions":[]},"followUp":{"lesions":[{"id":1,"baselineId":5}]}}""", "baselineId")]
    [InlineData("""{"treatment":{"firstDose":"2027-01-01"},"baseline":{"lesions":[]},"followUp":{"date":"2026-01-01","lesions":[]}}""", "firstDose")]
    [InlineData("""{"baseline":{"lesions":[]},"followUp":{"lesions":[]},"ct":{"timePoints":[{"date":"2026-02-01","sumMm":3},{"date":"2026-01-01","sumMm":3}]}}""", "ct")]
    [InlineData("""{"baseline":{"lesions":[]},"followUp":{"lesions":[]},"ct":[3,4]}""", "ct")]
    [InlineData("""{"baseline":{"lesions":[]}}""", "followUp")]
    [InlineData("""{"sex":{"is":"M"},"baseline":{"lesions":[]},"followUp":{"lesions":[]}}""", "sex")]
    [InlineData("""{"weightKg":[70],"baseline":{"lesions":[]},"followUp":{"lesions":[]}}""", "weightKg")]
    [InlineData("""{"weightKg":"as heavy as one can be without being weighed at all","baseline":{"lesions":[]},"followUp":{"lesions":[]}}""", "weightKg")]
    [InlineData("""{"treatment":{"cycles":1.5},"baseline":{"lesions":[]},"followUp":{"lesions":[]}}""", "cycles")]
    [InlineData("\"a text that is not an object and longer than forty characters\"", "")]
    [InlineData("""{"baseline":3,"followUp":[]}""", "baseline")]
    [InlineData("{}", "followUp")]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    [InlineData("", "")]
    public void Refuses_what_cannot_be(string json, string place)
    {
        string path = Write(json);
        var result = Run.Cavum("pet", "respond", path, "--json");
        File.Delete(path);

        Assert.True(result.Exit == 1, $"exit {result.Exit}: {result.Output}{result.Error}");
        Assert.Contains(place, result.Json.GetProperty("refused")[0].GetProperty("place").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_that_measure_prints_is_a_scan_of_the_case()
    {
        string Measure(string patient) => Run.Cavum("pet", "measure", Shared.Path($"data/imaging/sts_nifti/{patient}/PET_image.nii.gz"), "--mask", Shared.Path($"data/imaging/sts_nifti/{patient}/PET_mask.nii.gz"), "--json").Output;
        string before = Measure("STS_002"), after = Measure("STS_004");

        var document = Json($$"""{ "baseline": { "date": "2026-01-02", "liver": { "mean": 1, "sd": 0.1 }, "measure": {{before}} }, "followUp": { "date": "2026-04-05", "liver": { "mean": 1, "sd": 0.1 }, "lesions": {{after}} } }""");

        double b = Peak(before), a = Peak(after);
        Assert.Equal(100 * (a - b) / b, document.GetProperty("criteria")[0].GetProperty("changePercent").GetDouble(), 9);

        static double Peak(string json) => JsonDocument.Parse(json).RootElement.GetProperty("lesions")[0].GetProperty("suvPeakGlobal").GetDouble();
    }

    [Fact]
    public void Without_a_follow_up_table_nothing_has_changed_by_a_number()
    {
        var document = Json("""{ "baseline": { "lesions": [ { "id": 1, "suvMax": 10, "suvPeakGlobal": 8, "suvMean": 5, "volumeMl": 3, "tlg": 15 } ] }, "followUp": { "date": "2026-04-05" } }""");

        Assert.All(document.GetProperty("criteria").EnumerateArray(), c =>
        {
            Assert.Equal("NE", c.GetProperty("category").GetString());
            Assert.Equal(JsonValueKind.Null, c.GetProperty("changePercent").ValueKind);
            Assert.NotEqual("", c.GetProperty("reason").GetString());
        });
    }

    [Fact]
    public void A_key_that_no_criterion_knows_is_told_and_what_measure_prints_is_not()
    {
        string path = Write("""{"basline":{},"baseline":{"lesions":[{"id":1,"sulPeak":10,"suvPaek":3,"suv_max":12,"SUVmax":12,"voxels":4,"maxVoxel":[1,2,3]}],"liver":{"mean":1,"sd":0.1,"men":2},"rule":"x","warnings":["y"]},"followUp":{"lesions":[],"note":"z"},"readers":[{"hopkins":{"primary":1,"righNeck":1}}],"settings":{"minimunDays":3}}""");
        var result = Run.Cavum("pet", "respond", path, "--json");
        string file = Path.GetFileName(path);
        File.Delete(path);

        Assert.Equal(0, result.Exit);
        string[] places = [.. result.Json.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()!.Split(" was not read")[0].Replace(file + ", ", "", StringComparison.Ordinal))];
        Assert.Equal(["basline", "baseline.lesions[0].suvPaek", "baseline.lesions[0].SUVmax", "baseline.liver.men", "readers[0].hopkins.righNeck", "settings.minimunDays"], places);
        Assert.Contains("suvPaek was not read", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_complete_case_warns_of_nothing() => Assert.Equal(0, Json(Full).GetProperty("warnings").GetArrayLength());

    [Fact]
    public void A_file_that_is_not_there_is_refused() => Assert.Equal(1, Run.Cavum("pet", "respond", "/nowhere/case.json").Exit);

    [Fact]
    public void Little_is_enough_to_be_told_what_is_missing()
    {
        var document = Json("""{"baseline":{"lesions":[]},"followUp":{"lesions":[]}}""");
        Assert.Equal("indeterminate", document.GetProperty("tumourPresent").GetString());
        Assert.Equal("NE", Category(document, "PERCIST 1.0"));
        Assert.Equal("NE", Category(document, "RECIST 1.1"));
    }

    [Theory]
    [InlineData("""[{"sumMm":100},{"sumMm":70}]""", "PR")]
    [InlineData("""[{"sumMm":100},{"sumMm":70,"newLesion":true}]""", "PD")]
    [InlineData("""[{"targets":[{"id":"n","kind":"node","shortAxisMm":20}]},{"targets":[{"id":"n","kind":"node","shortAxisMm":9}]}]""", "CR")]
    [InlineData("""[{"targets":[{"id":"a","mm":20}]},{"targets":[{"id":"a","status":"gone"}]}]""", "CR")]
    [InlineData("""[{"targets":[{"id":"a","mm":20}]},{"targets":[{"id":"a","status":"too small"}]}]""", "PR")]
    [InlineData("""[{"targets":[{"id":"a","mm":20}],"nonTarget":"non-CR/non-PD"},{"targets":[{"id":"a","mm":0}],"nonTarget":"non-CR/non-PD"}]""", "PR")]
    public void Reads_CT_in_several_forms(string ct, string category) =>
        Assert.Equal(category, Category(Json($$"""{"baseline":{"lesions":[]},"followUp":{"lesions":[]},"ct":{{ct}}}"""), "RECIST 1.1"));

    [Fact]
    public void Reads_CT_beside_the_scans_and_as_named_time_points()
    {
        Assert.Equal("PR", Category(Json("""{"baseline":{"lesions":[],"ct":{"sumMm":100}},"followUp":{"lesions":[],"ct":{"sumMm":60}}}"""), "RECIST 1.1"));
        Assert.Equal("SD", Category(Json("""{"baseline":{"lesions":[]},"followUp":{"lesions":[]},"recist":{"baseline":{"sumMm":100},"followUp":{"sumMm":90}}}"""), "RECIST 1.1"));
    }

    [Fact]
    public void Settings_are_read()
    {
        var document = Json("""{"settings":{"allowSuvBw":false,"percimtCounting":"bins","sulFormula":"James"},"baseline":{"lesions":[{"id":1,"suvPeak":10}],"liver":{"mean":1,"sd":0.1}},"followUp":{"lesions":[]}}""");
        Assert.Equal("NE", Category(document, "PERCIST 1.0"));
        Assert.Equal("CMR", Category(document, "PERCIMT"));
    }
}
