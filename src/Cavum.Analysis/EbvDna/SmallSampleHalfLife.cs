using Cavum.Assay;
using Cavum.Stats;

namespace Cavum.Analysis;

/// <summary>The half-life of one subject with an interval that holds its level with a handful of samples.</summary>
/// <remarks>
/// Maximum likelihood divides the residual by n and the normal quantile ignores that it is estimated: with five samples the
/// usual z interval covers 74 % (docs/validation/simulator.md). Here se·√(n/(n − 2)) and Student's t with n − 2 degrees of
/// freedom, n the quantified values; without censoring this is the exact interval of a straight line.
/// </remarks>
internal static class SmallSampleHalfLife
{
    public static (double? Days, double? Lower, double? Upper, string Status) Of(EbvDecay decay)
    {
        int n = decay.Quantified;
        if (decay.Fit.Status != CensoredFitStatus.Converged || decay.HalfLifeDays is not { } days || n < 3)
            return (null, null, null, Status(decay));
        double k = -decay.Fit.Slope, margin = StudentT.Quantile(0.975, n - 2) * decay.Fit.SlopeStdErr * Math.Sqrt(n / (n - 2.0));
        return k - margin > 0
            ? (days, Math.Log(2) / (k + margin), Math.Log(2) / (k - margin), "estimated")
            : (days, Math.Log(2) / (k + margin), null, "estimated; the upper limit is open: the interval of the slope includes 0");
    }

    private static string Status(EbvDecay decay) => decay.Status switch
    {
        HalfLifeStatus.NotFalling => "not falling: no half-life",
        HalfLifeStatus.FewerThanThreeQuantified => "not estimable: fewer than three quantified values",
        _ => "not evaluable: the fit did not converge or has too few values",
    };
}
