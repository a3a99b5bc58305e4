using System.Globalization;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Reads RDML 1.0 to 1.4 (zip with <c>rdml_data.xml</c>, or the bare XML).</summary>
/// <remarks>
/// Source: RDML-consortium, schemas 1.0–1.4 (Lefever et al. 2009, Nucleic Acids Res 37:2065–2069). What instruments
/// write against the standard is put right and listed as a <see cref="Repair"/>: another name of the inner file,
/// well names as reaction ids, a last cycle as "no Cq", readings that are not numbers by "NaN". What cannot be put
/// right without guessing (a doubled id, a reference to nothing, text where a number belongs) refuses the file, all
/// at once. Melting curves are counted, not read.
/// </remarks>
public static class RdmlReader
{
    public const string Format = "RDML";

    /// <summary>Reads the bytes of a file; <paramref name="name"/> is what a refusal calls it.</summary>
    public static Outcome<InstrumentFile> Read(byte[] bytes, string name)
    {
        var repairs = new List<Repair>();
        if (!Archive.IsZip(bytes))
        {
            return XmlNodes.ParseRdml([.. bytes], bytes.Length, name).Then(root => Read(root, name, repairs));
        }
        var opened = Archive.Open(bytes, name);
        if (opened.IsRefused) return Outcome<InstrumentFile>.Refused(opened.Problems);
        using var archive = opened.Value;
        return Read(archive, name, repairs);
    }

    internal static Outcome<InstrumentFile> Read(Archive archive, string name, List<Repair> repairs)
    {
        var entry = archive.Entry("rdml_data.xml");
        if (entry is null)
        {
            var candidates = archive.Entries.Where(e => e.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)).ToList();
            if (candidates.Count != 1)
            {
                return Outcome<InstrumentFile>.Refused(new Problem(
                    name, string.Join(", ", archive.Entries.Take(8).Select(e => e.FullName)), "an entry 'rdml_data.xml', or one XML entry only"));
            }
            entry = candidates[0];
            repairs.Add(new(name, entry.FullName, "the RDML document, which should be named rdml_data.xml"));
        }
        return Archive.Unpack(entry, name)
            .Then(stream => XmlNodes.ParseRdml(stream.GetBuffer(), (int)stream.Length, $"{name}/{entry.FullName}"))
            .Then(root => Read(root, $"{name}/{entry.FullName}", repairs, archive));
    }

    private static Outcome<InstrumentFile> Read(XmlNode root, string place, List<Repair> repairs, Archive? archive = null)
    {
        if (root.Name != "rdml")
            return Outcome<InstrumentFile>.Refused(new Problem($"{place}, line {root.Line}", root.Name, "a root element 'rdml'"));
        var document = new RdmlDocument(place, repairs) { Archive = archive };
        string version = root["version"]?.Trim() ?? "";
        if (version is not ("1.0" or "1.1" or "1.2" or "1.3" or "1.4"))
            document.Problem(root, version, "a version 1.0, 1.1, 1.2, 1.3 or 1.4");
        document.ReadHeads(root);
        var runs = RdmlRuns.Read(root, document);
        if (document.Problems.Count > 0) return Outcome<InstrumentFile>.Refused(document.Problems);
        if (runs.Count == 0)
            return Outcome<InstrumentFile>.Refused(new Problem(place, "no run", "at least one experiment with a run"));
        string instrument = runs.Select(r => r.Instrument).FirstOrDefault(i => i.Length > 0) ?? "";
        return Outcome<InstrumentFile>.Of(new(Format, version, instrument, runs)
        {
            Repairs = repairs,
            Digital = document.Digital.Count > 0 ? new DigitalRun("RDML " + version, document.Digital, null) : null,
            Notes = document.Digital.Count > 0 ? ["digital PCR: counts and concentrations by 'assay dpcr'"] : [],
        });
    }
}

/// <summary>What the head of an RDML document declares, and the problems and repairs found on the way.</summary>
internal sealed class RdmlDocument(string place, List<Repair> repairs)
{
    private const int MostProblems = 100;

    internal Dictionary<string, RdmlSample> Samples { get; } = new(StringComparer.Ordinal);
    internal Dictionary<string, string> TargetDyes { get; } = new(StringComparer.Ordinal);
    internal Dictionary<string, ReporterChemistry> Chemistries { get; } = new(StringComparer.Ordinal);
    internal List<Problem> Problems { get; } = [];
    internal List<DigitalWell> Digital { get; } = [];

    /// <summary>Where the tables of partitions lie; null for bare XML.</summary>
    internal Archive? Archive { get; init; }

    internal void Problem(XmlNode node, string read, string expected) => Problem(node.Line, read, expected);

    internal void Problem(int line, string read, string expected)
    {
        if (Problems.Count < MostProblems)
            Problems.Add(new Problem(string.Create(CultureInfo.InvariantCulture, $"{place}, line {line}"), read, expected));
    }

    internal void Repaired(XmlNode node, string read, string taken) =>
        repairs.Add(new(string.Create(CultureInfo.InvariantCulture, $"{place}, line {node.Line}"), read, taken));

    internal double? Number(string text, int line, string expected)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) return value;
        Problem(line, text, expected);
        return null;
    }

    private static ReporterChemistry ChemistryOf(string word) => word switch
    {
        "" => ReporterChemistry.Unstated,
        "non-saturating DNA binding dye" or "saturating DNA binding dye" => ReporterChemistry.BindingDye,
        "hydrolysis probe" => ReporterChemistry.HydrolysisProbe,
        "labelled reverse primer" => ReporterChemistry.LabelledReversePrimer,
        "DNA-zyme probe" => ReporterChemistry.DnaZymeProbe,
        _ => ReporterChemistry.Other,
    };

    internal void ReadHeads(XmlNode root)
    {
        foreach (string kind in (string[])["experimenter", "documentation", "dye", "sample", "target", "thermalCyclingConditions", "experiment"])
        {
            foreach (var twice in root.All(kind).GroupBy(n => n["id"] ?? "", StringComparer.Ordinal).Where(g => g.Count() > 1))
                Problem(twice.Skip(1).First(), $"{kind} '{twice.Key}' for the second time", $"each {kind} id once");
        }
        foreach (var target in root.All("target"))
        {
            var dye = target.Child("dyeId");
            TargetDyes.TryAdd(target["id"] ?? "", dye?["id"] ?? dye?.Text.Trim() ?? "");
        }
        foreach (var dye in root.All("dye")) Chemistries.TryAdd(dye["id"] ?? "", ChemistryOf(dye.ChildText("dyeChemistry")));
        foreach (var sample in root.All("sample")) Samples.TryAdd(sample["id"] ?? "", RdmlSample.Read(sample, this));
    }
}

/// <summary>A sample of an RDML document: its types and quantities, some of them for one target only.</summary>
internal sealed record RdmlSample(string Name, IReadOnlyList<(string Target, string Type)> Types, IReadOnlyList<(string Target, double Value, string Unit)> Quantities)
{
    internal string Nucleotide { get; init; } = "";

    /// <summary>The id, but the description where the id is a machine's own (LightCycler 96 writes the name there).</summary>
    private static string NameOf(XmlNode sample) =>
        sample["id"] is { } id && !(Guid.TryParse(id, out _) && sample.ChildText("description").Length > 0) ? id : sample.ChildText("description");

    private static readonly string[] KnownTypes = ["unkn", "ntc", "nac", "std", "ntp", "nrt", "pos", "opt"];

    internal static RdmlSample Read(XmlNode sample, RdmlDocument document)
    {
        var types = new List<(string, string)>();
        foreach (var type in sample.All("type"))
        {
            string word = type.Text.Trim();
            if (!KnownTypes.Contains(word, StringComparer.Ordinal)) document.Problem(type, word, "a sample type: " + string.Join(", ", KnownTypes));
            types.Add((type["targetId"] ?? "", word));
        }
        var quantities = new List<(string, double, string)>();
        foreach (var quantity in sample.All("quantity"))
        {
            string text = quantity.ChildText("value");
            if (text.Length == 0 || document.Number(text, quantity.Line, "a quantity in digits") is not { } value || !double.IsFinite(value)) continue;
            quantities.Add((quantity["targetId"] ?? "", value, quantity.ChildText("unit")));
        }
        return new(NameOf(sample), types, quantities) { Nucleotide = sample.Child("templateQuantity")?.ChildText("nucleotide") ?? "" };
    }

    internal SampleRole RoleFor(string target)
    {
        string word = Types.FirstOrDefault(t => t.Target == target).Type ?? Types.FirstOrDefault(t => t.Target.Length == 0).Type ?? "";
        return word switch
        {
            "unkn" => SampleRole.Unknown,
            "std" => SampleRole.Standard,
            "ntc" => SampleRole.Ntc,
            "pos" => SampleRole.PositiveControl,
            "nac" or "ntp" or "nrt" => SampleRole.NegativeControl,
            _ => SampleRole.Other,
        };
    }

    internal (double? Value, string Unit) QuantityFor(string target)
    {
        foreach (string key in (string[])[target, ""])
            foreach (var (t, value, unit) in Quantities)
                if (t == key) return (value, unit == "cop" ? "copies" : unit);
        return (null, "");
    }
}
