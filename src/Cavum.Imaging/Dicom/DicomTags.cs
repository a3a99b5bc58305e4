namespace Cavum.Imaging;

/// <summary>The tags this program asks for, by the standard's keyword.</summary>
public static class DicomTags
{
    public static readonly DicomTag
        MediaStorageSopClassUid = new(0x00020002), MediaStorageSopInstanceUid = new(0x00020003), TransferSyntaxUid = new(0x00020010),
        DirectoryRecordSequence = new(0x00041220), ReferencedFileId = new(0x00041500), RecordType = new(0x00041430),
        SpecificCharacterSet = new(0x00080005), ImageType = new(0x00080008), SopClassUid = new(0x00080016), SopInstanceUid = new(0x00080018),
        StudyDate = new(0x00080020), SeriesDate = new(0x00080021), AcquisitionDate = new(0x00080022), ContentDate = new(0x00080023),
        AcquisitionDateTime = new(0x0008002A), StudyTime = new(0x00080030), SeriesTime = new(0x00080031), AcquisitionTime = new(0x00080032), ContentTime = new(0x00080033),
        AccessionNumber = new(0x00080050), Modality = new(0x00080060), Manufacturer = new(0x00080070), ReferringPhysicianName = new(0x00080090),
        TimezoneOffset = new(0x00080201), StudyDescription = new(0x00081030), SeriesDescription = new(0x0008103E), ManufacturerModelName = new(0x00081090),
        ReferencedSeriesSequence = new(0x00081115), ReferencedImageSequence = new(0x00081140), ReferencedInstanceSequence = new(0x0008114A),
        ReferencedSopClassUid = new(0x00081150), ReferencedSopInstanceUid = new(0x00081155), SourceImageSequence = new(0x00082112), DerivationImageSequence = new(0x00089124),
        CodeValue = new(0x00080100), CodingScheme = new(0x00080102), CodeMeaning = new(0x00080104),
        PatientName = new(0x00100010), PatientId = new(0x00100020), PatientBirthDate = new(0x00100030), PatientSex = new(0x00100040), PatientAge = new(0x00101010),
        PatientSize = new(0x00101020), PatientWeight = new(0x00101030),
        SliceThickness = new(0x00180050), Radiopharmaceutical = new(0x00180031), RadiopharmaceuticalStartTime = new(0x00181072), RadionuclideTotalDose = new(0x00181074),
        RadionuclideHalfLife = new(0x00181075), RadiopharmaceuticalStartDateTime = new(0x00181078), ActualFrameDuration = new(0x00181242),
        DecayCorrectionDateTime = new(0x00189701), StudyInstanceUid = new(0x0020000D), SeriesInstanceUid = new(0x0020000E), SeriesNumber = new(0x00200011),
        InstanceNumber = new(0x00200013), ImagePosition = new(0x00200032), ImageOrientation = new(0x00200037), FrameOfReferenceUid = new(0x00200052),
        PlanePositionSequence = new(0x00209113), PlaneOrientationSequence = new(0x00209116), SharedFunctionalGroups = new(0x52009229), PerFrameFunctionalGroups = new(0x52009230),
        SamplesPerPixel = new(0x00280002), PhotometricInterpretation = new(0x00280004), NumberOfFrames = new(0x00280008), Rows = new(0x00280010), Columns = new(0x00280011),
        PixelSpacing = new(0x00280030), CorrectedImage = new(0x00280051), BitsAllocated = new(0x00280100), BitsStored = new(0x00280101), HighBit = new(0x00280102),
        PixelRepresentation = new(0x00280103), RescaleIntercept = new(0x00281052), RescaleSlope = new(0x00281053), PixelMeasuresSequence = new(0x00289110),
        RadiopharmaceuticalInformation = new(0x00540016), NumberOfSlices = new(0x00540081), RadionuclideCodeSequence = new(0x00540300), SeriesType = new(0x00541000),
        Units = new(0x00541001), SuvType = new(0x00541006), DecayCorrection = new(0x00541102), FrameReferenceTime = new(0x00541300), DecayFactor = new(0x00541321),
        DoseCalibrationFactor = new(0x00541322),
        FrameContent = new(0x00209111), FrameAcquisitionDateTime = new(0x00189074), FrameAcquisitionDuration = new(0x00189220), DecayCorrected = new(0x00189758),
        AttenuationCorrected = new(0x00189759), UnassignedShared = new(0x00209170), UnassignedPerFrame = new(0x00209171), RealWorldMapping = new(0x00409096),
        MeasurementUnits = new(0x004008EA), RealWorldIntercept = new(0x00409224), RealWorldSlope = new(0x00409225), PixelValueTransformation = new(0x00289145),
        RescaleType = new(0x00281054), LossyImageCompression = new(0x00282110), LossyImageCompressionRatio = new(0x00282112),
        SegmentationType = new(0x00620001), SegmentSequence = new(0x00620002), SegmentNumber = new(0x00620004), SegmentLabel = new(0x00620005),
        SegmentIdentification = new(0x0062000A), ReferencedSegmentNumber = new(0x0062000B), MaximumFractionalValue = new(0x0062000E),
        StructureSetRois = new(0x30060020), RoiNumber = new(0x30060022), RoiName = new(0x30060026), RoiContours = new(0x30060039), Contours = new(0x30060040),
        ReferencedFrameOfReference = new(0x30060010), ReferencedFrameOfReferenceUid = new(0x30060024), ContourType = new(0x30060042), ContourData = new(0x30060050), ReferencedRoiNumber = new(0x30060084),
        FloatPixelData = new(0x7FE00008), DoublePixelData = new(0x7FE00009), PixelData = new(0x7FE00010);
}
