using System.Globalization;
using Cavum.Preclinical;

namespace Cavum.Simulation;

/// <summary>The simulated cytometry panel: CD8 T cells of a tumour with their activation, spill-over and noise, written as FCS 3.1.</summary>
internal static class MousePanel
{
    public const string Activated = "CD44+CD69+";
    private const double Top = 262144;
    private static readonly string[] Channels = ["FSC-A", "FSC-H", "SSC-A", "BV510-A", "FITC-A", "PE-A", "APC-A", "BV421-A", "PE-Cy7-A", "Time"];
    private static readonly string[] Labels = ["", "", "", "viability", "CD8", "CD69", "CD44", "PD-1", "granzyme B", ""];
    private static readonly string[] Dyes = ["BV510-A", "FITC-A", "PE-A", "APC-A", "BV421-A", "PE-Cy7-A"];

    /// <summary>What each dye puts into the other detectors.</summary>
    private static readonly (int From, int To, double Share)[] Spill = [(1, 2, 0.12), (2, 1, 0.02), (2, 5, 0.09), (0, 4, 0.06), (4, 0, 0.10), (5, 2, 0.03)];

    public static readonly (string Marker, string Gate, string Channel)[] Markers =
    [
        ("CD44 and CD69", Activated, "PE-A"),
        ("PD-1", "PD-1+", "BV421-A"),
        ("granzyme B", "GzmB+", "PE-Cy7-A"),
    ];

    public static GatingStrategy Strategy()
    {
        GateDimension Linear(string channel) => new(channel, null, "uncompensated", null);
        GateDimension Scaled(string channel, double? min, double? max) => new(channel, null, "FCS", "Logicle", min, max);
        return new(
            [
                new PolygonGate("Lymphocytes", null, Linear("FSC-A"), Linear("SSC-A"), [(40_000, 5_000), (130_000, 8_000), (140_000, 60_000), (90_000, 75_000), (40_000, 45_000)]),
                new RectangleGate("Live", "Lymphocytes", [Scaled("BV510-A", null, 0.52)]),
                new RectangleGate("CD8", "Live", [Scaled("FITC-A", 0.58, null)]),
                new RectangleGate(Activated, "CD8", [Scaled("APC-A", 0.5, null), Scaled("PE-A", 0.5, null)]),
                new RectangleGate("PD-1+", "CD8", [Scaled("BV421-A", 0.5, null)]),
                new RectangleGate("GzmB+", "CD8", [Scaled("PE-Cy7-A", 0.5, null)]),
            ],
            new Dictionary<string, BoundedScale> { ["Logicle"] = new(new LogicleScale(Top, 0.5, 4.5, 0), null, null) },
            new Dictionary<string, RatioTransform>(), new Dictionary<string, SpilloverMatrix>());
    }

    public static byte[] Fcs(SimulationSettings settings, MouseExperiment experiment, SimulatedMouse mouse)
    {
        int number = 0;
        while (experiment.Mice[number].Id != mouse.Id) number++;
        var chance = MouseExperiment.Stream(settings, number, 1);
        var columns = new double[Channels.Length][];
        for (int p = 0; p < columns.Length; p++) columns[p] = new double[MouseExperiment.EventsPerSample];
        double share = experiment.Truth.ActivatedShare[mouse.ArmIndex], activated = 1 / (1 + Math.Exp(-Math.Log(share / (1 - share)) - mouse.Activation));
        for (int e = 0; e < MouseExperiment.EventsPerSample; e++) Event(chance, activated, columns, e);
        string[] spill = [Dyes.Length.ToString(CultureInfo.InvariantCulture), .. Dyes, .. Matrix().Select(v => v.ToString("R", CultureInfo.InvariantCulture))];
        return FcsWriter.Write(new FcsDataSet(
            new Dictionary<string, string> { ["$SPILLOVER"] = string.Join(',', spill), ["$CYT"] = "Cavum simulator", ["$TIMESTEP"] = "0.01", ["$FIL"] = Path.GetFileName(MouseTables.FcsPath(mouse)) },
            [.. Channels.Select((c, i) => new FcsParameter(i + 1, c, Labels[i], 32, Top, 0, 1, 1, FcsDataType.Single))], columns));
    }

    private static IEnumerable<double> Matrix()
    {
        for (int i = 0; i < Dyes.Length; i++)
            for (int j = 0; j < Dyes.Length; j++) yield return i == j ? 1 : Spill.Where(s => s.From == i && s.To == j).Select(s => s.Share).FirstOrDefault();
    }

    private static void Event(Core.SeededRandom chance, double activated, double[][] columns, int e)
    {
        bool lymphocyte = chance.Chance(0.72), dead = chance.Chance(0.12), cd8 = lymphocyte && chance.Chance(0.45), active = cd8 && chance.Chance(activated);
        double area = lymphocyte ? 85_000 + 14_000 * chance.NextNormal() : chance.LogNormal(45_000, 0.9);
        double side = lymphocyte ? 30_000 + 8_000 * chance.NextNormal() : chance.LogNormal(70_000, 0.6);
        double Stain(bool positive, double high, double low) => positive ? chance.LogNormal(high, 0.45) : low * chance.NextNormal() + low;
        double[] dyes =
        [
            Stain(dead, 20_000, 130), Stain(cd8, 14_000, 160), Stain(active && chance.Chance(0.95), 6_000, 120), Stain(active || (cd8 && chance.Chance(0.25)), 9_000, 150),
            Stain(cd8 && chance.Chance(active ? 0.6 : 0.2), 5_000, 110), Stain(cd8 && chance.Chance(active ? 0.55 : 0.08), 7_000, 140),
        ];
        double[] values = [area, area * (0.97 + 0.02 * chance.NextNormal()), side, .. dyes, e];
        foreach (var (from, to, spilled) in Spill) values[3 + to] += spilled * dyes[from];
        for (int p = 0; p < values.Length; p++)
        {
            double noise = p is >= 3 and <= 8 ? 25 * chance.NextNormal() : 0;
            columns[p][e] = Math.Min(Top, p < 3 ? Math.Max(0, values[p]) : values[p] + noise);
        }
    }
}
