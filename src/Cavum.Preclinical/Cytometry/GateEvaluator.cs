using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>One population of a file.</summary>
/// <param name="Path">The parents, from "root", divided by "/".</param>
/// <param name="Members">True for every event inside.</param>
/// <param name="ParentCount">Events of the parent, or of the file.</param>
public sealed record GatedPopulation(string Path, string Name, string? Parent, int Count, int ParentCount, int Total, bool[] Members)
{
    /// <summary>The gate's identifier: its name, or the whole path where names repeat.</summary>
    public string Id { get; init; } = Name;

    public double? PercentTotal => Total == 0 ? null : 100.0 * Count / Total;
    public double? PercentParent => ParentCount == 0 ? null : 100.0 * Count / ParentCount;
}

/// <summary>Applies a gating strategy to the events of a file: linear scale, compensation, display scale, gate, in that order.</summary>
/// <remarks>Gating-ML 2.0 (Spidlen et al. 2015, Cytometry A 87A:683). On the events themselves, never on bins.</remarks>
public sealed class GateEvaluator
{
    private readonly FcsDataSet set;
    private readonly GatingStrategy strategy;
    private readonly SpilloverMatrix? fileMatrix;
    private readonly int? bins;
    private readonly Dictionary<int, double[]> linear = [];
    private readonly Dictionary<(string?, string?, string, string?), double[]> axes = [];
    private readonly Dictionary<string, bool[]> members = [];

    /// <param name="fileMatrix">What "FCS" means: the file's own matrix, one given in its place, or none.</param>
    private GateEvaluator(FcsDataSet set, GatingStrategy strategy, SpilloverMatrix? fileMatrix, int? bins = null)
    {
        this.bins = bins;
        this.set = set;
        this.strategy = strategy;
        this.fileMatrix = fileMatrix;
    }

    /// <summary>Every population of the strategy in the order of its gates.</summary>
    /// <param name="compensation">Stands in for the file's matrix where a gate says "FCS", names a matrix that is not there, or says nothing.</param>
    /// <param name="bins">Where given, polygons and ellipses are applied to the middle of an event's cell of the display (FlowJo: 256 a side); null for the event itself.</param>
    public static Outcome<IReadOnlyList<GatedPopulation>> Evaluate(
        FcsDataSet set, GatingStrategy strategy, SpilloverMatrix? compensation, string source, int? bins = null)
    {
        var problems = GateChecks.Check(set, strategy, compensation, source);
        if (problems.Count > 0) return Outcome<IReadOnlyList<GatedPopulation>>.Refused(problems);
        var evaluator = new GateEvaluator(set, strategy, compensation, bins);
        var parents = strategy.Gates.SelectMany(g => GateChecks.Names(g).Select(n => (Name: n, g.Parent))).ToDictionary(g => g.Name, g => g.Parent);
        var populations = new List<GatedPopulation>();
        foreach (var gate in strategy.Gates.Where(g => !strategy.Hidden.Contains(g.Id)))
        {
            foreach (string name in GateChecks.Populations(gate))
            {
                bool[] inside = evaluator.Members(name);
                string path = "root";
                for (string? up = gate.Parent, below = ""; up is not null; up = parents[up])
                {
                    below = "/" + strategy.NameOf(up) + below;
                    path = "root" + below;
                }
                int count = inside.Count(m => m);
                int parent = gate.Parent is { } p ? evaluator.Members(p).Count(m => m) : set.Events;
                populations.Add(new(path, strategy.NameOf(name), gate.Parent, count, parent, set.Events, inside) { Id = name });
            }
        }
        return Outcome<IReadOnlyList<GatedPopulation>>.Of(populations);
    }

    private bool[] Members(string name)
    {
        if (members.TryGetValue(name, out bool[]? known)) return known;
        var gate = strategy.Gates.First(g => GateChecks.Names(g).Contains(name));
        bool[] inside = gate switch
        {
            RectangleGate g => Rectangle(g),
            PolygonGate g => Polygon(g),
            EllipsoidGate g => Ellipsoid(g),
            BooleanGate g => Boolean(g),
            QuadrantGate g when g.Id == name && g.Quadrants.All(q => q.Id != name) => All(),
            QuadrantGate g => Cell(g, g.Quadrants.First(q => q.Id == name)),
            _ => throw new InvalidOperationException("An unknown kind of gate."),
        };
        if (gate.Parent is { } parent)
        {
            bool[] of = Members(parent);
            for (int i = 0; i < inside.Length; i++) inside[i] &= of[i];
        }
        return members[name] = inside;
    }

    private bool[] All()
    {
        var all = new bool[set.Events];
        Array.Fill(all, true);
        return all;
    }

    private bool[] Rectangle(RectangleGate gate)
    {
        bool[] inside = All();
        foreach (var dimension in gate.Dimensions)
        {
            double[] x = Axis(dimension);
            double min = dimension.Min ?? double.NegativeInfinity, max = dimension.Max ?? double.PositiveInfinity;
            // A value without a place on the scale (logarithm of 0 and below) lies under every lower limit.
            for (int i = 0; i < x.Length; i++)
                inside[i] &= double.IsNaN(x[i]) ? dimension.Min is null && dimension.Max is not null : x[i] >= min && x[i] < max;
        }
        return inside;
    }

    private bool[] Polygon(PolygonGate gate)
    {
        double[] x = Cells(Axis(gate.X)), y = Cells(Axis(gate.Y));
        var inside = new bool[set.Events];
        for (int i = 0; i < inside.Length; i++) inside[i] = gate.Contains(x[i], y[i]);
        return inside;
    }

    private bool[] Ellipsoid(EllipsoidGate gate)
    {
        int n = gate.Dimensions.Count;
        double[][] x = [.. gate.Dimensions.Select(d => Cells(Axis(d)))];
        var inverse = DenseMatrix.Inverse(gate.Covariance)!;
        var inside = new bool[set.Events];
        for (int e = 0; e < inside.Length; e++)
        {
            double distance = 0;
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    distance += (x[i][e] - gate.Mean[i]) * inverse[i, j] * (x[j][e] - gate.Mean[j]);
            inside[e] = distance <= gate.DistanceSquare;
        }
        return inside;
    }

    private double[] Cells(double[] values)
    {
        if (bins is not { } n) return values;
        var middle = new double[values.Length];
        for (int i = 0; i < values.Length; i++) middle[i] = (Math.Floor(values[i] * n) + 0.5) / n;
        return middle;
    }

    private bool[] Boolean(BooleanGate gate)
    {
        bool[] inside = gate.Operation == BooleanOperation.Or ? new bool[set.Events] : All();
        foreach (var (reference, complement) in gate.References)
        {
            bool[] of = Members(reference);
            bool flip = complement ^ (gate.Operation == BooleanOperation.Not);
            for (int i = 0; i < inside.Length; i++)
            {
                bool value = of[i] ^ flip;
                inside[i] = gate.Operation == BooleanOperation.Or ? inside[i] | value : inside[i] & value;
            }
        }
        return inside;
    }

    private bool[] Cell(QuadrantGate gate, Quadrant quadrant)
    {
        bool[] inside = All();
        foreach (var (id, location) in quadrant.Positions)
        {
            var divider = gate.Dividers.First(d => d.Id == id);
            double low = double.NegativeInfinity, high = double.PositiveInfinity;
            foreach (double cut in divider.Values)
            {
                if (cut <= location) low = Math.Max(low, cut);
                else high = Math.Min(high, cut);
            }
            double[] x = Axis(divider.Dimension);
            for (int i = 0; i < x.Length; i++) inside[i] &= x[i] >= low && x[i] < high;
        }
        return inside;
    }

    /// <summary>The values along a dimension, on its scale.</summary>
    public static double[] Values(FcsDataSet set, GatingStrategy strategy, SpilloverMatrix? compensation, GateDimension dimension) =>
        new GateEvaluator(set, strategy, compensation).Axis(dimension);

    private double[] Axis(GateDimension dimension)
    {
        string compensation = dimension.Compensation ?? "FCS";
        var key = (dimension.Channel, dimension.Ratio, compensation, dimension.Transform);
        if (axes.TryGetValue(key, out double[]? known)) return known;
        double[] values = dimension.Ratio is { } ratio ? Ratio(strategy.Ratios[ratio], compensation) : Compensated(dimension.Channel!, compensation);
        if (dimension.Transform is { } transform)
        {
            if (strategy.Scales.TryGetValue(transform, out var scale))
            {
                var scaled = new double[values.Length];
                scale.Forward(values, scaled);
                values = scaled;
            }
            else values = Ratio(strategy.Ratios[transform], compensation);
        }
        return axes[key] = values;
    }

    private double[] Ratio(RatioTransform ratio, string compensation)
    {
        double[] x1 = Compensated(ratio.Numerator, compensation), x2 = Compensated(ratio.Denominator, compensation);
        var values = new double[x1.Length];
        for (int i = 0; i < values.Length; i++) values[i] = ratio.A * (x1[i] - ratio.B) / (x2[i] - ratio.C);
        return values;
    }

    private double[] Compensated(string channel, string compensation)
    {
        var matrix = compensation == "uncompensated" ? null : strategy.Matrices.GetValueOrDefault(compensation) ?? fileMatrix;
        int fluorochrome = matrix?.IndexOf(channel) ?? -1;
        if (fluorochrome < 0) return Linear(set.IndexOf(channel));
        var values = new double[set.Events];
        for (int d = 0; d < matrix!.Detectors.Count; d++)
        {
            double weight = matrix.Unmixing(d, fluorochrome);
            if (weight == 0) continue;
            double[] x = Linear(set.IndexOf(matrix.Detectors[d]));
            for (int i = 0; i < values.Length; i++) values[i] += weight * x[i];
        }
        return values;
    }

    private double[] Linear(int parameter)
    {
        if (!linear.TryGetValue(parameter, out double[]? values)) linear[parameter] = values = set.Linear(parameter);
        return values;
    }
}
