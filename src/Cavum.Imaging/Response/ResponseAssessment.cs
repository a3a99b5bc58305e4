namespace Cavum.Imaging;

/// <summary>All criteria and the tumour answer of one case.</summary>
public sealed record ResponseReport(
    string? Subject,
    IReadOnlyList<CriterionResult> Criteria,
    string TumourPresent,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<string> RulePath,
    TimingGate Timing,
    IReadOnlyList<ReaderPair> BlindedPairs);

/// <summary>One question both blinded readers answered; agreement statistics take these over all subjects.</summary>
public sealed record ReaderPair(string Question, string First, string Second, bool Agree);

/// <summary>Applies every criterion to a case.</summary>
public static class ResponseAssessment
{
    /// <summary>Compares the last scan with baseline by every criterion, iPERCIST and iRECIST over the whole course.</summary>
    public static ResponseReport Assess(ResponseCase subject)
    {
        if (subject.Scans.Count < 2) throw new ArgumentException($"A response needs two scans, not {subject.Scans.Count}.", nameof(subject));
        var baseline = subject.Scans[0];
        var followUps = subject.Scans.Skip(1).Select(scan => new PetComparison(subject, baseline, scan)).ToArray();
        var scans = followUps[^1];
        var recist = Recist.Assess(subject.Ct, subject.Settings.RequireConfirmation);
        var percist = Verified(Percist.Assess(scans), recist, scans);
        var (hopkins, byReader) = Hopkins.Assess(subject, scans);
        CriterionResult[] criteria =
        [
            percist,
            Eortc.Assess(scans, subject.Treatment.Cycles),
            hopkins,
            NiRads.Assess(subject),
            Deauville.Assess(subject, scans),
            Percist.AssessImmune([.. followUps.Select(f => (f.Now.Date, Percist.Assess(f)))]),
            EarlyImmuneCriteria.Percimt(scans, subject.Settings.PercimtNested),
            Percist.AssessImmuneFive(scans),
            EarlyImmuneCriteria.Pecrit(scans, recist),
            recist,
            IRecist.Assess(subject.Ct),
        ];
        var answer = TumourPresence.Answer(subject, scans, criteria.ToDictionary(c => c.Name), byReader);
        ReaderPair[] pairs = [.. ReaderConsensus.BlindedPairs(subject.Readers).Select(p => new ReaderPair(p.Question, p.First, p.Second, p.First == p.Second))];
        return new(subject.Subject, criteria, answer.Answer, answer.Reasons, answer.Path, answer.Timing, pairs);
    }

    // The paper asks to look again where anatomy contradicts metabolism.
    private static CriterionResult Verified(CriterionResult percist, CriterionResult recist, PetComparison scans)
    {
        var decision = MetabolicTables.PercistVerification.Decide(new FactSheet()
            .Add("percist", percist.Category)
            .Add("progressedByNewLesion", scans.NewCount > 0)
            .Add("anatomy", recist.Category == "nonCrNonPd" ? "SD" : recist.Category));
        return decision.Category == "none" ? percist : percist with { Notes = [.. percist.Notes, decision.Because], Path = [.. percist.Path, decision.Path[^1]] };
    }
}
