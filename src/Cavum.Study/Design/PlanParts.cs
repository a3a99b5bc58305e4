using System.Globalization;

namespace Cavum.Study;

/// <summary>Reads the parts of the plan that go beyond the decision rule: estimands, controls, monitoring.</summary>
internal static class PlanParts
{
    public static PlannedScanInterval Interval(JsonFields? fields) =>
        new(fields?.OptionalWhole("priorEveryDays", 1, 3650), fields?.OptionalWhole("studyEveryDays", 1, 3650));

    public static MonitoringRule Monitoring(JsonFields? fields)
    {
        var standard = new MonitoringRule();
        if (fields is null) return standard;
        var cuts = new List<DateOnly>();
        foreach (string text in fields.Texts("dataCuts"))
        {
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var cut)) cuts.Add(cut);
            else fields.Problem("dataCuts", text, "dates YYYY-MM-DD");
        }
        int minimum = fields.Whole("minimumSubjects", standard.MinimumSubjects, 1, 10_000);
        int maximum = fields.Whole("maximumSubjects", Math.Max(minimum, standard.MaximumSubjects), 1, 10_000);
        if (maximum < minimum) fields.Problem("maximumSubjects", maximum.ToString(CultureInfo.InvariantCulture), $"at least minimumSubjects, {minimum}");
        return standard with
        {
            MinimumSubjects = minimum,
            MaximumSubjects = Math.Max(minimum, maximum),
            FutilityBelow = fields.Number("futilityBelow", standard.FutilityBelow, 0, 1),
            ToxicityLimit = fields.Number("toxicityLimit", standard.ToxicityLimit, 0, 1),
            ToxicityAbove = fields.Number("toxicityAbove", standard.ToxicityAbove, 0, 1),
            DataCuts = [.. cuts.Distinct().Order()],
        };
    }

    public static Estimand Estimand(JsonFields f) => new(
        f.Text("name", required: true) ?? "", f.Choice("role", "secondary", "primary", "supportive", "descriptive"), f.Text("population", required: true) ?? "",
        f.Text("treatment", required: true) ?? "", f.Text("variable", required: true) ?? "",
        [
            .. f.Objects("intercurrentEvents").Select(e => new IntercurrentEvent(
                e.Text("event", required: true) ?? "", e.Choice("strategy", "treatmentPolicy", "hypothetical", "composite", "whileOnTreatment", "principalStratum"), e.Text("handling") ?? "")),
        ],
        f.Text("summary", required: true) ?? "");

    public static PlannedControl Control(JsonFields f)
    {
        string kind = f.Choice("kind", "individual", "curve"), method = f.Choice("method", "none", "propensity", "overlap", "entropy", "maic");
        string file = RelativePath(f, "file", required: true) ?? "";
        string? risk = RelativePath(f, "atRisk", required: kind == "curve");
        var match = f.Texts("match");
        var targets = Targets(f.Object("target"));
        if (method != "none" && match.Count == 0) f.Problem("match", "", "the covariates that the method matches");
        foreach (string name in match.Where(m => method == "maic" && targets.All(t => t.Name != m)))
            f.Problem("target", "", $"the published mean of '{name}', which maic matches");
        if (method is "propensity" or "overlap" or "entropy" && kind == "curve")
            f.Problem("method", method, "maic or none: a curve has no covariates of its subjects");
        if ((f.Text("justification") ?? "").Trim().Length == 0) f.Problem("justification", "", "why these subjects stand for ICB alone in this population");
        return new PlannedControl
        {
            Name = f.Text("name", required: true) ?? "",
            Kind = kind,
            File = file,
            AtRisk = risk,
            Events = f.OptionalWhole("events", 0, 1_000_000),
            Endpoint = f.Choice("endpoint", "PFS", "OS"),
            TimeUnit = f.Choice("timeUnit", "days", "weeks", "months"),
            Treatment = f.Text("treatment") ?? "icbAlone",
            PriorIcb = f.Truth("priorIcb"),
            Index = f.Choice("index", "firstDose", "diagnosis", "enrolment", "response", "other"),
            Criterion = f.Text("criterion") ?? "RECIST",
            ScanEveryDays = f.OptionalWhole("scanEveryDays", 1, 3650),
            LandmarkDays = f.OptionalWhole("landmarkDays", 1, 36_500),
            Method = method,
            Match = match,
            NegativeControls = f.Texts("negativeControls"),
            Target = targets,
            Justification = f.Text("justification") ?? "",
        };
    }

    private static string? RelativePath(JsonFields f, string name, bool required)
    {
        string? path = f.Text(name, required);
        if (path is not null && (Path.IsPathRooted(path) || path.Split('/', '\\').Contains("..")))
            f.Problem(name, path, "a path below the study folder, without '..'");
        return path;
    }

    private static List<PlannedMoment> Targets(JsonFields? target)
    {
        if (target is null) return [];
        var list = new List<PlannedMoment>();
        foreach (string name in target.Names())
            if (target.Object(name) is { } moment)
                list.Add(new(name, moment.OptionalNumber("mean", -1e12, 1e12) ?? Missing(moment), moment.OptionalNumber("sd", 0, 1e12)));
        return list;

        static double Missing(JsonFields moment)
        {
            moment.Problem("mean", "", "a number");
            return 0;
        }
    }
}
