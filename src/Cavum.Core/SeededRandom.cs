using System.Numerics;

namespace Cavum.Core;

/// <summary>The program's one generator of chance: xoshiro256**, seeded by SplitMix64.</summary>
/// <remarks>
/// Blackman &amp; Vigna 2021, ACM TOMS 47(4):36. The same (seed, stream) gives the same numbers on every machine and
/// any number of threads; replicates take numbered streams. First values are pinned by a test.
/// </remarks>
public sealed class SeededRandom
{
    private ulong a, b, c, d;
    private double spareNormal;
    private bool hasSpare;

    public SeededRandom(ulong seed, ulong stream = 0)
    {
        ulong state = seed ^ Mix(stream * 0xD1342543DE82EF95UL + 0x632BE59BD9B4E019UL);
        a = Next(ref state);
        b = Next(ref state);
        c = Next(ref state);
        d = Next(ref state);

        static ulong Next(ref ulong s) => Mix(s += 0x9E3779B97F4A7C15UL);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(b * 5, 7) * 9, t = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= t;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>Uniform on [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on 0 … below − 1, without bias (Lemire 2019).</summary>
    public int NextInt(int below)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(below);
        uint bound = (uint)below, threshold = (uint)(-below) % bound;
        while (true)
        {
            ulong product = (NextUInt64() >> 32) * bound;
            if ((uint)product >= threshold) return (int)(product >> 32);
        }
    }

    /// <summary>Standard normal, by the polar method (Marsaglia &amp; Bray 1964).</summary>
    public double NextNormal()
    {
        if (hasSpare)
        {
            hasSpare = false;
            return spareNormal;
        }
        double u, v, s;
        do
        {
            u = 2 * NextDouble() - 1;
            v = 2 * NextDouble() - 1;
            s = u * u + v * v;
        }
        while (s is >= 1 or 0);
        double factor = Math.Sqrt(-2 * Math.Log(s) / s);
        spareNormal = v * factor;
        hasSpare = true;
        return u * factor;
    }

    /// <summary>Exponential with mean 1.</summary>
    public double NextExponential() => -Math.Log(1 - NextDouble());

    /// <summary>Gamma with the given shape and scale 1 (Marsaglia &amp; Tsang 2000).</summary>
    public double NextGamma(double shape)
    {
        if (!(shape > 0)) throw new ArgumentOutOfRangeException(nameof(shape), shape, "A gamma shape is above 0.");
        if (shape < 1) return NextGamma(shape + 1) * Math.Pow(1 - NextDouble(), 1 / shape);
        double e = shape - 1.0 / 3, f = 1 / Math.Sqrt(9 * e);
        while (true)
        {
            double x = NextNormal(), v = 1 + f * x;
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(1 - NextDouble()) < 0.5 * x * x + e * (1 - v + Math.Log(v))) return e * v;
        }
    }

    public double NextBeta(double alpha, double beta)
    {
        double x = NextGamma(alpha);
        return x / (x + NextGamma(beta));
    }

    /// <summary>Poisson; by multiplication below 30, by halving through gamma above (exact both ways).</summary>
    public long NextPoisson(double mean)
    {
        if (!(mean >= 0)) throw new ArgumentOutOfRangeException(nameof(mean), mean, "A Poisson mean is not negative.");
        long total = 0;
        while (mean > 30)
        {
            int order = (int)(mean * 7 / 8);
            double waiting = NextGamma(order);
            if (waiting > mean) return total + NextBinomial(order - 1, mean / waiting);
            total += order;
            mean -= waiting;
        }
        double limit = Math.Exp(-mean), product = NextDouble();
        for (; product > limit; product *= NextDouble()) total++;
        return total;
    }

    public int NextBinomial(int trials, double probability)
    {
        int successes = 0;
        for (int i = 0; i < trials; i++)
            if (NextDouble() < probability) successes++;
        return successes;
    }

    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
