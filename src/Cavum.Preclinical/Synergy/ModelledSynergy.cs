using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>How growth and its variation are modelled.</summary>
public enum SynergyGrowthModel
{
    /// <summary>A straight ln V through day 0 with a slope of each mouse: the main analysis.</summary>
    Exponential,

    /// <summary>Growth that slows (or quickens), a rate and a slowing of each arm.</summary>
    Gompertz,

    /// <summary>Day 0 with error: a random intercept beside the random slope.</summary>
    RandomIntercept,

    /// <summary>The exponential model by Bayes' rule with weak priors.</summary>
    Bayes,

    /// <summary>Mice that left early and mice that stayed have slopes of their own.</summary>
    PatternMixture,
}

/// <summary>One arm of a fitted model: its rate (slope) per day, and its slowing where the model has one.</summary>
public sealed record ModelArm(string Group, double Estimate, double StdErr, double? Slowing);

/// <param name="ProbabilitySynergy">Bayes only: the posterior probability that the combination grows more slowly than expected.</param>
public sealed record ModelPoint(SynergyPoint Point, double? ProbabilitySynergy);

/// <summary>Synergy over time under another model than the main one; null parts where it cannot be fitted.</summary>
public sealed record ModelledSynergy(
    SynergyGrowthModel Model, IReadOnlyList<ModelArm> Arms, double? RandomStdDev, double? ResidualStdDev, double? LogLikelihood, string Inference, IReadOnlyList<ModelPoint> Points)
{
    /// <param name="days">The days that are judged, each from the data up to it.</param>
    public static ModelledSynergy Run(TumourStudy study, SynergyArms arms, SynergyOptions options, SynergyGrowthModel model, IReadOnlyList<double> days)
    {
        var used = study.Only([.. arms.InOrder]);
        var points = days.Select(day => At(UpTo(used, day), arms, options, model, day)).ToList();
        var (fitted, random, residual, log) = Describe(used, arms.InOrder, model);
        return new(model, fitted, random, residual, log, model switch
        {
            SynergyGrowthModel.Bayes => "posterior quantiles",
            SynergyGrowthModel.PatternMixture => "t",
            _ => "z",
        }, points);
    }

    private static TumourStudy UpTo(TumourStudy study, double day) => study with
    {
        Mice = [.. study.Mice.Select(m => m with { Measurements = [.. m.Measurements.Where(x => x.Day <= day)] }).Where(m => m.Measurements.Count > 0)],
    };

    private static ModelPoint At(TumourStudy study, SynergyArms arms, SynergyOptions options, SynergyGrowthModel model, double day)
    {
        int mice = study.Mice.Count(m => m.StartVolume is not null && m.Measurements.Any(x => x.Day > 0));
        ModelPoint Without(SynergyStatus status) => new(new(day, options.Method, null, null, null, null, null, null, null, null, mice, status), null);
        ModelPoint By(double contrast, double stdErr, double? df)
        {
            double z = contrast / stdErr, half = (df is { } f ? StudentT.Quantile((1 + options.Confidence) / 2, f) : Normal.Quantile((1 + options.Confidence) / 2)) * stdErr;
            double p = df is { } g ? 2 * StudentT.Sf(Math.Abs(z), g) : 2 * Normal.Sf(Math.Abs(z));
            return new(new(day, options.Method, contrast, stdErr, -z, Math.Exp(contrast * day), Math.Exp((contrast - half) * day), Math.Exp((contrast + half) * day), p, df, mice, SynergyStatus.Estimated), null);
        }
        switch (model)
        {
            case SynergyGrowthModel.Gompertz:
                if (GompertzModel.Fit(study, arms.InOrder) is not { } bent) return Without(SynergyStatus.NotFitted);
                return bent.Synergy(options.Method, day) is { StdErr: > 0 } s ? By(s.LogIndex / day, s.StdErr / day, null) : Without(SynergyStatus.Undefined);
            case SynergyGrowthModel.RandomIntercept:
                if (InterceptSlopeModel.Of(study, arms.InOrder) is not { } line) return Without(SynergyStatus.NotFitted);
                double[] weights = new double[line.Slopes.Count];
                if (SynergyContrast.Of(options.Method, [.. line.Slopes], day, weights) is not { } estimate) return Without(SynergyStatus.Undefined);
                return line.Contrast(weights).StdErr is > 0 and var error ? By(estimate, error, null) : Without(SynergyStatus.WithoutLimits);
            case SynergyGrowthModel.PatternMixture:
                return PatternMixture.Run(study, arms, options.Method, day) is { } mixed
                    ? mixed is { RobustStdErr: > 0, DegreesOfFreedom: > 0 } ? By(mixed.Estimate, mixed.RobustStdErr, mixed.DegreesOfFreedom) : Without(SynergyStatus.WithoutLimits)
                    : Without(SynergyStatus.NotFitted);
            default:
                return Bayes(study, arms, options, day) is { } b
                    ? new(new(day, options.Method, b.Mean, null, null, Math.Exp(b.Mean * day), Math.Exp(b.Lower * day), Math.Exp(b.Upper * day), null, null, mice, SynergyStatus.Estimated), b.ProbabilityBelowZero)
                    : Without(options.Method == SynergyMethod.Ra ? SynergyStatus.Undefined : SynergyStatus.NotFitted);
        }
    }

    /// <summary>Weighted sums of slopes only (Bliss; HSA with the better treatment as REML finds it).</summary>
    internal static BayesianContrast? Bayes(TumourStudy study, SynergyArms arms, SynergyOptions options, double day)
    {
        var data = SlopeData.Of(study, arms.InOrder, double.PositiveInfinity);
        if (options.Method == SynergyMethod.Ra || Enumerable.Range(0, data.ArmCount).Any(a => !data.Arms.Contains(a))) return null;
        var reml = SlopeModel.Fit(data);
        double[] weights = new double[data.ArmCount];
        return reml.Status == SlopeFitStatus.Fitted && SynergyContrast.Of(options.Method, reml.Slopes, day, weights) is not null ? BayesianSlopes.Contrast(data, weights, options.Confidence) : null;
    }

    private static (IReadOnlyList<ModelArm>, double?, double?, double?) Describe(TumourStudy study, IReadOnlyList<string> arms, SynergyGrowthModel model)
    {
        if (model == SynergyGrowthModel.Gompertz)
            return GompertzModel.Fit(study, arms) is { } g
                ? ([.. arms.Select((a, i) => new ModelArm(a, g.Rates[i], Math.Sqrt(g.Covariance[i, i]), g.Slowing[i]))], g.RandomStdDev, g.ResidualStdDev, g.LogLikelihood) : ([], null, null, null);
        if (model == SynergyGrowthModel.RandomIntercept)
        {
            if (InterceptSlopeModel.Of(study, arms) is not { } f) return ([], null, null, null);
            double[] unit = new double[arms.Count];
            double StdErr(int a)
            {
                Array.Clear(unit);
                unit[a] = 1;
                return f.Contrast(unit).StdErr;
            }
            return ([.. arms.Select((a, i) => new ModelArm(a, f.Slopes[i], StdErr(i), null))], Math.Sqrt(f.Model.RandomCovariance[1, 1]), f.Model.Sigma, f.Model.LogLikelihood);
        }
        var data = SlopeData.Of(study, arms, double.PositiveInfinity);
        if (Enumerable.Range(0, data.ArmCount).Any(a => !data.Arms.Contains(a)) || SlopeModel.Fit(data) is not { Status: SlopeFitStatus.Fitted } fit) return ([], null, null, null);
        return ([.. arms.Select((a, i) => new ModelArm(a, fit.Slopes[i], fit.StdErr[i], null))], fit.RandomStdDev, fit.ResidualStdDev, fit.LogLikelihood);
    }
}
