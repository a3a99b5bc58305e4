using System.CommandLine;
using System.CommandLine.Parsing;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary>The file and the columns that every command of the mouse arm takes.</summary>
internal sealed class TumourInput
{
    private readonly Argument<string> file = new("file") { Description = "a CSV table, one row per mouse and day" };
    private readonly Option<string> mouse = new("--mouse") { Required = true, Description = "column of the mouse" };
    private readonly Option<string> group = new("--group") { Required = true, Description = "column of the arm" };
    private readonly Option<string> day = new("--day") { Required = true, Description = "column of the day" };
    private readonly Option<string> volume = new("--volume") { Required = true, Description = "column of the volume (or luminescence); 0 is 'not detected'" };
    private readonly Option<string[]> where = new("--where") { Description = "COL=VALUE: keep matching rows" };

    internal TumourInput(Command command)
    {
        where.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
                if (!token.Value.Contains('=')) result.AddError($"--where {token.Value}: expected COL=VALUE.");
        });
        command.Add(file);
        foreach (Option option in (Option[])[mouse, group, day, volume, where]) command.Add(option);
    }

    internal Outcome<TumourStudy> Read(ParseResult parsed)
    {
        var columns = new TumourColumns(parsed.GetValue(mouse)!, parsed.GetValue(group)!, parsed.GetValue(day)!, parsed.GetValue(volume)!);
        return CsvTable.ReadFile(parsed.GetValue(file)!).Then(table =>
        {
            foreach (string condition in parsed.GetValue(where) ?? [])
            {
                int at = condition.IndexOf('=', StringComparison.Ordinal);
                if (table.Missing(condition[..at]).FirstOrDefault() is { } missing) return Outcome<TumourStudy>.Refused(missing);
                table = table.Where(condition[..at], condition[(at + 1)..]);
            }
            return TumourStudy.Read(table, columns);
        });
    }
}
