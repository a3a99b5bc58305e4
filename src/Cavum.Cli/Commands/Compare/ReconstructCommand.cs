using System.CommandLine;
using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum compare reconstruct</c>: individual data behind a published survival curve.</summary>
public static class ReconstructCommand
{
    private static readonly string[] TimeNames = ["time", "t", "x"], SurvivalNames = ["surv", "survival", "s", "y"], PercentNames = ["surv_pct", "survival_pct"];
    private static readonly string[] RiskTimeNames = ["trisk", "time", "t"], RiskNames = ["nrisk", "n", "nar", "atrisk", "n_risk", "at_risk"];

    public static Command Make()
    {
        var curve = new Argument<string>("curve") { Description = "CSV of points read off the curve: time, surv (a fraction) or surv_pct" };
        var risk = new Option<string?>("--at-risk") { Description = "CSV of the numbers at risk: trisk, nrisk; without it --n is needed" };
        var subjects = new Option<int?>("--n") { Description = "number of subjects, where there is no table of numbers at risk or it lacks time 0" };
        var events = new Option<int?>("--events") { Description = "published total of events" };
        var output = new Option<string?>("--out") { Description = "file to write: time, status" };
        return new Command("reconstruct", "individual times and events from a published Kaplan–Meier curve") { curve, risk, subjects, events, output }.Answers(parsed =>
        {
            var points = CsvTable.ReadFile(parsed.GetValue(curve)!).Then(Points);
            int? n = parsed.GetValue(subjects);
            if (n is < 1 or > 1_000_000) return Reply.Refuse(new Problem("--n", $"{n}", "1 to 1,000,000 subjects"));
            var atRisk = parsed.GetValue(risk) is { } table ? CsvTable.ReadFile(table).Then(AtRisk) : Outcome<IReadOnlyList<AtRiskPoint>>.Of([]);
            if (!atRisk.IsRefused) atRisk = From(atRisk.Value, n);
            if (points.IsRefused || atRisk.IsRefused) return Reply.Refuse([.. points.Problems, .. atRisk.Problems]);
            bool alone = atRisk.Value.Count == 1;
            return Reply.From(CurveReconstruction.Fit(points.Value, atRisk.Value, parsed.GetValue(events)), fit => Answer(fit, parsed.GetValue(output), !alone ? null : parsed.GetValue(events) is null
                ? "without numbers at risk or a total of events (--events) nobody is taken to be censored before the end of the curve: events may be too many"
                : "without numbers at risk censorings are taken to come at one rate before the end of the curve"));
        });
    }

    /// <summary>The numbers at risk from time 0 on.</summary>
    private static Outcome<IReadOnlyList<AtRiskPoint>> From(IReadOnlyList<AtRiskPoint> risk, int? n)
    {
        if (risk.FirstOrDefault(r => r.Time == 0, new(-1, 0)) is { Time: 0 } start)
            return n is { } said && said != start.N ? Outcome<IReadOnlyList<AtRiskPoint>>.Refused(new Problem("--n", $"{n}", $"the {start.N} at risk at time 0, or no --n")) : Outcome<IReadOnlyList<AtRiskPoint>>.Of(risk);
        return n is { } total ? Outcome<IReadOnlyList<AtRiskPoint>>.Of([new(0, total), .. risk])
            : Outcome<IReadOnlyList<AtRiskPoint>>.Refused(new Problem("numbers at risk", risk.Count == 0 ? "no --at-risk" : $"first time {risk.Min(r => r.Time)}", "the number at risk at time 0, or the number of subjects as --n"));
    }

    private static Reply Answer(Reconstruction fit, string? output, string? assumption)
    {
        if (output is not null)
        {
            var text = new StringBuilder("time,status\n");
            foreach (var s in fit.Subjects) text.Append(s.Time.ToString(CultureInfo.InvariantCulture)).Append(s.Event ? ",1\n" : ",0\n");
            try
            {
                AtomicFile.Write(output, text.ToString());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return Reply.Refuse(new Problem("--out", output, "a file that can be written"));
            }
        }
        double? median = Median(fit.Subjects);
        string status = !fit.EventsMatched ? "no path through the points and numbers at risk has the published total of events"
            : fit.Contradicted ? string.Create(CultureInfo.InvariantCulture, $"the reconstruction lies {fit.CurveError:0.###} off the points on average: the curve, the numbers at risk and the total contradict each other") : "ok";
        return new Reply.Done(new { n = fit.N, events = fit.Events, median, curveError = fit.CurveError, pointNoise = fit.PointNoise, eventsMatched = fit.EventsMatched, convention = Convention, status, assumption },
            Convention + "\n\n" + TextTable.Render(["subjects", "events", "median", "curve error"], [[$"{fit.N}", $"{fit.Events}", TextTable.Number(median), TextTable.Number(fit.CurveError)]]),
            [.. status == "ok" ? (string[])[] : [status], .. assumption is null ? (string[])[] : [assumption]]);
    }

    private const string Convention = "the likeliest whole-number course behind the points, numbers at risk and total; median: first time with survival at most one half, the midpoint on a flat at one half";

    /// <summary>First time with survival at most ½; the midpoint to the next drop where it is ½ on a flat.</summary>
    private static double? Median(IReadOnlyList<ReconstructedSubject> subjects)
    {
        double survival = 1;
        for (int i = 0; i < subjects.Count; i++)
        {
            if (!subjects[i].Event) continue;
            survival *= 1 - 1.0 / (subjects.Count - i);
            if (survival > 0.5 + 1.5e-8) continue;
            if (survival < 0.5 - 1.5e-8) return subjects[i].Time;
            for (int j = i + 1; j < subjects.Count; j++)
                if (subjects[j].Event) return 0.5 * (subjects[i].Time + subjects[j].Time);
            return subjects[i].Time;
        }
        return null;
    }

    private static Outcome<IReadOnlyList<CurvePoint>> Points(CsvTable table)
    {
        string? time = Find(table, TimeNames), survival = Find(table, SurvivalNames), percent = Find(table, PercentNames);
        if (time is null || (survival ?? percent) is not { } column)
            return Outcome<IReadOnlyList<CurvePoint>>.Refused(new Problem($"{table.Source}, line 1", string.Join(", ", table.Columns), "the columns time and surv"));
        var problems = new List<Problem>();
        var points = new List<CurvePoint>();
        foreach (var row in table.Rows)
        {
            if (row.Number(time, problems) is { } t && row.Number(column, problems, "a survival") is { } s) points.Add(new(t, survival is null ? s / 100 : s));
        }
        if (survival is not null && points.Count > 1 && points.Max(p => p.Survival) > 1.5 && points.MinBy(p => p.Time) is { Survival: <= 1.5 } start)
            problems.Add(new Problem($"{table.Source}, column {column}", FormattableString.Invariant($"{start.Survival} first, up to {points.Max(p => p.Survival)} later"), "fractions from 0 to 1, or percentages throughout"));
        else if (survival is not null && points.Count > 0 && points.Max(p => p.Survival) > 1.5) points = [.. points.Select(p => p with { Survival = p.Survival / 100 })];
        return problems.Count > 0 ? Outcome<IReadOnlyList<CurvePoint>>.Refused(problems) : Outcome<IReadOnlyList<CurvePoint>>.Of(points);
    }

    private static Outcome<IReadOnlyList<AtRiskPoint>> AtRisk(CsvTable table)
    {
        if (Find(table, RiskTimeNames) is not { } time || Find(table, RiskNames) is not { } n)
            return Outcome<IReadOnlyList<AtRiskPoint>>.Refused(new Problem($"{table.Source}, line 1", string.Join(", ", table.Columns), "the columns trisk and nrisk"));
        var problems = new List<Problem>();
        var risk = new List<AtRiskPoint>();
        foreach (var row in table.Rows)
        {
            if (row.Number(time, problems) is not { } t || row.Number(n, problems, "a whole number of subjects") is not { } count) continue;
            if (count != Math.Floor(count) || count is < 0 or > 1e6) problems.Add(new Problem(row.Place(n), row[n], "a whole number of subjects, 0 to 1,000,000"));
            else risk.Add(new(t, (int)count));
        }
        return problems.Count > 0 ? Outcome<IReadOnlyList<AtRiskPoint>>.Refused(problems) : Outcome<IReadOnlyList<AtRiskPoint>>.Of(risk);
    }

    private static string? Find(CsvTable table, string[] names) =>
        names.Select(n => table.Columns.FirstOrDefault(c => string.Equals(c, n, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(c => c is not null);
}
