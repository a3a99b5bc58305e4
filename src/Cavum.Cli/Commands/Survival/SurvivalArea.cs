using System.CommandLine;

namespace Cavum.Cli;

/// <summary>The area <c>survival</c>: curves, comparisons and regressions of times to events.</summary>
internal static class SurvivalArea
{
    public static Command Make() => new("survival", "Curves, comparisons and regressions of times to events.")
    {
        KmCommand.Make(),
        HazardCommand.Make(),
        LogRankCommand.Make(),
        CoxCommand.Make(),
        RmstCommand.Make(),
        CumincCommand.Make(),
        FineGrayCommand.Make(),
        ResidualsCommand.Make(),
        ParametricCommand.Make(),
        LandmarkCommand.Make(),
        TimeDependentCommand.Make(),
    };
}
