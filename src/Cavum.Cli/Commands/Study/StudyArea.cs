using System.CommandLine;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Cli;

/// <summary><c>study new</c>, <c>study check</c> and <c>study freeze</c>.</summary>
public static class StudyArea
{
    public static Command Create() => new("study", "start a study folder, or check one")
    {
        NewCommand(),
        CheckCommand(),
        FreezeCommand.Create(),
    };

    private static Command NewCommand()
    {
        var folder = new Argument<string>("DIR") { Description = "the folder to make" };
        var registry = new Option<string>("--registry") { Description = "a ClinicalTrials.gov record, JSON or CSV", Required = true };
        return new Command("new", "makes a study folder from a registry record") { folder, registry }.Answers(parsed =>
        {
            string path = parsed.GetRequiredValue(registry);
            if (!File.Exists(path)) return Reply.Refuse(new Problem(path, "", "a registry record that exists"));
            var today = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().Date);
            return Reply.From(
                RegistryReader.ReadRegistry(File.ReadAllText(path), Path.GetFileName(path)).Then(r =>
                    NewStudy.Create(parsed.GetRequiredValue(folder), r, today).Then(files => Outcome<(RegistryRecord Record, IReadOnlyList<string> Files)>.Of((r, files)))),
                made => new Reply.Done(
                    new { folder = parsed.GetRequiredValue(folder), title = made.Record.Title, made.Record.NctId, made.Record.Interventions, files = made.Files },
                    $"Made {parsed.GetRequiredValue(folder)} for \"{made.Record.Title}\": {made.Files.Count} files.\nNext: fill subjects.csv and design.json (docs/study-folder.md), then run: cavum study check {parsed.GetRequiredValue(folder)}\n"));
        });
    }

    private static Command CheckCommand()
    {
        var folder = new Argument<string>("DIR") { Description = "a study folder" };
        return new Command("check", "lists every rule that the record breaks") { folder }.Answers(parsed =>
            Reply.From(EvidenceCheck.OfStudy(parsed.GetRequiredValue(folder)), findings => new Reply.Done(
                new { findings },
                findings.Count == 0 ? "The record breaks no rule.\n"
                    : string.Concat(findings.Select(f => $"{f.Rule}{(f.Subject is null ? "" : ", subject " + f.Subject)}: {f.Place}: {f.Message}\n")))));
    }
}
