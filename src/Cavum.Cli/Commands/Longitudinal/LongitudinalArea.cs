using System.CommandLine;

namespace Cavum.Cli;

/// <summary>Repeated measurements.</summary>
public static class LongitudinalArea
{
    public static Command Make() => new("longitudinal", "repeated measurements of subjects")
    {
        CensoredCommand.Make(),
        NonlinearCommand.Make(),
        MixedCommand.Make(),
        MmrmCommand.Make(),
        JointCommand.Make(),
    };
}
