using System.CommandLine;

namespace Cavum.Cli;

/// <summary>cavum assay …</summary>
internal static class AssayArea
{
    internal static Command Create() => new("assay", "EBV DNA: from an instrument's file to amounts, limits and kinetics")
    {
        AssayReadCommand.Create(), AssayCurvesCommand.Create(), AssayFitCommand.Create(), AssayLobCommand.Create(), AssayLodCommand.Create(), AssayLoqCommand.Create(), AssayDpcrCommand.Create(), AssayQuantifyCommand.Create(), AssayCertificateCommand.Create(), AssayKineticsCommand.Create(),
        AssayBridgeCommand.Create(), AssayControlCommand.Create(), AssaySerologyCommand.Create(),
    };
}
