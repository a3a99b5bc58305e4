using System.Globalization;
using Cavum.Core;

namespace Cavum.Study;

/// <summary>Reads design.json; every key of the plan has a default, the rest must be there.</summary>
internal static class DesignReader
{
    public static StudyDesign? Read(string text, List<Problem> problems)
    {
        if (JsonFields.Parse(text, "design.json", problems) is not { } root) return null;
        string study = root.Text("study", required: true) ?? "";
        string cut = root.Text("dataCut", required: true) ?? "";
        if (!DateOnly.TryParseExact(cut, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var dataCut) && cut.Length > 0)
            root.Problem("dataCut", cut, "a date YYYY-MM-DD");
        var drugs = root.Object("drugs");
        if (drugs is null) root.Problem("drugs", "", "antiPd1 and asparaginase, each with its product");
        string antiPd1 = drugs?.Object("antiPd1")?.Text("product", required: true) ?? "";
        string asparaginase = drugs?.Object("asparaginase")?.Text("product", required: true) ?? "";
        var schedule = root.Object("schedule");
        return new StudyDesign(study, dataCut, antiPd1, asparaginase, Visits(schedule, "samples"), Visits(schedule, "scans"), Plan(root.Object("plan")));
    }

    private static List<PlannedVisit> Visits(JsonFields? schedule, string name) =>
        schedule is null ? [] :
        [
            .. schedule.Objects(name).Select(v => new PlannedVisit(
                v.Text("name", required: true) ?? "", v.Whole("day", 0, -3650, 3650), v.Whole("windowDays", 0, 0, 365))),
        ];

    private static AnalysisPlan Plan(JsonFields? plan)
    {
        var standard = new AnalysisPlan();
        if (plan is null) return standard;
        var ebv = plan.Object("ebvResponse");
        return standard with
        {
            EbvFallPercent = ebv?.Number("fallPercent", standard.EbvFallPercent, 1, 100) ?? standard.EbvFallPercent,
            EbvByDay = ebv?.Whole("byDay", standard.EbvByDay, 1, 3650) ?? standard.EbvByDay,
            EbvWindowDays = ebv?.Whole("windowDays", standard.EbvWindowDays, 0, 365) ?? standard.EbvWindowDays,
            PetBaseline = plan.Text("petBaseline") ?? standard.PetBaseline,
            PetFollowUp = plan.Text("petFollowUp") ?? standard.PetFollowUp,
            PetNotBeforeDays = plan.Whole("petNotBeforeDays", standard.PetNotBeforeDays, 0, 3650),
            PfsRatioDelta = plan.Number("pfsRatioDelta", standard.PfsRatioDelta, 0.01, 100),
            ComparatorRole = plan.Text("comparatorRole") ?? standard.ComparatorRole,
            Decision = Decision(plan.Object("decision")),
            ScanInterval = PlanParts.Interval(plan.Object("scanInterval")),
            Monitoring = PlanParts.Monitoring(plan.Object("monitoring")),
            Estimands = plan.Objects("estimands").Select(PlanParts.Estimand).ToList() is { Count: > 0 } own ? own : standard.Estimands,
            Controls = [.. plan.Objects("controls").Select(PlanParts.Control)],
        };
    }

    private static DecisionRule Decision(JsonFields? rule)
    {
        var standard = new DecisionRule();
        if (rule is null) return standard;
        var (a, b) = rule.Pair("subjectPrior", (standard.SubjectPriorA, standard.SubjectPriorB));
        return standard with
        {
            ProbabilityMore = rule.Number("probabilityMore", standard.ProbabilityMore, 0.5, 1),
            ProbabilityLess = rule.Number("probabilityLess", standard.ProbabilityLess, 0, 0.5),
            MinimumSubjects = rule.Whole("minimumSubjects", standard.MinimumSubjects, 1, 10_000),
            MinimumPairs = rule.Whole("minimumPairs", standard.MinimumPairs, 1, 10_000),
            SubjectPriorA = a,
            SubjectPriorB = b,
            RobustWeight = rule.Number("robustWeight", standard.RobustWeight, 0, 1),
            TauScale = Scale(rule, "tauPrior", "half-normal:", standard.TauScale, 1e-6)[^1],
            MuMean = Scale(rule, "muPrior", "normal:", standard.MuMean, double.NegativeInfinity, standard.MuStdDev)[0],
            MuStdDev = Scale(rule, "muPrior", "normal:", standard.MuMean, double.NegativeInfinity, standard.MuStdDev, quiet: true)[^1],
            LineTrendHazardRatio = rule.Number("lineTrendHazardRatio", standard.LineTrendHazardRatio, 1, 10),
            TippingControlShift = rule.Number("tippingControlShift", standard.TippingControlShift, 0, 1),
            TippingHazardMultiplier = rule.Number("tippingHazardMultiplier", standard.TippingHazardMultiplier, 1, 10),
            TippingSlopeShift = rule.Number("tippingSlopeShift", standard.TippingSlopeShift, 0, 10),
        };
    }

    /// <summary>The numbers of a prior written as <c>half-normal:1</c> or <c>normal:0,2</c>.</summary>
    private static double[] Scale(JsonFields rule, string name, string prefix, double first, double low, double? second = null, bool quiet = false)
    {
        double[] standard = second is { } s ? [first, s] : [first];
        if (rule.Text(name) is not { } text) return standard;
        string[] parts = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..].Split(',') : [];
        var numbers = new double[parts.Length];
        bool good = parts.Length == standard.Length;
        for (int i = 0; i < parts.Length && good; i++)
            good = double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                && double.IsFinite(numbers[i]) && (i == parts.Length - 1 ? numbers[i] > 0 : numbers[i] >= low);
        if (good) return numbers;
        if (!quiet) rule.Problem(name, text, $"{prefix}{string.Join(",", standard.Select(n => n.ToString(CultureInfo.InvariantCulture)))} or other numbers of that form");
        return standard;
    }
}
