using Cavum.Core;
using Cavum.Imaging;
using Cavum.Simulation;

namespace Cavum.Tests.Imaging;

public class GuardPropertyTests
{
    private static readonly ThresholdMethod Percent41 = ThresholdMethod.Parse("41")!;

    /// <summary>A hot node beside a brain, with noise, so that no two voxels are equal.</summary>
    private static ImageVolume NodeBesideBrain()
    {
        var grid = ImageGeometry.Upright(44, 44, 40, new(3, 3, 3));
        var smooth = Smoothing.Gaussian(Phantom.Spheres(grid, (new(66, 66, 88), 34, 12), (new(70, 66, 38), 8, 10)), 6);
        var random = new SeededRandom(5);
        return new(grid, [.. smooth.Values.ToArray().Select(v => v * (float)(1 + 0.05 * random.NextNormal()))]);
    }

    private static Voxel Maximum(ImageVolume suv) => suv.Geometry.VoxelAt(Enumerable.Range(0, suv.Geometry.Count).Where(i => suv.Geometry.VoxelAt(i).Z < 20).MaxBy(i => suv.Values[i]));

    [Theory]
    [InlineData(1.3f)]
    [InlineData(2f)]
    public void Hotter_uptake_everywhere_leaves_a_hot_lesion_as_it_is(float factor)
    {
        var suv = NodeBesideBrain();
        var one = LesionSegmenter.FromSeed(suv, Maximum(suv), Percent41)!;

        var scaled = LesionSegmenter.FromSeed(suv.Times(factor), Maximum(suv), Percent41)!;

        Assert.Equal(one.Mask.Inside, scaled.Mask.Inside);
        Assert.InRange(one.Mask.VolumeMillilitres, 1, 5);
    }

    [Fact]
    public void A_mirrored_image_gives_the_mirrored_lesion()
    {
        var suv = NodeBesideBrain();
        var g = suv.Geometry;
        int Mirror(int i) => g.VoxelAt(i) is var v ? g.Index(v with { X = g.Columns - 1 - v.X }) : 0;
        var mirrored = new ImageVolume(g, [.. Enumerable.Range(0, g.Count).Select(i => suv.Values[Mirror(i)])]);

        var straight = LesionSegmenter.FromSeed(suv, Maximum(suv), Percent41)!;
        var turned = LesionSegmenter.FromSeed(mirrored, Maximum(mirrored), Percent41)!;

        Assert.Equal(straight.Mask.Indices(), turned.Mask.Indices().Select(Mirror).Order());
    }

    /// <summary>Head and neck alone: the brain is the only organ, and what is right in the image becomes left.</summary>
    private static readonly Lazy<(ImageVolume Suv, Findings Findings)> HeadAndNeck = new(() =>
    {
        var suv = NeckPhantom.Draw(20261129, 3, new(LowestZ: -400)).Suv;
        return (suv, CandidateFinder.Find(suv));
    });

    [Fact]
    public void The_search_does_not_depend_on_where_the_patient_lies_in_the_scanner()
    {
        var (suv, findings) = HeadAndNeck.Value;

        var g = suv.Geometry;
        var moved = new ImageGeometry(new(g.Columns, g.Rows, g.Slices), g.Spacing, g.Origin + new Point3(7.25, -64.5, 512), g.AxisX, g.AxisY, g.AxisZ);
        var elsewhere = CandidateFinder.Find(new(moved, suv.Values.ToArray()));

        Assert.NotEmpty(findings.Candidates);
        Assert.Equal(findings.Candidates.Select(c => (c.Site, c.Measures.Voxels, c.Measures.MaxVoxel)), elsewhere.Candidates.Select(c => (c.Site, c.Measures.Voxels, c.Measures.MaxVoxel)));
    }

    [Fact]
    public void The_search_in_a_mirrored_image_finds_the_same_lesions_on_the_other_side()
    {
        var (suv, findings) = HeadAndNeck.Value;
        var g = suv.Geometry;
        var mirrored = CandidateFinder.Find(new(g, [.. Enumerable.Range(0, g.Count).Select(i => g.VoxelAt(i) is var v ? suv[v with { X = g.Columns - 1 - v.X }] : 0)]));

        var here = findings.Candidates.Where(c => c.Confidence >= 0.5).ToList();
        var there = mirrored.Candidates.Where(c => c.Confidence >= 0.5).ToList();
        Assert.Equal(here.Sum(c => c.Measures.VolumeMl), there.Sum(c => c.Measures.VolumeMl), 0.05 * here.Sum(c => c.Measures.VolumeMl));
        Assert.Equal(here.Count(c => c.Site == "neck, left"), there.Count(c => c.Site == "neck, right"));
    }

    [Fact]
    public void A_scan_of_head_and_neck_holds_no_liver_and_no_bladder()
    {
        var (suv, findings) = HeadAndNeck.Value;

        Assert.Null(findings.Liver);
        Assert.Equal(["brain"], OrganBarrier.Of(suv).Organs.Select(o => o.Name));
        Assert.All(findings.Candidates.Where(c => c.Confidence >= 0.5), c => Assert.StartsWith("neck", c.Site, StringComparison.Ordinal));
    }
}
