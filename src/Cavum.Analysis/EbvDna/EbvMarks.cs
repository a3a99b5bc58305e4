using Cavum.Assay;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>What a whole series shows beside its first decline: its shape, and how early a rebound was seen.</summary>
internal sealed class EbvMarks(AnalysisContext context, Subject subject)
{
    public EbvShapeResult Shape(string series, EbvPoint[] study, KineticsRules rules, string[] inputs)
    {
        string id = $"{series}.shape";
        context.Ledger.Add(id, "All samples of the study period: two parts, y = y₀·((1 − q)·e^(−a·t) + q·e^(r·t)), only where at least seven samples are quantified and the likelihood ratio against one straight decline exceeds χ²₂ at level 0.01; regrowth when the curve turns within the series, biphasic when the second part falls too.", inputs);
        var shape = DecayShapes.Choose(study, EbvKinetics.Decay(study, rules with { Until = null }));
        string form = shape.Form switch { DecayForm.Single => "single", DecayForm.Regrowth => "regrowth", DecayForm.Biphasic => "biphasic", _ => "notCarried" };
        return new(id, form, shape.Reason, shape.FastDecayPerDay, shape.SecondPerDay, shape.SecondShare, shape.NadirDay, shape.LikelihoodRatio, shape.PValue);
    }

    /// <summary>Progression found at the bedside has no image to run ahead of, so it gives no lead time.</summary>
    public EbvLeadResult Lead(string series, EbvPoint[] study, EbvDecay decay, KineticsRules rules, string[] inputs)
    {
        string id = $"{series}.lead";
        context.Ledger.Add(id, "Day of the first progression by imaging after day 0 minus the first day of the confirmed rebound; a progression whose basis is clinical, or not stated, gives none.", inputs, context.Rows("events.csv", subject.Id));
        var rebound = EbvResponseRules.Apply(study, decay, rules)["rebound"];
        int? from = rebound is { Call: Called.Yes, Day: { } day } ? (int)day : null;
        CourseEvent[] progressions = [.. subject.Events.Where(e => e.Kind == CourseEventKind.Progression && subject.Day(e.Date) > 0).OrderBy(e => e.Date)];
        var seen = progressions.FirstOrDefault(e => ByImaging(e.Basis));
        int? to = seen is null ? null : subject.Day(seen.Date);
        string status = (from, to) switch
        {
            (null, _) => "no confirmed rebound",
            (_, null) => progressions.Length > 0 ? "progression was not found by imaging" : "no progression on record",
            _ => "estimated",
        };
        return new(id, from, to, to - from, seen?.Basis ?? "", status);
    }

    private static bool ByImaging(string basis)
    {
        string[] words = new string([.. basis.ToUpperInvariant().Select(c => char.IsAsciiLetter(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return !words.Contains("CLINICAL") && words.Any(w => w is "RECIST" or "IRECIST" or "PERCIST" or "PET" or "CT" or "MRI" or "MR" or "IMAGING" or "RADIOLOGICAL" or "RADIOLOGIC" or "RADIOLOGY" or "SCAN");
    }
}
