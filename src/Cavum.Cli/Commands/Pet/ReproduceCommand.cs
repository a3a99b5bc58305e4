using System.CommandLine;
using Cavum.Analysis;
using Cavum.Report;

namespace Cavum.Cli;

/// <summary>pet reproduce: a colleague asks the criteria again from a package, and measures its outlines again where the scans are at hand.</summary>
internal static class ReproduceCommand
{
    public static Command Create()
    {
        var package = new Argument<string>("package") { Description = "what 'pet answer --out' or the site wrote: the zip, or its folder" };
        var baseline = new Option<string?>("--baseline") { Description = "the baseline scan, to measure the outlines again" };
        var followUp = new Option<string?>("--follow-up") { Description = "the follow-up scan, to measure the outlines again" };
        return new Command("reproduce", "checks that a package gives its answer again") { package, baseline, followUp }.Answers(parsed =>
        {
            var scans = new[] { (PairScan.Baseline, parsed.GetValue(baseline)), (PairScan.FollowUp, parsed.GetValue(followUp)) }.Where(s => s.Item2 is not null).ToDictionary(s => s.Item1, s => s.Item2!);
            return Reply.From(PairReproduction.Of(parsed.GetRequiredValue(package), scans), again =>
                new Reply.Done(new { reproduced = true, again.TumourPresent, again.Reasons, again.Checks }, $"Reproduced. Tumour present: {again.TumourPresent}\n{string.Concat(again.Checks.Select(c => $"  - {c}\n"))}"));
        });
    }
}
