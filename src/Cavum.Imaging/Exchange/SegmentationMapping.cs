using System.Globalization;

namespace Cavum.Imaging;

/// <summary>Places the frames of a segmentation on an image's grid.</summary>
internal static class SegmentationMapping
{
    private const double Aligned = 0.05;

    public static Region ToGrid(Segmentation seg, SegmentInfo segment, ImageGeometry grid)
    {
        SegmentFrame[] frames = [.. seg.Frames.Where(f => f.Segment == segment.Number)];
        if (frames.Length == 0) return new(segment.Number, segment.Label, Mask.Empty(grid));
        return Matches(seg.Plane, frames[0].Position, grid) && !IsCoarser(seg, grid) ? Direct(frames, segment, seg.Plane, grid) : ByPosition(frames, segment, seg.Plane, grid);
    }

    /// <summary>True if rows and columns run as those of the grid do, at whole steps.</summary>
    private static bool Matches(SegmentPlane plane, Point3 origin, ImageGeometry grid)
    {
        var at = grid.ToVoxel(origin);
        var x = grid.ToVoxel(origin + plane.RowAxis * plane.ColumnSpacing) - at;
        var y = grid.ToVoxel(origin + plane.ColumnAxis * plane.RowSpacing) - at;
        double drift = 1.0 / Math.Max(plane.Rows, plane.Columns) * 0.2;
        return x.DistanceTo(new(1, 0, 0)) < drift && y.DistanceTo(new(0, 1, 0)) < drift
            && Math.Abs(at.X - Math.Round(at.X)) < Aligned && Math.Abs(at.Y - Math.Round(at.Y)) < Aligned;
    }

    /// <summary>Planes that the object itself says are farther apart, or closer, than the grid's slices.</summary>
    private static bool IsCoarser(Segmentation seg, ImageGeometry grid) =>
        seg.Plane.ToldSpacing is { } told && Math.Abs(told / grid.Spacing.Z - 1) > Aligned;

    private static Region Direct(SegmentFrame[] frames, SegmentInfo segment, SegmentPlane plane, ImageGeometry grid)
    {
        bool[] inside = new bool[grid.Count];
        int lost = 0, beside = 0;
        double farthest = 0;
        foreach (var frame in frames)
        {
            var at = grid.ToVoxel(frame.Position);
            double off = Math.Abs(at.Z - Math.Round(at.Z)) * grid.Spacing.Z;
            if (off > 2 * Aligned * grid.Spacing.Z) beside++;
            farthest = Math.Max(farthest, off);
            int x0 = (int)Math.Round(at.X), y0 = (int)Math.Round(at.Y), z = (int)Math.Round(at.Z);
            for (int i = 0; i < frame.Inside.Length; i++)
            {
                if (!frame.Inside[i]) continue;
                Voxel v = new(x0 + i % plane.Columns, y0 + i / plane.Columns, z);
                if (grid.Contains(v)) inside[grid.Index(v)] = true;
                else lost++;
            }
        }
        return new(segment.Number, segment.Label, new(grid, inside), lost)
        {
            Warnings = beside == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"Region {segment.Number} '{segment.Label}': {beside} of its planes lie up to {farthest:0.##} mm beside the image's slices; each was drawn on the nearest.")],
        };
    }

    private static Region ByPosition(SegmentFrame[] frames, SegmentInfo segment, SegmentPlane plane, ImageGeometry grid)
    {
        var normal = plane.Normal;
        var first = frames.MinBy(f => f.Position.Dot(normal))!;
        int Slice(SegmentFrame f) => (int)Math.Round((f.Position - first.Position).Dot(normal) / plane.SliceSpacing);
        int slices = frames.Max(Slice) + 1;
        var own = new ImageGeometry(new(plane.Columns, plane.Rows, slices), new(plane.ColumnSpacing, plane.RowSpacing, plane.SliceSpacing), first.Position, plane.RowAxis, plane.ColumnAxis, normal);
        bool[] inside = new bool[own.Count];
        foreach (var frame in frames)
        {
            int start = Slice(frame) * plane.Rows * plane.Columns;
            for (int i = 0; i < frame.Inside.Length; i++) inside[start + i] |= frame.Inside[i];
        }
        var mask = new Mask(own, inside);
        int lost = mask.Indices().Count(i => !IsIn(grid, grid.ToVoxel(own.ToPatient(own.VoxelAt(i)))));
        return new(segment.Number, segment.Label, MaskResampling.ToGrid(mask, grid), lost);
    }

    private static bool IsIn(ImageGeometry grid, Point3 p) =>
        p.X > -0.5 && p.Y > -0.5 && p.Z > -0.5 && p.X < grid.Columns - 0.5 && p.Y < grid.Rows - 0.5 && p.Z < grid.Slices - 0.5;
}
