using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary>F tests of whole terms of a mixed model: all columns of a factor or interaction at once, and of terms that the user joins.</summary>
internal static class TermTests
{
    internal sealed record Row(string Term, int NumeratorDf, double? DenominatorDf, double? FValue, double? PValue, string Status);

    /// <summary>Said with the tests, since with an interaction a main effect is that at the reference level.</summary>
    public const string Convention = "each term given all others: all its 0/1 columns (against the first level) are 0";

    public static Option<string?> Joint() => new("--test") { Description = "terms to test together, separated by commas: arm,arm:visit (every term is tested by itself anyway)" };

    public static Option<string?> Factors() => new("--factors") { Description = "columns of numbers that are names of groups, separated by commas" };

    /// <summary>Columns of --factors that no term uses.</summary>
    public static Problem[] Unused(string[] factors, string[] terms) =>
        [.. factors.Except(LinearDesign.Columns(terms)).Select(f => new Problem("--factors", f, $"a column of --covariates: {string.Join(", ", LinearDesign.Columns(terms))}"))];

    /// <summary>Every term, then the joint one; refused where it names a term that the model does not have.</summary>
    public static Outcome<IReadOnlyList<Row>> Of(LinearDesign design, string? joint, Func<IReadOnlyList<double[]>, JointEffectTest?> test)
    {
        string[] terms = [.. design.Terms.Where(t => t.Length > 0).Distinct()];
        var problems = new List<Problem>();
        var wanted = new List<string>();
        foreach (string part in joint is null ? [] : FormulaTerms.Cut(joint, ","))
        {
            var names = FormulaTerms.Cut(part, ":").Select(FormulaTerms.Bare).ToHashSet();
            if (terms.FirstOrDefault(t => t == FormulaTerms.Bare(part) || FormulaTerms.Cut(t, ":").ToHashSet().SetEquals(names)) is { } term) wanted.Add(term);
            else problems.Add(new Problem("--test", part, $"a term of the model: {string.Join(", ", terms)}"));
        }
        if (problems.Count > 0) return Outcome<IReadOnlyList<Row>>.Refused(problems);
        IEnumerable<string[]> sets = terms.Select(t => new[] { t });
        if (wanted.Count > 0) sets = sets.Append([.. wanted.Distinct()]);
        return Outcome<IReadOnlyList<Row>>.Of([.. sets.Select(Test)]);

        Row Test(string[] of)
        {
            int[] columns = [.. Enumerable.Range(0, design.Names.Length).Where(c => of.Contains(design.Terms[c]))];
            string name = string.Join(" + ", of);
            return test(JointEffectTest.Rows(design.Names.Length, columns)) is not { } t || !double.IsFinite(t.FValue)
                ? new(name, columns.Length, null, null, null, "varianceParametersNotIdentified")
                : new(name, t.NumeratorDf, t.DenominatorDf, t.FValue, t.PValue, t.PValue is null ? "noDegreesOfFreedom" : "done");
        }
    }

    public static string Table(IReadOnlyList<Row> rows) => $"F tests, {Convention}\n" + TextTable.Render(["term", "num df", "den df", "F", "p"], rows.Select(r =>
        (IReadOnlyList<string>)[r.Term, $"{r.NumeratorDf}", TextTable.Number(r.DenominatorDf), TextTable.Number(r.FValue), TextTable.Number(r.PValue)]));
}
