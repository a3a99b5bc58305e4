using System.CommandLine;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Report;

namespace Cavum.Cli;

/// <summary>cavum assay certificate F --assay ASSAY.json --out X.html: the run as one page to sign.</summary>
internal static class AssayCertificateCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "an instrument's file" };
        var assay = new Option<string>("--assay") { Description = "assay settings, JSON (docs/assay-settings.md)", Required = true };
        var runId = new Option<string?>("--run") { Description = "the run, when the file holds several" };
        var output = new Option<string>("--out") { Description = "the HTML file to write", Required = true };
        return new Command("certificate", "release, results, curves, controls and MIQE list of a run, as one page that prints") { file, assay, runId, output }.Answers(parsed =>
            Reply.From(RunCertification.Of(parsed.GetRequiredValue(file), parsed.GetRequiredValue(assay), parsed.GetValue(runId)), certificate =>
            {
                string path = parsed.GetRequiredValue(output);
                AtomicFile.Write(path, RunCertificatePage.Render(certificate));
                var run = certificate.Run;
                string verdict = run.Released ? "released" : "NOT released:" + string.Concat(run.Reasons.Select(r => "\n  " + r));
                return new Reply.Done(
                    new { certificate = path, run = run.Run, run.Released, run.Reasons, results = certificate.Results.Count, miqe = new { filled = certificate.Miqe.Count(i => i.Provided), of = certificate.Miqe.Count } },
                    $"Run {run.Run} {verdict}\n{certificate.Results.Count} samples; {certificate.Miqe.Count(i => i.Provided)} of {certificate.Miqe.Count} MIQE items filled\nCertificate: {path}\n",
                    [.. certificate.Repairs, .. certificate.Remarks]);
            }));
    }
}
