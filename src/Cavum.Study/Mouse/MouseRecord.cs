using Cavum.Core;

namespace Cavum.Study;

/// <summary>What an arm of the mouse experiment stands for.</summary>
public enum MouseRole
{
    Control,
    Asparaginase,
    AntiPd1,
    Combination,

    /// <summary>Shown, and in no contrast.</summary>
    Other,
}

/// <summary>One arm: its name in the tables, its role, its treatment in words.</summary>
public sealed record MouseArm(string Name, MouseRole Role, string Treatment);

/// <summary>A population whose share is read out.</summary>
/// <param name="Gate">A gate of the gating file; its share is taken of its parent.</param>
/// <param name="Channel">Where given, its median intensity is read out as well.</param>
public sealed record MouseReadout(string Marker, string Gate, string? Channel);

/// <summary>How the cytometry files are gated, and what is read out.</summary>
/// <param name="Gating">Path of a Gating-ML 2.0 file from the study folder.</param>
/// <param name="Compensate">file (the matrix in each file, where it has one) or none.</param>
/// <param name="PlotGate">A rectangle or polygon on two channels that the density plots show, with its parent's events; null for no plot.</param>
public sealed record MouseFlow(string Gating, string Compensate, IReadOnlyList<MouseReadout> Readouts, string? PlotGate);

/// <summary>An item of the ARRIVE 2.0 guidelines as the experiment answers it.</summary>
public sealed record ArriveItem(string Item, string Statement);

/// <summary>mouse/mouse.json.</summary>
/// <param name="DetectionLimit">The smallest volume that would have been seen; null if not known.</param>
/// <param name="HumaneEndPoint">The volume at which a mouse is taken out; null if there is none.</param>
public sealed record MouseDesign(
    string Title, string Model, string VolumeUnit, double? DetectionLimit, double? HumaneEndPoint,
    IReadOnlyList<MouseArm> Arms, MouseFlow? Flow, IReadOnlyList<ArriveItem> Arrive)
{
    public string? Named(MouseRole role) => Arms.FirstOrDefault(a => a.Role == role)?.Name;
}

/// <summary>A cytometry file of one mouse.</summary>
public sealed record MouseSample(string Id, string Mouse, double Day, string Tissue, string Path);

/// <summary>What became of a mouse, where the record says more than the volumes do.</summary>
/// <param name="Outcome">endOfStudy, humaneEndPoint, foundDead or excluded.</param>
public sealed record MouseFate(string Mouse, string Arm, string Sex, string Cage, string Outcome, string Reason);

/// <summary>The mouse arm of a study, as read from its folder.</summary>
/// <param name="Root">"mouse/" in a study folder, empty where the folder is the experiment itself.</param>
/// <param name="Volumes">The table of volumes or diameters; the analysis reads it.</param>
public sealed record MouseRecord(
    string Root, MouseDesign Design, CsvTable Volumes, IReadOnlyList<MouseFate> Fates, IReadOnlyList<MouseSample> Samples)
{
    public const string Document = "mouse.json", VolumeTable = "volumes.csv", FateTable = "mice.csv", SampleTable = "samples.csv";
}
