using System.CommandLine;
using System.Globalization;
using Cavum.Assay;

namespace Cavum.Cli;

/// <summary>cavum assay read F: what an instrument's file holds.</summary>
internal static class AssayReadCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "an instrument's file; the format is recognised from its content" };
        var mark = AssayOptions.DecimalMark();
        return new Command("read", "reads RDML and instrument exports") { file, mark }.Answers(parsed =>
            Reply.From(InstrumentFiles.ReadFile(parsed.GetRequiredValue(file), parsed.GetValue(mark) == "comma"), Answer));
    }

    private static Reply.Done Answer(InstrumentFile read)
    {
        var document = new
        {
            read.Format,
            read.Version,
            read.Instrument,
            read.Repairs,
            read.Notes,
            Runs = read.Runs.Select(run => new
            {
                run.Id,
                run.Experiment,
                run.Instrument,
                run.Date,
                run.Rows,
                run.Columns,
                run.Cycles,
                Wells = run.Reactions.Select(r => new
                {
                    Well = r.Well.ToString(),
                    r.Sample,
                    r.Role,
                    r.Target,
                    r.Dye,
                    Cq = AssayJson.Value(r.ReportedCq),
                    CqStatus = AssayJson.Status(r.ReportedCq),
                    Fluorescence = AssayJson.Readings(r.Curve),
                    r.Quantity,
                    r.QuantityUnit,
                    r.ReportedQuantity,
                    r.Exclusion,
                    r.DataId,
                }).ToArray(),
            }).ToArray(),
        };
        var rows = read.Runs.Select(run => (IReadOnlyList<string>)
        [
            run.Id, run.Experiment, run.Reactions.Count.ToString(CultureInfo.InvariantCulture), run.Cycles.ToString(CultureInfo.InvariantCulture),
            string.Join(", ", run.Reactions.Select(r => r.Target).Distinct().Take(4)),
        ]);
        string text = $"{read.Format} {read.Version} {read.Instrument}".TrimEnd() + "\n" + TextTable.Render(["run", "experiment", "reactions", "cycles", "targets"], rows);
        return new(document, text, [.. read.Repairs.Select(r => r.ToString()), .. read.Notes]);
    }
}

/// <summary>How cases of the assay's types are written as JSON.</summary>
internal static class AssayJson
{
    internal static double? Value(Cq cq) => cq is Cq.Detected d ? d.Cycles : null;

    internal static string Status(Cq cq) => cq switch
    {
        Cq.Detected => "detected",
        Cq.NotDetected => "notDetected",
        _ => "notReported",
    };

    internal static double?[] Readings(AmplificationCurve curve)
    {
        var readings = new double?[curve.Cycles];
        for (int i = 0; i < readings.Length; i++) readings[i] = curve[i + 1];
        return readings;
    }

    /// <summary>A number for JSON: null where it is not finite.</summary>
    internal static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
