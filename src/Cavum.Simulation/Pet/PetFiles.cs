namespace Cavum.Simulation;

/// <summary>Where the raw PET/CT files of a scan lie in the study folder.</summary>
internal static class PetFiles
{
    public static string PtPath(SimulatedScan scan) => $"sources/pet/{scan.Scan}-pt.zip";

    public static string CtPath(SimulatedScan scan) => $"sources/pet/{scan.Scan}-ct.zip";
}
