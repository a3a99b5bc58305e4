using System.IO.Compression;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class SeriesSorterTests
{
    private static List<byte[]> Slices(PetDialect dialect = PetDialect.Siemens) =>
        [.. PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(), (new(0, 0, -82), 14, 6)), Phantom.Header(), Phantom.Acquisition(dialect))];

    private static List<DicomFile> Files(IEnumerable<byte[]> slices) => [.. slices.Select((b, i) => Phantom.Read(b, $"{i:000}.dcm"))];

    [Fact]
    public void The_order_of_files_does_not_matter()
    {
        var straight = PetImage.FromSeries(Files(Slices())).Value.Suv;

        var backwards = PetImage.FromSeries([.. Files(Slices()).AsEnumerable().Reverse()]).Value.Suv;

        Assert.Equal(straight.Values, backwards.Values);
        Assert.Equal(-100, backwards.Geometry.Origin.Z);
    }

    [Fact]
    public void A_missing_slice_refuses_the_series_and_names_its_neighbours()
    {
        var slices = Files(Slices());
        slices.RemoveAt(5);

        var problem = PetImage.FromSeries(slices).Problems.Single();

        Assert.StartsWith("006.dcm, ImagePositionPatient (0020,0032)", problem.Place, StringComparison.Ordinal);
        Assert.Equal("6 mm from 004.dcm", problem.Read);
        Assert.Equal("3 mm: 1 slice(s) missing between", problem.Expected);
    }

    [Fact]
    public void A_slice_missing_at_an_end_by_the_header_refuses_the_series_unless_it_is_asked_for()
    {
        var slices = Files(Slices()).GetRange(0, 10);

        var problem = PetImage.FromSeries(slices).Problems.Single();
        Assert.Equal("12 slices, of which 10 are here", problem.Read);
        Assert.Contains("2 are missing at an end (image index 1 to 10 of 12)", problem.Expected, StringComparison.Ordinal);

        var image = PetImage.FromSeries(slices, acceptIncomplete: true).Value;
        Assert.Contains(image.Warnings, w => w.Contains("tells 12 slices", StringComparison.Ordinal) && w.Contains("10 are here", StringComparison.Ordinal));
    }

    [Fact]
    public void Instance_numbers_that_begin_late_are_warned_of_where_no_count_is_told()
    {
        var slices = Files(Slices()).GetRange(2, 10);
        foreach (var s in slices) s.Data.Remove(DicomTags.NumberOfSlices);

        Assert.Contains(PetImage.FromSeries(slices).Value.Warnings, w => w.Contains("run from 3 to 12 for 10 slices", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("0")]
    public void A_PET_slope_that_is_no_number_is_never_taken_for_1(string slope)
    {
        var slices = Files(Slices());
        slices[4].Data.Set(DicomWriter.Text(DicomTags.RescaleSlope, "DS", slope));

        var problem = PetImage.FromSeries(slices).Problems.Single();

        Assert.StartsWith("004.dcm, RescaleSlope (0028,1053)", problem.Place, StringComparison.Ordinal);
        Assert.Contains("[missingRescaleSlope]", problem.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_is_left_out_with_a_warning_and_another_image_at_its_place_refuses()
    {
        var slices = Files(Slices());
        var copied = SeriesSorter.Sort([.. slices, slices[3] with { Name = "copy.dcm" }]).Value;
        Assert.Equal(12, copied.Slices.Count);
        Assert.Contains("copy.dcm repeats 003.dcm", copied.Warnings.Single(w => w.Contains("repeats", StringComparison.Ordinal)), StringComparison.Ordinal);

        var other = PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid()).Times(3), Phantom.Header(), Phantom.Acquisition()).ElementAt(3);
        var problem = SeriesSorter.Sort([.. slices, Phantom.Read(other, "gated.dcm")]).Problems.Single();
        Assert.Contains("one image a position", problem.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Slices_of_unlike_size_are_a_mixed_series()
    {
        var small = PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(columns: 10)), Phantom.Header(), Phantom.Acquisition()).Last();

        var outcome = SeriesSorter.Sort([.. Files(Slices()).GetRange(0, 11), Phantom.Read(small, "small.dcm")]);

        Assert.Contains(outcome.Problems, p => p.Place.StartsWith("small.dcm, Rows", StringComparison.Ordinal) && p.Expected.Contains("mixed series", StringComparison.Ordinal));
    }

    [Fact]
    public void A_tilted_gantry_is_warned_of_and_its_geometry_kept()
    {
        var upright = Phantom.Grid();
        double tilt = 10 * Math.PI / 180;
        var sheared = new ImageGeometry(new(24, 20, 12), upright.Spacing, upright.Origin, upright.AxisX, upright.AxisY, new(0, Math.Sin(tilt), Math.Cos(tilt)));
        var series = SeriesSorter.Sort(Files(PetSeriesWriter.WritePet(Phantom.Spheres(sheared), Phantom.Header(), Phantom.Acquisition()))).Value;

        Assert.Contains(series.Warnings, w => w.Contains("10°", StringComparison.Ordinal));
        Assert.True(series.Geometry.SameGrid(sheared, 1e-6));
        Assert.Equal(4 * 4 * 3 * Math.Cos(tilt) / 1000, series.Geometry.VoxelMillilitres, 1e-9);
    }

    [Fact]
    public void A_folder_a_zip_and_a_DICOMDIR_give_the_same_image()
    {
        using var folder = Phantom.Write(Slices());
        using var elsewhere = new TempFolder();
        ZipFile.CreateFromDirectory(folder.Path, elsewhere.File("study.zip"));
        var records = Directory.GetFiles(folder.Path).Select(f => new DicomDataset()
            .With(new DicomTag(0x00041400), 8).With(new DicomTag(0x00041420), 8) // every offset points back to the same record: a cycle
            .With(DicomTags.RecordType, "IMAGE").With(DicomTags.ReferencedFileId, Path.GetFileName(f))).ToList();
        File.WriteAllBytes(folder.File("DICOMDIR"), DicomWriter.Write(new DicomDataset().With(DicomTags.SopClassUid, "1.2.840.10008.1.3.10").With(DicomTags.SopInstanceUid, "1.2.9").With(DicomTags.DirectoryRecordSequence, records)));

        float[][] images = [.. ((string[])[folder.Path, elsewhere.File("study.zip"), folder.File("DICOMDIR")]).Select(p => PetImage.Load(p).Value.Suv.Values.ToArray())];

        Assert.Equal(images[0], images[1]);
        Assert.Equal(images[0], images[2]);
        File.Delete(folder.File("004.dcm"));
        Assert.Contains("004.dcm", PetImage.Load(folder.File("DICOMDIR")).Problems[0].Read, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_archive_and_an_empty_folder_are_refused()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("broken.zip"), [(byte)'P', (byte)'K', 3, 4, 9, 9, 9, 9, 9, 9]);

        Assert.Equal(1, Run.Cavum("pet", "suv", folder.File("broken.zip")).Exit);
        Directory.CreateDirectory(folder.File("empty"));
        Assert.Equal(1, Run.Cavum("pet", "suv", folder.File("empty")).Exit);
        Assert.Equal(1, Run.Cavum("pet", "suv", folder.File("nowhere")).Exit);
    }
}
