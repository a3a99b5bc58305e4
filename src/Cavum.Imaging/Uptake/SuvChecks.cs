using System.Globalization;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>What a header must tell before any SUV is computed from it; each lack has a code.</summary>
internal static class SuvChecks
{
    /// <summary>From the smallest newborn to the heaviest person known, with room.</summary>
    private const double LeastWeightKg = 0.2, MostWeightKg = 650;

    private const double LeastHeightCm = 20, MostHeightCm = 280;

    public static Problem Missing(PetHeader slice, DicomTag tag, string? read, string code, string expected) =>
        new(DicomPlace.Of(slice.Name, tag, -1), read ?? "", $"[{code}] {expected}");

    /// <summary>One problem for each tag and text, named for the first slice that has it.</summary>
    public static IEnumerable<Problem> Distinct(IEnumerable<Problem> problems) =>
        problems.DistinctBy(p => (p.Place[(p.Place.LastIndexOf(", ", StringComparison.Ordinal) + 1)..], p.Read, p.Expected));

    /// <summary>Unit, corrections and agreement of the slices.</summary>
    public static List<Problem> Common(IReadOnlyList<PetHeader> slices)
    {
        List<Problem> problems = [];
        var first = slices[0];
        foreach (var s in slices)
        {
            problems.AddRange(s.Unreadable.Select(u => Missing(s, u.Tag, u.Text, "notANumber", "a number")));
            if (s.RescaleIntercept is { } intercept and not 0)
                problems.Add(Missing(s, DicomTags.RescaleIntercept, intercept.ToString(CultureInfo.InvariantCulture), "rescaleIntercept", "0, as the PET image module demands"));
            Same(s, DicomTags.Units, s.Units, first.Units);
            Same(s, DicomTags.DecayCorrection, s.DecayCorrection, first.DecayCorrection);
            Same(s, DicomTags.PatientWeight, s.WeightKg, first.WeightKg);
            Same(s, DicomTags.RadionuclideTotalDose, s.TotalDose, first.TotalDose);
            Same(s, DicomTags.RadionuclideHalfLife, s.HalfLifeSeconds, first.HalfLifeSeconds);
            Same(s, DicomTags.RadiopharmaceuticalStartTime, s.InjectionTime, first.InjectionTime);
            Same(s, DicomTags.RadiopharmaceuticalStartDateTime, s.InjectionDateTime, first.InjectionDateTime);
            Same(s, DicomTags.SuvType, s.SuvType, first.SuvType);
            Same(s, DicomTags.CorrectedImage, string.Join('\\', s.CorrectedImage), string.Join('\\', first.CorrectedImage));
        }
        if (first.Units is not ("BQML" or "CNTS" or "CPS" or "GML" or "CM2ML"))
            problems.Add(Missing(first, DicomTags.Units, first.Units, "unsupportedUnits", "BQML, CNTS, CPS, GML or CM2ML"));
        if (first.CorrectedImage.Count > 0 && !first.CorrectedImage.Contains("ATTN"))
            problems.Add(Missing(first, DicomTags.CorrectedImage, string.Join('\\', first.CorrectedImage), "notAttenuationCorrected", "ATTN among the corrections"));
        if (first.Administrations > 1)
            problems.Add(Missing(first, DicomTags.RadiopharmaceuticalInformation, $"{first.Administrations} administrations", "severalAdministrations", "one administration of one tracer, as the image does not tell them apart"));
        bool stored = first.Units is "GML" or "CM2ML" || (first.Units == "CNTS" && first.PhilipsSuvFactor is > 0);
        if (!stored && first.DecayCorrection is not ("START" or "ADMIN" or "NONE"))
            problems.Add(Missing(first, DicomTags.DecayCorrection, first.DecayCorrection, "unknownDecayCorrection", "START, ADMIN or NONE"));
        if (!stored && first.CorrectedImage.Count > 0 && first.DecayCorrection is "START" or "ADMIN" or "NONE" && first.CorrectedImage.Contains("DECY") != first.DecayCorrection is not "NONE")
            problems.Add(Missing(first, DicomTags.CorrectedImage, string.Join('\\', first.CorrectedImage), "decayCorrectionContradiction", first.DecayCorrection == "NONE" ? "no DECY, as DecayCorrection is NONE" : $"DECY, as DecayCorrection is {first.DecayCorrection}"));
        return [.. Distinct(problems)];

        void Same<T>(PetHeader s, DicomTag tag, T? value, T? wanted)
        {
            if (!EqualityComparer<T>.Default.Equals(value, wanted))
                problems.Add(Missing(s, tag, Convert.ToString(value, CultureInfo.InvariantCulture), "mixedSeries", $"'{Convert.ToString(wanted, CultureInfo.InvariantCulture)}' as in {first.Name}"));
        }
    }

    public static Outcome<BodySize> Body(PetHeader first, bool needsHeight, bool needsSex, List<string> warnings)
    {
        List<Problem> problems = [];
        if (first.WeightKg is not > 0)
            problems.Add(Missing(first, DicomTags.PatientWeight, first.WeightKg?.ToString(CultureInfo.InvariantCulture), "missingWeight", "the patient's weight, kg, above 0"));
        if (needsHeight && first.HeightM is not > 0)
            problems.Add(Missing(first, DicomTags.PatientSize, first.HeightM?.ToString(CultureInfo.InvariantCulture), "missingHeight", "the patient's height, m, above 0"));
        if (needsSex && first.Sex is not ("M" or "F" or "O"))
            problems.Add(Missing(first, DicomTags.PatientSex, first.Sex, "missingSex", "M, F or O"));
        if (problems.Count > 0) return Outcome<BodySize>.Refused(problems);
        double weight = first.WeightKg!.Value;
        if (weight > 1000)
        {
            weight /= 1000;
            warnings.Add($"PatientWeight {DicomTags.PatientWeight} above 1000 was read as grams.");
        }
        if (weight is < LeastWeightKg or > MostWeightKg)
            return Outcome<BodySize>.Refused(Missing(first, DicomTags.PatientWeight, first.WeightKg.Value.ToString(CultureInfo.InvariantCulture), "weightImplausible", $"kg of a person, from {LeastWeightKg} to {MostWeightKg}, or the same in grams (the scan of a mouse is not read)"));
        double? height = Height(first, warnings);
        if (height is null && needsHeight)
            return Outcome<BodySize>.Refused(Missing(first, DicomTags.PatientSize, first.HeightM!.Value.ToString(CultureInfo.InvariantCulture), "heightImplausible", $"m, cm or mm of a person of {LeastHeightCm} to {MostHeightCm} cm"));
        if (needsSex && first.Sex == "O") warnings.Add("PatientSex O: the mean of the formulas for M and F was used.");
        return Outcome<BodySize>.Of(new(weight, height, first.Sex));
    }

    /// <summary>In cm; null where it is not told or is no person's.</summary>
    private static double? Height(PetHeader first, List<string> warnings)
    {
        if (first.HeightM is not { } told || !(told > 0)) return null;
        var (cm, unit) = told <= 3 ? (told * 100, "") : told <= 300 ? (told, "centimetres") : (told / 10, "millimetres");
        if (cm is < LeastHeightCm or > MostHeightCm)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"PatientSize {DicomTags.PatientSize} {told} is no person's height and was not used."));
            return null;
        }
        if (unit.Length > 0) warnings.Add($"PatientSize {DicomTags.PatientSize} above {(unit == "centimetres" ? "3" : "300")} was read as {unit}.");
        return cm;
    }

    /// <summary>The body where the header tells it, for SUL and SUVbsa beside a stored SUV.</summary>
    public static BodySize? OptionalBody(PetHeader first, List<string> warnings) =>
        first.WeightKg is > 0 && Body(first, false, false, warnings).TryGet(out var body) ? body : null;
}
