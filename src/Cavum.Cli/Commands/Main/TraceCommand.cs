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
        foreach (var same in trace.Steps.GroupBy(s => s.Rule, StringComparer.Ordinal))
        {
            text.Append("  ").Append(Few([.. same.Select(s => s.Id)], 4)).Append(": ").Append(same.Key).Append('\n');
            string[] inputs = [.. same.SelectMany(s => s.Inputs).Distinct(StringComparer.Ordinal)];
            if (inputs.Length > 0) text.Append("    from ").Append(Few(inputs, 8)).Append('\n');
        }
        text.Append("Raw bytes:\n");
        foreach (var file in trace.Sources.GroupBy(s => (s.Path, s.Sha256)))
        {
            text.Append(file.All(s => s.Holds) ? "  holds  " : "  STALE  ").Append(file.Key.Path).Append("  sha256 ").Append(file.Key.Sha256.Length > 0 ? file.Key.Sha256 : "none").Append('\n');
            foreach (var source in file)
                text.Append("         ").Append(source.Holds ? "" : "STALE ").Append(source.Locator).Append(": ").Append(source.Read.Length > 160 ? source.Read[..160] + "…" : source.Read).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The first few of many; --json lists all.</summary>
    private static string Few(string[] names, int shown) =>
        string.Join(", ", names.Take(shown)) + (names.Length > shown ? $" and {names.Length - shown} more" : "");
}
