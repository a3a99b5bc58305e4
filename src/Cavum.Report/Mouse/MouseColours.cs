using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>The same arm has the same colour, order and name in every figure of the mouse arm.</summary>
internal static class MouseColours
{
    public static string Of(string role) => role switch
    {
        "combination" => "combo",
        "antiPd1" => "icb",
        "asparaginase" => "la",
        "control" => "grey",
        _ => "rm",
    };

    public static string OfArm(MouseResult mouse, string arm) => Of(mouse.Arms.FirstOrDefault(a => a.Arm == arm)?.Role ?? "other");
}
