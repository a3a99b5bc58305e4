using System.CommandLine;
using System.Globalization;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary><c>flow workspace X.wsp</c>: the samples, groups and populations of a FlowJo workspace, without the data.</summary>
internal static class FlowWorkspaceCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("file") { Description = "a FlowJo workspace" };
        return new Command("workspace", "lists what a FlowJo workspace holds") { file }.Answers(parsed => Reply.From(GatingFile.ReadFile(parsed.GetValue(file)!), gates =>
            gates.Workspace is { } workspace ? Describe(workspace) : Reply.Refuse(new Problem(gates.Source, "a Gating-ML document", "a FlowJo workspace"))));
    }

    private static Reply.Done Describe(FlowJoWorkspace workspace)
    {
        var samples = workspace.Samples.Select(s => new
        {
            s.Id,
            s.Name,
            s.FileName,
            s.Events,
            Groups = workspace.Groups.Where(g => g.SampleIds.Contains(s.Id)).Select(g => g.Name).ToArray(),
            Populations = s.Populations().Select(p => new { p.Path, p.Kind, p.Count }).ToArray(),
        }).ToArray();
        string text = $"FlowJo {workspace.Version}, {samples.Length} samples\n" + string.Concat(samples.Select(s =>
            $"\n{s.Name} ({s.FileName}), {s.Events?.ToString(CultureInfo.InvariantCulture) ?? "uncounted"} events\n"
            + TextTable.Render(["population", "kind", "count"], s.Populations.Select(p => (IReadOnlyList<string>)[p.Path, p.Kind, p.Count?.ToString(CultureInfo.InvariantCulture) ?? "–"]))));
        return new Reply.Done(new { workspace.Version, Samples = samples }, text);
    }
}
