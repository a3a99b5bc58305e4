namespace Cavum.Imaging;

/// <summary>iRECIST: progression is unconfirmed until a later scan shows it grow.</summary>
public static class IRecist
{
    /// <summary>Category of every follow-up in order of time, by the course of RECIST categories and what grew since iUPD.</summary>
    /// <remarks>
    /// Seymour 2017. Confirmation from 28 days after iUPD; beyond 56 days it is accepted and noted. iSD, iPR or iCR after iUPD
    /// resets the bar: a later progression is unconfirmed again. NE keeps it.
    /// </remarks>
    public static IReadOnlyList<IRecistPoint> Course(IReadOnlyList<RecistPoint> recist)
    {
        var course = new List<IRecistPoint>();
        RecistPoint? open = null;
        bool confirmed = false;
        foreach (var point in recist)
        {
            int? days = point.Point.Date?.DayNumber - open?.Point.Date?.DayNumber;
            string target = Immune(point.Target.Category), nonTarget = Immune(point.Point.NonTarget);
            var facts = new FactSheet()
                .Add("earlier", confirmed ? "iCPD" : open is null ? "none" : "iUPD")
                .Add("interval", Percist.Interval(days, 28, 56, "inTime"), days is null ? "no interval is known" : $"{days} days since iUPD")
                .Add("target", target, $"sum {Bar.Show(point.SumMm)} mm")
                .Add("nonTarget", nonTarget)
                .Add("newLesion", point.Point.NewLesion)
                .Add("sumGrew", open is { IsPartial: false } && point.SumMm - open.SumMm is { } growth && Bar.Reaches(growth, 5), $"{Bar.Show(open?.SumMm)} mm at iUPD")
                .Add("nonTargetGrew", point.Point.NonTargetGrew)
                .Add("newGrew", open is not null && NewGrew(open.Point, point.Point))
                .Add("otherCategory", open is not null && OtherCategory(open, point, target, nonTarget));
            var decision = AnatomicTables.IRecist.Decide(facts);
            bool confirms = !confirmed && decision.Category == "iCPD";
            confirmed |= confirms;
            if (decision.Category == "iUPD") open ??= point;
            course.Add(new(point, decision) { Since = open?.Point.Date, ConfirmedHere = confirms, ConfirmedAfterDays = confirms ? days : null });
            if (decision.Category is not "iUPD" and not "NE") open = null;
        }
        return course;
    }

    /// <summary>The result at the last time point, with the best overall response.</summary>
    public static CriterionResult Assess(IReadOnlyList<CtTimePoint> points)
    {
        var course = Course(Recist.Course(points));
        if (course.Count == 0) return Recist.NotRead(AnatomicTables.IRecist);
        var last = course[^1];
        var best = BestOverall([.. course.Select(c => c.Decision.Category)]);
        string[] timing = last.Decision.Category == "iUPD" && last.Since is { } day ? [$"Confirmation is due {day.AddDays(28):yyyy-MM-dd} to {day.AddDays(56):yyyy-MM-dd}."]
            : course.FirstOrDefault(c => c.ConfirmedHere) is not { } at ? []
            : at.ConfirmedAfterDays is not { } days ? ["The interval is not known for want of dates: progression was taken as confirmed in time."]
            : days > 56 ? [$"Progression was confirmed {days} days after iUPD, later than the 4 to 8 weeks that are asked for."] : [];
        return CriterionResult.From(AnatomicTables.IRecist, last.Decision, last.Recist.ChangePercent) with
        {
            Path = [.. last.Recist.Target.Path, .. course.SelectMany(c => c.Decision.Path)],
            Basis = "CT, mm",
            Notes = [$"Best overall response: {best.Category}.", .. timing],
        };
    }

    /// <summary>Best overall response from the categories of all time points, in order (Seymour 2017, table 3).</summary>
    public static Decision BestOverall(IReadOnlyList<string> categories)
    {
        string[] rank = ["none", "nonIcrNonIupd", "iSD", "iPR", "iCR"];
        var before = categories.TakeWhile(c => c != "iCPD").Where(c => rank.Contains(c)).ToArray();
        return AnatomicTables.IRecistBest.Decide(new FactSheet()
            .Add("bestBeforeConfirmation", before.Length == 0 ? "none" : before.MaxBy(c => Array.IndexOf(rank, c))!)
            .Add("confirmed", categories.Contains("iCPD"))
            .Add("unconfirmed", categories.Contains("iUPD")));
    }

    private static bool NewGrew(CtTimePoint before, CtTimePoint now) =>
        now.NewNonTargetGrew
        || (now.NewLesionSumMm - before.NewLesionSumMm is { } growth && Bar.Reaches(growth, 5))
        || now.NewLesionCount > before.NewLesionCount;

    // Progression of targets, of non-targets or by new lesions that the unconfirmed progression did not have.
    private static bool OtherCategory(RecistPoint open, RecistPoint now, string target, string nonTarget) =>
        (target == "iUPD" && open.Target.Category != "PD")
        || (nonTarget == "iUPD" && open.Point.NonTarget != "PD")
        || (now.Point.NewLesion && !open.Point.NewLesion);

    private static string Immune(string category) => category switch
    {
        "PD" => "iUPD",
        "nonCrNonPd" => "nonIcrNonIupd",
        "NE" or "none" => category,
        _ => "i" + category,
    };
}

/// <summary>One follow-up by iRECIST.</summary>
public sealed record IRecistPoint(RecistPoint Recist, Decision Decision)
{
    /// <summary>Date of the iUPD that stands at this time point; null where none does or it has no date.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>Progression was confirmed at this time point.</summary>
    public bool ConfirmedHere { get; init; }

    /// <summary>Days from iUPD to its confirmation here; null without dates.</summary>
    public int? ConfirmedAfterDays { get; init; }
}
