using System.Buffers.Binary;
using System.Globalization;

namespace Cavum.Imaging;

/// <summary>Writes SUV volumes as PET series in vendors' dialects, and HU volumes as CT series; the same input gives the same bytes.</summary>
public static class PetSeriesWriter
{
    private const string PetImageStorage = "1.2.840.10008.5.1.4.1.1.128", CtImageStorage = "1.2.840.10008.5.1.4.1.1.2";
    private const double BedStepSeconds = 3;

    /// <summary>One Part 10 file a slice, in slice order; values are SUVbw and are stored as the dialect demands.</summary>
    /// <remarks>What is read back differs from the input by at most half a step of the slice's 15-bit slope.</remarks>
    public static IEnumerable<byte[]> WritePet(ImageVolume suv, SeriesHeader header, PetAcquisition acquisition)
    {
        header = header.WithUids("PT");
        double lambda = Math.Log(2) / acquisition.HalfLifeSeconds;
        double decayed = acquisition.DoseBecquerels * Math.Exp(-lambda * acquisition.InjectedBefore.TotalSeconds);
        double becquerelsPerSuv = decayed / (header.WeightKg * 1000);
        double wholeMax = Max(suv.Values);
        int area = suv.Geometry.Columns * suv.Geometry.Rows;
        for (int z = 0; z < suv.Geometry.Slices; z++)
        {
            var values = suv.Memory.Slice(z * area, area);
            var data = Common(header, suv.Geometry, z, "PT", PetImageStorage);
            double unit = acquisition.Dialect switch
            {
                PetDialect.StoredSuv => 1,
                PetDialect.Philips => PhilipsCountsPerSuv,
                _ => becquerelsPerSuv,
            };
            double most = acquisition.Dialect == PetDialect.Philips ? wholeMax : Max(values.Span);
            double slope = double.Parse(DicomWriter.Decimal(Math.Max(most * unit / 32767, 1e-6)), CultureInfo.InvariantCulture);
            Acquired(data, header, acquisition, z, lambda);
            Dialect(data, header, acquisition, becquerelsPerSuv);
            Pixels(data, values.Span, unit, slope, 0, -32768);
            data.With(DicomTags.RescaleSlope, slope).With(new(0x00541330), z + 1);
            data.With(DicomTags.NumberOfSlices, suv.Geometry.Slices);
            yield return DicomWriter.Write(data);
        }
    }

    /// <summary>One Part 10 file a slice; values are HU and are stored as whole numbers with intercept −1024.</summary>
    public static IEnumerable<byte[]> WriteCt(ImageVolume hu, SeriesHeader header)
    {
        header = header.WithUids("CT");
        int area = hu.Geometry.Columns * hu.Geometry.Rows;
        for (int z = 0; z < hu.Geometry.Slices; z++)
        {
            var data = Common(header, hu.Geometry, z, "CT", CtImageStorage);
            data.With(DicomTags.AcquisitionTime, Time(header.Start)).With(DicomTags.AcquisitionDate, Date(header.Start));
            data.With(new DicomTag(0x00185100), "HFS"); // PET tells it by codes instead
            data.With(new DicomTag(0x00180060), 120.0).With(new DicomTag(0x00280301), "NO");
            Pixels(data, hu.Memory.Slice(z * area, area).Span, 1, 1, -1024, -32768);
            data.With(DicomTags.RescaleSlope, 1.0).With(new DicomTag(0x00281054), "HU");
            yield return DicomWriter.Write(data);
        }
    }

    private const double PhilipsCountsPerSuv = 1400;

    private static double Max(ReadOnlySpan<float> values)
    {
        float max = 0;
        foreach (float v in values) max = Math.Max(max, Math.Abs(v));
        return max;
    }

    private static DicomDataset Common(SeriesHeader h, ImageGeometry g, int z, string modality, string sopClass)
    {
        var position = g.ToPatient(0, 0, z);
        string sop = DicomUid.FromText(string.Create(CultureInfo.InvariantCulture, $"{h.SeriesInstanceUid} {z + 1}"));
        var data = new DicomDataset()
            .With(DicomTags.SpecificCharacterSet, "ISO_IR 192").With(DicomTags.ImageType, "ORIGINAL", "PRIMARY", "AXIAL")
            .With(DicomTags.SopClassUid, sopClass).With(DicomTags.SopInstanceUid, sop).With(DicomTags.Modality, modality)
            .With(DicomTags.StudyDate, Date(h.Start)).With(DicomTags.StudyTime, Time(h.Start)).With(DicomTags.SeriesDate, Date(h.Start)).With(DicomTags.SeriesTime, Time(h.Start))
            .With(DicomTags.ContentDate, Date(h.Start)).With(DicomTags.ContentTime, Time(h.Start)).With(DicomTags.AccessionNumber, "").With(DicomTags.ReferringPhysicianName, "")
            .With(DicomTags.Manufacturer, h.Manufacturer).With(DicomTags.ManufacturerModelName, h.Model)
            .With(DicomTags.StudyDescription, h.StudyDescription).With(DicomTags.SeriesDescription, h.SeriesDescription)
            .With(DicomTags.PatientName, h.PatientName).With(DicomTags.PatientId, h.PatientId).With(DicomTags.PatientBirthDate, "").With(DicomTags.PatientSex, h.Sex)
            .With(DicomTags.PatientWeight, h.WeightKg).With(DicomTags.SliceThickness, g.Spacing.Z).With(new DicomTag(0x00200060), "")
            .With(DicomTags.StudyInstanceUid, h.StudyInstanceUid).With(DicomTags.SeriesInstanceUid, h.SeriesInstanceUid).With(new DicomTag(0x00200010), "1")
            .With(DicomTags.SeriesNumber, h.SeriesNumber).With(new DicomTag(0x00200012), 1.0).With(DicomTags.InstanceNumber, z + 1)
            .With(DicomTags.FrameOfReferenceUid, h.FrameOfReferenceUid).With(new DicomTag(0x00201040), "")
            .With(DicomTags.ImagePosition, position.X, position.Y, position.Z)
            .With(DicomTags.ImageOrientation, g.AxisX.X, g.AxisX.Y, g.AxisX.Z, g.AxisY.X, g.AxisY.Y, g.AxisY.Z)
            .With(DicomTags.PixelSpacing, g.Spacing.Y, g.Spacing.X).With(DicomTags.SamplesPerPixel, 1).With(DicomTags.PhotometricInterpretation, "MONOCHROME2")
            .With(DicomTags.Rows, g.Rows).With(DicomTags.Columns, g.Columns).With(DicomTags.BitsAllocated, 16).With(DicomTags.BitsStored, 16)
            .With(DicomTags.HighBit, 15).With(DicomTags.PixelRepresentation, 1);
        if (h.HeightM is { } height) data.With(DicomTags.PatientSize, height);
        return data;
    }

    private static void Acquired(DicomDataset data, SeriesHeader h, PetAcquisition a, int z, double lambda)
    {
        int bed = z / Math.Max(1, a.SlicesPerBed);
        double offset = bed * (a.FrameSeconds + BedStepSeconds), average = SuvCalculator.AverageCountTime(lambda, a.FrameSeconds);
        bool ge = a.Dialect == PetDialect.Ge;
        var began = ge ? h.Start : h.Start.AddSeconds(offset);
        double x = lambda * a.FrameSeconds;
        data.With(DicomTags.AcquisitionDate, Date(began)).With(DicomTags.AcquisitionTime, Time(began))
            .With(DicomTags.ActualFrameDuration, Math.Round(a.FrameSeconds * 1000))
            .With(DicomTags.FrameReferenceTime, 1000 * (ge ? offset : offset + average))
            .With(DicomTags.DecayFactor, x / (1 - Math.Exp(-x)) * Math.Exp(lambda * offset));
    }

    private static void Dialect(DicomDataset data, SeriesHeader h, PetAcquisition a, double becquerelsPerSuv)
    {
        var injected = h.Start - a.InjectedBefore;
        var dose = new DicomDataset()
            .With(DicomTags.Radiopharmaceutical, "FDG -- fluorodeoxyglucose").With(new DicomTag(0x00181071), 0.0)
            .With(DicomTags.RadiopharmaceuticalStartTime, Time(injected))
            .With(DicomTags.RadionuclideTotalDose, a.DoseInMegabecquerels ? a.DoseBecquerels / 1e6 : a.DoseBecquerels)
            .With(DicomTags.RadionuclideHalfLife, a.HalfLifeSeconds).With(new DicomTag(0x00181076), 0.967)
            .With(DicomTags.RadionuclideCodeSequence, DicomBuilder.Code("C-111A1", "SRT", "^18^Fluorine"))
            .With(new DicomTag(0x00540304), DicomBuilder.Code("C-B1031", "SRT", "Fluorodeoxyglucose F^18^"));
        if (a.Dialect != PetDialect.Ge) dose.With(DicomTags.RadiopharmaceuticalStartDateTime, Date(injected) + Time(injected));
        data.With(DicomTags.RadiopharmaceuticalInformation, dose)
            .With(DicomTags.CorrectedImage, "NORM", "DTIM", "ATTN", "SCAT", "DECY", "RAN", "DCAL")
            .With(DicomTags.SeriesType, "WHOLE BODY", "IMAGE").With(new DicomTag(0x00541002), "EMISSION").With(new DicomTag(0x00181181), "NONE").With(DicomTags.DecayCorrection, "START")
            .With(DicomTags.RescaleIntercept, 0.0).With(new DicomTag(0x00541100), "DLYD").With(new DicomTag(0x00541103), "OSEM 3i21s")
            .With(new DicomTag(0x00540410), DicomBuilder.Code("102538003", "SCT", "recumbent")).With(new DicomTag(0x00540414), DicomBuilder.Code("102540008", "SCT", "headfirst"));
        switch (a.Dialect)
        {
            case PetDialect.Ge:
                data.With(DicomTags.Units, "BQML").WithVr(new(0x00090010), "LO", "GEMS_PETD_01").WithVr(new(0x0009100D), "DT", Date(h.Start) + Time(h.Start));
                break;
            case PetDialect.Philips:
                data.With(DicomTags.Units, "CNTS").WithVr(new(0x70530010), "LO", "Philips PET Private Group")
                    .With(new DicomTag(0x70531000), 1 / PhilipsCountsPerSuv).With(new DicomTag(0x70531009), becquerelsPerSuv / PhilipsCountsPerSuv);
                break;
            case PetDialect.StoredSuv:
                data.With(DicomTags.Units, "GML").With(DicomTags.SuvType, "BW");
                break;
            default:
                data.With(DicomTags.Units, "BQML");
                break;
        }
    }

    private static void Pixels(DicomDataset data, ReadOnlySpan<float> values, double unit, double slope, double intercept, int least)
    {
        byte[] bytes = new byte[values.Length * 2];
        for (int i = 0; i < values.Length; i++)
        {
            double stored = Math.Clamp(Math.Round((values[i] * unit - intercept) / slope), least, 32767);
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), (short)stored);
        }
        data.Set(new(DicomTags.PixelData, "OW", bytes));
        data.With(DicomTags.RescaleIntercept, intercept);
    }

    private static string Date(DateTime t) => t.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Time(DateTime t) => t.ToString("HHmmss.ffffff", CultureInfo.InvariantCulture);
}
