using System.CommandLine;

namespace Cavum.Cli;

/// <summary>Flow cytometry: files, scales, gates.</summary>
public static class FlowArea
{
    public static Command Create() => new("flow", "flow cytometry: read files, transform values, apply gates")
    {
        FlowReadCommand.Create(),
        FlowTransformCommand.Create(),
        FlowGateCommand.Create(),
        FlowAutoCommand.Create(),
        FlowWorkspaceCommand.Create(),
        FlowCompareCommand.Create(),
    };
}
