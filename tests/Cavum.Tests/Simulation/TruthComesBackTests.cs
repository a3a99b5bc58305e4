using Cavum.Assay;
using Cavum.Imaging;
using Cavum.Simulation;
using Cavum.Study;

namespace Cavum.Tests.Simulation;

public sealed class TruthComesBackTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cavum-truth").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Three subjects are scanned on the scanners of three makes.</summary>
    [Fact]
    public void Uptake_of_every_phantom_lesion_comes_back_within_one_percent_before_partial_volume()
    {
        var settings = new SimulationSettings { Subjects = 3, Pet = new PetSettings { BlurFwhmMm = 0, Noise = 0 } };
        var cohort = StudySimulator.Write(settings, folder).Value;
        var record = StudyFolder.Read(folder).Value;
        var truths = cohort.Truth().Lesions.ToLookup(l => l.Scan);
        var makers = new HashSet<string>();

        foreach (var scan in record.Subjects.SelectMany(s => s.Scans))
        {
            var image = PetImage.Load(record.FullPath(scan.PtPath)).Value;
            makers.Add(image.Conversion!.Rule);
            Assert.Empty(image.Warnings);
            foreach (var truth in truths[scan.Id])
            {
                float[] inside = Inside(image.Suv, truth);
                Assert.InRange(inside.Max() / truth.Suv, 0.99, 1.01);
                Assert.InRange(inside.Average() / truth.Suv, 0.99, 1.01);
                Assert.InRange(inside.Length * image.Suv.Geometry.VoxelMillilitres / truth.VolumeMl, 0.6, 1.5);
            }
        }
        Assert.Equal(3, makers.Count);
    }

    [Fact]
    public void Liver_and_blood_pool_have_usual_uptake_and_noise_and_the_CT_lies_on_the_PET()
    {
        StudySimulator.Write(new SimulationSettings { Subjects = 3 }, folder);
        var record = StudyFolder.Read(folder).Value;

        foreach (var scan in record.Subjects.SelectMany(s => s.Scans))
        {
            var suv = PetImage.Load(record.FullPath(scan.PtPath)).Value.Suv;
            var liver = scan.Marks.Single(m => m.Kind == MarkKind.Liver).Position!.Value;
            var blood = scan.Marks.Single(m => m.Kind == MarkKind.BloodPool).Position!.Value;
            float[] inLiver = Sphere(suv, liver, 15), inBlood = Sphere(suv, blood, 5);
            double mean = inLiver.Average(), sd = Math.Sqrt(inLiver.Average(v => (v - mean) * (v - mean)));
            Assert.InRange(mean, 1.7, 2.8);
            Assert.InRange(sd, 0.12, 0.35);
            Assert.InRange(inBlood.Average(), 1.2, 2);

            var ct = SeriesSorter.Sort([.. DicomSource.Read(record.FullPath(scan.CtPath!)).Value.Files]).Value;
            Assert.Equal(suv.Geometry.Slices, ct.Geometry.Slices);
            Assert.Equal(suv.Geometry.Origin.Z, ct.Geometry.Origin.Z, 1e-6);
        }
    }

    /// <summary>One cohort: 95 % intervals of about 70 quantified samples; the figure over 200 cohorts stands in docs/validation/simulator.md.</summary>
    [Fact]
    public void Intervals_of_concentration_cover_the_truth_and_every_run_is_released()
    {
        var cohort = Cohort.Draw(new SimulationSettings { Subjects = 8 });
        var truths = cohort.Truth().Samples.ToDictionary(s => s.Sample, s => s.CopiesPerMl);
        int covered = 0, quantified = 0;
        foreach (var run in cohort.QpcrRuns())
        {
            var result = RunQuantifier.Quantify(run, cohort.Assay()).Value;
            Assert.True(result.Release.Released, string.Join("; ", result.Release.Reasons));
            foreach (var sample in result.Results.OfType<EbvDnaResult.Quantified>())
            {
                var interval = sample.Amount.CopiesPerMl!;
                quantified++;
                if (interval.Lower <= truths[sample.Sample] && truths[sample.Sample] <= interval.Upper) covered++;
            }
        }

        Assert.InRange(quantified, 35, 130);
        Assert.InRange(covered / (double)quantified, 0.88, 1);
    }

    [Fact]
    public void Raw_files_of_both_instruments_hold_what_was_simulated()
    {
        var cohort = StudySimulator.Write(new SimulationSettings { Subjects = 8, Pet = new PetSettings { Write = false } }, folder).Value;
        var formats = new HashSet<string>();

        foreach (var run in cohort.QpcrRuns())
        {
            string path = Directory.GetFiles(Path.Combine(folder, "sources/qpcr"), run.Id + ".*").Single();
            var file = InstrumentFiles.ReadFile(path).Value;
            formats.Add(file.Format);
            double scale = file.Format == "RDML" ? 1 : 0.001;
            Assert.Equal(run.Reactions.Select(r => (r.Well, r.Sample, r.Role, r.Quantity)), file.Runs[0].Reactions.Select(r => (r.Well, r.Sample, r.Role, r.Quantity)));
            foreach (var (made, read) in run.Reactions.Zip(file.Runs[0].Reactions))
                Assert.Equal(made.Curve[30]!.Value * scale, read.Curve[30]!.Value, 1e-6);
        }
        Assert.Equal(2, formats.Count);
    }

    [Fact]
    public void A_contaminated_run_is_not_released()
    {
        var cohort = Cohort.Draw(new SimulationSettings { Subjects = 2, Qpcr = new QpcrSettings { ContaminatedRun = 0 } });

        var result = RunQuantifier.Quantify(cohort.QpcrRuns().First(), cohort.Assay()).Value;

        Assert.False(result.Release.Released);
        Assert.Contains(result.Release.Reasons, r => r.StartsWith("no-template control", StringComparison.Ordinal));
    }

    private static float[] Inside(ImageVolume suv, LesionTruth lesion) => Near(suv, new(lesion.X, lesion.Y, lesion.Z), p =>
        Square((p.X - lesion.X) / lesion.RadiusX) + Square((p.Y - lesion.Y) / lesion.RadiusY) + Square((p.Z - lesion.Z) / lesion.RadiusZ) <= 1);

    private static float[] Sphere(ImageVolume suv, (double X, double Y, double Z) centre, double radius) =>
        Near(suv, new(centre.X, centre.Y, centre.Z), p => p.DistanceTo(new(centre.X, centre.Y, centre.Z)) <= radius);

    private static double Square(double x) => x * x;

    /// <summary>The values of the voxels within 40 mm of a place for which a test holds.</summary>
    private static float[] Near(ImageVolume suv, Point3 centre, Func<Point3, bool> inside)
    {
        var (grid, found, reach) = (suv.Geometry, new List<float>(), new Point3(40, 40, 40));
        Point3 low = grid.ToVoxel(centre - reach), high = grid.ToVoxel(centre + reach);
        for (int z = Math.Max(0, (int)low.Z); z <= Math.Min(grid.Slices - 1, (int)high.Z); z++)
            for (int y = Math.Max(0, (int)low.Y); y <= Math.Min(grid.Rows - 1, (int)high.Y); y++)
                for (int x = Math.Max(0, (int)low.X); x <= Math.Min(grid.Columns - 1, (int)high.X); x++)
                    if (inside(grid.ToPatient(x, y, z))) found.Add(suv[x, y, z]);
        return [.. found];
    }
}
