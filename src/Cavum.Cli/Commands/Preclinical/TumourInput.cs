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
    private readonly Option<string> volume = new("--volume") { Required = true, Description = "column of the volume, or of the luminescence (photons/s); 0 is 'not detected'" };
    private readonly Option<string[]> where = new("--where") { Description = "COL=VALUE: keep matching rows" };

    private readonly Option<double?> detection = new("--detection-limit") { Description = "the smallest volume (or signal) that would have been seen: values below it are 'not detected', as 0 is" };
    private readonly Option<string?> death = new("--death") { Description = "column that says 1 on the row of the day on which a mouse died or was killed" };

    internal TumourInput(Command command)
    {
        detection.Validators.Add(r => { if (r.Tokens.Count == 1 && r.GetValueOrDefault<double?>() is not (> 0 and < double.PositiveInfinity)) r.AddError("--detection-limit is a volume above 0."); });
        where.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
                if (!token.Value.Contains('=')) result.AddError($"--where {token.Value}: expected COL=VALUE.");
        });
        command.Add(file);
        foreach (Option option in (Option[])[mouse, group, day, volume, where, detection, death]) command.Add(option);
    }

    internal double? DetectionLimit(ParseResult parsed) => parsed.GetValue(detection);

    internal Outcome<TumourStudy> Read(ParseResult parsed)
    {
        var columns = new TumourColumns(parsed.GetValue(mouse)!, parsed.GetValue(group)!, parsed.GetValue(day)!, parsed.GetValue(volume)!)
        {
            Event = parsed.GetValue(death),
            DetectionLimit = parsed.GetValue(detection),
        };
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
