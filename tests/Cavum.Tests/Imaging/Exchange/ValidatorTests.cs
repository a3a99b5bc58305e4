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
}
