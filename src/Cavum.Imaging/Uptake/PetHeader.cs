namespace Cavum.Imaging;

/// <summary>What one PET slice tells about its numbers: unit, decay correction, dose, times, body.</summary>
/// <remarks>Times are kept as written; a value that is absent is null, one that is no number is null with its text in <see cref="Unreadable"/>.</remarks>
public sealed record PetHeader
{
    /// <summary>File or entry, for problems.</summary>
    public required string Name { get; init; }

    public string? Manufacturer { get; init; }
    public string? Units { get; init; }
    public string? SuvType { get; init; }
    public string? DecayCorrection { get; init; }

    /// <summary>Corrections applied, such as ATTN and DECY; empty when the element is absent.</summary>
    public IReadOnlyList<string> CorrectedImage { get; init; } = [];

    public double? WeightKg { get; init; }
    public double? HeightM { get; init; }
    public string? Sex { get; init; }

    /// <summary>As written: Bq by the standard, MBq by some.</summary>
    public double? TotalDose { get; init; }
    public double? HalfLifeSeconds { get; init; }
    public string? RadionuclideCode { get; init; }
    public string? Radiopharmaceutical { get; init; }
    public string? InjectionTime { get; init; }
    public string? InjectionDateTime { get; init; }
    public string? StudyDate { get; init; }
    public string? SeriesDate { get; init; }
    public string? SeriesTime { get; init; }
    public string? AcquisitionDate { get; init; }
    public string? AcquisitionTime { get; init; }
    public string? AcquisitionDateTime { get; init; }
    public string? TimeZone { get; init; }
    public double? FrameReferenceTimeMs { get; init; }
    public double? FrameDurationMs { get; init; }

    /// <summary>(0018,9701) of an enhanced object: the moment that the frame is corrected to, as stated.</summary>
    public string? CorrectionDateTime { get; init; }

    /// <summary>(0009,100D): the moment that GE corrected to.</summary>
    public string? GeScanDateTime { get; init; }

    /// <summary>(7053,1000): SUV a count.</summary>
    public double? PhilipsSuvFactor { get; init; }

    /// <summary>(7053,1009): Bq/mL a count.</summary>
    public double? PhilipsActivityFactor { get; init; }
    public double? DoseCalibrationFactor { get; init; }
    public double? RescaleIntercept { get; init; }
    public double? VoxelMillilitres { get; init; }

    /// <summary>Tag and text of what should be a number and is none.</summary>
    public IReadOnlyList<(DicomTag Tag, string Text)> Unreadable { get; init; } = [];

    /// <summary>How many administrations of a tracer the header lists; the values here are those of the first.</summary>
    public int Administrations { get; init; } = 1;

    /// <summary>Start of the acquisition of this slice; where only its time of day is told, on that side of the series' time that is within half a day.</summary>
    public DateTime? Acquisition
    {
        get
        {
            if (DicomTime.Time(AcquisitionTime) is not { } time) return DicomTime.DateAndTime(AcquisitionDateTime, TimeZone);
            if (DicomTime.Date(AcquisitionDate) is { } own) return DicomTime.Join(own, time);
            if (DicomTime.Date(SeriesDate) is null || Series is not { } series)
                return (DicomTime.Date(SeriesDate) ?? DicomTime.Date(StudyDate)) is { } day ? DicomTime.Join(day, time) : null;
            double hours = (series.TimeOfDay - time).TotalHours;
            return series.Date.AddDays(hours > 12 ? 1 : hours < -12 ? -1 : 0) + time;
        }
    }

    public DateTime? Series => DicomTime.Join(SeriesDate ?? AcquisitionDate ?? StudyDate, SeriesTime);

    /// <param name="frame">Of a multi-frame object, counted from 0.</param>
    public static PetHeader Of(DicomFile file, int frame = 0)
    {
        var set = FrameGroups.Flatten(file.Data, frame);
        return EnhancedPet.Translate(Plain(file, set), file.Data, set);
    }

    private static PetHeader Plain(DicomFile file, DicomDataset set)
    {
        var dose = set.FirstItem(DicomTags.RadiopharmaceuticalInformation) ?? set;
        List<(DicomTag, string)> unreadable = [];
        return new()
        {
            Name = file.Name,
            Manufacturer = set.Text(DicomTags.Manufacturer),
            Units = set.Text(DicomTags.Units)?.ToUpperInvariant(),
            SuvType = set.Text(DicomTags.SuvType)?.ToUpperInvariant(),
            DecayCorrection = set.Text(DicomTags.DecayCorrection)?.ToUpperInvariant(),
            CorrectedImage = [.. set.Texts(DicomTags.CorrectedImage).Where(c => c.Length > 0)],
            Administrations = Math.Max(1, set.Sequence(DicomTags.RadiopharmaceuticalInformation).Count),
            WeightKg = Number(set, DicomTags.PatientWeight),
            HeightM = Number(set, DicomTags.PatientSize),
            Sex = set.Text(DicomTags.PatientSex)?.ToUpperInvariant(),
            TotalDose = Number(dose, DicomTags.RadionuclideTotalDose),
            HalfLifeSeconds = Number(dose, DicomTags.RadionuclideHalfLife),
            RadionuclideCode = dose.FirstItem(DicomTags.RadionuclideCodeSequence)?.Text(DicomTags.CodeValue),
            Radiopharmaceutical = dose.Text(DicomTags.Radiopharmaceutical),
            InjectionTime = dose.Text(DicomTags.RadiopharmaceuticalStartTime),
            InjectionDateTime = dose.Text(DicomTags.RadiopharmaceuticalStartDateTime) ?? Private(0x0009, 0x3B, "GEMS_PETD"),
            StudyDate = set.Text(DicomTags.StudyDate),
            SeriesDate = set.Text(DicomTags.SeriesDate),
            SeriesTime = set.Text(DicomTags.SeriesTime),
            AcquisitionDate = set.Text(DicomTags.AcquisitionDate),
            AcquisitionTime = set.Text(DicomTags.AcquisitionTime),
            AcquisitionDateTime = set.Text(DicomTags.AcquisitionDateTime),
            TimeZone = set.Text(DicomTags.TimezoneOffset),
            FrameReferenceTimeMs = Number(set, DicomTags.FrameReferenceTime),
            FrameDurationMs = Number(set, DicomTags.ActualFrameDuration),
            GeScanDateTime = Private(0x0009, 0x0D, "GEMS_PETD"),
            PhilipsSuvFactor = PrivateNumber(0x7053, 0x00),
            PhilipsActivityFactor = PrivateNumber(0x7053, 0x09),
            DoseCalibrationFactor = Number(set, DicomTags.DoseCalibrationFactor),
            RescaleIntercept = Number(set, DicomTags.RescaleIntercept),
            VoxelMillilitres = set.Numbers(DicomTags.PixelSpacing) is [> 0, > 0] spacing && set.Number(DicomTags.SliceThickness) is { } thickness and > 0
                ? spacing[0] * spacing[1] * thickness / 1000 : null,
            Unreadable = unreadable,
        };

        double? Number(DicomDataset from, DicomTag tag)
        {
            double? number = from.Number(tag);
            if (number is null && from.Text(tag) is { } text) unreadable.Add((tag, text));
            return number;
        }

        string? Private(ushort group, byte element, string creator) =>
            set.PrivateTag(group, element, creator) is { } tag ? set.Text(tag) : null;

        double? PrivateNumber(ushort group, byte element) =>
            set.PrivateTag(group, element, "Philips PET") is { } tag ? Number(set, tag) : null;
    }
}
