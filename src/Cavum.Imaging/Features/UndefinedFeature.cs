namespace Cavum.Imaging;

/// <summary>Why a feature of a region has no value: a quotient of the standard's definition that has nothing below the line.</summary>
internal static class UndefinedFeature
{
    public static string Reason(string tag, FeatureRegion region)
    {
        bool one = region.Count == 1;
        string family = tag[..tag.IndexOf('_', StringComparison.Ordinal)];
        return tag switch
        {
            "morph_com" => "the intensities sum to 0 and so have no centre",
            _ when family == "morph" && one => "a single voxel has no axes and no pairs",
            "morph_moran_i" or "morph_geary_c" => "all intensities are the same",
            _ when family == "morph" => "the voxels lie in one plane or line, so that their ellipsoid has no volume",
            "stat_cov" => "the mean is 0",
            "stat_qcod" => "the quartiles sum to 0",
            _ when family == "ih" => "a single level has no gradient",
            _ when family == "ivh" => "all intensities are the same",
            _ when tag.StartsWith("cm_corr", StringComparison.Ordinal) || tag.StartsWith("cm_info", StringComparison.Ordinal) =>
                "no neighbours of more than a single level",
            _ when tag.StartsWith("ngt_busyness", StringComparison.Ordinal) && !one => "no neighbours, or each level times its share is the same",
            _ => "no voxel has a neighbour in the region",
        };
    }
}
