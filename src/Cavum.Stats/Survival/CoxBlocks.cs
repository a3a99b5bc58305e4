namespace Cavum.Stats;

/// <summary>What every event time contributes at given coefficients: hazard increments and hazard-weighted risk-set means.</summary>
/// <remarks>Efron: the d deaths leave in d turns, the j-th meeting S₀ − (j/d)·D₀; a dying row meets turn j with share 1 − j/d.</remarks>
internal sealed class CoxBlocks
{
    private readonly CoxSample sample;

    private CoxBlocks(CoxSample sample)
    {
        this.sample = sample;
        Risk = new double[sample.N];
        Hazard = new double[sample.Blocks];
        DeathHazard = new double[sample.Blocks];
        HazardVariance = new double[sample.Blocks];
        Mean = new double[sample.Blocks * sample.P];
        MeanHazard = new double[sample.Blocks * sample.P];
        DeathMeanHazard = new double[sample.Blocks * sample.P];
    }

    /// <summary>exp(x′β) of each sorted row, without weight.</summary>
    public double[] Risk { get; }

    /// <summary>Increment of the baseline hazard, for those who stay at risk and for those who die at that time.</summary>
    public double[] Hazard { get; }
    public double[] DeathHazard { get; }

    /// <summary>Σ w̄/S² over the turns: variance of the increment at fixed β.</summary>
    public double[] HazardVariance { get; }

    /// <summary>Mean of the risk-set means over the turns (Blocks × P).</summary>
    public double[] Mean { get; }

    /// <summary>Σ h·m over the turns, for those who stay and those who die.</summary>
    public double[] MeanHazard { get; }
    public double[] DeathMeanHazard { get; }

    public static CoxBlocks Make(CoxSample sample, double[] beta, CoxTies ties)
    {
        var blocks = new CoxBlocks(sample);
        for (int i = 0; i < sample.N; i++)
        {
            double eta = 0;
            for (int c = 0; c < sample.P; c++) eta += sample.X[i * sample.P + c] * beta[c];
            blocks.Risk[i] = Math.Exp(eta);
        }
        for (int s = 0; s + 1 < sample.StratumStart.Length; s++) blocks.Sweep(s, ties != CoxTies.Breslow);
        return blocks;
    }

    /// <summary>A risk sum below this fraction of what it was has lost too many digits to subtraction.</summary>
    internal const double Lost = 1e-4;

    private void Sweep(int stratum, bool efron)
    {
        var s1 = new double[sample.P];
        double s0 = 0, peak = 0;
        int next = sample.StratumStart[stratum + 1] - 1, entry = sample.StratumStart[stratum], last = sample.StratumStart[stratum + 1];
        for (int block = sample.BlockStart[stratum + 1] - 1; block >= sample.BlockStart[stratum]; block--)
        {
            for (; next >= sample.DeathFrom[block]; next--) Add(next, 1);
            if (sample.ByEntry is { } byEntry)
            {
                peak = Math.Max(peak, s0);
                for (; entry < last && sample.Entry![byEntry[entry]] >= sample.BlockTime(block); entry++) Add(byEntry[entry], -1);
                if (s0 < Lost * peak)
                {
                    s0 = 0;
                    Array.Clear(s1);
                    for (int i = sample.DeathFrom[block]; i < last; i++)
                        if (sample.Entry![i] < sample.BlockTime(block)) Add(i, 1);
                    peak = s0;
                }
            }
            Fill(block, efron, s0, s1);
        }

        void Add(int row, double sign)
        {
            double r = sign * sample.WeightOf(row) * Risk[row];
            s0 += r;
            for (int c = 0; c < s1.Length; c++) s1[c] += r * sample.X[row * s1.Length + c];
        }
    }

    private void Fill(int block, bool efron, double s0, double[] s1)
    {
        int p = sample.P, from = sample.DeathFrom[block], to = sample.DeathTo[block];
        double d0 = 0, weight = 0;
        var d1 = new double[p];
        for (int i = from; i < to; i++)
        {
            double w = sample.WeightOf(i), r = w * Risk[i];
            weight += w;
            d0 += r;
            for (int c = 0; c < p; c++) d1[c] += r * sample.X[i * p + c];
        }
        int turns = efron ? to - from : 1;
        for (int turn = 0; turn < turns; turn++)
        {
            double gone = (double)turn / turns, left = s0 - gone * d0, h = weight / turns / left;
            Hazard[block] += h;
            DeathHazard[block] += (1 - gone) * h;
            HazardVariance[block] += h / left;
            for (int c = 0; c < p; c++)
            {
                double mean = (s1[c] - gone * d1[c]) / left;
                Mean[block * p + c] += mean / turns;
                MeanHazard[block * p + c] += h * mean;
                DeathMeanHazard[block * p + c] += (1 - gone) * h * mean;
            }
        }
    }
}
