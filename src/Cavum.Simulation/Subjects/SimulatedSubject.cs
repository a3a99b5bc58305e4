namespace Cavum.Simulation;

/// <summary>The line of ICB on which the subject progressed, in dates.</summary>
public sealed record SimulatedPriorIcb(
    string Drug, string Partner, DateOnly StartDate, DateOnly LastDoseDate, string BestResponse, DateOnly ProgressionDate, LineOutcome Outcome)
{
    public int PfsDays => ProgressionDate.DayNumber - StartDate.DayNumber;
}

/// <summary>How the study line ended, in days from day 0; null where it did not happen before follow-up ended.</summary>
/// <param name="LastDay">Last day on which anything is known: death, withdrawal, or the last contact.</param>
public sealed record StudyCourse(
    DateOnly Day0, int? ProgressionDay, string ProgressionBasis, int? NewTherapyDay, int? WithdrawalDay, int? DeathDay,
    string DeathCause, int LastDay, LineOutcome Outcome)
{
    /// <summary>Last day on which the combination may have been given.</summary>
    public int LastTreatmentDay => Math.Min(LastDay, Math.Min(ProgressionDay ?? int.MaxValue, WithdrawalDay ?? int.MaxValue));

    /// <summary>PFS by the usual rule: progression or death, else censored where follow-up for progression ended.</summary>
    public (int Days, bool Event) Pfs
    {
        get
        {
            if (ProgressionDay is { } pd) return (pd, true);
            if (DeathDay is { } dead) return (dead, true);
            return (LastDay, false);
        }
    }
}

/// <summary>A plasma sample: measured on a run, or reported by a laboratory in words.</summary>
/// <param name="Reported">The laboratory's words, null when the sample is on a run.</param>
public sealed record SimulatedSample(string Sample, int Day, DateOnly Collected, string? Reported, SampleTruth Truth);

/// <summary>One PET/CT examination.</summary>
/// <param name="Index">0 the baseline, 1 month 3.</param>
public sealed record SimulatedScan(string Scan, int Index, string TimePoint, int Day, DateOnly Date, bool NewLesion, string Reader);

public sealed record SimulatedExposure(string Drug, string Product, int StartDay, int EndDay, double Dose, string Unit, string Lot);

public sealed record SimulatedLab(int Day, string Test, double Value, string Unit, double Lower, double Upper);

public sealed record SimulatedAdverseEvent(
    string Term, int Grade, int StartDay, int? EndDay, bool Serious, string RelatedAsparaginase, string RelatedAntiPd1);

public sealed record SimulatedSerology(int Day, string Antigen, string Isotype, string Kit, string Lot, double Value, string Unit, double Cutoff);

/// <summary>A subject of the simulated study: the record that the study keeps, and the truth that it does not.</summary>
public sealed record SimulatedSubject(
    string Subject, int Index, bool Metastatic, Person Person, SimulatedPriorIcb Prior, StudyCourse Study, SubjectTruth Truth)
{
    public string Setting => Metastatic ? "RM-NPC" : "LA-NPC";

    public required IReadOnlyList<SimulatedSample> Samples { get; init; }
    public required IReadOnlyList<SimulatedScan> Scans { get; init; }
    public required IReadOnlyList<SimulatedExposure> Exposures { get; init; }
    public required IReadOnlyList<SimulatedLab> Labs { get; init; }
    public required IReadOnlyList<SimulatedAdverseEvent> AdverseEvents { get; init; }
    public required IReadOnlyList<SimulatedSerology> Serology { get; init; }

    public DateOnly DateOf(int day) => Study.Day0.AddDays(day);
}
