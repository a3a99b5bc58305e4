using Cavum.Core;
using Cavum.Preclinical;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>CD8 read-outs of the mouse arm: shares of gates with intervals, compared across mice and never across events.</summary>
internal sealed class MouseFlowResults(MouseContext context, List<Problem> problems)
{
    private sealed record GatedSample(MouseSample Sample, TumourMouse Mouse, FcsDataSet Set, SpilloverMatrix? Matrix, GatingStrategy Strategy, IReadOnlyList<GatedPopulation> Populations)
    {
        /// <summary>A population by the name that the record uses: its identifier, its path in a workspace, or its last name where only one has it.</summary>
        internal GatedPopulation? Find(string gate) => Populations.FirstOrDefault(p => GatingMlWriter.Is(p.Id, gate))
            ?? (Populations.Where(p => p.Name == gate).ToList() is [var one] ? one : null);
    }

    private const int Bins = 48;
    private readonly List<string> notes = [];
    private readonly List<MouseReadoutResult> readouts = [];
    private readonly List<MouseDensity> densities = [];

    public IReadOnlyList<string> Notes => notes;

    public IReadOnlyList<MouseDensity> Densities() => densities;

    /// <summary>Gates every sample; a file is let go before the next is read.</summary>
    public IReadOnlyList<MouseReadoutResult> Read()
    {
        if (context.Record.Samples.Count == 0 || context.Design.Flow is not { } flow) return readouts;
        var strategy = GatingFile.ReadFile(context.FullPath(flow.Gating));
        problems.AddRange(strategy.Problems);
        if (!strategy.TryGet(out var gates)) return readouts;
        var found = new Outcome<GatedSample>?[context.Record.Samples.Count];
        Parallel.For(0, found.Length, i => found[i] = Gate(context.Record.Samples[i], flow, gates));
        var plotted = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < found.Length; i++)
        {
            if (found[i] is not { } outcome) continue;
            problems.AddRange(outcome.Problems);
            if (!outcome.TryGet(out var sample)) continue;
            foreach (var readout in flow.Readouts) Readout(sample, readout);
            if (flow.PlotGate is { } plot && plotted.Add(sample.Mouse.Group)) Density(sample, plot);
        }
        return readouts;
    }

    private Outcome<GatedSample>? Gate(MouseSample sample, MouseFlow flow, GatingFile gates)
    {
        var mouse = context.Study.Mice.FirstOrDefault(m => m.Id == sample.Mouse);
        if (mouse is null)
        {
            string table = context.Record.Root + MouseRecord.SampleTable;
            if (context.Record.Fates.Any(f => f.Mouse == sample.Mouse && f.Outcome == "excluded")) return null;
            return Outcome<GatedSample>.Refused(new Problem($"{table}, sample {sample.Id}, column mouse", sample.Mouse, "a mouse of " + MouseRecord.VolumeTable));
        }
        return FcsReader.ReadFile(context.FullPath(sample.Path)).Then(file =>
        {
            var set = file.DataSets[0];
            // A workspace brings its own matrix for each of its samples.
            var matrix = flow.Compensate == "file" && gates.Workspace is null ? SpilloverMatrix.FromKeywords(set, sample.Path) : null;
            if (matrix?.IsRefused == true) return Outcome<GatedSample>.Refused(matrix.Problems);
            return gates.For(set, Path.GetFileName(sample.Path), null, null, flow.Compensate == "none").Then(tree =>
                GateEvaluator.Evaluate(set, tree.Strategy, matrix?.Value, sample.Path).Then(p =>
                    Outcome<GatedSample>.Of(new(sample, mouse, set, matrix?.Value ?? tree.Strategy.Matrices.Values.FirstOrDefault(_ => gates.Workspace is not null), tree.Strategy, p))));
        });
    }

    private void Readout(GatedSample s, MouseReadout wanted)
    {
        var population = s.Find(wanted.Gate);
        int channel = wanted.Channel is { } name ? s.Set.IndexOf(name) : -1;
        if (population is null || (wanted.Channel is not null && channel < 0))
        {
            problems.Add(population is null ? new Problem($"{context.Record.Root}{MouseRecord.Document}, readouts, {wanted.Marker}", wanted.Gate, "a gate of " + context.Design.Flow!.Gating)
                : new Problem(s.Sample.Path, wanted.Channel!, "a channel of the file"));
            return;
        }
        bool[] parent = s.Populations.FirstOrDefault(p => p.Id == population.Parent)?.Members ?? [.. Enumerable.Repeat(true, s.Set.Events)];
        int[] inside = [.. Enumerable.Range(0, s.Set.Events).Where(i => parent[i])];
        double[] linear = channel < 0 ? new double[s.Set.Events] : CellCascade.Compensated(s.Set, wanted.Channel!, s.Matrix);
        var r = MarkerReadout.Of(wanted.Marker, [.. inside.Select(i => linear[i])], [.. inside.Select(i => population.Members[i])]);
        string id = context.Id("mouse.readout", wanted.Marker, s.Sample.Id);
        context.Ledger.Add(id, $"Events of the gate {wanted.Gate} among those of its parent, on the compensated events themselves; Jeffreys interval of the share; medians on the linear scale.", [],
            context.Raw(s.Sample.Path, $"{s.Set.Events} events"), context.Gating, context.Rows(MouseRecord.SampleTable, "sample", s.Sample.Id));
        readouts.Add(new(id, wanted.Marker, wanted.Gate, s.Sample.Id, s.Mouse.Id, s.Mouse.Group, s.Sample.Day, r.Positive, r.Events, r.Percent, r.Lower, r.Upper,
            channel < 0 ? null : r.Median, channel < 0 ? null : r.MedianOfPositive, r.FewEvents));
    }

    /// <summary>Each arm against the control by Welch's test across mice (the mean logit of a mouse's samples), Holm over all rows.</summary>
    public IReadOnlyList<MouseReadoutComparison> Comparisons()
    {
        string control = context.Arms.Control;
        var rows = new List<MouseReadoutComparison>();
        foreach (string marker in readouts.Select(r => r.Marker).Distinct())
        {
            double[] Values(string arm) => [.. readouts.Where(r => r.Marker == marker && r.Arm == arm && r.Events > 0).GroupBy(r => r.Mouse).Select(m => m.Average(r => MarkerReadout.Logit(r.Positive, r.Events)))];
            double[] reference = Values(control);
            foreach (var arm in context.Design.Arms.Where(a => a.Name != control))
            {
                double[] own = Values(arm.Name);
                if (own.Length == 0) continue;
                string id = context.Id("mouse.comparison", marker, arm.Name);
                context.Ledger.Add(id, "Welch's test across mice on ln((k + ½)/(n − k + ½)), the arm against the control; its exponential is an odds ratio. P-values of all comparisons adjusted by Holm.",
                    readouts.Where(r => r.Marker == marker && (r.Arm == arm.Name || r.Arm == control)).Select(r => r.ResultId), context.Document);
                var t = MarkerComparison.Groups(reference, own);
                rows.Add(new(id, marker, arm.Name, control, own.Length, reference.Length, t is null ? null : Math.Exp(t.Difference), t is null ? null : Math.Exp(t.Lower), t is null ? null : Math.Exp(t.Upper), t?.PValue, null,
                    t is null ? "not tested: two mice an arm are needed, with variation" : "estimated"));
            }
        }
        int[] tested = [.. Enumerable.Range(0, rows.Count).Where(i => rows[i].PValue is not null)];
        double[] adjusted = tested.Length == 0 ? [] : Multiplicity.Holm([.. tested.Select(i => rows[i].PValue!.Value)]);
        for (int k = 0; k < tested.Length; k++) rows[tested[k]] = rows[tested[k]] with { HolmP = adjusted[k] };
        if (readouts.Any(r => r.FewEvents)) notes.Add($"{readouts.Count(r => r.FewEvents)} read-outs have fewer than {MarkerReadout.LeastEvents} parent events: their percentages say little.");
        return rows;
    }

    private void Density(GatedSample s, string plot)
    {
        var strategy = s.Strategy;
        var population = s.Find(plot);
        (GateDimension X, GateDimension Y, double[] Xs, double[] Ys)? outline = strategy.Gates.FirstOrDefault(g => g.Id == population?.Id) switch
        {
            RectangleGate { Dimensions: [var x, var y] } => (x, y, [x.Min ?? double.NaN, x.Max ?? double.NaN, x.Max ?? double.NaN, x.Min ?? double.NaN], [y.Min ?? double.NaN, y.Min ?? double.NaN, y.Max ?? double.NaN, y.Max ?? double.NaN]),
            PolygonGate p => (p.X, p.Y, [.. p.Vertices.Select(v => v.X)], [.. p.Vertices.Select(v => v.Y)]),
            _ => null,
        };
        if (population is null || outline is not { X.Channel: { } xName, Y.Channel: { } yName } o)
        {
            if (notes.All(n => !n.StartsWith("The gate " + plot, StringComparison.Ordinal))) notes.Add($"The gate {plot} is no rectangle or polygon on two channels, so no density is drawn.");
            return;
        }
        bool[]? parent = s.Populations.FirstOrDefault(p => p.Id == population.Parent)?.Members;
        double[] xs = GateEvaluator.Values(s.Set, strategy, s.Matrix, o.X), ys = GateEvaluator.Values(s.Set, strategy, s.Matrix, o.Y);
        int[] inside = [.. Enumerable.Range(0, s.Set.Events).Where(i => parent is null || parent[i]).Where(i => double.IsFinite(xs[i]) && double.IsFinite(ys[i]))];
        if (inside.Length == 0) return;
        var (fromX, toX) = Range([.. inside.Select(i => xs[i]), .. o.Xs.Where(double.IsFinite)]);
        var (fromY, toY) = Range([.. inside.Select(i => ys[i]), .. o.Ys.Where(double.IsFinite)]);
        int[] counts = new int[Bins * Bins];
        foreach (int i in inside)
            counts[Bin(ys[i], fromY, toY) * Bins + Bin(xs[i], fromX, toX)]++;
        string id = context.Id("mouse.density", s.Sample.Id);
        context.Ledger.Add(id, $"Events of the parent of {plot} by two channels on the gate's own scale, in {Bins} × {Bins} cells; for the eye, the counts of gates come from the events.", [],
            context.Raw(s.Sample.Path, $"{s.Set.Events} events"), context.Gating);
        double Edge(double v, double low, double high, bool left) => double.IsFinite(v) ? v : left ? low : high;
        double[] gx = [.. o.Xs.Select((v, k) => Edge(v, fromX, toX, k is 0 or 3))], gy = [.. o.Ys.Select((v, k) => Edge(v, fromY, toY, k < 2))];
        densities.Add(new(id, s.Sample.Id, s.Mouse.Group, Label(s.Set, xName), Label(s.Set, yName), fromX, toX, fromY, toY, Bins, inside.Length, counts,
            [new(id + ".gate", plot, population.Count, population.PercentParent, gx, gy)]));
    }

    private static string Label(FcsDataSet set, string channel) => set.IndexOf(channel) is >= 0 and var i && set.Parameters[i].Label is { Length: > 0 } label ? $"{label} ({channel})" : channel;

    private static (double From, double To) Range(double[] values)
    {
        Array.Sort(values);
        double low = values[(int)(0.001 * (values.Length - 1))], high = values[^1], pad = Math.Max(1e-9, 0.02 * (high - low));
        return (low - pad, high + pad);
    }

    private static int Bin(double value, double from, double to) => Math.Clamp((int)((value - from) / (to - from) * Bins), 0, Bins - 1);
}
