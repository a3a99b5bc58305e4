namespace Cavum.Stats;

/// <summary>Proves that a partial likelihood has no maximum: along a direction, every death has the highest score of its risk set.</summary>
/// <remarks>
/// The likelihood is monotone in δ exactly if δ′x of each death is at least that of everyone at risk, strictly somewhere
/// (Jacobsen 1989, Scand J Stat 16:335; Heinze &amp; Schemper 2001, Biometrics 57:114).
/// </remarks>
internal static class CoxSeparation
{
    /// <summary>Slack on the scores where the direction's finite coordinates are still settling, and where it is taken as it stands.</summary>
    public const double Settling = 1e-4, Proof = 1e-9;

    /// <summary>The covariates that carry the direction; empty if the direction does not separate.</summary>
    public static IReadOnlyList<int> Along(CoxSample sample, double[] direction, double rounding = Settling)
    {
        double largest = direction.Length == 0 ? 0 : direction.Max(Math.Abs);
        if (largest == 0) return [];
        // Small parts of the last step are the rest of the finite coordinates still settling.
        double[] delta = [.. direction.Select(d => Math.Abs(d) > 1e-3 * largest ? d / largest : 0)];
        if (!Separates(sample, delta, rounding)) return [];
        return [.. Enumerable.Range(0, delta.Length).Where(c => delta[c] != 0)];
    }

    private static bool Separates(CoxSample sample, double[] delta, double rounding)
    {
        const double Clear = 1e-2;
        var score = new double[sample.N];
        for (int i = 0; i < sample.N; i++)
            for (int c = 0; c < sample.P; c++) score[i] += sample.X[i * sample.P + c] * delta[c];
        bool strict = false;
        for (int s = 0; s + 1 < sample.StratumStart.Length; s++)
            for (int block = sample.BlockStart[s]; block < sample.BlockStart[s + 1]; block++)
            {
                double lowest = double.PositiveInfinity;
                for (int i = sample.DeathFrom[block]; i < sample.DeathTo[block]; i++) lowest = Math.Min(lowest, score[i]);
                double time = sample.BlockTime(block);
                for (int i = sample.DeathFrom[block]; i < sample.StratumStart[s + 1]; i++)
                {
                    if (sample.Entry is { } entry && entry[i] >= time) continue;
                    if (score[i] > lowest + rounding) return false;
                    if (score[i] < lowest - Clear) strict = true;
                }
            }
        return strict;
    }
}
