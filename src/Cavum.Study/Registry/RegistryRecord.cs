namespace Cavum.Study;

/// <summary>What a trial registry says of the study.</summary>
public sealed record RegistryRecord(
    string Title, string? NctId, IReadOnlyList<string> Conditions, IReadOnlyList<Intervention> Interventions,
    IReadOnlyList<PlannedOutcome> PrimaryOutcomes, IReadOnlyList<PlannedOutcome> SecondaryOutcomes,
    string? Summary, string? Sponsor, string? Status, string? RegistrySource);

/// <param name="Type">The registry's word: DRUG, BIOLOGICAL, …</param>
public sealed record Intervention(string Type, string Name);

public sealed record PlannedOutcome(string Measure, string? Description, string? TimeFrame);
