namespace Cavum.Assay;

/// <summary>The stages of the classic LinRegPCR that look at a whole run: readings, screens, windows, common threshold.</summary>
internal sealed class ClassicRun
{
    private const double FirstShare = 0.1, FirstFold = 16, LeastShare = 1e-4, PlateauFold = 5;

    internal ClassicCurve[] Curves { get; }

    /// <summary>Curves by target, in the order in which targets first appear.</summary>
    internal IReadOnlyList<ClassicCurve[]> Targets { get; }
    internal FluorescenceWindow[] Windows { get; }

    /// <summary>Geometric mean of the targets' thresholds.</summary>
    internal double Threshold { get; }

    /// <param name="buffer">Room for the readings of all curves.</param>
    internal ClassicRun(QpcrRun run, double[] buffer)
    {
        int cycles = run.Cycles;
        Curves = [.. run.Reactions.Select((reaction, index) => new ClassicCurve(index, reaction, buffer, cycles))];
        foreach (var curve in Curves) curve.Load();
        Targets = [.. Curves.GroupBy(c => c.Reaction.Target, StringComparer.Ordinal).Select(g => g.ToArray())];
        Windows = new FluorescenceWindow[Targets.Count];
        foreach (var curve in Curves) ClassicBaseline.Judge(curve);
        var first = FirstWindow(c => c.LateHigh);
        foreach (var curve in Curves) ClassicBaseline.Find(curve);
        ClassicScreens.MarkUnstable(Curves, first);
        foreach (var curve in Curves) curve.LeftOut |= LinRegPcr.IsExcluded(curve.Reaction);
        var (lowest, highest) = Range();
        var common = RunWindow(lowest, highest);
        foreach (var curve in Curves) curve.NoPlateau = curve.Failed || curve.Phase.Last == curve.Cycles - 1;
        double logs = 0;
        for (int t = 0; t < Windows.Length; t++)
        {
            var search = new WindowSearch(Targets[t], lowest, highest) { Window = common };
            search.Search();
            if (MarkEndless(Targets[t])) search.Search();
            Windows[t] = search.Window;
            logs += Math.Log(search.Window.Threshold);
        }
        Threshold = Math.Exp(logs / Windows.Length);
    }

    /// <summary>A tenth of the mean end of the curves with a plateau, four doublings wide.</summary>
    private FluorescenceWindow FirstWindow(Func<ClassicCurve, double> late)
    {
        double sum = 0;
        int n = 0;
        foreach (var curve in Curves)
            if (!curve.LeftOut && !curve.NoPlateau && late(curve) is var v && !double.IsNaN(v)) (n, sum) = (n + 1, sum + v);
        double upper = FirstShare * sum / n;
        return new(upper / FirstFold, upper);
    }

    private (double Lowest, double Highest) Range()
    {
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        foreach (var curve in Curves)
        {
            foreach (double v in curve.Above)
            {
                if (v < lowest) lowest = v;
                if (v > highest) highest = v;
            }
        }
        return (Math.Max(lowest, LeastShare * highest), highest);
    }

    /// <summary>The window over all curves, in which noise is judged; a target without usable curves keeps it.</summary>
    private FluorescenceWindow RunWindow(double lowest, double highest)
    {
        var search = new WindowSearch(Curves, lowest, highest) { Window = FirstWindow(c => c.HighestLate()) };
        double top = search.MeanStop();
        if (!(top > 0)) return search.Window;
        top = Math.Log10(top);
        search.Set(top, WindowSearch.WidthCycles * search.MeanStep());
        search.FitAll();
        double mean = EfficiencySpread.Of(Curves).Mean;
        if (mean < WindowSearch.LeastEfficiency) return search.Window;
        double width = WindowSearch.WidthCycles * Math.Log10(mean);
        search.Set(top, width);
        ClassicScreens.MarkNoisy(Curves, search.Window, top - width);
        return search.Window;
    }

    /// <summary>Marks curves that still grow at the end: their line, drawn on to the last cycle, is under five times the last reading.</summary>
    private static bool MarkEndless(ReadOnlySpan<ClassicCurve> curves)
    {
        bool any = false;
        foreach (var curve in curves)
        {
            if (curve.Failed || curve.NoPlateau || !(curve.Fit.LogAt(curve.Cycles) - curve.Logs[^1] < Math.Log10(PlateauFold))) continue;
            any = curve.NoPlateau = true;
        }
        return any;
    }
}
