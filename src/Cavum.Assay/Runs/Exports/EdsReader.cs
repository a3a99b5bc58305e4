using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Reads an Applied Biosystems .eds archive: plate setup and multicomponent signal; images are never unpacked.</summary>
/// <remarks>Fluorescence is the reporter's signal over that of the passive reference of the same reading.</remarks>
internal static class EdsReader
{
    private const string Folder = "apldbio/sds/";

    internal static bool Recognises(Archive archive) => archive.Entry(Folder + "plate_setup.xml") is not null || archive.Entry(Folder + "experiment.xml") is not null;

    internal static Outcome<InstrumentFile> Read(Archive archive, string name)
    {
        var problems = new List<Problem>();
        var setup = Xml(archive, "plate_setup.xml", name, problems);
        var experiment = Xml(archive, "experiment.xml", name, problems);
        if (archive.Entry(Folder + "multicomponent_data.txt") is not { } data)
            problems.Add(new Problem(name, "", "an entry multicomponent_data.txt: an .eds without it holds no signal that Cavum can read; export as text instead"));
        else if (setup is not null && Archive.Unpack(data, name) is var unpacked)
        {
            problems.AddRange(unpacked.Problems);
            if (!unpacked.IsRefused && problems.Count == 0) return Read(setup, experiment, ExportText.Decode(unpacked.Value.ToArray()), name);
        }
        return Outcome<InstrumentFile>.Refused(problems);
    }

    private static XmlNode? Xml(Archive archive, string entry, string name, List<Problem> problems)
    {
        if (archive.Entry(Folder + entry) is not { } found)
        {
            problems.Add(new Problem(name, "", $"an entry {entry}"));
            return null;
        }
        var parsed = Archive.Unpack(found, name).Then(s => XmlNodes.Parse(s, $"{name}/{entry}"));
        problems.AddRange(parsed.Problems);
        return parsed.IsRefused ? null : parsed.Value;
    }

    private static int? Number(string text) => int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int n) ? n : null;

    private static Outcome<InstrumentFile> Read(XmlNode setup, XmlNode? experiment, string signals, string name)
    {
        int columns = Number(setup.ChildText("Columns")) is > 0 and <= 9999 and var c ? c : 12, rows = Number(setup.ChildText("Rows")) is > 0 and <= 702 and var r ? r : 8;
        string reference = setup.Find("PassiveReferenceDye")?.Text.Trim() is { Length: > 0 } dye ? dye : "ROX";
        var samples = new Dictionary<int, string>();
        var tasks = new List<(int Well, string Task, string Target, string Reporter, double? Amount)>();
        foreach (var value in setup.All("FeatureMap").SelectMany(m => m.All("FeatureValue")))
        {
            if (Number(value.ChildText("Index")) is not { } well || well >= rows * columns) continue;
            var item = value.Child("FeatureItem");
            if (item?.Child("Sample") is { } sample) samples[well] = sample.ChildText("Name");
            foreach (var task in item?.Child("DetectorTaskList")?.All("DetectorTask") ?? [])
            {
                double? amount = ExportNumber.TryParse(task.ChildText("Concentration"), out double a) && a > 0 ? a : null;
                var detector = task.Child("Detector");
                tasks.Add((well, task.ChildText("Task"), detector?.ChildText("Name") ?? "", detector?.ChildText("Reporter") ?? "", amount));
            }
        }
        var readings = Signals(signals);
        var reactions = new List<Reaction>();
        foreach (var (well, task, target, reporter, amount) in tasks)
        {
            var pairs = new List<(int, double)>();
            if (readings.TryGetValue((well, reporter), out var own) && readings.TryGetValue((well, reference), out var passive))
                foreach (var (cycle, value) in own)
                    if (passive.TryGetValue(cycle, out double p) && p > 0) pairs.Add((cycle, value / p));
            var role = QuantStudioTables.RoleOf(task);
            reactions.Add(new(WellPosition.FromNumber(well + 1, columns), samples.GetValueOrDefault(well) ?? "", role, target, reporter, Cq.Unreported, AmplificationCurve.FromReadings(pairs))
            {
                Quantity = role == SampleRole.Standard ? amount : null,
                DataId = PlainRun.Number(well),
            });
        }
        if (reactions.Count == 0) return Outcome<InstrumentFile>.Refused(new Problem(name, "a plate without detectors", "at least one well with a target"));
        string id = experiment?.ChildText("Name") is { Length: > 0 } given ? given : Path.GetFileNameWithoutExtension(name);
        string software = ExportText.Lines(signals)[0].Trim();
        return Outcome<InstrumentFile>.Of(new("EDS", "", software, [new QpcrRun(id, id, [.. reactions.OrderBy(x => x.Well)]) { Rows = rows, Columns = columns, Instrument = software }])
        {
            Notes = ["images, calibrations and analysis results of the archive were not read: no Cq"],
        });
    }

    /// <summary>Signal by (well from 0, dye), then by cycle from 1.</summary>
    private static Dictionary<(int, string), Dictionary<int, double>> Signals(string text)
    {
        var signals = new Dictionary<(int, string), Dictionary<int, double>>();
        foreach (string line in ExportText.Lines(text))
        {
            string[] cells = line.Split('\t');
            if (cells.Length < 5 || Number(cells[0]) is not { } well || Number(cells[1]) is not { } cycle || cycle >= AmplificationCurve.MaximumCycles) continue;
            if (cells[2].Length == 0 || char.IsAsciiDigit(cells[2][0]) || !ExportNumber.TryParse(cells[4], out double value)) continue;
            if (!signals.TryGetValue((well, cells[2]), out var cycles)) signals[(well, cells[2])] = cycles = [];
            cycles[cycle + 1] = value;
        }
        return signals;
    }
}
