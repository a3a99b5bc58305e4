using Cavum.Core;
using Cavum.Preclinical;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>An analysed mouse experiment with the provenance of its numbers.</summary>
public sealed record AnalysedMouse(MouseResult Result, IReadOnlyList<ProvenanceEntry> Provenance);

/// <summary>The mouse arm from its tables and cytometry files to its results.</summary>
public static class MouseChain
{
    /// <summary>Analyses an experiment that lies in a folder of its own, or the mouse arm of a study folder.</summary>
    public static Outcome<AnalysedMouse> Run(string folder) => MouseFolder.Read(folder).Then(record =>
    {
        var problems = new List<Problem>();
        var ledger = new Ledger();
        var result = Of(record, folder, ledger, new SourceReader(folder), new Dictionary<string, SourceFile>(), null, problems);
        return result is null ? Outcome<AnalysedMouse>.Refused(problems) : Outcome<AnalysedMouse>.Of(new(result, ledger.Entries));
    });

    /// <param name="clinicalVerdict">The patients' verdict, to say whether mouse and patient agree; null without patients.</param>
    /// <returns>Null where <paramref name="problems"/> were found.</returns>
    internal static MouseResult? Of(
        MouseRecord record, string folder, Ledger ledger, SourceReader sources, IReadOnlyDictionary<string, SourceFile> manifest, string? clinicalVerdict, List<Problem> problems)
    {
        int before = problems.Count;
        if (MouseVolumes.Read(record, problems) is not { } read || problems.Count > before) return null;
        var context = new MouseContext(record, folder, read.Study, ledger, sources, manifest);
        var synergy = SynergyAnalysis.Run(read.Study, context.Arms, context.Options with { FirstFollowUp = int.MaxValue });
        var flow = new MouseFlowResults(context, problems);
        problems.AddRange(synergy.Problems.Select(p => p with { Place = record.Root + MouseRecord.VolumeTable + ", " + p.Place }));
        var readouts = flow.Read();
        if (problems.Count > before || !synergy.TryGet(out var last)) return null;

        var growth = new MouseGrowthResults(context, last);
        var contrast = growth.Synergy();
        var versus = growth.VersusIcb();
        string direction = Direction(contrast, "synergy", "antagonism", "noClearSynergy"), against = Direction(versus, "more", "less", "neither");
        var arms = growth.Arms();
        ledger.Add("mouse", "The record of the experiment, and counts of its mice and days.", [], context.Document, context.Volumes);
        double lastDay = read.Study.Days[^1];
        return new("mouse", record.Design.Title, record.Design.Model, record.Design.VolumeUnit, record.Design.DetectionLimit, record.Design.HumaneEndPoint,
            read.Study.Mice.Count, lastDay, read.Study.Groups.Min(g => GrowthInhibition.SacrificeFrom(read.Study, g)),
            direction, against, MouseAgreement.Word(against, clinicalVerdict), contrast, versus, arms, growth.Curves(), growth.Fit(), growth.OverTime(), growth.Sensitivity(),
            growth.Survival(), growth.SurvivalPairs(), readouts, flow.Comparisons(), flow.Densities(), MouseArriveTable.Of(context, read.Study), [.. read.Notes, .. last.Remarks, .. flow.Notes]);
    }

    private static string Direction(MouseContrast c, string better, string worse, string neither) =>
        c.Upper < 1 ? better : c.Lower > 1 ? worse : c is { Lower: not null, Upper: not null } ? neither : "notEvaluable";
}

/// <summary>Do mouse and patient agree in direction?</summary>
public static class MouseAgreement
{
    /// <summary>agree, disagree, oneIsUndecided or notComparable.</summary>
    /// <param name="mouse">more, less, neither or notEvaluable: the combination against anti-PD-1 alone in mice.</param>
    /// <param name="patients">The verdict of the answer; null without patients.</param>
    public static string Word(string mouse, string? patients) => (mouse, patients) switch
    {
        (_, null) or (_, "notAnswerable") or ("notEvaluable", _) => "notComparable",
        ("more", "moreEffective") or ("less", "lessEffective") or ("neither", "noClearDifference") => "agree",
        ("more", "lessEffective") or ("less", "moreEffective") => "disagree",
        _ => "oneIsUndecided",
    };
}
