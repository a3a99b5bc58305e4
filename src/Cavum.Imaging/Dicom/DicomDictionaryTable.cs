namespace Cavum.Imaging;

/// <summary>Tag, VR and keyword, as PS3.6 names them: what image, SEG, RTSTRUCT, SR and DICOMDIR files of PET/CT carry.</summary>
internal static class DicomDictionaryTable
{
    public const string Text = """
        00189759 CS AttenuationCorrected; 00189760 CS ScatterCorrected; 00189761 CS DeadTimeCorrected; 00189762 CS GantryMotionCorrected; 00189764 CS CountLossNormalizationCorrected
        00189765 CS RandomsCorrected; 00189767 CS SensitivityCalibrated; 00189768 CS DetectorNormalizationCorrection; 00209170 SQ UnassignedSharedConvertedAttributesSequence; 300E0002 CS ApprovalStatus
        00020000 UL FileMetaInformationGroupLength; 00020001 OB FileMetaInformationVersion; 00020002 UI MediaStorageSOPClassUID
        00020003 UI MediaStorageSOPInstanceUID; 00020010 UI TransferSyntaxUID; 00020012 UI ImplementationClassUID
        00020013 SH ImplementationVersionName; 00020016 AE SourceApplicationEntityTitle
        00041130 CS FileSetID; 00041200 UL OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity
        00041202 UL OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity; 00041212 US FileSetConsistencyFlag
        00041220 SQ DirectoryRecordSequence; 00041400 UL OffsetOfTheNextDirectoryRecord; 00041410 US RecordInUseFlag
        00041420 UL OffsetOfReferencedLowerLevelDirectoryEntity; 00041430 CS DirectoryRecordType; 00041500 CS ReferencedFileID
        00041510 UI ReferencedSOPClassUIDInFile; 00041511 UI ReferencedSOPInstanceUIDInFile; 00041512 UI ReferencedTransferSyntaxUIDInFile
        00080005 CS SpecificCharacterSet; 00080008 CS ImageType; 00080012 DA InstanceCreationDate; 00080013 TM InstanceCreationTime
        00080014 UI InstanceCreatorUID; 00080015 DT InstanceCoercionDateTime; 00080016 UI SOPClassUID; 00080018 UI SOPInstanceUID
        00080020 DA StudyDate; 00080021 DA SeriesDate; 00080022 DA AcquisitionDate; 00080023 DA ContentDate; 00080024 DA OverlayDate; 00080025 DA CurveDate
        0008002A DT AcquisitionDateTime; 00080030 TM StudyTime; 00080031 TM SeriesTime; 00080032 TM AcquisitionTime; 00080033 TM ContentTime
        00080034 TM OverlayTime; 00080035 TM CurveTime; 00080050 SH AccessionNumber; 00080052 CS QueryRetrieveLevel; 00080054 AE RetrieveAETitle
        00080056 CS InstanceAvailability; 00080058 UI FailedSOPInstanceUIDList; 00080060 CS Modality; 00080061 CS ModalitiesInStudy
        00080062 UI SOPClassesInStudy; 00080064 CS ConversionType; 00080068 CS PresentationIntentType; 00080070 LO Manufacturer; 00080080 LO InstitutionName
        00080081 ST InstitutionAddress; 00080082 SQ InstitutionCodeSequence; 00080090 PN ReferringPhysicianName; 00080092 ST ReferringPhysicianAddress
        00080094 SH ReferringPhysicianTelephoneNumbers; 00080096 SQ ReferringPhysicianIdentificationSequence; 0008009C PN ConsultingPhysicianName
        0008009D SQ ConsultingPhysicianIdentificationSequence; 00080100 SH CodeValue; 00080102 SH CodingSchemeDesignator; 00080103 SH CodingSchemeVersion
        00080104 LO CodeMeaning; 00080105 CS MappingResource; 00080106 DT ContextGroupVersion; 0008010F CS ContextIdentifier; 00080110 SQ CodingSchemeIdentificationSequence
        00080117 UI ContextUID; 00080118 UI MappingResourceUID; 00080119 UC LongCodeValue; 00080120 UR URNCodeValue; 00080201 SH TimezoneOffsetFromUTC
        00081010 SH StationName; 00081030 LO StudyDescription; 00081032 SQ ProcedureCodeSequence; 0008103E LO SeriesDescription; 0008103F SQ SeriesDescriptionCodeSequence
        00081040 LO InstitutionalDepartmentName; 00081041 SQ InstitutionalDepartmentTypeCodeSequence; 00081048 PN PhysiciansOfRecord; 00081049 SQ PhysiciansOfRecordIdentificationSequence
        00081050 PN PerformingPhysicianName; 00081052 SQ PerformingPhysicianIdentificationSequence; 00081060 PN NameOfPhysiciansReadingStudy
        00081062 SQ PhysiciansReadingStudyIdentificationSequence; 00081070 PN OperatorsName; 00081072 SQ OperatorIdentificationSequence
        00081080 LO AdmittingDiagnosesDescription; 00081084 SQ AdmittingDiagnosesCodeSequence; 00081088 LO PyramidDescription; 00081090 LO ManufacturerModelName
        00081100 SQ ReferencedResultsSequence; 00081110 SQ ReferencedStudySequence; 00081111 SQ ReferencedPerformedProcedureStepSequence
        00081115 SQ ReferencedSeriesSequence; 00081120 SQ ReferencedPatientSequence; 00081125 SQ ReferencedVisitSequence; 00081140 SQ ReferencedImageSequence
        0008114A SQ ReferencedInstanceSequence; 00081150 UI ReferencedSOPClassUID; 00081155 UI ReferencedSOPInstanceUID; 00081160 IS ReferencedFrameNumber
        00081190 UR RetrieveURL; 00081195 UI TransactionUID; 00081196 US WarningReason; 00081197 US FailureReason; 00081198 SQ FailedSOPSequence; 00081199 SQ ReferencedSOPSequence
        00081200 SQ StudiesContainingOtherReferencedInstancesSequence; 00081250 SQ RelatedSeriesSequence; 00082111 ST DerivationDescription; 00082112 SQ SourceImageSequence
        00082218 SQ AnatomicRegionSequence; 00082220 SQ AnatomicRegionModifierSequence; 00082228 SQ PrimaryAnatomicStructureSequence; 00083010 UI IrradiationEventUID
        00084000 LT IdentifyingComments; 00089007 CS FrameType; 00089205 CS PixelPresentation; 00089206 CS VolumetricProperties; 00089207 CS VolumeBasedCalculationTechnique
        00089092 SQ ReferencedImageEvidenceSequence; 00089121 SQ ReferencedRawDataSequence; 00089123 UI CreatorVersionUID; 00089124 SQ DerivationImageSequence
        00089154 SQ SourceImageEvidenceSequence; 00089215 SQ DerivationCodeSequence
        00100010 PN PatientName; 00100020 LO PatientID; 00100021 LO IssuerOfPatientID; 00100022 CS TypeOfPatientID; 00100024 SQ IssuerOfPatientIDQualifiersSequence
        00100030 DA PatientBirthDate; 00100032 TM PatientBirthTime; 00100040 CS PatientSex; 00100050 SQ PatientInsurancePlanCodeSequence; 00100101 SQ PatientPrimaryLanguageCodeSequence
        00101000 LO OtherPatientIDs; 00101001 PN OtherPatientNames; 00101002 SQ OtherPatientIDsSequence; 00101005 PN PatientBirthName; 00101010 AS PatientAge; 00101020 DS PatientSize
        00101021 SQ PatientSizeCodeSequence; 00101030 DS PatientWeight; 00101040 LO PatientAddress; 00101050 LO InsurancePlanIdentification; 00101060 PN PatientMotherBirthName
        00101080 LO MilitaryRank; 00101081 LO BranchOfService; 00101090 LO MedicalRecordLocator; 00102000 LO MedicalAlerts; 00102110 LO Allergies; 00102150 LO CountryOfResidence
        00102152 LO RegionOfResidence; 00102154 SH PatientTelephoneNumbers; 00102155 LT PatientTelecomInformation; 00102160 SH EthnicGroup; 00102180 SH Occupation; 001021A0 CS SmokingStatus
        001021B0 LT AdditionalPatientHistory; 001021C0 US PregnancyStatus; 001021D0 DA LastMenstrualDate; 001021F0 LO PatientReligiousPreference; 00102203 CS PatientSexNeutered
        00102297 PN ResponsiblePerson; 00102299 LO ResponsibleOrganization; 00104000 LT PatientComments
        00120010 LO ClinicalTrialSponsorName; 00120020 LO ClinicalTrialProtocolID; 00120021 LO ClinicalTrialProtocolName; 00120030 LO ClinicalTrialSiteID; 00120031 LO ClinicalTrialSiteName
        00120040 LO ClinicalTrialSubjectID; 00120042 LO ClinicalTrialSubjectReadingID; 00120050 LO ClinicalTrialTimePointID; 00120051 ST ClinicalTrialTimePointDescription
        00120060 LO ClinicalTrialCoordinatingCenterName; 00120062 CS PatientIdentityRemoved; 00120063 LO DeidentificationMethod; 00120064 SQ DeidentificationMethodCodeSequence
        00120071 LO ClinicalTrialSeriesID; 00120072 LO ClinicalTrialSeriesDescription; 00120081 LO ClinicalTrialProtocolEthicsCommitteeName
        00180010 LO ContrastBolusAgent; 00180015 CS BodyPartExamined; 00180022 CS ScanOptions; 00180026 SQ InterventionDrugInformationSequence; 00180031 LO Radiopharmaceutical
        00180050 DS SliceThickness; 00180060 DS KVP; 00180071 CS AcquisitionTerminationCondition; 00180073 CS AcquisitionStartCondition; 00180074 IS AcquisitionStartConditionData
        00180075 IS AcquisitionTerminationConditionData; 00180088 DS SpacingBetweenSlices; 00180090 DS DataCollectionDiameter; 00181000 LO DeviceSerialNumber; 00181002 UI DeviceUID
        00181004 LO PlateID; 00181005 LO GeneratorID; 00181007 LO CassetteID; 00181008 LO GantryID; 00181010 LO SecondaryCaptureDeviceID; 00181012 DA DateOfSecondaryCapture
        00181014 TM TimeOfSecondaryCapture; 00181016 LO SecondaryCaptureDeviceManufacturer; 00181020 LO SoftwareVersions; 00181030 LO ProtocolName; 00181040 LO ContrastBolusRoute
        00181042 TM ContrastBolusStartTime; 00181043 TM ContrastBolusStopTime; 00181063 DS FrameTime; 00181070 LO RadiopharmaceuticalRoute; 00181071 DS RadiopharmaceuticalVolume
        00181072 TM RadiopharmaceuticalStartTime; 00181073 TM RadiopharmaceuticalStopTime; 00181074 DS RadionuclideTotalDose; 00181075 DS RadionuclideHalfLife
        00181076 DS RadionuclidePositronFraction; 00181077 DS RadiopharmaceuticalSpecificActivity; 00181078 DT RadiopharmaceuticalStartDateTime; 00181079 DT RadiopharmaceuticalStopDateTime
        00181083 IS IntervalsAcquired; 00181100 DS ReconstructionDiameter; 00181110 DS DistanceSourceToDetector; 00181120 DS GantryDetectorTilt; 00181130 DS TableHeight
        00181140 CS RotationDirection; 00181147 CS FieldOfViewShape; 00181149 IS FieldOfViewDimensions; 00181150 IS ExposureTime; 00181151 IS XRayTubeCurrent; 00181152 IS Exposure
        00181160 SH FilterType; 00181181 CS CollimatorType; 00181190 DS FocalSpots; 00181200 DA DateOfLastCalibration; 00181201 TM TimeOfLastCalibration; 00181210 SH ConvolutionKernel
        00181242 IS ActualFrameDuration; 00181250 SH ReceiveCoilName; 00181400 LO AcquisitionDeviceProcessingDescription; 00184000 LT AcquisitionComments; 00185100 CS PatientPosition
        00185101 CS ViewPosition; 00189073 FD AcquisitionDuration; 00189074 DT FrameAcquisitionDateTime; 00189151 DT FrameReferenceDateTime; 00189220 FD FrameAcquisitionDuration
        00189424 LT AcquisitionProtocolDescription; 0018936A DT SourceEndDateTime; 00189516 DT StartAcquisitionDateTime; 00189517 DT EndAcquisitionDateTime; 00189701 DT DecayCorrectionDateTime
        00189749 SQ PETReconstructionSequence; 00189751 SQ PETFrameTypeSequence; 00189756 CS ReconstructionType; 00189758 CS DecayCorrected; 0018A001 SQ ContributingEquipmentSequence; 0018A002 DT ContributionDateTime
        0018A003 ST ContributionDescription
        0020000D UI StudyInstanceUID; 0020000E UI SeriesInstanceUID; 00200010 SH StudyID; 00200011 IS SeriesNumber; 00200012 IS AcquisitionNumber; 00200013 IS InstanceNumber
        00200020 CS PatientOrientation; 00200032 DS ImagePositionPatient; 00200037 DS ImageOrientationPatient; 00200052 UI FrameOfReferenceUID; 00200060 CS Laterality
        00200062 CS ImageLaterality; 00200100 IS TemporalPositionIdentifier; 00200105 IS NumberOfTemporalPositions; 00200200 UI SynchronizationFrameOfReferenceUID
        00201002 IS ImagesInAcquisition; 00201040 LO PositionReferenceIndicator; 00201041 DS SliceLocation; 00204000 LT ImageComments; 00209056 SH StackID; 00209057 UL InStackPositionNumber
        00209071 SQ FrameAnatomySequence; 00209072 CS FrameLaterality; 00209111 SQ FrameContentSequence; 00209113 SQ PlanePositionSequence; 00209116 SQ PlaneOrientationSequence
        00209128 UL TemporalPositionIndex; 00209156 US FrameAcquisitionNumber; 00209157 UL DimensionIndexValues; 00209161 UI ConcatenationUID; 00209164 UI DimensionOrganizationUID
        00209165 AT DimensionIndexPointer; 00209167 AT FunctionalGroupPointer; 00209171 SQ UnassignedPerFrameConvertedAttributesSequence; 00209221 SQ DimensionOrganizationSequence
        00209222 SQ DimensionIndexSequence; 00209311 CS DimensionOrganizationType; 00209421 LO DimensionDescriptionLabel; 00209450 SQ PatientOrientationInFrameSequence; 00209158 LT FrameComments
        00280002 US SamplesPerPixel; 00280004 CS PhotometricInterpretation; 00280006 US PlanarConfiguration; 00280008 IS NumberOfFrames; 00280009 AT FrameIncrementPointer; 00280010 US Rows
        00280011 US Columns; 00280030 DS PixelSpacing; 00280034 IS PixelAspectRatio; 00280051 CS CorrectedImage; 00280100 US BitsAllocated; 00280101 US BitsStored; 00280102 US HighBit
        00280103 US PixelRepresentation; 00280106 SS SmallestImagePixelValue; 00280107 SS LargestImagePixelValue; 00280108 SS SmallestPixelValueInSeries; 00280109 SS LargestPixelValueInSeries
        00280120 SS PixelPaddingValue; 00280301 CS BurnedInAnnotation; 00280302 CS RecognizableVisualFeatures; 00280303 CS LongitudinalTemporalInformationModified; 00281050 DS WindowCenter
        00281051 DS WindowWidth; 00281052 DS RescaleIntercept; 00281053 DS RescaleSlope; 00281054 LO RescaleType; 00281055 LO WindowCenterWidthExplanation; 00281101 US RedPaletteColorLookupTableDescriptor
        00281102 US GreenPaletteColorLookupTableDescriptor; 00281103 US BluePaletteColorLookupTableDescriptor; 00281201 OW RedPaletteColorLookupTableData; 00281202 OW GreenPaletteColorLookupTableData
        00281203 OW BluePaletteColorLookupTableData; 00282110 CS LossyImageCompression; 00282112 DS LossyImageCompressionRatio; 00282114 CS LossyImageCompressionMethod
        00284000 LT ImagePresentationComments; 00289110 SQ PixelMeasuresSequence; 00289132 SQ FrameVOILUTSequence; 00289145 SQ PixelValueTransformationSequence
        0032000A CS StudyStatusID; 00320012 LO StudyIDIssuer; 00321020 LO ScheduledStudyLocation; 00321021 AE ScheduledStudyLocationAETitle; 00321030 LO ReasonForStudy; 00321032 PN RequestingPhysician
        00321033 LO RequestingService; 00321060 LO RequestedProcedureDescription; 00321064 SQ RequestedProcedureCodeSequence; 00321070 LO RequestedContrastAgent; 00324000 LT StudyComments
        00380004 SQ ReferencedPatientAliasSequence; 00380010 LO AdmissionID; 00380011 LO IssuerOfAdmissionID; 00380014 SQ IssuerOfAdmissionIDSequence; 00380020 DA AdmittingDate; 00380021 TM AdmittingTime
        00380050 LO SpecialNeeds; 00380060 LO ServiceEpisodeID; 00380062 LO ServiceEpisodeDescription; 00380300 LO CurrentPatientLocation; 00380400 LO PatientInstitutionResidence; 00380500 LO PatientState
        00384000 LT VisitComments
        00400001 AE ScheduledStationAETitle; 00400002 DA ScheduledProcedureStepStartDate; 00400003 TM ScheduledProcedureStepStartTime; 00400004 DA ScheduledProcedureStepEndDate
        00400005 TM ScheduledProcedureStepEndTime; 00400006 PN ScheduledPerformingPhysicianName; 00400007 LO ScheduledProcedureStepDescription; 00400008 SQ ScheduledProtocolCodeSequence
        00400009 SH ScheduledProcedureStepID; 00400010 SH ScheduledStationName; 00400011 SH ScheduledProcedureStepLocation; 00400012 LO PreMedication; 00400241 AE PerformedStationAETitle
        00400242 SH PerformedStationName; 00400243 SH PerformedLocation; 00400244 DA PerformedProcedureStepStartDate; 00400245 TM PerformedProcedureStepStartTime; 00400250 DA PerformedProcedureStepEndDate
        00400251 TM PerformedProcedureStepEndTime; 00400253 SH PerformedProcedureStepID; 00400254 LO PerformedProcedureStepDescription; 00400260 SQ PerformedProtocolCodeSequence
        00400275 SQ RequestAttributesSequence; 00400280 ST CommentsOnThePerformedProcedureStep; 00400310 ST CommentsOnRadiationDose; 00400555 SQ AcquisitionContextSequence; 0040059A SQ SpecimenTypeCodeSequence
        00401001 SH RequestedProcedureID; 00401002 LO ReasonForTheRequestedProcedure; 00401004 LO PatientTransportArrangements; 00401005 LO RequestedProcedureLocation; 00401010 PN NamesOfIntendedRecipientsOfResults
        00401011 SQ IntendedRecipientsOfResultsIdentificationSequence; 00401101 SQ PersonIdentificationCodeSequence; 00401102 ST PersonAddress; 00401103 LO PersonTelephoneNumbers; 00401400 LT RequestedProcedureComments
        00402001 LO ReasonForTheImagingServiceRequest; 00402008 PN OrderEnteredBy; 00402009 SH OrderEntererLocation; 00402010 SH OrderCallbackPhoneNumber; 00402016 LO PlacerOrderNumberImagingServiceRequest
        00402017 LO FillerOrderNumberImagingServiceRequest; 00402400 LT ImagingServiceRequestComments; 00403001 LO ConfidentialityConstraintOnPatientDataDescription; 00404023 UI ReferencedGeneralPurposeScheduledProcedureStepTransactionUID
        00404025 SQ ScheduledStationNameCodeSequence; 00404028 SQ PerformedStationNameCodeSequence; 00404034 SQ ScheduledHumanPerformersSequence; 00404035 SQ ActualHumanPerformersSequence; 00404036 LO HumanPerformerOrganization
        00404037 PN HumanPerformerName; 00404050 DT PerformedProcedureStepStartDateTime; 00408302 DS EntranceDoseInmGy; 0040A010 CS RelationshipType; 0040A027 LO VerifyingOrganization; 0040A030 DT VerificationDateTime
        0040A032 DT ObservationDateTime; 0040A040 CS ValueType; 0040A043 SQ ConceptNameCodeSequence; 0040A050 CS ContinuityOfContent; 0040A073 SQ VerifyingObserverSequence; 0040A075 PN VerifyingObserverName
        0040A078 SQ AuthorObserverSequence; 0040A07A SQ ParticipantSequence; 0040A07C SQ CustodialOrganizationSequence; 0040A088 SQ VerifyingObserverIdentificationCodeSequence; 0040A120 DT DateTime
        0040A121 DA Date; 0040A122 TM Time; 0040A123 PN PersonName; 0040A124 UI UID; 0040A160 UT TextValue; 0040A168 SQ ConceptCodeSequence; 0040A170 SQ PurposeOfReferenceCodeSequence
        0040A180 US AnnotationGroupNumber; 0040A300 SQ MeasuredValueSequence; 0040A30A DS NumericValue; 0040A360 SQ PredecessorDocumentsSequence; 0040A370 SQ ReferencedRequestSequence; 0040A372 SQ PerformedProcedureCodeSequence
        0040A375 SQ CurrentRequestedProcedureEvidenceSequence; 0040A385 SQ PertinentOtherEvidenceSequence; 0040A491 CS CompletionFlag; 0040A493 CS VerificationFlag; 0040A496 CS PreliminaryFlag; 0040A504 SQ ContentTemplateSequence
        0040A730 SQ ContentSequence; 0040DB00 CS TemplateIdentifier; 004008EA SQ MeasurementUnitsCodeSequence; 00409096 SQ RealWorldValueMappingSequence; 00409224 FD RealWorldValueIntercept; 00409225 FD RealWorldValueSlope
        00540011 US NumberOfEnergyWindows; 00540013 SQ EnergyWindowRangeSequence; 00540014 DS EnergyWindowLowerLimit; 00540015 DS EnergyWindowUpperLimit; 00540016 SQ RadiopharmaceuticalInformationSequence
        00540081 US NumberOfSlices; 00540101 US NumberOfTimeSlices; 00540202 CS TypeOfDetectorMotion; 00540300 SQ RadionuclideCodeSequence; 00540302 SQ AdministrationRouteCodeSequence; 00540304 SQ RadiopharmaceuticalCodeSequence
        00540410 SQ PatientOrientationCodeSequence; 00540412 SQ PatientOrientationModifierCodeSequence; 00540414 SQ PatientGantryRelationshipCodeSequence; 00541000 CS SeriesType; 00541001 CS Units; 00541002 CS CountsSource
        00541004 CS ReprojectionMethod; 00541006 CS SUVType; 00541100 CS RandomsCorrectionMethod; 00541101 LO AttenuationCorrectionMethod; 00541102 CS DecayCorrection; 00541103 LO ReconstructionMethod; 00541104 LO DetectorLinesOfResponseUsed
        00541105 LO ScatterCorrectionMethod; 00541200 DS AxialAcceptance; 00541201 IS AxialMash; 00541202 IS TransverseMash; 00541203 DS DetectorElementSize; 00541210 DS CoincidenceWindowWidth; 00541220 CS SecondaryCountsType
        00541300 DS FrameReferenceTime; 00541310 IS PrimaryPromptsCountsAccumulated; 00541311 IS SecondaryCountsAccumulated; 00541320 DS SliceSensitivityFactor; 00541321 DS DecayFactor; 00541322 DS DoseCalibrationFactor
        00541323 DS ScatterFractionFactor; 00541324 DS DeadTimeFactor; 00541330 US ImageIndex
        00620001 CS SegmentationType; 00620002 SQ SegmentSequence; 00620003 SQ SegmentedPropertyCategoryCodeSequence; 00620004 US SegmentNumber; 00620005 LO SegmentLabel; 00620006 ST SegmentDescription
        00620008 CS SegmentAlgorithmType; 00620009 LO SegmentAlgorithmName; 0062000A SQ SegmentIdentificationSequence; 0062000B US ReferencedSegmentNumber; 0062000C US RecommendedDisplayGrayscaleValue
        0062000D US RecommendedDisplayCIELabValue; 0062000E US MaximumFractionalValue; 0062000F SQ SegmentedPropertyTypeCodeSequence; 00620010 CS SegmentationFractionalType; 00620013 CS SegmentsOverlap
        00620020 UT TrackingID; 00620021 UI TrackingUID
        00700001 SQ GraphicAnnotationSequence; 00700080 CS ContentLabel; 00700081 LO ContentDescription; 00700082 DA PresentationCreationDate; 00700083 TM PresentationCreationTime; 00700084 PN ContentCreatorName
        00700086 SQ ContentCreatorIdentificationCodeSequence; 0070031A UI FiducialUID; 00880140 UI StorageMediaFileSetUID; 00880200 SQ IconImageSequence; 00880904 LO TopicTitle; 00880906 ST TopicSubject
        00880910 LO TopicAuthor; 00880912 LO TopicKeywords; 04000100 UI DigitalSignatureUID; 04000402 SQ ReferencedDigitalSignatureSequence; 04000403 SQ ReferencedSOPInstanceMACSequence; 04000404 OB MAC
        04000550 SQ ModifiedAttributesSequence; 04000561 SQ OriginalAttributesSequence; 04000600 CS InstanceOriginStatus; 40000010 LT Arbitrary; 40004000 LT TextComments
        30060002 SH StructureSetLabel; 30060004 LO StructureSetName; 30060006 ST StructureSetDescription; 30060008 DA StructureSetDate; 30060009 TM StructureSetTime; 30060010 SQ ReferencedFrameOfReferenceSequence
        30060012 SQ RTReferencedStudySequence; 30060014 SQ RTReferencedSeriesSequence; 30060016 SQ ContourImageSequence; 30060020 SQ StructureSetROISequence; 30060022 IS ROINumber; 30060024 UI ReferencedFrameOfReferenceUID
        30060026 LO ROIName; 30060028 ST ROIDescription; 3006002A IS ROIDisplayColor; 3006002C DS ROIVolume; 30060036 CS ROIGenerationAlgorithm; 30060038 LO ROIGenerationDescription; 30060039 SQ ROIContourSequence
        30060040 SQ ContourSequence; 30060042 CS ContourGeometricType; 30060044 DS ContourSlabThickness; 30060046 IS NumberOfContourPoints; 30060048 IS ContourNumber; 30060050 DS ContourData
        30060080 SQ RTROIObservationsSequence; 30060082 IS ObservationNumber; 30060084 IS ReferencedROINumber; 30060085 SH ROIObservationLabel; 30060088 ST ROIObservationDescription; 300600A4 CS RTROIInterpretedType
        300600A6 PN ROIInterpreter; 300600C2 UI RelatedFrameOfReferenceUID; 300A0013 UI DoseReferenceUID; 300E0008 PN ReviewerName; 70531000 DS PhilipsSUVScaleFactor; 70531009 DS PhilipsActivityConcentrationScaleFactor
        7FE00001 OV ExtendedOffsetTable; 7FE00002 OV ExtendedOffsetTableLengths; 7FE00008 OF FloatPixelData; 7FE00009 OD DoubleFloatPixelData; 7FE00010 OW PixelData; FFFAFFFA SQ DigitalSignaturesSequence
        52009229 SQ SharedFunctionalGroupsSequence; 52009230 SQ PerFrameFunctionalGroupsSequence; FFFCFFFC OB DataSetTrailingPadding
        """;
}
