using System.Globalization;
using System.IO.Compression;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Imaging;
using Cavum.Report;

namespace Cavum.Benchmarks;

/// <summary>Speed of reading, peak map, features and the whole way from a zip to candidates; scripts/bench-peers-imaging runs the peers on the same files.</summary>
public static class ImagingBench
{
    private const int Slices = 545, Side = 168;

    /// <summary>The published set; where fewer are at hand they are read again from the first.</summary>
    private const int Tumours = 51;

    /// <param name="folder">Receives the simulated series, for the peers to read too.</param>
    /// <param name="tumours">Folder of real PET_image.nii.gz and PET_mask.nii.gz pairs; without it that row is left out.</param>
    public static void Run(TextWriter output, string folder, string? tumours)
    {
        ArgumentNullException.ThrowIfNull(output);
        Directory.CreateDirectory(folder);
        string zip = Path.Combine(folder, "pet545.zip");
        if (!File.Exists(zip)) WriteZip(zip);
        output.WriteLine("imaging: task; target s; wall s; processor s; result");
        ImageVolume? suv = null;
        Time(output, $"zip of {Slices} slices of {Side} x {Side} to an SUV volume", 1.5, () => (suv = PetImage.Load(zip).Value.Suv).Values[^1]);
        Time(output, $"SUVpeak map of {suv!.Values.Length / 1e6:0.0} M voxels", 0.25, () => PeakMap.Compute(suv).Values[suv.Values.Length / 2]);
        if (tumours is not null && Directory.Exists(tumours))
        {
            string[] cases = [.. Directory.GetDirectories(tumours).Where(d => File.Exists(Path.Combine(d, "PET_mask.nii.gz"))).Order(StringComparer.Ordinal)];
            Time(output, $"{Tumours} readings of {cases.Length} real tumours with all IBSI features, bins of 0.25", 1.5, () => Enumerable.Range(0, Tumours).Sum(i => Features(cases[i % cases.Length])));
        }
        Time(output, "zip to candidate lesions with SEG and SR", 5, () => Answer(zip));
        string later = Path.Combine(folder, "pet545-later.zip");
        if (!File.Exists(later)) WriteZip(later, later: true);
        Time(output, $"two zips of {Slices} slices to the answer with its package", 5, () => Pair(zip, later));
    }

    private static double Features(string path)
    {
        var image = Nifti.ReadFile(Path.Combine(path, "PET_image.nii.gz")).Value;
        var labels = Nifti.ReadFile(Path.Combine(path, "PET_mask.nii.gz")).Value;
        bool[] inside = new bool[labels.Values.Length];
        for (int i = 0; i < inside.Length; i++) inside[i] = labels.Values[i] > 0.5f;
        return IbsiFeatures.Compute(image, new(image.Geometry, inside), new Discretisation.Width(0.25)).Features.Count;
    }

    private static double Answer(string zip)
    {
        var pet = PetImage.Load(zip).Value;
        var grid = pet.Suv.Geometry;
        Mask[] masks = [.. CandidateFinder.Find(pet.Suv).Candidates.Take(20).Select(c => c.Mask)];
        if (masks.Length == 0) return 0;
        var segmentation = DicomReader.Read("seg.dcm", SegmentationWriter.Write(pet.Series, grid, [.. masks.Select((m, i) => new SegmentToWrite($"Candidate {i + 1}", m))])).Value;
        return MeasurementReport.Write(pet.Series!, segmentation, [.. masks.Select((m, i) => new ReportedLesion(i + 1, $"Candidate {i + 1}", LesionMeasurer.Measure(pet.Suv, m)!))]).Length;
    }

    /// <summary>Candidates of both scans, matched, every criterion, yes or no, one-page result, SEG, SR and manifest as one zip.</summary>
    private static double Pair(string baseline, string followUp) =>
        DeterministicZip.Of(PairPackage.Files(PairAnalysis.Run(baseline, followUp, new() { FirstDose = new(2026, 3, 5) }).Value)).Length;

    /// <summary>A body of uptake 1 with noise and twelve hot spheres, as a Siemens series in one deflated zip.</summary>
    /// <param name="later">Three months later: every other sphere is gone, the others are weaker.</param>
    private static void WriteZip(string path, bool later = false)
    {
        var grid = ImageGeometry.Upright(Side, Side, Slices, new(4.07, 4.07, 2.0), new(-340, -340, -1500));
        var random = new SeededRandom(later ? 546UL : 545UL);
        float[] values = new float[grid.Count];
        for (int z = 0, i = 0; z < Slices; z++)
            for (int y = 0; y < Side; y++)
                for (int x = 0; x < Side; x++, i++)
                {
                    double a = (x - 84) / 50.0, b = (y - 84) / 30.0;
                    values[i] = a * a + b * b < 1 ? (float)(1 + 0.15 * random.NextNormal()) : 0;
                }
        for (int s = later ? 1 : 0; s < 12; s += later ? 2 : 1)
        {
            int cx = 60 + 4 * s, cy = 80 + s % 3 * 5, cz = 30 + 40 * s;
            for (int z = -5; z <= 5; z++)
                for (int y = -3; y <= 3; y++)
                    for (int x = -3; x <= 3; x++)
                        if (x * x + y * y + z * z / 4 <= 9) values[grid.Index(cx + x, cy + y, cz + z)] = (later ? 4 : 6) + s % 5;
        }
        var header = new SeriesHeader { PatientId = "BENCH", SeriesDescription = later ? "later" : "first", Start = later ? new(2026, 6, 1, 10, 0, 0) : new(2026, 3, 1, 10, 0, 0) };
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        int n = 0;
        foreach (byte[] slice in PetSeriesWriter.WritePet(new(grid, values), header, new(3.5e8, TimeSpan.FromMinutes(60))))
        {
            using var entry = archive.CreateEntry($"{n++:000}.dcm", CompressionLevel.Optimal).Open();
            entry.Write(slice);
        }
    }

    private static void Time(TextWriter output, string task, double target, Func<double> work)
    {
        var (wall, processor, result) = BestOf.Rounds(5, work);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{task}; {target}; {wall:0.000}; {processor:0.000}; {result:R}"));
    }
}
