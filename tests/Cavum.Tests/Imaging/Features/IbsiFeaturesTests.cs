using System.Globalization;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class IbsiFeaturesTests
{
    internal static (ImageVolume Image, Mask Mask) Load(string image, string mask)
    {
        var volume = Nifti.ReadFile(Shared.Path("data/imaging/" + image)).Value;
        var labels = Nifti.ReadFile(Shared.Path("data/imaging/" + mask)).Value;
        return (volume, new(volume.Geometry, [.. labels.Values.ToArray().Select(v => v > 0.5f)]));
    }

    internal static (ImageVolume Image, Mask Mask) Phantom() =>
        Load("ibsi_1_digital_phantom/nifti/image/phantom.nii.gz", "ibsi_1_digital_phantom/nifti/mask/mask.nii.gz");

    /// <summary>Reference values have three figures; within the printed tolerance, or half a unit of the last figure where it is 0.</summary>
    [Fact]
    public void Agrees_with_the_consensus_of_IBSI_on_the_digital_phantom()
    {
        var (image, mask) = Phantom();
        var result = IbsiFeatures.Compute(image, mask, new Discretisation.None());
        string[][] rows = [.. File.ReadLines(Shared.Path("oracles/imaging/ibsi/mirp_ibsi_1_dig_phantom.csv")).Skip(1).Select(l => l.Split(';'))];

        Assert.Equal(rows.Select(r => r[2]), result.Features.Select(f => f.Key));
        var missed = new List<string>();
        int compared = 0;
        foreach (var row in rows.Where(r => r[0].Length > 0))
        {
            double expected = double.Parse(row[0], CultureInfo.InvariantCulture), tolerance = double.Parse(row[1], CultureInfo.InvariantCulture);
            double rounding = expected == 0 ? 1e-12 : 0.5 * Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(expected))) - 2);
            compared++;
            if (!(Math.Abs((result[row[2]] ?? double.NaN) - expected) <= tolerance + rounding * (1 + 1e-9)))
                missed.Add($"{row[2]}: expected {expected}, got {result[row[2]]}");
        }
        Assert.Empty(missed);
        Assert.Equal(482, compared); // five of the 487 tags have no consensus value
        Assert.All(result.Features, f => Assert.NotNull(f.Value));
    }

    /// <summary>
    /// PyRadiomics (June 2025), bin width 0.25, averaged over 13 directions. Its kurtosis keeps the 3 and its axes divide by n, where the
    /// standard subtracts 3 and divides by n − 1: those are left out. Its mesh differs at faces with two corners inside (0.4 %).
    /// </summary>
    [Theory]
    [InlineData("STS_002")]
    [InlineData("STS_008")]
    [InlineData("STS_019")]
    [InlineData("STS_025")]
    public void Agrees_with_PyRadiomics_on_real_tumours(string name)
    {
        var (image, mask) = Load($"sts_nifti/{name}/PET_image.nii.gz", $"sts_nifti/{name}/PET_mask.nii.gz");
        var result = IbsiFeatures.Compute(image, mask, new Discretisation.Width(0.25));
        string[] lines = File.ReadAllLines(Shared.Path("oracles/imaging/pyradiomics_sts_pet_bw0p25.csv"));
        string[] header = lines[0].Split(','), row = lines.Select(l => l.Split(',')).Single(r => r[0] == name);

        var missed = new List<string>();
        foreach (var pair in Peers.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')))
        {
            double expected = double.Parse(row[Array.IndexOf(header, pair[0])], CultureInfo.InvariantCulture), got = result[pair[1]]!.Value;
            double allowed = pair[0] is "shape_MeshVolume" or "shape_SurfaceArea" or "shape_Sphericity" ? 4e-3 : 1e-9;
            if (!(Math.Abs(got - expected) <= allowed * Math.Abs(expected))) missed.Add($"{pair[1]}: expected {expected}, got {got}");
        }
        Assert.Empty(missed);
    }

    private const string Peers = """
        shape_MeshVolume=morph_volume shape_SurfaceArea=morph_area_mesh shape_Sphericity=morph_sphericity shape_Maximum3DDiameter=morph_diam
        shape_Elongation=morph_pca_elongation shape_Flatness=morph_pca_flatness shape_VoxelVolume=morph_vol_approx
        firstorder_10Percentile=stat_p10 firstorder_90Percentile=stat_p90 firstorder_Energy=stat_energy firstorder_Entropy=ih_entropy
        firstorder_Uniformity=ih_uniformity firstorder_InterquartileRange=stat_iqr firstorder_MeanAbsoluteDeviation=stat_mad
        firstorder_RobustMeanAbsoluteDeviation=stat_rmad firstorder_Skewness=stat_skew firstorder_Median=stat_median firstorder_Mean=stat_mean
        firstorder_Variance=stat_var firstorder_RootMeanSquared=stat_rms
        glcm_Autocorrelation=cm_auto_corr_3D_avg glcm_ClusterProminence=cm_clust_prom_3D_avg glcm_ClusterShade=cm_clust_shade_3D_avg
        glcm_ClusterTendency=cm_clust_tend_3D_avg glcm_Contrast=cm_contrast_3D_avg glcm_Correlation=cm_corr_3D_avg glcm_DifferenceAverage=cm_diff_avg_3D_avg
        glcm_DifferenceEntropy=cm_diff_entr_3D_avg glcm_DifferenceVariance=cm_diff_var_3D_avg glcm_Id=cm_inv_diff_3D_avg glcm_Idm=cm_inv_diff_mom_3D_avg
        glcm_Idmn=cm_inv_diff_mom_norm_3D_avg glcm_Idn=cm_inv_diff_norm_3D_avg glcm_Imc1=cm_info_corr1_3D_avg glcm_Imc2=cm_info_corr2_3D_avg
        glcm_InverseVariance=cm_inv_var_3D_avg glcm_JointAverage=cm_joint_avg_3D_avg glcm_JointEnergy=cm_energy_3D_avg glcm_JointEntropy=cm_joint_entr_3D_avg
        glcm_MaximumProbability=cm_joint_max_3D_avg glcm_SumEntropy=cm_sum_entr_3D_avg glcm_SumSquares=cm_joint_var_3D_avg glcm_SumAverage=cm_sum_avg_3D_avg
        glrlm_GrayLevelNonUniformity=rlm_glnu_3D_avg glrlm_GrayLevelNonUniformityNormalized=rlm_glnu_norm_3D_avg glrlm_GrayLevelVariance=rlm_gl_var_3D_avg
        glrlm_HighGrayLevelRunEmphasis=rlm_hgre_3D_avg glrlm_LongRunEmphasis=rlm_lre_3D_avg glrlm_LongRunHighGrayLevelEmphasis=rlm_lrhge_3D_avg
        glrlm_LowGrayLevelRunEmphasis=rlm_lgre_3D_avg glrlm_RunEntropy=rlm_rl_entr_3D_avg glrlm_RunLengthNonUniformity=rlm_rlnu_3D_avg
        glrlm_RunPercentage=rlm_r_perc_3D_avg glrlm_RunVariance=rlm_rl_var_3D_avg glrlm_ShortRunEmphasis=rlm_sre_3D_avg
        glszm_GrayLevelNonUniformity=szm_glnu_3D glszm_LargeAreaEmphasis=szm_lze_3D glszm_SizeZoneNonUniformity=szm_zsnu_3D
        glszm_SmallAreaEmphasis=szm_sze_3D glszm_ZoneEntropy=szm_zs_entr_3D glszm_ZonePercentage=szm_z_perc_3D glszm_ZoneVariance=szm_zs_var_3D
        glszm_LowGrayLevelZoneEmphasis=szm_lgze_3D gldm_DependenceEntropy=ngl_dc_entr_3D gldm_DependenceNonUniformity=ngl_dcnu_3D
        gldm_DependenceVariance=ngl_dc_var_3D gldm_LargeDependenceEmphasis=ngl_hde_3D gldm_SmallDependenceEmphasis=ngl_lde_3D
        gldm_GrayLevelVariance=ngl_gl_var_3D ngtdm_Busyness=ngt_busyness_3D ngtdm_Coarseness=ngt_coarseness_3D ngtdm_Complexity=ngt_complexity_3D
        ngtdm_Contrast=ngt_contrast_3D ngtdm_Strength=ngt_strength_3D
        """;

    private static (ImageVolume Image, Mask Mask) Ball(int n, double radius, Point3 spacing, ulong seed)
    {
        var random = new SeededRandom(seed);
        var geometry = ImageGeometry.Upright(n, n, n, spacing);
        float[] values = new float[geometry.Count];
        bool[] inside = new bool[geometry.Count];
        for (int i = 0; i < values.Length; i++)
        {
            var v = geometry.VoxelAt(i);
            values[i] = 1 + (float)Math.Floor(random.NextDouble() * 8);
            double d = (geometry.ToPatient(v) - geometry.ToPatient(n / 2, n / 2, n / 2)).Length;
            inside[i] = d <= radius && random.NextDouble() < 0.9;
        }
        return (new(geometry, values), new(geometry, inside));
    }

    [Fact]
    public void A_region_moved_in_its_image_keeps_its_features()
    {
        var (image, mask) = Ball(14, 8, new(2, 2, 3), 5);
        var g = image.Geometry;
        var larger = ImageGeometry.Upright(20, 19, 18, g.Spacing);
        float[] values = new float[larger.Count];
        bool[] inside = new bool[larger.Count];
        Array.Fill(values, 1);
        for (int i = 0; i < g.Count; i++)
        {
            var v = g.VoxelAt(i);
            values[larger.Index(v.X + 3, v.Y + 4, v.Z + 2)] = image.Values[i];
            inside[larger.Index(v.X + 3, v.Y + 4, v.Z + 2)] = mask.Inside[i];
        }

        var here = IbsiFeatures.Compute(image, mask);
        var there = IbsiFeatures.Compute(new(larger, values), new(larger, inside));

        foreach (var (tag, value) in here.Features)
            if (!tag.StartsWith("loc_", StringComparison.Ordinal)) Assert.True(Math.Abs(value!.Value - there[tag]!.Value) <= 1e-9 * Math.Max(1, Math.Abs(value.Value)), tag);
    }

    [Fact]
    public void Doubling_all_lengths_scales_sizes_and_leaves_shapes_and_textures()
    {
        var (image, mask) = Ball(12, 8, new(2, 2, 2), 6);
        var twice = ImageGeometry.Upright(12, 12, 12, new(4, 4, 4));
        var small = IbsiFeatures.Compute(image, mask);
        var large = IbsiFeatures.Compute(new(twice, image.Values.ToArray()), new(twice, mask.Inside.ToArray()));

        Assert.Equal(8 * small["morph_volume"]!.Value, large["morph_volume"]!.Value, 1e-6);
        Assert.Equal(4 * small["morph_area_mesh"]!.Value, large["morph_area_mesh"]!.Value, 1e-6);
        Assert.Equal(2 * small["morph_diam"]!.Value, large["morph_diam"]!.Value, 1e-9);
        foreach (string tag in new[] { "morph_sphericity", "morph_pca_flatness", "morph_vol_dens_conv_hull", "morph_vol_dens_ombb", "morph_moran_i", "morph_geary_c", "cm_contrast_3D_comb", "szm_sze_3D" })
            Assert.Equal(small[tag]!.Value, large[tag]!.Value, 1e-9);
        Assert.Equal(small["morph_vol_dens_mvee"]!.Value, large["morph_vol_dens_mvee"]!.Value, 1e-6);
    }

    [Fact]
    public void One_and_two_threads_give_the_same_bits()
    {
        var (image, mask) = Ball(16, 14, new(2, 2, 2), 7);
        var first = IbsiFeatures.Compute(image, mask);
        for (int i = 0; i < 3; i++) Assert.Equal(first.Features, IbsiFeatures.Compute(image, mask).Features);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Few_voxels_give_values_or_none_but_no_fault(int voxels)
    {
        var geometry = ImageGeometry.Upright(3, 3, 3, new(2, 2, 2));
        var mask = Mask.FromIndices(geometry, Enumerable.Range(13, voxels));

        var result = IbsiFeatures.Compute(new(geometry, [.. Enumerable.Repeat(3f, 27)]), mask);

        Assert.Equal(487, result.Features.Count);
        Assert.Equal(3, result["stat_mean"]);
        Assert.Equal(0, result["stat_var"]);
        Assert.Null(result["cm_corr_3D_comb"]);
        Assert.Null(result["cm_info_corr1_2D_avg"]);
        Assert.Null(result["morph_moran_i"]);
        Assert.Equal(0, result["ivh_auc"]);
        foreach (string tag in new[] { "ivh_v10", "ivh_i90", "ivh_diff_v10_v90", "morph_vol_dens_aee" }) Assert.Null(result[tag]);
        Assert.Equal(voxels == 1 ? null : 0, result["morph_pca_least_axis"]);
        Assert.Equal(result.Features.Where(f => f.Value is null).Select(f => f.Key), result.NotEvaluable.Select(f => f.Key));
    }

    /// <summary>Two voxels of level 1 and one of 2: each level times its share is 2/3, so busyness has nothing below the line.</summary>
    [Fact]
    public void A_quotient_over_nothing_has_no_value_but_a_reason()
    {
        var geometry = ImageGeometry.Upright(3, 1, 1, new(2, 2, 2));
        var all = new Mask(geometry, [true, true, true]);

        var busy = IbsiFeatures.Compute(new(geometry, [1, 1, 2]), all);
        var balanced = IbsiFeatures.Compute(new(geometry, [-1, 0, 1]), all);

        Assert.Null(busy["ngt_busyness_3D"]);
        Assert.Contains("its share", busy.NotEvaluable.Single(f => f.Key == "ngt_busyness_3D").Value, StringComparison.Ordinal);
        Assert.Equal("the mean is 0", balanced.NotEvaluable.Single(f => f.Key == "stat_cov").Value);
        Assert.Contains("sum to 0", balanced.NotEvaluable.Single(f => f.Key == "morph_com").Value, StringComparison.Ordinal);
    }

    /// <summary>A row across the corners of voxels has one extent, whatever rounding leaves of the other two.</summary>
    [Fact]
    public void A_slanting_row_has_one_axis()
    {
        var geometry = ImageGeometry.Upright(7, 7, 7, new(1.1, 2.3, 3.7));
        var row = Mask.FromIndices(geometry, Enumerable.Range(0, 7).Select(i => i * 57));

        var result = IbsiFeatures.Compute(new(geometry, [.. Enumerable.Range(0, 343).Select(i => (float)(i % 5))]), row);

        Assert.Equal(0, result["morph_pca_min_axis"]);
        Assert.Equal(0, result["morph_pca_flatness"]);
        Assert.Null(result["morph_vol_dens_aee"]);
        Assert.Null(result["morph_area_dens_aee"]);
    }

    [Fact]
    public void Fractions_without_bins_have_no_levels_and_say_so()
    {
        var geometry = ImageGeometry.Upright(4, 4, 4, new(2, 2, 2));
        var image = new ImageVolume(geometry, [.. Enumerable.Range(0, 64).Select(i => i / 10f)]);
        var mask = new Mask(geometry, [.. Enumerable.Repeat(true, 64)]);

        var none = IbsiFeatures.Compute(image, mask, new Discretisation.None());
        var fine = IbsiFeatures.Compute(image, mask, new Discretisation.Width(1e-6));

        Assert.Null(none.Levels);
        Assert.Contains("whole numbers", none.Status, StringComparison.Ordinal);
        Assert.Null(none["cm_contrast_3D_avg"]);
        Assert.Null(none["ih_mean"]);
        Assert.NotNull(none["ivh_v10"]);
        Assert.NotNull(none["stat_mean"]);
        Assert.Contains("2048", fine.Status, StringComparison.Ordinal);
        Assert.Equal("width:0.25", IbsiFeatures.Compute(image, mask).Discretisation);
    }

    [Fact]
    public void Refuses_an_empty_mask_another_grid_and_values_that_are_no_numbers()
    {
        var geometry = ImageGeometry.Upright(2, 2, 2, new(1, 1, 1));
        var image = new ImageVolume(geometry, new float[8]);
        Assert.Throws<ArgumentException>(() => IbsiFeatures.Compute(image, Mask.Empty(geometry)));
        Assert.Throws<ArgumentException>(() => IbsiFeatures.Compute(image, Mask.Empty(ImageGeometry.Upright(3, 2, 2, new(1, 1, 1)))));
        Assert.Throws<ArgumentException>(() => IbsiFeatures.Compute(new(geometry, [.. Enumerable.Repeat(float.NaN, 8)]), new(geometry, [.. Enumerable.Repeat(true, 8)])));
        Assert.Throws<ArgumentException>(() => IbsiFeatures.Compute(image, new(geometry, [.. Enumerable.Repeat(true, 8)]))["no_such_tag"]);
    }
}
