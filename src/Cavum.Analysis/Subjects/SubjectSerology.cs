using System.Globalization;
using Cavum.Assay;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>The antibodies of one subject, each as ratio to the cut-off of its own kit and lot.</summary>
internal static class SubjectSerology
{
    public static IReadOnlyList<SerologyPointResult> Of(string subject, Subject s, AnalysisContext context)
    {
        if (s.Serology.Count == 0) return [];
        string id = $"{subject}.serology";
        context.Ledger.Add(id, "Value over the cut-off of its own kit and lot; positive at or above the upper end of the kit's grey zone, equivocal from its lower end, else negative (without a grey zone both are the cut-off). Never pooled across kits, never a marker of response.",
            [], context.Rows("serology.csv", s.Id));
        return [.. s.Serology.Select((v, i) => Point(string.Create(CultureInfo.InvariantCulture, $"{id}.{i + 1}"), s, v))];
    }

    private static SerologyPointResult Point(string id, Subject s, SerologyValue v)
    {
        string marker = v.Isotype.Length > 0 ? $"{v.Antigen} {v.Isotype}" : v.Antigen;
        string reason = v.Value is null ? "no value" : v.Cutoff is null ? "no cut-off of kit and lot" : v.Cutoff is not > 0 ? "a cut-off of 0 gives no ratio" : "";
        var judged = reason.Length == 0 ? EbvSerology.Judge(s.Id.Code, v.Value!.Value, new(v.Kit, v.Lot, EbvSerology.AntibodyOf(marker), v.Unit, v.Cutoff!.Value, v.GreyLower, v.GreyUpper)) : null;
        return new(id, v.CollectedDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), s.Day(v.CollectedDate), marker, v.Kit, v.Lot, v.Value, v.Unit, v.Cutoff,
            judged?.RatioToCutOff, judged?.Call switch { SerologyCall.Positive => "positive", SerologyCall.Equivocal => "equivocal", SerologyCall.Negative => "negative", _ => "notEvaluable" }, reason);
    }
}
