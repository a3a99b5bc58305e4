using System.Globalization;
using System.Text;

namespace Cavum.Simulation;

/// <summary>Writes a run in the layout of the text export of QuantStudio software: sample setup, amplification data, results.</summary>
internal static class QuantStudioExport
{
    private const double FluorescencePerRn = 1000;

    public static byte[] Write(PlannedRun run, IReadOnlyList<SimulatedWell> wells)
    {
        var text = new StringBuilder();
        string date = run.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        foreach (var (key, value) in new (string, string)[]
        {
            ("Block Type", "96-Well Block (0.2mL)"), ("Chemistry", "TAQMAN"), ("Experiment File Name", run.Id + ".eds"),
            ("Experiment Name", run.Id), ("Experiment Run End Time", date + " 16:30:00 PM UTC"), ("Experiment Type", "Standard Curve"),
            ("Instrument Name", "SIM-2"), ("Instrument Type", "QuantStudio 5 (simulated)"), ("Passive Reference", "ROX"),
            ("Quantification Cycle Method", "Ct"), ("Signal Smoothing On", "false"), ("Stage/ Cycle where Analysis is performed", "Stage 2, Step 2"),
        }) text.Append("* ").Append(key).Append(" = ").Append(value).Append('\n');

        text.Append("\n[Sample Setup]\nWell\tWell Position\tSample Name\tTarget Name\tTask\tReporter\tQuencher\tQuantity\tComments\n");
        foreach (var well in wells)
            Line(text, well.Number, Position(well.Number), well.Sample, AssayFile.Target, Task(well.Content), "FAM", "NFQ-MGB", Quantity(well), "");

        text.Append("\n[Amplification Data]\nWell\tWell Position\tCycle\tTarget Name\tRn\tDelta Rn\n");
        foreach (var well in wells)
        {
            double ground = well.Fluorescence.AsSpan(2, 10).ToArray().Average();
            for (int cycle = 1; cycle <= well.Fluorescence.Length; cycle++)
                Line(text, well.Number, Position(well.Number), cycle, AssayFile.Target, Rn(well.Fluorescence[cycle - 1]), Rn(well.Fluorescence[cycle - 1] - ground));
        }

        text.Append("\n[Results]\nWell\tWell Position\tOmit\tSample Name\tTarget Name\tTask\tReporter\tQuencher\tCT\tQuantity\n");
        foreach (var well in wells)
            Line(text, well.Number, Position(well.Number), "false", well.Sample, AssayFile.Target, Task(well.Content), "FAM", "NFQ-MGB",
                well.InstrumentCq is { } cq ? cq.ToString("0.000", CultureInfo.InvariantCulture) : "Undetermined", Quantity(well));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A1 … H12, row by row.</summary>
    public static string Position(int number) => string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + (number - 1) / 12)}{(number - 1) % 12 + 1}");

    private static string Task(WellContent content) => content switch
    {
        WellContent.Standard => "STANDARD",
        WellContent.NoTemplate => "NTC",
        WellContent.PositiveControl => "POSITIVE CONTROL",
        _ => "UNKNOWN",
    };

    private static string Quantity(SimulatedWell well) =>
        well.Content == WellContent.Standard ? well.NominalCopies!.Value.ToString("0.###", CultureInfo.InvariantCulture) : "";

    private static string Rn(double fluorescence) => (fluorescence / FluorescencePerRn).ToString("0.000000", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, params ReadOnlySpan<object> cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0) text.Append('\t');
            text.Append(CultureInfo.InvariantCulture, $"{cells[i]}");
        }
        text.Append('\n');
    }
}
