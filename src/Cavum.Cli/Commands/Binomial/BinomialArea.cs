using System.CommandLine;

namespace Cavum.Cli;

/// <summary>One proportion, and two.</summary>
public static class BinomialArea
{
    public static Command Make() => new("binomial", "one proportion, and two")
    {
        BinomialIntervalCommand.Make(),
        BinomialTestCommand.Make(),
        BinomialCompareCommand.Make(),
        BinomialPredictCommand.Make(),
    };
}
