using System.CommandLine;
using Cavum.Analysis;
using Cavum.Assay;
using Cavum.Core;
using Cavum.Report;

namespace Cavum.Cli;

/// <summary>cavum assay certificate F --assay ASSAY.json --out X.html: the run as one page to sign.</summary>
internal static class AssayCertificateCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "an instrument's file" };
        var assay = new Option<string?>("--assay") { Description = "assay settings, JSON (docs/assay-settings.md); a digital run without them shows concentrations alone" };
        var runId = new Option<string?>("--run") { Description = "the run, when the file holds several" };
        var output = new Option<string>("--out") { Description = "the HTML file to write", Required = true };
        return new Command("certificate", "release, results, curves, controls and MIQE list of a run, as one page that prints") { file, assay, runId, output }.Answers(parsed =>
            Answer(parsed.GetRequiredValue(file), parsed.GetValue(assay), parsed.GetValue(runId), parsed.GetRequiredValue(output)));
    }

    private static Reply Answer(string file, string? assay, string? runId, string path)
    {
        var read = InstrumentFiles.ReadFile(file);
        bool digital = read.TryGet(out var found) && found.Digital is not null;
        if (assay is not null) return digital ? Reply.From(DigitalCertification.Of(file, assay), certificate => Written(certificate, path)) : Reply.From(RunCertification.Of(file, assay, runId), certificate => Written(certificate, path));
        if (found is not null && !digital)
            return Reply.Refuse([new Problem("--assay", "", $"the settings of the assay: {Path.GetFileName(file)} is {found.Format}, which is quantified by a standard curve")]);
        return read.IsRefused ? Reply.Refuse(read.Problems) : Reply.From(DigitalCertification.Of(file), certificate => Written(certificate, path));
    }

    private static Reply.Done Written(RunCertificate certificate, string path)
    {
        AtomicFile.Write(path, RunCertificatePage.Render(certificate));
        var run = certificate.Run;
        string verdict = run.Released ? "released" : "NOT released:" + string.Concat(run.Reasons.Select(r => "\n  " + r));
        return new(
            new { certificate = path, run = run.Run, run.Released, run.Reasons, results = certificate.Results.Count, miqe = new { filled = certificate.Miqe.Count(i => i.Provided), of = certificate.Miqe.Count } },
            $"Run {run.Run} {verdict}\n{certificate.Results.Count} samples; {certificate.Miqe.Count(i => i.Provided)} of {certificate.Miqe.Count} MIQE items filled\nCertificate: {path}\n",
            [.. certificate.Repairs, .. certificate.Remarks]);
    }

    private static Reply.Done Written(DigitalCertificate certificate, string path)
    {
        AtomicFile.Write(path, DigitalCertificatePage.Render(certificate));
        int matters = certificate.Results.Count(r => r.RainMatters == true), filled = certificate.Checklist.Count(i => i.Provided);
        return new(
            new { certificate = path, format = certificate.Format, released = certificate.Samples?.Release.Released, reasons = certificate.Samples?.Release.Reasons ?? [], samples = certificate.Samples?.Results.Count, results = certificate.Results.Count, rainMatters = matters, dmiqe = new { filled, of = certificate.Checklist.Count } },
            (certificate.Samples is { } s ? $"{s.Results.Count} samples of {s.Target} {(s.Release.Released ? "released" : "NOT released:" + string.Concat(s.Release.Reasons.Select(r => "\n  " + r)))}\n" : "") + $"{certificate.Format}: {certificate.Results.Count} rows, rain matters in {matters}\n{filled} of {certificate.Checklist.Count} dMIQE items filled\nCertificate: {path}\n",
            certificate.Remarks);
    }
}
