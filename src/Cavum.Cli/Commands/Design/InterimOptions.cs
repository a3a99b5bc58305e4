using System.CommandLine;
using System.Globalization;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary>What commands with interim looks share: the looks, their check, and the table of a rule.</summary>
internal static class InterimOptions
{
    /// <summary>Largest trial: the exact recursion costs n² a look.</summary>
    public const int Largest = 2000;

    public static Option<string> Looks() => new("--looks") { Description = "subject counts of the interim looks: 10,20,30 or 10:40 (every one) or 10:40:5", Required = true };

    /// <summary>The looks, or every problem of the text.</summary>
    public static Outcome<int[]> Read(string text, int maximum)
    {
        var problems = new List<Problem>();
        if (maximum is < 1 or > Largest) problems.Add(new("--max", $"{maximum}", $"1 to {Largest} subjects"));
        var looks = new List<int>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] bounds = part.Split(':');
            int[] numbers = [.. bounds.Select(b => int.TryParse(b, NumberStyles.None, CultureInfo.InvariantCulture, out int v) ? v : -1)];
            int step = numbers.Length == 3 ? numbers[2] : 1;
            if (numbers.Length > 3 || numbers.Any(v => v < 1 || v > maximum) || (numbers.Length > 1 && numbers[1] < numbers[0]))
                problems.Add(new("--looks", part, $"a count from 1 to {maximum}, first:last, or first:last:step"));
            else
                for (int n = numbers[0]; n <= numbers[Math.Min(1, numbers.Length - 1)]; n += step) looks.Add(n);
        }
        return problems.Count > 0 ? Outcome<int[]>.Refused(problems) : Outcome<int[]>.Of([.. looks.Distinct().Order()]);
    }

    public static string Text(InterimRule rule, IEnumerable<InterimOperating> operating) =>
        TextTable.Render(["n", "futile at or below", "effective at or above"], rule.Looks.Select(l =>
            (IReadOnlyList<string>)[$"{l.N}", l.StopAtOrBelow is { } x ? $"{x}" : "–", l.StopAtOrAbove is { } y ? $"{y}" : "–"]))
        + $"\nat {rule.MaximumN}: success from {rule.SuccessAtOrAbove} responders\n\n"
        + TextTable.Render(["p", "Pr(reject p0)", "Pr(futile stop)", "Pr(early success)", "E(n)"], operating.Select(o =>
            (IReadOnlyList<string>)[TextTable.Number(o.P), TextTable.Number(o.Reject), TextTable.Number(o.StopFutility), TextTable.Number(o.StopEfficacy), TextTable.Number(o.ExpectedN)]));
}
