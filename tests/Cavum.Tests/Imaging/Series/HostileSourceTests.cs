using System.IO.Compression;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>Folders, archives and DICOMDIRs as discs, file systems and people leave them.</summary>
public class HostileSourceTests
{
    private static IEnumerable<byte[]> Slices() => PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(slices: 4)), Phantom.Header(), Phantom.Acquisition());

    private static byte[] DirectoryOf(params string[][] references) => DicomWriter.Write(new DicomDataset().With(DicomTags.SopClassUid, "1.2.840.10008.1.3.10").With(DicomTags.SopInstanceUid, "1.2.9")
        .With(DicomTags.DirectoryRecordSequence, [.. references.Select(r => new DicomDataset().With(DicomTags.RecordType, "IMAGE").With(DicomTags.ReferencedFileId, r))]));

    private static readonly string[][] Listed = [.. Enumerable.Range(0, 4).Select(i => new[] { "DICOM", "S1", $"I{i}" })];

    private static TempFolder Disc(Func<int, string> name, string folder = "DICOM/S1")
    {
        var disc = new TempFolder();
        Directory.CreateDirectory(disc.File(folder));
        foreach (var (bytes, i) in Slices().Select((b, i) => (b, i))) File.WriteAllBytes(Path.Combine(disc.File(folder), name(i)), bytes);
        return disc;
    }

    [Theory]
    [InlineData("DICOM/S1", "I{0}")]
    [InlineData("dicom/s1", "i{0}")]
    [InlineData("DICOM/S1", "I{0};1")]
    [InlineData("Dicom/s1", "i{0}.")]
    public void A_DICOMDIR_finds_its_files_however_the_disc_spells_them(string folder, string name)
    {
        using var disc = Disc(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, name, i), folder);
        File.WriteAllBytes(disc.File("DICOMDIR"), DirectoryOf([.. Listed, Listed[0]])); // one file named twice
        using var elsewhere = new TempFolder();
        ZipFile.CreateFromDirectory(disc.Path, elsewhere.File("disc.zip"));

        foreach (string path in (string[])[disc.File("DICOMDIR"), disc.Path, elsewhere.File("disc.zip")])
        {
            var files = DicomSource.Read(path).Value;
            Assert.Equal(4, files.Files.Count);
            Assert.Empty(files.LeftAside);
        }
    }

    [Theory]
    [InlineData("..", "I0")]
    [InlineData("/etc/passwd")]
    [InlineData("", "etc", "passwd")]
    [InlineData("DICOM", "S1", "I9")]
    [InlineData("DICOM", "S1")]
    public void A_DICOMDIR_that_names_what_is_not_there_or_not_below_it_is_refused_with_the_whole_name(params string[] reference)
    {
        using var disc = Disc(i => $"I{i}");
        File.WriteAllBytes(disc.File("DICOMDIR"), DirectoryOf([.. Listed, reference]));
        using var elsewhere = new TempFolder();
        ZipFile.CreateFromDirectory(disc.Path, elsewhere.File("disc.zip"));

        foreach (string path in (string[])[disc.File("DICOMDIR"), disc.Path, elsewhere.File("disc.zip")])
        {
            var problem = DicomSource.Read(path).Problems.Single();
            Assert.Equal(string.Join('\\', reference), problem.Read);
            Assert.Matches(@"\(0004,1500\) at byte \d+", problem.Place);
        }
    }

    [Fact]
    public void Links_in_circles_and_pipes_are_left_aside_and_a_link_to_nowhere_is_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = Phantom.Write(Slices());
        Directory.CreateSymbolicLink(folder.File("me"), folder.Path);
        File.CreateSymbolicLink(folder.File("z-linked.txt"), folder.File("notes"));
        File.WriteAllText(folder.File("notes"), "a text");
        Tool.Run("mkfifo", folder.File("pipe"));

        var files = DicomSource.Read(folder.Path).Value;

        Assert.Equal(4, files.Files.Count);
        Assert.Equal(["me", "notes", "pipe", "z-linked.txt"], files.LeftAside.Order(StringComparer.Ordinal));
        File.Delete(folder.File("notes"));
        var problem = DicomSource.Read(folder.Path).Problems.Single();
        Assert.Equal(("z-linked.txt", "a link that leads nowhere"), (problem.Place, problem.Read));
    }

    [Fact]
    public void Entries_without_a_name_and_encrypted_ones_are_named()
    {
        using var folder = new TempFolder();
        using (var archive = ZipFile.Open(folder.File("a.zip"), ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry("x").Open();
            entry.Write(Slices().First().AsSpan(0, 600));
        }
        byte[] zip = File.ReadAllBytes(folder.File("a.zip"));
        int central = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        zip[central + 8] |= 1;
        File.WriteAllBytes(folder.File("locked.zip"), zip);
        zip[central + 8] &= 0xFE;
        zip[central + 46] = 0;

        Assert.Contains("[encryptedArchive]", DicomSource.Read(folder.File("locked.zip")).Problems.Single().Expected, StringComparison.Ordinal);
        Assert.All(DicomSource.Read(folder.File("a.zip")).Problems, p => Assert.NotEmpty(p.Place));
    }

    [Fact]
    public void What_slices_and_CT_series_leave_open_is_told()
    {
        DicomFile[] slices = [.. Slices().Select((b, i) => Phantom.Read(b, $"{i}.dcm"))];
        slices[2].Data.With(DicomTags.FrameOfReferenceUid, "1.2.3");
        Assert.Contains(SeriesSorter.Sort(slices).Value.Warnings, w => w.Contains("2 frames of reference", StringComparison.Ordinal));

        var hu = new ImageVolume(Phantom.Grid(slices: 3), new float[24 * 20 * 3]);
        using var folder = Phantom.Write([.. PetSeriesWriter.WriteCt(hu, Phantom.Header("CT")), .. PetSeriesWriter.WriteCt(new(Phantom.Grid(slices: 2), new float[24 * 20 * 2]), Phantom.Header("scout"))]);
        Assert.Contains(CtImage.Load(folder.Path).Value.Warnings, w => w.Contains("of 2 images was not used", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-1.5)]
    [InlineData(0)]
    public void A_PET_slope_that_is_not_above_0_is_refused_with_its_place(double slope)
    {
        DicomFile[] slices = [.. Slices().Select((b, i) => Phantom.Read(b, $"{i}.dcm"))];
        slices[1].Data.With(DicomTags.RescaleSlope, slope);

        var problem = PetImage.FromSeries(slices).Problems.Single();

        Assert.StartsWith("1.dcm, RescaleSlope (0028,1053)", problem.Place, StringComparison.Ordinal);
        Assert.Contains("[missingRescaleSlope] a number above 0", problem.Expected, StringComparison.Ordinal);
    }

    /// <summary>One pixel of an entry that is stored, not packed: only the archive's checksum can tell.</summary>
    [Fact]
    public void A_zip_with_a_changed_byte_is_refused_by_its_checksum()
    {
        using var disc = Disc(i => $"I{i}");
        using var elsewhere = new TempFolder();
        string zip = elsewhere.File("series.zip");
        ZipFile.CreateFromDirectory(disc.Path, zip, CompressionLevel.NoCompression, includeBaseDirectory: false);
        byte[] bytes = File.ReadAllBytes(zip);
        int pixels = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xE0, 0x7F, 0x10, 0x00]);
        bytes[pixels + 60] ^= 0x10;
        Assert.False(DicomSource.Read(zip).IsRefused);
        File.WriteAllBytes(zip, bytes);

        Assert.Contains("[archiveDamaged]", DicomSource.Read(zip).Problems.Single().Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_patient_among_the_slices_refuses_and_among_the_series_is_told()
    {
        byte[][] slices = [.. Slices()];
        DicomFile[] files = [.. slices.Select((b, i) => Phantom.Read(b, $"{i}.dcm"))];
        files[2].Data.With(DicomTags.PatientId, "B");
        var problem = SeriesSorter.Sort(files).Problems.Single();
        Assert.Equal("B", problem.Read);
        Assert.Contains("[mixedPatients]", problem.Expected, StringComparison.Ordinal);

        using var folder = new TempFolder();
        foreach (var (bytes, i) in slices.Select((b, i) => (b, i)))
        {
            File.WriteAllBytes(folder.File($"a{i}"), bytes);
            var other = Phantom.Read(bytes).Data.With(DicomTags.PatientId, "B").With(DicomTags.SeriesInstanceUid, "1.2.77").With(DicomTags.Modality, "CT");
            File.WriteAllBytes(folder.File($"b{i}"), DicomWriter.Write(other));
        }
        File.WriteAllText(folder.File("readme.txt"), "no image");
        var warnings = PetImage.Load(folder.Path).Value.Warnings;
        Assert.Contains(warnings, w => w.Contains("2 patients", StringComparison.Ordinal));
        Assert.Contains("readme.txt is not DICOM and was left aside.", warnings);
    }

    [Fact]
    public void Different_images_of_one_SOP_Instance_UID_are_told()
    {
        DicomFile[] files = [.. Slices().Select((b, i) => Phantom.Read(b, $"{i}.dcm"))];
        files[3].Data.With(DicomTags.SopInstanceUid, files[0].SopInstanceUid);

        Assert.Contains(SeriesSorter.Sort(files).Value.Warnings, w => w.Contains("one SOP Instance UID", StringComparison.Ordinal));
    }
}
