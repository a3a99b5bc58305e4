using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>What stands in a well of a simulated plate.</summary>
internal enum WellContent
{
    Standard,
    NoTemplate,
    PositiveControl,
    Unknown,
}

/// <summary>A well, filled and read.</summary>
/// <param name="Number">From 1, row by row on a plate of 12 columns.</param>
/// <param name="NominalCopies">Copies per reaction that the laboratory states of standards and of the positive control.</param>
internal sealed record SimulatedWell(
    int Number, string Sample, WellContent Content, double? NominalCopies, double[] Fluorescence, double? InstrumentCq);

/// <summary>A 96-well run that is planned: its samples in order of collection.</summary>
internal sealed record PlannedRun(int Index, string Id, DateOnly Date, IReadOnlyList<SimulatedSample> Samples, bool Digital)
{
    public bool AsQuantStudioText => Index % 4 == 2;

    /// <summary>Its kind in sources.csv.</summary>
    public string Kind => Digital ? "dpcr" : "qpcr";

    /// <summary>Path from the study folder.</summary>
    public string Path => $"sources/{Kind}/{Id}{(Digital ? ".csv" : AsQuantStudioText ? ".txt" : ".rdml")}";
}

/// <summary>Batches samples into runs and simulates the plates.</summary>
internal static class PlateSimulation
{
    public const int Wells = 96;
    private const double Threshold = 300; // fluorescence units above ground: fifty times the noise of a reading

    /// <summary>Samples of all subjects by date of collection, as many to a plate as fit beside standards and controls.</summary>
    public static List<PlannedRun> Plan(Cohort cohort)
    {
        var settings = cohort.Settings.Qpcr;
        int free = Wells - (settings.Digital ? 0 : settings.StandardCopies.Count * settings.StandardReplicates) - 3;
        var samples = cohort.Subjects.SelectMany(s => s.Samples).Where(s => s.Reported is null)
            .OrderBy(s => s.Collected).ThenBy(s => s.Sample, StringComparer.Ordinal);
        var runs = new List<PlannedRun>();
        foreach (var batch in samples.Chunk(free / settings.UnknownReplicates))
        {
            var date = batch[^1].Collected.AddDays(3);
            if (date > cohort.Settings.DataCut) date = cohort.Settings.DataCut;
            runs.Add(new(runs.Count, $"EBV-{(settings.Digital ? 'D' : 'R')}{runs.Count + 1:00}", date, batch, settings.Digital));
        }
        return runs;
    }

    /// <summary>Fills and reads the plate; its own numbered stream makes it independent of every other.</summary>
    public static List<SimulatedWell> Simulate(SimulationSettings settings, PlannedRun run)
    {
        var qpcr = settings.Qpcr;
        var random = Streams.OfRun(settings, run.Index);
        var physics = RunPhysics.Draw(random);
        var wells = new List<SimulatedWell>(Wells);
        foreach (double copies in qpcr.StandardCopies)
            for (int r = 0; r < qpcr.StandardReplicates; r++)
                Fill($"STD-{copies:0}", WellContent.Standard, copies, copies);
        for (int r = 0; r < 2; r++) Fill("NTC", WellContent.NoTemplate, null, qpcr.ContaminatedRun == run.Index ? 20 : 0);
        Fill(AssayFile.PositiveControl, WellContent.PositiveControl, AssayFile.PositiveControlCopies, AssayFile.PositiveControlCopies);
        foreach (var sample in run.Samples)
        {
            double recovery = AssayFile.Recovery * Math.Pow(10, AssayFile.RecoveryLog10Sd * random.NextNormal());
            double expected = sample.Truth.CopiesPerMl * qpcr.ReactionsPerMillilitre * recovery;
            for (int r = 0; r < qpcr.UnknownReplicates; r++) Fill(sample.Sample, WellContent.Unknown, null, expected);
        }
        return wells;

        void Fill(string sample, WellContent content, double? nominal, double expected)
        {
            double copies = random.NextPoisson(expected * Math.Exp(qpcr.PipettingLn * random.NextNormal()));
            double[] fluorescence = AmplificationPhysics.Curve(random, qpcr, physics, copies);
            wells.Add(new(wells.Count + 1, sample, content, nominal, fluorescence, AmplificationPhysics.ThresholdCq(fluorescence, Threshold)));
        }
    }
}
