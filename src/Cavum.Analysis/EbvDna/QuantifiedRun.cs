using Cavum.Assay;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>One raw run with the assay by which it was quantified: by a standard curve, or by counting partitions.</summary>
internal abstract record QuantifiedRun(string Id, SourceFile Source, string Assay, AssaySettings Settings)
{
    public abstract ReleaseDecision Release { get; }

    public abstract IReadOnlyList<EbvDnaResult> Results { get; }

    /// <summary>The rule by which a sample of the run got its amount.</summary>
    public abstract string SampleRule { get; }

    /// <summary>The part of the raw file on which a sample rests.</summary>
    public abstract string PartOf(EbvDnaResult result);

    /// <summary>Fluorescence by cycle, read on a standard curve.</summary>
    public sealed record Curves(string Id, SourceFile Source, string Assay, AssaySettings Settings, QpcrRun Run, RunQuantification Quantification) : QuantifiedRun(Id, Source, Assay, Settings)
    {
        public override ReleaseDecision Release => Quantification.Release;

        public override IReadOnlyList<EbvDnaResult> Results => Quantification.Results;

        public override string SampleRule => "Mean Cq of the replicates, inverted on the standard curve of the run (Fieller's interval), scaled through the extraction chain and the unit conversion of the assay; status by LOD and LOQ.";

        public override string PartOf(EbvDnaResult result) => string.Join("; ", result.Wells.Select(w => $"{w}, cycles 1–{Run.Cycles}"));
    }

    /// <summary>Positive and negative partitions.</summary>
    public sealed record Partitions(string Id, SourceFile Source, string Assay, AssaySettings Settings, DigitalRun Run, DigitalQuantification Quantification) : QuantifiedRun(Id, Source, Assay, Settings)
    {
        public override ReleaseDecision Release => Quantification.Release;

        public override IReadOnlyList<EbvDnaResult> Results { get; } = [.. Quantification.Samples.Select(s => s.Result)];

        public override string SampleRule => "Partitions of the sample's wells added; copies per reaction = −ln(negatives/all) / partition volume · volume of the reaction, with the interval of the count; scaled through the extraction chain and the unit conversion of the assay; status by LOD and LOQ.";

        public override string PartOf(EbvDnaResult result) => Quantification.Samples.First(s => s.Result.Sample == result.Sample) is { Counted.Count: > 0 } sample
            ? $"target {Quantification.Target}, {string.Join("; ", sample.Counted.Select(w => $"{w.Well}: {w.Positives} positive and {w.Negatives} negative partitions"))}"
            : $"target {Quantification.Target}, sample {result.Sample}: no well that counts";
    }
}
