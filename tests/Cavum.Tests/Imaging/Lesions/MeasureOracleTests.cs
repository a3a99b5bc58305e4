using System.Globalization;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>Against oracles/imaging/sts_full_precision.csv: 51 real FDG PETs, recomputed independently at full precision.</summary>
public class MeasureOracleTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void Agrees_with_the_full_precision_table_on_all_soft_tissue_sarcomas()
    {
        string[] lines = File.ReadAllLines(Shared.Path("oracles/imaging/sts_full_precision.csv"));
        string[] header = lines[0].Split(',');
        var misses = new List<string>();
        Parallel.ForEach(lines.Skip(1), new ParallelOptions { MaxDegreeOfParallelism = 2 }, line =>
        {
            string[] cells = line.Split(',');
            double Cell(string column) => double.Parse(cells[Array.IndexOf(header, column)], CultureInfo.InvariantCulture);
            var found = Compute(cells[0]);
            foreach (var (column, value) in found)
            {
                double expected = Cell(column), error = Math.Abs(value - expected) / Math.Max(Math.Abs(expected), 1e-12);
                if (expected == 0 ? value != 0 : error > Tolerance)
                    lock (misses) misses.Add(string.Create(CultureInfo.InvariantCulture, $"{cells[0]} {column}: expected {expected:R}, got {value:R} ({error:E1})"));
            }
        });
        Assert.True(misses.Count == 0, string.Join('\n', misses.Take(30)) + $"\n{misses.Count} misses");
    }

    private static List<(string Column, double Value)> Compute(string patient)
    {
        string folder = Shared.Path($"data/imaging/sts_nifti/{patient}");
        var suv = PetImage.Load(Path.Combine(folder, "PET_image.nii.gz")).Value.Suv;
        var mask = MaskReader.Read(Path.Combine(folder, "PET_mask.nii.gz"), suv.Geometry, []).Value.Single().Mask;
        var m = LesionMeasurer.Measure(suv, mask)!;
        double voxel = suv.Geometry.VoxelMillilitres;
        var part41 = LesionSegmenter.Inside(suv, mask, new ThresholdMethod.PercentOfMaximum(41)).Mask;
        var part50 = LesionSegmenter.Inside(suv, mask, new ThresholdMethod.PercentOfMaximum(50)).Mask;
        return
        [
            ("n", m.Voxels), ("volume_ml", m.VolumeMl), ("SUVmax", m.SuvMax), ("SUVmean", m.SuvMean), ("SUVmedian", m.SuvMedian), ("SUVmin", m.SuvMin),
            ("SUVsd_pop", m.SuvStdDev), ("SUVpeak_global", m.SuvPeakGlobal), ("SUVpeak_local", m.SuvPeakLocal), ("TLG", m.Tlg),
            ("kernel_voxels", new PeakSphere(suv.Geometry).VoxelCount),
            ("MTV41_conn26_ml", part41.VolumeMillilitres), ("TLG41_conn26", LesionMeasurer.Measure(suv, part41)!.Tlg),
            ("MTV50_conn26_ml", part50.VolumeMillilitres), ("TLG50_conn26", LesionMeasurer.Measure(suv, part50)!.Tlg),
            ("MTV_SUV4_ml", LesionSegmenter.Inside(suv, mask, new ThresholdMethod.Fixed(4)).Mask.VoxelCount * voxel),
            ("MTV_SUV2p5_ml", LesionSegmenter.Inside(suv, mask, new ThresholdMethod.Fixed(2.5)).Mask.VoxelCount * voxel),
        ];
    }

    [Fact]
    public void The_structure_set_of_the_raw_scan_holds_5095_voxels_and_366_08_mL()
    {
        var document = Run.Json("pet", "measure", Shared.Path("data/imaging/sts_001_raw_ge/PT_267_slices.zip"), "--mask", Shared.Path("data/imaging/sts_001_raw_ge/mask/1-1.dcm"));

        var lesion = document.GetProperty("lesions")[0];
        Assert.Equal("GTV_Mass", lesion.GetProperty("label").GetString());
        Assert.Equal(5095, lesion.GetProperty("voxels").GetInt32());
        Assert.Equal(366.08, lesion.GetProperty("volumeMl").GetDouble(), 0.005);
        Assert.Equal(7.910675, lesion.GetProperty("suvMax").GetDouble(), 1e-5);
        Assert.Equal(6.07844, lesion.GetProperty("suvPeakGlobal").GetDouble(), 1e-5);
        Assert.Equal(5.31303, lesion.GetProperty("suvPeakLocal").GetDouble(), 1e-5);
        Assert.Equal([73, 73, 28], lesion.GetProperty("maxVoxel").EnumerateArray().Select(v => v.GetInt32()));
        Assert.Equal(8058, document.GetProperty("lesions")[1].GetProperty("voxels").GetInt32());
    }

    [Fact]
    public void The_cropped_DICOM_pair_measures_as_its_NIfTI()
    {
        var document = Run.Json("pet", "measure", Shared.Path("data/imaging/sts_dicom/STS_001/PET/image"), "--mask", Shared.Path("data/imaging/sts_dicom/STS_001/PET/mask/RS.dcm"));

        var lesion = document.GetProperty("lesions").EnumerateArray().First(l => l.GetProperty("label").GetString()!.Contains("Mass", StringComparison.Ordinal));
        Assert.Equal(7.9106740951538086, lesion.GetProperty("suvMax").GetDouble(), 1e-3);
        Assert.Equal(5095, lesion.GetProperty("voxels").GetInt32());
        Assert.StartsWith("1.3.6.1", lesion.GetProperty("trace").GetProperty("slices")[0].GetProperty("sopInstanceUid").GetString(), StringComparison.Ordinal);
    }
}
