using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>survival timedependent</c>: the hazard after a change against that before it, without immortal time.</summary>
internal static class TimeDependentCommand
{
    public static Command Make()
    {
        var file = SurvivalOptions.File();
        var time = SurvivalOptions.Time();
        var @event = SurvivalOptions.Event();
        var change = new Option<string>("--change") { Description = "column of the time of the change (response, clearance); missing: never", Required = true };
        var level = SurvivalOptions.ConfLevel();
        var where = SurvivalOptions.Where();
        return new Command("timedependent", "Cox model of a state that changes once; each row counts as changed only from then on.") { file, time, @event, change, level, where }
            .Answers(parsed =>
            {
                var columns = new SurvivalColumns(parsed.GetValue(time)!, parsed.GetValue(@event)!);
                string column = parsed.GetValue(change)!;
                var read = SurvivalRows.Read(parsed.GetValue(file)!, columns, parsed.GetValue(where)).Then(rows => Fit(rows, column, parsed.GetValue(level)));
                return Reply.From(read, done => Answer(done.Rows, done.Fit, column, done.Changed));
            });
    }

    private static Outcome<(SurvivalRows Rows, CoxFit Fit, int Changed)> Fit(SurvivalRows rows, string column, double level)
    {
        Problem[] absent = [.. rows.Rows[0].Table.Missing(column)];
        if (absent.Length > 0) return Outcome<(SurvivalRows, CoxFit, int)>.Refused(absent);
        var problems = new List<Problem>();
        double[] changes = [.. rows.Rows.Select(row =>
        {
            if (row.IsMissing(column)) return double.PositiveInfinity;
            double? at = row.Number(column, problems, "a time of 0 or more, or nothing");
            if (at < 0) problems.Add(new(row.Place(column), row[column], "a time of 0 or more, or nothing"));
            return at ?? 0;
        })];
        if (problems.Count > 0) return Outcome<(SurvivalRows, CoxFit, int)>.Refused(problems);
        Problem[] zero = [.. LandmarkAnalysis.NeverAtRisk(rows.Times, changes).Select(i =>
            new Problem($"{rows.Source}, line {rows.Rows[i].Line}", FormattableString.Invariant($"{rows.Times[i]}"), "a time above 0: a row needs a stretch of time at risk"))];
        if (zero.Length > 0) return Outcome<(SurvivalRows, CoxFit, int)>.Refused(zero);
        var input = LandmarkAnalysis.SplitAtChange(rows.Times, rows.Events, changes) with { Names = [column] };
        var fit = CoxRegression.Fit(input, new() { Confidence = level, Robust = true });
        int changed = Enumerable.Range(0, changes.Length).Count(i => changes[i] < rows.Times[i]);
        if (fit.Status == FitStatus.Converged) return Outcome<(SurvivalRows, CoxFit, int)>.Of((rows, fit, changed));
        return Outcome<(SurvivalRows, CoxFit, int)>.Refused(new Problem($"{rows.Source}, column {column}",
            fit.Status == FitStatus.NoEvents ? "no event" : $"{changed} rows change before they end, and the hazard ratio has no finite estimate", "events in rows before and after the change"));
    }

    private const string Convention = "Efron ties, each row cut at its change, robust errors by row; a change at or after the end of a row is none";

    private static Reply.Done Answer(SurvivalRows rows, CoxFit fit, string column, int changed)
    {
        var c = fit.Coefficients[0];
        var document = new
        {
            n = rows.Times.Length,
            periods = fit.N,
            changed,
            events = fit.Events,
            ties = "efron",
            interval = "waldRobustByRow",
            convention = Convention,
            confLevel = fit.Options.Confidence,
            logLikelihood = fit.LogLikelihood,
            logLikelihoodNull = fit.LogLikelihoodNull,
            coefficients = new[] { new { c.Name, c.Estimate, c.StdErr, c.RobustStdErr, c.Z, c.PValue, c.HazardRatio, c.Lower, c.Upper, status = c.Aliased ? "aliased" : "done" } },
        };
        return new Reply.Done(document, $"{rows.Times.Length} rows, {changed} of them change ({column}), {fit.Events} events; {Convention}\n\n"
            + TextTable.Render(["after against before", "coef", "robust", "p", "hazard ratio", "lower", "upper"],
                [[c.Name, .. new[] { c.Estimate, c.RobustStdErr, c.PValue, c.HazardRatio, c.Lower, c.Upper }.Select(TextTable.Number)]]), rows.Warnings);
    }
}
