using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>How lesions look in the JSON and the tables of the pet commands.</summary>
internal static class PetOutput
{
    public static object Lesion(int id, string label, LesionMeasures m, LesionTrace? trace, object? more = null) => new
    {
        id,
        label,
        m.Voxels,
        m.VolumeMl,
        m.SuvMin,
        m.SuvMax,
        m.SuvMean,
        m.SuvMedian,
        m.SuvStdDev,
        m.SuvPeakLocal,
        m.SuvPeakGlobal,
        m.Tlg,
        maxVoxel = Indices(m.MaxVoxel),
        peakVoxel = Indices(m.PeakVoxel),
        more,
        trace,
    };

    public static int[] Indices(Voxel v) => [v.X, v.Y, v.Z];

    public static readonly string[] Header = ["lesion", "voxels", "mL", "SUVmax", "SUVmean", "SUVpeak", "TLG", "max at x,y,z"];

    public static string[] Row(int id, string label, LesionMeasures m) =>
    [
        $"{id} {label}", $"{m.Voxels}", TextTable.Number(m.VolumeMl), TextTable.Number(m.SuvMax), TextTable.Number(m.SuvMean), TextTable.Number(m.SuvPeakGlobal), TextTable.Number(m.Tlg),
        $"{m.MaxVoxel.X},{m.MaxVoxel.Y},{m.MaxVoxel.Z}",
    ];
}
