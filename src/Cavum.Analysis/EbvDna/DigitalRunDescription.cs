using Cavum.Assay;

namespace Cavum.Analysis;

/// <summary>What the report says of a digital run, with where it comes from.</summary>
internal static class DigitalRunDescription
{
    public static DigitalRunResult Of(QuantifiedRun.Partitions q, AnalysisContext context)
    {
        context.Ledger.Add(q.Id,
            "Copies per microlitre = −ln(negatives/all) / partition volume in each well; released by the controls and the number of partitions that the assay asks for.", [],
            SourceReader.Raw(q.Source, $"all wells of target {q.Quantification.Target}", q.Run.Format),
            context.Sources.File($"assays/{q.Assay}.json", "the whole document", q.Settings.Name));
        return Of(q);
    }

    /// <summary>Release and every well.</summary>
    public static DigitalRunResult Of(QuantifiedRun.Partitions q) => new(
        q.Id, Path.GetFileNameWithoutExtension(q.Source.Path), q.Source.Path, q.Assay, q.Run.Format, q.Quantification.Target, q.Quantification.Wells.Count,
        q.Release.Released, q.Release.Reasons, q.Release.Remarks, q.Settings.Digital!.Reaction.Microlitres,
        [.. q.Quantification.Wells.Select((w, i) => new DigitalWellResult(
            $"{q.Id}.wells.{i + 1}", w.Well.Well, w.Well.Sample, RunLibrary.Role(w.Well.Role), w.Well.Positives, w.Well.Negatives,
            w.CopiesPerMicrolitre, w.Lower, w.Upper, w.Status, w.PartitionNanolitres, w.VolumeSource.ToString(), w.RainMatters switch { null => "notEvaluable", true => "matters", _ => "within" }))]);
}
