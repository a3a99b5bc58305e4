using System.Globalization;
using Cavum.Assay;

namespace Cavum.Simulation;

/// <summary>A simulated plate as the assay's own model of a run: for RDML, and for analysis in memory without files.</summary>
internal static class RunMapping
{
    public static QpcrRun ToRun(PlannedRun run, IReadOnlyList<SimulatedWell> wells) => new(run.Id, run.Id, [.. wells.Select(ToReaction)])
    {
        Instrument = "SIM-1 (simulated)",
        Date = Moment(run),
    };

    public static string Moment(PlannedRun run) => run.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T16:30:00";

    private static Reaction ToReaction(SimulatedWell well) => new(
        WellPosition.FromNumber(well.Number, 12), well.Sample,
        well.Content switch
        {
            WellContent.Standard => SampleRole.Standard,
            WellContent.NoTemplate => SampleRole.Ntc,
            WellContent.PositiveControl => SampleRole.PositiveControl,
            _ => SampleRole.Unknown,
        },
        AssayFile.Target, "FAM", well.InstrumentCq is { } cq ? Cq.At(cq) : Cq.None, AmplificationCurve.Of(well.Fluorescence))
    {
        Quantity = well.Content == WellContent.Standard ? well.NominalCopies : null,
        QuantityUnit = well.Content == WellContent.Standard ? "copies" : "",
        DataId = well.Number.ToString(CultureInfo.InvariantCulture),
    };
}
