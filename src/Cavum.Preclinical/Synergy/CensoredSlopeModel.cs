using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>A measurement known only to lie on one side: y &lt; Limit where nothing was detected, y &gt; Limit after a sacrifice for size.</summary>
public readonly record struct CensoredObservation(double Day, double Limit, bool Below);

/// <summary>The slope model's data with what is known of censored measurements, mouse by mouse.</summary>
public sealed record CensoredSlopeData(SlopeData Observed, IReadOnlyList<IReadOnlyList<CensoredObservation>> Censored)
{
    public int CensoredCount => Censored.Sum(c => c.Count);

    /// <summary>Volumes of 0 up to <paramref name="until"/> become "below the limit of detection".</summary>
    /// <param name="detectionLimit">A volume that would have been seen; the smallest volume of the study if not known.</param>
    /// <param name="sacrificedAbove">Where given, a mouse whose last volume reached it is taken to be above it on the study's later days (M3).</param>
    public static CensoredSlopeData Of(
        TumourStudy study, IReadOnlyList<string> arms, double until, double? detectionLimit = null, double? sacrificedAbove = null)
    {
        double limit = detectionLimit ?? SmallestVolume(study) ?? 1;
        var (arm, n, tt, ty, yy) = (new List<int>(), new List<int>(), new List<double>(), new List<double>(), new List<double>());
        var censored = new List<IReadOnlyList<CensoredObservation>>();
        for (int a = 0; a < arms.Count; a++)
        {
            foreach (var mouse in study.In(arms[a]))
            {
                if (mouse.StartVolume is not { } start) continue;
                int count = 0;
                double q = 0, r = 0, s = 0;
                var sides = new List<CensoredObservation>();
                foreach (var m in mouse.Measurements.Where(m => m.Day > 0 && m.Day <= until))
                {
                    if (!m.Detected)
                    {
                        sides.Add(new(m.Day, Math.Log(limit / start), true));
                        continue;
                    }
                    double y = Math.Log(m.Volume / start);
                    count++;
                    (q, r, s) = (q + m.Day * m.Day, r + m.Day * y, s + y * y);
                }
                if (sacrificedAbove is { } size && mouse.Last.Detected && mouse.Last.Volume >= size)
                    foreach (double day in study.Days.Where(d => d > mouse.Last.Day && d <= until)) sides.Add(new(day, Math.Log(size / start), false));
                if (count + sides.Count == 0) continue;
                arm.Add(a);
                n.Add(count);
                tt.Add(q);
                ty.Add(r);
                yy.Add(s);
                censored.Add(sides);
            }
        }
        return new(new(arms.Count, [.. arm], [.. n], [.. tt], [.. ty], [.. yy]), censored);
    }

    public static double? SmallestVolume(TumourStudy study) =>
        study.Mice.SelectMany(m => m.Measurements).Where(m => m.Detected).Select(m => (double?)m.Volume).Min();
}

/// <summary>The slope model with measurements below detection or after a sacrifice, by maximum likelihood.</summary>
/// <remarks>
/// A mouse contributes ∫ φ(b; 0, σ_b²) ∏ φ(y − (β+b)t; σ²) ∏ Φ(±(c − (β+b)t)/σ) db: the Gaussian part in closed form, the rest by
/// adaptive Gauss–Hermite quadrature about the mode (15 points). Standard errors: observed information of each slope at the fitted variances;
/// CR2 and Satterthwaite as in <see cref="SlopeFit"/>, from each mouse's score. Beal 2001, J Pharmacokinet Pharmacodyn 28:481 (M3).
/// </remarks>
public static class CensoredSlopeModel
{
    private const int Points = 15;
    private const double Step = 1e-4;

    public static SlopeFit Fit(CensoredSlopeData data)
    {
        var observed = data.Observed;
        for (int a = 0; a < observed.ArmCount; a++)
            if (!observed.Arms.Contains(a)) throw new ArgumentException($"Arm {a} (from 0) has no mouse with follow-up.", nameof(data));
        if (observed.TotalObservations <= observed.ArmCount) return SlopeFit.Failed(observed, LikelihoodKind.Full, SlopeFitStatus.TooFewObservations);
        if (Enumerable.Range(0, observed.ArmCount).Any(a => !Enumerable.Range(0, observed.Mice).Any(i => observed.Arms[i] == a && observed.Observations[i] > 0)))
            return SlopeFit.Failed(observed, LikelihoodKind.Full, SlopeFitStatus.ArmUndetected);
        double[] start = Start(data);
        double scale = 1 / Math.Sqrt(observed.Tt.Where(q => q > 0).DefaultIfEmpty(1).Average());
        double[] Natural(double[] x)
        {
            double[] p = (double[])x.Clone();
            for (int a = 0; a < observed.ArmCount; a++) p[a] *= scale; // slopes in units in which a step of 0.1 means something
            return p;
        }
        for (int a = 0; a < observed.ArmCount; a++) start[a] /= scale;
        double Minus(double[] x) => -LogLikelihood(data, Natural(x));
        var best = Bfgs.Minimise(Minus, start, tolerance: 1e-7);
        if (!best.Converged)
        {
            var simplex = NelderMead.Minimise(Minus, best.Point, [.. best.Point.Select(p => 0.2 * Math.Max(1, Math.Abs(p)))]);
            best = simplex.Value < best.Value ? simplex : best;
        }
        return best.Converged ? Result(data, Natural(best.Point), -best.Value) : SlopeFit.Failed(observed, LikelihoodKind.Full, SlopeFitStatus.NotConverged);
    }

    /// <summary>From the detected volumes alone where they can be fitted, else from a flat guess.</summary>
    private static double[] Start(CensoredSlopeData data)
    {
        var observed = data.Observed;
        int[] seen = [.. Enumerable.Range(0, observed.Mice).Where(i => observed.Observations[i] > 0)];
        var only = observed.Resample(seen);
        double[] start = new double[observed.ArmCount + 2];
        bool whole = Enumerable.Range(0, observed.ArmCount).All(a => only.Arms.Contains(a));
        var fit = whole ? SlopeModel.Fit(only) : null;
        bool fitted = fit?.Status == SlopeFitStatus.Fitted;
        for (int a = 0; a < observed.ArmCount; a++) start[a] = fitted ? fit!.Slopes[a] : 0;
        double sigma = fitted ? fit!.ResidualStdDev : 0.5;
        start[^2] = Math.Log(sigma);
        double day = Math.Sqrt(Math.Max(observed.Tt.Average(), 1));
        start[^1] = Math.Log(Math.Max(fitted ? fit!.RandomStdDev : 0.1, 0.1 * sigma / day));
        return start;
    }

    private static double LogLikelihood(CensoredSlopeData data, double[] p)
    {
        double sum = 0, sigma = Math.Exp(p[^2]), random = Math.Exp(p[^1]);
        if (!(sigma is > 1e-8 and < 1e8 && random is > 1e-10 and < 1e6)) return double.NegativeInfinity;
        for (int i = 0; i < data.Observed.Mice; i++) sum += Mouse(data, i, p[data.Observed.Arms[i]], sigma, random);
        return sum;
    }

    /// <summary>Log-likelihood of one mouse at its arm's slope.</summary>
    internal static double Mouse(CensoredSlopeData data, int i, double slope, double sigma, double random)
    {
        var o = data.Observed;
        double q = o.Tt[i], left = o.Ty[i] - slope * q, rss = o.Yy[i] - slope * (o.Ty[i] + left);
        double variance = sigma * sigma, ratio = random * random / variance, w = 1 / (1 + ratio * q);
        double gaussian = -0.5 * (o.Observations[i] * Math.Log(2 * Math.PI * variance) - Math.Log(w) + (rss - ratio * w * left * left) / variance);
        var sides = data.Censored[i];
        if (sides.Count == 0) return gaussian;
        double mean = ratio * w * left, precision = 1 / (random * random * w);
        // The mode of the log-concave integrand, by Newton's steps.
        double b = mean, curvature = precision;
        for (int step = 0; step < 50; step++)
        {
            double first = -(b - mean) * precision;
            curvature = precision;
            foreach (var side in sides)
            {
                double sign = side.Below ? 1 : -1, u = sign * (side.Limit - (slope + b) * side.Day) / sigma, mills = Normal.Hazard(u), rate = side.Day / sigma;
                first -= sign * rate * mills;
                curvature += rate * rate * mills * (u + mills);
            }
            double move = first / curvature;
            b += move;
            if (Math.Abs(move) < 1e-9 * (Math.Abs(b) + random)) break;
        }
        double width = 1 / Math.Sqrt(curvature), total = 0, highest = double.NegativeInfinity;
        var rule = GaussHermite.Rule(Points);
        Span<double> logs = stackalloc double[Points];
        for (int k = 0; k < Points; k++)
        {
            double z = rule.Nodes[k], at = b + width * z, log = -0.5 * (at - mean) * (at - mean) * precision + 0.5 * z * z;
            foreach (var side in sides) log += Normal.LogCdf((side.Below ? 1 : -1) * (side.Limit - (slope + at) * side.Day) / sigma);
            logs[k] = log;
            highest = Math.Max(highest, log);
        }
        for (int k = 0; k < Points; k++) total += rule.Weights[k] * Math.Exp(logs[k] - highest);
        return gaussian + highest + Math.Log(total * width * Math.Sqrt(precision));
    }

    private static SlopeFit Result(CensoredSlopeData data, double[] p, double logLikelihood)
    {
        var o = data.Observed;
        double sigma = Math.Exp(p[^2]), random = Math.Exp(p[^1]);
        var score = new double[o.Mice];
        var information = new double[o.Mice];
        double day = Math.Sqrt(Math.Max(o.Tt.Average(), 1)), h = Step * sigma / day * 10;
        for (int i = 0; i < o.Mice; i++)
        {
            double b = p[o.Arms[i]], at = Mouse(data, i, b, sigma, random), up = Mouse(data, i, b + h, sigma, random), down = Mouse(data, i, b - h, sigma, random);
            score[i] = (up - down) / (2 * h);
            information[i] = Math.Max(0, (2 * at - up - down) / (h * h));
        }
        return SlopeFit.FromScores(o.Arms, score, information, new(LikelihoodKind.Full, p[..o.ArmCount], random, sigma, logLikelihood));
    }
}
