using System.CommandLine;

namespace Cavum.Cli;

/// <summary>The mouse arm: growth, synergy, survival.</summary>
public static class PreclinicalArea
{
    public static Command Create() => new("preclinical", "tumour-bearing mice: growth, synergy, survival to a volume")
    {
        GrowthCommand.Create(),
        SynergyCommand.Create(),
        DosesCommand.Create(),
        TumourSurvivalCommand.Create(),
        PowerCommand.Create(),
        ModelCommand.Create(),
        MouseReportCommand.Create(),
    };
}
