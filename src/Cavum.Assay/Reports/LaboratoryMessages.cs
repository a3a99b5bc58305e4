using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Results as messages: HL7 v2 (ORU, segments OBX) and ASTM E1394 (records R), as analysers send them to laboratory systems.</summary>
/// <remarks>
/// HL7: OBX-3 names the test, OBX-5 holds the result (type SN as comparator^number), OBX-6 the unit, OBX-14 the date. ASTM: R-3 the test,
/// R-4 the result, R-5 the unit, R-13 the date. The sample is OBR-3, SPM-2 or PID-3, or O-3.
/// </remarks>
internal static class LaboratoryMessages
{
    internal static bool IsHl7(string head) => head.StartsWith("MSH|", StringComparison.Ordinal) || head.StartsWith("FHS|", StringComparison.Ordinal) || head.StartsWith("\u000BMSH|", StringComparison.Ordinal);

    internal static bool IsAstm(string head) => head.StartsWith("H|\\^&", StringComparison.Ordinal);

    private static string Field(string[] fields, int i) => i < fields.Length ? fields[i].Trim() : "";

    private static string Part(string field, int i) => field.Split('^') is var parts && i < parts.Length ? parts[i].Trim() : "";

    private static string Unescape(string field) => field.Replace("\\T\\", "&", StringComparison.Ordinal).Replace("\\S\\", "^", StringComparison.Ordinal).Replace("\\F\\", "|", StringComparison.Ordinal);

    internal static Outcome<InstrumentFile> ReadHl7(string text, string name, ReportUnit? given)
    {
        var reader = new MessageReader(name, given);
        string patient = "", material = "";
        string[] lines = ExportText.Lines(text);
        for (int i = 0; i < lines.Length; i++)
        {
            string[] f = lines[i].Trim('\u000B', '\u001C', ' ').Split('|');
            switch (f[0])
            {
                case "MSH": (patient, material, reader.Sample) = ("", "", ""); break;
                case "PID": patient = Part(Field(f, 3), 0); break;
                case "OBR": (reader.Sample, reader.Date) = (First(Part(Field(f, 3), 0), Part(Field(f, 2), 0)), Field(f, 7)); break;
                case "SPM": (reader.Sample, material) = (First(Part(Field(f, 2), 0), reader.Sample), Field(f, 4).Replace('^', ' ').Trim()); break;
                case "OBX":
                    string value = Unescape(Field(f, 5)), test = Field(f, 3);
                    if (Field(f, 2) == "SN") value = $"{Part(value, 0)}{Part(value, 1)}";
                    else if (Field(f, 2) is "CE" or "CWE") value = First(Part(value, 1), Part(value, 0));
                    if (Field(f, 11) is "X" or "D" or "W") value = "INVALID " + value;
                    reader.Add(First(reader.Sample, patient), $"{Part(test, 0)} {Part(test, 1)}".Trim(), value, Part(Unescape(Field(f, 6)), 0), First(Field(f, 14), reader.Date), material, i + 1, "OBX-5");
                    break;
            }
        }
        return reader.Finish("HL7 results");
    }

    internal static Outcome<InstrumentFile> ReadAstm(string text, string name, ReportUnit? given)
    {
        var reader = new MessageReader(name, given);
        string[] lines = ExportText.Lines(text);
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim('\u0002', '\u0003', ' ');
            if (line.Length > 2 && char.IsAsciiDigit(line[0]) && char.IsAsciiLetterUpper(line[1])) line = line[1..]; // a frame number
            string[] f = line.Split('|');
            if (f[0] == "O") (reader.Sample, reader.Date) = (First(Part(Field(f, 2), 0), Part(Field(f, 3), 0)), "");
            else if (f[0] == "R")
                reader.Add(reader.Sample, Field(f, 2).Replace('^', ' ').Trim(), Field(f, 3), Field(f, 4), Field(f, 12), "", i + 1, "R-4");
        }
        return reader.Finish("ASTM results");
    }

    private static string First(string a, string b) => a.Length > 0 ? a : b;

    /// <summary>Collects the results of one file of messages.</summary>
    private sealed class MessageReader(string name, ReportUnit? given)
    {
        private readonly List<(LaboratoryResult Result, bool Ebv)> results = [];
        private readonly List<Problem> problems = [];
        private readonly List<(Problem Problem, bool Ebv)> refused = [];

        internal string Sample { get; set; } = "";
        internal string Date { get; set; } = "";

        internal void Add(string sample, string test, string value, string unit, string date, string material, int line, string field)
        {
            string place = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}, line {line}, field {field}");
            bool ebv = test.Contains("EBV", StringComparison.OrdinalIgnoreCase) || test.Contains("Epstein", StringComparison.OrdinalIgnoreCase) || test.Contains("43730-1", StringComparison.Ordinal);
            if (value.Length == 0 || refused.Count > 500 || results.Count > LaboratoryReports.MaximumResults) return;
            if (sample.Length == 0) refused.Add((new(place, "", "a sample: OBR-3, SPM-2 or PID-3 (HL7), O-3 (ASTM)"), ebv));
            bool stated = ReportUnits.TryParse(unit, out var own, out bool log);
            if (unit.Length > 0 && !stated)
            {
                refused.Add((new(place, unit, "IU/mL or copies/mL, or their log10"), ebv));
                return;
            }
            var parsed = ReportedResults.Parse(value, place, stated ? new(own, log) : new(given?.Unit, given?.Log10 ?? false));
            foreach (var problem in parsed.Problems) refused.Add((problem, ebv));
            if (!parsed.IsRefused) results.Add((new(sample, test, parsed.Value, line) { Date = date, Material = material }, ebv));
        }

        internal Outcome<InstrumentFile> Finish(string format)
        {
            bool named = results.Any(r => r.Ebv) || refused.Any(r => r.Ebv);
            problems.AddRange(refused.Where(r => r.Ebv || !named).Select(r => r.Problem));
            int others = named ? results.Count(r => !r.Ebv) + refused.Count(r => !r.Ebv) : 0;
            return LaboratoryReports.Finish(format, [.. results.Where(r => r.Ebv || !named).Select(r => r.Result)], problems, others > 0 ? [$"{others} results of other tests than EBV were left out"] : [], name);
        }
    }
}
