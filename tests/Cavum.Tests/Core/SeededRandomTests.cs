using Cavum.Core;

namespace Cavum.Tests.Core;

public class SeededRandomTests
{
    [Fact]
    public void Same_seed_and_stream_give_the_same_numbers_and_another_stream_gives_others()
    {
        SeededRandom one = new(7, 3), again = new(7, 3), other = new(7, 4);

        ulong[] first = [.. Enumerable.Range(0, 64).Select(_ => one.NextUInt64())];

        Assert.Equal(first, Enumerable.Range(0, 64).Select(_ => again.NextUInt64()));
        Assert.NotEqual(first, Enumerable.Range(0, 64).Select(_ => other.NextUInt64()));
    }

    [Fact]
    public void Moments_of_the_distributions_are_right()
    {
        var random = new SeededRandom(1);
        const int n = 200_000;

        var normal = Moments(() => random.NextNormal());
        Assert.Equal(0, normal.Mean, 0.01);
        Assert.Equal(1, normal.Variance, 0.02);
        var gamma = Moments(() => random.NextGamma(0.7));
        Assert.Equal(0.7, gamma.Mean, 0.01);
        Assert.Equal(0.7, gamma.Variance, 0.03);
        var poisson = Moments(() => random.NextPoisson(83.5));
        Assert.Equal(83.5, poisson.Mean, 0.15);
        Assert.Equal(83.5, poisson.Variance, 1.5);

        (double Mean, double Variance) Moments(Func<double> draw)
        {
            double sum = 0, squares = 0;
            for (int i = 0; i < n; i++)
            {
                double x = draw();
                sum += x;
                squares += x * x;
            }
            return (sum / n, squares / n - sum / n * (sum / n));
        }
    }
}
