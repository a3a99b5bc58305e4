using System.Text.RegularExpressions;
using Cavum.Analysis;
using Cavum.Report;
using Cavum.Tests.Analysis;

namespace Cavum.Tests.Report;

public sealed partial class RunCertificateTests(SimulatedStudy study) : IClassFixture<SimulatedStudy>
{
    private string Run => study.Analysed.Record.FullPath(study.Analysed.Record.Sources.Values.First(s => s.Kind == "qpcr").Path);

    private string Assay => Directory.GetFiles(Path.Combine(study.Folder, "assays")).First();

    [Fact]
    public void Says_release_results_controls_and_origin_in_the_approved_words()
    {
        string page = RunCertificatePage.Render(RunCertification.Of(Run, Assay).Value);

        string words = Space().Replace(Tag().Replace(Drawing().Replace(page, ""), "\n"), "\n").Trim();
        Approvals.Verify(words + "\n", "run-certificate");
    }

    [Fact]
    public void Every_number_leads_to_a_place_on_the_page_and_two_renderings_are_the_same_bytes()
    {
        string page = RunCertificatePage.Render(RunCertification.Of(Run, Assay).Value);

        var targets = Target().Matches(page).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.All(Link().Matches(page).Select(m => m.Groups[1].Value).Distinct(), link => Assert.Contains(link, targets));
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.Equal(page, RunCertificatePage.Render(RunCertification.Of(Run, Assay).Value));
    }

    [Fact]
    public void The_certificate_agrees_with_the_study_that_used_the_run()
    {
        var certificate = RunCertification.Of(Run, Assay).Value;
        var point = study.Analysed.Results.EbvDna.SelectMany(s => s.Samples).First(p => p.Origin == "run" && p.Status == "quantified");

        Assert.Equal(point.CopiesPerMl, certificate.Results.Single(r => r.Sample == point.Sample).Amount!.CopiesPerMl!.Estimate);
    }

    [Fact]
    public void A_run_that_is_not_released_says_so_before_anything_else()
    {
        string folder = Directory.CreateTempSubdirectory("cavum-certificate-").FullName, strict = Path.Combine(folder, "strict.json"), page = Path.Combine(folder, "c.html");
        try
        {
            File.WriteAllText(strict, File.ReadAllText(Assay).TrimEnd()[..^1] + ",\"acceptance\":{\"rSquaredMin\":0.999999}}");
            var answer = Tests.Run.Json("assay", "certificate", Run, "--assay", strict, "--out", page);

            Assert.False(answer.GetProperty("released").GetBoolean());
            string text = File.ReadAllText(page);
            Assert.InRange(text.IndexOf("▼ Not released", StringComparison.Ordinal), 1, text.IndexOf("<h2>Results</h2>", StringComparison.Ordinal));
            Assert.Contains("below 0.999999", text, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Refuses_file_and_settings_together()
    {
        var refused = Tests.Run.Cavum("assay", "certificate", Assay, "--assay", Run, "--out", Path.Combine(study.Folder, "none.html"));

        Assert.Equal(1, refused.Exit);
        Assert.False(File.Exists(Path.Combine(study.Folder, "none.html")));
    }

    [GeneratedRegex("<(svg|style|head).*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Drawing();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex("\\s*\\n\\s*")]
    private static partial Regex Space();

    [GeneratedRegex(" id=\"([^\"]+)\"")]
    private static partial Regex Target();

    [GeneratedRegex("href=\"#([^\"]+)\"")]
    private static partial Regex Link();
}
