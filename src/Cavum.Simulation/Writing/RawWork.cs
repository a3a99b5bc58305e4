using Cavum.Assay;

namespace Cavum.Simulation;

/// <summary>Raw files that are made together: their paths with their kinds in sources.csv, and the making.</summary>
internal sealed record RawFiles(IReadOnlyList<(string Path, string Kind)> Files, Func<CancellationToken, IReadOnlyList<byte[]>> Make);

/// <summary>The raw files of a study, each piece of work independent of the others.</summary>
internal static class RawWork
{
    public static IEnumerable<RawFiles> Runs(Cohort cohort, IReadOnlyList<PlannedRun> runs) => runs.Select(run => new RawFiles([(run.Path, run.Kind)], _ =>
    {
        if (run.Digital) return [DropletPlate.Write(DropletPlate.Simulate(cohort.Settings, run))];
        var wells = PlateSimulation.Simulate(cohort.Settings, run);
        return [run.AsQuantStudioText ? QuantStudioExport.Write(run, wells) : RdmlWriter.Write([RunMapping.ToRun(run, wells)], RunMapping.Moment(run))];
    }));

    public static IEnumerable<RawFiles> Scans(Cohort cohort) => StudyTables.AllScans(cohort).Select(s => new RawFiles(
        [(PetFiles.PtPath(s.Scan), "pt"), (PetFiles.CtPath(s.Scan), "ct")], cancellation =>
        {
            var phantom = PhantomScan.Render(cohort.Settings, s.Subject, s.Scan);
            cancellation.ThrowIfCancellationRequested();
            byte[] pt = SeriesFiles.PtZip(cohort.Settings, s.Subject, s.Scan, phantom.Suv);
            cancellation.ThrowIfCancellationRequested();
            return [pt, SeriesFiles.CtZip(cohort.Settings, s.Subject, s.Scan, phantom.Hu)];
        }));

    public static IEnumerable<RawFiles> Cytometry(SimulationSettings settings, MouseExperiment? mouse) => mouse is null ? [] : MouseTables.Sampled(mouse).Select(m => new RawFiles(
        [(MouseTables.FcsPath(m), "fcs")], _ => [MousePanel.Fcs(settings, mouse, m)]));
}
