using System.Globalization;

namespace Cavum.Imaging;

/// <summary>One lesion of a report.</summary>
/// <param name="SegmentNumber">Its segment in the segmentation object.</param>
/// <param name="Finding">What the reader takes it for.</param>
public sealed record ReportedLesion(int SegmentNumber, string TrackingId, LesionMeasures Measures, (string Value, string Scheme, string Meaning)? Finding = null, string? Site = null);

/// <summary>Writes lesion measurements as a DICOM structured report, template TID 1500 (Comprehensive 3D SR).</summary>
/// <remarks>PS3.16 TID 1500, 1411, 1419. Each measurement group points at its segment; the same input gives the same bytes.</remarks>
public static class MeasurementReport
{
    public const string StorageClass = "1.2.840.10008.5.1.4.1.1.88.34";

    private static readonly DicomTag ValueType = new(0x0040A040), ConceptName = new(0x0040A043), Relationship = new(0x0040A010), Content = new(0x0040A730);
    private static readonly DicomTag MappingResource = new(0x00080105), TemplateIdentifier = new(0x0040DB00), ContentTemplate = new(0x0040A504);

    /// <param name="segmentation">The segmentation object's file, as written.</param>
    /// <param name="reader">Who read; empty for measurements that no person has confirmed.</param>
    public static byte[] Write(ImageSeries source, DicomFile segmentation, IReadOnlyList<ReportedLesion> lesions, string reader = "")
    {
        string identity = segmentation.SopInstanceUid + string.Join('|', lesions.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.SegmentNumber} {l.TrackingId} {l.Measures.SuvMax:R} {l.Measures.VolumeMl:R} {l.Finding} {l.Site}"))) + reader;
        var data = DerivedObject.Common(source, "SR", StorageClass, identity, "FDG PET lesion measurements");
        data.Remove(DicomTags.FrameOfReferenceUid);
        data.Remove(new(0x00201040));
        data.With(DicomTags.InstanceNumber, 1).Set(new DicomElement(new(0x00081111), Array.Empty<DicomDataset>())).Set(new DicomElement(new(0x0040A372), Array.Empty<DicomDataset>()))
            .With(new DicomTag(0x0040A491), "COMPLETE").With(new DicomTag(0x0040A493), "UNVERIFIED").With(new DicomTag(0x0040A496), "FINAL")
            .With(new DicomTag(0x0040A375), Evidence(source, segmentation))
            .With(ValueType, "CONTAINER").With(ConceptName, Code("126000", "DCM", "Imaging Measurement Report")).With(new DicomTag(0x0040A050), "SEPARATE")
            .With(ContentTemplate, Template("1500"));
        List<DicomDataset> content =
        [
            CodeItem("HAS CONCEPT MOD", Code("121049", "DCM", "Language of Content Item and Descendants"), Code("eng", "RFC5646", "English")),
            .. Observer(reader),
            CodeItem("HAS CONCEPT MOD", Code("121058", "DCM", "Procedure reported"), Code("44139-4", "LN", "PET whole body")),
            Container("CONTAINS", Code("111028", "DCM", "Image Library"), [LibraryGroup(source)]),
            Container("CONTAINS", Code("126010", "DCM", "Imaging Measurements"), [.. lesions.Select(l => Group(source, segmentation, l, identity))]),
        ];
        data.With(Content, content);
        return DicomWriter.Write(data);
    }

    private static DicomDataset Code(string value, string scheme, string meaning) => DicomBuilder.Code(value, scheme, meaning);

    private static DicomDataset Template(string id) => new DicomDataset().With(MappingResource, "DCMR").With(TemplateIdentifier, id);

    private static DicomDataset Item(string relation, string type, DicomDataset? name)
    {
        var item = new DicomDataset().With(Relationship, relation).With(ValueType, type);
        return name is null ? item : item.With(ConceptName, name);
    }

    private static DicomDataset CodeItem(string relation, DicomDataset name, DicomDataset value) => Item(relation, "CODE", name).With(new DicomTag(0x0040A168), value);

    private static DicomDataset Container(string relation, DicomDataset name, IReadOnlyList<DicomDataset> content, string? template = null)
    {
        var item = Item(relation, "CONTAINER", name).With(new DicomTag(0x0040A050), "SEPARATE").With(Content, content);
        return template is null ? item : item.With(ContentTemplate, Template(template));
    }

    private static IEnumerable<DicomDataset> Observer(string reader)
    {
        if (reader.Length > 0)
        {
            yield return CodeItem("HAS OBS CONTEXT", Code("121005", "DCM", "Observer Type"), Code("121006", "DCM", "Person"));
            yield return Item("HAS OBS CONTEXT", "PNAME", Code("121008", "DCM", "Person Observer Name")).With(new DicomTag(0x0040A123), reader);
            yield break;
        }
        yield return CodeItem("HAS OBS CONTEXT", Code("121005", "DCM", "Observer Type"), Code("121007", "DCM", "Device"));
        yield return Item("HAS OBS CONTEXT", "UIDREF", Code("121012", "DCM", "Device Observer UID")).With(new DicomTag(0x0040A124), DicomUid.FromText("Cavum as observer"));
        yield return Item("HAS OBS CONTEXT", "TEXT", Code("121013", "DCM", "Device Observer Name")).With(new DicomTag(0x0040A160), "Cavum");
    }

    private static DicomDataset LibraryGroup(ImageSeries source) => Container("CONTAINS", Code("126200", "DCM", "Image Library Group"),
    [
        CodeItem("HAS ACQ CONTEXT", Code("121139", "DCM", "Modality"), Code("PT", "DCM", "Positron emission tomography")),
        .. source.Slices.Select(s => s.File).Distinct().Select(f => new DicomDataset().With(Relationship, "CONTAINS").With(ValueType, "IMAGE").With(new DicomTag(0x00081199), DerivedObject.InstanceReference(f))),
    ]);

    private static DicomDataset Group(ImageSeries source, DicomFile segmentation, ReportedLesion lesion, string identity)
    {
        var m = lesion.Measures;
        var finding = lesion.Finding ?? ("108369006", "SCT", "Neoplasm");
        var segment = DerivedObject.InstanceReference(segmentation).With(DicomTags.ReferencedSegmentNumber, lesion.SegmentNumber);
        const string suv = "{SUVbw}g/ml", suvMeaning = "Standardized Uptake Value body weight";
        List<DicomDataset> content =
        [
            Item("HAS OBS CONTEXT", "TEXT", Code("112039", "DCM", "Tracking Identifier")).With(new DicomTag(0x0040A160), lesion.TrackingId),
            Item("HAS OBS CONTEXT", "UIDREF", Code("112040", "DCM", "Tracking Unique Identifier")).With(new DicomTag(0x0040A124), DicomUid.FromText($"{identity} lesion {lesion.SegmentNumber}")),
            CodeItem("CONTAINS", Code("121071", "DCM", "Finding"), Code(finding.Value, finding.Scheme, finding.Meaning)),
            Said("111001", "Algorithm Name", "Cavum"),
            Said("111003", "Algorithm Version", DerivedObject.SoftwareVersion),
            Said("111002", "Algorithm Parameters", "SUVpeak: highest mean of a 1 mL sphere centred inside the region; standard deviation over n; TLG: mean times volume"),
            Item("CONTAINS", "IMAGE", Code("121191", "DCM", "Referenced Segment")).With(new DicomTag(0x00081199), segment),
            Item("CONTAINS", "UIDREF", Code("121232", "DCM", "Source series for segmentation")).With(new DicomTag(0x0040A124), source.Uid),
            Number(Code("126401", "DCM", "SUVbw"), m.SuvMax, suv, suvMeaning, Code("56851009", "SCT", "Maximum")),
            Number(Code("126401", "DCM", "SUVbw"), m.SuvMean, suv, suvMeaning, Code("373098007", "SCT", "Mean")),
            Number(Code("126401", "DCM", "SUVbw"), m.SuvMedian, suv, suvMeaning, Code("373099004", "SCT", "Median")),
            Number(Code("126401", "DCM", "SUVbw"), m.SuvStdDev, suv, suvMeaning, Code("386136009", "SCT", "Standard Deviation")),
            Number(Code("126031", "DCM", "Peak Value Within ROI"), m.SuvPeakGlobal, suv, suvMeaning, null),
            Number(Code("118565006", "SCT", "Volume"), m.VolumeMl, "ml", "milliliter", null),
            Number(Code("126033", "DCM", "Total Lesion Glycolysis"), m.Tlg, "g", "gram", null),
        ];
        if (lesion.Site is { } site) content.Add(Item("CONTAINS", "TEXT", Code("121106", "DCM", "Comment")).With(new DicomTag(0x0040A160), "Site: " + site));
        return Container("CONTAINS", Code("125007", "DCM", "Measurement Group"), content, "1411");
    }

    /// <summary>A row of TID 4019: by what the group's numbers were computed.</summary>
    private static DicomDataset Said(string code, string name, string value) => Item("HAS CONCEPT MOD", "TEXT", Code(code, "DCM", name)).With(new DicomTag(0x0040A160), value);

    private static DicomDataset Number(DicomDataset name, double value, string unit, string meaning, DicomDataset? derivation)
    {
        var item = Item("CONTAINS", "NUM", name).With(new DicomTag(0x0040A300), new DicomDataset()
            .With(new DicomTag(0x004008EA), Code(unit, "UCUM", meaning)).With(new DicomTag(0x0040A30A), value));
        return derivation is null ? item : item.With(Content, CodeItem("HAS CONCEPT MOD", Code("121401", "DCM", "Derivation"), derivation));
    }

    /// <summary>Every instance that the report points at, by study and series.</summary>
    private static DicomDataset Evidence(ImageSeries source, DicomFile segmentation) => new DicomDataset()
        .With(DicomTags.ReferencedSeriesSequence,
            new DicomDataset().With(new DicomTag(0x00081199), [.. source.Slices.Select(s => s.File).Distinct().Select(DerivedObject.InstanceReference)]).With(DicomTags.SeriesInstanceUid, source.Uid),
            new DicomDataset().With(new DicomTag(0x00081199), DerivedObject.InstanceReference(segmentation)).With(DicomTags.SeriesInstanceUid, segmentation.SeriesInstanceUid))
        .With(DicomTags.StudyInstanceUid, source.First.Data.Text(DicomTags.StudyInstanceUid) ?? "");
}
