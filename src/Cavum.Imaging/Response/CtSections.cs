using Json = System.Text.Json.JsonValueKind;

namespace Cavum.Imaging;

/// <summary>The CT part of a case file: under <c>ct</c> or <c>recist</c>, beside each scan, or as diameters in the lesion tables.</summary>
internal static class CtSections
{
    public static IReadOnlyList<CtTimePoint> Read(CaseNode root, IReadOnlyList<CaseNode> scans)
    {
        var holder = root["ct", "recist", "recist11"];
        var listed = holder["timePoints", "scans", "visits"];
        if (holder.Kind is not Json.Array) holder.AsObject("an object with timePoints[]");
        if (listed.Exists && listed.Kind is not Json.Array) listed.Refuse("an array of CT time points");
        var points = holder.Items.Count > 0 ? holder.Items : listed.Items;
        if (points.Count > 0) return Course(points.Select(p => (p, p["date", "scanDate"])));
        if (holder["baseline"].Exists)
            return Course(new[] { holder["baseline"], holder["followUp", "current", "now"], holder["confirmation"] }.Where(n => n.Exists).Select(p => (p, p["date"])));
        CaseNode[] beside = [.. scans.Select(s => s["ct", "recist"])];
        if (beside.Length > 1 && beside.All(b => b.IsObject))
            return Course(beside.Select((b, i) => (b, b["date"].Exists ? b["date"] : scans[i]["date", "scanDate", "studyDate"])));
        return [];
    }

    // Non-target disease that was there once and of which a later scan says nothing was not evaluated; of which nobody ever spoke is none.
    private static List<CtTimePoint> Course(IEnumerable<(CaseNode Node, CaseNode Date)> nodes)
    {
        var course = new List<CtTimePoint>();
        foreach (var (node, date) in nodes) course.Add(Point(node, date.Date(), course.Any(p => p.NonTarget != "none") ? "NE" : "none"));
        return course;
    }

    private static CtTimePoint Point(CaseNode node, DateOnly? date, string unsaid)
    {
        if (!node.IsObject) node.Refuse("a CT time point: an object with targets[] or sumMm, nonTarget, newLesion");
        var targets = node["targets", "targetLesions", "lesions"];
        if (targets.Exists && targets.Kind is not Json.Array) targets.Refuse("an array of targets: id, mm");
        var newLesions = node["newLesions", "newLesion", "new"];
        bool counted = newLesions.Kind is Json.Number;
        int? listed = newLesions.Kind is Json.Array ? newLesions.Items.Count : counted ? newLesions.Whole(0, 10_000) : null;
        return new CtTimePoint
        {
            Date = date,
            Targets = [.. targets.Items.Select(Target)],
            SumMm = node["sumMm", "sum", "targetSumMm", "sumOfDiametersMm", "sld"].Number(0, "mm"),
            NonTarget = node["nonTarget", "nonTargets", "nonTargetLesions"].OneOf(("CR", "CR"), ("iCR", "CR"), ("nonCrNonPd", "nonCrNonPd"), ("nonPD", "nonCrNonPd"), ("SD", "nonCrNonPd"),
                ("nonIcrNonIupd", "nonCrNonPd"), ("PD", "PD"), ("UPD", "PD"), ("iUPD", "PD"), ("NE", "NE"), ("notEvaluated", "NE"), ("none", "none")) ?? unsaid,
            NonTargetGrew = node["nonTargetGrew", "nonTargetGrowth"].Flag() ?? false,
            NewLesion = listed > 0 || (listed is null && newLesions.Flag() == true) || node["newLesionCount"].Whole(0, 10_000) > 0 || node["newLesionSumMm", "newSumMm"].Number(0, "mm") > 0,
            NewLesionSumMm = node["newLesionSumMm", "newSumMm", "newTargetSumMm"].Number(0, "mm"),
            NewLesionCount = node["newLesionCount"].Whole(0, 10_000) ?? listed,
            NewNonTargetGrew = node["newLesionsGrew", "newNonTargetGrew", "newGrew"].Flag() ?? false,
        };
    }

    private static CtTarget Target(CaseNode node, int index)
    {
        node.AsObject("a target: an object with id, mm");
        bool node1 = node["isNode", "node", "nodal", "lymphNode"].Flag() ?? node["kind", "type"].Text()?.Contains("node", StringComparison.OrdinalIgnoreCase)
            ?? node["shortAxisMm"].Exists;
        var size = node["mm", "diameterMm", "sizeMm", "longestDiameterMm", "shortAxisMm", "size"];
        // Beside a size the word adds nothing; alone it decides, so it must be known.
        string? status = size.Exists ? node["status"].Text()?.ToLowerInvariant()
            : node["status"].OneOf(("gone", "gone"), ("absent", "gone"), ("disappeared", "gone"), ("too small", "too small"), ("NE", "not measured"), ("not measured", "not measured"), ("missing", "not measured"));
        return new(node["id", "name"].Text() ?? $"{index + 1}",
            status is "gone" or "absent" or "disappeared" ? 0 : size.Number(0, "mm"),
            node1, node["organ", "site"].Text())
        {
            TooSmall = status is "toosmall" or "too small" || node["tooSmall"].Flag() == true,
        };
    }
}
