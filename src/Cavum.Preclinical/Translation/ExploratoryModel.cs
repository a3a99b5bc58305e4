namespace Cavum.Preclinical;

/// <summary>One number of the model and where it is from.</summary>
/// <param name="Source">A publication, or "assumed" where none is known: such a number only makes the mechanism visible.</param>
public sealed record ModelParameter(string Name, double Value, string Unit, string Source);

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
/// dA₁/dt = dose − (CL + Q)/V₁·A₁ + Q/V₂·A₂; dN/dt = k·(1 − N) − v·C·N/(K + N); dM/dt = ((1 − N) − M)/τ; activation = (1 − e₁(1 − N)) + e₂M;
/// dT/dt = T·(g − κ·activation·(1 + anti-PD-1)); dD/dt = k_D·(T·(1 + f·killing) − D). The literature contradicts itself on the sign of the
/// effect on CD8 T cells (impaired early: Wu 2021, Nat Cell Biol 23:75; Hope 2021, JCI Insight 6:e137761; gained late: Gnanaprakasam 2023,
/// Nat Metab 5:1423), so the term is bi-phasic in time. It plans questions, not treatment: most numbers are assumed and say so.
/// </remarks>
public static class ExploratoryModel
{
    private const double StepDays = 1.0 / 480; // 3 minutes: well below the shortest time constant, EBV DNA's two hours

    /// <summary>The parameters as they are used, in this order.</summary>
    public static IReadOnlyList<ModelParameter> Parameters { get; } =
    [
        new("clearance", 0.135 * 24, "L/day", "native E. coli asparaginase, 70 kg, Blood 2009;114:4803"),
        new("centralVolume", 4.27, "L", "Blood 2009;114:4803"),
        new("peripheralVolume", 0.83, "L", "Blood 2009;114:4803"),
        new("exchange", 0.058 * 24, "L/day", "Blood 2009;114:4803"),
        new("asparagineTurnover", 12, "1/day", "assumed"),
        new("asparaginaseEffect", 2, "L/(U·day)", "assumed"),
        new("asparagineHalf", 0.5, "share", "assumed"),
        new("adaptationDays", 5, "days", "assumed; early loss within a day and later gain as in Gnanaprakasam 2023"),
        new("earlySuppression", 0.6, "share", "assumed"),
        new("lateGain", 1.5, "share", "assumed"),
        new("tumourGrowth", 0.02, "1/day", "assumed"),
        new("killing", 0.01, "1/day", "assumed"),
        new("antiPd1Gain", 2, "share", "assumed"),
        new("antiPd1Days", 22, "days", "half-life of pembrolizumab, product information"),
        new("dnaTurnover", 24 * 0.6931471805599453 / 2, "1/day", "half-life of about 2 h"),
        new("dnaFromKilling", 5, "days", "assumed"),
    ];

    /// <param name="asparaginaseDays">Days on which <paramref name="unitsPerDose"/> are given as a bolus.</param>
    /// <param name="antiPd1Days">Days on which anti-PD-1 is given.</param>
    /// <returns>One state per day, day 0 first.</returns>
    public static IReadOnlyList<ModelState> Simulate(
        IReadOnlyCollection<double> asparaginaseDays, double unitsPerDose, IReadOnlyCollection<double> antiPd1Days, int days,
        IReadOnlyList<ModelParameter>? parameters = null)
    {
        if (!(unitsPerDose >= 0 && double.IsFinite(unitsPerDose))) throw new ArgumentOutOfRangeException(nameof(unitsPerDose), unitsPerDose, "A dose is not negative.");
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var p = (parameters ?? Parameters).ToDictionary(x => x.Name, x => x.Value);
        double[] y = [0, 0, 1, 0, 1, 1 + p["dnaFromKilling"] * p["killing"]];
        double before = y[5];
        var states = new List<ModelState>();
        int steps = (int)Math.Round(1 / StepDays);
        for (int day = 0; day <= days; day++)
        {
            for (int k = 0; k < steps; k++)
            {
                double t = day + k * StepDays;
                foreach (double dose in asparaginaseDays)
                    if (Math.Abs(dose - t) < StepDays / 2) y[0] += unitsPerDose;
                if (k == 0) states.Add(State(day, y, p, before));
                RungeKutta(y, t, p, antiPd1Days);
            }
        }
        return states;
    }

    private static double Activation(double[] y, Dictionary<string, double> p) =>
        Math.Max(0, 1 - p["earlySuppression"] * (1 - y[2])) + p["lateGain"] * y[3];

    private static ModelState State(int day, double[] y, Dictionary<string, double> p, double before) =>
        new(day, y[0] / p["centralVolume"], y[2], y[3], Activation(y, p), y[4], y[5] / before);

    private static double AntiPd1(double t, IReadOnlyCollection<double> given, double halfLife)
    {
        double level = 0;
        foreach (double day in given)
            if (t >= day) level += Math.Exp(-Math.Log(2) * (t - day) / halfLife);
        return level / (1 + level);
    }

    private static double[] Rates(double[] y, double t, Dictionary<string, double> p, IReadOnlyCollection<double> antiPd1)
    {
        double central = y[0] / p["centralVolume"], outer = y[1] / p["peripheralVolume"];
        double activation = Activation(y, p), kill = p["killing"] * activation * (1 + p["antiPd1Gain"] * AntiPd1(t, antiPd1, p["antiPd1Days"]));
        return
        [
            -p["clearance"] * central - p["exchange"] * (central - outer),
            p["exchange"] * (central - outer),
            p["asparagineTurnover"] * (1 - y[2]) - p["asparaginaseEffect"] * central * y[2] / (p["asparagineHalf"] + y[2]),
            (1 - y[2] - y[3]) / p["adaptationDays"],
            y[4] * (p["tumourGrowth"] - kill),
            p["dnaTurnover"] * (y[4] * (1 + p["dnaFromKilling"] * kill) - y[5]),
        ];
    }

    /// <summary>The classical fourth-order step; asparagine is stiff at high activity, so the step is cut into parts of its rate.</summary>
    private static void RungeKutta(double[] y, double t, Dictionary<string, double> p, IReadOnlyCollection<double> antiPd1)
    {
        double fastest = p["asparagineTurnover"] + p["asparaginaseEffect"] * Math.Abs(y[0]) / p["centralVolume"] / p["asparagineHalf"];
        int parts = Math.Clamp((int)Math.Ceiling(fastest * StepDays), 1, 1000);
        double h = StepDays / parts;
        for (int part = 0; part < parts; part++, t += h)
        {
            double[] a = Rates(y, t, p, antiPd1), b = Rates(Moved(y, a, h / 2), t + h / 2, p, antiPd1);
            double[] c = Rates(Moved(y, b, h / 2), t + h / 2, p, antiPd1), d = Rates(Moved(y, c, h), t + h, p, antiPd1);
            for (int i = 0; i < y.Length; i++) y[i] += h / 6 * (a[i] + 2 * b[i] + 2 * c[i] + d[i]);
        }
    }

    private static double[] Moved(double[] y, double[] rate, double h)
    {
        var moved = new double[y.Length];
        for (int i = 0; i < y.Length; i++) moved[i] = y[i] + h * rate[i];
        return moved;
    }
}
