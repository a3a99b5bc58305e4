namespace Cavum.Imaging;

/// <summary>Positive, negative or indeterminate, with the rule that said so and the words that go with it.</summary>
public sealed record TumourAnswer(string Answer, IReadOnlyList<string> Reasons, IReadOnlyList<string> Path, TimingGate Timing);

/// <summary>The study's answer: is there tumour at 3 months?</summary>
public static class TumourPresence
{
    public const string Inflammation =
        "Uptake of inflammation can look like tumour, above all before 12 weeks after radiotherapy and during checkpoint blockade.";

    public const string PseudoProgression =
        "Progression on the first scan under immunotherapy may be pseudo-progression; a second scan 4 to 8 weeks later or a biopsy decides.";

    public const string Biopsy = "A PET answer is not pathology: biopsy confirms.";

    /// <param name="subject">The case; its last scan is the one answered for.</param>
    /// <param name="scans">Baseline against the last scan.</param>
    /// <param name="criteria">Results of all criteria by name.</param>
    /// <param name="hopkinsByReader">Whether a reader scored Hopkins.</param>
    public static TumourAnswer Answer(ResponseCase subject, PetComparison scans, IReadOnlyDictionary<string, CriterionResult> criteria, bool hopkinsByReader)
    {
        var gate = TimingGate.Judge(subject);
        var doubts = SuvDoubts(subject);
        bool trusted = doubts.Count == 0;
        var (measurable, bar) = Measurable(scans);
        bool above = trusted && AboveLiver(scans);
        string[] progressing = [.. criteria.Values.Where(c => c.Category is "PMD" or "cPMD" || c is { Name: "Hopkins", Category: "PD" }).Select(c => $"{c.Name} {c.Category}")];
        string? verdict = ReaderConsensus.Of([.. subject.Readers.Where(r => r.IsAdjudication)], r => r.TumourPresent, ["negative", "indeterminate", "positive"], v => v).Value;
        string niRads = criteria["NI-RADS"].Category;
        string unconfirmed = string.Join(", ", criteria.Values.Where(c => c.Category is "uPMD" or "iUPD").Select(c => $"{c.Name} {c.Category}"));
        var facts = new FactSheet()
            .Add("pathology", niRads == "4" ? "proven" : "no", "NI-RADS " + niRads)
            .Add("gate", gate.State, gate.Sentence)
            .Add("verdict", verdict ?? "none")
            .Add("hopkins", HopkinsSide(criteria["Hopkins"], trusted || hopkinsByReader), $"Hopkins {criteria["Hopkins"].Category}, {(hopkinsByReader ? "readers" : "machine")}")
            .Add("niRads", niRads switch { "3" or "4" => "positive", "1" => "negative", "NE" when criteria["NI-RADS"].Reason!.Contains("differ", StringComparison.Ordinal) => "indeterminate", "NE" => "notUsed", _ => "indeterminate" }, "NI-RADS " + niRads)
            .Add("progressionAboveLiver", above && progressing.Length > 0, progressing.Length == 0 ? "no criterion says progression" : string.Join(", ", progressing) + (above ? "; a lesion is above liver" : "; no lesion is known to be above liver"))
            .Add("newLesionConfirmed", NewLesionConfirmed(subject, scans), "seen on two scans, or confirmed by the reader")
            .Add("measurable", trusted ? measurable : "unknown", bar)
            .Add("unconfirmedProgression", unconfirmed.Length > 0, unconfirmed);
        var decision = VisualTables.TumourPresent.Decide(facts);
        List<string> reasons = [decision.Because, gate.Sentence, .. Told(facts), .. doubts];
        string[] own = [.. subject.Readers.Where(r => r.TumourPresent is not null && !r.IsAdjudication).Select(r => $"{r.Reader}: {r.TumourPresent}")];
        if (own.Length > 0) reasons.Add($"The readers' own answers ({string.Join(", ", own)}) are kept beside the rule; only an adjudication overrides it.");
        if (decision.Category == "positive" || gate.State == "early") reasons.Add(Inflammation);
        if (unconfirmed.Length > 0 || progressing.Length > 0) reasons.Add(PseudoProgression);
        if (decision.Category != "indeterminate") reasons.Add(Hopkins.Evidence);
        reasons.Add(Biopsy);
        return new(decision.Category, reasons, decision.Path, gate);
    }

    private static IEnumerable<string> Told(FactSheet facts) =>
        from name in new[] { "hopkins", "niRads", "measurable", "progressionAboveLiver" }
        let fact = facts[name]
        where fact.Value is not "no" and not "notUsed"
        select $"{fact.Note}.";

    private static string HopkinsSide(CriterionResult hopkins, bool trusted) =>
        !trusted || hopkins.Figures["worst"] is not { } worst ? "unknown"
        : worst >= 4 ? "positive" : hopkins.Category is "NE" or "PD" ? "unknown" : "negative"; // a new lesion is no score of 1 to 3

    private static bool AboveLiver(PetComparison scans)
    {
        double? mean = scans.Liver(scans.Now)?.Mean;
        return mean is { } m && scans.NowLesions.Any(l => scans.Peak(l) is { } peak && Bar.Exceeds(peak, m));
    }

    private static (string Value, string Note) Measurable(PetComparison scans)
    {
        var (bar, note) = scans.MeasurableBar(scans.Now);
        double? hottest = scans.Hottest(scans.NowLesions);
        string text = $"hottest follow-up {scans.Unit} {Bar.Show(hottest)}; PERCIST bar: {note}";
        if (!scans.TablesPresent) return ("unknown", "a lesion table is missing");
        if (scans.NowLesions.Count == 0) return scans.NewCount > 0 ? ("unknown", "new lesions were stated but not measured") : ("no", "no lesion is left in the follow-up table");
        return (bar is null || hottest is null ? "unknown" : Bar.Reaches(hottest.Value, bar.Value) ? "yes" : "no", text);
    }

    // Flagged by a reader, or new against baseline on an earlier follow-up as well as on this one.
    private static bool NewLesionConfirmed(ResponseCase subject, PetComparison scans)
    {
        if (scans.NewLesions.Any(l => l.Confirmed)) return true;
        var earlier = subject.Scans.Skip(1).SkipLast(1)
            .SelectMany(scan => new PetComparison(subject, subject.Scans[0], scan).NewLesions).Select(l => l.Id).ToHashSet();
        return scans.NewLesions.Any(l => earlier.Contains(l.Id));
    }

    // Liver SUVbw outside 1.0 to 4.0, or two reference-time rules more than 1 % apart: the numbers wait for a person.
    private static List<string> SuvDoubts(ResponseCase subject)
    {
        var doubts = new List<string>();
        for (int i = 0; i < subject.Scans.Count; i++)
        {
            var scan = subject.Scans[i];
            if (scan.Liver is { IsSul: not true, Diseased: false, Mean: { } mean } && (!Bar.Reaches(mean, 1) || Bar.Exceeds(mean, 4)) && scan.Lesions?.Any(l => l.SulPeak is not null) != true)
                doubts.Add($"Liver mean {Bar.Show(mean)} SUVbw of scan {i + 1} is outside 1.0 to 4.0: SUV is in doubt, machine scores do not count.");
            if (scan.SuvRuleDifferencePercent is { } difference && Bar.Exceeds(Math.Abs(difference), 1))
                doubts.Add($"The two SUV reference-time rules differ by {Bar.Show(difference)} % on scan {i + 1}: SUV is in doubt, machine scores do not count.");
        }
        return doubts;
    }
}
