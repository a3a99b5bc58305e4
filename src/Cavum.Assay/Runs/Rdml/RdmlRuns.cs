using System.Globalization;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>The runs of an RDML document: plate format, reactions, curves.</summary>
internal static class RdmlRuns
{
    internal static List<QpcrRun> Read(XmlNode root, RdmlDocument document)
    {
        var runs = new List<QpcrRun>();
        foreach (var experiment in root.All("experiment"))
        {
            foreach (var twice in experiment.All("run").GroupBy(n => n["id"] ?? "", StringComparer.Ordinal).Where(g => g.Count() > 1))
                document.Problem(twice.Skip(1).First(), $"run '{twice.Key}' for the second time", "each run id once in an experiment");
            foreach (var run in experiment.All("run")) runs.Add(ReadRun(run, experiment["id"] ?? "", document));
        }
        return runs;
    }

    private static QpcrRun ReadRun(XmlNode node, string experiment, RdmlDocument document)
    {
        var (rows, columns, numeric) = Plate(node.Child("pcrFormat"));
        var reactions = new List<Reaction>();
        int named = 0, outside = 0;
        foreach (var react in node.All("react"))
        {
            if (Position(react, columns, numeric, document, ref named) is not { } well) continue;
            if (well.Row > rows || well.Column > columns) outside++;
            ReadReact(react, well, document, reactions);
        }
        foreach (var twice in node.All("react").GroupBy(n => n["id"] ?? "", StringComparer.Ordinal).Where(g => g.Count() > 1))
            document.Problem(twice.Skip(1).First(), $"react '{twice.Key}' for the second time", "each reaction id once in a run");
        if (named > 0) document.Repaired(node, $"{named} reaction ids written as wells", "the wells of those names");
        if (outside > 0 && reactions.Count > 0)
        {
            document.Repaired(node, $"a plate of {rows} × {columns}, with {outside} wells outside it", "a plate that holds every well");
            rows = Math.Max(rows, reactions.Max(r => r.Well.Row));
            columns = Math.Max(columns, reactions.Max(r => r.Well.Column));
        }
        int cycles = reactions.Count == 0 ? 0 : reactions.Max(r => r.Curve.Cycles);
        return new(node["id"] ?? "", experiment, WithoutLastCycleCq(reactions, cycles, node, document))
        {
            Instrument = node.ChildText("instrument"),
            Rows = rows,
            Columns = columns,
            Date = node.ChildText("runDate"),
        };
    }

    /// <summary>Instruments write the number of the last cycle (40.0) where a reaction had no Cq.</summary>
    private static List<Reaction> WithoutLastCycleCq(List<Reaction> reactions, int cycles, XmlNode run, RdmlDocument document)
    {
        int changed = 0;
        for (int i = 0; i < reactions.Count && cycles > 0; i++)
        {
            if (!reactions[i].ReportedCq.IsDetected(out double cq) || cq < cycles) continue;
            reactions[i] = reactions[i] with { ReportedCq = Cq.None };
            changed++;
        }
        if (changed > 0) document.Repaired(run, $"{changed} Cq at or after the last cycle {cycles}", "not detected");
        return reactions;
    }

    private static (int Rows, int Columns, bool NumericRows) Plate(XmlNode? format)
    {
        if (format is null) return (8, 12, false);
        if (int.TryParse(format.ChildText("rows"), NumberStyles.None, CultureInfo.InvariantCulture, out int rows)
            && int.TryParse(format.ChildText("columns"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns)
            && rows is > 0 and <= 702 && columns is > 0 and <= 9999)
            return (rows, columns, false);
        string words = format.Text.Trim();
        if (words.StartsWith("384", StringComparison.Ordinal)) return (16, 24, false);
        if (words.StartsWith("1536", StringComparison.Ordinal)) return (32, 48, false);
        if (words.StartsWith("48-", StringComparison.Ordinal)) return (6, 8, false);
        if (words.StartsWith("single", StringComparison.OrdinalIgnoreCase)) return (1, 1, false);
        foreach (int rotor in (int[])[32, 72, 100])
            if (words.StartsWith(rotor.ToString(CultureInfo.InvariantCulture) + "-", StringComparison.Ordinal)) return (1, rotor, true);
        return (8, 12, false);
    }

    private static WellPosition? Position(XmlNode react, int columns, bool numericRows, RdmlDocument document, ref int named)
    {
        string id = react["id"]?.Trim() ?? "";
        if (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 100_000)
        {
            if (numericRows) return number <= 9999 ? new WellPosition(1, number) : null;
            if ((number - 1) / columns + 1 <= 702) return WellPosition.FromNumber(number, columns);
        }
        else if (WellPosition.TryParse(id, out var well))
        {
            named++;
            return well;
        }
        document.Problem(react, id, "a reaction id: a number from 1, or a well such as A1");
        return null;
    }

    private static void ReadReact(XmlNode react, WellPosition well, RdmlDocument document, List<Reaction> reactions)
    {
        string sampleId = react.Child("sample")?["id"] ?? "";
        if (!document.Samples.TryGetValue(sampleId, out var sample))
        {
            document.Problem(react.Child("sample") ?? react, sampleId, "the id of a sample that the file declares");
            return;
        }
        double? volume = react.Child("vol") is { } vol && vol.Text.Trim().Length > 0
            ? document.Number(vol.Text.Trim(), vol.Line, "a volume in µL") : null;
        if (react.Child("partitions") is { } partitions) RdmlPartitions.Read(partitions, well, sample, document, reactions);
        var targets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var data in react.All("data"))
        {
            string target = data.Child("tar")?["id"] ?? "";
            if (!targets.Add(target)) document.Problem(data.Child("tar") ?? data, $"target '{target}' for the second time", "each target once in a reaction");
            if (!document.TargetDyes.TryGetValue(target, out string? dye))
            {
                document.Problem(data.Child("tar") ?? data, target, "the id of a target that the file declares");
                continue;
            }
            var (quantity, unit) = sample.QuantityFor(target);
            reactions.Add(new(well, sample.Name, sample.RoleFor(target), target, dye, ReadCq(data, document), ReadCurve(data, document))
            {
                Quantity = quantity,
                QuantityUnit = unit,
                DataId = react["id"] ?? "",
                Chemistry = document.Chemistries.GetValueOrDefault(dye),
                Nucleotide = sample.Nucleotide,
                VolumeMicrolitres = volume is > 0 ? volume : null,
                Exclusion = data.Child("excl") is { } excluded && excluded.Text.Trim().ToUpperInvariant() is not ("" or "FALSE")
                    ? excluded.Text.Trim() : null,
            });
        }
    }

    private static Cq ReadCq(XmlNode data, RdmlDocument document)
    {
        string text = data.ChildText("cq");
        if (text.Length == 0) return Cq.Unreported;
        if (document.Number(text, data.Child("cq")!.Line, "a Cq in cycles") is not { } value) return Cq.Unreported;
        if (double.IsNaN(value) || value <= 0) return value < 0 ? Cq.Unreported : Cq.None; // −1 means "not available" in the schema
        return double.IsFinite(value) ? Cq.At(value) : Cq.None;
    }

    private static AmplificationCurve ReadCurve(XmlNode data, RdmlDocument document)
    {
        if (data.Readings is null && data.Compact is null) return AmplificationCurve.Empty;
        if (data is { Readings: null, Compact: [var only] } && Ascend(only.Cycles.Span)) return AmplificationCurve.FromReadings(only.Cycles.Span, only.Values.Span);
        var pairs = new List<(int, double)>();
        foreach (var (cycles, values) in data.Compact ?? [])
            for (int i = 0; i < cycles.Length; i++) pairs.Add((cycles.Span[i], values.Span[i]));
        foreach (var reading in data.Readings ?? [])
        {
            var culture = CultureInfo.InvariantCulture;
            bool isCycle = double.TryParse(reading.Cycle, NumberStyles.Float, culture, out double cycle)
                && cycle is >= 1 and <= AmplificationCurve.MaximumCycles && cycle == Math.Floor(cycle);
            if (!isCycle) document.Problem(reading.Line, reading.Cycle, $"a cycle, a whole number from 1 to {AmplificationCurve.MaximumCycles}");
            bool isNumber = double.TryParse(reading.Fluorescence, NumberStyles.Float, culture, out double value);
            if (!isNumber) document.Problem(reading.Line, reading.Fluorescence, "a fluorescence in digits");
            if (isCycle && isNumber && double.IsFinite(value)) pairs.Add(((int)cycle, value));
        }
        foreach (var twice in pairs.GroupBy(p => p.Item1).Where(g => g.Count() > 1))
            document.Problem(data, $"cycle {twice.Key} for the second time", "each cycle once in a curve");
        return AmplificationCurve.FromReadings(pairs);
    }

    private static bool Ascend(ReadOnlySpan<short> cycles)
    {
        for (int i = 1; i < cycles.Length; i++)
            if (cycles[i] <= cycles[i - 1]) return false;
        return true;
    }
}
