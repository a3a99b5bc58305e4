using System.CommandLine;
using Cavum.Cli;

namespace Cavum.Tests.CommandLine;

/// <summary>A word that is no number where a number belongs: exit 2 and a sentence, on every command, with every other option left out.</summary>
public sealed class WrongWordsTests
{
    public static TheoryData<string> Areas() => [.. CavumCommandLine.Root().Subcommands.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Areas))]
    public void NumbersAreNumbersOnEveryCommand(string area)
    {
        var faults = new List<string>();
        foreach (var (words, option) in NumericOptions(CavumCommandLine.Root().Subcommands.Single(c => c.Name == area), []))
        {
            string[] wrong = option is Option<double> or Option<double?> ? ["abc", "", "1,5", "NaN", "Infinity"] : ["abc", "", "1.5"];
            foreach (string word in wrong)
            {
                var run = Run.Cavum([.. words, option.Name, word]);
                string line = $"{string.Join(' ', words)} {option.Name} '{word}'";
                if (run.Exit != ExitStatus.WrongCommandLine) faults.Add($"{line}: exit {run.Exit}");
                else if (!run.Error.Contains($"{option.Name}: read '{word}'; expected", StringComparison.Ordinal)) faults.Add($"{line}: {run.Error}");
                else if (run.Error.Contains("System.", StringComparison.Ordinal)) faults.Add($"{line} names a type: {run.Error}");
            }
        }
        Assert.Empty(faults);
    }

    /// <summary>Commands with something required, called without it: every other word may be wrong too, and the errors are still sentences. After a switch the word is the input, which is refused.</summary>
    [Theory]
    [MemberData(nameof(Areas))]
    public void AnUnknownWordNeverThrowsOnAnyCommand(string area)
    {
        foreach (var (words, command) in Commands(CavumCommandLine.Root().Subcommands.Single(c => c.Name == area), []))
        {
            if (command.Subcommands.Count > 0 || (command.Arguments.Count == 0 && !command.Options.Any(o => o.Required))) continue;
            foreach (var option in command.Options)
            {
                var run = Run.Cavum([.. words, option.Name, "no-such-word"]);
                Assert.True(run.Exit is ExitStatus.WrongCommandLine or ExitStatus.Refused, $"{string.Join(' ', words)} {option.Name}: exit {run.Exit}");
            }
        }
    }

    [Fact]
    public void FilesThatTheDiskWithholdsAreRefusedAndNeverAFault()
    {
        string folder = Directory.CreateTempSubdirectory("cavum-withheld-").FullName;
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder, "gone.dcm"), Path.Combine(folder, "nowhere"));
            var run = Run.Cavum("pet", "suv", folder, "--json");
            Assert.Equal(ExitStatus.Refused, run.Exit);
            Assert.Contains("gone.dcm", run.Json.GetProperty("refused")[0].GetProperty("place").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<(string[] Words, Option Option)> NumericOptions(Command command, string[] before) =>
        from found in Commands(command, before)
        from option in found.Command.Options
        where option is Option<double> or Option<double?> or Option<int> or Option<int?> or Option<ulong>
        select (found.Words, option);

    private static IEnumerable<(string[] Words, Command Command)> Commands(Command command, string[] before)
    {
        string[] words = [.. before, command.Name];
        yield return (words, command);
        foreach (var child in command.Subcommands)
            foreach (var found in Commands(child, words)) yield return found;
    }
}
