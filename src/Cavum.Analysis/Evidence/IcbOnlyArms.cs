using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The published arms of ICB alone: those that come with the program, and those that the study adds in its own table.</summary>
/// <param name="Response">Every arm with the wanted role that has counts of tumour response.</param>
/// <param name="Ebv">Every arm with that role that has counts of EBV DNA response, which stand in the place of the tumour response.</param>
/// <param name="EbvNote">What the arms say of EBV DNA response, in a sentence.</param>
internal sealed record IcbOnlyArms(IReadOnlyList<EvidenceArm> Response, IReadOnlyList<EvidenceArm> Ebv, string EbvNote)
{
    /// <summary>Where some arms are after ICB failure, only these stand for the comparator; the others are shown.</summary>
    public static IcbOnlyArms Read(AnalysisContext context, List<Problem> problems)
    {
        var plan = context.Plan;
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
        var wanted = rows.Where(r => r.Arm.Role == plan.ComparatorRole).ToList();
        var tumour = wanted.Where(r => Counts(r.Arm.Responders, r.Arm.Evaluated)).ToList();
        var ebv = wanted.Where(r => Counts(r.Arm.EbvResponders, r.Arm.EbvEvaluated)).ToList();
        bool Same(ArmRow a) => a.EbvFallPercent == plan.EbvFallPercent && a.EbvByDay == plan.EbvByDay;
        bool matched = tumour.Any(r => r.Arm.PriorIcb == true), ebvMatched = ebv.Any(r => r.Arm.PriorIcb == true && Same(r.Arm));
        return new([.. tumour.Select(r => Arm(r.Arm, r.Path, "arm", r.Arm.Responders!.Value, r.Arm.Evaluated!.Value, !matched || r.Arm.PriorIcb == true, context))],
            [.. ebv.Select(r => Arm(r.Arm, r.Path, "ebvArm", r.Arm.EbvResponders!.Value, r.Arm.EbvEvaluated!.Value, Same(r.Arm) && (!ebvMatched || r.Arm.PriorIcb == true), context))],
            Note(wanted.Count, ebv.Count, ebv.Count(r => Same(r.Arm)), plan));
    }

    private static bool Counts(int? x, int? n) => x is not null && n > 0 && x <= n;

    private static string Note(int arms, int ebv, int same, AnalysisPlan plan) => ebv == 0
        ? Text($"None of the {arms} arms reports in how many subjects EBV DNA fell by at least {plan.EbvFallPercent:0.###} % by day {plan.EbvByDay}, so the primary outcome has no published comparator: its own one is the subject's prior ICB line.")
        : Text($"{ebv} of {arms} arms report EBV DNA response, {same} of them by the definition of this study (a fall of at least {plan.EbvFallPercent:0.###} % by day {plan.EbvByDay}); only these stand for ICB alone.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static EvidenceArm Arm(ArmRow row, string path, string key, int responders, int of, bool used, AnalysisContext context)
    {
        var limits = ProportionInterval.Of(IntervalMethod.ClopperPearson, responders, of);
        string id = $"evidence.{key}.{row.Arm}";
        context.Ledger.Add(id, "Responders of evaluated subjects as published; exact (Clopper–Pearson) interval recomputed.", [], context.Sources.Rows(path, row.Row.Table.HasColumn("arm") ? "arm" : "arm_id", row.Arm));
        var grade = MatchGrade.Of(row);
        return new EvidenceArm(id, row.Arm, row.Trial, row.Regimen, row.Population, row.Assessor, row.PriorIcb == true, responders, of, (double)responders / of, limits.Lower, limits.Upper,
            row.Source, row.Provenance, grade.Letter, grade.Reasons, used);
    }
}
