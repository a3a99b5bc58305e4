using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>By hand and against all pairs: levels, mesh, hull, autocorrelation, textures of a few voxels.</summary>
public class FeatureKernelTests
{
    private static RadiomicFeatures Of(int columns, int rows, int slices, float[] values, Point3? spacing = null, Discretisation? levels = null)
    {
        var geometry = ImageGeometry.Upright(columns, rows, slices, spacing ?? new(1, 1, 1));
        return IbsiFeatures.Compute(new(geometry, values), new(geometry, [.. values.Select(v => v > 0)]), levels);
    }

    [Theory]
    [InlineData("none", "none")]
    [InlineData("width:0.25", "width:0.25")]
    [InlineData("bins:32", "bins:32")]
    [InlineData("width:0", null)]
    [InlineData("width:-1", null)]
    [InlineData("width", null)]
    [InlineData("bins:0", null)]
    [InlineData("bins:1", "bins:1")]
    [InlineData("bins:2.5", null)]
    [InlineData("bins:9999", null)]
    [InlineData("", null)]
    [InlineData("none:3", null)]
    public void Reads_the_choice_of_levels(string text, string? read) => Assert.Equal(read, Discretisation.Parse(text)?.ToString());

    /// <summary>Values 1.1 and 1.9 with bins of 0.5: edges at 1.0, 1.5, so levels 1 and 2. With 4 bins: 1 and 4.</summary>
    [Theory]
    [InlineData("width:0.5", 2, 1.5)]
    [InlineData("width:1", 1, 1)]
    [InlineData("bins:4", 4, 2.5)]
    public void Bins_have_edges_at_multiples_of_the_width_or_divide_the_range(string choice, int highest, double meanLevel)
    {
        var result = Of(2, 1, 1, [1.1f, 1.9f], null, Discretisation.Parse(choice));
        Assert.Equal(highest, result.Levels);
        Assert.Equal(meanLevel, result["ih_mean"]);
    }

    /// <summary>One voxel of 2 mm: an octahedron with corners 1 mm away, V = 4/3, A = 4√3, d = 2; its hull is itself.</summary>
    [Fact]
    public void The_mesh_of_one_voxel_is_an_octahedron()
    {
        var result = Of(1, 1, 1, [5], new(2, 2, 2));
        Assert.Equal(4.0 / 3, result["morph_volume"]!.Value, 12);
        Assert.Equal(4 * Math.Sqrt(3), result["morph_area_mesh"]!.Value, 12);
        Assert.Equal(2, result["morph_diam"]!.Value, 12);
        Assert.Equal(1, result["morph_vol_dens_conv_hull"]!.Value, 9);
        Assert.Equal(1, result["morph_area_dens_conv_hull"]!.Value, 9);
        Assert.Equal(4.0 / 3 / 8, result["morph_vol_dens_aabb"]!.Value, 12);
        Assert.Equal(20.0 / 3, result["morph_integ_int"]!.Value, 12);
    }

    /// <summary>A block of a × b × c voxels cut at its edges: hull and mesh are the same body.</summary>
    [Theory]
    [InlineData(2, 2, 2)]
    [InlineData(5, 3, 4)]
    [InlineData(6, 1, 1)]
    public void A_block_is_its_own_hull(int a, int b, int c)
    {
        var result = Of(a, b, c, [.. Enumerable.Repeat(2f, a * b * c)], new(1, 2, 3));
        Assert.Equal(1, result["morph_vol_dens_conv_hull"]!.Value, 9);
        Assert.Equal(1, result["morph_area_dens_conv_hull"]!.Value, 9);
        Assert.True(result["morph_vol_dens_ombb"] >= result["morph_vol_dens_aabb"] - 1e-9);
        Assert.InRange(result["morph_vol_dens_mvee"]!.Value, 0.1, 1);
    }

    /// <summary>Every voxel set: the corners' distance is √(9² + 9² + 9²), the mesh's bounding box 10³.</summary>
    [Fact]
    public void A_cube_and_its_ellipsoid_are_near_the_closed_form()
    {
        var result = Of(10, 10, 10, [.. Enumerable.Repeat(1f, 1000)]);
        Assert.Equal(Math.Sqrt(10 * 10 + 9 * 9 + 9 * 9), result["morph_diam"]!.Value, 9);
        Assert.Equal(4 * Math.Sqrt(82.5 / 10 * 1000 / 999), result["morph_pca_maj_axis"]!.Value, 9);
        Assert.Equal(1, result["morph_pca_flatness"]!.Value, 12);
        Assert.Equal(1000 - 4 * 3 * 9 * 0.125 - 8 * (0.125 - 1.0 / 48), result["morph_volume"]!.Value, 9);
    }

    /// <summary>Small regions fold rows, large ones go through Fourier space.</summary>
    [Theory]
    [InlineData(9, 7, 6, 0.6)]
    [InlineData(15, 13, 12, 0.92)]
    public void Moran_and_Geary_agree_with_all_pairs(int columns, int rows, int slices, double share)
    {
        var random = new SeededRandom(3);
        var geometry = new ImageGeometry(new(columns, rows, slices), new(1.5, 2, 3), default, new(1, 0, 0), new(0.1, 1, 0), new(0, 0.2, 1));
        float[] values = [.. Enumerable.Range(0, geometry.Count).Select(_ => (float)(random.NextDouble() * 9))];
        bool[] inside = [.. values.Select(_ => random.NextDouble() < share)];
        var result = IbsiFeatures.Compute(new(geometry, values), new(geometry, inside));

        int[] at = [.. Enumerable.Range(0, values.Length).Where(i => inside[i])];
        double mean = at.Average(i => (double)values[i]), variance = at.Sum(i => (values[i] - mean) * (values[i] - mean));
        double weights = 0, cross = 0, square = 0;
        Point3[] place = [.. at.Select(i => geometry.ToPatient(geometry.VoxelAt(i)))];
        for (int i = 0; i < at.Length; i++)
        {
            double w1 = 0, c1 = 0, s1 = 0, a = values[at[i]];
            for (int j = 0; j < i; j++)
            {
                double w = 1 / place[i].DistanceTo(place[j]), b = values[at[j]];
                w1 += w;
                c1 += w * (a - mean) * (b - mean);
                s1 += w * (a - b) * (a - b);
            }
            weights += 2 * w1;
            cross += 2 * c1;
            square += 2 * s1;
        }
        Assert.Equal(at.Length / weights * cross / variance, result["morph_moran_i"]!.Value, 1e-11);
        Assert.Equal((at.Length - 1) / (2 * weights) * square / variance, result["morph_geary_c"]!.Value, 1e-11);
    }

    /// <summary>The hull of random masks encloses every mesh vertex's box and is at least the mesh.</summary>
    [Fact]
    public void A_hull_is_never_smaller_than_its_mesh()
    {
        var random = new SeededRandom(8);
        for (int k = 0; k < 40; k++)
        {
            int n = 2 + k % 7;
            float[] values = [.. Enumerable.Range(0, n * n * n).Select(i => i == 0 || random.NextDouble() < 0.3 ? 1f : 0)];
            var result = Of(n, n, n, values);
            Assert.InRange(result["morph_vol_dens_conv_hull"]!.Value, 0, 1 + 1e-9);
            Assert.True(result["morph_vol_dens_aabb"] <= result["morph_vol_dens_conv_hull"] + 1e-9);
            Assert.True(result["morph_vol_dens_mvee"] <= result["morph_vol_dens_conv_hull"] + 1e-9);
            Assert.InRange(result["morph_vol_dens_ombb"]!.Value, result["morph_vol_dens_aabb"]!.Value - 1e-9, result["morph_vol_dens_conv_hull"]!.Value + 1e-9);
        }
    }

    /// <summary>1 1 2 in a row: pairs 11 and 12. Symmetric p11 = ½, p12 = p21 = ¼.</summary>
    [Fact]
    public void Cooccurrence_of_three_voxels_by_hand()
    {
        var result = Of(3, 1, 1, [1, 1, 2]);
        Assert.Equal(0.5, result["cm_joint_max_3D_comb"]);
        Assert.Equal(1.25, result["cm_joint_avg_3D_comb"]!.Value, 12);
        Assert.Equal(0.5, result["cm_contrast_3D_comb"]!.Value, 12);
        Assert.Equal(1.5, result["cm_joint_entr_3D_comb"]!.Value, 12);
        Assert.Equal(1.5, result["cm_auto_corr_3D_comb"]!.Value, 12);
        Assert.Equal(-1.0 / 3, result["cm_corr_3D_comb"]!.Value, 12);
        Assert.Equal(result["cm_contrast_3D_comb"], result["cm_contrast_2D_avg"]);
    }

    /// <summary>1 1 2 in a row: along it runs of 2 and 1, across it (12 directions) three runs of 1.</summary>
    [Fact]
    public void Runs_zones_and_dependences_of_three_voxels_by_hand()
    {
        var result = Of(3, 1, 1, [1, 1, 2]);
        Assert.Equal((0.25 + 1 + 12 * 3) / 38, result["rlm_sre_3D_comb"]!.Value, 12);
        Assert.Equal(38.0 / 39, result["rlm_r_perc_3D_comb"]!.Value, 12);
        Assert.Equal((0.25 + 1) / 2, result["szm_sze_3D"]!.Value, 12);
        Assert.Equal(2.0 / 3, result["szm_z_perc_3D"]!.Value, 12);
        Assert.Equal(1, result["dzm_sde_3D"]);
        Assert.Equal((2 * 0.25 + 1) / 3, result["ngl_lde_3D"]!.Value, 12);
        Assert.Equal(1, result["ngl_dc_perc_3D"]);
    }

    /// <summary>1 1 2: differences 0, ½ and 1; p(1) = 2/3, s(1) = ½; p(2) = 1/3, s(2) = 1.</summary>
    [Fact]
    public void Tone_differences_of_three_voxels_by_hand()
    {
        var result = Of(3, 1, 1, [1, 1, 2]);
        Assert.Equal(1 / (2.0 / 3 * 0.5 + 1.0 / 3), result["ngt_coarseness_3D"]!.Value, 12);
        Assert.Equal(2 * (2.0 / 9) / 2 * (1.5 / 3), result["ngt_contrast_3D"]!.Value, 12);
        Assert.Equal(2 * 1 / 1.5, result["ngt_strength_3D"]!.Value, 12);
        Assert.Equal(1e6, Of(3, 1, 1, [1, 1, 1])["ngt_coarseness_3D"]);
    }

    /// <summary>A 5 × 5 slab of one level: the middle is 3 steps from the outside, the zone's distance is 1.</summary>
    [Fact]
    public void A_zone_has_the_distance_of_its_nearest_voxel()
    {
        float[] values = [.. Enumerable.Repeat(1f, 25)];
        values[12] = 2;
        var result = Of(5, 5, 1, values);
        Assert.Equal((1 + 9) / 2.0, result["dzm_lde_2D"]!.Value, 12); // the level 2 in the middle is 3 away in the slice
        Assert.Equal(1, result["dzm_lde_3D"]!.Value, 12);             // and 1 away through the slab's face
    }

    /// <summary>1, 2, 3, 4: V10 asks for 1.3 and more, I10 for the least intensity that at most 10 % reach.</summary>
    [Fact]
    public void The_volume_histogram_of_four_voxels_by_hand()
    {
        var result = Of(4, 1, 1, [1, 2, 3, 4]);
        Assert.Equal(0.75, result["ivh_v10"]);
        Assert.Equal(0.25, result["ivh_v90"]);
        Assert.Equal(5, result["ivh_i10"]);
        Assert.Equal(2, result["ivh_i90"]);
        Assert.Equal(((1 + 0.75) / 2 + (0.75 + 0.5) / 2 + (0.5 + 0.25) / 2) / 3, result["ivh_auc"]!.Value, 12);
    }

    /// <summary>Slices of one level each, 64 of them with pairs in other proportions: an entropy that is 0 in truth is 0 in the average.</summary>
    [Fact]
    public void Slices_of_one_level_enter_the_average_without_what_rounding_leaves()
    {
        foreach (int side in new[] { 3, 5, 7, 9, 11 })
        {
            float[] values = [.. Enumerable.Repeat(1f, side * (side + 1)), .. Enumerable.Repeat(2f, side * (side + 1))];
            var result = Of(side, side + 1, 2, values);
            Assert.Equal(0, result["cm_info_corr1_2D_avg"]);
            Assert.Equal(1, result["cm_corr_2D_comb"]);
        }
    }

    /// <summary>Levels 3, 3, 3, 5 kept as they are: H = 0, 0, 3, 0, 1 and its slope 0, 1.5, 0, −1, 1.</summary>
    [Fact]
    public void The_slope_of_the_histogram_begins_at_level_one()
    {
        var result = Of(4, 1, 1, [3, 3, 3, 5], null, new Discretisation.None());
        Assert.Equal((1.5, 2, -1, 4), (result["ih_max_grad"]!.Value, result["ih_max_grad_g"]!.Value, result["ih_min_grad"]!.Value, result["ih_min_grad_g"]!.Value));
    }
}
