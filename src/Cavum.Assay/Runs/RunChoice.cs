using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Picks the run that is meant out of an instrument's file.</summary>
public static class RunChoice
{
    /// <param name="runId">The run's name; null takes the only run of the file.</param>
    /// <param name="name">The file as people know it, for the refusal.</param>
    public static Outcome<QpcrRun> Of(InstrumentFile file, string? runId, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Runs.Count == 0) return Outcome<QpcrRun>.Refused(new Problem(name, $"{file.Format}, without a run", "a file of an amplification instrument"));
        QpcrRun[] runs = [.. file.Runs.Where(r => runId is null || r.Id == runId)];
        return runs.Length == 1
            ? Outcome<QpcrRun>.Of(runs[0])
            : Outcome<QpcrRun>.Refused(new Problem(name, string.Join(", ", file.Runs.Select(r => r.Id)), runId is null ? "--run, since the file holds several runs" : $"one run '{runId}'"));
    }
}
