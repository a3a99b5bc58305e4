namespace Cavum.Assay;

/// <summary>One antibody result of a subject on a day.</summary>
public sealed record SerologyPoint(double Day, SerologyResult Result);

/// <summary>Results that may stand in one line: one antibody by one kit. A change of lot is marked, a change of kit begins another line.</summary>
public sealed record SerologyLine(EbvAntibody Antibody, string Kit, string Unit, IReadOnlyList<SerologyPoint> Points)
{
    /// <summary>Days on which the lot differs from that of the point before.</summary>
    public IReadOnlyList<double> LotChanges => [.. Points.Zip(Points.Skip(1)).Where(p => p.First.Result.Kit.Lot != p.Second.Result.Kit.Lot).Select(p => p.Second.Day)];
}

/// <summary>The antibodies of one day side by side: EBNA1-IgA, VCA-IgA, EA-D-IgA. A count of calls, not a score.</summary>
/// <param name="Calls">Each with the kit that made it; two kits on one day stand beside each other.</param>
public sealed record SerologyVisit(double Day, IReadOnlyList<SerologyResult> Calls)
{
    public int Positive => Calls.Count(c => c.Call == SerologyCall.Positive);
    public int Equivocal => Calls.Count(c => c.Call == SerologyCall.Equivocal);
}

/// <summary>The serology of one subject over time.</summary>
public sealed record SerologySeries(IReadOnlyList<SerologyLine> Lines, IReadOnlyList<SerologyVisit> Visits)
{
    /// <summary>Stands with every view of serology.</summary>
    public const string Caution = "Antibodies to EBV are markers for diagnosis and screening; they are not markers of response.";

    public static SerologySeries Of(IReadOnlyList<SerologyPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        SerologyPoint[] ordered = [.. points.OrderBy(p => p.Day).ThenBy(p => p.Result.Kit.Antibody).ThenBy(p => p.Result.Kit.Kit, StringComparer.Ordinal)];
        return new(
            [.. ordered.GroupBy(p => (p.Result.Kit.Antibody, p.Result.Kit.Kit, p.Result.Kit.Unit)).OrderBy(g => g.Key).Select(g => new SerologyLine(g.Key.Antibody, g.Key.Kit, g.Key.Unit, [.. g]))],
            [.. ordered.GroupBy(p => p.Day).Select(g => new SerologyVisit(g.Key, [.. g.Select(p => p.Result)]))]);
    }
}
