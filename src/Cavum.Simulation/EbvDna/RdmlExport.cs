using System.Globalization;
using System.Text;
using System.Xml;

namespace Cavum.Simulation;

/// <summary>Writes a run as RDML 1.3: a zip with one document.</summary>
internal static class RdmlExport
{
    private const string Namespace = "http://www.rdml.org";

    public static byte[] Write(PlannedRun run, IReadOnlyList<SimulatedWell> wells)
    {
        using var memory = new MemoryStream();
        using (var xml = XmlWriter.Create(memory, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("rdml", "rdml", Namespace);
            xml.WriteAttributeString("version", "1.3");
            Leaf(xml, "dateMade", Moment(run));
            xml.WriteStartElement("rdml", "dye", Namespace);
            xml.WriteAttributeString("id", "FAM");
            xml.WriteEndElement();
            foreach (var sample in wells.DistinctBy(w => w.Sample)) Sample(xml, sample);
            xml.WriteStartElement("rdml", "target", Namespace);
            xml.WriteAttributeString("id", AssayFile.Target);
            Leaf(xml, "type", "toi");
            Reference(xml, "dyeId", "FAM");
            xml.WriteEndElement();
            Experiment(xml, run, wells);
            xml.WriteEndElement();
        }
        return DeterministicZip.Of([("rdml_data.xml", memory.ToArray())]);
    }

    private static void Sample(XmlWriter xml, SimulatedWell well)
    {
        xml.WriteStartElement("rdml", "sample", Namespace);
        xml.WriteAttributeString("id", well.Sample);
        xml.WriteStartElement("rdml", "type", Namespace);
        xml.WriteString(well.Content switch
        {
            WellContent.Standard => "std",
            WellContent.NoTemplate => "ntc",
            WellContent.PositiveControl => "pos",
            _ => "unkn",
        });
        xml.WriteEndElement();
        if (well.Content == WellContent.Standard)
        {
            xml.WriteStartElement("rdml", "quantity", Namespace);
            Leaf(xml, "value", Number(well.NominalCopies!.Value));
            Leaf(xml, "unit", "cop");
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Experiment(XmlWriter xml, PlannedRun run, IReadOnlyList<SimulatedWell> wells)
    {
        xml.WriteStartElement("rdml", "experiment", Namespace);
        xml.WriteAttributeString("id", run.Id);
        xml.WriteStartElement("rdml", "run", Namespace);
        xml.WriteAttributeString("id", run.Id);
        Leaf(xml, "instrument", "SIM-1 (simulated)");
        xml.WriteStartElement("rdml", "pcrFormat", Namespace);
        Leaf(xml, "rows", "8");
        Leaf(xml, "columns", "12");
        Leaf(xml, "rowLabel", "ABC");
        Leaf(xml, "columnLabel", "123");
        xml.WriteEndElement();
        Leaf(xml, "runDate", Moment(run));
        foreach (var well in wells) React(xml, well);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void React(XmlWriter xml, SimulatedWell well)
    {
        xml.WriteStartElement("rdml", "react", Namespace);
        xml.WriteAttributeString("id", well.Number.ToString(CultureInfo.InvariantCulture));
        Reference(xml, "sample", well.Sample);
        xml.WriteStartElement("rdml", "data", Namespace);
        Reference(xml, "tar", AssayFile.Target);
        if (well.InstrumentCq is { } cq) Leaf(xml, "cq", Number(cq));
        for (int cycle = 1; cycle <= well.Fluorescence.Length; cycle++)
        {
            xml.WriteStartElement("rdml", "adp", Namespace);
            Leaf(xml, "cyc", cycle.ToString(CultureInfo.InvariantCulture));
            Leaf(xml, "fluor", Number(well.Fluorescence[cycle - 1]));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Leaf(XmlWriter xml, string name, string value) => xml.WriteElementString("rdml", name, Namespace, value);

    private static void Reference(XmlWriter xml, string name, string id)
    {
        xml.WriteStartElement("rdml", name, Namespace);
        xml.WriteAttributeString("id", id);
        xml.WriteEndElement();
    }

    private static string Moment(PlannedRun run) => run.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T16:30:00";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
