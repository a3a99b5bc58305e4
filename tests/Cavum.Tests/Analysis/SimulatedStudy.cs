using Cavum.Analysis;
using Cavum.Report;
using Cavum.Simulation;

namespace Cavum.Tests.Analysis;

/// <summary>A small simulated study with raw files, made and analysed once for the tests that only read it.</summary>
public sealed class SimulatedStudy : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("cavum-simulated-").FullName;

    public AnalysedStudy Analysed { get; }

    public SimulatedStudy()
    {
        Assert.False(StudySimulator.Write(new SimulationSettings { Subjects = 3, Seed = 11 }, Folder).IsRefused);
        Analysed = StudyAnalysis.Run(Folder).Value;
        ReportWriter.Write(Analysed, ReportFolder.Of(Folder));
    }

    public string Report(string name) => Path.Combine(ReportFolder.Of(Folder), name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
