using Cavum.Analysis;
using Cavum.Imaging;
using Cavum.Simulation;
using Cavum.Study;
using Cavum.Tests.Imaging;

namespace Cavum.Tests.Analysis;

public class ReaderTests
{
    private static readonly DateTimeOffset At = new(2026, 4, 5, 10, 30, 0, TimeSpan.Zero);

    private static SignedRead Read(string scan, string reader, string tumour, int hopkins, double mtv) => new(scan, reader, ReadRole.Blinded, At, hopkins, 1, 1, null, null, null, tumour, false, mtv, null, "");

    [Fact]
    public void Two_signed_reads_decide_the_scan_and_their_agreement_is_reported()
    {
        using var folder = new TempFolder();
        Assert.False(StudySimulator.Write(new SimulationSettings { Subjects = 2 }, folder.Path).IsRefused);
        var plain = StudyAnalysis.Run(folder.Path, pictures: false).Value.Results;
        Assert.Null(plain.ReaderAgreement);
        string[] scans = [.. plain.Pet.SelectMany(p => new[] { p.Baseline, p.FollowUp }).OfType<PetScanResult>().Select(s => s.Scan)];
        var store = new SignedReads(folder.Path);
        for (int i = 0; i < scans.Length; i++)
        {
            Assert.Empty(store.Sign(Read(scans[i], "A", i == 0 ? "negative" : "positive", 1 + i % 3, 10 * (i + 1))).Problems);
            Assert.Empty(store.Sign(Read(scans[i], "B", "positive", 1 + i % 3, 10 * (i + 1) + 2)).Problems);
        }

        var results = StudyAnalysis.Run(folder.Path, pictures: false).Value.Results;

        var readers = results.ReaderAgreement!;
        Assert.Equal(scans.Length, readers.Scans);
        Assert.Equal(scans.Length - 1, readers.Questions.Single(q => q.Question == "tumourPresent").Same);
        Assert.Equal(1, readers.Questions.Single(q => q.Question == "hopkins").Kappa!.Value, 1e-12);
        Assert.Equal(2, readers.Volume!.BiasMl, 1e-12); // every second volume is 2 mL larger
        Assert.Equal(2, readers.Volume.UpperLimitMl, 1e-12);
    }

    [Fact]
    public void Readers_who_accept_the_same_outlines_agree_in_full_and_without_an_interval()
    {
        using var folder = new TempFolder();
        Assert.False(StudySimulator.Write(new SimulationSettings { Subjects = 2 }, folder.Path).IsRefused);
        string[] scans = [.. StudyAnalysis.Run(folder.Path, pictures: false).Value.Results.Pet.SelectMany(p => new[] { p.Baseline, p.FollowUp }).OfType<PetScanResult>().Select(s => s.Scan)];
        var store = new SignedReads(folder.Path);
        for (int i = 0; i < scans.Length; i++)
            foreach (string reader in new[] { "A", "B" }) Assert.Empty(store.Sign(Read(scans[i], reader, "positive", 1, 10 * (i + 1))).Problems);

        var volume = StudyAnalysis.Run(folder.Path, pictures: false).Value.Results.ReaderAgreement!.Volume!;

        Assert.Equal(1, volume.Intraclass);
        Assert.Equal((null, null), (volume.IntraclassLower, volume.IntraclassUpper));
        Assert.StartsWith("limitNotDefined", volume.Status, StringComparison.Ordinal);
    }

    [Fact]
    public void Outlines_come_back_as_they_were_saved_and_nothing_is_overwritten()
    {
        using var folder = new TempFolder();
        var grid = Phantom.Grid();
        var suv = Phantom.Spheres(grid, (new(-10, 0, -85), 10, 8));
        var images = new ScanImages(suv, null, []);
        var mask = LesionSegmenter.FromSeed(suv, new(10, 10, 5), ThresholdMethod.Parse("50")!)!.Mask;
        var store = new ReaderOutlines(folder.Path);

        var first = store.Save("S01-2", "Dr. Ä", images, [new("Lesion 1", mask)], At).Value;
        var second = store.Save("S01-2", "Dr. Ä", images, [new("Lesion 1", mask), new("Lesion 2", Mask.FromIndices(grid, [1, 2, 3]), "leaked: by a strand")], At).Value;

        Assert.NotEqual(first.Path, second.Path);
        Assert.True(File.Exists(folder.File(first.Path)));
        var back = store.Latest("S01-2", "Dr. Ä", grid).Value;
        Assert.Equal(mask.Indices(), back[0].Mask.Indices());
        Assert.Equal([1, 2, 3], back[1].Mask.Indices());
        Assert.Equal(3, File.ReadAllLines(folder.File(ReaderOutlines.Audit)).Length);
        Assert.Equal(["Lesion 2: leaked: by a strand"], second.Notes); // what the method says against an outline stays with it
        Assert.Contains("outlines; Lesion 2: leaked: by a strand", File.ReadAllText(folder.File(ReaderOutlines.Audit)), StringComparison.Ordinal);
        Assert.Equal("leaked: by a strand", Phantom.Read(File.ReadAllBytes(folder.File(second.Path))).Data.Sequence(DicomTags.SegmentSequence)[1].Text(new(0x00620006)));
        Assert.Empty(store.Latest("S01-2", "another", grid).Value);
    }

    [Fact]
    public void Outlines_of_a_signed_read_are_not_changed()
    {
        using var folder = new TempFolder();
        new SignedReads(folder.Path).Sign(Read("S01-2", "A", "positive", 4, 3));
        var images = new ScanImages(Phantom.Spheres(Phantom.Grid()), null, []);

        Assert.True(new ReaderOutlines(folder.Path).Save("S01-2", "A", images, [new("x", Mask.FromIndices(images.Suv.Geometry, [5]))], At).IsRefused);
        Assert.False(Directory.Exists(folder.File("reads")));
        Assert.True(new ReaderOutlines(folder.Path).Save("S01-2", "B", images, [], At).IsRefused);
    }
}
