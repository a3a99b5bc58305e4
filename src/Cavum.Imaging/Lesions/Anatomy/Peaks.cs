namespace Cavum.Imaging;

/// <summary>The separate maxima of an image above a bar.</summary>
public static class Peaks
{
    /// <summary>A maximum that rises above its saddle to a hotter one by less than this fraction is the same spot.</summary>
    private const double LeastRise = 0.2;

    /// <summary>One spot.</summary>
    /// <param name="Size">Voxels at or above the bar that belong to it.</param>
    public sealed record Spot(int Maximum, int Size);

    /// <summary>Spots by falling maximum; voxels are joined in order of falling value, shallow spots merge into the hotter neighbour.</summary>
    public static List<Spot> Find(ImageVolume image, double bar, Predicate<int> allowed)
    {
        var values = image.Memory;
        List<int> order = [];
        for (int i = 0; i < values.Length; i++)
            if (values.Span[i] >= bar && allowed(i)) order.Add(i);
        order.Sort((a, b) => values.Span[b] != values.Span[a] ? values.Span[b].CompareTo(values.Span[a]) : a.CompareTo(b));
        var spotOf = new Dictionary<int, int>(order.Count);
        List<int> parent = [], maximum = [], size = [];
        List<int> touching = [];
        foreach (int voxel in order)
        {
            touching.Clear();
            foreach (int n in Connected.Neighbours(image.Geometry, voxel))
                if (spotOf.TryGetValue(n, out int s) && Root(parent, s) is var root && !touching.Contains(root)) touching.Add(root);
            if (touching.Count == 0)
            {
                touching.Add(parent.Count);
                parent.Add(parent.Count);
                maximum.Add(voxel);
                size.Add(0);
            }
            touching.Sort((a, b) => values.Span[maximum[b]] != values.Span[maximum[a]] ? values.Span[maximum[b]].CompareTo(values.Span[maximum[a]]) : maximum[a].CompareTo(maximum[b]));
            int main = touching[0];
            foreach (int other in touching.Skip(1))
            {
                double peak = values.Span[maximum[other]];
                if ((peak - values.Span[voxel]) / peak >= LeastRise) continue;
                parent[other] = main;
                size[main] += size[other];
            }
            spotOf[voxel] = main;
            size[main]++;
        }
        return [.. Enumerable.Range(0, parent.Count).Where(s => parent[s] == s).Select(s => new Spot(maximum[s], size[s])).OrderByDescending(s => values.Span[s.Maximum]).ThenBy(s => s.Maximum)];
    }

    private static int Root(List<int> parent, int s)
    {
        while (parent[s] != s) s = parent[s] = parent[parent[s]];
        return s;
    }
}
