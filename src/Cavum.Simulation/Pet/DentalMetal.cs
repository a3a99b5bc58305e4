using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>Fillings and crowns of a <see cref="NeckPhantom"/>: metal and streaks on CT, and the uptake that attenuation correction by such a CT raises beside them.</summary>
internal static class DentalMetal
{
    private const float MetalHu = 3000, BrightHu = 700, DarkHu = -300;
    private const double RowZ = -184;

    /// <summary>Two to five pieces along the row of teeth; the gum beside each is corrected up to SUV 2.5 to 6.</summary>
    public static List<Solid> Draw(SeededRandom random, BodyScale scale, List<string> traits)
    {
        traits.Add("dental metal");
        List<Solid> solids = [];
        int pieces = random.Whole(2, 5);
        for (int i = 0; i < pieces; i++)
        {
            double angle = random.Uniform(-1.2, 1.2), x = 26 * Math.Sin(angle), y = -48 - 22 * Math.Cos(angle), z = RowZ + random.Uniform(-4, 4), r = random.Uniform(4, 8);
            solids.Add(new(scale.Place(x, y, z), new(1.5 * r, r, r), false, (float)random.Uniform(2.5, 6), 60));
            solids.Add(new(scale.Place(x, y, z), new(3.5, 3.5, 3.5), false, 0.3f, MetalHu));
        }
        return solids;
    }

    /// <summary>Rows of the slices that hold metal are bright or dark in turn, inside the body.</summary>
    public static void Streak(float[] hu, ImageGeometry grid)
    {
        int area = grid.Rows * grid.Columns;
        for (int z = 0; z < grid.Slices; z++)
        {
            var slice = hu.AsSpan(z * area, area);
            for (int y = 0; y < grid.Rows; y++)
            {
                var row = slice.Slice(y * grid.Columns, grid.Columns);
                if (!row.Contains(MetalHu)) continue;
                for (int x = 0; x < row.Length; x++)
                    if (row[x] > PhantomRenderer.OutsideHu && row[x] < MetalHu) row[x] += y % 2 == 0 ? BrightHu : DarkHu;
            }
        }
    }
}
