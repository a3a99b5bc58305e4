namespace Cavum.Stats;

/// <summary>The Efron and Breslow partial likelihoods in two linear sweeps.</summary>
/// <remarks>
/// Backwards over event times: risk sums S₀, S₁ give the log-likelihood, hazard increments h and risk-set means m. Forwards: with Λᵢ the hazard that
/// row i has met, gradient = Σ(wᵢδᵢ − rᵢΛᵢ)xᵢ and information = Σ rᵢΛᵢ·xᵢxᵢ′ − Σ h-weighted m·m′, rᵢ = wᵢ·exp(xᵢ′β): the sums of
/// second moments over every risk set are never formed. O(n·p²) with p² only once a row.
/// </remarks>
internal sealed class CoxSweep(CoxSample sample, bool efron) : CoxObjective(sample)
{
    private readonly double[] eta = new double[sample.N];
    private readonly double[] risk = new double[sample.N];
    private readonly double[] cumulative = new double[sample.Blocks + 1];

    /// <summary>What the running sums lose to rounding; differences of two of them keep their digits with it (late entry after a large hazard).</summary>
    private readonly double[] remainder = new double[sample.Blocks + 1];
    private readonly double[] deathDeficit = new double[sample.Blocks];
    private readonly double[] s1 = new double[sample.P], d1 = new double[sample.P], mean = new double[sample.P];

    /// <summary>Lower triangle of the information, row by row.</summary>
    private readonly double[] triangle = new double[sample.P * (sample.P + 1) / 2];

    public override CoxPoint Evaluate(ReadOnlySpan<double> beta)
    {
        var point = new CoxPoint(Sample.P);
        Array.Clear(triangle);
        LinearPredictor(beta, eta);
        for (int i = 0; i < Sample.N; i++) risk[i] = Sample.WeightOf(i) * Math.Exp(eta[i]);
        for (int s = 0; s + 1 < Sample.StratumStart.Length; s++) Backwards(s, point);
        if (!point.IsFinite) return point;
        // Each stratum starts from 0: a running sum over strata would lose the digits of a small hazard after a large one.
        for (int st = 0; st + 1 < Sample.StratumStart.Length; st++)
        {
            if (Sample.BlockStart[st] < Sample.BlockStart[st + 1]) remainder[Sample.BlockStart[st] + 1] = 0;
            for (int b = Sample.BlockStart[st] + 1; b < Sample.BlockStart[st + 1]; b++)
            {
                double sum = cumulative[b] + cumulative[b + 1], part = sum - cumulative[b];
                remainder[b + 1] = remainder[b] + (cumulative[b] - (sum - part) + (cumulative[b + 1] - part));
                cumulative[b + 1] = sum;
            }
        }
        Forwards(point);
        int p = Sample.P;
        for (int a = 0, at = 0; a < p; a++)
            for (int c = 0; c <= a; c++, at++) point.Information[c, a] = point.Information[a, c] = triangle[at];
        return point;
    }

    private void Backwards(int stratum, CoxPoint point)
    {
        int p = Sample.P, next = Sample.StratumStart[stratum + 1] - 1, entry = Sample.StratumStart[stratum], last = Sample.StratumStart[stratum + 1];
        Array.Clear(s1);
        double s0 = 0, peak = 0;
        for (int block = Sample.BlockStart[stratum + 1] - 1; block >= Sample.BlockStart[stratum]; block--)
        {
            for (; next >= Sample.DeathFrom[block]; next--) Add(next, risk[next], ref s0);
            if (Sample.ByEntry is { } byEntry)
            {
                double time = Sample.BlockTime(block);
                peak = Math.Max(peak, s0);
                for (; entry < last && Sample.Entry![byEntry[entry]] >= time; entry++) Add(byEntry[entry], -risk[byEntry[entry]], ref s0);
                if (s0 < CoxBlocks.Lost * peak)
                {
                    Afresh(block, time);
                    peak = s0;
                }
            }
            AddBlock(block, s0, point);
        }

        // What is left after large risks were taken away is their rounding: the sums are made again from those at risk.
        void Afresh(int block, double time)
        {
            s0 = 0;
            Array.Clear(s1);
            for (int i = Sample.DeathFrom[block]; i < last; i++)
                if (Sample.Entry![i] < time) Add(i, risk[i], ref s0);
        }

        void Add(int row, double r, ref double sum)
        {
            sum += r;
            for (int c = 0; c < p; c++) s1[c] += r * Sample.X[row * p + c];
        }
    }

    private void AddBlock(int block, double s0, CoxPoint point)
    {
        int p = Sample.P, from = Sample.DeathFrom[block], to = Sample.DeathTo[block], deaths = to - from;
        double d0 = 0, weight = 0;
        Array.Clear(d1);
        for (int i = from; i < to; i++)
        {
            double w = Sample.WeightOf(i);
            weight += w;
            point.LogLikelihood += w * eta[i];
            d0 += risk[i];
            for (int c = 0; c < p; c++) d1[c] += risk[i] * Sample.X[i * p + c];
        }
        int turns = efron ? deaths : 1;
        double each = weight / turns, hazard = 0, missed = 0;
        for (int turn = 0; turn < turns; turn++)
        {
            double gone = (double)turn / turns, left = s0 - gone * d0;
            point.LogLikelihood -= each * Math.Log(left);
            double h = each / left;
            hazard += h;
            missed += gone * h;
            for (int c = 0; c < p; c++) mean[c] = (s1[c] - gone * d1[c]) / left;
            for (int a = 0, at = 0; a < p; a++)
            {
                double scaled = each * mean[a];
                for (int c = 0; c <= a; c++, at++) triangle[at] -= scaled * mean[c];
            }
        }
        cumulative[block + 1] = hazard;
        deathDeficit[block] = missed;
    }

    private void Forwards(CoxPoint point)
    {
        int p = Sample.P;
        double[] gradient = point.Gradient;
        for (int s = 0; s + 1 < Sample.StratumStart.Length; s++)
        {
            int first = Sample.BlockStart[s];
            for (int i = Sample.StratumStart[s]; i < Sample.StratumStart[s + 1]; i++)
            {
                double met = Met(i, first) * risk[i], martingale = (Sample.Event[i] ? Sample.WeightOf(i) : 0) - met;
                ReadOnlySpan<double> x = Sample.X.AsSpan(i * p, p);
                for (int a = 0, at = 0; a < x.Length; a++)
                {
                    gradient[a] += martingale * x[a];
                    double scaled = met * x[a];
                    for (int c = 0; c <= a; c++, at++) triangle[at] += scaled * x[c];
                }
            }
        }
    }

    /// <summary>Baseline hazard that a row has met while at risk.</summary>
    private double Met(int i, int firstBlock)
    {
        int stop = Sample.StopBlock[i];
        double met = stop == firstBlock ? 0 : cumulative[stop];
        if (Sample.EntryBlock is { } entry && entry[i] > firstBlock) met = met - cumulative[entry[i]] + (remainder[stop] - remainder[entry[i]]);
        return Sample.Event[i] ? met - deathDeficit[stop - 1] : met;
    }
}
