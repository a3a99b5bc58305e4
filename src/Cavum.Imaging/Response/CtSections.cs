namespace Cavum.Imaging;

/// <summary>The CT part of a case file: under <c>ct</c> or <c>recist</c>, beside each scan, or as diameters in the lesion tables.</summary>
internal static class CtSections
{
    public static IReadOnlyList<CtTimePoint> Read(CaseNode root, IReadOnlyList<CaseNode> scans)
    {
        var holder = root["ct", "recist", "recist11"];
        var points = holder.Items.Count > 0 ? holder.Items : holder["timePoints", "scans", "visits"].Items;
        if (points.Count > 0) return [.. points.Select(p => Point(p, p["date", "scanDate"].Date()))];
        if (holder["baseline"].Exists)
            return [.. new[] { holder["baseline"], holder["followUp", "current", "now"], holder["confirmation"] }.Where(n => n.Exists).Select(p => Point(p, p["date"].Date()))];
        CaseNode[] beside = [.. scans.Select(s => s["ct", "recist"])];
        if (beside.Length > 1 && beside.All(b => b.IsObject))
            return [.. beside.Select((b, i) => Point(b, (b["date"].Exists ? b["date"] : scans[i]["date", "scanDate", "studyDate"]).Date()))];
        return [];
    }

    private static CtTimePoint Point(CaseNode node, DateOnly? date)
    {
        if (!node.IsObject) node.Refuse("a CT time point: an object with targets[] or sumMm, nonTarget, newLesion");
        var newLesions = node["newLesions", "newLesion", "new"];
        bool counted = newLesions.Kind is System.Text.Json.JsonValueKind.Number;
        int? listed = newLesions.Kind is System.Text.Json.JsonValueKind.Array ? newLesions.Items.Count : counted ? newLesions.Whole(0, 10_000) : null;
        return new CtTimePoint
        {
            Date = date,
            Targets = [.. node["targets", "targetLesions", "lesions"].Items.Select(Target)],
            SumMm = node["sumMm", "sum", "targetSumMm", "sumOfDiametersMm", "sld"].Number(0, "mm"),
            NonTarget = node["nonTarget", "nonTargets", "nonTargetLesions"].OneOf(("CR", "CR"), ("iCR", "CR"), ("nonCrNonPd", "nonCrNonPd"), ("nonPD", "nonCrNonPd"), ("SD", "nonCrNonPd"),
                ("nonIcrNonIupd", "nonCrNonPd"), ("PD", "PD"), ("UPD", "PD"), ("iUPD", "PD"), ("NE", "NE"), ("notEvaluated", "NE"), ("none", "none")) ?? "none",
            NonTargetGrew = node["nonTargetGrew", "nonTargetGrowth"].Flag() ?? false,
            NewLesion = listed > 0 || (listed is null && newLesions.Flag() == true) || node["newLesionCount"].Whole(0, 10_000) > 0 || node["newLesionSumMm", "newSumMm"].Number(0, "mm") > 0,
            NewLesionSumMm = node["newLesionSumMm", "newSumMm", "newTargetSumMm"].Number(0, "mm"),
            NewLesionCount = node["newLesionCount"].Whole(0, 10_000) ?? listed,
            NewNonTargetGrew = node["newLesionsGrew", "newNonTargetGrew", "newGrew"].Flag() ?? false,
        };
    }

    private static CtTarget Target(CaseNode node, int index)
    {
        bool node1 = node["isNode", "node", "nodal", "lymphNode"].Flag() ?? node["kind", "type"].Text()?.Contains("node", StringComparison.OrdinalIgnoreCase)
            ?? node["shortAxisMm"].Exists;
        string? status = node["status"].Text()?.ToLowerInvariant();
        return new(node["id", "name"].Text() ?? $"{index + 1}",
            status is "gone" or "absent" or "disappeared" ? 0 : node["mm", "diameterMm", "sizeMm", "longestDiameterMm", "shortAxisMm", "size"].Number(0, "mm"),
            node1, node["organ", "site"].Text())
        {
            TooSmall = status is "toosmall" or "too small" || node["tooSmall"].Flag() == true,
        };
    }
}
