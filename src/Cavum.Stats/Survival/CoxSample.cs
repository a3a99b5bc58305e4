namespace Cavum.Stats;

/// <summary>Rows made ready for sweeps over risk sets: by stratum, then time, deaths before censorings; covariates centred and scaled.</summary>
/// <remarks>
/// The partial likelihood does not change when covariates are centred, and scaling by the standard deviation makes steps and singularity comparable
/// between covariates. A block is one event time of one stratum.
/// </remarks>
internal sealed class CoxSample
{
    private CoxSample(int n, int p)
    {
        N = n;
        P = p;
        Stop = new double[n];
        Event = new bool[n];
        X = new double[n * p];
        Row = new int[n];
        Mean = new double[p];
        Scale = new double[p];
        Range = new double[p];
    }

    public int N { get; }
    public int P { get; }
    public double[] Stop { get; }
    public bool[] Event { get; }
    public double[] X { get; }

    /// <summary>Weight of each sorted row; null for 1 each.</summary>
    public double[]? Weight { get; private set; }
    public double[]? Entry { get; private set; }

    /// <summary>Where each sorted row stood in the input.</summary>
    public int[] Row { get; }
    public double[] Mean { get; }
    public double[] Scale { get; }

    /// <summary>Largest minus smallest value of each covariate, after scaling.</summary>
    public double[] Range { get; }

    /// <summary>First sorted row of each stratum, and N.</summary>
    public int[] StratumStart { get; private set; } = [];

    /// <summary>First block of each stratum, and the number of blocks.</summary>
    public int[] BlockStart { get; private set; } = [];
    public int[] DeathFrom { get; private set; } = [];
    public int[] DeathTo { get; private set; } = [];

    /// <summary>Number of blocks, counted from the first of all, whose time is not after the row's stop (or entry).</summary>
    public int[] StopBlock { get; private set; } = [];
    public int[]? EntryBlock { get; private set; }

    /// <summary>Sorted rows of each stratum by descending entry; null without delayed entry.</summary>
    public int[]? ByEntry { get; private set; }
    public int Blocks => DeathFrom.Length;
    public int Deaths { get; private set; }

    public static CoxSample Make(CoxInput input)
    {
        Check(input);
        int p = input.Covariates.GetLength(1);
        int[] kept = KeptRows(input);
        var sample = new CoxSample(kept.Length, p);
        var (times, entries) = TimeTies.Merge(input.Times, input.Entries);
        if (entries is not null)
            for (int i = 0; i < times.Length; i++)
                if (entries[i] >= times[i])
                    throw new ArgumentException($"Row {i} (from 0) begins and ends at one time, {times[i]}, up to rounding.", nameof(input));
        int[] order = sample.SortRows(input, times, kept);
        sample.FillRows(input, times, entries, order);
        sample.FillCovariates(input.Covariates, order);
        sample.FindBlocks();
        if (entries is not null) sample.PlaceEntries();
        return sample;
    }

    private static void Check(CoxInput input)
    {
        SurvivalArguments.Check(input.Times, input.Events, input.Entries, input.Weights);
        int n = input.Times.Length;
        if (input.Covariates.GetLength(0) != n) throw new ArgumentException($"{n} times but {input.Covariates.GetLength(0)} rows of covariates.", nameof(input));
        if (input.Strata.Length != 0 && input.Strata.Length != n) throw new ArgumentException($"{n} times but {input.Strata.Length} strata.", nameof(input));
        if (input.Clusters.Length != 0 && input.Clusters.Length != n) throw new ArgumentException($"{n} times but {input.Clusters.Length} clusters.", nameof(input));
        if (input.Names.Count != 0 && input.Names.Count != input.Covariates.GetLength(1))
            throw new ArgumentException($"{input.Covariates.GetLength(1)} covariates but {input.Names.Count} names.", nameof(input));
        foreach (double x in input.Covariates)
            if (!double.IsFinite(x)) throw new ArgumentException($"A covariate is {x}; every one is finite.", nameof(input));
    }

    private static int[] KeptRows(CoxInput input)
    {
        var kept = new List<int>(input.Times.Length);
        for (int i = 0; i < input.Times.Length; i++)
            if (input.Weights.Length == 0 || input.Weights[i] > 0) kept.Add(i);
        return [.. kept];
    }

    private int[] SortRows(CoxInput input, double[] times, int[] kept)
    {
        double[] keptTimes = kept.Length == times.Length ? times : [.. kept.Select(i => times[i])];
        var (sorted, order) = TimeOrder.Sort(keptTimes);
        DeathsFirst(sorted, order, input.Events, kept);
        if (input.Strata.Length == 0)
        {
            StratumStart = [0, N];
        }
        else
        {
            var parts = LogRankSums.Split(sorted, order, kept.Select(i => input.Strata[i]).ToArray());
            StratumStart = [0, .. parts.Select(part => part.Order.Length)];
            for (int s = 1; s < StratumStart.Length; s++) StratumStart[s] += StratumStart[s - 1];
            order = [.. parts.SelectMany(part => part.Order)];
        }
        for (int i = 0; i < N; i++) order[i] = kept[order[i]];
        return order;
    }

    private static void DeathsFirst(double[] sorted, int[] order, bool[] events, int[] kept)
    {
        var censored = new List<int>();
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && sorted[end] == sorted[start]; end++) { }
            if (end - start == 1) continue;
            censored.Clear();
            int to = start;
            for (int i = start; i < end; i++)
                if (events[kept[order[i]]]) order[to++] = order[i];
                else censored.Add(order[i]);
            foreach (int row in censored) order[to++] = row;
        }
    }

    private void FillRows(CoxInput input, double[] times, double[]? entries, int[] order)
    {
        if (input.Weights.Length > 0) Weight = new double[N];
        if (entries is not null) Entry = new double[N];
        for (int i = 0; i < N; i++)
        {
            int row = Row[i] = order[i];
            Stop[i] = times[row];
            Event[i] = input.Events[row];
            if (Event[i]) Deaths++;
            if (Weight is not null) Weight[i] = input.Weights[row];
            if (Entry is not null) Entry[i] = entries![row];
        }
    }

    private void FillCovariates(double[,] covariates, int[] order)
    {
        var lowest = new double[P];
        var highest = new double[P];
        Array.Fill(lowest, double.PositiveInfinity);
        Array.Fill(highest, double.NegativeInfinity);
        for (int i = 0; i < N; i++)
            for (int c = 0; c < P; c++)
            {
                double x = X[i * P + c] = covariates[order[i], c];
                Mean[c] += x;
                lowest[c] = Math.Min(lowest[c], x);
                highest[c] = Math.Max(highest[c], x);
            }
        for (int c = 0; c < P; c++) Mean[c] /= N;
        for (int i = 0; i < N; i++)
            for (int c = 0; c < P; c++)
            {
                double d = X[i * P + c] -= Mean[c];
                Scale[c] += d * d;
            }
        for (int c = 0; c < P; c++)
        {
            Scale[c] = Math.Sqrt(Scale[c] / N);
            bool constant = !(Scale[c] > 1e-13 * Math.Max(Math.Abs(lowest[c]), Math.Abs(highest[c]))); // up to rounding
            Range[c] = constant ? 0 : (highest[c] - lowest[c]) / Scale[c];
            if (constant) Scale[c] = 1;
        }
        for (int i = 0; i < N; i++)
            for (int c = 0; c < P; c++) X[i * P + c] = Range[c] == 0 ? 0 : X[i * P + c] / Scale[c];
    }

    private void FindBlocks()
    {
        List<int> from = new(Deaths), to = new(Deaths);
        BlockStart = new int[StratumStart.Length];
        StopBlock = new int[N];
        for (int s = 0; s + 1 < StratumStart.Length; s++)
        {
            BlockStart[s] = from.Count;
            for (int start = StratumStart[s], end; start < StratumStart[s + 1]; start = end)
            {
                int deathsEnd = start;
                for (end = start; end < StratumStart[s + 1] && Stop[end] == Stop[start]; end++)
                    if (Event[end]) deathsEnd = end + 1;
                if (deathsEnd > start)
                {
                    from.Add(start);
                    to.Add(deathsEnd);
                }
                for (int i = start; i < end; i++) StopBlock[i] = from.Count;
            }
        }
        BlockStart[^1] = from.Count;
        (DeathFrom, DeathTo) = ([.. from], [.. to]);
    }

    private void PlaceEntries()
    {
        EntryBlock = new int[N];
        ByEntry = new int[N];
        for (int s = 0; s + 1 < StratumStart.Length; s++)
        {
            int first = StratumStart[s], count = StratumStart[s + 1] - first;
            var (sorted, order) = TimeOrder.Sort(Entry.AsSpan(first, count));
            int block = BlockStart[s];
            for (int i = 0; i < count; i++)
            {
                while (block < BlockStart[s + 1] && Stop[DeathFrom[block]] <= sorted[i]) block++;
                EntryBlock[first + order[i]] = block;
                ByEntry[first + count - 1 - i] = first + order[i];
            }
        }
    }

    public double WeightOf(int i) => Weight is null ? 1 : Weight[i];

    public double BlockTime(int block) => Stop[DeathFrom[block]];
}
