namespace Cavum.Imaging;

/// <summary>Grey level co-occurrence: pairs of neighbouring voxels by their levels, distance 1, symmetric.</summary>
/// <remarks>
/// Zwanenburg et al. 2020 (IBSI 1), family 3.6. Directions: 4 in a slice, 13 in space. Aggregations: features averaged over
/// slices and directions (2D_avg), slice matrices merged over directions (2D_comb), direction matrices merged over slices
/// (2_5D_avg), all slices and directions merged (2_5D_comb), and in space averaged or merged (3D_avg, 3D_comb). A slice or
/// direction without pairs is left out. In an average, a slice or direction of a single level has correlation 1 and information
/// correlations 0, as in PyRadiomics; a region of a single level has neither correlation nor the first information correlation.
/// </remarks>
internal static class CooccurrenceFeatures
{
    private static readonly string[] Names =
    [
        "joint_max", "joint_avg", "joint_var", "joint_entr", "diff_avg", "diff_var", "diff_entr", "sum_avg", "sum_var", "sum_entr", "energy", "contrast",
        "dissimilarity", "inv_diff", "inv_diff_norm", "inv_diff_mom", "inv_diff_mom_norm", "inv_var", "corr", "auto_corr", "clust_tend", "clust_shade",
        "clust_prom", "info_corr1", "info_corr2",
    ];

    public static FeatureList Compute(LevelGrid grid)
    {
        var region = grid.Region;
        int[] directions = grid.Directions();
        var work = new Pairs(grid.Max, grid.Levels.All(l => l == grid.Max));
        var direction = new CountMatrix(grid.Max, grid.Max);
        var slice = new CountMatrix(grid.Max, grid.Max);
        CountMatrix[] inPlane = [.. Enumerable.Range(0, 4).Select(_ => new CountMatrix(grid.Max, grid.Max))];
        FeatureMean average = new(Names.Length), merged = new(Names.Length);
        for (int z = 1; z < region.Nz - 1; z++)
        {
            slice.Clear();
            for (int d = 0; d < 4; d++)
            {
                direction.Clear();
                Count(grid, grid.SliceStart[z], grid.SliceStart[z + 1], directions[d], direction);
                work.AddTo(average, direction);
                slice.AddAll(direction);
                inPlane[d].AddAll(direction);
            }
            work.AddTo(merged, slice);
        }
        var list = new FeatureList();
        average.WriteTo(list, "cm_", Names, "_2D_avg");
        merged.WriteTo(list, "cm_", Names, "_2D_comb");
        average = new(Names.Length);
        slice.Clear();
        foreach (var matrix in inPlane)
        {
            work.AddTo(average, matrix);
            slice.AddAll(matrix);
        }
        work.Write(list, average, slice, "_2_5D");
        average = new(Names.Length);
        slice.Clear();
        foreach (int step in directions)
        {
            direction.Clear();
            Count(grid, 0, region.Count, step, direction);
            work.AddTo(average, direction);
            slice.AddAll(direction);
        }
        work.Write(list, average, slice, "_3D");
        return list;
    }

    // Each pair once, the lower level first: the symmetric matrix is this one and its mirror image.
    private static void Count(LevelGrid grid, int from, int to, int step, CountMatrix into)
    {
        int[] levels = grid.Grid;
        for (int n = from; n < to; n++)
        {
            int a = grid.Levels[n], b = levels[grid.Region.At[n] + step];
            if (b != 0) into.Add(Math.Min(a, b), Math.Max(a, b));
        }
    }

    /// <summary>Features of one matrix, with room for its marginals.</summary>
    private sealed class Pairs(int levels, bool single)
    {
        private readonly long[] row = new long[levels + 1], difference = new long[levels + 1], sum = new long[2 * levels + 1];
        private readonly double[] values = new double[Names.Length];

        public void AddTo(FeatureMean mean, CountMatrix matrix)
        {
            if (matrix.Total == 0) return;
            Compute(matrix);
            mean.Add(values);
        }

        public void Write(FeatureList list, FeatureMean average, CountMatrix all, string dimension)
        {
            var merged = new FeatureMean(Names.Length);
            AddTo(merged, all);
            average.WriteTo(list, "cm_", Names, dimension + "_avg");
            merged.WriteTo(list, "cm_", Names, dimension + "_comb");
        }

        private void Compute(CountMatrix matrix)
        {
            Array.Clear(row);
            Array.Clear(difference);
            Array.Clear(sum);
            matrix.Sort();
            double total = 2.0 * matrix.Total, product = 0, squares = 0, logs = 0;
            long max = 0;
            for (int n = 0; n < matrix.CellCount; n++)
            {
                var (i, j, count) = matrix.Cell(n);
                // Off the diagonal both mirror images hold the count; on it one cell holds twice the count.
                long cell = i == j ? 2L * count : count;
                int images = i == j ? 1 : 2;
                row[i] += cell;
                if (i != j) row[j] += cell;
                difference[j - i] += 2L * count;
                sum[i + j] += 2L * count;
                product += 2.0 * count * i * j;
                squares += images * (double)cell * cell;
                logs += images * Entropy.XLog2X(cell);
                max = Math.Max(max, cell);
            }
            double jointEntropy = Entropy.OfCounts(logs, total);
            values[0] = max / total;
            values[3] = jointEntropy;
            values[10] = squares / (total * total);
            values[19] = product / total;
            Marginals(total, jointEntropy);
            Differences(total);
            Sums(total, values[1]);
        }

        private void Marginals(double total, double jointEntropy)
        {
            double mean = 0, variance = 0, logs = 0;
            int present = 0;
            for (int i = 1; i <= levels; i++)
            {
                mean += (double)i * row[i];
                if (row[i] == 0) continue;
                logs += Entropy.XLog2X(row[i]);
                present++;
            }
            mean /= total;
            for (int i = 1; i <= levels; i++) variance += (i - mean) * (i - mean) * row[i];
            variance /= total;
            double entropy = Entropy.OfCounts(logs, total);
            values[1] = mean;
            values[2] = variance;
            values[18] = present > 1 ? (values[19] - mean * mean) / variance : single ? double.NaN : 1;
            // With equal marginals both cross entropies are twice the entropy of one.
            values[23] = present > 1 ? (jointEntropy - 2 * entropy) / entropy : single ? double.NaN : 0;
            values[24] = Math.Sqrt(Math.Max(0, 1 - Math.Exp(-2 * (2 * entropy - jointEntropy))));
        }

        private void Differences(double total)
        {
            double mean = 0, contrast = 0, variance = 0, logs = 0, inverse = 0, inverseNorm = 0, moment = 0, momentNorm = 0, inverseVariance = 0, ng = levels;
            for (int k = 0; k <= levels; k++)
            {
                if (difference[k] == 0) continue;
                double p = difference[k] / total;
                mean += k * p;
                contrast += (double)k * k * p;
                logs += Entropy.XLog2X(difference[k]);
                inverse += p / (1 + k);
                inverseNorm += p / (1 + k / ng);
                moment += p / (1 + (double)k * k);
                momentNorm += p / (1 + k / ng * (k / ng));
                if (k > 0) inverseVariance += p / ((double)k * k);
            }
            for (int k = 0; k <= levels; k++) variance += (k - mean) * (k - mean) * difference[k] / total;
            (values[4], values[5], values[6]) = (mean, variance, Entropy.OfCounts(logs, total));
            (values[11], values[12]) = (contrast, mean);
            (values[13], values[14], values[15], values[16], values[17]) = (inverse, inverseNorm, moment, momentNorm, inverseVariance);
        }

        private void Sums(double total, double rowMean)
        {
            double mean = 2 * rowMean, second = 0, third = 0, fourth = 0, logs = 0;
            for (int k = 2; k < sum.Length; k++)
            {
                if (sum[k] == 0) continue;
                double p = sum[k] / total, d = k - mean;
                second += d * d * p;
                third += d * d * d * p;
                fourth += d * d * d * d * p;
                logs += Entropy.XLog2X(sum[k]);
            }
            (values[7], values[8], values[9]) = (mean, second, Entropy.OfCounts(logs, total));
            (values[20], values[21], values[22]) = (second, third, fourth);
        }
    }
}
