using System.Buffers.Binary;
using System.Globalization;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>Writes the PT and CT series of a phantom as DICOM in the dialect of its scanner.</summary>
/// <remarks>
/// Siemens: BQML, START, AcquisitionTime and FrameReferenceTime of each bed. GE: BQML, START, one AcquisitionTime for all beds,
/// the scan's moment in (0009,100D). Philips: CNTS with the SUV and activity factors in (7053,1000) and (7053,1009).
/// </remarks>
internal sealed class SeriesFiles(SimulationSettings settings, SimulatedSubject subject, SimulatedScan scan)
{
    private const string PetStorage = "1.2.840.10008.5.1.4.1.1.128", CtStorage = "1.2.840.10008.5.1.4.1.1.2";
    private const double SuvPerPhilipsCount = 0.000412;
    private const int MostStored = 32767;

    private readonly PetTiming timing = PetTiming.Draw(Streams.Of(settings, subject.Index, scan.Index == 0 ? Purpose.BaselineDose : Purpose.FollowUpDose), subject.Person, scan);
    private readonly ScannerMake make = Scanner.Of(subject).Make;

    public PetTiming Timing => timing;

    public byte[] PtZip(ImageVolume suv) => Zip(suv.Geometry, (z, plane) => PtSlice(suv, z, plane));

    public byte[] CtZip(ImageVolume hu) => Zip(hu.Geometry, (z, plane) => CtSlice(hu, z, plane));

    private static byte[] Zip(ImageGeometry grid, Func<int, byte[], DicomDataset> slice) =>
        DeterministicZip.Of(Enumerable.Range(0, grid.Slices).Select(z =>
            (string.Create(CultureInfo.InvariantCulture, $"IM{grid.Slices - z:0000}.dcm"), DicomWriter.Write(slice(z, new byte[2 * grid.Columns * grid.Rows])))));

    private DicomDataset PtSlice(ImageVolume suv, int z, byte[] plane)
    {
        double weightGrams = subject.Person.WeightKg * 1000;
        double perSuv = make == ScannerMake.Philips ? 1 / SuvPerPhilipsCount : timing.DoseAtScan / weightGrams;
        int area = suv.Geometry.Columns * suv.Geometry.Rows;
        var values = suv.Values.Slice(z * area, area);
        float most = 0;
        foreach (float value in values) most = Math.Max(most, value);
        double slope = most > 0 ? double.Parse(DicomWriter.Decimal(most * perSuv / MostStored), CultureInfo.InvariantCulture) : 1;
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(plane.AsSpan(2 * i), (short)Math.Min(MostStored, Math.Round(values[i] * perSuv / slope)));

        var data = Common(PetStorage, "PT", suv.Geometry, z, 3);
        var bed = timing.BedStart(z, suv.Geometry.Slices);
        double sinceStart = (bed - timing.ScanStart).TotalSeconds;
        var acquired = make == ScannerMake.Ge ? timing.ScanStart : bed;
        data.With(DicomTags.AcquisitionDate, PetTiming.Date(acquired)).With(DicomTags.AcquisitionTime, PetTiming.Time(acquired))
            .With(DicomTags.SeriesType, "WHOLE BODY", "IMAGE").With(DicomTags.Units, make == ScannerMake.Philips ? "CNTS" : "BQML")
            .With(DicomTags.DecayCorrection, "START").With(DicomTags.CorrectedImage, "DECY", "ATTN", "SCAT", "DTIM", "RAN", "NORM")
            .With(DicomTags.ActualFrameDuration, PetTiming.FrameSeconds * 1000).With(DicomTags.NumberOfSlices, suv.Geometry.Slices)
            .With(DicomTags.FrameReferenceTime, Math.Round((sinceStart + (make == ScannerMake.Ge ? 0 : PetTiming.MeanActivityTime)) * 1000, 3))
            .With(DicomTags.DecayFactor, Math.Round(Math.Exp(PetTiming.Lambda * (sinceStart + PetTiming.MeanActivityTime)), 6))
            .With(DicomTags.DoseCalibrationFactor, 1.0)
            .With(DicomTags.RescaleIntercept, 0.0).With(DicomTags.RescaleSlope, slope).With(DicomTags.PixelRepresentation, 1.0);
        data.With(DicomTags.RadiopharmaceuticalInformation, Injection());
        AddPrivate(data, weightGrams);
        return data.Set(new DicomElement(DicomTags.PixelData, "OW", plane));
    }

    private DicomDataset Injection()
    {
        var item = new DicomDataset().With(DicomTags.Radiopharmaceutical, "Fluorodeoxyglucose")
            .With(DicomTags.RadiopharmaceuticalStartTime, PetTiming.Time(timing.Injection))
            .With(DicomTags.RadionuclideTotalDose, timing.DoseBecquerels).With(DicomTags.RadionuclideHalfLife, PetTiming.HalfLifeSeconds)
            .With(DicomTags.RadionuclideCodeSequence, DicomBuilder.Code("C-111A1", "SRT", "^18^Fluorine"));
        return make == ScannerMake.Ge ? item
            : item.With(DicomTags.RadiopharmaceuticalStartDateTime, PetTiming.Date(timing.Injection) + PetTiming.Time(timing.Injection));
    }

    private void AddPrivate(DicomDataset data, double weightGrams)
    {
        if (make == ScannerMake.Ge)
            data.WithVr(new(0x00090010), "LO", "GEMS_PETD_01").WithVr(new(0x0009100D), "DT", PetTiming.Date(timing.ScanStart) + PetTiming.Time(timing.ScanStart)[..9]);
        if (make == ScannerMake.Philips)
            data.WithVr(new(0x70530010), "LO", "Philips PET Private Group").WithVr(new(0x70531000), "DS", DicomWriter.Decimal(SuvPerPhilipsCount))
                .WithVr(new(0x70531009), "DS", DicomWriter.Decimal(SuvPerPhilipsCount * timing.DoseAtScan / weightGrams));
    }

    private DicomDataset CtSlice(ImageVolume hu, int z, byte[] plane)
    {
        int area = hu.Geometry.Columns * hu.Geometry.Rows;
        var values = hu.Values.Slice(z * area, area);
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(plane.AsSpan(2 * i), (ushort)Math.Clamp(values[i] + 1024, 0, 4095));
        var data = Common(CtStorage, "CT", hu.Geometry, z, 2);
        return data.With(DicomTags.AcquisitionDate, PetTiming.Date(timing.ScanStart)).With(DicomTags.AcquisitionTime, PetTiming.Time(timing.ScanStart.AddSeconds(-90)))
            .With(DicomTags.RescaleIntercept, -1024.0).With(DicomTags.RescaleSlope, 1.0).With(DicomTags.PixelRepresentation, 0.0)
            .Set(new DicomElement(DicomTags.PixelData, "OW", plane));
    }

    private DicomDataset Common(string sopClass, string modality, ImageGeometry grid, int z, int series)
    {
        var (manufacturer, model) = make switch
        {
            ScannerMake.Siemens => ("SIEMENS", "Biograph (simulated)"),
            ScannerMake.Ge => ("GE MEDICAL SYSTEMS", "Discovery (simulated)"),
            _ => ("Philips Medical Systems", "GEMINI (simulated)"),
        };
        string uidRoot = string.Create(CultureInfo.InvariantCulture, $"Cavum simulation {settings.Seed} {scan.Scan}"), day = PetTiming.Date(timing.ScanStart);
        var origin = grid.ToPatient(0, 0, z);
        return new DicomDataset().With(DicomTags.SpecificCharacterSet, "ISO_IR 100").With(DicomTags.ImageType, "ORIGINAL", "PRIMARY")
            .With(DicomTags.SopClassUid, sopClass).With(DicomTags.SopInstanceUid, DicomUid.FromText($"{uidRoot} {modality} {z}"))
            .With(DicomTags.StudyDate, day).With(DicomTags.SeriesDate, day).With(DicomTags.ContentDate, day)
            .With(DicomTags.StudyTime, PetTiming.Time(timing.ScanStart.AddSeconds(-300))).With(DicomTags.SeriesTime, PetTiming.Time(timing.ScanStart))
            .With(DicomTags.ContentTime, PetTiming.Time(timing.ScanStart)).With(DicomTags.AccessionNumber, "").With(DicomTags.ReferringPhysicianName, "")
            .With(DicomTags.Modality, modality).With(DicomTags.Manufacturer, manufacturer).With(DicomTags.ManufacturerModelName, model)
            .With(DicomTags.StudyDescription, "FDG PET/CT " + scan.TimePoint).With(DicomTags.SeriesDescription, modality + " simulated phantom")
            .With(DicomTags.PatientName, subject.Subject + "^SIMULATED").With(DicomTags.PatientId, subject.Subject).With(DicomTags.PatientBirthDate, "")
            .With(DicomTags.PatientSex, subject.Person.Sex).With(DicomTags.PatientSize, subject.Person.HeightCm / 100).With(DicomTags.PatientWeight, subject.Person.WeightKg)
            .With(DicomTags.SliceThickness, grid.Spacing.Z)
            .With(DicomTags.StudyInstanceUid, DicomUid.FromText(uidRoot)).With(DicomTags.SeriesInstanceUid, DicomUid.FromText($"{uidRoot} {modality}"))
            .With(DicomTags.SeriesNumber, series).With(DicomTags.InstanceNumber, grid.Slices - z).With(DicomTags.FrameOfReferenceUid, DicomUid.FromText(uidRoot + " frame"))
            .With(DicomTags.ImagePosition, origin.X, origin.Y, origin.Z).With(DicomTags.ImageOrientation, 1.0, 0, 0, 0, 1, 0)
            .With(DicomTags.PixelSpacing, grid.Spacing.Y, grid.Spacing.X).With(DicomTags.SamplesPerPixel, 1.0).With(DicomTags.PhotometricInterpretation, "MONOCHROME2")
            .With(DicomTags.Rows, grid.Rows).With(DicomTags.Columns, grid.Columns).With(DicomTags.BitsAllocated, 16.0).With(DicomTags.BitsStored, 16.0).With(DicomTags.HighBit, 15.0);
    }
}
