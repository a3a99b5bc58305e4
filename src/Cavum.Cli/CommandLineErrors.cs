using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cavum.Cli;

/// <summary>What is wrong with the words of a command line, said in the user's terms.</summary>
internal static partial class CommandLineErrors
{
    /// <summary>
    /// Every number of the command line is finite and has no thousands separators (the library reads 1,5 as 15). And a validator asks for converted values, where the library throws when a word does not convert or is not among those accepted:
    /// the word is then an error of its own already, so such a validator has nothing to add.
    /// </summary>
    public static void Guard(Command command)
    {
        foreach (var option in command.Options) Guard(option.Validators);
        Guard(command.Validators);
        command.Validators.Insert(0, Numbers); // first, since an option's own validators are not asked when its command already has an error
        foreach (var child in command.Subcommands) Guard(child);
    }

    public static IEnumerable<string> Messages(ParseResult parsed) => parsed.Errors.Select(e => Plain(e.Message)).Distinct();

    private static void Guard<T>(List<Action<T>> validators) where T : SymbolResult
    {
        for (int i = 0; i < validators.Count; i++)
        {
            var validator = validators[i];
            validators[i] = result =>
            {
                try
                {
                    validator(result);
                }
                catch (InvalidOperationException e) when (Unconverted().IsMatch(e.Message) || e.Message.StartsWith("Argument '", StringComparison.Ordinal))
                {
                }
            };
        }
    }

    private static void Numbers(CommandResult command)
    {
        foreach (var result in command.Children.OfType<OptionResult>())
        {
            string? expected(string word) => result.Option switch
            {
                Option<double> or Option<double?> => !double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? "a number" : double.IsFinite(value) ? null : "a finite number",
                Option<int> or Option<int?> => int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : "a whole number",
                Option<ulong> => ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : "a whole number from 0",
                _ => null,
            };
            foreach (var token in result.Tokens)
                if (expected(token.Value) is { } wanted) command.AddError(Wrong(result.Option.Name, token.Value, wanted));
        }
    }

    private static string Wrong(string option, string read, string expected) => $"{option}: read '{read}'; expected {expected}.";

    /// <summary>The library names .NET types; a user knows numbers.</summary>
    private static string Plain(string message)
    {
        var match = Unconverted().Match(message);
        if (!match.Success) return message;
        string type = match.Groups["type"].Value;
        string expected = type.Contains("Double", StringComparison.Ordinal) ? "a number" : type.Contains("UInt", StringComparison.Ordinal) ? "a whole number from 0" : type.Contains("Int", StringComparison.Ordinal) ? "a whole number" : type.Contains("Bool", StringComparison.Ordinal) ? "true or false" : "another value";
        return Wrong(match.Groups["option"].Value, match.Groups["read"].Value, expected);
    }

    [GeneratedRegex(@"^Cannot parse argument '(?<read>.*)' for (?:option|command) '(?<option>.+)' as expected type '(?<type>.+)'\.", RegexOptions.Singleline)]
    private static partial Regex Unconverted();
}
