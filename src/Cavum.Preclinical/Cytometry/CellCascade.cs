using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>Which channels the automatic gates look at; null leaves a step out.</summary>
public sealed record CascadeChannels(string ForwardArea, string SideArea, string? ForwardHeight, string? Viability, string? Cd8);

/// <summary>A step of the cascade.</summary>
/// <param name="Threshold">Where the step is a cut on one scale.</param>
public sealed record CascadeStep(string Name, int Count, int ParentCount, PositiveThreshold? Threshold);

/// <summary>Automatic gates: lymphocytes → single cells → live → CD8.</summary>
/// <remarks>
/// Lymphocytes: the 95 % ellipse of the main cloud of forward and side scatter, its centre and covariance re-estimated from the events
/// inside until they stay. Single: height/area within three robust standard deviations of its median. Live: below, CD8: above the
/// valley of the density on the logicle scale. A proposal for a person to look at, not a verdict.
/// </remarks>
public sealed record CellCascade(IReadOnlyList<CascadeStep> Steps, bool[] Members)
{
    private const int Rounds = 30;
    private static readonly double Contour = ChiSquare.Quantile(0.95, 2);

    public static Outcome<CellCascade> Run(FcsDataSet set, CascadeChannels channels, SpilloverMatrix? matrix, string source)
    {
        string?[] needed = [channels.ForwardArea, channels.SideArea, channels.ForwardHeight, channels.Viability, channels.Cd8];
        Problem[] problems = [.. needed.OfType<string>().Where(c => set.IndexOf(c) < 0)
            .Select(c => new Problem(source, c, "a channel of " + string.Join(", ", set.Parameters.Select(p => p.Name))))];
        if (problems.Length > 0) return Outcome<CellCascade>.Refused(problems);
        if (set.Events < 200) return Outcome<CellCascade>.Refused(new Problem(source, $"{set.Events} events", "200 events at least"));
        var members = Lymphocytes(set.Linear(set.IndexOf(channels.ForwardArea)), set.Linear(set.IndexOf(channels.SideArea)));
        var steps = new List<CascadeStep> { new("lymphocytes", members.Count(m => m), set.Events, null) };
        void Keep(string name, Func<int, bool> test, PositiveThreshold? threshold)
        {
            int parent = members.Count(m => m);
            for (int i = 0; i < members.Length; i++) members[i] &= test(i);
            steps.Add(new(name, members.Count(m => m), parent, threshold));
        }
        if (channels.ForwardHeight is { } height)
        {
            double[] h = set.Linear(set.IndexOf(height)), a = set.Linear(set.IndexOf(channels.ForwardArea));
            double[] ratio = [.. h.Select((v, i) => a[i] > 0 ? v / a[i] : 0)];
            double[] inside = [.. ratio.Where((_, i) => members[i]).Order()];
            if (inside.Length == 0) return Outcome<CellCascade>.Of(new(steps, members));
            double median = PositiveThreshold.Quantile(inside, 0.5), spread = 1.4826 * PositiveThreshold.Quantile([.. inside.Select(r => Math.Abs(r - median)).Order()], 0.5);
            Keep("single", i => Math.Abs(ratio[i] - median) <= 3 * spread, null);
        }
        foreach (var (name, channel, above) in ((string, string?, bool)[])[("live", channels.Viability, false), ("cd8", channels.Cd8, true)])
        {
            if (channel is null) continue;
            double[] scaled = Scaled(set, channel, matrix);
            double[] inside = [.. scaled.Where((_, i) => members[i])];
            if (inside.Length < 20) return Outcome<CellCascade>.Of(new(steps, members));
            var cut = PositiveThreshold.FromDensity(inside);
            Keep(name, i => scaled[i] >= cut.Value == above, cut);
        }
        return Outcome<CellCascade>.Of(new(steps, members));
    }

    /// <summary>A channel, compensated, on a logicle scale whose width follows its negative values.</summary>
    public static double[] Scaled(FcsDataSet set, string channel, SpilloverMatrix? matrix)
    {
        double[] linear = Compensated(set, channel, matrix);
        double top = Math.Max(1000, set.IndexOf(channel) is >= 0 and var p && set.Parameters[p].Range > 0 ? set.Parameters[p].Range : linear.Max());
        var scale = new LogicleScale(top, Math.Clamp(LogicleScale.EstimateW(linear, top, 4.5), 0.5, 2), 4.5, 0);
        var scaled = new double[linear.Length];
        scale.Forward(linear, scaled);
        return scaled;
    }

    public static double[] Compensated(FcsDataSet set, string channel, SpilloverMatrix? matrix)
    {
        var nothing = new GatingStrategy([], new Dictionary<string, BoundedScale>(), new Dictionary<string, RatioTransform>(), new Dictionary<string, SpilloverMatrix>());
        return GateEvaluator.Values(set, nothing, matrix, new(channel, null, matrix is null ? "uncompensated" : "FCS", null));
    }

    private static bool[] Lymphocytes(double[] forward, double[] side)
    {
        // Saturated events lie on the border and would drag the ellipse there.
        double top = forward.Max(), high = side.Max();
        bool[] inside = [.. forward.Select((f, i) => f > 0 && f < top && side[i] > 0 && side[i] < high)];
        for (int round = 0; round < Rounds; round++)
        {
            var (mx, my, xx, xy, yy) = Cloud(forward, side, inside);
            double determinant = xx * yy - xy * xy;
            if (!(determinant > 0)) break;
            bool moved = false;
            // The covariance of the events within the 95 % contour is smaller than the whole's by this factor.
            double shrink = 1 / 0.8423;
            for (int i = 0; i < inside.Length; i++)
            {
                double dx = forward[i] - mx, dy = side[i] - my;
                bool now = (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / determinant <= (round == 0 ? 1 : shrink) * Contour && forward[i] < top && side[i] < high;
                moved |= now != inside[i];
                inside[i] = now;
            }
            if (!moved) break;
        }
        return inside;
    }

    private static (double Mx, double My, double Xx, double Xy, double Yy) Cloud(double[] x, double[] y, bool[] inside)
    {
        double n = 0, mx = 0, my = 0, xx = 0, xy = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (!inside[i]) continue;
            n++;
            double dx = x[i] - mx, dy = y[i] - my;
            mx += dx / n;
            my += dy / n;
            xx += dx * (x[i] - mx);
            xy += dx * (y[i] - my);
            yy += dy * (y[i] - my);
        }
        return n < 3 ? (mx, my, 0, 0, 0) : (mx, my, xx / (n - 1), xy / (n - 1), yy / (n - 1));
    }
}
