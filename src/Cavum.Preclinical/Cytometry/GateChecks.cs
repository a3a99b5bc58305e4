using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>Whether a strategy can be applied to a file: every name found, no circle of parents or references.</summary>
internal static class GateChecks
{
    /// <summary>The names by which other gates may refer to this one.</summary>
    internal static IEnumerable<string> Names(Gate gate) =>
        gate is QuadrantGate q ? q.Quadrants.Select(c => c.Id).Prepend(q.Id).Distinct() : [gate.Id];

    /// <summary>The populations that are reported: the cells of a quadrant gate, not the gate itself.</summary>
    internal static IEnumerable<string> Populations(Gate gate) => gate is QuadrantGate q ? q.Quadrants.Select(c => c.Id) : [gate.Id];

    internal static List<Problem> Check(FcsDataSet set, GatingStrategy strategy, SpilloverMatrix? compensation, string source)
    {
        var problems = new List<Problem>();
        var gates = new Dictionary<string, Gate>();
        foreach (var gate in strategy.Gates)
            foreach (string name in Names(gate))
                if (!gates.TryAdd(name, gate)) problems.Add(new Problem($"gate {name}", name, "each gate identifier once"));
        foreach (var gate in strategy.Gates)
        {
            if (gate.Parent is { } parent && !gates.ContainsKey(parent)) problems.Add(new Problem($"gate {gate.Id}", parent, "a parent that is a gate of the file"));
            if (gate is BooleanGate boolean)
                foreach (var (reference, _) in boolean.References.Where(r => !gates.ContainsKey(r.Ref)))
                    problems.Add(new Problem($"gate {gate.Id}", reference, "a reference to a gate of the file"));
            foreach (var dimension in Dimensions(gate)) CheckDimension(set, strategy, compensation, (gate.Id, source), dimension, problems);
        }
        if (problems.Count == 0) CheckCircles(strategy, gates, problems);
        return [.. problems.Distinct()];
    }

    internal static IEnumerable<GateDimension> Dimensions(Gate gate) => gate switch
    {
        RectangleGate g => g.Dimensions,
        PolygonGate g => [g.X, g.Y],
        EllipsoidGate g => g.Dimensions,
        QuadrantGate g => g.Dividers.Select(d => d.Dimension),
        _ => [],
    };

    private static void CheckDimension(
        FcsDataSet set, GatingStrategy strategy, SpilloverMatrix? compensation, (string Gate, string Source) where, GateDimension dimension, List<Problem> problems)
    {
        string place = $"gate {where.Gate}";
        if (dimension.Transform is { } scale && !strategy.Scales.ContainsKey(scale) && !strategy.Ratios.ContainsKey(scale))
            problems.Add(new Problem(place, scale, "a transformation of the gate file"));
        RatioTransform? ratio = null;
        if (dimension.Ratio is { } ratioName && !strategy.Ratios.TryGetValue(ratioName, out ratio))
            problems.Add(new Problem(place, ratioName, "a ratio of the gate file"));
        SpilloverMatrix? matrix = compensation;
        if (dimension.Compensation is { } name and not ("uncompensated" or "FCS") && !strategy.Matrices.TryGetValue(name, out matrix) && compensation is null)
            problems.Add(new Problem(place, name, "a spectrum matrix of the gate file, or --compensate"));
        if (dimension.Compensation == "uncompensated") matrix = null;
        else if (dimension.Compensation is { } other && strategy.Matrices.TryGetValue(other, out var own)) matrix = own;
        else matrix = compensation;
        string[] channels = ratio is not null ? [ratio.Numerator, ratio.Denominator] : dimension.Channel is { } channel ? [channel] : [];
        foreach (string c in channels)
        {
            if (matrix?.IndexOf(c) is >= 0)
            {
                foreach (string detector in matrix.Detectors.Where(d => set.IndexOf(d) < 0))
                    problems.Add(new Problem($"{where.Source}, compensation", detector, "a detector that the file has"));
            }
            else if (set.IndexOf(c) < 0)
                problems.Add(new Problem(place, c, $"a channel of {where.Source}: {string.Join(", ", set.Parameters.Select(p => p.Name))}"));
        }
    }

    private static void CheckCircles(GatingStrategy strategy, Dictionary<string, Gate> gates, List<Problem> problems)
    {
        // Needs are taken away as they are met; what is never met stands in a circle.
        var waiting = strategy.Gates.ToHashSet();
        bool moved = true;
        while (moved && waiting.Count > 0)
        {
            moved = false;
            foreach (var gate in waiting.ToArray())
            {
                IEnumerable<string> needs = gate is BooleanGate b ? b.References.Select(r => r.Ref) : [];
                if (gate.Parent is { } parent) needs = needs.Append(parent);
                if (needs.Any(n => waiting.Contains(gates[n]))) continue;
                waiting.Remove(gate);
                moved = true;
            }
        }
        foreach (var gate in waiting) problems.Add(new Problem($"gate {gate.Id}", gate.Id, "no gate that is its own parent or reference, by any way"));
    }
}
