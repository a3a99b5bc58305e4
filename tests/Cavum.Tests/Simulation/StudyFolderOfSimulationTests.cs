using Cavum.Core;
using Cavum.Simulation;
using Cavum.Study;

namespace Cavum.Tests.Simulation;

public sealed class StudyFolderOfSimulationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cavum-simulation").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static readonly SimulationSettings Small = new() { Subjects = 3, Seed = 5 };

    [Theory]
    [InlineData(EffectDirection.Null, 1)]
    [InlineData(EffectDirection.More, 2)]
    [InlineData(EffectDirection.Less, 3)]
    public void The_record_of_any_world_breaks_no_rule(EffectDirection effect, int seed)
    {
        var settings = new SimulationSettings { Seed = (ulong)seed, Effect = effect, Pet = new PetSettings { Write = false } };

        StudySimulator.Write(settings, folder);
        var read = StudyFolder.Read(folder);

        Assert.True(!read.IsRefused, string.Join("\n", read.Problems));
        Assert.Equal(settings.Subjects, read.Value.Subjects.Count);
        foreach (var subject in read.Value.Subjects)
        {
            var last = subject.Death?.Date ?? subject.Events.Last(e => e.Kind is CourseEventKind.LastContact).Date;
            Assert.All(subject.AdverseEvents, a => Assert.True((a.EndDate ?? a.StartDate) <= last));
            Assert.All(subject.Labs, l => Assert.True(l.Date <= last));
            Assert.All(subject.Samples, p => Assert.True(p.CollectedDate <= last));
            Assert.All(subject.Exposures, e => Assert.True(e.EndDate <= last));
            Assert.True(subject.ConsentDate <= subject.Scans.Select(s => s.Date).DefaultIfEmpty(subject.Day0!.Value).Min());
            Assert.True(subject.DiagnosisDate < subject.PriorIcb!.StartDate);
        }
    }

    [Fact]
    public void The_bytes_are_the_same_on_one_and_on_two_threads()
    {
        string one = Path.Combine(folder, "one"), two = Path.Combine(folder, "two");

        StudySimulator.Write(Small, one, 1, null, TestContext.Current.CancellationToken);
        StudySimulator.Write(Small, two, 2, null, TestContext.Current.CancellationToken);

        Assert.Equal(Hashes(one), Hashes(two));
        Assert.Contains(Hashes(one), h => h.Path == "sources/pet/S01-PET1-pt.zip");
        Assert.DoesNotContain(Hashes(one), h => h.Path.Contains("truth", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void An_interrupted_making_is_finished_by_the_next_call_without_making_again_what_was_whole()
    {
        string straight = Path.Combine(folder, "straight"), broken = Path.Combine(folder, "broken");
        StudySimulator.Write(Small, straight);
        using var stop = new CancellationTokenSource();
        var progress = new Stop(stop, after: 3);

        Assert.ThrowsAny<OperationCanceledException>(() => StudySimulator.Write(Small, broken, progress, stop.Token));
        Assert.False(File.Exists(Path.Combine(broken, "study.json")));
        var before = Directory.GetFiles(broken, "*", SearchOption.AllDirectories).Where(f => f.Contains("sources")).ToDictionary(f => f, File.GetLastWriteTimeUtc);
        Assert.NotEmpty(before);
        File.AppendAllText(Path.Combine(broken, ".simulation"), "0123 half a li"); // what a killed process may leave
        StudySimulator.Write(Small, broken);

        Assert.All(before, f => Assert.Equal(f.Value, File.GetLastWriteTimeUtc(f.Key)));
        Assert.Equal(Hashes(straight), Hashes(broken));
    }

    [Fact]
    public void A_spoiled_file_is_made_again_and_other_settings_start_anew()
    {
        var settings = Small with { Pet = new PetSettings { Write = false } };
        StudySimulator.Write(settings, folder);
        var whole = Hashes(folder);
        File.WriteAllText(Path.Combine(folder, "sources/qpcr/EBV-R01.rdml"), "spoiled");

        StudySimulator.Write(settings, folder);
        Assert.Equal(whole, Hashes(folder));

        StudySimulator.Write(settings with { Seed = 6 }, folder);
        Assert.False(StudyFolder.Read(folder).IsRefused);
        Assert.DoesNotContain(whole.Single(h => h.Path == "sources/qpcr/EBV-R01.rdml"), Hashes(folder));
    }

    [Fact]
    public void A_folder_of_somebody_else_is_refused_and_left_alone()
    {
        File.WriteAllText(Path.Combine(folder, "subjects.csv"), "subject\n");

        var outcome = StudySimulator.Write(Small, folder);

        Assert.True(outcome.IsRefused);
        Assert.Contains("did not make", outcome.Problems[0].Read, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void The_truth_is_never_written_into_a_study_folder()
    {
        var cohort = StudySimulator.Write(Small with { Pet = new PetSettings { Write = false } }, Path.Combine(folder, "study")).Value;

        Assert.Throws<ArgumentException>(() => StudySimulator.WriteTruth(cohort, Path.Combine(folder, "study", "truth.json")));
        StudySimulator.WriteTruth(cohort, Path.Combine(folder, "truth.json"));
        Assert.Contains("baselineCopiesPerMl", File.ReadAllText(Path.Combine(folder, "truth.json")), StringComparison.Ordinal);
    }

    private static List<(string Path, string Hash)> Hashes(string root) =>
        [.. Directory.GetFiles(root, "*", SearchOption.AllDirectories).Select(f => (Path.GetRelativePath(root, f), ContentHash.OfFile(f).Hex)).OrderBy(h => h.Item1, StringComparer.Ordinal)];

    private sealed class Stop(CancellationTokenSource source, int after) : IProgress<SimulationProgress>
    {
        public void Report(SimulationProgress value)
        {
            if (value.Done >= after) source.Cancel();
        }
    }
}
