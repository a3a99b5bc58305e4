using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Analysis;

/// <summary>All that a certificate of a digital run shows.</summary>
/// <param name="Remarks">What the one who signs should have seen: controls, saturated wells, rain that matters.</param>
public sealed record DigitalCertificate(string Format, string FileName, string FileSha256, IReadOnlyList<DigitalConcentration> Results, IReadOnlyList<MiqeItem> Checklist, IReadOnlyList<string> Remarks)
{
    /// <summary>The amounts of the samples by the settings of an assay; null for a certificate of concentrations alone.</summary>
    public CertifiedDigitalSamples? Samples { get; init; }
}

/// <summary>Each sample of one target in copies and IU per mL, with the release decision and the assay that it rests on.</summary>
public sealed record CertifiedDigitalSamples(string Target, AssaySettings Assay, string AssayFile, string AssaySha256, ReleaseDecision Release, IReadOnlyList<CertifiedResult> Results);

/// <summary>From a digital PCR export to the certificate of its wells.</summary>
public static class DigitalCertification
{
    private const long UsualPartitions = 10_000;

    /// <summary>The certificate with the amounts of each sample by the settings of an assay.</summary>
    public static Outcome<DigitalCertificate> Of(string file, string assay)
    {
        var settings = AssaySettingsReader.ReadFile(assay);
        var read = DigitalReader.ReadFile(file);
        if (settings.IsRefused || read.IsRefused) return Outcome<DigitalCertificate>.Refused([.. settings.Problems, .. read.Problems]);
        return DigitalSamples.Quantify(read.Value, settings.Value, Path.GetFileName(file)).Then(q => Of(read.Value, file, settings.Value.Digital).Then(certificate => Outcome<DigitalCertificate>.Of(certificate with
        {
            Samples = new(q.Target, settings.Value, Path.GetFileName(assay), ContentHash.OfFile(assay).Hex, q.Release,
                [.. q.Samples.Select(s => RunCertification.Result(s.Result) with { Wells = [.. s.Counted.Select(w => w.Well)] })]),
            Remarks = [.. q.Release.Remarks, .. certificate.Remarks],
        })));
    }

    /// <summary>Concentrations as <c>assay dpcr</c> gives them, with what speaks against a well.</summary>
    public static Outcome<DigitalCertificate> Of(string file) => DigitalReader.ReadFile(file).Then(run => Of(run, file, null));

    private static Outcome<DigitalCertificate> Of(DigitalRun run, string file, DigitalRules? rules)
    {
        var results = DigitalQuantifier.Quantify(run, rules?.PartitionNanolitres, rules?.PartitionCv ?? 0);
        return Outcome<DigitalCertificate>.Of(new(run.Format, Path.GetFileName(file), ContentHash.OfFile(file).Hex, results, DigitalMiqe.Of(run, results), [.. run.Notes, .. Remarks(results)]));
    }

    private static IEnumerable<string> Remarks(IReadOnlyList<DigitalConcentration> results)
    {
        foreach (var r in results)
        {
            string who = $"{r.Well.Well} {r.Well.Target}".Trim();
            if (r.Well is { Role: SampleRole.Ntc, Positives: > 0 and var k }) yield return $"{who}: a no-template control with {k} positive partitions";
            if (r.Status is "saturated" or "noCall") yield return $"{who}: {(r.Status == "saturated" ? "every partition is positive, no number" : "no call by the software")}";
            if (r.Well is { Positives: { } p, Negatives: { } n } && p + n < UsualPartitions && r.Well.PartitionNanolitres is null && r.VolumeSource == PartitionVolumeSource.Nominal) yield return $"{who}: {p + n} droplets, fewer than the usual {UsualPartitions}";
        }
        string[] moved = [.. results.Where(r => r.RainMatters == true).Select(r => $"{r.Well.Well} {r.Well.Target}".Trim())];
        if (moved.Length > 0) yield return $"rain can move the concentration out of its interval: {string.Join(", ", moved.Take(12))}{(moved.Length > 12 ? $" and {moved.Length - 12} more" : "")}";
        foreach (var reason in results.Select(r => r.Rain).OfType<Rain.NotEvaluable>().GroupBy(n => n.Reason, StringComparer.Ordinal))
            yield return $"rain not evaluable in {reason.Count()} rows: {reason.Key}";
        if (!results.Any(r => r.Well.Role == SampleRole.Ntc)) yield return "the file names no no-template control";
    }
}
