using Cavum.Analysis;
using Cavum.Assay;
using Cavum.Core;
using Cavum.Report;
using Cavum.Simulation;

namespace Cavum.Tests.Analysis;

/// <summary>A study whose laboratory counts droplets, from the counted well to the response.</summary>
public sealed class DigitalStudyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cavum-droplets-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Cohort Make(int subjects, int? contaminated = null) => StudySimulator.Write(
        new SimulationSettings { Subjects = subjects, Mouse = false, Pet = new() { Write = false }, Qpcr = new() { Digital = true, ContaminatedRun = contaminated } }, folder).Value;

    /// <summary>One cohort; the figure over many cohorts stands in docs/validation/simulator.md.</summary>
    [Fact]
    public void Intervals_cover_the_truth_and_every_number_leads_to_its_droplets()
    {
        var truths = Make(8).Truth().Samples.ToDictionary(s => s.Sample, s => s.CopiesPerMl);
        var analysed = StudyAnalysis.Run(folder, pictures: false);
        Assert.True(!analysed.IsRefused, string.Join("\n", analysed.Problems));
        var results = analysed.Value.Results;

        Assert.Empty(results.Runs);
        Assert.All(results.DigitalRuns, r => Assert.True(r.Released, string.Join("; ", r.Reasons)));
        EbvDnaPoint[] quantified = [.. results.EbvDna.SelectMany(s => s.Samples).Where(p => p is { Origin: "run", Status: "quantified" })];
        Assert.InRange(quantified.Length, 30, 130);
        Assert.InRange(quantified.Count(p => p.CopiesLower <= truths[p.Sample] && truths[p.Sample] <= p.CopiesUpper) / (double)quantified.Length, 0.85, 1);
        Assert.Contains(results.EbvDna, s => s.Response.FallByDay28 is "yes" or "no");

        ReportWriter.Write(analysed.Value, ReportFolder.Of(folder));
        var trace = Run.Json("trace", folder, quantified[0].ResultId + ".copiesPerMl");
        Assert.False(trace.GetProperty("stale").GetBoolean());
        Assert.Contains(trace.GetProperty("sources").EnumerateArray(), s => s.GetProperty("locator").GetString()!.Contains("positive and", StringComparison.Ordinal));
        Assert.False(Run.Json("trace", folder, results.DigitalRuns[0].Plate[3].ResultId + ".copiesPerMicrolitre").GetProperty("stale").GetBoolean());
        Assert.NotEmpty(ControlCharts.Of(results.Runs, results.DigitalRuns)[0].Points);
    }

    [Fact]
    public void A_contaminated_run_gives_no_amount_and_an_assay_of_curves_is_refused_for_droplets()
    {
        Make(2, contaminated: 0);
        var results = StudyAnalysis.Run(folder, pictures: false).Value.Results;
        Assert.False(results.DigitalRuns[0].Released);
        Assert.All(results.EbvDna.SelectMany(s => s.Samples).Where(p => p.RunId == results.DigitalRuns[0].ResultId), p => Assert.Equal("notReleased", p.Status));

        string assay = Directory.GetFiles(Path.Combine(folder, "assays")).Single();
        AtomicFile.Write(assay, """{"target":"BamHI-W","extraction":{"plasmaMl":0.8,"eluateMicrolitres":50,"templateMicrolitres":5}}""");
        Assert.All(StudyAnalysis.Run(folder, pictures: false).Problems, p => Assert.Contains("'digital'", p.ToString(), StringComparison.Ordinal));
    }
}
