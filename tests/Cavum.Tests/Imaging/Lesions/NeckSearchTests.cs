using Cavum.Imaging;
using Cavum.Simulation;

namespace Cavum.Tests.Imaging;

public class NeckSearchTests
{
    /// <summary>Case 3 of the phantoms: four nodes on both sides of the neck, like and hot.</summary>
    private static readonly Lazy<(NeckPhantom Phantom, Findings Findings)> BothSides = new(() =>
    {
        var phantom = NeckPhantom.Draw(20261129, 3);
        return (phantom, CandidateFinder.Find(phantom.Suv));
    });

    [Fact]
    public void Hot_nodes_of_both_sides_are_lesions_and_not_salivary_glands()
    {
        var (phantom, findings) = BothSides.Value;
        bool[] found = new bool[phantom.Suv.Geometry.Count];
        foreach (var c in findings.Candidates.Where(c => c.Confidence >= 0.5))
            foreach (int i in c.Mask.Indices()) found[i] = true;

        Assert.All(phantom.Lesions, l => Assert.True(l.Mask.Indices().Count(i => found[i]) > 0.5 * l.Mask.VoxelCount, l.Label));
    }

    [Fact]
    public void Brain_and_heart_are_set_aside_and_every_candidate_has_a_site_and_a_confidence()
    {
        var (_, findings) = BothSides.Value;

        Assert.Contains("brain", findings.Physiological.Select(p => p.Organ));
        Assert.All(findings.Candidates, c => Assert.True(c.Site.Length > 0 && c.Confidence is > 0 and < 1 && c.Reason.Length > 0));
    }

    /// <summary>A faint node of SUV 4 in muscle of SUV 2.6: 41 % of its maximum lies below the muscle.</summary>
    [Theory]
    [InlineData(41)]
    [InlineData(38)]
    public void A_threshold_within_the_uptake_of_the_surroundings_does_not_flood_them(double percent)
    {
        var grid = ImageGeometry.Upright(48, 48, 48, new(3, 3, 3));
        var raw = Phantom.Spheres(grid, (new(72, 72, 72), 45, 2.6f), (new(72, 72, 72), 7, 6));
        var suv = Smoothing.Gaussian(raw, 5);
        Voxel seed = new(24, 24, 24);
        Assert.True(Connected.From(grid, grid.Index(seed), i => suv.Values[i] >= percent / 100 * suv[seed]).Count * grid.VoxelMillilitres > 100, "the phantom must leak when thresholded plainly");

        var lesion = LesionSegmenter.FromSeed(suv, seed, new ThresholdMethod.PercentOfMaximum(percent))!;

        Assert.False(lesion.Leaked);
        Assert.True(lesion.CutBack);
        Assert.InRange(lesion.Mask.VolumeMillilitres, 0.4, 5);
        Assert.Contains("half way", lesion.Reason, StringComparison.Ordinal);
    }

    /// <summary>A faint node of half a millilitre on a sheet whose uptake falls away from it: 41 % of its maximum lies below the sheet, no saddle parts them, and nothing leaps.</summary>
    [Theory]
    [InlineData(0.8f)]
    [InlineData(1.3f)] // the threshold lies at SUV 2 to 3: the uptake of glands
    public void A_small_faint_node_does_not_run_into_a_sheet_that_touches_its_foot(float scale)
    {
        var grid = ImageGeometry.Upright(48, 48, 40, new(3, 3, 3));
        var raw = Phantom.Spheres(grid, (new(72, 72, 60), 55, 0.75f));
        float[] values = raw.Values.ToArray();
        for (int i = 0; i < values.Length; i++)
            if (grid.ToPatient(grid.VoxelAt(i)) is var p && p.X is > 68 and < 77 && p.Y is > 66 and < 130 && p.Z is > 20 and < 100) values[i] = 3.4f - 0.028f * (float)p.DistanceTo(new(72, 72, 60));
        foreach (int i in Enumerable.Range(0, values.Length).Where(i => grid.ToPatient(grid.VoxelAt(i)).DistanceTo(new(72, 72, 60)) <= 5.5)) values[i] = 5;
        var suv = Smoothing.Gaussian(new(grid, [.. values.Select(v => scale * v)]), 6);
        Voxel seed = new(24, 24, 20);
        double plain = Connected.From(grid, grid.Index(seed), i => suv.Values[i] >= 0.41 * suv[seed]).Count * grid.VoxelMillilitres;

        var lesion = LesionSegmenter.FromSeed(suv, seed, ThresholdMethod.Parse("41")!)!;

        Assert.True(plain > 15, $"the phantom must leak when thresholded plainly: {plain:F1} mL");
        Assert.InRange(lesion.Mask.VolumeMillilitres, 0.3, 5);
        Assert.True(lesion is { Leaked: false, CutBack: true });
        Assert.Contains("does not flood", lesion.Reason, StringComparison.Ordinal);
    }

    /// <summary>A node of SUV 5.2 on the side of a muscle of SUV 4.2, 110 mm long: after blur there is neither a saddle nor a leap between them.</summary>
    [Theory]
    [InlineData("41")]
    [InlineData("50")]
    public void A_node_on_tense_muscle_of_its_own_uptake_is_bounded_and_called_doubtful(string method)
    {
        var grid = ImageGeometry.Upright(40, 40, 50, new(3, 3, 3));
        float[] values = [.. Enumerable.Range(0, grid.Count).Select(i => grid.ToPatient(grid.VoxelAt(i)) is var p && p.DistanceTo(new(60, 69, 75)) <= 7 ? 5.2f : p.Z is > 20 and < 130 && p.DistanceTo(new(60, 60, p.Z)) <= 8 ? 4.2f : 0.75f)];
        var suv = Smoothing.Gaussian(new(grid, values), 6);
        Voxel seed = new(20, 23, 25);

        var lesion = LesionSegmenter.FromSeed(suv, seed, ThresholdMethod.Parse(method)!)!;

        Assert.True(lesion is { Leaked: false, Doubtful: true, CutBack: true }, lesion.Reason);
        Assert.Contains("strand of", lesion.Reason, StringComparison.Ordinal);
        Assert.InRange(lesion.Mask.VolumeMillilitres, 0.4, 5); // the ball holds 1.4 mL, the muscle 22
        Assert.True(lesion.Mask[lesion.Maximum]);
    }

    [Fact]
    public void A_chain_of_hot_nodes_as_long_as_a_muscle_is_kept_whole()
    {
        var grid = ImageGeometry.Upright(40, 40, 50, new(3, 3, 3));
        var suv = Smoothing.Gaussian(Phantom.Spheres(grid, [.. Enumerable.Range(0, 7).Select(k => (new Point3(60, 60, 24 + 17 * k), 9.0, k == 3 ? 10f : 8.5f))]), 6);

        var lesion = LesionSegmenter.FromSeed(suv, new(20, 20, 25), ThresholdMethod.Parse("41")!)!;

        Assert.True(lesion is { Leaked: false, CutBack: false }, lesion.Reason);
        Assert.InRange(lesion.Mask.VolumeMillilitres, 18, 32); // seven balls of 3.1 mL
    }

    /// <summary>Blur moves no edge that is flat: half way between lesion and background is the border, wherever the background lies.</summary>
    [Theory]
    [InlineData(0.5f, 12)]
    [InlineData(3f, 12)]
    [InlineData(3f, 18)]
    public void The_steepest_edge_finds_the_size_of_a_ball_on_any_background(float background, double radius)
    {
        var grid = ImageGeometry.Upright(40, 40, 40, new(2, 2, 2));
        var raw = Phantom.Spheres(grid, (new(40, 40, 40), radius, 8));
        var suv = Smoothing.Gaussian(new(grid, [.. raw.Values.ToArray().Select(v => v == 1 ? background : v)]), 6);

        var grown = LesionSegmenter.FromSeed(suv, new(20, 20, 20), ThresholdMethod.Parse("gradient")!)!;
        var inside = LesionSegmenter.Inside(suv, new(grid, [.. suv.Values.ToArray().Select(v => v > background + 0.2)]), new ThresholdMethod.Gradient());

        double truth = 4 / 3.0 * Math.PI * radius * radius * radius / 1000;
        Assert.InRange(grown.Mask.VolumeMillilitres, 0.88 * truth, 1.15 * truth); // the radius in the rule moves it outward by 0.3 mm
        Assert.Equal(grown.Mask.Inside, inside.Mask.Inside);
        Assert.Equal(0.5 * (8 + background), grown.Threshold, 0.9);
    }

    [Fact]
    public void An_uneven_tumour_keeps_its_second_plateau()
    {
        var grid = ImageGeometry.Upright(40, 40, 40, new(4, 4, 4));
        var suv = Smoothing.Gaussian(Phantom.Spheres(grid, (new(70, 80, 80), 16, 14), (new(98, 80, 80), 16, 8.6f)), 6);

        var lesion = LesionSegmenter.FromSeed(suv, new(17, 20, 20), ThresholdMethod.Parse("41")!)!;

        Assert.InRange(lesion.Mask.VolumeMillilitres, 27, 45); // two balls of 17 mL
    }

    /// <summary>Uptake is gone and noise is left: anatomy alone brings the two scans together.</summary>
    [Fact]
    public void Registration_by_CT_finds_a_known_turn_and_shift_whatever_became_of_the_uptake()
    {
        var (phantom, _) = BothSides.Value;
        var g = phantom.Hu.Geometry;
        var truth = new RigidTransform(default, new(0, 0.03, 0.06), new(20, -12, 35));
        Point3 Turned(Point3 axis) => truth.Apply(axis) - truth.Apply(default);
        var moved = new ImageGeometry(new(g.Columns, g.Rows, g.Slices), g.Spacing, truth.Apply(g.Origin), Turned(g.AxisX), Turned(g.AxisY), Turned(g.AxisZ));
        Point3[] lesions = [.. phantom.Lesions.Select(l => g.ToPatient(g.VoxelAt(l.Mask.Indices()[0])))];

        var found = RigidRegistration.OfCt(phantom.Hu, new(moved, phantom.Hu.Values.ToArray()), lesions)!;

        Assert.True(found.Correlation > 0.95 && found.Correlation > found.Before, $"correlation {found.Before:F3} to {found.Correlation:F3}");
        Assert.All(lesions, p => Assert.True(found.Transform.Apply(p).DistanceTo(truth.Apply(p)) < 5, $"{found.Transform.Apply(p).DistanceTo(truth.Apply(p)):F1} mm off"));
        Assert.Null(RigidRegistration.OfCt(phantom.Hu, new(g, [.. Enumerable.Repeat(-1000f, g.Count)])));
    }

    [Fact]
    public void Registration_finds_a_known_turn_and_shift_and_lesions_are_matched_after_it_only()
    {
        var (phantom, _) = BothSides.Value;
        var g = phantom.Suv.Geometry;
        var truth = new RigidTransform(default, new(0, 0.03, 0.06), new(20, -12, 35));
        Point3 Turned(Point3 axis) => truth.Apply(axis) - truth.Apply(default);
        var moved = new ImageGeometry(new(g.Columns, g.Rows, g.Slices), g.Spacing, truth.Apply(g.Origin), Turned(g.AxisX), Turned(g.AxisY), Turned(g.AxisZ));
        var later = new ImageVolume(moved, phantom.Suv.Values.ToArray());
        Region[] after = [.. phantom.Lesions.Select(r => r with { Mask = new Mask(moved, r.Mask.Inside.ToArray()) })];

        var found = RigidRegistration.Of(phantom.Suv, later)!;

        Assert.True(found.Correlation > 0.95 && found.Correlation > found.Before, $"{found.Correlation} after, {found.Before} before");
        foreach (var lesion in phantom.Lesions)
        {
            var p = g.ToPatient(g.VoxelAt(lesion.Mask.Indices()[lesion.Mask.VoxelCount / 2]));
            Assert.InRange(found.Transform.Apply(p).DistanceTo(truth.Apply(p)), 0, 5);
        }
        Assert.All(LesionMatcher.Match(phantom.Lesions, after, found.Transform, 3), m => Assert.Equal(LesionFate.Persisted, m.Fate));
        Assert.DoesNotContain(LesionMatcher.Match(phantom.Lesions, after, default(Point3), 3), m => m.Fate == LesionFate.Persisted && m.Earlier[0] == m.Later[0]);
    }
}
