namespace Cavum.Imaging;

/// <summary>What SUV is normalised by other than weight: lean mass by four formulas, and body surface.</summary>
/// <remarks>
/// W weight in kg, H height in cm; the value for sex O is the mean of both sexes' (IBSI SUV manual 2026).
/// <list type="bullet">
/// <item>Morgan (DICOM LBM): M 1.10 W − 120 (W/H)², F 1.07 W − 148 (W/H)²; Sugawara 1999, Radiology 213:521.</item>
/// <item>James (LBMJAMES128): M 1.10 W − 128 (W/H)², F as Morgan; James 1976, HMSO.</item>
/// <item>Janmahasatian (LBMJANMA): M 9270 W/(6680 + 216 BMI), F 9270 W/(8780 + 244 BMI); 2005, Clin Pharmacokinet 44:1051.</item>
/// <item>Ideal (IBW): M 48.0 + 1.06 (H − 152), F 45.5 + 0.91 (H − 152).</item>
/// <item>Surface (BSA): 0.007184 H^0.725 W^0.425 m²; Du Bois 1916.</item>
/// </list>
/// The quadratic formulas fall again beyond a BMI of about 43 (M) and 36 (F) and are then not evaluated.
/// </remarks>
public sealed record BodySize(double WeightKg, double? HeightCm, string? Sex)
{
    /// <summary>True where the sex is neither M nor F, so that lean masses are the mean of both.</summary>
    public bool SexIsMean => Sex is not ("M" or "F");

    public double? LeanMorganKg => Lean(male: w => Quadratic(1.10, 120, w), female: w => Quadratic(1.07, 148, w));

    public double? LeanJamesKg => Lean(male: w => Quadratic(1.10, 128, w), female: w => Quadratic(1.07, 148, w));

    public double? LeanJanmahasatianKg => Lean(
        male: w => 9270 * w / (6680 + 216 * BodyMassIndex), female: w => 9270 * w / (8780 + 244 * BodyMassIndex));

    public double? IdealKg => Lean(male: _ => 48.0 + 1.06 * (HeightCm!.Value - 152), female: _ => 45.5 + 0.91 * (HeightCm!.Value - 152));

    public double? SurfaceM2 => HeightCm is { } h ? 0.007184 * Math.Pow(h, 0.725) * Math.Pow(WeightKg, 0.425) : null;

    private double BodyMassIndex => WeightKg / Math.Pow(HeightCm!.Value / 100, 2);

    private double Quadratic(double linear, double square, double w) => linear * w - square * Math.Pow(w / HeightCm!.Value, 2);

    private double? Lean(Func<double, double> male, Func<double, double> female)
    {
        if (HeightCm is not > 0) return null;
        double mass = Sex switch
        {
            "M" => male(WeightKg),
            "F" => female(WeightKg),
            "O" => (male(WeightKg) + female(WeightKg)) / 2,
            _ => double.NaN,
        };
        return mass > 0 ? mass : null;
    }
}
