using System.CommandLine;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>How lesions look in the JSON and the tables of the pet commands.</summary>
internal static class PetOutput
{
    /// <summary>One lesion's object; how it was drawn is told where it was drawn.</summary>
    public static Dictionary<string, object?> Lesion(int id, string label, LesionMeasures m, LesionTrace? trace, SegmentedLesion? drawn = null)
    {
        var lesion = new Dictionary<string, object?>
        {
            ["id"] = id,
            ["label"] = label,
            ["voxels"] = m.Voxels,
            ["volumeMl"] = m.VolumeMl,
            ["suvMin"] = m.SuvMin,
            ["suvMax"] = m.SuvMax,
            ["suvMean"] = m.SuvMean,
            ["suvMedian"] = m.SuvMedian,
            ["suvStdDev"] = m.SuvStdDev,
            ["suvPeakLocal"] = m.SuvPeakLocal,
            ["suvPeakGlobal"] = m.SuvPeakGlobal,
            ["tlg"] = m.Tlg,
            ["maxVoxel"] = Indices(m.MaxVoxel),
            ["peakVoxel"] = Indices(m.PeakVoxel),
            ["trace"] = trace,
        };
        if (drawn is null) return lesion;
        lesion["threshold"] = drawn.Threshold;
        lesion["leaked"] = drawn.Leaked;
        lesion["cutBack"] = drawn.CutBack;
        lesion["doubtful"] = drawn.Doubtful;
        lesion["reason"] = drawn.Reason;
        return lesion;
    }

    public static int[] Indices(Voxel v) => [v.X, v.Y, v.Z];

    public static Option<bool> Incomplete() => new("--incomplete") { Description = "take a PET series of which the header says that slices are missing at an end" };

    public static readonly string[] Header = ["lesion", "voxels", "mL", "SUVmax", "SUVmean", "SUVpeak", "TLG", "max at x,y,z"];

    public static string[] Row(int id, string label, LesionMeasures m) =>
    [
        $"{id} {label}", $"{m.Voxels}", TextTable.Number(m.VolumeMl), TextTable.Number(m.SuvMax), TextTable.Number(m.SuvMean), TextTable.Number(m.SuvPeakGlobal), TextTable.Number(m.Tlg),
        $"{m.MaxVoxel.X},{m.MaxVoxel.Y},{m.MaxVoxel.Z}",
    ];
}
