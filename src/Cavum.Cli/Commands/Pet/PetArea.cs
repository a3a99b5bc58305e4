using System.CommandLine;

namespace Cavum.Cli;

/// <summary>FDG PET/CT: one verb a line.</summary>
public static class PetArea
{
    public static Command Create() => new("pet", "FDG PET/CT: SUV, lesions, response")
    {
        SuvCommand.Create(),
        MeasureCommand.Create(),
/// <summary>The area <c>pet</c>: FDG PET/CT from voxel to answer.</summary>
internal static class PetArea
{
    public static Command Make() => new("pet", "FDG PET/CT from voxel to answer.")
    {
        RespondCommand.Make(),
    };
}
