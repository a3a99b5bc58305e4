using Cavum.Imaging;
using Cavum.Simulation;

namespace Cavum.Tests.Imaging;

/// <summary>Uptake that no rule can call healthy or tumour with certainty: it is bounded, and the doubt is said.</summary>
public class DoubtfulUptakeTests
{
    /// <summary>A neck of SUV 0.7 with a gland of SUV 2.6 on one side or both, and a node of 4 mm radius and SUV 5 within the left one.</summary>
    private static ImageVolume Neck(bool bothGlands)
    {
        var grid = ImageGeometry.Upright(50, 50, 40, new(3, 3, 3));
        float[] values = [.. Enumerable.Range(0, grid.Count).Select(i =>
        {
            var p = grid.ToPatient(grid.VoxelAt(i));
            if (p.DistanceTo(new(103, 70, 60)) <= 4) return 5f;
            if (p.DistanceTo(new(103, 73, 60)) <= 12.5 || (bothGlands && p.DistanceTo(new(44, 73, 60)) <= 12.5)) return 2.6f;
            return new Point3(p.X - 73.5, p.Y - 73.5, 0).Length <= 62 ? 0.7f : 0;
        })];
        return Smoothing.Gaussian(new(grid, values), 5);
    }

    [Theory]
    [InlineData("41")]
    [InlineData("50")]
    public void A_node_within_a_gland_is_bounded_and_called_doubtful_because_the_other_gland_takes_up_as_much(string method)
    {
        var suv = Neck(bothGlands: true);
        Voxel seed = new(34, 23, 20);
        double plain = Connected.From(suv.Geometry, suv.Geometry.Index(seed), i => suv.Values[i] >= 0.5 * suv[seed]).Count * suv.Geometry.VoxelMillilitres;
        Assert.True(plain > 5, $"the phantom must run through the gland when thresholded plainly: {plain:F1} mL");

        var lesion = LesionSegmenter.FromSeed(suv, seed, ThresholdMethod.Parse(method)!, organs: OrganBarrier.Of(suv))!;

        Assert.True(lesion is { Leaked: true, Doubtful: true, CutBack: true }, lesion.Reason);
        Assert.Contains("mirrored place", lesion.Reason, StringComparison.Ordinal);
        Assert.InRange(lesion.Mask.VolumeMillilitres, 0.2, 3); // the ball holds 0.27 mL, the gland 8.2
        Assert.True(lesion.Mask[lesion.Maximum]);
    }

    [Fact]
    public void The_same_uptake_on_one_side_alone_is_no_pair()
    {
        var suv = Neck(bothGlands: false);

        var lesion = LesionSegmenter.FromSeed(suv, new(34, 23, 20), ThresholdMethod.Parse("41")!, organs: OrganBarrier.Of(suv))!;

        Assert.DoesNotContain("mirrored place", lesion.Reason, StringComparison.Ordinal);
    }

    /// <summary>Head and neck of SUV 0.7 with a brain, and like uptake of SUV 4.5 at the places of two glands, turned about the spine and tilted to a shoulder.</summary>
    private static ImageVolume TurnedHead(double turn, double tilt)
    {
        var grid = ImageGeometry.Upright(62, 66, 88, new(3.4, 3.4, 4), new(-104, -110, -340));
        var random = new Cavum.Core.SeededRandom(7);
        float[] values = [.. Enumerable.Range(0, grid.Count).Select(i =>
        {
            var p = grid.ToPatient(grid.VoxelAt(i));
            double z = p.Z + tilt * p.X, x = (p.X - tilt * (p.Z + 340)) * Math.Cos(turn) + (p.Y - 40) * Math.Sin(turn), y = 40 + (p.Y - 40) * Math.Cos(turn) - (p.X - tilt * (p.Z + 340)) * Math.Sin(turn);
            double Ball(double cx, double cy, double cz, double rx, double ry, double rz) => Math.Pow((x - cx) / rx, 2) + Math.Pow((y - cy) / ry, 2) + Math.Pow((z - cz) / rz, 2);
            if (Math.Min(Ball(48, 5, -215, 10, 10, 12), Ball(-48, 5, -215, 10, 10, 12)) <= 1) return 4.5f;
            if (Ball(0, 3, -80, 64, 81, 60) <= 1) return 9f;
            return Math.Min(Ball(0, 0, -112, 78, 98, 112), Math.Min(Ball(0, -30, -188, 50, 60, 44), z < -180 ? Ball(0, 8, z, 55, 58, 1) : 9)) <= 1 ? 0.7f : 0;
        })];
        var blurred = Smoothing.Gaussian(new(grid, values), 6).Values.ToArray();
        return new(grid, [.. blurred.Select(v => v * (float)(1 + 0.05 * random.NextNormal()))]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.28, 0)]
    [InlineData(-0.2, 0.1)]
    public void Glands_are_a_pair_in_a_head_that_is_turned_and_tilted(double turn, double tilt)
    {
        var findings = CandidateFinder.Find(TurnedHead(turn, tilt));

        Assert.Contains("salivary glands", findings.Physiological.Select(p => p.Organ));
        Assert.Empty(findings.Candidates);
    }

    [Fact]
    public void A_growth_that_crosses_the_midline_is_not_its_own_pair()
    {
        var grid = ImageGeometry.Upright(50, 50, 40, new(3, 3, 3));
        float[] values = [.. Enumerable.Range(0, grid.Count).Select(i => grid.ToPatient(grid.VoxelAt(i)) is var p && p.DistanceTo(new(73.5, 60, 60)) <= 14 ? 4.5f : new Point3(p.X - 73.5, p.Y - 73.5, 0).Length <= 62 ? 0.7f : 0)];
        var suv = Smoothing.Gaussian(new(grid, values), 6);

        var lesion = LesionSegmenter.FromSeed(suv, new(24, 20, 20), ThresholdMethod.Parse("41")!, organs: OrganBarrier.Of(suv))!;

        Assert.True(lesion is { Leaked: false }, lesion.Reason);
        Assert.InRange(lesion.Mask.VolumeMillilitres, 9, 16); // the ball holds 11.5 mL
    }

    /// <summary>Fillings whose gum is corrected to SUV 2.5 to 6: seen on CT, or by their place where there is none.</summary>
    [Theory]
    [InlineData(true, "metal lies beside it on CT")]
    [InlineData(false, "at the place of the teeth")]
    public void Uptake_beside_dental_metal_is_doubted_and_listed(bool withCt, string reason)
    {
        var phantom = NeckPhantom.Draw(20261130, 8, new(LowestZ: -400, Metal: true));

        var findings = CandidateFinder.Find(phantom.Suv, withCt ? phantom.Hu : null);

        var doubted = findings.Candidates.Where(c => c.Reason.Contains(reason, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(doubted);
        Assert.All(doubted, c => Assert.True(c.Confidence < 0.5 && !phantom.Lesions.Any(l => l.Mask.And(c.Mask).VoxelCount > 0), c.Reason));
    }

    [Fact]
    public void A_tense_muscle_is_muscle_and_no_lesion_of_the_length_of_the_neck()
    {
        var phantom = NeckPhantom.Draw(20261130, 6);

        var findings = CandidateFinder.Find(phantom.Suv);

        Assert.Contains("muscle", phantom.Traits);
        Assert.Contains("muscle", findings.Physiological.Select(p => p.Organ));
        Assert.All(findings.Candidates.Where(c => c.Confidence >= 0.5 && c.Site.StartsWith("neck", StringComparison.Ordinal)), c => Assert.True(phantom.Lesions.Any(l => l.Mask.And(c.Mask).VoxelCount > 0), $"{c.Measures.VolumeMl:F1} mL, {c.Reason}"));
    }

    [Fact]
    public void A_growth_that_takes_all_there_is_is_a_leak()
    {
        var grid = ImageGeometry.Upright(20, 20, 20, new(4, 4, 4));

        var lesion = LesionSegmenter.FromSeed(new(grid, [.. Enumerable.Repeat(3f, grid.Count)]), new(5, 5, 5), ThresholdMethod.Parse("41")!)!;

        Assert.True(lesion is { Leaked: true, Flooded: true });
        Assert.Contains("more than half of all tissue", lesion.Reason, StringComparison.Ordinal);
    }

    /// <summary>Uptake that falls evenly over the whole image has no border at all: the mask returned is the hot part, not the flood.</summary>
    [Fact]
    public void A_flood_is_told_and_the_hot_part_alone_is_returned()
    {
        var grid = ImageGeometry.Upright(40, 20, 20, new(4, 4, 4));
        var suv = new ImageVolume(grid, [.. Enumerable.Range(0, grid.Count).Select(i => 9f - 0.16f * (i % 40))]);

        var lesion = LesionSegmenter.FromSeed(suv, new(2, 10, 10), ThresholdMethod.Parse("41")!)!;

        Assert.True(lesion is { Leaked: true, CutBack: true, Doubtful: true, Flooded: true }, lesion.Reason);
        Assert.Equal(17 * 20 * 20, lesion.Mask.VoxelCount); // 9 − 0.16 x reaches 6.3 in 17 of 40 columns
        Assert.Equal(6.3, lesion.Threshold, 5);
    }

    /// <summary>As much on the other side up to the hot part: nothing tells a node in the gland from two like glands.</summary>
    [Fact]
    public void Like_glands_of_both_sides_are_called_a_leak()
    {
        var grid = ImageGeometry.Upright(50, 50, 40, new(3, 3, 3));
        float[] values = [.. Enumerable.Range(0, grid.Count).Select(i => grid.ToPatient(grid.VoxelAt(i)) is var p && Math.Min(p.DistanceTo(new(103, 73, 60)), p.DistanceTo(new(44, 73, 60))) <= 12.5 ? 4.6f : new Point3(p.X - 73.5, p.Y - 73.5, 0).Length <= 62 ? 0.7f : 0)];
        var suv = Smoothing.Gaussian(new(grid, values), 5);

        var lesion = LesionSegmenter.FromSeed(suv, new(34, 24, 20), ThresholdMethod.Parse("41")!, organs: OrganBarrier.Of(suv))!;

        Assert.True(lesion is { Leaked: true, Doubtful: true, Flooded: false }, lesion.Reason);
        Assert.Contains("leaked, or a lesion of both sides", lesion.Reason, StringComparison.Ordinal);
    }

    /// <summary>240 mm from the vertex to the jaw: half of it is brain.</summary>
    [Fact]
    public void In_a_scan_of_the_head_alone_the_whole_brain_is_brain()
    {
        var suv = NeckPhantom.Draw(20261129, 3, new(LowestZ: -240)).Suv;

        var findings = CandidateFinder.Find(suv);

        Assert.Contains("brain", findings.Physiological.Select(p => p.Organ));
        Assert.DoesNotContain(findings.Candidates, c => c.Confidence >= 0.5 && c.Site != "neck, left" && c.Site != "neck, right");
    }
}
