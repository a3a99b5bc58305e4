namespace Cavum.Imaging;

/// <summary>What SEG and SR objects take over from the series that they are about.</summary>
internal static class DerivedObject
{
    /// <summary>Of what Cavum writes into objects that it derives.</summary>
    public const string SoftwareVersion = "1";

    private static readonly DicomTag[] Inherited =
    [
        DicomTags.StudyDate, DicomTags.StudyTime, DicomTags.AccessionNumber, DicomTags.ReferringPhysicianName, DicomTags.StudyDescription,
        DicomTags.PatientName, DicomTags.PatientId, DicomTags.PatientBirthDate, DicomTags.PatientSex, DicomTags.PatientAge, DicomTags.PatientSize, DicomTags.PatientWeight,
        DicomTags.StudyInstanceUid, new(0x00200010), new(0x00120062), new(0x00120063), new(0x00120064),
    ];

    /// <summary>Patient, study, series, frame of reference and equipment; UIDs and dates come from the content, not from the clock.</summary>
    public static DicomDataset Common(ImageSeries? source, string modality, string sopClass, string identity, string description)
    {
        var from = source?.First.Data ?? new DicomDataset();
        var data = new DicomDataset();
        data.With(DicomTags.SpecificCharacterSet, "ISO_IR 192");
        foreach (var tag in Inherited)
            if (from[tag] is { } element) data.Set(element.Items is null ? DicomWriter.Text(tag, element.Vr, string.Join('\\', from.Texts(tag))) : element);
        foreach (var tag in (DicomTag[])[DicomTags.StudyDate, DicomTags.StudyTime, DicomTags.AccessionNumber, DicomTags.ReferringPhysicianName, DicomTags.PatientName, DicomTags.PatientId, DicomTags.PatientBirthDate, DicomTags.PatientSex, new(0x00200010)])
            if (!data.Contains(tag)) data.With(tag, "");
        if (!data.Contains(DicomTags.StudyInstanceUid)) data.With(DicomTags.StudyInstanceUid, DicomUid.FromText("study " + identity));
        string date = from.Text(DicomTags.SeriesDate) ?? from.Text(DicomTags.StudyDate) ?? "19000101", time = from.Text(DicomTags.SeriesTime) ?? from.Text(DicomTags.StudyTime) ?? "000000";
        return data
            .With(DicomTags.SopClassUid, sopClass).With(DicomTags.SopInstanceUid, DicomUid.FromText($"{modality} {identity}"))
            .With(new DicomTag(0x00080012), date).With(new DicomTag(0x00080013), time)
            .With(DicomTags.SeriesDate, date).With(DicomTags.SeriesTime, time).With(DicomTags.ContentDate, date).With(DicomTags.ContentTime, time)
            .With(DicomTags.Modality, modality).With(DicomTags.SeriesInstanceUid, DicomUid.FromText($"{modality} series {identity}"))
            .With(DicomTags.SeriesNumber, modality switch { "SEG" => 900, "RTSTRUCT" => 902, _ => 901 }).With(DicomTags.SeriesDescription, description)
            .With(DicomTags.Manufacturer, "Cavum").With(DicomTags.ManufacturerModelName, "Cavum").With(new DicomTag(0x00181000), "0").With(new DicomTag(0x00181020), SoftwareVersion)
            .With(DicomTags.FrameOfReferenceUid, from.Text(DicomTags.FrameOfReferenceUid) ?? DicomUid.FromText("frame " + identity)).With(new DicomTag(0x00201040), "");
    }

    public static DicomDataset InstanceReference(DicomFile file) => new DicomDataset()
        .With(DicomTags.ReferencedSopClassUid, file.SopClassUid).With(DicomTags.ReferencedSopInstanceUid, file.SopInstanceUid);

    public static DicomDataset SeriesReference(ImageSeries series) => new DicomDataset()
        .With(DicomTags.SeriesInstanceUid, series.Uid)
        .With(DicomTags.ReferencedInstanceSequence, [.. series.Slices.Select(s => s.File).Distinct().Select(InstanceReference)]);
}
