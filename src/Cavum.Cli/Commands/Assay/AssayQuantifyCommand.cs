using System.CommandLine;
using System.Globalization;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>cavum assay quantify F --assay ASSAY.json: amounts by standard curve, with the release decision.</summary>
internal static class AssayQuantifyCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "an instrument's file" };
        var assay = new Option<string>("--assay") { Description = "assay settings, JSON (docs/assay-settings.md)", Required = true };
        var runId = new Option<string?>("--run") { Description = "the run to quantify, when the file holds several" };
        return new Command("quantify", "copies and IU per mL by standard curve or by partitions") { file, assay, runId }.Answers(parsed =>
            Answer(parsed.GetRequiredValue(file), parsed.GetRequiredValue(assay), parsed.GetValue(runId)));
    }

    private static Reply Answer(string file, string assay, string? runId)
    {
        var settings = AssaySettingsReader.ReadFile(assay);
        var read = InstrumentFiles.ReadFile(file);
        if (settings.IsRefused || read.IsRefused) return Reply.Refuse([.. settings.Problems, .. read.Problems]);
        string name = Path.GetFileName(file);
        if (read.Value.Digital is { } digital) return Reply.From(DigitalSamples.Quantify(digital, settings.Value, name), done => Answer(done, digital, settings.Value, name));
        if (settings.Value.Digital is not null) return Reply.Refuse([new Problem(name, read.Value.Format, "a file of partitions, since the assay settings state 'digital'")]);
        return Reply.From(RunChoice.Of(read.Value, runId, name).Then(run => RunQuantifier.Quantify(run, settings.Value)), done => Answer(done, settings.Value, read.Value));
    }

    private static Reply.Done Answer(RunQuantification done, AssaySettings settings, InstrumentFile file)
    {
        var document = new
        {
            Run = done.RunId,
            done.Target,
            done.CqSource,
            Assay = new { settings.Name, settings.Version, settings.Matrix, settings.Lot },
            StandardCurve = Curve(done.StandardCurve, done, settings),
            Quality = new { done.Release.Released, done.Release.Reasons, done.Release.Remarks },
            Results = done.Results.Select(Result).ToArray(),
            Controls = done.Reactions.Where(r => r.Reaction.Role != SampleRole.Unknown).Select(r => new
            {
                Well = r.Reaction.Well.ToString(),
                r.Reaction.Sample,
                r.Reaction.Role,
                Cq = AssayJson.Value(r.Cq),
                CqStatus = AssayJson.Status(r.Cq),
                Copies = RunQuantifier.CopiesOf(r.Reaction, settings),
            }).ToArray(),
        };
        var rows = done.Results.Select(Row);
        string curve = done.StandardCurve is { } c
            ? string.Create(CultureInfo.InvariantCulture, $"Cq = {c.Intercept:0.000} {c.Slope:0.0000}·log10 copies, R² {c.RSquared:0.0000}, efficiency {c.Efficiency:P1}\n") : "no standard curve\n";
        string verdict = done.Release.Released ? "released\n" : "NOT released:\n" + string.Concat(done.Release.Reasons.Select(r => $"  {r}\n"));
        string text = curve + verdict + TextTable.Render(["sample", "status", "copies/reaction", "copies/mL", "lower", "upper", "IU/mL"], rows);
        return new(document, text, [.. file.Repairs.Select(r => r.ToString()), .. done.Release.Remarks]);
    }

    private static Reply.Done Answer(DigitalQuantification done, DigitalRun run, AssaySettings settings, string name)
    {
        var document = new
        {
            Run = Path.GetFileNameWithoutExtension(name),
            done.Target,
            CqSource = (string?)null,
            Assay = new { settings.Name, settings.Version, settings.Matrix, settings.Lot },
            StandardCurve = (object?)null,
            Quality = new { done.Release.Released, done.Release.Reasons, done.Release.Remarks },
            Results = done.Samples.Select(s => Result(s.Result)).ToArray(),
            Partitions = done.Samples.Select(s => new { s.Result.Sample, Wells = s.Counted.Select(w => w.Well).ToArray(), s.Pooled?.Well.Positives, s.Pooled?.Well.Negatives, s.Pooled?.CopiesPerMicrolitre, s.Pooled?.PartitionNanolitres, s.Pooled?.VolumeSource, Interval = s.Pooled?.Mean?.Interval }).ToArray(),
            Controls = done.Wells.Where(w => w.Well.Role != SampleRole.Unknown).Select(w => new { w.Well.Well, w.Well.Sample, w.Well.Role, w.Well.Positives, w.Well.Negatives, w.CopiesPerMicrolitre, w.Status }).ToArray(),
        };
        string verdict = done.Release.Released ? "released\n" : "NOT released:\n" + string.Concat(done.Release.Reasons.Select(r => $"  {r}\n"));
        string text = $"{run.Format}, partitions of {done.Target}; no standard curve\n{verdict}" + TextTable.Render(["sample", "status", "copies/reaction", "copies/mL", "lower", "upper", "IU/mL"], done.Samples.Select(s => Row(s.Result)));
        return new(document, text, [.. run.Notes, .. done.Release.Remarks]);
    }

    private static object? Curve(StandardCurve? c, RunQuantification done, AssaySettings settings) => c is null ? null : new
    {
        c.Slope,
        c.Intercept,
        c.RSquared,
        Efficiency = AssayJson.Finite(c.Efficiency),
        c.ResidualStdDev,
        c.SlopeStdErr,
        c.InterceptStdErr,
        c.Points,
        c.DegreesOfFreedom,
        c.Weighting,
        Interval = c.Weighting == CurveWeighting.Poisson ? CurveInterval.Counting : c.Interval,
        ReadingStdDev = c.Counting is { } two ? Math.Sqrt(two.ReadingVariance) : (double?)null,
        c.LackOfFit,
        c.Scatter,
        DetectableDifference = Difference(c, done, settings),
        c.Levels,
    };

    /// <summary>The ratio of two amounts that the standards of this plate tell apart, where all levels have as many replicates.</summary>
    private static double? Difference(StandardCurve curve, RunQuantification done, AssaySettings settings)
    {
        var points = done.Reactions.Where(r => r.Reaction.Role == SampleRole.Standard).Select(r => (Copies: RunQuantifier.CopiesOf(r.Reaction, settings), Cq: r.Cq.IsDetected(out double cq) ? cq : double.NaN))
            .Where(p => p.Copies > 0 && double.IsFinite(p.Cq)).ToArray();
        return DetectableDifference.Of([.. points.Select(p => Math.Log10(p.Copies!.Value))], [.. points.Select(p => curve.Log10Copies(p.Cq))]);
    }

    private static IReadOnlyList<string> Row(EbvDnaResult r) =>
    [
        r.Sample, r.Status, TextTable.Number(r.AnyAmount?.CopiesPerReaction.Estimate), TextTable.Number(r.AnyAmount?.CopiesPerMl?.Estimate),
        TextTable.Number(Shown(r)?.Lower), TextTable.Number(Shown(r)?.Upper), TextTable.Number(r.AnyAmount?.IuPerMl?.Estimate),
    ];

    /// <summary>The interval under "lower" and "upper": of copies/mL, or of copies per reaction where no extraction chain is given.</summary>
    private static Interval? Shown(EbvDnaResult result) => result.AnyAmount is { } a ? a.CopiesPerMl ?? a.CopiesPerReaction : null;

    private static object Result(EbvDnaResult r)
    {
        var amount = r.AnyAmount;
        return new
        {
            r.Sample,
            r.Status,
            CopiesPerReaction = amount?.CopiesPerReaction.Estimate,
            CopiesPerReactionLower = amount?.CopiesPerReaction.Lower,
            CopiesPerReactionUpper = amount?.CopiesPerReaction.Upper,
            CopiesPerMl = amount?.CopiesPerMl?.Estimate,
            Shown(r)?.Lower,
            Shown(r)?.Upper,
            IntervalUnit = amount is null ? null : amount.CopiesPerMl is null ? "copies/reaction" : "copies/mL",
            IuPerMl = amount?.IuPerMl?.Estimate,
            IuLower = amount?.IuPerMl?.Lower,
            IuUpper = amount?.IuPerMl?.Upper,
            Lod = r.Limits.Detection?.Value,
            LodUnit = Unit(r.Limits.Detection),
            Loq = r.Limits.Quantification?.Value,
            LoqUnit = Unit(r.Limits.Quantification),
            UpperLimit = r.Limits.Upper?.Value,
            UpperLimitUnit = Unit(r.Limits.Upper),
            Wells = r.Wells.Select(w => w.ToString()).ToArray(),
            r.Remarks,
            Reasons = r is EbvDnaResult.Invalid invalid ? invalid.Reasons : [],
        };
    }

    private static string? Unit(AssayLimit? limit) => AssayJson.Unit(limit?.Unit);
}
