namespace Cavum.Imaging;

/// <summary>Turns volumes so that columns run to the patient's Left, rows to Posterior, slices to Superior.</summary>
public static class PatientAxes
{
    /// <summary>The same voxels with axes permuted and flipped to the nearest patient axes; nothing is resampled, and an upright volume is returned as it is.</summary>
    public static ImageVolume Align(ImageVolume volume)
    {
        var turn = Turn.Of(volume.Geometry);
        return turn.IsNone ? volume : new(turn.Geometry, turn.Apply(volume.Memory));
    }

    /// <summary>The mask turned as <see cref="Align(ImageVolume)"/> turns the volume of the same grid.</summary>
    public static Mask Align(Mask mask)
    {
        var turn = Turn.Of(mask.Geometry);
        return turn.IsNone ? mask : new(turn.Geometry, turn.Apply(mask.Memory));
    }

    /// <summary>The grid after turning.</summary>
    public static ImageGeometry Align(ImageGeometry geometry) => Turn.Of(geometry).Geometry;

    private sealed record Turn(ImageGeometry Geometry, int Start, int StepX, int StepY, int StepZ, bool IsNone)
    {
        public static Turn Of(ImageGeometry g)
        {
            Point3[] axes = [g.AxisX, g.AxisY, g.AxisZ];
            int[] size = [g.Columns, g.Rows, g.Slices];
            double[] spacing = [g.Spacing.X, g.Spacing.Y, g.Spacing.Z];
            int[] stride = [1, g.Columns, g.Columns * g.Rows];
            int[] order = Assign(axes);
            bool[] flip = [axes[order[0]].X < 0, axes[order[1]].Y < 0, axes[order[2]].Z < 0];
            int start = 0;
            int[] corner = new int[3], step = new int[3];
            Point3[] turned = new Point3[3];
            for (int i = 0; i < 3; i++)
            {
                corner[order[i]] = flip[i] ? size[order[i]] - 1 : 0;
                start += corner[order[i]] * stride[order[i]];
                step[i] = flip[i] ? -stride[order[i]] : stride[order[i]];
                turned[i] = flip[i] ? -axes[order[i]] : axes[order[i]];
            }
            var geometry = new ImageGeometry(new(size[order[0]], size[order[1]], size[order[2]]),
                new(spacing[order[0]], spacing[order[1]], spacing[order[2]]), g.ToPatient(corner[0], corner[1], corner[2]), turned[0], turned[1], turned[2]);
            return new(geometry, start, step[0], step[1], step[2], order is [0, 1, 2] && !flip.Contains(true));
        }

        // The permutation whose axes lie nearest to the patient's: largest product of direction cosines.
        private static int[] Assign(Point3[] axes)
        {
            int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
            return orders.MaxBy(o => Math.Abs(axes[o[0]].X) + Math.Abs(axes[o[1]].Y) + Math.Abs(axes[o[2]].Z))!;
        }

        public T[] Apply<T>(ReadOnlyMemory<T> memory)
        {
            var turned = new T[Geometry.Count];
            var (columns, rows) = (Geometry.Columns, Geometry.Rows);
            Parallel.For(0, Geometry.Slices, z =>
            {
                var from = memory.Span;
                int at = z * rows * columns;
                for (int y = 0; y < rows; y++)
                    for (int x = 0, source = Start + z * StepZ + y * StepY; x < columns; x++, source += StepX) turned[at++] = from[source];
            });
            return turned;
        }
    }
}
