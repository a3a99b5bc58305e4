namespace Cavum.Assay;

/// <summary>Mean and variance of the efficiencies of the curves that help to set a window.</summary>
internal readonly record struct EfficiencySpread(double Mean, double Variance)
{
    /// <summary>What stands for fewer than two efficiencies.</summary>
    private static readonly EfficiencySpread Unknown = new(1, 100);

    internal static EfficiencySpread Of(ReadOnlySpan<ClassicCurve> curves)
    {
        double sum = 0, squares = 0;
        int n = 0;
        foreach (var curve in curves)
        {
            if (!curve.HelpsWindow) continue;
            double e = curve.Efficiency;
            (n, sum, squares) = (n + 1, sum + e, squares + e * e);
        }
        return n < 2 ? Unknown : new(sum / n, (squares - sum * sum / n) / (n - 1));
    }
}

/// <summary>Search for the window of linearity of one target: where the efficiencies of its reactions vary least.</summary>
/// <remarks>
/// Places start at the mean fluorescence at the end of the exponential phases and step down by 0.2 cycles of growth; each is four cycles
/// of growth wide, at the mean efficiency found there. Kept is the place with the least coefficient of variation, smoothed over three
/// neighbours and looked for above the place of the largest variance.
/// </remarks>
internal sealed class WindowSearch(ClassicCurve[] curves, double lowest, double highest)
{
    internal const int WidthCycles = 4, MostPlaces = 60;
    internal const double StepCycles = 0.2, LeastWidth = 0.5, LeastEfficiency = 1.001, LeastVariance = 1e-11, LeastVariation = 1e-6, DefaultStep = 1.8, LeastStop = 1e-7;

    private readonly WindowPlaces[] fitted = new WindowPlaces[curves.Length];

    internal FluorescenceWindow Window { get; set; }

    /// <summary>Mean fluorescence at the end of the exponential phase; without plateaus the highest reading.</summary>
    internal double MeanStop()
    {
        double sum = 0, most = LeastStop;
        int n = 0;
        foreach (var curve in curves)
        {
            if (curve.LeftOut) continue;
            if (curve.NoPlateau)
            {
                foreach (double v in curve.Above)
                    if (v > most) most = v;
            }
            else (n, sum) = (n + 1, sum + curve.Above[curve.Phase.Last]);
        }
        return n > 0 ? sum / n : most;
    }

    /// <summary>Mean growth (log10) over the last cycle of the exponential phase.</summary>
    internal double MeanStep()
    {
        double sum = 0;
        int n = 0;
        foreach (var curve in curves)
            if (!curve.LeftOut && !curve.NoPlateau)
                (n, sum) = (n + 1, sum + curve.Logs[curve.Phase.Last] - curve.Logs[curve.Phase.Last - 1]);
        return n > 0 ? sum / n : Math.Log10(DefaultStep);
    }

    private double HighestStart()
    {
        double most = double.NaN;
        foreach (var curve in curves)
            if (!curve.LeftOut && !(curve.Above[curve.Phase.Start] <= most)) most = curve.Above[curve.Phase.Start];
        return 0.999 * most;
    }

    internal void Set(double upper, double width) => Window = FluorescenceWindow.Of(upper, width, lowest, highest);

    /// <summary>Reads every curve in the present window.</summary>
    internal void FitAll()
    {
        foreach (var curve in curves)
        {
            curve.Fit = curve.Failed ? WindowFit.None : WindowOfLinearity.Fit(curve.Logs, WindowOfLinearity.Locate(curve, Window));
            curve.Efficiency = curve.Fit.Efficiency;
        }
    }

    /// <summary>As <see cref="FitAll"/>, of the curves that set the window only; a curve with the same cycles inside keeps its line.</summary>
    private EfficiencySpread Try(double upper, double width)
    {
        Set(upper, width);
        for (int i = 0; i < curves.Length; i++)
        {
            var curve = curves[i];
            if (curve.LeftOut || curve.NoPlateau || curve.IsShort) continue;
            var places = WindowOfLinearity.Locate(curve, Window);
            if (fitted[i] == places) continue;
            fitted[i] = places;
            curve.Efficiency = WindowOfLinearity.Fit(curve.Logs, places).Efficiency;
        }
        return EfficiencySpread.Of(curves);
    }

    /// <summary>Leaves the best window in <see cref="Window"/> and every curve read in it; without a usable start the present window stays.</summary>
    internal void Search()
    {
        double top = MeanStop(), start = HighestStart();
        if (!(top > 0) || !(start > 0)) return;
        top = Math.Log10(top);
        start = Math.Log10(start);
        Set(top, WidthCycles * MeanStep());
        FitAll();
        double mean = EfficiencySpread.Of(curves).Mean;
        if (mean < LeastEfficiency) return;
        Array.Fill(fitted, new(-2, -2, false));
        Span<(double Upper, double Width, double Variation)> places = stackalloc (double, double, double)[MostPlaces];
        double width = WidthCycles * Math.Log10(mean), previous = top + 2, mostVariance = 0;
        int widest = -1;
        for (int place = 0; place < MostPlaces; place++)
        {
            double upper = top - place * StepCycles * Math.Log10(mean); // from the start each time, at the present efficiency
            if (!(upper < previous)) break;
            width = Math.Max(WidthCycles * Math.Log10(Try(upper, width).Mean), LeastWidth);
            (mean, double variance) = Try(upper, width);
            if (variance > mostVariance) (mostVariance, widest) = (variance, place);
            places[place] = (upper, width, variance > 0 ? Math.Sqrt(variance) / mean : 0);
            previous = upper;
            if (upper - width / 2 < start || variance < LeastVariance) break;
        }
        var (chosen, chosenWidth, _) = places[Choose(places, widest)];
        Set(chosen, chosenWidth);
        FitAll();
    }

    /// <summary>The place of least variation; five and more places are smoothed over neighbours, the first one is not.</summary>
    private static int Choose(ReadOnlySpan<(double Upper, double Width, double Variation)> places, int widest)
    {
        int last = 0;
        while (last < places.Length && places[last].Variation >= LeastVariation) last++;
        last--;
        int choice = 0;
        double best = places[0].Variation;
        for (int j = 1; j <= last; j++)
        {
            bool few = last <= 3;
            double variation = few ? places[j].Variation : (places[j - 1].Variation + places[j].Variation + (j + 1 < places.Length ? places[j + 1].Variation : 0)) / 3;
            if (variation < best) (best, choice) = (variation, j);
            if (!few && (j >= last - 1 || j > widest)) break;
        }
        return choice;
    }
}
