namespace Cavum.Preclinical;

/// <summary>Restricted (REML) or full (ML) maximum likelihood.</summary>
public enum LikelihoodKind
{
    Restricted,
    Full,
}

/// <summary>Exponential tumour growth with one slope per arm and a random slope per mouse.</summary>
/// <remarks>
/// y = ln(V/V₀) = (βₐ + b)·t + e, b ~ N(0, σ_b²), e ~ N(0, σ²), in closed form up to one number, θ = σ_b/σ:
/// with q = Σt², r = Σty and w = 1/(1 + θ²q) of each mouse, A = Σwq and β = Σwr/A of each arm,
/// RSS = Σ(y−βt)² − θ²Σw(r−βq)², σ² = RSS/(n−p), log L = −½[(n−p)(ln 2πσ² + 1) + Σ ln(1+θ²q) + Σ ln A] (REML; ML without the
/// last term and with n for n−p). θ is the root of the score, found to full precision; θ = 0 is tried.
/// Laird &amp; Ware 1982, Biometrics 38:963; the design of Romero-Becerra et al. 2025 (SynergyLMM). Oracle: R nlme;
/// docs/methods/tumour-growth-model.md.
/// </remarks>
public static class SlopeModel
{
    private const int GridPoints = 41;

    /// <summary>Fits; an outcome without residual freedom or variation has a status that says so.</summary>
    public static SlopeFit Fit(SlopeData data, LikelihoodKind kind = LikelihoodKind.Restricted)
    {
        CheckArms(data);
        var work = new SlopeWork(data, kind);
        if (work.Freedom <= 0) return SlopeFit.Failed(data, kind, SlopeFitStatus.TooFewObservations);
        work.At(0);
        if (!(work.ResidualSum > 1e-24 * data.Yy.Sum())) return SlopeFit.Failed(data, kind, SlopeFitStatus.NoVariation);
        double ratio = BestRatio(work);
        work.At(ratio);
        return SlopeFit.From(work, ratio);
    }

    /// <summary>Only the slopes, for resampling: starts from a ratio that is near.</summary>
    internal static bool TrySlopes(SlopeWork work, double nearRatio, Span<double> slopes)
    {
        if (work.Freedom <= 0) return false;
        double ratio = nearRatio > 0 && Climb(work, Math.Log(nearRatio)) is { } near ? near : BestRatio(work);
        work.At(ratio);
        work.Slopes.CopyTo(slopes);
        return true;
    }

    private static void CheckArms(SlopeData data)
    {
        var seen = new bool[data.ArmCount];
        foreach (int a in data.Arms) seen[a] = true;
        int empty = Array.IndexOf(seen, false);
        if (empty >= 0) throw new ArgumentException($"Arm {empty} (from 0) has no mouse with follow-up.", nameof(data));
    }

    /// <summary>θ² of the highest likelihood: a grid over ln θ² finds the hill, the root of the score its top.</summary>
    private static double BestRatio(SlopeWork work)
    {
        var (low, high) = work.RatioRange();
        double from = Math.Log(low), to = Math.Log(high), step = (to - from) / (GridPoints - 1), best = double.NegativeInfinity;
        int at = 0;
        for (int i = 0; i < GridPoints; i++)
        {
            work.At(Math.Exp(from + i * step));
            double value = work.LogLikelihood();
            if (value > best) (best, at) = (value, i);
        }
        work.At(0);
        double zero = work.LogLikelihood();
        double ratio = Root(work, from + Math.Max(0, at - 1) * step, from + Math.Min(GridPoints - 1, at + 1) * step)
            ?? Math.Exp(from + at * step);
        work.At(ratio);
        return work.LogLikelihood() > zero ? ratio : 0;
    }

    /// <summary>The root of the score near <paramref name="log"/>, null where it is not a top.</summary>
    private static double? Climb(SlopeWork work, double log)
    {
        for (double width = 0.5; width <= 4; width *= 2)
        {
            work.At(Math.Exp(log - width));
            if (work.Score() <= 0) continue;
            work.At(Math.Exp(log + width));
            if (work.Score() < 0) return Root(work, log - width, log + width, 1e-7);
        }
        return null;
    }

    /// <summary>Root of the score in ln θ² by Brent's scheme of secants kept in a bracket; null without a change from rising to falling.</summary>
    private static double? Root(SlopeWork work, double low, double high, double tolerance = 1e-15)
    {
        work.At(Math.Exp(low));
        double scoreLow = work.Score();
        work.At(Math.Exp(high));
        double scoreHigh = work.Score();
        if (scoreLow == 0) return Math.Exp(low);
        if (!(scoreLow > 0 && scoreHigh < 0)) return null;
        int lastSide = 0;
        for (int i = 0; i < 100 && high - low > tolerance * Math.Max(1, Math.Abs(low)); i++)
        {
            double middle = i % 3 == 2 ? (low + high) / 2 : (low * scoreHigh - high * scoreLow) / (scoreHigh - scoreLow);
            if (!(middle > low && middle < high)) middle = (low + high) / 2;
            work.At(Math.Exp(middle));
            double score = work.Score();
            if (score == 0) return Math.Exp(middle);
            if (score > 0)
            {
                (low, scoreLow) = (middle, score);
                if (lastSide == 1) scoreHigh /= 2;
                lastSide = 1;
            }
            else
            {
                (high, scoreHigh) = (middle, score);
                if (lastSide == -1) scoreLow /= 2;
                lastSide = -1;
            }
        }
        return Math.Exp((low + high) / 2);
    }
}

/// <summary>The sums of the slope model at one θ², kept in place so that thousands of fits allocate nothing.</summary>
internal sealed class SlopeWork
{
    private readonly SlopeData data;
    private readonly double[] weightedRy;
    private double penalty, scorePenalty, explained;

    internal SlopeWork(SlopeData data, LikelihoodKind kind)
    {
        this.data = data;
        Kind = kind;
        Information = new double[data.ArmCount];
        Slopes = new double[data.ArmCount];
        weightedRy = new double[data.ArmCount];
        Weights = new double[data.Mice];
    }

    internal SlopeData Data => data;
    internal LikelihoodKind Kind { get; }
    internal double Ratio { get; private set; }
    internal double[] Weights { get; }
    internal double[] Slopes { get; }

    /// <summary>A of each arm: var β = σ²/A.</summary>
    internal double[] Information { get; }
    internal double ResidualSum { get; private set; }
    internal int Freedom => data.TotalObservations - (Kind == LikelihoodKind.Restricted ? data.ArmCount : 0);
    internal double ResidualVariance => ResidualSum / Freedom;

    internal void At(double ratio)
    {
        Ratio = ratio;
        Array.Clear(Information);
        Array.Clear(weightedRy);
        double[] tt = data.Tt, ty = data.Ty, yy = data.Yy;
        int[] arms = data.Arms;
        for (int i = 0; i < arms.Length; i++)
        {
            double w = 1 / (1 + ratio * tt[i]);
            Weights[i] = w;
            Information[arms[i]] += w * tt[i];
            weightedRy[arms[i]] += w * ty[i];
        }
        for (int a = 0; a < Slopes.Length; a++) Slopes[a] = weightedRy[a] / Information[a];
        double rss = 0;
        explained = penalty = 0;
        for (int i = 0; i < arms.Length; i++)
        {
            double b = Slopes[arms[i]], w = Weights[i], left = ty[i] - b * tt[i];
            rss += yy[i] - b * (ty[i] + left) - ratio * w * left * left;
            explained += w * w * left * left;
            penalty += w * tt[i];
        }
        ResidualSum = rss;
        scorePenalty = penalty;
        if (Kind != LikelihoodKind.Restricted) return;
        for (int i = 0; i < arms.Length; i++)
            scorePenalty -= Weights[i] * Weights[i] * tt[i] * tt[i] / Information[arms[i]];
    }

    /// <summary>θ²·∂ log L/∂θ²: above 0 where a larger ratio fits better.</summary>
    internal double Score() => Ratio * 0.5 * (explained / ResidualVariance - scorePenalty);

    internal double LogLikelihood()
    {
        double sum = Freedom * (Math.Log(2 * Math.PI * ResidualVariance) + 1);
        for (int i = 0; i < data.Mice; i++) sum -= Math.Log(Weights[i]);
        if (Kind == LikelihoodKind.Restricted)
            foreach (double a in Information) sum += Math.Log(a);
        return -sum / 2;
    }

    /// <summary>Between these θ² the weights go from all but equal to all but 1/q.</summary>
    internal (double Low, double High) RatioRange()
    {
        double least = double.PositiveInfinity, most = 0;
        foreach (double q in data.Tt)
        {
            least = Math.Min(least, q);
            most = Math.Max(most, q);
        }
        return (1e-9 / most, 1e9 / least);
    }
}
