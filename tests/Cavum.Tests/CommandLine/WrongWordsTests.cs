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

    private static IEnumerable<(string[] Words, Option Option)> NumericOptions(Command command, string[] before)
    {
        string[] words = [.. before, command.Name];
        foreach (var option in command.Options)
            if (option is Option<double> or Option<double?> or Option<int> or Option<int?> or Option<ulong>) yield return (words, option);
        foreach (var child in command.Subcommands)
            foreach (var found in NumericOptions(child, words)) yield return found;
    }
}
