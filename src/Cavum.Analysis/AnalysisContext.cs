using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>What every part of the analysis needs: the record, the ledger of provenance, and the reader of places.</summary>
internal sealed class AnalysisContext(StudyRecord record)
{
    public StudyRecord Record { get; } = record;
    public AnalysisPlan Plan => Record.Design.Plan;
    public Ledger Ledger { get; } = new();
    public SourceReader Sources { get; } = new(record.Folder);

    /// <summary>The rows of a table that are about one subject.</summary>
    public ProvenanceSource Rows(string table, SubjectId subject) => Sources.Rows(table, "subject", subject.Code);

    /// <summary>The plan, as a source of every number that it sets.</summary>
    public ProvenanceSource PlanSource => planSource ??= Sources.File("design.json", "plan", "the plan of analysis");

    private ProvenanceSource? planSource;
}
