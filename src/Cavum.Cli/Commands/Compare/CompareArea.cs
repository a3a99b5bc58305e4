using System.CommandLine;

namespace Cavum.Cli;

/// <summary>Comparison with an external control.</summary>
public static class CompareArea
{
    public static Command Make() => new("compare", "comparison with an external control")
    {
        MapCommand.Make(),
        MaicCommand.Make(),
    };
}
