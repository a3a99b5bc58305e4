namespace Cavum.Stats;

/// <summary>Densities and survival functions of the parametric families in their working parameters.</summary>
internal static class SurvivalFamilies
{
    /// <summary>Number of parameters after the covariates.</summary>
    public static int Ancillary(SurvivalFamily family) => family switch
    {
        SurvivalFamily.Exponential => 0,
        SurvivalFamily.GeneralisedGamma => 2,
        _ => 1,
    };

    public static int Covariates(SurvivalFamily family, int parameters) => parameters - 1 - Ancillary(family);

    public static double LogSurvival(SurvivalFamily family, double t, double eta, ReadOnlySpan<double> other) => family switch
    {
        SurvivalFamily.Exponential => -Math.Exp(Math.Log(t) - eta),
        SurvivalFamily.Weibull => -Math.Exp((Math.Log(t) - eta) / Math.Exp(other[0])),
        SurvivalFamily.LogNormal => Normal.LogSf((Math.Log(t) - eta) / Math.Exp(other[0])),
        SurvivalFamily.LogLogistic => -LogExp.LogAdd(0, (Math.Log(t) - eta) / Math.Exp(other[0])),
        SurvivalFamily.Gompertz => -Math.Exp(eta) * GompertzTime(t, other[0]),
        SurvivalFamily.Gamma => Math.Log(GammaFunction.UpperRegularized(Math.Exp(other[0]), Math.Exp(eta) * t)),
        SurvivalFamily.GeneralisedGamma => GeneralisedLogSurvival(t, eta, Math.Exp(other[0]), other[1]),
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "There is no such family."),
    };

    public static double LogDensity(SurvivalFamily family, double t, double eta, ReadOnlySpan<double> other)
    {
        switch (family)
        {
            case SurvivalFamily.Gompertz:
                return eta + other[0] * t + LogSurvival(family, t, eta, other);
            case SurvivalFamily.Gamma:
                double shape = Math.Exp(other[0]);
                return shape * eta + (shape - 1) * Math.Log(t) - Math.Exp(eta) * t - GammaFunction.Log(shape);
            case SurvivalFamily.GeneralisedGamma:
                double sigma = Math.Exp(other[0]), q = other[1], w = (Math.Log(t) - eta) / sigma;
                if (Math.Abs(q) < 1e-6) return Normal.LogPdf(w) - other[0] - Math.Log(t);
                double k = 1 / (q * q);
                return Math.Log(Math.Abs(q)) - other[0] - Math.Log(t) + Math.Log(k) + Saddle.LogPoisson(k, k * Math.Exp(q * w)); // k ln x − x − ln Γ(k) without its cancellation at small Q
            default:
                throw new ArgumentOutOfRangeException(nameof(family), family, "This family is fitted with exact derivatives.");
        }
    }

    /// <summary>(e^{at} − 1)/a, t at a = 0.</summary>
    private static double GompertzTime(double t, double a) => a == 0 ? t : LogExp.ExpM1(a * t) / a;

    private static double GeneralisedLogSurvival(double t, double eta, double sigma, double q)
    {
        double w = (Math.Log(t) - eta) / sigma;
        if (Math.Abs(q) < 1e-6) return Normal.LogSf(w);
        double k = 1 / (q * q), x = k * Math.Exp(q * w);
        return Math.Log(q > 0 ? GammaFunction.UpperRegularized(k, x) : GammaFunction.LowerRegularized(k, x));
    }

    /// <summary>Parameters on the families' own scales: the ancillary ones first, then the location, then covariates.</summary>
    public static IReadOnlyList<ParametricParameter> Describe(SurvivalFamily family, double[] theta, double[,] variance, IReadOnlyList<string> names, double z)
    {
        int covariates = Covariates(family, theta.Length), other = covariates + 1;
        var list = new List<ParametricParameter>();
        switch (family)
        {
            case SurvivalFamily.Exponential:
                list.Add(Positive("rate", 0, -1));
                break;
            case SurvivalFamily.Weibull or SurvivalFamily.LogLogistic:
                list.AddRange([Positive("shape", other, -1), Positive("scale", 0, 1)]);
                break;
            case SurvivalFamily.LogNormal:
                list.AddRange([Real("meanlog", 0), Positive("sdlog", other, 1)]);
                break;
            case SurvivalFamily.Gompertz:
                list.AddRange([Real("shape", other), Positive("rate", 0, 1)]);
                break;
            case SurvivalFamily.Gamma:
                list.AddRange([Positive("shape", other, 1), Positive("rate", 0, 1)]);
                break;
            default:
                list.AddRange([Real("mu", 0), Positive("sigma", other, 1), Real("Q", other + 1)]);
                break;
        }
        for (int c = 1; c <= covariates; c++) list.Add(Real(c - 1 < names.Count ? names[c - 1] : $"x{c}", c, family == SurvivalFamily.Exponential ? -1 : 1));
        return list;

        ParametricParameter Real(string name, int i, int sign = 1)
        {
            double estimate = sign * theta[i], se = Math.Sqrt(variance[i, i]);
            return new(name, estimate, se, estimate - z * se, estimate + z * se);
        }

        ParametricParameter Positive(string name, int i, int sign)
        {
            double log = sign * theta[i], se = Math.Sqrt(variance[i, i]);
            return new(name, Math.Exp(log), Math.Exp(log) * se, Math.Exp(log - z * se), Math.Exp(log + z * se));
        }
    }
}
