using System.CommandLine;

namespace Cavum.Cli;

/// <summary>Comparison with an external control.</summary>
public static class CompareArea
{
    public static Command Make() => new("compare", "comparison with an external control, or with the patient's own past")
    {
        MapCommand.Make(),
        MaicCommand.Make(),
        GmiCommand.Make(),
        ReconstructCommand.Make(),
        PropensityCommand.Make(),
    };
}
