using System.CommandLine;
using System.Globalization;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Cli;

/// <summary><c>flow auto F.fcs</c>: proposes gates down to CD8 and reads markers out.</summary>
internal static class FlowAutoCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("file") { Description = "an FCS file" };
        var compensate = new Option<string?>("--compensate") { Description = "'file', 'none' or a CSV table of spillover" };
        Option<string?> Channel(string name, string what, string? standard) => new(name) { Description = "channel of " + what, DefaultValueFactory = _ => standard };
        var forward = Channel("--fsc-a", "forward scatter area", "FSC-A");
        var side = Channel("--ssc-a", "side scatter area", "SSC-A");
        var height = Channel("--fsc-h", "forward scatter height; none leaves the step out", "FSC-H");
        var viability = Channel("--viability", "the viability dye", null);
        var cd8 = Channel("--cd8", "CD8", null);
        var markers = new Option<string[]>("--marker") { Description = "channels to read out", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var controls = new Option<string[]>("--fmo") { Description = "CHANNEL=FILE: the fluorescence-minus-one control of a marker", DefaultValueFactory = _ => [] };
        controls.Validators.Add(r => { foreach (var t in r.Tokens) if (!t.Value.Contains('=')) r.AddError($"--fmo {t.Value}: expected CHANNEL=FILE."); });
        return new Command("auto", "automatic gates: lymphocytes, single, live, CD8; percentages with intervals")
            { file, compensate, forward, side, height, viability, cd8, markers, controls }.Answers(parsed =>
        {
            string path = parsed.GetValue(file)!, source = Path.GetFileName(path);
            var read = FcsReader.ReadFile(path);
            if (read.IsRefused) return Reply.Refuse(read.Problems);
            var set = read.Value.DataSets[0];
            var matrix = FlowGateCommand.Matrix(parsed.GetValue(compensate), set, source);
            if (matrix?.IsRefused == true) return Reply.Refuse(matrix.Problems);
            string? tall = parsed.GetValue(height) is "none" ? null : parsed.GetValue(height);
            var channels = new CascadeChannels(parsed.GetValue(forward)!, parsed.GetValue(side)!, tall, parsed.GetValue(viability), parsed.GetValue(cd8));
            var unknown = parsed.GetValue(markers)!.Where(m => set.IndexOf(m) < 0).Select(m => new Problem("--marker", m, "a channel of " + source)).ToList();
            if (unknown.Count > 0) return Reply.Refuse(unknown);
            return Reply.From(CellCascade.Run(set, channels, matrix?.Value, source),
                cascade => Readouts(set, cascade, matrix?.Value, parsed.GetValue(markers)!, parsed.GetValue(controls)!));
        });
    }

    private static Reply Readouts(FcsDataSet set, CellCascade cascade, SpilloverMatrix? matrix, string[] markers, string[] controls)
    {
        var rows = new List<(MarkerReadout Readout, PositiveThreshold Threshold)>();
        foreach (string marker in markers)
        {
            double[] scaled = CellCascade.Scaled(set, marker, matrix), linear = CellCascade.Compensated(set, marker, matrix);
            int[] inside = [.. Enumerable.Range(0, set.Events).Where(i => cascade.Members[i])];
            if (inside.Length < 20)
                return Reply.Refuse(new Problem("the gated population", $"{inside.Length} events", "20 events at least to read markers out"));
            PositiveThreshold cut;
            if (controls.FirstOrDefault(c => c.StartsWith(marker + "=", StringComparison.Ordinal)) is { } control)
            {
                var fmo = FcsReader.ReadFile(control[(marker.Length + 1)..]);
                if (fmo.IsRefused) return Reply.Refuse(fmo.Problems);
                if (fmo.Value.DataSets[0].IndexOf(marker) < 0 || fmo.Value.DataSets[0].Events < 20)
                    return Reply.Refuse(new Problem(control, marker, "a control of 20 events at least with this channel"));
                // The control's linear quantile, found on the sample itself, so that both are cut on one scale.
                double[] dark = CellCascade.Compensated(fmo.Value.DataSets[0], marker, matrix);
                cut = PositiveThreshold.FromControl(dark);
                rows.Add((MarkerReadout.Of(marker, [.. inside.Select(i => linear[i])], [.. inside.Select(i => linear[i] > cut.Value)]), cut));
                continue;
            }
            cut = PositiveThreshold.FromDensity([.. inside.Select(i => scaled[i])]);
            rows.Add((MarkerReadout.Of(marker, [.. inside.Select(i => linear[i])], [.. inside.Select(i => scaled[i] >= cut.Value)]), cut));
        }
        var document = new
        {
            gates = cascade.Steps.Select(s => new { s.Name, s.Count, percentTotal = 100.0 * s.Count / set.Events, percentParent = s.ParentCount == 0 ? (double?)null : 100.0 * s.Count / s.ParentCount, threshold = s.Threshold?.Value, source = s.Threshold?.Source }),
            markers = rows.Select(r => new { r.Readout.Marker, r.Readout.Positive, r.Readout.Events, r.Readout.Percent, r.Readout.Lower, r.Readout.Upper, r.Readout.Median, r.Readout.MedianOfPositive, r.Readout.FewEvents, source = r.Threshold.Source }),
            status = "a proposal to be looked at",
        };
        string text = TextTable.Render(["gate", "count", "% of parent"], cascade.Steps.Select(s => (IReadOnlyList<string>)
            [s.Name, s.Count.ToString(CultureInfo.InvariantCulture), TextTable.Number(s.ParentCount == 0 ? null : 100.0 * s.Count / s.ParentCount)]))
            + "\n" + TextTable.Render(["marker", "positive", "of", "%", "lower", "upper", "median", "threshold", ""], rows.Select(r => (IReadOnlyList<string>)
            [r.Readout.Marker, $"{r.Readout.Positive}", $"{r.Readout.Events}", TextTable.Number(r.Readout.Percent), TextTable.Number(r.Readout.Lower), TextTable.Number(r.Readout.Upper), TextTable.Number(r.Readout.Median), r.Threshold.Source.ToString(), r.Readout.FewEvents ? "few events" : ""]));
        return new Reply.Done(document, text);
    }
}
