using System.CommandLine;

namespace Cavum.Cli;

/// <summary>The areas of the command line, one line each.</summary>
public static class Areas
{
    public static IEnumerable<Command> All()
    {
        yield return StudyArea.Create();
        yield return DemoCommand.Create();
        yield return AnalyzeCommand.Create();
        yield return ServeCommand.Create();
        yield return TraceCommand.Create();
        yield return SurvivalArea.Make();
        yield return FlowArea.Create();
        yield return AssayArea.Create();
        yield return BinomialArea.Make();
        yield return AgreementArea.Make();
        yield return DesignArea.Make();
        yield return PetArea.Create();
        yield return CodecCommand.Create();
        yield return CompareArea.Make();
        yield return EvidenceArea.Create();
        yield return PreclinicalArea.Create();
        yield return LongitudinalArea.Make();
    }
}
