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
        return new Run(parameters ?? Parameters, schedule).States(days);
    }

    /// <summary>One state per day, day 0 first.</summary>
    public static IReadOnlyList<ModelState> Simulate(
        IReadOnlyCollection<double> asparaginaseDays, double unitsPerDose, IReadOnlyCollection<double> antiPd1Days, int days, IReadOnlyList<ModelParameter>? parameters = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        return Simulate(new([.. asparaginaseDays], unitsPerDose, [.. antiPd1Days]), [.. Enumerable.Range(0, days + 1).Select(d => (double)d)], parameters);
    }

    private sealed class Run
    {
        private readonly double clearance, central, peripheral, exchange, potency, half, tau, early, late, growth, killing, gain, pd1Days, shed;
        private readonly TreatmentSchedule schedule;

        internal Run(IReadOnlyList<ModelParameter> parameters, TreatmentSchedule schedule)
        {
            double P(string name) => parameters.First(p => p.Name == name).Value;
            (clearance, central, peripheral, exchange) = (P("clearance"), P("centralVolume"), P("peripheralVolume"), P("exchange"));
            (potency, half, tau, early, late) = (P("potency"), P("asparagineHalf"), P("adaptationDays"), P("earlySuppression"), P("lateGain"));
            (growth, killing, gain, pd1Days, shed) = (P("tumourGrowth"), P("killing"), P("antiPd1Gain"), P("antiPd1Days"), P("dnaFromKilling"));
            this.schedule = schedule;
        }

        internal List<ModelState> States(IReadOnlyList<double> days)
        {
            var wanted = days.Select((d, i) => (Step: (int)Math.Round(d * StepsPerDay), Index: i)).OrderBy(w => w.Step).ToList();
            int[] doses = [.. schedule.AsparaginaseDays.Select(d => (int)Math.Round(d * StepsPerDay))];
            var states = new ModelState[days.Count];
            Span<double> y = stackalloc double[4];
            y.Clear();
            int next = 0, last = wanted.Count > 0 ? wanted[^1].Step : -1;
            for (int step = 0; step <= last; step++)
            {
                foreach (int dose in doses)
                    if (dose == step) y[0] += schedule.UnitsPerDose;
                double t = (double)step / StepsPerDay;
                for (; next < wanted.Count && wanted[next].Step == step; next++) states[wanted[next].Index] = State(days[wanted[next].Index], t, y);
                RungeKutta(y, t, 1.0 / StepsPerDay);
            }
            return [.. states];
        }

        /// <summary>The positive root of N² + (K − 1 + p·A)·N − K = 0.</summary>
        private double Asparagine(double units)
        {
            double b = half - 1 + potency * Math.Max(0, units) / central;
            double root = Math.Sqrt(b * b + 4 * half);
            return b > 0 ? 2 * half / (b + root) : (root - b) / 2;
        }

        private double AntiPd1(double t)
        {
            double level = 0;
            foreach (double day in schedule.AntiPd1Days)
                if (t >= day - 1e-9) level += Math.Exp(-Math.Log(2) * (t - day) / pd1Days);
            return level / (1 + level);
        }

        private double Activation(double asparagine, double adaptation) => Math.Max(0, 1 - early * (1 - asparagine)) + late * adaptation;

        private double Kill(double activation, double t) => killing * activation * (1 + gain * AntiPd1(t));

        private ModelState State(double day, double t, ReadOnlySpan<double> y)
        {
            double n = Asparagine(y[0]), activation = Activation(n, y[2]), tumour = Math.Exp(y[3]);
            return new(day, y[0] / central, n, y[2], activation, tumour, tumour * (1 + shed * Kill(activation, t)) / (1 + shed * killing));
        }

        private void Rates(ReadOnlySpan<double> y, double t, Span<double> rate)
        {
            double concentration = y[0] / central, outer = y[1] / peripheral, n = Asparagine(y[0]);
            rate[0] = -clearance * concentration - exchange * (concentration - outer);
            rate[1] = exchange * (concentration - outer);
            rate[2] = (1 - n - y[2]) / tau;
            rate[3] = growth - Kill(Activation(n, y[2]), t);
        }

        private void RungeKutta(Span<double> y, double t, double h)
        {
            Span<double> a = stackalloc double[4], b = stackalloc double[4], c = stackalloc double[4], d = stackalloc double[4], at = stackalloc double[4];
            Rates(y, t, a);
            for (int i = 0; i < 4; i++) at[i] = y[i] + h / 2 * a[i];
            Rates(at, t + h / 2, b);
            for (int i = 0; i < 4; i++) at[i] = y[i] + h / 2 * b[i];
            Rates(at, t + h / 2, c);
            for (int i = 0; i < 4; i++) at[i] = y[i] + h * c[i];
            Rates(at, t + h, d);
            for (int i = 0; i < 4; i++) y[i] += h / 6 * (a[i] + 2 * b[i] + 2 * c[i] + d[i]);
        }
    }
}
