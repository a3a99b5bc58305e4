using Cavum.Assay;

namespace Cavum.Simulation;

/// <summary>A simulated cohort in memory: every record of the study, and the truth behind it.</summary>
public sealed record Cohort(SimulationSettings Settings, IReadOnlyList<SimulatedSubject> Subjects)
{
    /// <summary>Draws a cohort; equal settings give equal cohorts. No files, no images: a cohort of 24 takes a few milliseconds.</summary>
    public static Cohort Draw(SimulationSettings settings)
    {
        settings.Check();
        var subjects = new SimulatedSubject[settings.Subjects];
        for (int i = 0; i < subjects.Length; i++) subjects[i] = SubjectMaker.Draw(settings, i);
        return new(settings, subjects);
    }

    /// <summary>The qPCR runs of the cohort, plate by plate, without files: what reading the raw files gives.</summary>
    public IEnumerable<QpcrRun> QpcrRuns() => Settings.Qpcr.Digital ? throw new InvalidOperationException("A laboratory that counts droplets has no qPCR run.") : PlateSimulation.Plan(this).Select(run => RunMapping.ToRun(run, PlateSimulation.Simulate(Settings, run)));

    /// <summary>The droplet runs of the cohort, read from the bytes that the study folder would hold.</summary>
    public IEnumerable<(string Name, DigitalRun Run)> DigitalRuns() => !Settings.Qpcr.Digital ? throw new InvalidOperationException("A laboratory that reads curves has no droplet run.")
        : PlateSimulation.Plan(this).Select(run => (run.Path, DigitalReader.Read(DropletPlate.Write(DropletPlate.Simulate(Settings, run)), run.Path).Value));

    /// <summary>The assay of the cohort, as the study folder's settings file says it.</summary>
    public AssaySettings Assay() => AssaySettingsReader.Read(AssayFile.Json(Settings.Qpcr), AssayFile.NameOf(Settings.Qpcr) + ".json").Value;

    /// <summary>What is true of the cohort.</summary>
    public CohortTruth Truth() => new(
        Settings.Seed, Settings.Effect.ToString(), Settings.SignedLogEffect,
        [.. Subjects.Select(s => s.Truth)],
        [.. Subjects.SelectMany(s => s.Samples).Select(s => s.Truth)],
        [.. Subjects.SelectMany(s => s.Scans.SelectMany(scan => LesionPlan.Of(Settings, s, scan).Select(l => l.Truth(scan.Scan))))]);
}
