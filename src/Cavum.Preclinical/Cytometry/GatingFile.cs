using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>A file of gates, known by its content: a Gating-ML 2.0 document or a FlowJo workspace.</summary>
/// <param name="Strategy">Gating-ML: one tree for any file; else null.</param>
/// <param name="Workspace">FlowJo: a tree for each of its samples; else null.</param>
public sealed record GatingFile(string Source, GatingStrategy? Strategy, FlowJoWorkspace? Workspace)
{
    public static Outcome<GatingFile> ReadFile(string path)
    {
        string name = Path.GetFileName(path);
        if (!File.Exists(path)) return Outcome<GatingFile>.Refused(new Problem(name, "", "a file that exists"));
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Outcome<GatingFile>.Refused(new Problem(name, e.Message, "a file that can be read"));
        }
    }

    public static Outcome<GatingFile> Read(Stream stream, string source)
    {
        if (!GatingMlReader.Load(stream, source, out var document, out var problem)) return Outcome<GatingFile>.Refused(problem!);
        var root = document!.Root!;
        return FlowJoWorkspace.IsWorkspace(root)
            ? FlowJoWorkspace.Read(root, source).Then(w => Outcome<GatingFile>.Of(new(source, null, w)))
            : GatingMlReader.Read(root, source).Then(s => Outcome<GatingFile>.Of(new(source, s, null)));
    }

    /// <summary>The tree for one data file: the document's own, or that of the workspace's sample of the file's name.</summary>
    /// <param name="sample">Name or number of a workspace's sample; null to find it by the file.</param>
    public Outcome<FlowJoStrategy> For(FcsDataSet set, string fileName, string? sample = null, SpilloverMatrix? instead = null, bool uncompensated = false) =>
        Strategy is { } one ? Outcome<FlowJoStrategy>.Of(new(one, new Dictionary<string, int?>(), [], []))
            : Workspace!.For(set, fileName, sample, Source).Then(s => Outcome<FlowJoStrategy>.Of(s.Strategy(set, instead, uncompensated)));
}
