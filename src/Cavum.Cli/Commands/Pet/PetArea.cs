using System.CommandLine;

namespace Cavum.Cli;

/// <summary>The area <c>pet</c>: FDG PET/CT from voxel to answer.</summary>
internal static class PetArea
{
    public static Command Make() => new("pet", "FDG PET/CT from voxel to answer.")
    {
        RespondCommand.Make(),
    };
}
