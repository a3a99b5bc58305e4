namespace Cavum.Preclinical;

/// <summary>One axis of a gate: a channel or a ratio of two, how it is compensated and on which scale it is cut.</summary>
/// <param name="Channel">$PnN, or a fluorochrome of the matrix that <paramref name="Compensation"/> names; null for a ratio.</param>
/// <param name="Ratio">Identifier of a <see cref="RatioTransform"/>; null for a channel.</param>
/// <param name="Compensation">"uncompensated", "FCS" (the file's matrix) or a matrix of the strategy; null where the gate file says nothing.</param>
/// <param name="Transform">Identifier of a scale; null for the linear scale.</param>
/// <param name="Min">Closed lower limit of a rectangle.</param>
/// <param name="Max">Open upper limit of a rectangle.</param>
public sealed record GateDimension(
    string? Channel, string? Ratio, string? Compensation, string? Transform, double? Min = null, double? Max = null);

/// <summary>fratio: A·(x₁ − B) / (x₂ − C).</summary>
public sealed record RatioTransform(string Numerator, string Denominator, double A, double B, double C);

/// <summary>A scale with the limits within which its results are kept.</summary>
public sealed record BoundedScale(ScaleTransform Scale, double? Min, double? Max)
{
    public void Forward(ReadOnlySpan<double> linear, Span<double> scale)
    {
        Scale.Forward(linear, scale);
        if (Min is null && Max is null) return;
        for (int i = 0; i < scale.Length; i++)
        {
            if (scale[i] < Min) scale[i] = Min.Value;
            if (scale[i] > Max) scale[i] = Max.Value;
        }
    }
}

/// <summary>A population: the events of the parent (all events without one) that lie inside.</summary>
public abstract record Gate(string Id, string? Parent);

/// <summary>Min ≤ x &lt; max on every dimension; a limit left out is open.</summary>
public sealed record RectangleGate(string Id, string? Parent, IReadOnlyList<GateDimension> Dimensions) : Gate(Id, Parent);

/// <summary>Even–odd interior of a polygon; points on an edge or vertex are inside.</summary>
public sealed record PolygonGate(
    string Id, string? Parent, GateDimension X, GateDimension Y, IReadOnlyList<(double X, double Y)> Vertices) : Gate(Id, Parent)
{
    public bool Contains(double x, double y)
    {
        bool inside = false;
        int n = Vertices.Count;
        for (int i = 0, j = n - 1; i < n; j = i++)
        {
            var (ax, ay) = Vertices[j];
            var (bx, by) = Vertices[i];
            double cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
            if (cross == 0 && x >= Math.Min(ax, bx) && x <= Math.Max(ax, bx) && y >= Math.Min(ay, by) && y <= Math.Max(ay, by)) return true;
            if (ay > y != by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax) inside = !inside;
        }
        return inside;
    }
}

/// <summary>(x − μ)ᵀ Σ⁻¹ (x − μ) ≤ D².</summary>
public sealed record EllipsoidGate(
    string Id, string? Parent, IReadOnlyList<GateDimension> Dimensions, double[] Mean, double[,] Covariance, double DistanceSquare) : Gate(Id, Parent);

public enum BooleanOperation
{
    And,
    Or,
    Not,
}

/// <summary>A combination of other gates, each with its own parents; a reference may stand as its complement.</summary>
public sealed record BooleanGate(
    string Id, string? Parent, BooleanOperation Operation, IReadOnlyList<(string Ref, bool Complement)> References) : Gate(Id, Parent);

/// <summary>Cuts along dimensions, and the cells that carry a name.</summary>
/// <param name="Dividers">Each with its identifier, its dimension and its cuts in ascending order.</param>
public sealed record QuadrantGate(
    string Id, string? Parent, IReadOnlyList<QuadrantDivider> Dividers, IReadOnlyList<Quadrant> Quadrants) : Gate(Id, Parent);

public sealed record QuadrantDivider(string Id, GateDimension Dimension, IReadOnlyList<double> Values);

/// <summary>A cell: for each of its dividers a place that lies between the same cuts as the cell does.</summary>
public sealed record Quadrant(string Id, IReadOnlyList<(string Divider, double Location)> Positions);

/// <summary>Gates with everything they refer to.</summary>
public sealed record GatingStrategy(
    IReadOnlyList<Gate> Gates,
    IReadOnlyDictionary<string, BoundedScale> Scales,
    IReadOnlyDictionary<string, RatioTransform> Ratios,
    IReadOnlyDictionary<string, SpilloverMatrix> Matrices)
{
    /// <summary>Gates that others are made of and that are no population of their own.</summary>
    public IReadOnlySet<string> Hidden { get; init; } = new HashSet<string>();

    /// <summary>Names of populations whose identifier says more than the name (a path); others are named by their identifier.</summary>
    public IReadOnlyDictionary<string, string> DisplayNames { get; init; } = new Dictionary<string, string>();

    /// <summary>The name of a gate as people read it.</summary>
    public string NameOf(string id) => DisplayNames.GetValueOrDefault(id, id);
}
