using System.IO.Compression;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>The 17 digital reference objects of the IBSI SUV group: min, median, max in the mask are 0.20, 1.00, 4.00.</summary>
public class SuvReferenceObjectTests
{
    [Fact]
    public void Every_reference_object_reads_0_20_1_00_4_00_within_0_005()
    {
        string zip = Shared.Path("data/imaging/ibsi_suv_dro/DRO.zip");
        using var folder = new TempFolder();
        ZipFile.ExtractToDirectory(zip, folder.Path);
        string[] objects = [.. Directory.GetDirectories(folder.File("DRO")).Order(StringComparer.Ordinal)];
        Assert.Equal(17, objects.Length);

        foreach (string path in objects)
        {
            // its stored integers cannot hold the target closer than this
            double tolerance = path.EndsWith("DRO_2_3", StringComparison.Ordinal) ? 0.03 : 0.005;
            var image = PetImage.Load(path).Value;
            var mask = MaskReader.Read(Path.Combine(path, "mask", "DRO_mask.nii.gz"), image.Suv.Geometry, []).Value;
            var m = LesionMeasurer.Measure(image.Suv, mask[0].Mask)!;

            Assert.Equal(203202, m.Voxels);
            Assert.True(Math.Abs(m.SuvMin - 0.2) <= tolerance && Math.Abs(m.SuvMedian - 1) <= tolerance && Math.Abs(m.SuvMax - 4) <= tolerance,
                $"{Path.GetFileName(path)}: {m.SuvMin} {m.SuvMedian} {m.SuvMax} by {image.Conversion!.Reason}");
        }
    }

    [Theory]
    [InlineData("PHILIPS_BQML", 0.0007463747013889488, SuvRule.SeriesTime)]
    [InlineData("PHILIPS_CNTS_AND_SUV", 0.000728, SuvRule.PhilipsSuv)]
    [InlineData("SIEMENS", 0.00042748316187197236, SuvRule.BackComputed)]
    [InlineData("BQML_AC_DT_lessThan_S_DT_SIEMENS", 0.0004069156854009332, SuvRule.BackComputed)]
    [InlineData("RADIOPHARM_DATETIME_UNDEFINED", 0.0003721089202818729, SuvRule.BackComputed)]
    public void Vendor_headers_give_their_factor_within_1e_6(string name, double factor, string rule)
    {
        var document = Run.Json("pet", "suv", Shared.Path($"data/imaging/vendor_headers/{name}-instances.json"));

        var series = document.GetProperty("series")[0];
        Assert.Equal(factor, series.GetProperty("suvFactor").GetDouble(), 1e-6);
        Assert.Equal(factor, series.GetProperty("suvFactorMin").GetDouble(), 1e-6);
        Assert.Equal(factor, series.GetProperty("suvFactorMax").GetDouble(), 1e-6);
        Assert.Equal(rule, series.GetProperty("rule").GetString());
    }

    [Fact]
    public void A_series_of_one_reference_time_whose_slices_lead_back_to_many_takes_its_series_time()
    {
        var document = Run.Json("pet", "suv", Shared.Path("data/imaging/sts_001_raw_ge/PT_267_slices.zip"));

        var series = document.GetProperty("series")[0];
        Assert.Equal(0.000242902977, series.GetProperty("suvFactor").GetDouble(), 1e-10);
        Assert.Equal(SuvRule.SeriesTime, series.GetProperty("rule").GetString());
        Assert.Equal(267, series.GetProperty("slices").GetInt32());
        Assert.Contains(series.GetProperty("warnings").EnumerateArray(), w => w.GetString()!.Contains("spread over 1215.0 s", StringComparison.Ordinal));
    }
}
