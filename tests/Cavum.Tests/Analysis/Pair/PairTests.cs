using System.IO.Compression;
using System.Text;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Imaging;
using Cavum.Report;
using Cavum.Simulation;
using Cavum.Tests.Imaging;

namespace Cavum.Tests.Analysis;

/// <summary>Two scans of the simulated study as files: what is compared, what is refused, and what a package reproduces.</summary>
public sealed class PairTests(PairTests.Scans scans) : IClassFixture<PairTests.Scans>
{
    /// <summary>The two scans of a simulated subject, and the first of another.</summary>
    public sealed class Scans : IDisposable
    {
        private readonly TempFolder folder = new();

        public Scans()
        {
            var made = StudySimulator.Write(new SimulationSettings { Subjects = 2 }, folder.Path);
            if (made.IsRefused) throw new InvalidOperationException(string.Join(" ", made.Problems));
            Package = folder.File("package.zip");
            Answer = PairAnalysis.Run(Of("S01-PET1"), Of("S01-PET2"), Words, Ct("S01-PET1"), Ct("S01-PET2")).Value;
            File.WriteAllBytes(Package, DeterministicZip.Of(PairPackage.Files(Answer)));
        }

        public PairRequest Words { get; } = new() { Subject = "S01", FirstDose = new(2025, 1, 6) };

        public PairAnswer Answer { get; }

        public string Package { get; }

        public string Of(string scan) => folder.File($"sources/pet/{scan}-pt.zip");

        public string Ct(string scan) => folder.File($"sources/pet/{scan}-ct.zip");

        public string Place(string name) => folder.File(name);

        public void Dispose() => folder.Dispose();
    }

    private string[] Refused(string before, string after, PairRequest? request = null) =>
        [.. PairAnalysis.Run(before, after, request ?? scans.Words).Problems.Select(p => p.ToString())];

    [Fact]
    public void The_answer_is_what_respond_says_of_the_case_of_the_package()
    {
        string folder = Directory.CreateDirectory(scans.Place("unpacked")).FullName;
        ZipFile.ExtractToDirectory(scans.Package, folder, overwriteFiles: true);

        var said = Run.Json("pet", "respond", Path.Combine(folder, PairPackage.Case));

        Assert.NotEmpty(scans.Answer.Before);
        Assert.Equal(scans.Answer.Report.TumourPresent, said.GetProperty("tumourPresent").GetString());
        Assert.Equal(scans.Answer.Percist.Category, said.GetProperty("criteria")[0].GetProperty("category").GetString());
        Assert.Equal(0, said.GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public void A_colleague_reproduces_the_package_with_and_without_the_scans()
    {
        string folder = Directory.CreateDirectory(scans.Place("opened")).FullName;
        ZipFile.ExtractToDirectory(scans.Package, folder, overwriteFiles: true);
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "what lies beside is not the package's");
        var unpacked = Run.Json("pet", "reproduce", folder);
        var alone = Run.Json("pet", "reproduce", scans.Package);
        var both = Run.Json("pet", "reproduce", scans.Package, "--baseline", scans.Of("S01-PET1"), "--follow-up", scans.Of("S01-PET2"));

        Assert.True(alone.GetProperty("reproduced").GetBoolean());
        Assert.True(unpacked.GetProperty("reproduced").GetBoolean());
        Assert.Equal(scans.Answer.Report.TumourPresent, both.GetProperty("tumourPresent").GetString());
        Assert.Contains($"{scans.Answer.Before.Count} lesions, measured again", both.GetProperty("checks").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PairPackage.Case, "case.json: read 'sha256")]
    [InlineData(PairPackage.AnswerFile, "answer.json: read 'sha256")]
    [InlineData("baseline.seg.dcm", "baseline.seg.dcm: read 'sha256")]
    public void A_changed_package_is_not_reproduced(string file, string words)
    {
        string changed = Rewritten("changed-" + file + ".zip", (name, bytes) => name == file ? [.. bytes[..^1], (byte)(bytes[^1] ^ 1)] : bytes);

        var run = Run.Cavum("pet", "reproduce", changed);

        Assert.Equal(1, run.Exit);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    /// <summary>Whoever changes the answer and the manifest with it is found by the criteria, whoever changes an outline by its values on the scan.</summary>
    [Fact]
    public void A_package_changed_with_its_manifest_is_not_reproduced()
    {
        string Forged(string name, string file, string was, string now) => Reforged(name, file, text => text.Replace(was, now, StringComparison.Ordinal));
        string tumour = scans.Answer.Report.TumourPresent, other = tumour == "negative" ? "positive" : "negative";
        double max = scans.Answer.Before[0].Measures.SuvMax;

        var answer = Run.Cavum("pet", "reproduce", Forged("forged-answer.zip", PairPackage.AnswerFile, $"\"tumourPresent\": \"{tumour}\"", $"\"tumourPresent\": \"{other}\""));
        string text = max.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        var values = Run.Cavum("pet", "reproduce", Forged("forged-case.zip", PairPackage.Case, text, (max + 0.01).ToString("R", System.Globalization.CultureInfo.InvariantCulture)), "--baseline", scans.Of("S01-PET1"));
        var exchanged = Run.Cavum("pet", "reproduce", scans.Package, "--baseline", scans.Of("S01-PET2"));

        Assert.Contains("answer.json: read 'another answer'", answer.Error, StringComparison.Ordinal);
        Assert.Equal(1, values.Exit);
        Assert.Contains("suvMax", values.Error, StringComparison.Ordinal);
        Assert.Contains("of which the package was made", exchanged.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_one_persons_baseline_and_follow_up_is_refused()
    {
        string one = scans.Of("S01-PET1"), two = scans.Of("S01-PET2");

        Assert.Contains(Refused(two, one), p => p.Contains("as if the two were exchanged", StringComparison.Ordinal));
        Assert.Contains(Refused(one, one), p => p.Contains("the same one was given twice", StringComparison.Ordinal));
        Assert.Contains(Refused(one, scans.Of("S02-PET2")), p => p.Contains("(0010,0020)", StringComparison.Ordinal) && !p.Contains("S02", StringComparison.Ordinal));
        Assert.Contains(Refused(scans.Ct("S01-PET1"), two), p => p.StartsWith("baseline, S01-PET1-ct.zip", StringComparison.Ordinal) && p.Contains("a PT series", StringComparison.Ordinal));
        Assert.Contains(Refused(one, two, scans.Words with { FirstDose = new(2027, 1, 1) }), p => p.StartsWith("first dose", StringComparison.Ordinal));
        Assert.Contains(Refused(one, two, scans.Words with { Reader = "A", Accepted = ["baseline:99"] }), p => p.Contains("baseline:99", StringComparison.Ordinal));
        Assert.Contains(Refused(one, two, scans.Words with { Accepted = [] }), p => p.StartsWith("reader", StringComparison.Ordinal));
    }

    [Fact]
    public void Both_scans_problems_are_told_at_once()
    {
        string junk = scans.Place("junk.zip");
        File.WriteAllText(junk, "no zip");

        string[] problems = Refused(junk, scans.Ct("S01-PET2"));

        Assert.Contains(problems, p => p.StartsWith("baseline", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("follow-up", StringComparison.Ordinal));
    }

    [Fact]
    public void A_reader_who_rejects_every_candidate_changes_the_answer_and_is_named()
    {
        var rejected = PairAnalysis.Answer(scans.Answer.Baseline, scans.Answer.FollowUp, scans.Words with { Reader = "Reader One", Accepted = [] }).Value;
        var outlined = PairAnalysis.Answer(scans.Answer.Baseline, scans.Answer.FollowUp, scans.Words with { Reader = "Reader One", Outlined = [PairScan.Baseline] },
            new Dictionary<string, IReadOnlyList<Region>> { [PairScan.Baseline] = [new(1, "mine", scans.Answer.Before[0].Mask)] }).Value;

        Assert.False(scans.Answer.Read);
        Assert.Contains(scans.Answer.Warnings, w => w.StartsWith("No reader has accepted", StringComparison.Ordinal));
        Assert.Contains("Proposed by the program, not yet read", PairPage.Render(scans.Answer), StringComparison.Ordinal);
        Assert.Empty(rejected.Before);
        Assert.Contains("accepted by Reader One", PairPage.Render(rejected), StringComparison.Ordinal);
        Assert.Equal(scans.Answer.Before[0].Measures, Assert.Single(outlined.Before).Measures);
        Assert.Equal("outlined by Reader One", outlined.Before[0].By);
    }

    /// <summary>A leg without a liver in which nothing was found was answered "negative".</summary>
    [Fact]
    public void A_search_that_found_nothing_in_a_part_of_the_body_is_not_negative()
    {
        var grid = ImageGeometry.Upright(40, 40, 20, new(4, 4, 3), new(-80, -80, -100));
        using var before = Phantom.Write(PetSeriesWriter.WritePet(Phantom.Spheres(grid), Phantom.Header("one"), Phantom.Acquisition()));
        using var after = Phantom.Write(PetSeriesWriter.WritePet(Phantom.Spheres(grid), Phantom.Header("two") with { Start = new(2026, 6, 10, 11, 0, 0) }, Phantom.Acquisition()));

        var unread = PairAnalysis.Run(before.Path, after.Path, new() { FirstDose = new(2026, 3, 5) }).Value;
        var read = PairAnalysis.Answer(unread.Baseline, unread.FollowUp, unread.Request with { Reader = "A", Accepted = [] }).Value;

        Assert.Null(unread.FollowUp.Found.Liver);
        Assert.Equal("indeterminate", unread.Report.TumourPresent);
        Assert.Equal("negative", read.Report.TumourPresent);
    }

    [Fact]
    public void The_same_scans_and_words_give_the_same_bytes()
    {
        var again = PairAnalysis.Run(scans.Of("S01-PET1"), scans.Of("S01-PET2"), scans.Words, scans.Ct("S01-PET1"), scans.Ct("S01-PET2")).Value;

        Assert.Equal(File.ReadAllBytes(scans.Package), DeterministicZip.Of(PairPackage.Files(again)));
    }

    private string Reforged(string name, string file, Func<string, string> change)
    {
        using var archive = ZipFile.OpenRead(scans.Package);
        using var reader = new StreamReader(archive.GetEntry(file)!.Open());
        string was = reader.ReadToEnd(), now = change(was);
        Assert.NotEqual(was, now);
        string oldHash = ContentHash.Of(Encoding.UTF8.GetBytes(was)).Hex, newHash = ContentHash.Of(Encoding.UTF8.GetBytes(now)).Hex;
        return Rewritten(name, (entry, bytes) => entry == file ? Encoding.UTF8.GetBytes(now) : entry == PairPackage.Manifest ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace(oldHash, newHash, StringComparison.Ordinal)) : bytes);
    }

    private string Rewritten(string name, Func<string, byte[], byte[]> change)
    {
        string path = scans.Place(name);
        using var from = ZipFile.OpenRead(scans.Package);
        using var to = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var entry in from.Entries)
        {
            using var memory = new MemoryStream();
            using (var stream = entry.Open()) stream.CopyTo(memory);
            using var target = to.CreateEntry(entry.FullName).Open();
            target.Write(change(entry.FullName, memory.ToArray()));
        }
        return path;
    }
}
