using Cavum.Core;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>A table of arms that broke no rule, each arm with its match grade.</summary>
public sealed record CheckedArms(string Source, IReadOnlyList<CheckedArm> Arms);

public sealed record CheckedArm(string Arm, string Trial, string Role, int? Responders, int? Evaluated, string Grade, IReadOnlyList<string> Reasons);

/// <summary>Holds a table of published arms against the plausibility rules: the same for the command, the site's form and the study's own table.</summary>
public static class EvidenceCheck
{
    public static Outcome<CheckedArms> OfFile(string path, string? name = null) => CsvTable.ReadFile(path, name).Then(Of);

    public static Outcome<CheckedArms> Of(CsvTable table)
    {
        var problems = new List<Problem>();
        var arms = ArmRow.ReadAll(table, problems);
        problems.AddRange(PlausibilityRules.Of(arms));
        return problems.Count > 0 ? Outcome<CheckedArms>.Refused(problems)
            : Outcome<CheckedArms>.Of(new(table.Source, [.. arms.Select(a => (Arm: a, Grade: MatchGrade.Of(a))).Select(a =>
                new CheckedArm(a.Arm.Arm, a.Arm.Trial, a.Arm.Role, a.Arm.Responders, a.Arm.Evaluated, a.Grade.Letter, a.Grade.Reasons))]));
    }

    /// <summary>Everything that a study breaks: its record, its own table of arms, and its plan's history.</summary>
    public static Outcome<IReadOnlyList<Finding>> OfStudy(string folder) => StudyCheck.Of(folder).Then(findings =>
    {
        var all = findings.ToList();
        string own = Path.Combine(folder, EvidenceFile.Name);
        if (File.Exists(own)) all.AddRange(OfFile(own, EvidenceFile.Name).Problems.Select(p => Found("evidence", p)));
        var history = PlanHistory.Read(folder);
        all.AddRange(history.Problems.Select(p => Found("plan-history", p)));
        if (!history.IsRefused && StudyFolder.Read(folder).TryGet(out var record)) all.AddRange(PlanState.Findings(record, history.Value));
        return Outcome<IReadOnlyList<Finding>>.Of(all);
    });

    private static Finding Found(string rule, Problem p) =>
        new(rule, null, p.Place, p.Read.Length == 0 ? $"nothing was read; expected {p.Expected}" : $"read '{p.Read}'; expected {p.Expected}");
}
