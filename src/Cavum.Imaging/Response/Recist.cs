namespace Cavum.Imaging;

/// <summary>One CT target lesion: longest diameter, or short axis of a node; null when it was not measured, 0 when it is gone.</summary>
public sealed record CtTarget(string Id, double? Mm, bool IsNode = false, string? Organ = null)
{
    /// <summary>Seen but too small to measure: counts 5 mm.</summary>
    public bool TooSmall { get; init; }

    internal double? Counted => TooSmall && Mm is null ? 5 : Mm;
}

/// <summary>CT findings of one time point.</summary>
public sealed record CtTimePoint
{
    public DateOnly? Date { get; init; }

    public IReadOnlyList<CtTarget> Targets { get; init; } = [];

    /// <summary>The sum as written where single targets are not given, mm.</summary>
    public double? SumMm { get; init; }

    /// <summary>CR, nonCrNonPd, PD, NE or none (no non-target disease at baseline).</summary>
    public string NonTarget { get; init; } = "none";

    /// <summary>Non-target disease grew since the unconfirmed progression.</summary>
    public bool NonTargetGrew { get; init; }

    /// <summary>A lesion that baseline did not have is there.</summary>
    public bool NewLesion { get; init; }

    /// <summary>iRECIST: sum of the up to five measured new lesions, kept apart from the target sum, mm.</summary>
    public double? NewLesionSumMm { get; init; }

    public int? NewLesionCount { get; init; }

    /// <summary>A new lesion that is not measured grew.</summary>
    public bool NewNonTargetGrew { get; init; }
}

/// <summary>RECIST 1.1 over all CT time points.</summary>
public static class Recist
{
    /// <summary>Whether a lesion can be a target: 10 mm (or twice the slice thickness above 5 mm), nodes 15 mm in short axis.</summary>
    public static bool IsMeasurable(double millimetres, bool isNode, double sliceThicknessMm = 5) =>
        Bar.Reaches(millimetres, isNode ? 15 : sliceThicknessMm > 5 ? 2 * sliceThicknessMm : 10);

    /// <summary>What a node's short axis makes it at baseline: target (15 mm), non-target (10 mm) or normal.</summary>
    public static string NodeKind(double shortAxisMm) =>
        Bar.Reaches(shortAxisMm, 15) ? "target" : Bar.Reaches(shortAxisMm, 10) ? "nonTarget" : "normal";

    /// <summary>Up to five targets, two per organ, largest first.</summary>
    public static IReadOnlyList<CtTarget> ChooseTargets(IEnumerable<CtTarget> lesions, double sliceThicknessMm = 5)
    {
        var perOrgan = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var chosen = new List<CtTarget>();
        foreach (var lesion in lesions.Where(l => l.Mm is { } mm && IsMeasurable(mm, l.IsNode, sliceThicknessMm))
            .OrderByDescending(l => l.Mm).ThenBy(l => l.Id, StringComparer.Ordinal))
        {
            string organ = lesion.Organ ?? "lesion " + lesion.Id;
            if (chosen.Count == 5 || (perOrgan.TryGetValue(organ, out int n) && n >= 2)) continue;
            perOrgan[organ] = n + 1;
            chosen.Add(lesion);
        }
        return chosen;
    }

    /// <summary>Responses of every follow-up; the first time point is baseline.</summary>
    public static IReadOnlyList<RecistPoint> Course(IReadOnlyList<CtTimePoint> points)
    {
        if (points.Count == 0) return [];
        var baseline = points[0];
        var (measured, incomplete) = Sum(baseline, baseline.Targets);
        incomplete &= baseline.Targets.Count > 0;
        double? baselineSum = incomplete ? null : measured; // of some targets only, it is no baseline
        double? nadir = baselineSum;
        var course = new List<RecistPoint>();
        foreach (var point in points.Skip(1))
        {
            var (sum, missing) = Sum(point, baseline.Targets);
            var target = AnatomicTables.RecistTarget.Decide(TargetFacts(point, baseline.Targets, baselineSum, nadir, sum, missing, incomplete));
            var overall = AnatomicTables.Recist.Decide(new FactSheet().Add("target", target.Category).Add("nonTarget", point.NonTarget).Add("newLesion", point.NewLesion));
            course.Add(new(point, sum, nadir, Bar.ChangePercent(baselineSum, missing ? null : sum), target, overall) { IsPartial = missing });
            if (!missing && sum is { } s && (nadir is null || s < nadir)) nadir = s;
        }
        return course;
    }

    private static FactSheet TargetFacts(CtTimePoint point, IReadOnlyList<CtTarget> chosen, double? baselineSum, double? nadir, double? sum, bool missing, bool incomplete)
    {
        bool gone = chosen.Count > 0 && point.Targets.Count > 0
            ? chosen.All(c => Find(point, c)?.Counted is { } mm && (c.IsNode ? mm < 10 - Bar.Tolerance : mm == 0))
            : sum == 0;
        bool rise = sum is { } now && nadir is { } low && Bar.Reaches(now, 1.2 * low) && Bar.Reaches(now - low, 5);
        bool fall = sum is { } s && baselineSum is > 0 && Bar.Reaches(0.7 * baselineSum.Value, s);
        return new FactSheet()
            .Add("targets", baselineSum is > 0 || incomplete ? "yes" : "none", $"baseline sum {Bar.Show(baselineSum)} mm")
            .Add("missing", missing || (incomplete && !gone), missing ? "not every target was measured" : incomplete ? "not every target was measured at baseline" : "all targets measured")
            .Add("gone", gone)
            .Add("rise", rise, $"sum {Bar.Show(sum)} mm, nadir {Bar.Show(nadir)} mm: {Bar.Percent(Bar.ChangePercent(nadir, sum))}, {Bar.Show(sum - nadir)} mm")
            .Add("fall", fall, $"sum {Bar.Show(sum)} mm, baseline {Bar.Show(baselineSum)} mm: {Bar.Percent(Bar.ChangePercent(baselineSum, sum))}");
    }

    private static (double? Sum, bool Missing) Sum(CtTimePoint point, IReadOnlyList<CtTarget> chosen)
    {
        if (chosen.Count == 0 || point.Targets.Count == 0) return (point.SumMm, point.SumMm is null);
        double?[] sizes = [.. chosen.Select(c => Find(point, c)?.Counted)];
        return (sizes.Sum(s => s ?? 0), sizes.Any(s => s is null));
    }

    private static CtTarget? Find(CtTimePoint point, CtTarget target) => point.Targets.FirstOrDefault(t => t.Id == target.Id);

    /// <summary>The result at the last time point, with the best overall response among its figures.</summary>
    public static CriterionResult Assess(IReadOnlyList<CtTimePoint> points, bool requireConfirmation)
    {
        var course = Course(points);
        if (course.Count == 0) return NotRead(AnatomicTables.Recist);
        var last = course[^1];
        return CriterionResult.From(AnatomicTables.Recist, last.Overall, last.ChangePercent) with
        {
            Path = [.. last.Target.Path, .. last.Overall.Path],
            Basis = "CT, mm",
            Figures = new Dictionary<string, double?> { ["sumMm"] = last.SumMm, ["nadirMm"] = last.NadirMm, ["changeFromNadirPercent"] = Bar.ChangePercent(last.NadirMm, last.SumMm) },
            Notes = [$"Best overall response {(requireConfirmation ? "with" : "without")} confirmation: {BestOverall(points[0].Date, course, requireConfirmation)}.", .. Unusual(points)],
        };
    }

    // Told and not mended: which targets were followed is the reader's choice.
    private static IEnumerable<string> Unusual(IReadOnlyList<CtTimePoint> points)
    {
        var chosen = points[0].Targets;
        if (chosen.Count > 5) yield return $"Baseline has {chosen.Count} targets; RECIST 1.1 counts at most five. All were summed.";
        string[] crowded = [.. chosen.Where(t => t.Organ is not null).GroupBy(t => t.Organ!, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 2).Select(g => $"{g.Count()} in {g.Key}")];
        if (crowded.Length > 0) yield return $"RECIST 1.1 counts at most two targets of one organ; baseline has {string.Join(", ", crowded)}. All were summed.";
        string[] small = [.. chosen.Where(t => t.Counted is { } mm && !IsMeasurable(mm, t.IsNode)).Select(t => $"{t.Id} ({Bar.Show(t.Counted)} mm{(t.IsNode ? " short axis" : "")})")];
        if (small.Length > 0) yield return $"Below what RECIST 1.1 calls measurable (10 mm, nodes 15 mm in short axis) at baseline: {string.Join(", ", small)}.";
        string[] unknown = [.. points.Skip(1).SelectMany(p => p.Targets).Select(t => t.Id).Except(chosen.Select(t => t.Id)).Order(StringComparer.Ordinal)];
        if (chosen.Count > 0 && unknown.Length > 0) yield return $"Not among the baseline's targets, so not summed: {string.Join(", ", unknown)}.";
    }

    internal static CriterionResult NotRead(DecisionTable table) => new(table.Name, table.Version, "NE", null, ["No CT measurements of baseline and follow-up were given."])
    {
        Status = "notEvaluable",
        Reason = "No CT measurements of baseline and follow-up were given.",
        Source = table.Source,
    };

    /// <summary>Best response up to progression; with confirmation CR and PR must be seen again after at least 28 days.</summary>
    /// <remarks>An unconfirmed CR or PR counts as SD when it was seen at least 42 days after baseline, else NE (Eisenhauer 2009, table 3).</remarks>
    public static string BestOverall(DateOnly? baseline, IReadOnlyList<RecistPoint> course, bool requireConfirmation)
    {
        string[] rank = ["NE", "PD", "SD", "nonCrNonPd", "PR", "CR"];
        string best = "NE";
        for (int i = 0; i < course.Count; i++)
        {
            string category = course[i].Overall.Category;
            string counted = requireConfirmation && (category is "CR" or "PR") ? Confirmed(baseline, course, i) : category;
            if (Array.IndexOf(rank, counted) > Array.IndexOf(rank, best)) best = counted;
            if (category == "PD") break;
        }
        return best;
    }

    private static string Confirmed(DateOnly? baseline, IReadOnlyList<RecistPoint> course, int at)
    {
        string wanted = course[at].Overall.Category;
        for (int later = at + 1; later < course.Count && course[later].Overall.Category is not "PD" and not "SD"; later++)
        {
            string category = course[later].Overall.Category;
            bool asGood = category == "CR" || (category == "PR" && wanted == "PR");
            if (asGood && !(Days(course[at].Point.Date, course[later].Point.Date) < 28)) return wanted; // without dates it is taken as late enough
        }
        return Days(baseline, course[at].Point.Date) is null or >= 42 ? "SD" : "NE";
    }

    private static int? Days(DateOnly? from, DateOnly? to) => to?.DayNumber - from?.DayNumber;
}

/// <summary>One follow-up by RECIST 1.1.</summary>
/// <param name="NadirMm">Smallest sum before this time point, baseline included.</param>
public sealed record RecistPoint(CtTimePoint Point, double? SumMm, double? NadirMm, double? ChangePercent, Decision Target, Decision Overall)
{
    /// <summary>Not every target was measured: the sum is that of the others.</summary>
    public bool IsPartial { get; init; }
}
