namespace Cavum.Imaging;

/// <summary>What an enhanced multi-frame PET object (PS3.3 A.56) says of a frame in its own words, told as a single-frame image would.</summary>
/// <remarks>
/// It has neither Units nor Decay Correction: the unit is that of a real-world value mapping (UCUM), or the frame's Rescale Type; corrections
/// are flags; the moment of decay correction is stated, so no rule has to find it. Of several mappings activity comes first, then SUVbw.
/// </remarks>
internal static class EnhancedPet
{
    /// <summary>UCUM code, Units, SUVType; the first that an object offers is used.</summary>
    private static readonly (string Ucum, string Units, string? SuvType)[] KnownUnits =
    [
        ("bq/ml", "BQML", null), ("g/ml{suvbw}", "GML", "BW"), ("g/ml{suvlbm}", "GML", "LBM"), ("g/ml{suvlbm(james128)}", "GML", "LBMJAMES128"),
        ("g/ml{suvlbm(janma)}", "GML", "LBMJANMA"), ("g/ml{suvibw}", "GML", "IBW"), ("cm2/ml{suvbsa}", "CM2ML", "BSA"), ("{counts}/s", "CPS", null), ("{counts}", "CNTS", null),
    ];

    public sealed record RealWorld(string Units, string? SuvType, double? Slope, double? Intercept);

    /// <summary>Whether the object is in the enhanced form: frames without Units of their own.</summary>
    private static bool Is(DicomDataset data) => data.Contains(DicomTags.SharedFunctionalGroups) || data.Contains(DicomTags.PerFrameFunctionalGroups);

    /// <summary>The mapping whose unit SUV can be computed from; null for other objects and where there is none.</summary>
    public static RealWorld? Mapping(DicomDataset data, int frame)
    {
        if (!Is(data)) return null;
        var flat = FrameGroups.Flatten(data, frame);
        return flat.Text(DicomTags.Units) is null ? Mapping(flat) : null;
    }

    private static RealWorld? Mapping(DicomDataset flat)
    {
        var offered = flat.Sequence(DicomTags.RealWorldMapping).Select(m => (Item: m, Code: m.FirstItem(DicomTags.MeasurementUnits)?.Text(DicomTags.CodeValue)?.ToLowerInvariant())).ToList();
        foreach (var (ucum, units, suvType) in KnownUnits)
            if (offered.FirstOrDefault(o => o.Code == ucum).Item is { } item)
                return new(units, suvType, item.Number(DicomTags.RealWorldSlope), item.Number(DicomTags.RealWorldIntercept));
        return null;
    }

    /// <summary>Fills in what the enhanced form says otherwise; other objects are returned as they are.</summary>
    public static PetHeader Translate(PetHeader header, DicomDataset data, DicomDataset flat)
    {
        if (!Is(data)) return header;
        header = header with
        {
            AcquisitionDateTime = flat.Text(DicomTags.FrameAcquisitionDateTime) ?? header.AcquisitionDateTime,
            FrameDurationMs = flat.Number(DicomTags.FrameAcquisitionDuration) ?? header.FrameDurationMs,
            CorrectionDateTime = flat.Text(DicomTags.DecayCorrectionDateTime),
        };
        if (header.Units is null)
        {
            var mapping = Mapping(flat);
            string? type = flat.Text(DicomTags.RescaleType)?.ToUpperInvariant();
            header = header with { Units = mapping?.Units ?? (type is "BQML" or "CNTS" or "CPS" or "GML" or "CM2ML" ? type : null), SuvType = mapping?.SuvType ?? header.SuvType, RescaleIntercept = mapping is null ? header.RescaleIntercept : mapping.Intercept };
        }
        if (header.DecayCorrection is null && flat.Text(DicomTags.DecayCorrected) is { } decayed)
            header = header with { DecayCorrection = decayed == "YES" ? "START" : "NONE", CorrectedImage = [.. Corrections(flat)] };
        return header;
    }

    private static IEnumerable<string> Corrections(DicomDataset flat)
    {
        (uint Tag, string Name)[] flags = [(0x00189758, "DECY"), (0x00189759, "ATTN"), (0x00189760, "SCAT"), (0x00189761, "DTIM"), (0x00189762, "GMOT"), (0x00189764, "CLN"), (0x00189765, "RAN"), (0x00189767, "DCAL"), (0x00189768, "NORM")];
        return flags.Where(f => flat.Text(new(f.Tag)) == "YES").Select(f => f.Name);
    }
}
