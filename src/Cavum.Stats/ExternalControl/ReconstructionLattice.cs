using Cavum.Core;

namespace Cavum.Stats;

/// <summary>All ways in which whole numbers of events and censorings can run through the points of a curve, weighted by their likelihood.</summary>
/// <remarks>
/// A layer for each stretch between points (and numbers at risk), a node for each (events so far, censorings so far, survival), an edge for each number of
/// events and censorings in the stretch. Weight of an edge: Poisson censorings at the rate that the numbers at risk suggest, Poisson events at the
/// rate of the smoothed curve (where points lie on corners: an event at each corner, further ones at a cost), and a normal point about the survival with a tail that
/// grows linearly, since a point may lie on the other side of a drop. Forward sums and backward shares give the expected course of events and
/// censorings; drawing edges backward gives exact draws from the posterior.
/// </remarks>
internal sealed class ReconstructionLattice
{
    private const int MostNodes = 700, FewestNodes = 60, FullSize = 400; // arms beyond the full size keep fewer nodes: their counts are nearly continuous
    private const double Cut = 6, TieCost = 1.5;

    private readonly int total;
    private readonly int? events;
    private readonly double noise, depth;
    private readonly int perCount;
    private readonly bool corners;
    private readonly double[] logFactorial;
    private readonly ReconstructionStretch[] stretches;
    private readonly Layer[] layers;

    private sealed record Node(int Events, int Censored, double Survival, double Log);

    private readonly record struct Edge(int From, int To, int Events, int Censored, double Log);

    private sealed record Layer(Node[] Nodes, Edge[] Edges);

    private ReconstructionLattice(ReconstructionStretch[] stretches, int total, int? events, double noise, bool corners, double depth, int perCount)
    {
        (this.stretches, this.total, this.events, this.noise, this.corners, this.depth, this.perCount) = (stretches, total, events, noise, corners, depth, perCount);
        logFactorial = [.. Enumerable.Range(0, total + 1).Select(i => GammaFunction.Log(i + 1.0))];
        layers = new Layer[stretches.Length + 1];
        layers[0] = new([new(0, 0, 1, 0)], []);
    }

    /// <param name="total">Subjects.</param>
    /// <param name="events">Published total of events, if any.</param>
    internal static ReconstructionLattice Of(ReconstructionStretch[] stretches, int total, int? events, double noise, bool corners)
    {
        var first = Fill(new(stretches, total, events, noise, corners, 20, 3));
        if (first.Matched) return first;
        var deeper = Fill(new(stretches, total, events, noise, corners, 50, 20)); // the published total may lie among unlikely paths
        return deeper.Matched ? deeper : first;
    }

    private static ReconstructionLattice Fill(ReconstructionLattice lattice)
    {
        for (int j = 0; j < lattice.stretches.Length; j++) lattice.layers[j + 1] = lattice.Merge(lattice.Spread(j), j);
        return lattice;
    }

    /// <summary>True where some path has the published total of events.</summary>
    internal bool Matched => events is not { } wanted || layers[^1].Nodes.Any(n => n.Events == wanted);

    /// <summary>Every continuation of the nodes before a stretch.</summary>
    private List<(int From, int Events, int Censored, double Survival, double Log)> Spread(int j)
    {
        var stretch = stretches[j];
        var found = new List<(int, int, int, double, double)>();
        var nodes = layers[j].Nodes;
        double best = double.NegativeInfinity;
        int usual = (int)(stretch.Censorings + 5 * Math.Sqrt(stretch.Censorings) + 3), few = (int)Math.Max(0, stretch.Censorings - 6 * Math.Sqrt(stretch.Censorings) - 3);
        double[] lost = [.. Enumerable.Range(0, total + 1).Select(c => Poisson(c, stretch.Censorings))], died = [.. Enumerable.Range(0, total + 1).Select(d => Prior(stretch, d))];
        for (int i = 0; i < nodes.Length; i++)
        {
            var node = nodes[i];
            int room = stretch.LostByEnd - node.Events - node.Censored, most = Math.Min(room, (events ?? total) - node.Events);
            for (int censored = stretch.Ends ? 0 : Math.Min(few, room); censored <= (stretch.Ends ? room : Math.Min(room, usual)); censored++)
            {
                if (censored > stretch.Censorings && node.Log + lost[censored] < best - depth - 10) break; // ever less likely
                double atRisk = total - node.Events - node.Censored - 0.5 * censored;
                int least = stretch.Seen is { } low && node.Survival > 0 ? Math.Max(0, (int)(atRisk * (1 - (low + (Cut + 4) * noise) / node.Survival)) - 1) : 0;
                // at the end of an interval the number at risk is known, so the censorings are what the events leave
                for (int d = stretch.Ends ? room - censored : Math.Min(least, most); d <= Math.Min(most, room - censored) && d <= atRisk + 0.5; d++)
                {
                    double survival = node.Survival * Math.Max(0, 1 - d / Math.Max(1, atRisk));
                    double log = node.Log + lost[censored] + died[d] - (stretch.Seen is { } seen ? Loss((survival - seen) / noise) : 0);
                    if (log > best - depth) found.Add((i, d, censored, survival, log));
                    best = Math.Max(best, log);
                    if (survival < (stretch.Seen ?? 0) - (Cut + 2) * noise) break;
                }
            }
        }
        found.RemoveAll(e => e.Item5 <= best - depth);
        return found;
    }

    private double Prior(ReconstructionStretch stretch, int d) => corners && stretch.Seen is not null ? (d > 1 ? -TieCost * (d - 1) : 0) : Poisson(d, stretch.Events);

    private double Poisson(int count, double mean) => count * Math.Log(mean) - mean - logFactorial[count];

    internal static double Loss(double z)
    {
        double size = Math.Abs(z);
        return 0.5 * (size <= Cut ? z * z : Cut * (2 * size - Cut));
    }

    /// <summary>Continuations that agree in counts and nearly in survival become one node; the likeliest nodes stay, and the likeliest few of each count of events.</summary>
    private Layer Merge(List<(int From, int Events, int Censored, double Survival, double Log)> found, int j)
    {
        var nodes = layers[j].Nodes;
        double top = found.Max(e => e.Log);
        var index = new Dictionary<(int, int, int), int>();
        var sums = new List<(int Events, int Censored, double Weight, double Survival)>();
        var edges = new List<Edge>(found.Count);
        foreach (var (from, d, c, survival, log) in found)
        {
            var key = (nodes[from].Events + d, nodes[from].Censored + c, (int)Math.Round(2 * survival / noise));
            if (!index.TryGetValue(key, out int at))
            {
                index[key] = at = sums.Count;
                sums.Add((key.Item1, key.Item2, 0, 0));
            }
            double weight = Math.Exp(log - top);
            var sum = sums[at];
            sums[at] = sum with { Weight = sum.Weight + weight, Survival = sum.Survival + weight * survival };
            edges.Add(new(from, at, d, c, log));
        }
        var seen = new Dictionary<int, int>();
        int width = Math.Clamp(MostNodes * FullSize / total, FewestNodes, MostNodes);
        int[] kept = [.. Enumerable.Range(0, sums.Count).OrderByDescending(i => sums[i].Weight).ThenBy(i => i).Where((i, rank) =>
        {
            int same = seen[sums[i].Events] = seen.GetValueOrDefault(sums[i].Events) + 1;
            return rank < width || same <= perCount;
        })];
        var place = new int[sums.Count];
        Array.Fill(place, -1);
        for (int k = 0; k < kept.Length; k++) place[kept[k]] = k;
        return new([.. kept.Select(i => new Node(sums[i].Events, sums[i].Censored, sums[i].Survival / sums[i].Weight, top + Math.Log(sums[i].Weight)))],
            [.. edges.Where(e => place[e.To] >= 0).Select(e => e with { To = place[e.To] }).OrderBy(e => e.To)]);
    }

    /// <summary>Shares of the last nodes: those with the published total, or the nearest to it.</summary>
    private double[] Ends()
    {
        var nodes = layers[^1].Nodes;
        int? wanted = events is { } e ? nodes.OrderBy(n => Math.Abs(n.Events - e)).First().Events : null;
        double top = nodes.Where(n => n.Events == (wanted ?? n.Events)).Max(n => n.Log);
        double[] share = [.. nodes.Select(n => n.Events == (wanted ?? n.Events) ? Math.Exp(n.Log - top) : 0)];
        double sum = share.Sum();
        return [.. share.Select(s => s / sum)];
    }

    /// <summary>Expected events and censorings by the end of each stretch; the last number of events is the likeliest whole one.</summary>
    internal (double[] Events, double[] Censored) Expected()
    {
        double[] share = Ends(), byEvents = new double[stretches.Length + 1], byCensored = new double[stretches.Length + 1];
        if (events is null) // without a total the paths of the likeliest count speak
        {
            int likely = layers[^1].Nodes.Select((n, i) => (n.Events, Share: share[i])).GroupBy(x => x.Events).MaxBy(g => g.Sum(x => x.Share))!.Key;
            double sum = layers[^1].Nodes.Select((n, i) => n.Events == likely ? share[i] : 0).Sum();
            share = [.. layers[^1].Nodes.Select((n, i) => n.Events == likely ? share[i] / sum : 0)];
        }
        for (int j = stretches.Length; j > 0; j--)
        {
            for (int i = 0; i < share.Length; i++)
            {
                byEvents[j] += share[i] * layers[j].Nodes[i].Events;
                byCensored[j] += share[i] * layers[j].Nodes[i].Censored;
            }
            var before = new double[layers[j - 1].Nodes.Length];
            foreach (var edge in layers[j].Edges) before[edge.From] += share[edge.To] * Math.Exp(edge.Log - layers[j].Nodes[edge.To].Log);
            share = before;
        }
        return (byEvents, byCensored);
    }

    /// <summary>Events and censorings in each stretch, drawn from the posterior.</summary>
    internal (int Events, int Censored)[] Draw(SeededRandom random)
    {
        var path = new (int, int)[stretches.Length];
        int at = Choose(Ends(), random.NextDouble());
        for (int j = stretches.Length; j > 0; j--)
        {
            var node = layers[j].Nodes[at];
            double left = random.NextDouble();
            Edge taken = default;
            for (int e = First(layers[j].Edges, at); e < layers[j].Edges.Length && layers[j].Edges[e].To == at; e++)
            {
                taken = layers[j].Edges[e];
                left -= Math.Exp(taken.Log - node.Log);
                if (left <= 0) break;
            }
            path[j - 1] = (taken.Events, taken.Censored);
            at = taken.From;
        }
        return path;
    }

    private static int Choose(double[] share, double u)
    {
        int last = 0;
        for (int i = 0; i < share.Length; i++)
        {
            if (share[i] > 0) last = i;
            u -= share[i];
            if (u <= 0 && share[i] > 0) return i;
        }
        return last;
    }

    private static int First(Edge[] edges, int to)
    {
        int low = 0, high = edges.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (edges[middle].To < to) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}

/// <summary>A stretch between two points or numbers at risk.</summary>
/// <param name="Seen">Survival read at its end, if any.</param>
/// <param name="Ends">True where the number at risk is known at its end.</param>
/// <param name="LostByEnd">Subjects gone by the end of its interval between two numbers at risk.</param>
/// <param name="Censorings">Expected censorings, above 0.</param>
/// <param name="Events">Expected events, above 0.</param>
internal readonly record struct ReconstructionStretch(double From, double To, double? Seen, bool Ends, int LostByEnd, double Censorings, double Events);
