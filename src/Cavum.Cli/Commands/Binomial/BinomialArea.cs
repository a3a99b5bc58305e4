using System.CommandLine;

namespace Cavum.Cli;

/// <summary>One proportion, two, and tables of counts.</summary>
public static class BinomialArea
{
    public static Command Make() => new("binomial", "one proportion, two, and tables of counts")
    {
        BinomialIntervalCommand.Make(),
        BinomialTestCommand.Make(),
        BinomialCompareCommand.Make(),
        BinomialPredictCommand.Make(),
        BinomialTableCommand.Make(),
    };
}
