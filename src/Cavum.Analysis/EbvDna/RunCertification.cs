using Cavum.Assay;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>All that a certificate of one plate shows: the run, its release, each sample's result, the MIQE list, and the bytes it was made of.</summary>
/// <param name="Repairs">What the reader of the file mended.</param>
/// <param name="Remarks">What does not block release but should be seen.</param>
public sealed record RunCertificate(
    QpcrRunResult Run, string Target, string CqSource, string Format, string FileName, string FileSha256, AssaySettings Assay, string AssayFile, string AssaySha256,
    IReadOnlyList<CertifiedResult> Results, IReadOnlyList<MiqeItem> Miqe, IReadOnlyList<string> Remarks, IReadOnlyList<string> Repairs);

/// <param name="Status">notDetected, belowLoq, quantified, aboveUpperLimit or invalid; the amounts of a result below LOQ are for inspection only.</param>
public sealed record CertifiedResult(string Sample, string Status, EbvDnaAmount? Amount, IReadOnlyList<string> Wells, IReadOnlyList<string> Notes);

/// <summary>From an instrument's file and the settings of an assay to the certificate of a run.</summary>
public static class RunCertification
{
    /// <param name="runId">The run, when the file holds several.</param>
    public static Outcome<RunCertificate> Of(string file, string assay, string? runId = null)
    {
        var settings = AssaySettingsReader.ReadFile(assay);
        var read = InstrumentFiles.ReadFile(file);
        if (settings.IsRefused || read.IsRefused) return Outcome<RunCertificate>.Refused([.. settings.Problems, .. read.Problems]);
        string name = Path.GetFileName(file), assayName = Path.GetFileNameWithoutExtension(assay);
        return RunChoice.Of(read.Value, runId, name).Then(run => RunQuantifier.Quantify(run, settings.Value).Then(quantified =>
        {
            var source = new SourceFile(name, ContentHash.OfFile(file), "qpcr");
            var result = RunLibrary.Describe(new QuantifiedRun.Curves("run", source, assayName, settings.Value, run, quantified));
            return Outcome<RunCertificate>.Of(new RunCertificate(
                result, quantified.Target, quantified.CqSource, $"{read.Value.Format} {read.Value.Version}".Trim(), name, source.Hash.Hex, settings.Value, Path.GetFileName(assay), ContentHash.OfFile(assay).Hex,
                [.. quantified.Results.Select(Result)], MiqeList.Of(quantified, run, settings.Value), quantified.Release.Remarks, [.. read.Value.Repairs.Select(r => r.ToString())]));
        }));
    }

    internal static CertifiedResult Result(EbvDnaResult result) =>
        new(result.Sample, result.Status, result.AnyAmount, [.. result.Wells.Select(w => w.Well.ToString())], result is EbvDnaResult.Invalid invalid ? [.. invalid.Reasons, .. result.Remarks] : result.Remarks);
}
