using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>cavum longitudinal joint</c>: a marker along straight lines and an event whose hazard follows its current true value.</summary>
public static class JointCommand
{
    private sealed record Columns(string Subject, string Time, string Value, string EventTime, string Event, string[] Level, string[] Slope, string[] Hazard)
    {
        public string[] All => [.. new[] { Subject, Time, Value, EventTime, Event }.Concat(Level).Concat(Slope).Concat(Hazard).Distinct()];
    }

    public static Command Make()
    {
        var file = new Argument<string>("file") { Description = "CSV with one row a measurement; the subject's event time and status stand in every row" };
        var subject = new Option<string>("--subject") { Description = "column of the subject", Required = true };
        var time = new Option<string>("--time") { Description = "column of the time of the measurement", Required = true };
        var value = new Option<string>("--value") { Description = "column of the marker's value", Required = true };
        var eventTime = new Option<string>("--event-time") { Description = "column of the time to event or censoring", Required = true };
        var isEvent = new Option<string>("--event") { Description = "column of the event, 1 or 0", Required = true };
        var level = new Option<string?>("--level-covariates") { Description = "columns that shift the marker's level" };
        var slope = new Option<string?>("--slope-covariates") { Description = "columns that shift its slope" };
        var hazard = new Option<string?>("--event-covariates") { Description = "columns that act on the event's hazard" };
        var pieces = new Option<int>("--pieces") { Description = "pieces of the baseline hazard, with equal numbers of events", DefaultValueFactory = _ => 6 };
        var cuts = StatsOptions.List("--cuts", 0, 1e9, "times at which the baseline hazard changes, instead of --pieces");
        var where = SurvivalOptions.Where();
        return new Command("joint", "joint model of a marker and an event") { file, subject, time, value, eventTime, isEvent, level, slope, hazard, pieces, cuts, where }.Answers(parsed =>
        {
            string[] Names(Option<string?> option) => CoxCommand.Split(parsed.GetValue(option));
            if (parsed.GetValue(pieces) is < 1 or > 50) return Reply.Refuse(new Problem("--pieces", $"{parsed.GetValue(pieces)}", "1 to 50"));
            var columns = new Columns(parsed.GetValue(subject)!, parsed.GetValue(time)!, parsed.GetValue(value)!, parsed.GetValue(eventTime)!, parsed.GetValue(isEvent)!, Names(level), Names(slope), Names(hazard));
            return Reply.From(CsvTable.ReadFile(parsed.GetValue(file)!).Then(t => SurvivalRows.Filter(t, parsed.GetValue(where))).Then(t => Read(t, columns)),
                data => Answer(data, parsed.GetValue(cuts) is { Length: > 0 } given ? given : Cuts(data.Subjects, parsed.GetValue(pieces))));
        });
    }

    private sealed record Data(IReadOnlyList<JointSubject> Subjects, string[] Marker, string[] Event, IReadOnlyList<string> Warnings);

    private static Reply Answer(Data data, double[] cuts)
    {
        int events = data.Subjects.Count(s => s.Event);
        for (int k = 0; k <= cuts.Length; k++)
        {
            double from = k == 0 ? 0 : cuts[k - 1], to = k == cuts.Length ? double.PositiveInfinity : cuts[k];
            if (!(to > from) || !data.Subjects.Any(s => s.Event && s.EventTime > from && s.EventTime <= to))
                return Reply.Refuse(new Problem("--cuts", $"no event from {from:G5} to {to:G5}", "ascending cuts with events in every piece, or fewer --pieces"));
        }
        return Reply.From(MixedRows.Attempt("the data", () => JointModel.Fit(data.Subjects, data.Marker, data.Event, cuts),
            f => f.Marker.Concat(f.Event).Append(f.Association).SelectMany(e => new[] { e.Estimate, e.StdErr ?? 0 }).Append(f.LogLikelihood).Append(f.GradientNorm)), fit => Describe(data, events, fit));
    }

    private const string Convention = "maximum likelihood; the current true value acts on a hazard constant between cuts, random line integrated by 11 × 11 Gauss–Hermite nodes; errors from the observed information";

    private static Reply.Done Describe(Data data, int events, JointFit fit)
    {
        var document = new
        {
            n = data.Subjects.Count,
            events,
            rows = data.Subjects.Sum(s => s.Times.Length),
            convention = Convention,
            logLikelihood = fit.LogLikelihood,
            marker = fit.Marker,
            @event = fit.Event,
            association = fit.Association,
            cuts = fit.Cuts,
            hazards = fit.Hazards,
            randomCovariance = Matrix.Rows(fit.RandomCovariance),
            residualStdDev = fit.ResidualStdDev,
            gradientNorm = fit.GradientNorm,
            converged = fit.Converged,
            status = fit.Status,
        };
        string text = $"{data.Subjects.Count} subjects, {events} events; log-likelihood {TextTable.Number(fit.LogLikelihood)}. {fit.Status}\n{Convention}\n\n"
            + TextTable.Render(["effect", "estimate", "std err"], fit.Marker.Select(e => ("marker " + e.Name, e)).Concat(fit.Event.Select(e => ("event " + e.Name, e))).Append(("association", fit.Association))
                .Select(e => (IReadOnlyList<string>)[e.Item1, TextTable.Number(e.Item2.Estimate), TextTable.Number(e.Item2.StdErr)]));
        return new Reply.Done(document, text, fit.Converged ? data.Warnings : [.. data.Warnings, fit.Status]);
    }

    /// <summary>Quantiles of the event times, so that each piece holds about as many events.</summary>
    private static double[] Cuts(IReadOnlyList<JointSubject> subjects, int pieces)
    {
        double[] times = [.. subjects.Where(s => s.Event).Select(s => s.EventTime).Order()];
        return [.. Enumerable.Range(1, pieces - 1).Select(k => times[(int)((long)k * times.Length / pieces)]).Where(t => t < times[^1]).Distinct()];
    }

    private static Outcome<Data> Read(CsvTable table, Columns columns)
    {
        var problems = table.Missing(columns.All).ToList();
        if (problems.Count > 0) return Outcome<Data>.Refused(problems);
        CsvRow[] rows = [.. table.Rows.Where(r => !columns.All.Any(r.IsMissing))];
        if (rows.Length == 0) return Outcome<Data>.Refused(new Problem(table.Source, "no complete row", $"rows with {string.Join(", ", columns.All)}"));
        LinearDesign Design(string[] terms)
        {
            var design = LinearDesign.Make(table.Source, rows, terms, []);
            problems.AddRange(design.Problems);
            return design.IsRefused ? new(new double[rows.Length, 1], ["(intercept)"]) : design.Value;
        }
        LinearDesign level = Design(columns.Level), slope = Design(columns.Slope), hazard = Design(columns.Hazard);
        string[] marker = [.. level.Names, .. slope.Names.Select((n, k) => k == 0 ? columns.Time : columns.Time + ":" + n)];
        var subjects = new List<JointSubject>();
        foreach (var g in Enumerable.Range(0, rows.Length).GroupBy(i => rows[i][columns.Subject]))
        {
            int[] at = [.. g];
            double Number(int i, string column) => rows[i].Number(column, problems) ?? 0;
            double end = Number(at[0], columns.EventTime), status = Number(at[0], columns.Event);
            if (!(end > 0)) problems.Add(new Problem(rows[at[0]].Place(columns.EventTime), rows[at[0]][columns.EventTime], "a time above 0"));
            if (status is not (0 or 1)) problems.Add(new Problem(rows[at[0]].Place(columns.Event), rows[at[0]][columns.Event], "1 or 0"));
            foreach (int i in at)
            {
                if (Number(i, columns.EventTime) != end || Number(i, columns.Event) != status) problems.Add(new Problem(rows[i].Place(columns.EventTime), rows[i][columns.EventTime], $"the event of {g.Key} as in its first row"));
                if (Number(i, columns.Time) > end) problems.Add(new Problem(rows[i].Place(columns.Time), rows[i][columns.Time], $"a time up to the event time {end:G6}"));
            }
            int a = level.Names.Length, b = slope.Names.Length;
            double[] zero = [.. Enumerable.Range(0, a).Select(k => level.Values[at[0], k]), .. new double[b]], per = [.. new double[a], .. Enumerable.Range(0, b).Select(k => slope.Values[at[0], k])];
            subjects.Add(new(g.Key, [.. at.Select(i => Number(i, columns.Time))], [.. at.Select(i => Number(i, columns.Value))], zero, per,
                [.. Enumerable.Range(1, hazard.Names.Length - 1).Select(k => hazard.Values[at[0], k])], end, status == 1));
        }
        if (subjects.Count < 3 || !subjects.Any(s => s.Event)) problems.Add(new Problem(table.Source, $"{subjects.Count} subjects, {subjects.Count(s => s.Event)} events", "at least 3 subjects and an event"));
        if (problems.Count > 0) return Outcome<Data>.Refused(problems.DistinctBy(p => p.ToString()));
        return Outcome<Data>.Of(new(subjects, marker, hazard.Names[1..], rows.Length == table.Rows.Count ? [] : [$"{table.Source}: {table.Rows.Count - rows.Length} of {table.Rows.Count} rows left out, a needed value is missing."]));
    }
}
