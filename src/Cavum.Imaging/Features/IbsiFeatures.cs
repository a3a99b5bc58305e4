namespace Cavum.Imaging;

/// <summary>Radiomic features of a region by their IBSI tags, in the order of the standard.</summary>
/// <param name="Features">A feature that is not defined for the region has no value.</param>
/// <param name="Discretisation">How levels were made.</param>
/// <param name="Levels">Highest grey level; null when the choice of discretisation does not fit the intensities.</param>
/// <param name="Status"><c>computed</c>, or why the features of levels have no value.</param>
/// <param name="NotEvaluable">Why each feature without a value has none.</param>
public sealed record RadiomicFeatures(IReadOnlyList<KeyValuePair<string, double?>> Features, string Discretisation, int? Levels, int Voxels, string Status,
    IReadOnlyList<KeyValuePair<string, string>> NotEvaluable)
{
    public double? this[string tag]
    {
        get
        {
            foreach (var feature in Features)
                if (feature.Key == tag) return feature.Value;
            throw new ArgumentException($"No feature has the tag {tag}.", nameof(tag));
        }
    }
}

/// <summary>The features of the Image Biomarker Standardisation Initiative, part 1.</summary>
public static class IbsiFeatures
{
    /// <summary>Computes morphology, local peaks, statistics, histograms and six texture families in every aggregation.</summary>
    /// <param name="image">Intensities (SUV), not resampled.</param>
    /// <param name="mask">On the same grid; its axial slices are those of the storage.</param>
    /// <param name="discretisation">Null takes <see cref="Discretisation.None"/> where all intensities are whole numbers, else bins of 0.25.</param>
    /// <remarks>
    /// Zwanenburg et al. 2020, Radiology 295:328, with the reference manual's definitions; neighbours at distance 1 in voxels. Families
    /// run at the same time; each is computed in a fixed order, so the values do not depend on the number of threads.
    /// </remarks>
    public static RadiomicFeatures Compute(ImageVolume image, Mask mask, Discretisation? discretisation = null)
    {
        if (mask.Geometry.Count != image.Geometry.Count) throw new ArgumentException("Image and mask lie on one grid.", nameof(mask));
        if (mask.VoxelCount == 0) throw new ArgumentException("The mask has no voxel.", nameof(mask));
        var region = new FeatureRegion(image, mask);
        if (region.Values.Any(v => !float.IsFinite(v))) throw new ArgumentException("An intensity of the region is not finite.", nameof(image));
        discretisation ??= region.Values.All(v => v == MathF.Floor(v)) ? new Discretisation.None() : new Discretisation.Width(0.25);
        int[]? levels = discretisation.Levels(region.Values);
        // Where there are no levels, those of one voxel class stand in to name the features, which then get no value.
        var grid = new LevelGrid(region, levels ?? [.. Enumerable.Repeat(1, region.Count)]);
        var families = new FeatureList[10];
        Action[] work =
        [
            () => families[0] = MorphologyFeatures.Compute(region),
            () => families[4] = CooccurrenceFeatures.Compute(grid),
            () => families[5] = RunLengthFeatures.Compute(grid),
            () => families[6] = ZoneFeatures.Compute(grid),
            () => families[7] = NeighbourhoodFeatures.Compute(grid),
            () =>
            {
                families[1] = IntensityFeatures.Local(region);
                families[2] = IntensityFeatures.Statistics(region);
                families[3] = IntensityFeatures.Histogram(grid);
                families[3].AddRange(IntensityFeatures.VolumeHistogram(region));
            },
        ];
        if (region.Count < 500) foreach (var one in work) one();
        else Parallel.Invoke(work);

        var all = new List<KeyValuePair<string, double?>>();
        for (int f = 0; f < 8; f++)
            foreach (var (tag, value) in families[f].All)
                all.Add(new(tag, levels is null && OfLevels(tag) ? null : value));
        string status = levels is not null ? "computed"
            : discretisation is Discretisation.None ? "no levels: the intensities are not whole numbers of at most 2048 levels, so choose width or bins"
            : $"no levels: {discretisation} makes more than {Discretisation.MostLevels} of them";
        KeyValuePair<string, string>[] missing =
        [
            .. all.Where(f => f.Value is null).Select(f => KeyValuePair.Create(f.Key, levels is null && OfLevels(f.Key) ? status : UndefinedFeature.Reason(f.Key, region))),
        ];
        return new(all, discretisation.ToString(), levels is null ? null : grid.Max, region.Count, status, missing);
    }
    private static bool OfLevels(string tag) => tag[..tag.IndexOf('_', StringComparison.Ordinal)] is not ("morph" or "loc" or "stat" or "ivh");
}
