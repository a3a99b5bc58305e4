using System.CommandLine;

namespace Cavum.Cli;

/// <summary>FDG PET/CT: one verb a line.</summary>
public static class PetArea
{
    public static Command Create() => new("pet", "FDG PET/CT: SUV, lesions, response")
    {
        SuvCommand.Create(),
        MeasureCommand.Create(),
        FeaturesCommand.Create(),
        RespondCommand.Make(),
        SegmentCommand.Create(),
        FindCommand.Create(),
        MatchCommand.Create(),
        AnswerCommand.Create(),
        ReproduceCommand.Create(),
        ConvertCommand.Create(),
        AnonymizeCommand.Create(),
        FetchCommand.Create(),
        SendCommand.Create(),
    };
}
