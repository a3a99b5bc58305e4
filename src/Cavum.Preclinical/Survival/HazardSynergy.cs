using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>Synergy on the hazard of reaching a volume: the ratio of the combination's hazard to what the hazards of its parts make.</summary>
/// <param name="LogRatio">ln(HR_comb) − Σ ln(HRᵢ), each against the control; below 0 is synergy.</param>
/// <param name="Ratio">Its exponential.</param>
/// <param name="Penalised">Firth's penalty, since an arm has no event or no survivor and the plain likelihood has no highest point.</param>
/// <param name="Cures">Mice without tumour at their last day, by arm in order.</param>
/// <param name="CurePValue">Fisher's exact p-value of cures, combination against the best single treatment; null without a cure.</param>
public sealed record HazardSynergy(
    double? LogRatio, double? StdErr, double? Ratio, double? Lower, double? Upper, double? PValue, bool Penalised, IReadOnlyList<int> Cures, double? CurePValue, string Status)
{
    /// <remarks>Cox regression, Efron ties (Breslow where penalised), indicators of each treatment and of the combination beyond them.</remarks>
    public static HazardSynergy Of(TumourStudy study, SynergyArms arms, double threshold, double confidence = 0.95)
    {
        var names = arms.InOrder;
        ThresholdTime[] mice = [.. names.SelectMany(study.In).Select(m => ThresholdTime.Of(m, threshold))];
        int singles = names.Count - 2;
        int[] arm = [.. mice.Select(m => Enumerable.Range(0, names.Count).First(a => names[a] == m.Mouse.Group))];
        int[] cures = [.. names.Select((_, a) => mice.Where((m, i) => arm[i] == a && m.TumourFree).Count())];
        double? fisher = CureTest(mice, arm, cures, names.Count);
        HazardSynergy None(string status) => new(null, null, null, null, null, null, false, cures, fisher, status);
        if (Enumerable.Range(0, names.Count).Any(a => !arm.Contains(a))) return None("an arm has no mouse");
        if (mice.Count(m => m.Event) < 3) return None("fewer than three mice reached the volume");
        var x = new double[mice.Length, singles + 1];
        for (int i = 0; i < mice.Length; i++)
            for (int s = 0; s <= singles; s++) x[i, s] = arm[i] == s + 1 || arm[i] == names.Count - 1 ? 1 : 0;
        var input = new CoxInput(TimeTies.Merge([.. mice.Select(m => Math.Max(m.Day, 1e-6))]).Times, [.. mice.Select(m => m.Event)], x);
        bool separated = Enumerable.Range(0, names.Count).Any(a => !mice.Where((m, i) => arm[i] == a && m.Event).Any());
        if (!separated && CoxRegression.Fit(input, new CoxOptions { Confidence = confidence }) is { Status: FitStatus.Converged } fit
            && fit.Coefficients[singles] is { Estimate: { } estimate } c)
        {
            return new(estimate, c.StdErr, c.HazardRatio, c.Lower, c.Upper, c.PValue, false, cures, fisher, "estimated");
        }
        var firth = FirthCox.Fit(input, new CoxOptions { Confidence = confidence });
        var p = firth.Coefficients[singles];
        if (p.Estimate is not { } logRatio) return None("the hazards cannot be told apart");
        return new(logRatio, p.StdErr, p.HazardRatio, p.Lower, p.Upper, p.PValue, true, cures, fisher, "estimated, penalised");
    }

    private static double? CureTest(ThresholdTime[] mice, int[] arm, int[] cures, int count)
    {
        if (cures.Sum() == 0) return null;
        int Size(int a) => mice.Where((_, i) => arm[i] == a).Count();
        int best = Enumerable.Range(1, count - 2).Where(a => Size(a) > 0).DefaultIfEmpty(-1).MaxBy(a => a < 0 ? 0 : (double)cures[a] / Size(a)), last = count - 1;
        return best < 0 || Size(last) == 0 ? null : FisherExact.Test(cures[last], Size(last), cures[best], Size(best)).PValue;
    }
}
