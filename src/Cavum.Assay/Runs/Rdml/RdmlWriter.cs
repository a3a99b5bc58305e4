using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Cavum.Assay;

/// <summary>Writes runs as RDML 1.3: a zip with <c>rdml_data.xml</c>, the same bytes for the same runs.</summary>
/// <remarks>
/// Zip times are fixed at 1980-01-01 and entries stored in order; <c>dateMade</c> is the caller's. A sample is declared once
/// per name, with a type and quantity per target where targets differ; one name with two roles for one target is an
/// <see cref="ArgumentException"/>, since RDML has no place for it. Excluded reactions keep their reason in <c>excl</c>.
/// </remarks>
public static class RdmlWriter
{
    private const string Namespace = "http://www.rdml.org";

    /// <param name="dateMade">Written as the document's date, e.g. "2026-01-01T00:00:00".</param>
    public static byte[] Write(IReadOnlyList<QpcrRun> runs, string dateMade)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0) throw new ArgumentException("An RDML file holds at least one run.", nameof(runs));
        byte[] xml = Xml(runs, dateMade);
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = zip.CreateEntry("rdml_data.xml", CompressionLevel.Optimal);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var stream = entry.Open();
            stream.Write(xml);
        }
        return memory.ToArray();
    }

    private static byte[] Xml(IReadOnlyList<QpcrRun> runs, string dateMade)
    {
        using var memory = new MemoryStream();
        var format = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, IndentChars = " ", NewLineChars = "\n" };
        using (var xml = XmlWriter.Create(memory, format))
        {
            xml.WriteStartElement("rdml", Namespace);
            xml.WriteAttributeString("version", "1.3");
            xml.WriteElementString("dateMade", Namespace, dateMade);
            WriteHeads(xml, [.. runs.SelectMany(r => r.Reactions)]);
            foreach (var experiment in runs.GroupBy(r => r.Experiment, StringComparer.Ordinal))
            {
                Start(xml, "experiment", experiment.Key);
                foreach (var run in experiment) WriteRun(xml, run);
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        return memory.ToArray();
    }

    private static void Start(XmlWriter xml, string element, string id)
    {
        if (string.IsNullOrEmpty(id)) throw new ArgumentException($"An RDML {element} needs an id.", nameof(id));
        xml.WriteStartElement(element, Namespace);
        xml.WriteAttributeString("id", id);
    }

    private static void Reference(XmlWriter xml, string element, string id)
    {
        Start(xml, element, id);
        xml.WriteEndElement();
    }

    private static string DyeOf(Reaction r) => r.Dye.Length > 0 ? r.Dye : "unknown";
    private static string SampleOf(Reaction r) => r.Sample.Length > 0 ? r.Sample : "empty " + r.Well;
    private static string TargetOf(Reaction r) => r.Target.Length > 0 ? r.Target : "unnamed target";

    private static void WriteHeads(XmlWriter xml, Reaction[] reactions)
    {
        foreach (string dye in reactions.Select(DyeOf).Distinct(StringComparer.Ordinal)) Reference(xml, "dye", dye);
        foreach (var sample in reactions.GroupBy(SampleOf, StringComparer.Ordinal)) WriteSample(xml, sample.Key, [.. sample]);
        foreach (var target in reactions.GroupBy(TargetOf, StringComparer.Ordinal))
        {
            string[] dyes = [.. target.Select(DyeOf).Distinct(StringComparer.Ordinal)];
            if (dyes.Length > 1) throw new ArgumentException($"Target '{target.Key}' is read in {dyes.Length} dyes; RDML gives a target one dye.", nameof(reactions));
            Start(xml, "target", target.Key);
            xml.WriteElementString("type", Namespace, "toi");
            Reference(xml, "dyeId", dyes[0]);
            xml.WriteEndElement();
        }
    }

    private static void WriteSample(XmlWriter xml, string id, Reaction[] reactions)
    {
        var targets = reactions.GroupBy(TargetOf, StringComparer.Ordinal)
            .Select(g => (Target: g.Key, Roles: g.Select(r => (r.Role, r.Quantity, r.QuantityUnit)).Distinct().ToArray())).ToArray();
        foreach (var (target, roles) in targets)
            if (roles.Length > 1) throw new ArgumentException($"Sample '{id}' has {roles.Length} roles or quantities for target '{target}'.", nameof(reactions));
        bool same = targets.All(t => t.Roles[0] == targets[0].Roles[0]);
        Start(xml, "sample", id);
        if (same) WriteType(xml, null, targets[0].Roles[0].Role);
        else
        {
            foreach (var (target, roles) in targets) WriteType(xml, target, roles[0].Role);
        }
        foreach (var (target, roles) in same ? targets.Take(1) : targets)
        {
            if (roles[0].Quantity is not { } quantity) continue;
            xml.WriteStartElement("quantity", Namespace);
            if (!same) xml.WriteAttributeString("targetId", target);
            xml.WriteElementString("value", Namespace, Number(quantity));
            xml.WriteElementString("unit", Namespace, roles[0].QuantityUnit switch
            {
                "copies" => "cop",
                "fold" or "dil" or "ng" or "nMol" => roles[0].QuantityUnit,
                _ => "other",
            });
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteType(XmlWriter xml, string? target, SampleRole role)
    {
        xml.WriteStartElement("type", Namespace);
        if (target is not null) xml.WriteAttributeString("targetId", target);
        xml.WriteString(role switch
        {
            SampleRole.Unknown => "unkn",
            SampleRole.Standard => "std",
            SampleRole.Ntc => "ntc",
            SampleRole.PositiveControl => "pos",
            SampleRole.NegativeControl => "ntp",
            _ => "opt",
        });
        xml.WriteEndElement();
    }

    private static void WriteRun(XmlWriter xml, QpcrRun run)
    {
        Start(xml, "run", run.Id);
        if (run.Instrument.Length > 0) xml.WriteElementString("instrument", Namespace, run.Instrument);
        xml.WriteStartElement("pcrFormat", Namespace);
        xml.WriteElementString("rows", Namespace, run.Rows.ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("columns", Namespace, run.Columns.ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("rowLabel", Namespace, "ABC");
        xml.WriteElementString("columnLabel", Namespace, "123");
        xml.WriteEndElement();
        if (run.Date.Length > 0) xml.WriteElementString("runDate", Namespace, run.Date);
        foreach (var react in run.Reactions.GroupBy(r => r.Well).OrderBy(g => g.Key)) WriteReact(xml, run, [.. react]);
        xml.WriteEndElement();
    }

    private static void WriteReact(XmlWriter xml, QpcrRun run, Reaction[] reactions)
    {
        if (reactions.Select(SampleOf).Distinct(StringComparer.Ordinal).Count() > 1)
            throw new ArgumentException($"Well {reactions[0].Well} holds two samples.", nameof(reactions));
        if (reactions[0].Well.Column > run.Columns)
            throw new ArgumentException($"Well {reactions[0].Well} is outside a plate of {run.Columns} columns.", nameof(reactions));
        Start(xml, "react", reactions[0].Well.ToNumber(run.Columns).ToString(CultureInfo.InvariantCulture));
        Reference(xml, "sample", SampleOf(reactions[0]));
        foreach (var reaction in reactions)
        {
            xml.WriteStartElement("data", Namespace);
            Reference(xml, "tar", TargetOf(reaction));
            if (reaction.ReportedCq.IsDetected(out double cq)) xml.WriteElementString("cq", Namespace, Number(cq));
            else if (reaction.ReportedCq is Cq.NotDetected) xml.WriteElementString("cq", Namespace, "NaN");
            if (reaction.Exclusion is { } exclusion) xml.WriteElementString("excl", Namespace, exclusion);
            for (int cycle = 1; cycle <= reaction.Curve.Cycles; cycle++)
            {
                if (reaction.Curve[cycle] is not { } fluorescence) continue;
                xml.WriteStartElement("adp", Namespace);
                xml.WriteElementString("cyc", Namespace, cycle.ToString(CultureInfo.InvariantCulture));
                xml.WriteElementString("fluor", Namespace, Number(fluorescence));
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
