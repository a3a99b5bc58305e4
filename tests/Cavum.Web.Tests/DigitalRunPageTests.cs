using Cavum.Analysis;
using Cavum.Report;
using Cavum.Simulation;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Cavum.Web.Tests;

/// <summary>The site of a study whose laboratory counts droplets.</summary>
public sealed class DigitalRunPageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cavum-droplets-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Runs_wells_certificate_and_controls_of_droplets_are_shown()
    {
        StudySimulator.Write(new SimulationSettings { Subjects = 2, Mouse = false, Pet = new() { Write = false }, Qpcr = new() { Digital = true } }, folder);
        var analysed = StudyAnalysis.Run(folder, pictures: false).Value;
        ReportWriter.Write(analysed, ReportFolder.Of(folder));
        var run = analysed.Results.DigitalRuns[0];
        using var site = new WebApplicationFactory<Program>();
        using var client = site.WithWebHostBuilder(host => host.UseSetting("data", folder).UseSetting("port", "0")).CreateClient();
        Task<string> Get(string path) => client.GetStringAsync(new Uri(path, UriKind.Relative));

        Assert.Contains($"href=\"/runs/{run.Run}\"", await Get("/runs"), StringComparison.Ordinal);
        string page = await Get("/runs/" + run.Run);
        Assert.Contains("Released: the controls hold.", page, StringComparison.Ordinal);
        Assert.Contains($"data-result-id=\"{run.Plate[3].ResultId}.copiesPerMicrolitre\"", page, StringComparison.Ordinal);
        Assert.Contains("dMIQE 2020", page, StringComparison.Ordinal);
        Assert.Contains("Results", await Get($"/runs/{run.Run}/certificate"), StringComparison.Ordinal);
        Assert.Contains("log10 copies per reaction", await Get("/controls"), StringComparison.Ordinal);
        Assert.Contains("copiesPerMicrolitre", await Get($"/trace/{run.Plate[3].ResultId}.copiesPerMicrolitre"), StringComparison.Ordinal);
        Assert.Contains("digital PCR runs were released", await File.ReadAllTextAsync(Path.Combine(ReportFolder.Of(folder), ReportFolder.Page), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
