using System.Text;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>What a command answers: a document for machines with its text for people, or a refusal.</summary>
public abstract record Reply
{
    /// <param name="Document">Serialised as the one JSON document of <c>--json</c>.</param>
    /// <param name="Text">The table for people.</param>
    /// <param name="Warnings">Sentences for stderr.</param>
    public sealed record Done(object Document, string Text, IReadOnlyList<string>? Warnings = null) : Reply;

    /// <summary>The input was refused: every problem, one line each, exit status 1.</summary>
    public sealed record Refused(IReadOnlyList<Problem> Problems) : Reply;

    public static Reply Refuse(params IEnumerable<Problem> problems) => new Refused([.. problems]);

    /// <summary>Answers with what <paramref name="done"/> makes of the value, or refuses with the outcome's problems.</summary>
    public static Reply From<T>(Outcome<T> outcome, Func<T, Reply> done) =>
        outcome.IsRefused ? new Refused(outcome.Problems) : done(outcome.Value);
}

/// <summary>Lays out a plain-text table: first column left, the others right, two spaces between.</summary>
public static class TextTable
{
    public static string Render(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> all = [header, .. rows];
        int[] width = [.. header.Select((_, c) => all.Max(r => r[c].Length))];
        var text = new StringBuilder();
        foreach (var row in all)
        {
            var line = new StringBuilder();
            for (int c = 0; c < width.Length; c++)
                line.Append(c == 0 ? row[c].PadRight(width[c]) : "  " + row[c].PadLeft(width[c]));
            text.Append(line.ToString().TrimEnd()).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Four significant figures for people; an en dash where there is no value.</summary>
    public static string Number(double? value) => value is not { } v ? "–"
        : v.ToString(Math.Abs(v) is >= 1e-4 and < 1e7 or 0 ? "G5" : "0.###e+0", System.Globalization.CultureInfo.InvariantCulture);
}
