using System.CommandLine;
using System.Globalization;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>cavum assay read F: what an instrument's file holds.</summary>
internal static class AssayReadCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "an instrument's file; the format is recognised from its content" };
        var mark = AssayOptions.DecimalMark();
        var unit = new Option<string?>("--unit") { Description = "the unit of laboratory results that state none: IU/mL, copies/mL, log10 IU/mL or log10 copies/mL" };
        unit.Validators.Add(r =>
        {
            if (r.Tokens.Count == 1 && !ReportUnit.TryParse(r.Tokens[0].Value, out _)) r.AddError("--unit is IU/mL, copies/mL, log10 IU/mL or log10 copies/mL.");
        });
        var against = new Option<string?>("--against") { Description = "an earlier sheet of the same samples: says when this one is in another unit" };
        return new Command("read", "reads RDML, instrument exports, laboratory results and plate serology") { file, mark, unit, against }.Answers(parsed =>
        {
            var stated = ReportUnit.TryParse(parsed.GetValue(unit), out var given) ? given : null;
            Outcome<InstrumentFile> Read(string path) => InstrumentFiles.ReadFile(path, parsed.GetValue(mark) == "comma", stated);
            var read = Read(parsed.GetRequiredValue(file));
            if (parsed.GetValue(against) is not { } other) return Reply.From(read, r => Answer(r, null));
            var earlier = Read(other);
            return read.IsRefused || earlier.IsRefused ? Reply.Refuse([.. read.Problems, .. earlier.Problems]) : Answer(read.Value, LaboratorySheets.Compare(earlier.Value.Results, read.Value.Results));
        });
    }

    private static Reply.Done Answer(InstrumentFile read, SheetComparison? compared)
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
            Results = read.Results.Select(Result).ToArray(),
            Serology = read.Antibodies.Select(Antibody).ToArray(),
            Compared = compared,
        };
        var rows = read.Runs.Select(run => (IReadOnlyList<string>)
        [
            run.Id, run.Experiment, run.Reactions.Count.ToString(CultureInfo.InvariantCulture), run.Cycles.ToString(CultureInfo.InvariantCulture),
            string.Join(", ", run.Reactions.Select(r => r.Target).Distinct().Take(4)),
        ]);
        string text = $"{read.Format} {read.Version} {read.Instrument}".TrimEnd() + "\n" + (read.Runs.Count > 0 ? TextTable.Render(["run", "experiment", "reactions", "cycles", "targets"], rows) : "")
            + (read.Results.Count > 0 ? TextTable.Render(["sample", "test", "printed", "status", "value", "limit", "unit"], read.Results.Select(r => (IReadOnlyList<string>)
            [
                r.Sample, r.Test, r.Result.Text, r.Result.Word, TextTable.Number(r.Result.Value), TextTable.Number(r.Result.Limit), AssayJson.Unit(r.Result.Unit) ?? "–",
            ])) : "")
            + (read.Runs.Count == 0 && read.Antibodies.Count > 0 ? TextTable.Render(["sample", "antibody", "reading", "unit", "ratio to cut-off", "call", "status"], read.Antibodies.Select(a => (IReadOnlyList<string>)
            [
                a.Sample, a.Test, TextTable.Number(a.Reading), a.Unit, TextTable.Number(a.RatioToCutOff), a.Call?.ToString().ToLowerInvariant() ?? "–", a.Status,
            ])) + SerologySeries.Caution + "\n" : "");
        string[] change = compared?.UnitFactor is { } factor ? [string.Create(CultureInfo.InvariantCulture, $"this sheet is {factor:G} times the earlier one throughout ({compared.Samples} samples): a change of unit?")] : [];
        return new(document, text, [.. read.Repairs.Select(r => r.ToString()), .. read.Notes, .. change]);
    }

    private static object Result(LaboratoryResult r) => new
    {
        r.Sample,
        r.Test,
        r.Result.Text,
        Status = r.Result.Word,
        r.Result.Detected,
        r.Result.Censoring,
        r.Result.Value,
        r.Result.Limit,
        Unit = AssayJson.Unit(r.Result.Unit),
        r.Date,
        r.Material,
        r.Line,
    };

    private static object Antibody(AntibodyReading a) => new
    {
        Well = a.Well?.ToString(),
        a.Sample,
        a.Role,
        a.Test,
        a.Antibody,
        a.Kit,
        a.Lot,
        a.Reading,
        a.Unit,
        a.CutOff,
        a.RatioToCutOff,
        a.Call,
        a.PrintedCall,
        a.Beads,
        a.Status,
        Line = a.Line > 0 ? (int?)a.Line : null,
    };
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

    internal static string? Unit(ConcentrationUnit? unit) => unit switch
    {
        null => null,
        ConcentrationUnit.CopiesPerMillilitre => "copies/mL",
        ConcentrationUnit.InternationalUnitsPerMillilitre => "IU/mL",
        _ => "copies/reaction",
    };

    /// <summary>A number for JSON: null where it is not finite.</summary>
    internal static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
