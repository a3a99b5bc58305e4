namespace Cavum.Simulation;

/// <summary>Raw files that are made together: their paths with their kinds in sources.csv, and the making.</summary>
internal sealed record RawFiles(IReadOnlyList<(string Path, string Kind)> Files, Func<CancellationToken, IReadOnlyList<byte[]>> Make);

/// <summary>The raw files of a study, each piece of work independent of the others.</summary>
internal static class RawWork
{
    public static IEnumerable<RawFiles> Runs(Cohort cohort, IReadOnlyList<PlannedRun> runs) => runs.Select(run => new RawFiles([(run.Path, "qpcr")], _ =>
    {
        var wells = PlateSimulation.Simulate(cohort.Settings, run);
        return [run.AsQuantStudioText ? QuantStudioExport.Write(run, wells) : RdmlExport.Write(run, wells)];
    }));

    public static IEnumerable<RawFiles> Scans(Cohort cohort) => StudyTables.AllScans(cohort).Select(s => new RawFiles(
        [(PetFiles.PtPath(s.Scan), "pt"), (PetFiles.CtPath(s.Scan), "ct")], cancellation =>
        {
            var phantom = PhantomScan.Render(cohort.Settings, s.Subject, s.Scan);
            cancellation.ThrowIfCancellationRequested();
            var files = new SeriesFiles(cohort.Settings, s.Subject, s.Scan);
            byte[] pt = files.PtZip(phantom.Suv);
            cancellation.ThrowIfCancellationRequested();
            return [pt, files.CtZip(phantom.Hu)];
        }));
}
