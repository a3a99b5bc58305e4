using System.Text;
using Cavum.Core;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The published arms of ICB alone: those that come with the program, and those that the study adds in its own table.</summary>
internal static class IcbOnlyArms
{
    /// <summary>Every arm that has counts and the wanted role. Where some are after ICB failure, only these stand for the comparator; the others are shown.</summary>
    public static IReadOnlyList<EvidenceArm> Read(string role, AnalysisContext context, List<Problem> problems)
    {
        var own = CsvTable.Parse(Encoding.UTF8.GetString(ReferenceTables.Bytes(ReferenceTables.IcbOnlyArms)), ReferenceTables.IcbOnlyArms).Value;
        var rows = ArmRow.ReadAll(own, problems).Select(a => (Arm: a, Path: "cavum:" + ReferenceTables.IcbOnlyArms)).ToList();
        string file = context.Record.FullPath(EvidenceFile.Name);
        if (File.Exists(file))
        {
            var read = CsvTable.ReadFile(file, EvidenceFile.Name);
            problems.AddRange(read.Problems);
            if (read.TryGet(out var table)) rows.AddRange(ArmRow.ReadAll(table, problems).Select(a => (a, EvidenceFile.Name)));
        }
        problems.AddRange(PlausibilityRules.Of([.. rows.Select(r => r.Arm)]));
        var wanted = rows.Where(r => r.Arm.Role == role && r.Arm is { Responders: not null, Evaluated: > 0 } && r.Arm.Responders <= r.Arm.Evaluated).ToList();
        bool matched = wanted.Any(r => r.Arm.PriorIcb == true);
        return [.. wanted.Select(r => Arm(r.Arm, r.Path, !matched || r.Arm.PriorIcb == true, context))];
    }

    private static EvidenceArm Arm(ArmRow row, string path, bool used, AnalysisContext context)
    {
        int responders = row.Responders!.Value, of = row.Evaluated!.Value;
        var limits = ProportionInterval.Of(IntervalMethod.ClopperPearson, responders, of);
        string id = $"evidence.arm.{row.Arm}";
        context.Ledger.Add(id, "Responders of evaluated subjects as published; exact (Clopper–Pearson) interval recomputed.", [], context.Sources.Rows(path, row.Row.Table.HasColumn("arm") ? "arm" : "arm_id", row.Arm));
        var grade = MatchGrade.Of(row);
        return new EvidenceArm(id, row.Arm, row.Trial, row.Regimen, row.Population, row.Assessor, row.PriorIcb == true, responders, of, (double)responders / of, limits.Lower, limits.Upper,
            row.Source, row.Provenance, grade.Letter, grade.Reasons, used);
    }
}
