using System.Globalization;
using Cavum.Assay;
using Cavum.Simulation;

namespace Cavum.Validation;

/// <summary>One sample as the assay measured it, with the truth.</summary>
internal sealed record MeasuredSample(SampleTruth Truth, EbvDnaResult Result);

/// <summary>A cohort whose runs were quantified: what an analysis sees, beside what is true.</summary>
internal sealed record MeasuredCohort(Cohort Cohort, IReadOnlyList<MeasuredSample> Samples, int Runs, int Released)
{
    /// <param name="curves">True takes the Cq from the curves by the assay's own method; false takes the instrument's Cq, which is fast.</param>
    public static MeasuredCohort Of(Cohort cohort, bool curves)
    {
        var settings = cohort.Assay();
        var truths = cohort.Truth().Samples.ToDictionary(s => s.Sample, StringComparer.Ordinal);
        var samples = new List<MeasuredSample>();
        int runs = 0, released = 0;
        foreach (var run in cohort.QpcrRuns())
        {
            var read = curves ? run : run with { Reactions = [.. run.Reactions.Select(r => r with { Curve = AmplificationCurve.Empty })] };
            var result = RunQuantifier.Quantify(read, settings).Value;
            runs++;
            if (result.Release.Released) released++;
            else continue;
            samples.AddRange(result.Results.Select(r => new MeasuredSample(truths[r.Sample], r)));
        }
        return new(cohort, samples, runs, released);
    }

    /// <summary>The same of a cohort whose laboratory counts droplets.</summary>
    public static MeasuredCohort OfDroplets(Cohort cohort)
    {
        var settings = cohort.Assay();
        var truths = cohort.Truth().Samples.ToDictionary(s => s.Sample, StringComparer.Ordinal);
        DigitalQuantification[] runs = [.. cohort.DigitalRuns().Select(r => DigitalSamples.Quantify(r.Run, settings, r.Name).Value)];
        return new(cohort, [.. runs.Where(r => r.Release.Released).SelectMany(r => r.Samples).Where(s => s.Result is not EbvDnaResult.Invalid).Select(s => new MeasuredSample(truths[s.Result.Sample], s.Result))], runs.Length, runs.Count(r => r.Release.Released));
    }

    /// <summary>The study series of a subject over days 0 to 35, while the true course is straight.</summary>
    public EbvDecay Decay(SimulatedSubject subject) => EbvKinetics.Decay(
        [.. Samples.Where(s => s.Truth.Subject == subject.Subject).OrderBy(s => s.Truth.Day).Select(s => new EbvPoint(s.Truth.Day, Level(s.Result)))],
        new KineticsRules { Until = 35 });

    /// <summary>The reported values on the prior line.</summary>
    public static EbvDecay PriorDecay(SimulatedSubject subject) => EbvKinetics.Decay(
        [.. subject.Samples.Where(s => s.Reported is not null).Select(s => new EbvPoint(s.Day, Level(s.Reported!)))], new KineticsRules { QuantifiedMin = 2 });

    private static EbvLevel Level(EbvDnaResult result) => result switch
    {
        EbvDnaResult.Quantified q => new EbvLevel.Quantified(q.Amount.CopiesPerMl!.Estimate),
        EbvDnaResult.AboveUpperLimit => new EbvLevel.AboveUpperLimit(result.Limits.Upper!.Value),
        EbvDnaResult.NotDetected => new EbvLevel.NotDetected(result.Limits.Detection!.Value),
        _ => new EbvLevel.BelowLoq(result.Limits.Detection!.Value, result.Limits.Quantification!.Value),
    };

    private static EbvLevel Level(string words) =>
        words.StartsWith('<') ? new EbvLevel.BelowLoq(AssayFile.LodCopiesPerMl, AssayFile.LoqCopiesPerMl)
        : double.TryParse(words, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? new EbvLevel.Quantified(value)
        : new EbvLevel.NotDetected(AssayFile.LodCopiesPerMl);
}
