using System.Text.RegularExpressions;

namespace Cavum.Tests.Architecture;

/// <summary>Budgets that keep the house readable, and words that have no place in it.</summary>
public partial class BudgetTests
{
    private static IEnumerable<(string Name, string[] Lines)> Sources(string pattern, params string[] roots) =>
        roots.Select(r => Path.Combine(Shared.Project, r)).Where(Directory.Exists)
            .SelectMany(r => Directory.EnumerateFiles(r, pattern, SearchOption.AllDirectories))
            .Where(f => !f.Contains("node_modules", StringComparison.Ordinal) && !f.Contains("/dist/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal))
            .Select(f => (Path.GetRelativePath(Shared.Project, f), File.ReadAllLines(f)));

    [Fact]
    public void Files_stay_within_350_lines_and_razor_within_120()
    {
        string[] wrong =
        [
            .. Sources("*.cs", "src", "tests", "bench").Where(f => f.Lines.Length > 350).Select(f => $"{f.Name}: {f.Lines.Length} lines"),
            .. Sources("*.ts", "src").Where(f => f.Lines.Length > 350).Select(f => $"{f.Name}: {f.Lines.Length} lines"),
            .. Sources("*.razor", "src").Where(f => f.Lines.Length > 120).Select(f => $"{f.Name}: {f.Lines.Length} lines"),
        ];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Functions_stay_within_60_lines()
    {
        var wrong = new List<string>();
        foreach (var (name, lines) in Sources("*.cs", "src"))
            foreach (var (start, length) in Functions(lines))
                if (length > 60) wrong.Add($"{name}, line {start + 1}: {length} lines");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void No_leftovers_stand_in_the_code()
    {
        string[] wrong =
        [
            .. Sources("*.cs", "src", "tests").SelectMany(f => f.Lines.Select((line, i) => (f.Name, Line: i + 1, Text: line)))
                .Where(l => Leftover().IsMatch(l.Text)).Select(l => $"{l.Name}, line {l.Line}: {l.Text.Trim()}"),
        ];
        Assert.True(wrong.Length == 0, string.Join("\n", wrong));
    }

    /// <summary>Members by indentation: a line of member depth that opens a body, to the closing brace at the same depth.</summary>
    private static IEnumerable<(int Start, int Length)> Functions(string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            var open = MemberStart().Match(lines[i]);
            if (!open.Success || !lines[i].Contains('(', StringComparison.Ordinal)) continue;
            int depth = open.Groups[1].Length, brace = i + 1;
            while (brace < lines.Length && brace < i + 8 && lines[brace].TrimEnd() != new string(' ', depth) + "{") brace++;
            if (brace >= lines.Length || brace >= i + 8) continue;
            int end = brace;
            string close = new string(' ', depth) + "}";
            while (end < lines.Length && lines[end].TrimEnd().TrimEnd(')', ';') != close) end++; // "});" ends an expression body
            yield return (i, end - brace + 1);
            i = brace;
        }
    }

    [GeneratedRegex(@"^( {4}| {8})(public|private|internal|protected|static)\b(?!.*\b(class|record|struct|interface|enum)\b)")]
    private static partial Regex MemberStart();

    [GeneratedRegex(@"NotImplemented" + @"Exception|\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK)\b")]
    private static partial Regex Leftover();
}
