namespace Cavum.Imaging;

/// <summary>What the writers put into every image of a series: who, when, on which scanner.</summary>
public sealed record SeriesHeader
{
    public required string PatientId { get; init; }
    public string PatientName { get; init; } = "";

    /// <summary>M, F or O.</summary>
    public string Sex { get; init; } = "O";
    public double WeightKg { get; init; } = 70;

    /// <summary>Null leaves the height out.</summary>
    public double? HeightM { get; init; } = 1.70;
    public string StudyInstanceUid { get; init; } = "";
    public string SeriesInstanceUid { get; init; } = "";
    public string FrameOfReferenceUid { get; init; } = "";
    public string StudyDescription { get; init; } = "FDG PET/CT";
    public string SeriesDescription { get; init; } = "";
    public int SeriesNumber { get; init; } = 1;
    public string Manufacturer { get; init; } = "Cavum";
    public string Model { get; init; } = "Simulator";

    /// <summary>Start of the study's first acquisition.</summary>
    public required DateTime Start { get; init; }

    /// <summary>The same identity with UIDs filled from content where they were left empty.</summary>
    public SeriesHeader WithUids(string modality)
    {
        string study = StudyInstanceUid.Length > 0 ? StudyInstanceUid : DicomUid.FromText($"study {PatientId} {Start:O}");
        return this with
        {
            StudyInstanceUid = study,
            SeriesInstanceUid = SeriesInstanceUid.Length > 0 ? SeriesInstanceUid : DicomUid.FromText($"series {study} {modality} {SeriesNumber} {SeriesDescription}"),
            FrameOfReferenceUid = FrameOfReferenceUid.Length > 0 ? FrameOfReferenceUid : DicomUid.FromText($"frame {study}"),
        };
    }
}

/// <summary>How a vendor writes PET numbers and times.</summary>
public enum PetDialect
{
    /// <summary>BQML, START; per-slice slopes; frame reference times that lead back to SeriesTime.</summary>
    Siemens,

    /// <summary>BQML, START; (0009,100D) scan time; one AcquisitionTime for all beds and FrameReferenceTime counted from the scan's start.</summary>
    Ge,

    /// <summary>CNTS with (7053,1000) SUV and (7053,1009) activity factors; one slope.</summary>
    Philips,

    /// <summary>GML, SUVType BW: the values are SUV already.</summary>
    StoredSuv,
}

/// <summary>The injection and the acquisition that the PET numbers refer to.</summary>
/// <param name="DoseBecquerels">Activity at injection, Bq.</param>
/// <param name="InjectedBefore">From injection to the start of the scan.</param>
/// <param name="FrameSeconds">Duration of one bed position, s.</param>
/// <param name="SlicesPerBed">How many slices one bed position covers.</param>
public sealed record PetAcquisition(double DoseBecquerels, TimeSpan InjectedBefore, double HalfLifeSeconds = 6586.2, double FrameSeconds = 120, int SlicesPerBed = 45)
{
    public PetDialect Dialect { get; init; } = PetDialect.Siemens;

    /// <summary>Writes (0018,1074) in MBq, as some sites do.</summary>
    public bool DoseInMegabecquerels { get; init; }
}
