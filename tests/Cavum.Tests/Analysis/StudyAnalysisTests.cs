using System.Diagnostics;
using System.IO.Compression;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Report;

namespace Cavum.Tests.Analysis;

public class StudyAnalysisTests(SimulatedStudy study) : IClassFixture<SimulatedStudy>
{
    [Fact]
    public void Two_runs_give_the_same_bytes_of_results_provenance_and_page()
    {
        using var copy = new CopiedStudy(study.Folder);
        var again = StudyAnalysis.Run(copy.Folder).Value;
        ReportWriter.Write(again, ReportFolder.Of(copy.Folder));

        foreach (string name in new[] { ReportFolder.Results, ReportFolder.Provenance, ReportFolder.Page })
            Assert.Equal(ContentHash.OfFile(study.Report(name)), ContentHash.OfFile(Path.Combine(ReportFolder.Of(copy.Folder), name)));
    }

    /// <summary>As processes, since the number of threads is the machine's and not a setting of the analysis.</summary>
    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void One_and_two_processors_give_the_same_bytes(string processors)
    {
        using var copy = new CopiedStudy(study.Folder);
        Directory.Delete(ReportFolder.Of(copy.Folder), recursive: true);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "cavum"), ["analyze", copy.Folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_PROCESSOR_COUNT"] = processors;
        using var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == 0, error);
        foreach (string name in new[] { ReportFolder.Results, ReportFolder.Provenance, ReportFolder.Page })
            Assert.Equal(ContentHash.OfFile(study.Report(name)), ContentHash.OfFile(Path.Combine(ReportFolder.Of(copy.Folder), name)));
    }

    [Fact]
    public void Exchanged_scans_are_noticed_by_day_and_by_person()
    {
        using var copy = new CopiedStudy(study.Folder);
        string scans = copy.Full("scans.csv"), first = study.Analysed.Record.Subjects[0].Scans[0].PtPath, second = study.Analysed.Record.Subjects[1].Scans[0].PtPath;
        File.WriteAllText(scans, File.ReadAllText(scans).Replace(first, "held", StringComparison.Ordinal).Replace(second, first, StringComparison.Ordinal).Replace("held", second, StringComparison.Ordinal));

        var warnings = StudyAnalysis.Run(copy.Folder, pictures: false).Value.Results.Warnings;

        Assert.Empty(study.Analysed.Results.Warnings);
        Assert.Contains(warnings, w => w.Contains("is it this scan?", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.Contains("carry different patient ids", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.Contains("are they exchanged?", StringComparison.Ordinal));
    }

    [Fact]
    public void Three_subjects_are_too_few_to_answer_and_the_program_says_so()
    {
        var answer = study.Analysed.Results.Answer;

        Assert.Equal("notAnswerable", answer.Verdict);
        Assert.Contains(answer.Reasons, r => r.Contains("the plan asks for 10", StringComparison.Ordinal));
    }

    [Fact]
    public void The_answer_says_that_no_published_arm_is_ICB_alone_after_ICB_failure()
    {
        Assert.Contains("No published arm is ICB alone after ICB failure", string.Join(" ", study.Analysed.Results.Answer.Sentences), StringComparison.Ordinal);
        Assert.All(study.Analysed.Results.Evidence.Arms, a => Assert.False(a.PriorIcb));
    }

    [Fact]
    public void A_truncated_run_and_a_series_without_a_slice_are_refused_together_and_nothing_is_written()
    {
        using var copy = new CopiedStudy(study.Folder);
        Directory.Delete(ReportFolder.Of(copy.Folder), recursive: true);
        var sources = study.Analysed.Record.Sources.Values;
        string run = sources.First(s => s.Kind == "qpcr" && s.Path.EndsWith(".rdml", StringComparison.Ordinal)).Path, scan = sources.First(s => s.Kind == "pt").Path;
        File.WriteAllBytes(copy.Full(run), File.ReadAllBytes(copy.Full(run))[..^200]);
        RemoveSlice(copy.Full(scan));
        copy.Register(run);
        copy.Register(scan);

        var refused = Run.Cavum("analyze", copy.Folder, "--json");

        Assert.Equal(1, refused.Exit);
        Assert.Contains(Path.GetFileName(run), refused.Error, StringComparison.Ordinal);
        Assert.Contains("scan ", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, refused.Json.GetProperty("refused").EnumerateArray().Select(p => p.GetProperty("place").GetString()!.Split(',')[0]).Distinct().Count());
        Assert.False(Directory.Exists(ReportFolder.Of(copy.Folder)));
    }

    [Fact]
    public void A_source_that_changed_or_went_is_refused_by_name()
    {
        using var copy = new CopiedStudy(study.Folder);
        string[] pt = [.. study.Analysed.Record.Sources.Values.Where(s => s.Kind == "pt").Select(s => s.Path).Take(2)];
        copy.FlipByte(pt[0]);
        File.Delete(copy.Full(pt[1]));

        var refused = Run.Cavum("analyze", copy.Folder);

        Assert.Equal(1, refused.Exit);
        Assert.Contains("the file's bytes have changed", refused.Error, StringComparison.Ordinal);
        Assert.Contains($"'{pt[1]}'; expected a file that exists", refused.Error, StringComparison.Ordinal);
    }

    private static void RemoveSlice(string zip)
    {
        using var archive = ZipFile.Open(zip, ZipArchiveMode.Update);
        archive.Entries[archive.Entries.Count / 2].Delete();
    }
}
