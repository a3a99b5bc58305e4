using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Simulation;

/// <summary>The tables and documents of the mouse arm.</summary>
internal static class MouseTables
{
    public const string Gating = "mouse/gating.xml";

    public static string FcsPath(SimulatedMouse mouse) => $"mouse/fcs/{mouse.Id}_tumour_day24.fcs";

    /// <summary>The mice whose tumours were taken for cytometry: the first of each arm.</summary>
    public static IEnumerable<SimulatedMouse> Sampled(MouseExperiment experiment) =>
        experiment.Mice.GroupBy(m => m.ArmIndex).SelectMany(g => g.Take(MouseExperiment.SampledMice));

    public static IEnumerable<(string File, string Text)> Of(MouseExperiment experiment)
    {
        var volumes = new Csv("mouse,arm,day,length,width");
        var mice = new Csv("mouse,arm,sex,cage,outcome,reason");
        var samples = new Csv("sample,mouse,day,tissue,file");
        foreach (var m in experiment.Mice)
        {
            foreach (var (day, length, width) in m.Callipers) volumes.Row(m.Id, m.Arm, day, length, width);
            mice.Row(m.Id, m.Arm, m.Sex, m.Cage, m.Outcome, m.Outcome == "humaneEndPoint" ? "tumour volume" : null);
        }
        foreach (var m in Sampled(experiment)) samples.Row("F-" + m.Id, m.Id, m.Callipers[^1].Day, "tumour", FcsPath(m));
        yield return ("mouse/volumes.csv", volumes.ToString());
        yield return ("mouse/mice.csv", mice.ToString());
        yield return ("mouse/samples.csv", samples.ToString());
        yield return (Gating, GatingMlWriter.Write(MousePanel.Strategy()));
        yield return ("mouse/mouse.json", Document());
    }

    private static string Document() => CanonicalJson.Write(new
    {
        title = "Asparaginase and anti-PD-1 in tumour-bearing mice: a simulated example",
        model = "C57BL/6J mice, female, 8 to 10 weeks, MC38 tumours under the skin of the right flank (simulated)",
        volumeUnit = "mm³",
        detectionLimit = MouseExperiment.DetectionLimit,
        humaneEndPoint = MouseExperiment.HumaneEndPoint,
        arms = new[]
        {
            new { name = MouseExperiment.ArmNames[0], role = "control", treatment = "saline and isotype" },
            new { name = MouseExperiment.ArmNames[1], role = "asparaginase", treatment = "asparaginase, days 0 to 4 and 12 to 16" },
            new { name = MouseExperiment.ArmNames[2], role = "antiPd1", treatment = "anti-PD-1, days 5, 8 and 11" },
            new { name = MouseExperiment.ArmNames[3], role = "combination", treatment = "asparaginase block, then anti-PD-1" },
        },
        flow = new
        {
            gating = Gating,
            compensate = "file",
            readouts = MousePanel.Markers.Select(m => new { marker = m.Marker, gate = m.Gate, channel = m.Channel }),
            plotGate = MousePanel.Activated,
        },
        arrive = new[]
        {
            new { item = "sampleSize", statement = "Eight mice an arm, by simulation: 80 % power for a Bliss contrast of −0.06 a day." },
            new { item = "randomisation", statement = "Mice were drawn to arms by a seeded generator, one of each arm in a cage." },
            new { item = "blinding", statement = "None: a simulator knows everything." },
            new { item = "procedures", statement = "Callipers every third day from day 0 to 24; tumours of the first four mice an arm were dissociated at the end." },
            new { item = "ethics", statement = "No animal was used: every value was made by a simulator." },
            new { item = "objectives", statement = "Whether the combination slows growth beyond what its parts make expected, and beyond anti-PD-1 alone." },
        },
    });
}
