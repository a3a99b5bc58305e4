using System.Globalization;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Finds the factor that turns a PET series into body-weight SUV.</summary>
/// <remarks>
/// SUVbw = c · W / D with c activity (Bq/mL), W weight (g), D the dose (Bq) at the moment of c. Rules for each of
/// Units BQML, CNTS, CPS, GML, CM2ML and DecayCorrection START, ADMIN, NONE follow the IBSI SUV manual (Vácha et al. 2026);
/// the reference time follows <see cref="ReferenceTime"/>. What the header does not support is refused with a code in square
/// brackets; no number is guessed. Every factor excludes RescaleSlope, which is applied slice by slice.
/// </remarks>
public static class SuvCalculator
{
    private const double LargestDoseInMegabecquerels = 1e4, LeastDoseInBecquerels = 1e6, LeastUsualMegabecquerels = 37;

    public static Outcome<SuvConversion> Compute(IReadOnlyList<PetHeader> slices)
    {
        if (slices.Count == 0) throw new ArgumentException("A series has at least one slice.", nameof(slices));
        var problems = SuvChecks.Common(slices);
        if (problems.Count > 0) return Outcome<SuvConversion>.Refused(problems);
        List<string> warnings = [];
        if (slices[0].CorrectedImage.Count == 0) warnings.Add($"CorrectedImage {DicomTags.CorrectedImage} is absent: attenuation and decay correction could not be confirmed.");
        var first = slices[0];
        return first.Units switch
        {
            "GML" => Stored(slices, warnings),
            "CM2ML" => StoredSurface(slices, warnings),
            "CNTS" when first.PhilipsSuvFactor is > 0 => PhilipsSuv(slices, warnings),
            _ => FromActivity(slices, warnings),
        };
    }

    /// <summary>T_ave = ln(λT/(1 − e^(−λT)))/λ: when, within a frame of T s, the activity equals the frame's mean.</summary>
    public static double AverageCountTime(double lambda, double duration)
    {
        double x = lambda * duration;
        return Math.Log(x / -Expm1(-x)) / lambda;
    }

    private static double Expm1(double x) => Math.Abs(x) < 1e-5 ? x + x * x / 2 + x * x * x / 6 : Math.Exp(x) - 1;

    private static Outcome<SuvConversion> Stored(IReadOnlyList<PetHeader> slices, List<string> warnings)
    {
        var first = slices[0];
        string type = first.SuvType ?? "BW";
        if (first.SuvType is null) warnings.Add($"SUVType {DicomTags.SuvType} is absent: GML is taken as body-weight SUV.");
        if (type == "BW")
            return Done(slices, _ => 1, SuvRule.StoredSuvBw, "Units GML, SUVType BW: the rescaled values are SUVbw", warnings, SuvChecks.OptionalBody(first, warnings));
        if (type is not ("LBM" or "LBMJAMES128" or "LBMJANMA" or "IBW"))
            return Refuse(first, DicomTags.SuvType, type, "unsupportedSuvType", "BW, LBM, LBMJAMES128, LBMJANMA or IBW with GML");
        var body = SuvChecks.Body(first, needsHeight: true, needsSex: true, warnings);
        if (body.IsRefused) return Outcome<SuvConversion>.Refused(body.Problems);
        double? lean = type switch { "LBM" => body.Value.LeanMorganKg, "LBMJAMES128" => body.Value.LeanJamesKg, "LBMJANMA" => body.Value.LeanJanmahasatianKg, _ => body.Value.IdealKg };
        if (lean is not { } mass)
            return Refuse(first, DicomTags.PatientSize, first.HeightM?.ToString(CultureInfo.InvariantCulture) ?? "", "leanMassOutsideFormula", $"a height for which {type} gives a lean mass above 0");
        return Done(slices, _ => body.Value.WeightKg / mass, SuvRule.StoredLean, string.Create(CultureInfo.InvariantCulture, $"Units GML, SUVType {type}: × weight / lean mass ({mass:F2} kg)"), warnings, body.Value);
    }

    private static Outcome<SuvConversion> StoredSurface(IReadOnlyList<PetHeader> slices, List<string> warnings)
    {
        var first = slices[0];
        if (first.SuvType is not (null or "BSA"))
            return Refuse(first, DicomTags.SuvType, first.SuvType, "unsupportedSuvType", "BSA with CM2ML");
        var body = SuvChecks.Body(first, needsHeight: true, needsSex: false, warnings);
        if (body.IsRefused) return Outcome<SuvConversion>.Refused(body.Problems);
        double surface = body.Value.SurfaceM2!.Value;
        return Done(slices, _ => body.Value.WeightKg * 1000 / (surface * 1e4), SuvRule.StoredSurface, string.Create(CultureInfo.InvariantCulture, $"Units CM2ML: × weight / body surface ({surface:F4} m², Du Bois)"), warnings, body.Value);
    }

    private static Outcome<SuvConversion> PhilipsSuv(IReadOnlyList<PetHeader> slices, List<string> warnings)
    {
        foreach (var s in slices)
            if (s.PhilipsSuvFactor is not > 0) return Refuse(s, new(0x70531000), "", "missingPhilipsFactor", "the SUV factor that the other slices have");
        return Done(slices, s => s.PhilipsSuvFactor!.Value, SuvRule.PhilipsSuv, "Units CNTS: × Philips SUV scale factor (7053,1000)", warnings, SuvChecks.OptionalBody(slices[0], warnings));
    }

    private static Outcome<SuvConversion> FromActivity(IReadOnlyList<PetHeader> slices, List<string> warnings)
    {
        var first = slices[0];
        List<Problem> problems = [];
        double[] activity = new double[slices.Count];
        for (int i = 0; i < activity.Length; i++)
        {
            var one = ActivityUnits.BecquerelsPerMillilitre(slices[i], i == 0 ? warnings : []);
            if (one.TryGet(out double factor)) activity[i] = factor;
            else problems.AddRange(one.Problems);
        }
        var body = SuvChecks.Body(first, needsHeight: false, needsSex: false, warnings);
        var dose = Dose(first, warnings);
        problems.AddRange([.. body.Problems, .. dose.Problems]);
        if (first.DecayCorrection == "ADMIN")
            return problems.Count > 0 ? Outcome<SuvConversion>.Refused(SuvChecks.Distinct(problems))
                : Finish(slices, i => activity[i] * body.Value.WeightKg * 1000 / dose.Value, SuvRule.Administration, "DecayCorrection ADMIN: the dose as administered", warnings, body.Value);

        var halfLife = HalfLife.Of(first, warnings);
        problems.AddRange(halfLife.Problems);
        if (problems.Count > 0) return Outcome<SuvConversion>.Refused(SuvChecks.Distinct(problems));
        double lambda = Math.Log(2) / halfLife.Value;
        return first.DecayCorrection == "NONE"
            ? Uncorrected(slices, activity, body.Value, dose.Value, lambda, warnings)
            : Corrected(slices, activity, body.Value, dose.Value, lambda, warnings);
    }

    private static Outcome<SuvConversion> Corrected(IReadOnlyList<PetHeader> slices, double[] activity, BodySize body, double dose, double lambda, List<string> warnings) =>
        ReferenceTime.Of(slices, Math.Log(2) / lambda, warnings).Then(reference =>
            InjectionTime.Of(slices[0], reference.Moments[0], lambda, warnings).Then(injection =>
                Finish(slices, i => activity[i] * body.WeightKg * 1000 / (dose * Math.Exp(-lambda * (reference.Moments[i] - injection).TotalSeconds)),
                    reference.Rule, "DecayCorrection START: " + reference.Reason, warnings, body, reference.Moments[0], injection)));

    /// <summary>SUVbw = c·W/D · λT/(1 − e^(−λT)) · e^(λ(t_acq − t_adm)), slice by slice.</summary>
    private static Outcome<SuvConversion> Uncorrected(IReadOnlyList<PetHeader> slices, double[] activity, BodySize body, double dose, double lambda, List<string> warnings)
    {
        List<Problem> problems = [];
        foreach (var s in slices)
        {
            if (s.Acquisition is null) problems.Add(SuvChecks.Missing(s, DicomTags.AcquisitionTime, s.AcquisitionTime, "missingAcquisitionTime", "the date and time of the acquisition, needed for DecayCorrection NONE"));
            if (s.FrameDurationMs is not > 0) problems.Add(SuvChecks.Missing(s, DicomTags.ActualFrameDuration, null, "missingFrameDuration", "ms above 0, needed for DecayCorrection NONE"));
        }
        if (problems.Count > 0) return Outcome<SuvConversion>.Refused(SuvChecks.Distinct(problems));
        return InjectionTime.Of(slices[0], slices.Min(s => s.Acquisition!.Value), lambda, warnings).Then(injection =>
            Finish(slices, i =>
            {
                double x = lambda * slices[i].FrameDurationMs!.Value / 1000;
                double elapsed = (slices[i].Acquisition!.Value - injection).TotalSeconds;
                return activity[i] * body.WeightKg * 1000 / dose * (x / -Expm1(-x)) * Math.Exp(lambda * elapsed);
            }, SuvRule.NotCorrected, "DecayCorrection NONE: each slice corrected from its mean count time to the injection", warnings, body, slices.Min(s => s.Acquisition), injection));
    }

    private static Outcome<double> Dose(PetHeader first, List<string> warnings)
    {
        if (first.TotalDose is not { } dose || !(dose > 0))
            return Outcome<double>.Refused(SuvChecks.Missing(first, DicomTags.RadionuclideTotalDose, first.TotalDose?.ToString(CultureInfo.InvariantCulture), "missingDose", "the administered dose, Bq, above 0"));
        if (dose < LargestDoseInMegabecquerels)
        {
            string check = dose < LeastUsualMegabecquerels ? " Check it: were it mCi, SUV would be 37 times too high." : "";
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"RadionuclideTotalDose {dose:G6} was read as MBq.{check}"));
            return Outcome<double>.Of(dose * 1e6);
        }
        return dose >= LeastDoseInBecquerels && dose < 1e11 ? Outcome<double>.Of(dose)
            : Outcome<double>.Refused(SuvChecks.Missing(first, DicomTags.RadionuclideTotalDose, dose.ToString(CultureInfo.InvariantCulture), "doseUnitUnclear", "Bq (1e6 to 1e11) or MBq (below 1e4)"));
    }

    private static Outcome<SuvConversion> Done(IReadOnlyList<PetHeader> slices, Func<PetHeader, double> factor, string rule, string reason, List<string> warnings, BodySize? body) =>
        Finish(slices, i => factor(slices[i]), rule, reason, warnings, body);

    private static Outcome<SuvConversion> Finish(IReadOnlyList<PetHeader> slices, Func<int, double> factor, string rule, string reason, List<string> warnings, BodySize? body, DateTime? reference = null, DateTime? injection = null)
    {
        double[] factors = [.. Enumerable.Range(0, slices.Count).Select(factor)];
        int broken = Array.FindIndex(factors, f => !(f > 0) || !double.IsFinite(f));
        return broken >= 0
            ? Outcome<SuvConversion>.Refused(new Problem(slices[broken].Name, factors[broken].ToString(CultureInfo.InvariantCulture), "[factorOutOfRange] a SUV factor above 0 from weight, dose and times"))
            : Outcome<SuvConversion>.Of(new(factors, rule, reason, warnings, body, reference, injection));
    }

    private static Outcome<SuvConversion> Refuse(PetHeader slice, DicomTag tag, string read, string code, string expected) =>
        Outcome<SuvConversion>.Refused(SuvChecks.Missing(slice, tag, read, code, expected));
}
