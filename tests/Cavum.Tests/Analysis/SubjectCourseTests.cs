using System.Globalization;
using Cavum.Analysis;
using Cavum.Report;

namespace Cavum.Tests.Analysis;

/// <summary>What the subject page shows of one subject: serology, the shape of the course, both limits of the half-life, lead time.</summary>
public class SubjectCourseTests(SimulatedStudy study) : IClassFixture<SimulatedStudy>
{
    private static readonly int[] Days = [0, 4, 8, 12, 16, 20, 28, 42, 56, 70, 84, 98];

    private static double Level(int day) => 10_000 * (0.999 * Math.Exp(-0.2 * day) + 0.001 * Math.Exp(0.05 * day)) * (day % 8 == 0 ? 1.05 : 0.96);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>The study with one subject's samples as a laboratory's words, and one progression.</summary>
    private AnalysedStudy Analyse(string basis, string serology, out string report)
    {
        using var copy = new CopiedStudy(study.Folder);
        var first = study.Analysed.Record.Subjects[0];
        string Date(int day) => first.Day0!.Value.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        File.WriteAllLines(copy.Full("samples.csv"), ["sample,subject,collectedDate,matrix,reported,reportedUnit,lod,loq,assay", .. Days.Select(d => Text($"P{d},{first.Id},{Date(d)},plasma,{Level(d):F1},copies/mL,5,20,in-house"))]);
        File.WriteAllLines(copy.Full("events.csv"), ["subject,date,event,basis", $"{first.Id},{Date(90)},progression,{basis}"]);
        File.WriteAllText(copy.Full("deaths.csv"), "subject,date,cause\n");
        File.WriteAllText(copy.Full("serology.csv"), "subject,collectedDate,antigen,isotype,kit,lot,value,unit,cutoff,greyLower,greyUpper\n" + serology.Replace("DAY0", Date(0), StringComparison.Ordinal).Replace("S?", first.Id.Code, StringComparison.Ordinal));
        var analysed = StudyAnalysis.Run(copy.Folder, pictures: false);
        Assert.True(!analysed.IsRefused, string.Join("\n", analysed.Problems));
        ReportWriter.Write(analysed.Value, ReportFolder.Of(copy.Folder));
        report = File.ReadAllText(Path.Combine(ReportFolder.Of(copy.Folder), ReportFolder.Results));
        Traces(copy.Folder, analysed.Value.Results);
        return analysed.Value;
    }

    /// <summary>Each new number leads to the rows it was made of.</summary>
    private static void Traces(string folder, StudyResults results)
    {
        var tracer = Tracer.Open(folder).Value;
        var ebv = results.EbvDna[0];
        foreach (string id in new[] { ebv.Kinetics.ResultId + ".halfLifeProfileLower", ebv.Shape!.ResultId + ".nadirDay", ebv.Lead!.ResultId + ".reboundDay" })
            Assert.Contains(tracer.Follow(id).Value.Sources, s => s.Path == "samples.csv" && s.Holds);
        foreach (var point in results.Subjects[0].Serology)
            Assert.Equal(["serology.csv"], tracer.Follow(point.ResultId + ".value").Value.Sources.Select(s => s.Path));
    }

    /// <summary>By hand: the curve turns at ln((1 − q)·a/(q·r))/(a + r) = 33 days; days 70 and 84 are the first pair far above the lowest.</summary>
    [Fact]
    public void Regrowth_its_turn_and_the_lead_before_progression_by_imaging()
    {
        var ebv = Analyse("RECIST 1.1", "", out string json).Results.EbvDna.First(e => e.Samples.Count > 0);

        Assert.Equal("regrowth", ebv.Shape!.Form);
        Assert.InRange(ebv.Shape.NadirDay!.Value, 31, 36);
        Assert.Equal((70, 90, 20), (ebv.Lead!.ReboundDay, ebv.Lead.ProgressionDay, ebv.Lead.LeadDays));
        Assert.Equal("estimated", ebv.Lead.Status);
        Assert.Contains("\"halfLifeProfileLower\"", json, StringComparison.Ordinal);
    }

    /// <summary>Without censoring the profile limits are b̂ ± √(RSS·(e^(χ²/n) − 1)/Sxx).</summary>
    [Fact]
    public void Profile_limits_are_those_of_the_straight_line_by_hand()
    {
        var analysed = Analyse("clinical", "", out _);
        var k = analysed.Results.EbvDna.First(e => e.Samples.Count > 0);
        int[] used = [.. Days.Where(d => d <= k.Kinetics.ToDay)];
        double[] y = [.. used.Select(d => Math.Log(double.Parse(Text($"{Level(d):F1}"), CultureInfo.InvariantCulture)))];
        double mx = used.Average(), my = y.Average(), sxx = used.Sum(d => (d - mx) * (d - mx)), b = used.Zip(y).Sum(p => (p.First - mx) * (p.Second - my)) / sxx;
        double rss = used.Zip(y).Sum(p => Math.Pow(p.Second - my - b * (p.First - mx), 2)), margin = Math.Sqrt(rss * (Math.Exp(3.841458820694124 / used.Length) - 1) / sxx);

        Assert.Equal(Math.Log(2) / (-b + margin), k.Kinetics.HalfLifeProfileLower!.Value, 1e-5);
        Assert.Equal(Math.Log(2) / (-b - margin), k.Kinetics.HalfLifeProfileUpper!.Value, 1e-5);
        Assert.Equal("progression was not found by imaging", k.Lead!.Status);
        Assert.Null(k.Lead.LeadDays);
    }

    [Fact]
    public void Serology_is_judged_by_its_own_cut_off_and_grey_zone_or_says_why_not()
    {
        var points = Analyse("PET", "S?,DAY0,VCA,IgA,Kit A,L1,3,AU/mL,2,0.9,1.1\nS?,DAY0,EBNA1,IgA,Kit A,L1,2,AU/mL,2,0.9,1.1\nS?,DAY0,EA-D,IgA,Kit A,L1,1,AU/mL,2,,\nS?,DAY0,VCA,IgA,Kit B,L1,1,index,,,\nS?,DAY0,VCA,IgA,Kit B,L1,,index,1,,\nS?,DAY0,VCA,,Kit C,,0,index,0,,\n", out _).Results.Subjects[0].Serology;

        Assert.Equal(["positive", "equivocal", "negative", "notEvaluable", "notEvaluable", "notEvaluable"], points.Select(p => p.Call));
        Assert.Equal([1.5, 1, 0.5, null, null, null], points.Select(p => p.Ratio));
        Assert.Equal(["", "", "", "no cut-off of kit and lot", "no value", "a cut-off of 0 gives no ratio"], points.Select(p => p.Reason));
        Assert.Equal(["VCA IgA", "EBNA1 IgA", "EA-D IgA", "VCA IgA", "VCA IgA", "VCA"], points.Select(p => p.Marker));
        Assert.All(points, p => Assert.Equal(0, p.Day));
    }

    [Fact]
    public void A_subject_without_serology_says_so()
    {
        var html = new HtmlWriter(new Doors(id => "#" + id));

        SerologySection.Write(html, study.Analysed.Results.Subjects[0] with { Serology = [] });

        Assert.Contains("No serology on record", html.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_grey_zone_upside_down_is_refused()
    {
        using var copy = new CopiedStudy(study.Folder);
        File.WriteAllText(copy.Full("serology.csv"), $"subject,collectedDate,antigen,kit,value,cutoff,greyLower,greyUpper\n{study.Analysed.Record.Subjects[0].Id},2026-01-01,VCA,K,1,1,1.2,1.1\n");

        Assert.Contains(StudyAnalysis.Run(copy.Folder, pictures: false).Problems, p => p.Place.Contains("greyLower", StringComparison.Ordinal));
    }

    /// <summary>A study whose follow-up scan is also entered as one of day 28: the definition is judged, and traced to both scans.</summary>
    [Fact]
    public void A_study_with_a_PET_at_four_weeks_judges_the_dual_endpoint()
    {
        using var copy = new CopiedStudy(study.Folder);
        var series = study.Analysed.Results.EbvDna.First(e => e.Response.Definitions!.Any(d => d is { Name: "dualEndpoint", Call: "notEvaluable" } && d.Reason.Contains("day 28", StringComparison.Ordinal)));
        var subject = study.Analysed.Record.Subjects.Single(s => s.Id.Code == series.Subject);
        string last = subject.Scans[^1].Id, date = subject.Day0!.Value.AddDays(26).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string[] scans = File.ReadAllLines(copy.Full("scans.csv")), marks = File.ReadAllLines(copy.Full("marks.csv")), reads = File.ReadAllLines(copy.Full("reads.csv"));
        string[] cells = scans.Single(l => l.StartsWith(last + ",", StringComparison.Ordinal)).Split(',');
        File.WriteAllLines(copy.Full("scans.csv"), [.. scans, string.Join(',', ["W4", cells[1], date, "week 4", .. cells[4..]])]);
        File.WriteAllLines(copy.Full("marks.csv"), [.. marks, .. marks.Where(l => l.StartsWith(last + ",", StringComparison.Ordinal)).Select(l => "W4" + l[last.Length..])]);
        File.WriteAllLines(copy.Full("reads.csv"), [.. reads, .. reads.Where(l => l.StartsWith(last + ",", StringComparison.Ordinal)).Select(l => "W4" + l[last.Length..])]);
        string design = File.ReadAllText(copy.Full("design.json")), list = "\"scans\": [";
        Assert.Contains(list, design, StringComparison.Ordinal);
        File.WriteAllText(copy.Full("design.json"), design.Replace(list, list + "{\"name\": \"week 4\", \"day\": 28, \"windowDays\": 7},", StringComparison.Ordinal));
        var analysed = StudyAnalysis.Run(copy.Folder, pictures: false).Value;
        var uptake = analysed.Results.Pet.Single(p => p.Subject == series.Subject).FourWeeks!;
        Assert.Equal(("W4", 26), (uptake.Scan, uptake.Day!.Value));
        var call = analysed.Results.EbvDna.Single(e => e.Subject == series.Subject).Response.Definitions!.Single(d => d.Name == "dualEndpoint");
        Assert.Contains("sum of SUVmax", call.Reason, StringComparison.Ordinal);
        if (uptake.ChangePercent is { } change)
        {
            Assert.NotEqual("notEvaluable", call.Call);
            Assert.Equal(call.Call == "yes", change < -50);
            Assert.Contains(uptake.ResultId, analysed.Provenance.Single(p => p.Id == $"ebv.{series.Subject}.response").Inputs);
        }
    }
}
