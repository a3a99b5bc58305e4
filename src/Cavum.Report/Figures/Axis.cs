namespace Cavum.Report;

/// <summary>Maps values to places on paper, straight or by logarithm, and knows where the ticks stand.</summary>
internal readonly record struct Axis(double From, double To, double Start, double End, bool Logarithmic = false)
{
    public double At(double value)
    {
        double share = Logarithmic
            ? (Math.Log(value) - Math.Log(From)) / (Math.Log(To) - Math.Log(From))
            : (value - From) / (To - From);
        return Start + share * (End - Start);
    }

    public double Clamped(double value) => At(Math.Clamp(value, Math.Min(From, To), Math.Max(From, To)));

    public bool Holds(double value) => value >= Math.Min(From, To) && value <= Math.Max(From, To);

    /// <summary>About <paramref name="count"/> ticks at 1, 2 or 5 times a power of ten; for days at weeks and months of 30.</summary>
    public IReadOnlyList<double> Ticks(int count)
    {
        double low = Math.Min(From, To), high = Math.Max(From, To);
        if (Logarithmic) return Decades(low, high, count);
        return Every(NiceStep((high - low) / count), low, high);
    }

    public IReadOnlyList<double> DayTicks(int count)
    {
        double low = Math.Min(From, To), high = Math.Max(From, To), wanted = (high - low) / count;
        double[] steps = [7, 14, 28, 30, 60, 90, 180, 360, 720, 1800, 3600];
        double step = steps.FirstOrDefault(s => s >= wanted * 0.8);
        return Every(step > 0 ? step : NiceStep(wanted), low, high);
    }

    private static List<double> Every(double step, double low, double high)
    {
        var ticks = new List<double>();
        long first = (long)Math.Ceiling(low / step - 1e-9), last = (long)Math.Floor(high / step + 1e-9);
        for (long i = first; i <= last; i++) ticks.Add(i * step);
        return ticks;
    }

    private static List<double> Decades(double low, double high, int count)
    {
        int first = (int)Math.Ceiling(Math.Log10(low) - 1e-9), last = (int)Math.Floor(Math.Log10(high) + 1e-9);
        int stride = Math.Max(1, (int)Math.Ceiling((last - first + 1.0) / count));
        var ticks = new List<double>();
        for (int power = first; power <= last; power += stride) ticks.Add(Math.Pow(10, power));
        return ticks;
    }

    private static double NiceStep(double wanted)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(wanted)));
        double share = wanted / power;
        return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
    }
}
