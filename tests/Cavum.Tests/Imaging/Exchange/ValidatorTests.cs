using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>What is written is read by the validators of others: dciodvfy (dicom3tools) and dsrdump (dcmtk).</summary>
public class ValidatorTests
{
    [Fact]
    public void Segmentation_and_report_pass_dciodvfy_without_an_error_and_dsrdump_reads_the_report()
    {
        byte[][] slices = [.. PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(), (new(0, 0, -82), 14, 6)), Phantom.Header(), Phantom.Acquisition())];
        var series = SeriesSorter.Sort([.. slices.Select((b, i) => Phantom.Read(b, $"{i}"))]).Value;
        var suv = PetImage.FromSeries([.. series.Slices.Select(s => s.File)]).Value.Suv;
        var mask = new Mask(series.Geometry, [.. suv.Values.ToArray().Select(v => v > 3)]);
        byte[] seg = SegmentationWriter.Write(series, series.Geometry, [new("A", mask)]);
        byte[] report = MeasurementReport.Write(series, Phantom.Read(seg), [new(1, "A", LesionMeasurer.Measure(suv, mask)!, Site: "left neck")], "Reader^One");
        using var folder = Phantom.Write([seg, report]);

        foreach (string file in Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal))
            Assert.DoesNotContain(Tool.Run("dciodvfy", file).Split('\n'), line => line.StartsWith("Error", StringComparison.Ordinal));
        string text = Tool.Run("dsrdump", folder.File("001.dcm"));
        Assert.Contains("Imaging Measurement Report", text, StringComparison.Ordinal);
        foreach (string row in (string[])["Algorithm Name", "Algorithm Version", "Person Observer Name", "Tracking Unique Identifier", "Referenced Segment", "Source series for segmentation"])
            Assert.Contains(row, text, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Split('\n'), line => line.StartsWith("E: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(PetDialect.Siemens)]
    [InlineData(PetDialect.Ge)]
    [InlineData(PetDialect.Philips)]
    [InlineData(PetDialect.StoredSuv)]
    public void Simulated_slices_pass_dciodvfy_without_an_error(PetDialect dialect)
    {
        var grid = Phantom.Grid(slices: 1);
        byte[] pet = PetSeriesWriter.WritePet(Phantom.Spheres(grid), Phantom.Header(), Phantom.Acquisition(dialect)).Single();
        byte[] ct = PetSeriesWriter.WriteCt(new(grid, new float[grid.Count]), Phantom.Header("CT")).Single();
        using var folder = Phantom.Write([pet, ct]);

        foreach (string file in Directory.GetFiles(folder.Path))
            Assert.DoesNotContain(Tool.Run("dciodvfy", file).Split('\n'), line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    /// <summary>De-identified objects are still what their classes ask for: the device of a segmentation, the persons of a verified report, the interpreter of a structure set.</summary>
    [Fact]
    public void De_identified_objects_pass_dciodvfy_without_an_error()
    {
        byte[][] slices = [.. PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(), (new(0, 0, -82), 14, 6)), Phantom.Header(), Phantom.Acquisition())];
        var series = SeriesSorter.Sort([.. slices.Select((b, i) => Phantom.Read(b, $"{i}"))]).Value;
        var suv = PetImage.FromSeries([.. series.Slices.Select(s => s.File)]).Value.Suv;
        var mask = new Mask(series.Geometry, [.. suv.Values.ToArray().Select(v => v > 3)]);
        var seg = Phantom.Read(SegmentationWriter.Write(series, series.Geometry, [new("A", mask)]), "seg");
        var contours = Phantom.Read(StructureSetWriter.Write(series, [new("A", mask)]), "rt");
        contours.Data.With(new DicomTag(0x00081070), "Operator^One");
        contours.Data.Sequence(new(0x30060080))[0].With(new DicomTag(0x300600A6), "Interpreter^One");
        var report = Phantom.Read(MeasurementReport.Write(series, seg, [new(1, "A", LesionMeasurer.Measure(suv, mask)!, Site: "left neck")], "Reader^One"), "sr");
        report.Data.With(new DicomTag(0x0040A493), "VERIFIED").With(new DicomTag(0x0040A073), new DicomDataset().With(new DicomTag(0x0040A027), "Ward 7")
            .With(new DicomTag(0x0040A030), "20260301120000").With(new DicomTag(0x0040A075), "Reader^One").Set(new(new DicomTag(0x0040A088), [])));
        DicomFile[] files = [.. series.Slices.Take(1).Select(s => s.File), .. new[] { seg, contours, report }.Select(f => Phantom.Read(DicomWriter.Write(f.Data), f.Name))];

        var clean = Deidentifier.Run(new("x", files, []), "S1", new byte[32]).Value;
        using var folder = Phantom.Write(clean.Files.Select(f => f.Bytes));

        Assert.Equal(4, clean.Files.Count);
        foreach (string file in Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal))
        {
            Assert.Equal("", string.Join('\n', Tool.Run("dciodvfy", file).Split('\n').Where(line => line.StartsWith("Error", StringComparison.Ordinal))));
            string all = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
            foreach (string name in (string[])["Reader", "Ward 7", "Operator^", "Interpreter^"]) Assert.DoesNotContain(name, all, StringComparison.Ordinal);
        }
    }
}
