using System.CommandLine;
using System.Text;
using Cavum.Analysis;

namespace Cavum.Cli;

/// <summary><c>trace STUDY RESULT-ID</c>: one number back to its raw bytes.</summary>
public static class TraceCommand
{
    public static Command Create()
    {
        var study = new Argument<string>("STUDY") { Description = "an analysed study folder" };
        var id = new Argument<string>("RESULT-ID") { Description = "a result id of report/results.json, such as ebv.S01.kinetics.halfLifeDays" };
        return new Command("trace", "follows one number of the report back to its raw bytes") { study, id }.Answers(parsed =>
            Reply.From(Tracer.Open(parsed.GetRequiredValue(study)).Then(t => t.Follow(parsed.GetRequiredValue(id))),
                trace => new Reply.Done(trace, Text(trace), trace.Stale ? ["The raw bytes have changed since the analysis: this number is stale. Run 'cavum analyze' again."] : null)));
    }

    private static string Text(TraceResult trace)
    {
        var text = new StringBuilder();
        text.Append(trace.Id).Append(" = ").Append(trace.Value is { } v && v.ValueKind != System.Text.Json.JsonValueKind.Object ? v.GetRawText() : "(an object of results)").Append('\n');
        foreach (var step in trace.Steps)
        {
            text.Append("  ").Append(step.Id).Append(": ").Append(step.Rule).Append('\n');
            if (step.Inputs.Count > 0) text.Append("    from ").AppendJoin(", ", step.Inputs.Take(8)).Append(step.Inputs.Count > 8 ? $" and {step.Inputs.Count - 8} more" : "").Append('\n');
        }
        text.Append("Raw bytes:\n");
        foreach (var source in trace.Sources)
            text.Append(source.Holds ? "  holds  " : "  STALE  ").Append(source.Path).Append("  sha256 ").Append(source.Sha256.Length > 0 ? source.Sha256 : "none")
                .Append("\n         ").Append(source.Locator).Append(": ").Append(source.Read.Length > 160 ? source.Read[..160] + "…" : source.Read).Append('\n');
        return text.ToString();
    }
}
