using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>How far the making of a study folder is.</summary>
/// <param name="File">The file, or the pair of files of a scan, that was just finished or found finished.</param>
public sealed record SimulationProgress(string File, int Done, int Of);

/// <summary>Writes a simulated study as a study folder (docs/study-folder.md), raw qPCR and PET/CT files included.</summary>
public static class StudySimulator
{
    /// <summary>Raises with every change of what the same settings give.</summary>
    private const string Version = "2";

    /// <summary>
    /// Makes the study, or finishes one that was interrupted: finished files with the right bytes are kept, other settings
    /// start anew. Each file is written whole or not at all; study.json comes last, so a folder that has it is whole.
    /// </summary>
    /// <returns>The cohort with its truth, or a refusal where the folder holds what the simulator did not make.</returns>
    public static Outcome<Cohort> Write(
        SimulationSettings settings, string folder, IProgress<SimulationProgress>? progress = null, CancellationToken cancellation = default) =>
        Write(settings, folder, Math.Clamp(Environment.ProcessorCount, 1, 4), progress, cancellation);

    /// <inheritdoc cref="Write(SimulationSettings, string, IProgress{SimulationProgress}?, CancellationToken)"/>
    /// <param name="threads">1 or more; the bytes do not depend on it.</param>
    public static Outcome<Cohort> Write(
        SimulationSettings settings, string folder, int threads, IProgress<SimulationProgress>? progress, CancellationToken cancellation)
    {
        var cohort = Cohort.Draw(settings);
        var runs = PlateSimulation.Plan(cohort);
        var opened = FolderStamp.Open(folder, ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(Version + CanonicalJson.Write(settings))).Hex);
        if (!opened.TryGet(out var stamp)) return Outcome<Cohort>.Refused(opened.Problems);

        var mouse = settings.Mouse ? MouseExperiment.Draw(settings) : null;
        RawFiles[] works = [.. RawWork.Runs(cohort, runs), .. RawWork.Scans(cohort), .. RawWork.Cytometry(settings, mouse)];
        var sources = new (string Path, string Hash, string Kind)[works.Length][];
        int done = 0;
        Parallel.For(0, works.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i =>
        {
            cancellation.ThrowIfCancellationRequested();
            sources[i] = Make(stamp, works[i], cancellation);
            progress?.Report(new(works[i].Files[0].Path, Interlocked.Increment(ref done), works.Length));
        });

        var list = new Csv("path,sha256,kind");
        foreach (var (path, hash, kind) in sources.SelectMany(s => s).OrderBy(s => s.Path, StringComparer.Ordinal)) list.Row(path, hash, kind);
        stamp.Write("sources.csv", list.ToString());
        foreach (var (file, text) in (mouse is null ? [] : MouseTables.Of(mouse)).Concat(StudyTables.Of(cohort, runs)))
        {
            cancellation.ThrowIfCancellationRequested();
            stamp.Write(file, text);
        }
        stamp.Rewrite();
        return Outcome<Cohort>.Of(cohort);
    }

    /// <summary>Writes what is true of a cohort to a file of its own; never into a study folder.</summary>
    public static void WriteTruth(Cohort cohort, string path)
    {
        if (File.Exists(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "design.json")))
            throw new ArgumentException("The truth is not written into a study folder.", nameof(path));
        AtomicFile.Write(path, CanonicalJson.Write(cohort.Truth()));
    }

    private static (string, string, string)[] Make(FolderStamp stamp, RawFiles work, CancellationToken cancellation)
    {
        string?[] finished = [.. work.Files.Select(f => stamp.Finished(f.Path))];
        if (finished.All(f => f is not null))
            return [.. work.Files.Zip(finished, (f, hash) => (f.Path, hash!, f.Kind))];
        var bytes = work.Make(cancellation);
        return [.. work.Files.Zip(bytes, (f, b) => (f.Path, stamp.Write(f.Path, b), f.Kind))];
    }
}
