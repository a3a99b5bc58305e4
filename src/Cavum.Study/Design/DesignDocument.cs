using System.Text.Json;
using System.Text.Json.Nodes;
using Cavum.Core;

namespace Cavum.Study;

/// <summary>A design.json that was changed: its text, and what it says.</summary>
public sealed record ChangedDesign(string Text, StudyDesign Design);

/// <summary>Changes design.json as text: everything else in it keeps its place and its value.</summary>
public static class DesignDocument
{
    /// <summary>The design with one more curve in its plan, a published control; refused where the design is not valid before or after.</summary>
    public static Outcome<ChangedDesign> WithCurve(string text, PlannedControl curve)
    {
        var problems = new List<Problem>();
        if (DesignReader.Read(text, problems) is not { } design || problems.Count > 0) return Outcome<ChangedDesign>.Refused(problems);
        if (design.Plan.Controls.Any(c => c.Name == curve.Name))
            return Outcome<ChangedDesign>.Refused(new Problem("design.json, plan, controls", curve.Name, "a name that no control of the plan has yet"));
        var root = JsonNode.Parse(text)!.AsObject();
        if (root["plan"] is not JsonObject plan) root["plan"] = plan = [];
        if (plan["controls"] is not JsonArray controls) plan["controls"] = controls = [];
        controls.Add(JsonSerializer.SerializeToNode(new
        {
            curve.Name,
            Kind = "curve",
            curve.File,
            curve.AtRisk,
            curve.Events,
            curve.Endpoint,
            curve.TimeUnit,
            curve.Treatment,
            curve.PriorIcb,
            curve.Index,
            curve.Criterion,
            curve.ScanEveryDays,
            curve.LandmarkDays,
            curve.Justification,
        }, CanonicalJson.Options));
        string changed = root.ToJsonString(CanonicalJson.Options) + "\n";
        var read = DesignReader.Read(changed, problems);
        return read is null || problems.Count > 0 ? Outcome<ChangedDesign>.Refused(problems) : Outcome<ChangedDesign>.Of(new(changed, read));
    }
}
