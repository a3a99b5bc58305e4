namespace Cavum.Imaging;

/// <summary>Functional groups of enhanced multi-frame objects: the frame's own, else those shared by all frames.</summary>
internal static class FrameGroups
{
    public static DicomDataset? Find(DicomDataset data, int frame, DicomTag group)
    {
        var perFrame = data.Sequence(DicomTags.PerFrameFunctionalGroups);
        return (frame < perFrame.Count ? perFrame[frame].FirstItem(group) : null)
            ?? data.FirstItem(DicomTags.SharedFunctionalGroups)?.FirstItem(group);
    }

    /// <summary>One frame as if it were a file of its own: what the object, the shared groups and the frame's groups say of it, the nearer over the farther.</summary>
    /// <remarks>A legacy converted object keeps a single-frame image's other attributes in its unassigned groups; they are found the same way.</remarks>
    public static DicomDataset Flatten(DicomDataset data, int frame)
    {
        var perFrame = data.Sequence(DicomTags.PerFrameFunctionalGroups);
        if (perFrame.Count == 0 && !data.Contains(DicomTags.SharedFunctionalGroups)) return data;
        var flat = new DicomDataset();
        foreach (var element in data.Elements)
            if (element.Tag != DicomTags.PerFrameFunctionalGroups && element.Tag != DicomTags.SharedFunctionalGroups && element.Tag != DicomTags.PixelData) flat.Set(element);
        foreach (var groups in new[] { data.FirstItem(DicomTags.SharedFunctionalGroups), frame < perFrame.Count ? perFrame[frame] : null })
            foreach (var group in groups?.Elements ?? [])
                if (group.Tag == DicomTags.RealWorldMapping) flat.Set(group);
                else foreach (var element in group.Items is { Count: > 0 } items ? items[0].Elements : []) flat.Set(element);
        return flat;
    }
}
