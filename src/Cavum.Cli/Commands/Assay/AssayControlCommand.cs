using System.CommandLine;
using System.Globalization;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>cavum assay control F: Levey–Jennings charts of controls over runs, judged by the Westgard rules.</summary>
internal static class AssayControlCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "CSV, one row a control result, in the order of the runs" };
        var run = new Option<string>("--run") { Required = true, Description = "column of the run" };
        var value = new Option<string>("--value") { Required = true, Description = "column of the result" };
        var control = new Option<string?>("--control") { Description = "column of the control: one chart each" };
        var mean = new Option<double?>("--mean") { Description = "assigned mean, on the chart's scale" };
        var sd = new Option<double?>("--sd") { Description = "assigned standard deviation, on the chart's scale" };
        var establish = new Option<int?>("--establish") { Description = "take mean and SD from the first N results, which are then not judged" };
        var scale = new Option<string>("--scale") { DefaultValueFactory = _ => "log10", Description = "log10 (of the values) or linear (as they are)" };
        scale.AcceptOnlyFromAmong("log10", "linear");
        var command = new Command("control", "control charts with Westgard rules") { file, run, value, control, mean, sd, establish, scale };
        command.Validators.Add(r =>
        {
            bool assigned = r.GetValue(mean) is not null && r.GetValue(sd) is not null;
            if (assigned == r.GetValue(establish) is not null) r.AddError("Give --mean and --sd, or --establish N.");
            if (r.GetValue(sd) is { } s && !(s > 0 && double.IsFinite(s))) r.AddError("--sd is above 0.");
            if (r.GetValue(mean) is { } m && !double.IsFinite(m)) r.AddError("--mean is a number.");
            if (r.GetValue(establish) is { } n && n < ControlChart.LeastToEstablish) r.AddError($"--establish is at least {ControlChart.LeastToEstablish}.");
        });
        return command.Answers(parsed => Reply.From(
            CsvTable.ReadFile(parsed.GetRequiredValue(file)).Then(t => Results(t, parsed.GetRequiredValue(run), parsed.GetRequiredValue(value), parsed.GetValue(control), parsed.GetRequiredValue(scale) == "log10"))
                .Then(r => Charts(r, parsed.GetValue(mean), parsed.GetValue(sd), parsed.GetValue(establish))),
            charts => Answer(charts, parsed.GetRequiredValue(scale))));
    }

    private static Outcome<Dictionary<string, List<(string Run, double Value)>>> Results(CsvTable table, string run, string value, string? control, bool log)
    {
        Problem[] absent = [.. table.Missing(new[] { run, value, control }.OfType<string>())];
        if (absent.Length > 0) return Outcome<Dictionary<string, List<(string, double)>>>.Refused(absent);
        var problems = new List<Problem>();
        var results = new Dictionary<string, List<(string, double)>>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            if (row.IsMissing(run)) problems.Add(new(row.Place(run), "", "a run"));
            if (row.IsMissing(value)) continue; // a run without this control
            if (row.Number(value, problems) is not { } v) continue;
            if (log && v <= 0) problems.Add(new(row.Place(value), row[value], "an amount above 0 for a log10 chart"));
            string key = control is null ? "control" : row[control];
            if (!results.TryGetValue(key, out var list)) results[key] = list = [];
            if (!log || v > 0) list.Add((row[run], log ? Math.Log10(v) : v));
        }
        if (results.Count == 0 && problems.Count == 0) problems.Add(new(table.Source, "no results", "at least one control result"));
        return problems.Count > 0 ? Outcome<Dictionary<string, List<(string, double)>>>.Refused(problems) : Outcome<Dictionary<string, List<(string, double)>>>.Of(results);
    }

    private static Outcome<List<(string Control, LeveyJennings Chart)>> Charts(Dictionary<string, List<(string Run, double Value)>> results, double? mean, double? sd, int? establish)
    {
        var charts = new List<(string, LeveyJennings)>();
        var problems = new List<Problem>();
        foreach (var (control, list) in results)
        {
            var chart = mean is { } m && sd is { } s ? ControlChart.Assigned(list, m, s) : ControlChart.Establish(list, establish ?? ControlChart.LeastToEstablish);
            if (chart is null) problems.Add(new($"control '{control}'", $"{list.Count} results", $"more than {establish} results that differ, to establish mean and SD and judge the rest"));
            else charts.Add((control, chart));
        }
        return problems.Count > 0 ? Outcome<List<(string, LeveyJennings)>>.Refused(problems) : Outcome<List<(string, LeveyJennings)>>.Of(charts);
    }

    private static Reply.Done Answer(List<(string Control, LeveyJennings Chart)> charts, string scale)
    {
        var document = new
        {
            Scale = scale,
            Charts = charts.Select(c => new
            {
                c.Control,
                c.Chart.Mean,
                c.Chart.StdDev,
                c.Chart.EstablishedFrom,
                Rejected = c.Chart.Points.Count(p => p.Rejected),
                Points = c.Chart.Points.Select(p => new { Run = p.RunId, p.Value, p.Z, Rules = p.Broken.Select(ControlChart.Name).ToArray(), p.Rejected }).ToArray(),
            }).ToArray(),
        };
        string text = string.Concat(charts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Control}: mean {c.Chart.Mean:0.000}, SD {c.Chart.StdDev:0.000} ({scale}); {c.Chart.Points.Count(p => p.Rejected)} of {c.Chart.Points.Count} runs rejected\n")
            + TextTable.Render(["run", "value", "z", "rules", ""], c.Chart.Points.Select(p => (IReadOnlyList<string>)
            [
                p.RunId, TextTable.Number(p.Value), p.Z.ToString("+0.00;-0.00", CultureInfo.InvariantCulture), p.Broken.Count == 0 ? "–" : string.Join(' ', p.Broken.Select(ControlChart.Name)), p.Rejected ? "rejected" : "",
            ]))));
        return new(document, text);
    }
}
