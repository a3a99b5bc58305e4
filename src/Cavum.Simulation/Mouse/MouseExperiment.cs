using Cavum.Preclinical;

namespace Cavum.Simulation;

/// <summary>One simulated mouse with everything that is written of it.</summary>
/// <param name="Activation">Its own shift of the logit of activated CD8 T cells.</param>
internal sealed record SimulatedMouse(string Id, string Arm, int ArmIndex, string Sex, string Cage, string Outcome, IReadOnlyList<(double Day, double Length, double Width)> Callipers, double Activation);

/// <summary>What is true of the mouse experiment: the growth rates (1/day) and the share of CD8 T cells that carry a marker, by arm.</summary>
public sealed record MouseTruth(IReadOnlyList<string> Arms, IReadOnlyList<double> Slopes, double BlissPerDay, IReadOnlyList<double> ActivatedShare);

/// <summary>The simulated mouse arm: four arms, exponential tumours with a slope of each mouse's own, sacrifice for size, cures.</summary>
internal sealed class MouseExperiment
{
    public const double HumaneEndPoint = 1500, DetectionLimit = 30;
    public const int SampledMice = 4, EventsPerSample = 1500;
    private const int MicePerArm = 8;
    private const ulong FirstStream = 3_000_000;
    private const double StartVolume = 80, StartStdDev = 0.25, SlopeStdDev = 0.018, ResidualStdDev = 0.16;
    private static readonly double[] Days = [0, 3, 6, 9, 12, 15, 18, 21, 24];
    public static readonly string[] ArmNames = ["vehicle", "asparaginase", "anti-PD-1", "combination"];

    private MouseExperiment(MouseTruth truth, IReadOnlyList<SimulatedMouse> mice)
    {
        Truth = truth;
        Mice = mice;
    }

    public MouseTruth Truth { get; }
    public IReadOnlyList<SimulatedMouse> Mice { get; }

    public static MouseExperiment Draw(SimulationSettings settings)
    {
        var truth = TruthOf(settings);
        var mice = new List<SimulatedMouse>();
        for (int arm = 0; arm < ArmNames.Length; arm++)
            for (int i = 0; i < MicePerArm; i++) mice.Add(Mouse(settings, truth, arm, i));
        return new(truth, mice);
    }

    public static Core.SeededRandom Stream(SimulationSettings settings, int mouse, int purpose) => new(settings.Seed, FirstStream + (ulong)(mouse * 2 + purpose));

    /// <summary>More: the combination shrinks tumours beyond Bliss. Less: asparaginase takes away what anti-PD-1 gives. Null: asparaginase does nothing at all.</summary>
    private static MouseTruth TruthOf(SimulationSettings settings)
    {
        double control = 0.15, icb = 0.11, asparaginase = settings.Effect == EffectDirection.Null ? control : 0.135;
        double combination = settings.Effect switch
        {
            EffectDirection.More => -0.03,
            EffectDirection.Less => 0.15,
            _ => icb,
        };
        double activated = settings.Effect switch
        {
            EffectDirection.More => 0.45,
            EffectDirection.Less => 0.17,
            _ => 0.28,
        };
        return new(ArmNames, [control, asparaginase, icb, combination], combination - asparaginase - icb + control, [0.15, settings.Effect == EffectDirection.Null ? 0.15 : 0.18, 0.28, activated]);
    }

    private static SimulatedMouse Mouse(SimulationSettings settings, MouseTruth truth, int arm, int i)
    {
        int number = arm * MicePerArm + i;
        var chance = Stream(settings, number, 0);
        double start = chance.LogNormal(StartVolume, StartStdDev), slope = truth.Slopes[arm] + SlopeStdDev * chance.NextNormal();
        var points = new List<(double, double, double)>();
        string outcome = "endOfStudy";
        foreach (double day in Days)
        {
            double volume = start * Math.Exp(slope * day + ResidualStdDev * chance.NextNormal()), ratio = chance.Uniform(1.05, 1.35);
            // L·W²/2 = volume with L = ratio·W, read off a calliper to a tenth of a millimetre.
            double width = Math.Round(Math.Pow(2 * volume / ratio, 1.0 / 3), 1), length = Math.Round(ratio * width, 1);
            if (volume < DetectionLimit) (width, length) = (0, 0);
            points.Add((day, length, width));
            if (TumourVolume.ModifiedEllipsoid(Math.Max(length, 0.1), Math.Max(width, 0.1)) < HumaneEndPoint) continue;
            outcome = "humaneEndPoint";
            break;
        }
        return new($"M{number + 1:D2}", ArmNames[arm], arm, "F", $"C{number % 8 + 1}", outcome, points, 0.35 * chance.NextNormal());
    }
}
