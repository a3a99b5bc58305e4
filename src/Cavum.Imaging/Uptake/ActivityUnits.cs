using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>What to multiply rescaled values by to reach Bq/mL: 1 for BQML, vendor or header factors for counts.</summary>
internal static class ActivityUnits
{
    public static Outcome<double> BecquerelsPerMillilitre(PetHeader s, List<string> warnings)
    {
        if (s.Units == "BQML") return Outcome<double>.Of(1);
        if (s.Units == "CNTS")
        {
            if (s.PhilipsActivityFactor is { } factor and > 0) return Outcome<double>.Of(factor);
            if ((s.PhilipsSuvFactor is <= 0 ? s.PhilipsSuvFactor : s.PhilipsActivityFactor) is { } bad and <= 0)
                return Outcome<double>.Refused(SuvChecks.Missing(s, new(0x70531009), bad.ToString(System.Globalization.CultureInfo.InvariantCulture), "philipsFactorZero", "a factor above 0; 0 says that counts cannot be converted"));
            if (s.FrameDurationMs is not > 0)
                return Outcome<double>.Refused(SuvChecks.Missing(s, new(0x70531000), null, "missingPhilipsFactor", "a Philips SUV (7053,1000) or activity (7053,1009) factor, or a frame duration to reach counts per second"));
            return FromCountRate(s, 1000 / s.FrameDurationMs.Value, warnings);
        }
        return FromCountRate(s, 1, warnings);
    }

    /// <summary>Counts per second a voxel → Bq/mL: ÷ voxel mL, and × dose calibration factor unless DCAL was applied (IBSI SUV manual).</summary>
    private static Outcome<double> FromCountRate(PetHeader s, double perSecond, List<string> warnings)
    {
        List<Problem> problems = [];
        bool calibrated = s.CorrectedImage.Contains("DCAL");
        if (s.CorrectedImage.Count == 0)
            problems.Add(SuvChecks.Missing(s, DicomTags.CorrectedImage, null, "missingCorrections", "the corrections that were applied, needed for counts"));
        if (s.VoxelMillilitres is not > 0)
            problems.Add(SuvChecks.Missing(s, DicomTags.PixelSpacing, null, "missingVoxelVolume", "PixelSpacing and SliceThickness, needed for counts"));
        if (!calibrated && s.DoseCalibrationFactor is not > 0)
            problems.Add(SuvChecks.Missing(s, DicomTags.DoseCalibrationFactor, null, "missingCalibration", "a factor above 0, as counts are not dose calibrated (no DCAL)"));
        if (problems.Count > 0) return Outcome<double>.Refused(problems);
        warnings.Add("Counts were converted to Bq/mL by voxel volume" + (calibrated ? " (dose calibrated)." : " and the dose calibration factor."));
        return Outcome<double>.Of(perSecond * (calibrated ? 1 : s.DoseCalibrationFactor!.Value) / s.VoxelMillilitres!.Value);
    }
}
