using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>Resamples mice, never rows, within each arm; the highest single agent is found inside each resample.</summary>
public static class SynergyBootstrap
{
    /// <summary>BCa limits of the contrast; null where a resample has no value (response additivity not defined).</summary>
    /// <remarks>A fit with censored volumes is resampled at its fitted variances, by one Newton step from its slopes.</remarks>
    public static AcceleratedInterval? Run(SlopeData data, SlopeFit fit, double day, SynergyOptions options)
    {
        Span<double> weights = stackalloc double[data.ArmCount];
        if (SynergyContrast.Of(options.Method, fit.Slopes, day, weights) is not { } estimate) return null;
        if (Values(data, fit, day, options) is not { } values || JackKnife(data, fit, day, options.Method) is not { } leftOut) return null;
        double acceleration = ResamplingInterval.Acceleration(leftOut, data.Arms);
        return ResamplingInterval.Accelerated(estimate, values, acceleration, options.Confidence);
    }

    /// <summary>The contrast in each resample; replicate i draws from stream i of the seed, whatever the order.</summary>
    public static double[]? Values(SlopeData data, SlopeFit fit, double day, SynergyOptions options)
    {
        int[][] byArm = [.. Enumerable.Range(0, data.ArmCount).Select(a => Enumerable.Range(0, data.Mice).Where(i => data.Arms[i] == a).ToArray())];
        var values = new double[options.Resamples];
        var chosen = new int[data.Mice];
        var sample = data.Resample(chosen);
        var work = new SlopeWork(sample, fit.Kind);
        Span<double> slopes = stackalloc double[data.ArmCount], weights = stackalloc double[data.ArmCount];
        bool oneStep = fit.Kind == LikelihoodKind.Full;
        for (int r = 0; r < values.Length; r++)
        {
            var chance = new SeededRandom(options.Seed, (ulong)r);
            int at = 0;
            foreach (int[] arm in byArm)
                for (int i = 0; i < arm.Length; i++) chosen[at++] = arm[chance.NextInt(arm.Length)];
            if (oneStep)
            {
                OneStep(data, fit, chosen, slopes);
                if (SynergyContrast.Of(options.Method, slopes, day, weights) is not { } near) return null;
                values[r] = near;
                continue;
            }
            data.Resample(chosen, sample);
            if (!SlopeModel.TrySlopes(work, fit.Ratio, slopes) || SynergyContrast.Of(options.Method, slopes, day, weights) is not { } value) return null;
            values[r] = value;
        }
        return values;
    }

    private static double[]? JackKnife(SlopeData data, SlopeFit fit, double day, SynergyMethod method)
    {
        var values = new double[data.Mice];
        var kept = new int[data.Mice - 1];
        Span<double> slopes = stackalloc double[data.ArmCount], weights = stackalloc double[data.ArmCount];
        for (int i = 0; i < data.Mice; i++)
        {
            int at = 0;
            for (int j = 0; j < data.Mice; j++)
                if (j != i) kept[at++] = j;
            var rest = data.Resample(kept);
            if (fit.Kind == LikelihoodKind.Full)
            {
                OneStep(data, fit, kept, slopes);
                if (SynergyContrast.Of(method, slopes, day, weights) is not { } near) return null;
                values[i] = near;
                continue;
            }
            if (Enumerable.Range(0, data.ArmCount).Any(a => !rest.Arms.Contains(a))) return null;
            if (!SlopeModel.TrySlopes(new SlopeWork(rest, fit.Kind), fit.Ratio, slopes) || SynergyContrast.Of(method, slopes, day, weights) is not { } value) return null;
            values[i] = value;
        }
        return values;
    }

    private static void OneStep(SlopeData data, SlopeFit fit, ReadOnlySpan<int> mice, Span<double> slopes)
    {
        Span<double> score = stackalloc double[slopes.Length], information = stackalloc double[slopes.Length];
        score.Clear();
        information.Clear();
        foreach (int i in mice)
        {
            score[data.Arms[i]] += fit.Scores[i];
            information[data.Arms[i]] += fit.Informations[i];
        }
        for (int a = 0; a < slopes.Length; a++) slopes[a] = fit.Slopes[a] + (information[a] > 0 ? score[a] / information[a] : 0);
    }
}
