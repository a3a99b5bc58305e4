using System.IO.Compression;
using Cavum.Imaging;
using Cavum.Validation;

namespace Cavum.Tests.Imaging;

public class HostileFileTests
{
    /// <summary>A slice of the mutations that scripts/validate runs a million of.</summary>
    [Fact]
    public void Mutated_files_end_in_a_value_or_in_problems_with_a_place()
    {
        var outcome = ImagingMutations.Run(3000, seed: 20260301);

        Assert.Empty(outcome.Faults);
        Assert.All(outcome.Tallies, t => Assert.True(t.Refused > t.Runs / 4 && t.Read > 0, $"{t.Kind}: {t.Read} read, {t.Refused} refused"));
    }

    [Fact]
    public void A_sequence_that_nests_without_end_is_refused_with_tag_and_offset()
    {
        var data = new DicomDataset().With(DicomTags.RoiNumber, 1.0);
        for (int depth = 0; depth < 70; depth++) data = new DicomDataset().With(DicomTags.StructureSetRois, data);

        var problem = DicomReader.Read("deep.dcm", DicomWriter.Write(data.With(DicomTags.Modality, "RTSTRUCT"))).Problems.Single();

        Assert.Matches(@"\(3006,0020\) at byte \d+", problem.Place);
        Assert.Contains("nested more than 64 deep", problem.Read, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_bomb_is_refused_before_its_memory_is_taken()
    {
        using var folder = new TempFolder();
        using (var archive = ZipFile.Open(folder.File("bomb.zip"), ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry("a.dcm", CompressionLevel.SmallestSize).Open();
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 160; i++) entry.Write(zeros);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();

        var problem = DicomSource.Read(folder.File("bomb.zip")).Problems.Single();

        Assert.Contains("do not pack that closely", problem.Expected, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 50_000_000);
    }

    [Fact]
    public void A_header_of_absurd_size_with_few_pixels_takes_no_memory()
    {
        var slice = Phantom.Read(PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(slices: 1)), Phantom.Header(), Phantom.Acquisition()).Single());
        slice.Data.With(DicomTags.Rows, 8000).With(DicomTags.Columns, 8000).With(DicomTags.NumberOfFrames, 90000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var problem = PetImage.FromSeries([slice]).Problems[0];

        Assert.Contains("(7FE0,0010) at byte", problem.Place, StringComparison.Ordinal);
        Assert.Contains("8000 rows × 8000 columns × 16 bits × 90000 frame(s)", problem.Expected, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 5_000_000);
    }
}
