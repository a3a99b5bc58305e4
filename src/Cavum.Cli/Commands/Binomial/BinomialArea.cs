using System.CommandLine;

namespace Cavum.Cli;

/// <summary>One proportion.</summary>
public static class BinomialArea
{
    public static Command Make() => new("binomial", "one proportion")
    {
        BinomialIntervalCommand.Make(),
    };
}
