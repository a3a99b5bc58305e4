using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class LesionTests
{
    [Fact]
    public void The_IBSI_phantom_has_a_local_peak_of_2_6_and_a_global_one_of_3_1034()
    {
        var document = Run.Json("pet", "measure", Shared.Path("data/imaging/ibsi_1_digital_phantom/nifti/image/phantom.nii.gz"), "--mask", Shared.Path("data/imaging/ibsi_1_digital_phantom/nifti/mask/mask.nii.gz"));

        var lesion = document.GetProperty("lesions")[0];
        Assert.Equal(74, lesion.GetProperty("voxels").GetInt32());
        Assert.Equal(2.6, lesion.GetProperty("suvPeakLocal").GetDouble(), 1e-6);
        Assert.Equal(3.1034, lesion.GetProperty("suvPeakGlobal").GetDouble(), 5e-5);
    }

    /// <summary>A ball of SUV 10 and radius 8 mm beside a brain of SUV 12: plain growth at 41 % runs into the brain.</summary>
    private static (ImageVolume Suv, Voxel Node, double BallMl) NodeBesideBrain(double brainSuv)
    {
        var grid = ImageGeometry.Upright(60, 60, 50, new(3, 3, 3));
        var raw = Phantom.Spheres(grid, (new(90, 90, 105), 36, (float)brainSuv), (new(90, 90, 57), 9, 10));
        return (Smoothing.Gaussian(raw, 6), new(30, 30, 19), 4 / 3.0 * Math.PI * 9 * 9 * 9 / 1000);
    }

    [Theory]
    [InlineData("41", 12)]
    [InlineData("50", 12)]
    [InlineData("41", 8)]
    [InlineData("50", 9)]
    public void Growth_beside_the_brain_does_not_leak(string method, double brainSuv)
    {
        var (suv, node, ballMl) = NodeBesideBrain(brainSuv);
        double plain = Connected.From(suv.Geometry, suv.Geometry.Index(node), i => suv.Values[i] >= 0.35 * suv[node]).Count * suv.Geometry.VoxelMillilitres;
        Assert.True(plain > 20 * ballMl, "the phantom must leak when thresholded plainly");

        var lesion = LesionSegmenter.FromSeed(suv, node, ThresholdMethod.Parse(method)!)!;

        Assert.False(lesion.Leaked);
        Assert.InRange(lesion.Mask.VolumeMillilitres, 0.5 * ballMl, 2.2 * ballMl);
    }

    [Fact]
    public void A_seed_beside_the_maximum_gives_the_same_lesion_but_for_border_voxels()
    {
        var (suv, node, _) = NodeBesideBrain(12);
        var straight = LesionSegmenter.FromSeed(suv, node, ThresholdMethod.Parse("41")!)!;

        var beside = LesionSegmenter.FromSeed(suv, node with { X = node.X + 2 }, ThresholdMethod.Parse("41")!)!;

        int both = straight.Mask.And(beside.Mask).VoxelCount; // the ball is symmetric: its maximum is tied
        Assert.True(both >= 0.9 * straight.Mask.Or(beside.Mask).VoxelCount);
    }

    [Fact]
    public void Volume_falls_and_mean_rises_with_the_threshold()
    {
        var (suv, node, _) = NodeBesideBrain(12);
        double volume = double.PositiveInfinity, mean = 0;
        for (int percent = 30; percent <= 90; percent += 10)
        {
            var m = LesionMeasurer.Measure(suv, LesionSegmenter.FromSeed(suv, node, new ThresholdMethod.PercentOfMaximum(percent))!.Mask)!;
            Assert.True(m.VolumeMl <= volume && m.SuvMean >= mean);
            (volume, mean) = (m.VolumeMl, m.SuvMean);
        }
    }

    [Fact]
    public void Measures_scale_with_uptake_and_do_not_depend_on_where_the_lesion_lies()
    {
        var random = new SeededRandom(11);
        var grid = ImageGeometry.Upright(20, 20, 20, new(4, 4, 4));
        float[] values = [.. Enumerable.Range(0, grid.Count).Select(_ => (float)random.NextDouble())];
        var suv = new ImageVolume(grid, values);
        var mask = Mask.FromIndices(grid, Enumerable.Range(0, grid.Count).Where(i => grid.VoxelAt(i) is { X: > 5 and < 11, Y: > 5 and < 11, Z: > 5 and < 11 }));

        var one = LesionMeasurer.Measure(suv, mask)!;
        var two = LesionMeasurer.Measure(suv.Times(2), mask)!;

        Assert.Equal(2 * one.Tlg, two.Tlg, 1e-9);
        Assert.Equal(2 * one.SuvPeakGlobal, two.SuvPeakGlobal, 1e-9);
        Assert.True(one.SuvPeakLocal <= one.SuvPeakGlobal && one.SuvPeakGlobal <= one.SuvMax);
        Assert.Null(LesionMeasurer.Measure(suv, Mask.Empty(grid)));
    }

    [Fact]
    public void Lesions_are_matched_as_persisting_gone_new_split_and_merged()
    {
        var grid = ImageGeometry.Upright(60, 20, 20, new(2, 2, 2));
        Region At(int id, int x, int size = 3) => new(id, $"L{id}", Mask.FromIndices(grid, Enumerable.Range(0, grid.Count).Where(i => grid.VoxelAt(i) is var v && v.X >= x && v.X < x + size && v.Y is > 5 and < 9 && v.Z is > 5 and < 9)));

        var matches = LesionMatcher.Match([At(1, 0), At(2, 12, 8), At(3, 32), At(4, 38), At(5, 56)], [At(1, 1), At(2, 12, 2), At(3, 18, 2), At(4, 32, 9), At(5, 48)], toleranceMm: 3);

        Assert.Equal([LesionFate.Persisted, LesionFate.Split, LesionFate.Merged, LesionFate.Gone, LesionFate.New], matches.Select(m => m.Fate));
        Assert.Equal([2, 3], matches[1].Later);
        Assert.Equal([3, 4], matches[2].Earlier);
    }

    /// <summary>Nodes of a chain lie closer to each other than the tolerance is wide.</summary>
    [Fact]
    public void Neighbours_that_both_stayed_are_two_that_persisted_and_a_piece_beside_its_lesion_is_not_new()
    {
        var grid = ImageGeometry.Upright(40, 20, 20, new(2, 2, 2));
        Region At(int id, int x) => new(id, $"L{id}", Mask.FromIndices(grid, Enumerable.Range(0, grid.Count).Where(i => grid.VoxelAt(i) is var v && v.X >= x && v.X < x + 3 && v.Y is > 5 and < 9 && v.Z is > 5 and < 9)));

        var chain = LesionMatcher.Match([At(1, 0), At(2, 5), At(3, 10)], [At(1, 1), At(2, 5), At(3, 11)]);
        var piece = LesionMatcher.Match([At(1, 0), At(2, 20)], [At(1, 0), At(2, 5), At(3, 24)]);
        var far = LesionMatcher.Match([At(1, 0)], [At(1, 0), At(2, 5)], toleranceMm: 3);

        Assert.Equal([(1, 1), (2, 2), (3, 3)], chain.Select(m => (Assert.Single(m.Earlier), Assert.Single(m.Later))));
        Assert.All(chain, m => Assert.Equal((LesionFate.Persisted, 0), (m.Fate, Math.Floor(m.DistanceMm!.Value))));
        Assert.Equal([LesionFate.Split, LesionFate.Persisted], piece.Select(m => m.Fate)); // the third moved by 8 mm
        Assert.Equal([LesionFate.Persisted, LesionFate.New], far.Select(m => m.Fate));
    }

    /// <summary>Air around the body has uptake of scatter and noise, of which a part is no lesion.</summary>
    [Fact]
    public void A_seed_in_air_is_no_lesion()
    {
        var grid = ImageGeometry.Upright(20, 20, 20, new(4, 4, 4));

        Assert.Null(LesionSegmenter.FromSeed(new(grid, [.. Enumerable.Range(0, grid.Count).Select(i => i == 4210 ? 0.05f : 0.01f)]), new(10, 10, 10), ThresholdMethod.Parse("41")!));
    }

    [Fact]
    public void A_seed_outside_of_the_image_and_one_without_uptake_are_refused_together()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("suv.nii.gz"), Nifti.Write(Phantom.Spheres(Phantom.Grid())));

        var result = Run.Cavum("pet", "segment", folder.File("suv.nii.gz"), "--seed", "99,0,0", "1,1,1", "--method", "fixed:4.0", "--json");

        Assert.Equal(1, result.Exit);
        Assert.Equal(2, result.Json.GetProperty("refused").GetArrayLength());
        Assert.Equal(2, Run.Cavum("pet", "segment", folder.File("suv.nii.gz"), "--seed", "1,1", "--method", "41").Exit);
        Assert.Equal(2, Run.Cavum("pet", "segment", folder.File("suv.nii.gz"), "--seed", "1,1,1", "--method", "most").Exit);
        Assert.Equal(2, Run.Cavum("pet", "segment", folder.File("suv.nii.gz"), "--method", "41").Exit);
    }

    [Fact]
    public void The_search_finds_the_thigh_tumour_of_a_real_scan_and_sets_brain_heart_kidneys_and_bladder_aside()
    {
        var document = Run.Json("pet", "find", Shared.Path("data/imaging/sts_001_raw_ge/PT_267_slices.zip"));

        string?[] organs = [.. document.GetProperty("physiological").EnumerateArray().Select(p => p.GetProperty("organ").GetString())];
        Assert.Superset(new HashSet<string?> { "brain", "heart", "kidneys", "bladder" }, new HashSet<string?>(organs));
        var tumour = document.GetProperty("lesions").EnumerateArray().MaxBy(l => l.GetProperty("tlg").GetDouble());
        Assert.Equal("leg, left", tumour.GetProperty("site").GetString());
        Assert.Equal(7.910675, tumour.GetProperty("suvMax").GetDouble(), 1e-5);
        Assert.DoesNotContain(document.GetProperty("lesions").EnumerateArray(), l => l.GetProperty("confidence").GetDouble() >= 0.5 && l.GetProperty("site").GetString()!.StartsWith("neck", StringComparison.Ordinal)); // the floor of the mouth
    }

    /// <summary>A trunk with a head on it and one arm raised beside the head, touching neither.</summary>
    [Fact]
    public void An_arm_raised_beside_the_head_does_not_pull_the_midline()
    {
        var grid = ImageGeometry.Upright(80, 40, 80, new(4, 4, 4));
        float[] values = [.. Enumerable.Range(0, grid.Count).Select(i => grid.ToPatient(grid.VoxelAt(i)) is var p && Math.Abs(p.Y - 80) < (p.Z < 200 ? 60 : 50) && (p.Z < 200 ? Math.Abs(p.X - 160) < 110 : Math.Abs(p.X - 160) < 60 || Math.Abs(p.X - 250) < 18) ? 1f : 0)];

        var body = BodyMap.Of(new(grid, values))!;

        Assert.All(new double[] { 40, 120, 230, 300 }, z => Assert.Equal(160, body.Midline(z), 5.0));
    }
}
