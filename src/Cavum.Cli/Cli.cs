using System.CommandLine;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>Joins a command's pure answer to the terminal: stdout, stderr, exit status.</summary>
public static class CommandExtensions
{
    /// <summary>On every command: one JSON document on stdout instead of the table.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "one JSON document on stdout", Recursive = true };

    public static Command Answers(this Command command, Func<ParseResult, Reply> answer)
    {
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var error = parsed.InvocationConfiguration.Error;
            bool json = parsed.GetValue(Json);
            switch (Answer(answer, parsed))
            {
                case Reply.Done done:
                    foreach (string warning in done.Warnings ?? []) error.WriteLine(warning);
                    output.Write(json ? CanonicalJson.Write(done.Document) : done.Text);
                    return ExitStatus.Done;
                case Reply.Refused refused:
                    foreach (var problem in refused.Problems) error.WriteLine(problem.ToString());
                    if (json) output.Write(CanonicalJson.Write(new { refused = refused.Problems }));
                    return ExitStatus.Refused;
                default:
                    throw new InvalidOperationException("A reply is done or refused.");
            }
        });
        return command;
    }

    private static Reply Answer(Func<ParseResult, Reply> answer, ParseResult parsed)
    {
        try
        {
            return answer(parsed);
        }
        catch (CannotWriteException place)
        {
            return Reply.Refuse(place.Problem);
        }
        catch (Exception disk) when (Withheld(disk) is { } faults) // no permission, a disk that fails or is full: nothing a user's file or the program did wrong
        {
            return new Reply.Refused([.. faults.Select(f => new Problem((f as FileNotFoundException)?.FileName ?? "file system", f.Message, "files and folders that can be read and written")).Distinct()]);
        }
    }

    /// <summary>The faults of the disk, also of work done side by side; null when anything else is among them.</summary>
    private static Exception[]? Withheld(Exception thrown)
    {
        Exception[] all = thrown is AggregateException several ? [.. several.Flatten().InnerExceptions] : [thrown];
        return all.All(e => e is IOException or UnauthorizedAccessException) ? all : null;
    }
}

/// <summary>What the shell sees.</summary>
public static class ExitStatus
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int WrongCommandLine = 2;
    public const int Fault = 70;
}
