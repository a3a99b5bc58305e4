using System.CommandLine;

namespace Cavum.Cli;

/// <summary>Single-arm designs.</summary>
public static class DesignArea
{
    public static Command Make() => new("design", "single-arm designs")
    {
        SimonCommand.Make(),
        AfterSimonCommand.Make(),
        MonitorCommand.Make(),
        PlanCommand.Make(),
        PredictiveCommand.Make(),
        Bop2Command.Make(),
        GmiSizeCommand.Make(),
    };
}
