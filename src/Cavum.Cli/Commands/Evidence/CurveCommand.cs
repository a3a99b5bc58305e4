using System.CommandLine;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Cli;

/// <summary><c>evidence curve DIR</c>: a published survival curve, read off by hand, as an external control of the plan.</summary>
public static class CurveCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "a study folder" };
        var points = new Option<string>("--points") { Description = "file of the points read off: a time and a survival a line", Required = true };
        var atRisk = new Option<string>("--at-risk") { Description = "file of the numbers at risk: a time and a number a line", Required = true };
        var name = new Option<string>("--name") { Description = "name of the control", Required = true };
        var scale = Choice("--survival-in", "unit of the survival read off", null, "fraction", "percent");
        var unit = Choice("--time-unit", "unit of the times read off", null, "days", "weeks", "months");
        var endpoint = Choice("--endpoint", "what the curve shows", "PFS", "PFS", "OS");
        var prior = Choice("--prior-icb", "had these subjects progressed on ICB before?", "unknown", "yes", "no", "unknown");
        var treatment = new Option<string>("--treatment") { Description = "icbAlone, or what they got instead", DefaultValueFactory = _ => "icbAlone" };
        var index = Choice("--index", "the day from which time counts", "firstDose", "firstDose", "diagnosis", "enrolment", "response", "other");
        var criterion = new Option<string>("--criterion") { Description = "by what progression was judged", DefaultValueFactory = _ => "RECIST" };
        var scans = new Option<int?>("--scan-every-days") { Description = "days between scans" };
        var events = new Option<int?>("--events") { Description = "published total of events" };
        var landmark = new Option<int?>("--landmark-days") { Description = "day from which both groups are compared" };
        var why = new Option<string>("--justification") { Description = "why these subjects stand for ICB alone in this population", Required = true };
        var dry = new Option<bool>("--dry-run") { Description = "look only; write nothing" };
        return new Command("curve", "brings a digitised survival curve into the plan, as a line that is shown and never decides")
        {
            folder, points, atRisk, name, scale, unit, endpoint, prior, treatment, index, criterion, scans, events, landmark, why, dry,
        }.Answers(parsed =>
        {
            var read = new[] { points, atRisk }.Select(o => TextFile.Read(parsed.GetRequiredValue(o))).ToArray();
            if (read.Any(r => r.IsRefused)) return Reply.Refuse([.. read.SelectMany(r => r.Problems)]);
            var digitised = new DigitisedControl(read[0].Value, parsed.GetRequiredValue(scale), read[1].Value, new PlannedControl
            {
                Name = parsed.GetRequiredValue(name).Trim(),
                Kind = "curve",
                File = "",
                TimeUnit = parsed.GetRequiredValue(unit),
                Endpoint = parsed.GetValue(endpoint)!,
                Treatment = parsed.GetValue(treatment)!,
                PriorIcb = parsed.GetValue(prior) switch { "yes" => true, "no" => false, _ => null },
                Index = parsed.GetValue(index)!,
                Criterion = parsed.GetValue(criterion)!,
                ScanEveryDays = parsed.GetValue(scans),
                Events = parsed.GetValue(events),
                LandmarkDays = parsed.GetValue(landmark),
                Justification = parsed.GetRequiredValue(why),
            });
            string study = parsed.GetRequiredValue(folder);
            return Reply.From(parsed.GetValue(dry) ? DigitisedControls.Check(study, digitised) : DigitisedControls.Add(study, digitised), Answer);
        });
    }

    private static Reply Answer(CheckedCurve c) => new Reply.Done(c,
        TextTable.Render(["control", "subjects", "events", "median (days)", "error of the curve", "matches the estimand"],
            [[c.Name, $"{c.Subjects}", $"{c.Events}", TextTable.Number(c.MedianDays), TextTable.Number(c.CurveError), c.Mismatches.Count == 0 ? "yes" : "no: " + string.Join("; ", c.Mismatches)]])
        + (c.Written.Count == 0 ? "Nothing was written.\n" : $"Written: {string.Join(", ", c.Written)}. Freeze the plan with a reason, and analyse the study again.\n"),
        c.EventsMatched ? [] : ["no path through the points and numbers at risk has the published total of events"]);

    private static Option<string> Choice(string name, string description, string? standard, params string[] values)
    {
        var option = new Option<string>(name) { Description = $"{description}: {string.Join(", ", values)}", Required = standard is null };
        if (standard is not null) option.DefaultValueFactory = _ => standard;
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
