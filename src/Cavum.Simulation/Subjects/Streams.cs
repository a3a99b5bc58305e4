using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>The numbered streams of chance: what is drawn for one purpose never moves what is drawn for another.</summary>
internal enum Purpose
{
    Biology,
    Person,
    Prior,
    Study,
    Timing,
    Samples,
    Labs,
    AdverseEvents,
    Serology,
    Anatomy,
    Lesions,
    BaselineNoise,
    FollowUpNoise,
    BaselineDose,
    FollowUpDose,
    Count = 16,
}

internal static class Streams
{
    private const ulong FirstRunStream = 1_000_000;

    public static SeededRandom Of(SimulationSettings settings, int subject, Purpose purpose) =>
        new(settings.Seed, (ulong)(subject * (int)Purpose.Count + (int)purpose));

    public static SeededRandom OfRun(SimulationSettings settings, int run) => new(settings.Seed, FirstRunStream + (ulong)run);

    public static double Uniform(this SeededRandom random, double from, double to) => from + (to - from) * random.NextDouble();

    /// <summary>A whole number from … to, both possible.</summary>
    public static int Whole(this SeededRandom random, int from, int to) => from + random.NextInt(to - from + 1);

    public static double LogNormal(this SeededRandom random, double median, double lnSd) => median * Math.Exp(lnSd * random.NextNormal());

    public static bool Chance(this SeededRandom random, double probability) => random.NextDouble() < probability;

    public static T Pick<T>(this SeededRandom random, ReadOnlySpan<T> choices) => choices[random.NextInt(choices.Length)];
}
