namespace Cavum.Preclinical;

/// <summary>One number of the model and where it is from.</summary>
/// <param name="Source">A publication, or "assumed …" where none is known: such a number only makes the mechanism visible.</param>
public sealed record ModelParameter(string Name, double Value, string Unit, string Source)
{
    public bool IsAssumed => Source.StartsWith("assumed", StringComparison.Ordinal);
}

/// <summary>What is given when.</summary>
/// <param name="AsparaginaseDays">Days of a bolus of <paramref name="UnitsPerDose"/> units.</param>
public sealed record TreatmentSchedule(IReadOnlyList<double> AsparaginaseDays, double UnitsPerDose, IReadOnlyList<double> AntiPd1Days)
{
    /// <summary>A daily block of asparaginase that ends <paramref name="gapDays"/> before each anti-PD-1 dose, cycle after cycle; the first block begins on day 0.</summary>
    /// <param name="blockDays">0 for anti-PD-1 alone, on the same days.</param>
    /// <param name="longestBlock">The days before the first anti-PD-1 dose, so that schedules with shorter blocks have it on the same day.</param>
    public static TreatmentSchedule Blocks(int blockDays, double unitsPerDose, double gapDays, double cycleDays, int cycles, int longestBlock)
    {
        if (blockDays < 0 || longestBlock < blockDays) throw new ArgumentOutOfRangeException(nameof(blockDays), blockDays, "From 0 to the longest block.");
        double[] pd1 = [.. Enumerable.Range(0, cycles).Select(c => longestBlock - 1 + gapDays + c * cycleDays)];
        return new([.. pd1.SelectMany(d => Enumerable.Range(0, blockDays).Select(k => d - gapDays - (blockDays - 1) + k)).Where(d => d >= 0).Order()], unitsPerDose, pd1);
    }
}

/// <summary>What the model says at one time.</summary>
/// <param name="AsparaginaseUnitsPerLitre">Activity in plasma.</param>
/// <param name="Asparagine">Plasma asparagine as a share of its value before treatment.</param>
/// <param name="Adaptation">The slow adaptation of CD8 T cells, 0 to 1.</param>
/// <param name="Activation">Rate of T-cell activation as a share of that before treatment: falls first, then rises.</param>
/// <param name="Tumour">Tumour burden as a share of that before treatment.</param>
/// <param name="EbvDna">Plasma EBV DNA as a share of that before treatment.</param>
public readonly record struct ModelState(
    double Day, double AsparaginaseUnitsPerLitre, double Asparagine, double Adaptation, double Activation, double Tumour, double EbvDna);

/// <summary>Asparaginase → plasma asparagine → early suppression and later adaptation of CD8 T cells → tumour → EBV DNA. Exploratory.</summary>
/// <remarks>
/// Two compartments of asparaginase A; plasma asparagine N in balance with it, 1 − N = p·A·N/(K + N), since its own turnover takes hours; adaptation dM/dt = ((1 − N) − M)/τ;
/// activation = max(0, 1 − e₁(1 − N)) + e₂M; d ln T/dt = g − κ·activation·(1 + ω·anti-PD-1); EBV DNA T·(1 + f·killing) over its value before, in balance too (half-life 2 h).
/// The literature contradicts itself on the sign of the effect on CD8 T cells (impaired early: Wu 2021, Nat Cell Biol 23:75; Hope 2021, JCI Insight 6:e137761; gained late:
/// Gnanaprakasam 2023, Nat Metab 5:1423), so the term is bi-phasic in time. It plans questions, not treatment: most numbers are assumed and say so.
/// Fourth-order Runge–Kutta of one hour; no rate is above 3 a day.
/// </remarks>
public static class ExploratoryModel
{
    internal const int StepsPerDay = 24;

    /// <summary>The parameters as they are used, in this order.</summary>
    public static IReadOnlyList<ModelParameter> Parameters { get; } =
    [
        new("clearance", 0.135 * 24, "L/day", "native E. coli asparaginase, 70 kg, Blood 2009;114:4803"),
        new("centralVolume", 4.27, "L", "Blood 2009;114:4803"),
        new("peripheralVolume", 0.83, "L", "Blood 2009;114:4803"),
        new("exchange", 0.058 * 24, "L/day", "Blood 2009;114:4803"),
        new("potency", 1.0 / 6, "L/U", "assumed: at 100 U/L, the trough that is aimed at (Voller 2017), 3 % of the asparagine is left"),
        new("asparagineHalf", 0.5, "share", "assumed"),
        new("adaptationDays", 5, "days", "assumed; early loss within a day and later gain as in Gnanaprakasam 2023"),
        new("earlySuppression", 0.6, "share", "assumed"),
        new("lateGain", 1.5, "share", "assumed"),
        new("tumourGrowth", 0.02, "1/day", "assumed"),
        new("killing", 0.01, "1/day", "assumed"),
        new("antiPd1Gain", 2, "share", "assumed"),
        new("antiPd1Days", 22, "days", "half-life of pembrolizumab, product information"),
        new("dnaFromKilling", 5, "days", "assumed; EBV DNA itself has a half-life of about 2 h and is taken in balance"),
    ];

    /// <summary>The parameters with some values replaced; a name that is none is a fault of the caller.</summary>
    public static IReadOnlyList<ModelParameter> With(IReadOnlyDictionary<string, double> values)
    {
        foreach (string unknown in values.Keys.Where(k => Parameters.All(p => p.Name != k)))
            throw new ArgumentException($"{unknown} is no parameter of the model.", nameof(values));
        return [.. Parameters.Select(p => values.TryGetValue(p.Name, out double v) ? p with { Value = v, Source = "given" } : p)];
    }

    /// <param name="days">Times of the states wanted, not negative; each is taken to the nearest hour.</param>
    public static IReadOnlyList<ModelState> Simulate(TreatmentSchedule schedule, IReadOnlyList<double> days, IReadOnlyList<ModelParameter>? parameters = null)
    {
        if (!(schedule.UnitsPerDose >= 0 && double.IsFinite(schedule.UnitsPerDose))) throw new ArgumentOutOfRangeException(nameof(schedule), schedule.UnitsPerDose, "A dose is not negative.");
        if (days.Any(d => !(d is >= 0 and <= 10_000))) throw new ArgumentOutOfRangeException(nameof(days), "Days are from 0 to 10,000.");
        return new Run(parameters ?? Parameters, schedule, StepsPerDay).States(days);
    }

    /// <summary>The tumour on one day, by steps of four hours: for the many draws, whose spread is far wider than the error of 1e-4.</summary>
    internal static double TumourOn(double day, TreatmentSchedule schedule, IReadOnlyList<ModelParameter> parameters) => new Run(parameters, schedule, 6).States([day])[0].Tumour;

    /// <summary>One state per day, day 0 first.</summary>
    public static IReadOnlyList<ModelState> Simulate(
        IReadOnlyCollection<double> asparaginaseDays, double unitsPerDose, IReadOnlyCollection<double> antiPd1Days, int days, IReadOnlyList<ModelParameter>? parameters = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        return Simulate(new([.. asparaginaseDays], unitsPerDose, [.. antiPd1Days]), [.. Enumerable.Range(0, days + 1).Select(d => (double)d)], parameters);
    }

    private sealed class Run
    {
        private readonly double clearance, central, peripheral, exchange, potency, halfEffect, tau, early, late, growth, killing, gain, pd1Days, shed;
        private readonly TreatmentSchedule schedule;
        private readonly int perDay;
        private double[] antiPd1 = [];

        internal Run(IReadOnlyList<ModelParameter> parameters, TreatmentSchedule schedule, int stepsPerDay)
        {
            perDay = stepsPerDay;
            double P(string name) => parameters.First(p => p.Name == name).Value;
            (clearance, central, peripheral, exchange) = (P("clearance"), P("centralVolume"), P("peripheralVolume"), P("exchange"));
            (potency, halfEffect, tau, early, late) = (P("potency"), P("asparagineHalf"), P("adaptationDays"), P("earlySuppression"), P("lateGain"));
            (growth, killing, gain, pd1Days, shed) = (P("tumourGrowth"), P("killing"), P("antiPd1Gain"), P("antiPd1Days"), P("dnaFromKilling"));
            this.schedule = schedule;
        }

        internal List<ModelState> States(IReadOnlyList<double> days)
        {
            var wanted = days.Select((d, i) => (Step: (int)Math.Round(d * perDay), Index: i)).OrderBy(w => w.Step).ToList();
            int[] doses = [.. schedule.AsparaginaseDays.Select(d => (int)Math.Round(d * perDay))];
            var states = new ModelState[days.Count];
            Span<double> y = stackalloc double[4];
            y.Clear();
            int next = 0, last = wanted.Count > 0 ? wanted[^1].Step : -1;
            antiPd1 = [.. Enumerable.Range(0, 2 * (last + 1) + 1).Select(half => AntiPd1((double)half / (2 * perDay)))];
            for (int step = 0; step <= last; step++)
            {
                foreach (int dose in doses)
                    if (dose == step) y[0] += schedule.UnitsPerDose;
                int at = 2 * step;
                for (; next < wanted.Count && wanted[next].Step == step; next++) states[wanted[next].Index] = State(days[wanted[next].Index], at, y);
                RungeKutta(y, at, 1.0 / perDay);
            }
            return [.. states];
        }

        /// <summary>The positive root of N² + (K − 1 + p·A)·N − K = 0.</summary>
        private double Asparagine(double units)
        {
            double b = halfEffect - 1 + potency * Math.Max(0, units) / central;
            double root = Math.Sqrt(b * b + 4 * halfEffect);
            return b > 0 ? 2 * halfEffect / (b + root) : (root - b) / 2;
        }

        private double AntiPd1(double t)
        {
            double level = 0;
            foreach (double day in schedule.AntiPd1Days)
                if (t >= day - 1e-9) level += Math.Exp(-Math.Log(2) * (t - day) / pd1Days);
            return level / (1 + level);
        }

        private double Activation(double asparagine, double adaptation) => Math.Max(0, 1 - early * (1 - asparagine)) + late * adaptation;

        /// <param name="half">The time in half steps.</param>
        private double Kill(double activation, int half) => killing * activation * (1 + gain * antiPd1[half]);

        private ModelState State(double day, int half, ReadOnlySpan<double> y)
        {
            double n = Asparagine(y[0]), activation = Activation(n, y[2]), tumour = Math.Exp(y[3]);
            return new(day, y[0] / central, n, y[2], activation, tumour, tumour * (1 + shed * Kill(activation, half)) / (1 + shed * killing));
        }

        private void Rates(ReadOnlySpan<double> y, int half, Span<double> rate)
        {
            double concentration = y[0] / central, outer = y[1] / peripheral, n = Asparagine(y[0]);
            rate[0] = -clearance * concentration - exchange * (concentration - outer);
            rate[1] = exchange * (concentration - outer);
            rate[2] = (1 - n - y[2]) / tau;
            rate[3] = growth - Kill(Activation(n, y[2]), half);
        }

        private void RungeKutta(Span<double> y, int half, double h)
        {
            Span<double> a = stackalloc double[4], b = stackalloc double[4], c = stackalloc double[4], d = stackalloc double[4], at = stackalloc double[4];
            Rates(y, half, a);
            for (int i = 0; i < 4; i++) at[i] = y[i] + h / 2 * a[i];
            Rates(at, half + 1, b);
            for (int i = 0; i < 4; i++) at[i] = y[i] + h / 2 * b[i];
            Rates(at, half + 1, c);
            for (int i = 0; i < 4; i++) at[i] = y[i] + h * c[i];
            Rates(at, half + 2, d);
            for (int i = 0; i < 4; i++) y[i] += h / 6 * (a[i] + 2 * b[i] + 2 * c[i] + d[i]);
        }
    }
}
