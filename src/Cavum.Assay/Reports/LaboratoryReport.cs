using System.Globalization;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>One result of a laboratory's report: the text, what it says, and where it stands.</summary>
/// <param name="Sample">The laboratory's name of the sample.</param>
/// <param name="Test">The laboratory's name of the test; empty where the report states none.</param>
/// <param name="Line">The line of the report.</param>
public sealed record LaboratoryResult(string Sample, string Test, ReportedResult Result, int Line)
{
    /// <summary>As the report writes it; empty when it says nothing.</summary>
    public string Date { get; init; } = "";

    /// <summary>Plasma, serum, whole blood …, as the report writes it. Results of two materials never stand in one series.</summary>
    public string Material { get; init; } = "";
}

/// <summary>Results of cobas, Alinity and laboratory systems as tables: one row a sample, a column of results.</summary>
/// <remarks>
/// The unit stands in the result, in a unit column, in the column's name or in a line above the table; else the row is refused.
/// Where a log10 column stands beside the linear one, both must say the same. Rows that name another test than EBV, where others
/// name EBV, are left out and counted.
/// </remarks>
internal static class LaboratoryTable
{
    internal const string Format = "laboratory results";

    private static readonly string[] Samples =
    [
        "SAMPLE", "SAMPLE ID", "SAMPLEID", "SAMPLE NAME", "SAMPLE NO", "SAMPLE NUMBER", "SPECIMEN", "SPECIMEN ID", "SPECIMEN NUMBER", "ACCESSION", "ACCESSION NUMBER", "ACCESSION NO", "BARCODE", "SID",
        "LAB NO", "LAB NUMBER", "LAB ID", "ORDER ID", "ORDER NUMBER", "TUBE", "TUBE ID", "PATIENT", "PATIENT ID", "SUBJECT", "SUBJECT ID", "ID", "PROBE", "PROBEN-ID", "ECHANTILLON", "ÉCHANTILLON", "MUESTRA",
    ];

    private static readonly string[] Results =
    [
        "RESULT", "RESULTS", "RESULT VALUE", "RESULT TEXT", "TEST RESULT", "FINAL RESULT", "REPORTED RESULT", "TARGET RESULT", "QUANTITATIVE RESULT", "QUANT RESULT", "VALUE", "OBSERVATION", "OBSERVATION VALUE",
        "CONCENTRATION", "TITER", "TITRE", "VIRAL LOAD", "EBV", "EBV DNA", "EBV DNA RESULT", "EBV RESULT", "EBV VIRAL LOAD", "EBV LOAD", "EBV PCR", "ERGEBNIS", "RÉSULTAT", "RESULTAT", "RESULTADO", "WERT",
    ];

    private static readonly string[] Units = ["UNIT", "UNITS", "RESULT UNIT", "RESULT UNITS", "UNITS OF MEASURE", "UOM", "EINHEIT", "UNITÉ", "UNITE", "UNIDAD"];
    private static readonly string[] Tests = ["TEST", "TEST NAME", "TEST CODE", "TEST ID", "ASSAY", "ASSAY NAME", "ANALYTE", "TARGET", "TARGET NAME", "LOINC", "COMPONENT", "PARAMETER"];
    private static readonly string[] Dates = ["COLLECTED", "COLLECTION DATE", "COLLECTION TIME", "SAMPLE DATE", "DATE COLLECTED", "DATE", "RESULT DATE", "RESULTED", "TEST DATE", "DATUM", "REPORTED"];
    private static readonly string[] Materials = ["SPECIMEN TYPE", "SAMPLE TYPE", "MATRIX", "MATERIAL", "SPECIMEN SOURCE", "SAMPLE MATERIAL"];
    private static readonly string[] Lowers = ["LLOQ", "LOQ", "LOWER LIMIT", "LOWER LIMIT OF QUANTIFICATION", "TITER MIN", "TITRE MIN", "LOWER LIMIT OF QUANTITATION"];
    private static readonly string[] Uppers = ["ULOQ", "UPPER LIMIT", "UPPER LIMIT OF QUANTIFICATION", "TITER MAX", "TITRE MAX", "UPPER LIMIT OF QUANTITATION"];
    private static readonly string[] NotReports = ["CQ", "CT", "CP", "CYCLE", "POSITIVES", "FLUOR", "PROG#", "TM", "OD", "ABSORBANCE", "INDEX", "RATIO"];

    /// <summary>The columns of a table of results; null when it is none.</summary>
    private sealed record Layout(string Sample, string Result, ConcentrationUnit? Unit, bool Log10, string? Beside);

    private static string Bare(string column)
    {
        string plain = TextSheet.Plain(column);
        int bracket = plain.IndexOfAny(['(', '[']);
        return (bracket > 0 ? plain[..bracket] : plain).Trim(' ', ':', '*');
    }

    private static Layout? Find(TextSheet table)
    {
        if (NotReports.Any(table.Has)) return null;
        string[] plain = [.. table.Columns.Select(TextSheet.Plain)];
        string? sample = plain.Where(p => Samples.Contains(Bare(p), StringComparer.Ordinal)).MinBy(p => Array.IndexOf(Samples, Bare(p)));
        if (sample is null) return null;
        var found = new List<(string Column, ConcentrationUnit? Unit, bool Log, bool Named)>();
        foreach (string column in plain.Where(p => p.Length > 0 && p != sample))
        {
            if (Units.Contains(column, StringComparer.Ordinal)) continue;
            bool stated = ReportUnits.TryParse(column, out var unit, out bool log);
            bool limit = Lowers.Contains(Bare(column), StringComparer.Ordinal) || Uppers.Contains(Bare(column), StringComparer.Ordinal) || new[] { "LOD", "LIMIT", "RANGE", "CUT", "LOWER", "UPPER", "95", "SD" }.Any(w => column.Contains(w, StringComparison.Ordinal));
            bool named = Results.Contains(Bare(column), StringComparer.Ordinal) || Results.Contains(Bare(column.Replace("LOG10 ", "", StringComparison.Ordinal).Replace("LOG ", "", StringComparison.Ordinal)), StringComparer.Ordinal);
            if (!limit && (stated || named)) found.Add((column, stated ? unit : null, log, named));
        }
        string[] cells = [.. table.Rows.Take(50).SelectMany(r => found.Select(f => table.Cell(r, f.Column))).Where(c => c.Length > 0)];
        if (found.Count == 0 || cells.Count(ResultWords.LooksLikeResult) * 2 < cells.Length || cells.Length == 0) return null;
        var main = found.FirstOrDefault(f => !f.Log, found[0]);
        string? beside = found.Where(f => f.Column != main.Column && f.Log).Select(f => f.Column).FirstOrDefault();
        return new(sample, main.Column, main.Unit, main.Log, main.Log ? null : beside);
    }

    internal static bool Recognises(TextSheet table) => table.Columns.Length > 1 && Find(table) is not null;

    /// <param name="above">The lines over the header, for a unit that stands there.</param>
    internal static Outcome<InstrumentFile> Read(TextSheet table, IReadOnlyList<string> above, string name, ReportUnit? given)
    {
        var layout = Find(table)!;
        var sheet = SheetUnit(above) ?? given;
        string? unitColumn = table.First(Units), test = table.First(Tests), date = table.First(Dates), material = table.First(Materials);
        bool points = WritesPoints(table, layout.Result), namesEbv = test is not null && table.Rows.Any(r => IsEbv(table.Cell(r, test)));
        var problems = new List<Problem>();
        var results = new List<LaboratoryResult>();
        int others = 0, empty = 0;
        foreach (var row in table.Rows)
        {
            if (problems.Count >= 100 || results.Count > LaboratoryReports.MaximumResults) break;
            if (namesEbv && !IsEbv(table.Cell(row, test)))
            {
                others++;
                continue;
            }
            string text = table.Cell(row, layout.Result), sample = table.Cell(row, layout.Sample);
            if (text.Length == 0 && (layout.Beside is null || table.Cell(row, layout.Beside).Length == 0))
            {
                empty++;
                continue;
            }
            if (sample.Length == 0) problems.Add(new Problem(table.Place(row, layout.Sample), "", "the name of the sample"));
            string unitText = table.Cell(row, unitColumn);
            if (unitText.Length > 0 && !ReportUnits.TryParse(unitText, out _, out _))
            {
                problems.Add(new Problem(table.Place(row, unitColumn), unitText, "IU/mL or copies/mL, or their log10"));
                continue;
            }
            var context = Context(layout, unitText, sheet) with { GroupsThousands = points };
            context = context with { Lower = Limit(table, row, Lowers, context), Upper = Limit(table, row, Uppers, context) };
            var parsed = ReportedResults.Parse(text, table.Place(row, layout.Result), context);
            problems.AddRange(parsed.Problems);
            if (parsed.IsRefused) continue;
            if (Differs(table, row, layout, parsed.Value, context) is { } differs) problems.Add(differs);
            results.Add(new(sample, table.Cell(row, test), parsed.Value, row.Line) { Date = table.Cell(row, date), Material = table.Cell(row, material) });
        }
        var notes = new List<string>();
        if (others > 0) notes.Add($"{others} rows of other tests than EBV were left out");
        if (empty > 0) notes.Add($"{empty} rows without a result were left out");
        return LaboratoryReports.Finish(Format, results, problems, notes, name);
    }

    private static ResultContext Context(Layout layout, string unitText, ReportUnit? sheet)
    {
        if (unitText.Length > 0 && ReportUnits.TryParse(unitText, out var own, out bool log)) return new(own, log || layout.Log10);
        if (layout.Unit is { } stated) return new(stated, layout.Log10);
        return sheet is { } s ? new(s.Unit, s.Log10 || layout.Log10) : new(null, layout.Log10);
    }

    private static bool IsEbv(string test) =>
        test.Contains("EBV", StringComparison.OrdinalIgnoreCase) || test.Contains("Epstein", StringComparison.OrdinalIgnoreCase) || test.Contains("43730-1", StringComparison.Ordinal) || test.Contains("5005-4", StringComparison.Ordinal) || test.Contains("BamHI", StringComparison.OrdinalIgnoreCase);

    /// <summary>A log10 column beside a linear one must say the same.</summary>
    private static Problem? Differs(TextSheet table, (int Line, string[] Cells) row, Layout layout, ReportedResult result, ResultContext context)
    {
        if (layout.Beside is null || table.Cell(row, layout.Beside) is not { Length: > 0 } text) return null;
        var log = ReportedResults.Parse(text, table.Place(row, layout.Beside), context with { Log10 = true });
        if (log.IsRefused || (log.Value.Value ?? log.Value.Limit) is not { } second || (result.Value ?? result.Limit) is not { } first) return log.IsRefused ? log.Problems[0] : null;
        return Math.Abs(Math.Log10(second / first)) < 0.06 ? null
            : new Problem(table.Place(row, layout.Beside), text, string.Create(CultureInfo.InvariantCulture, $"{Math.Log10(first):0.00}, the log10 of '{result.Text}'"));
    }

    /// <summary>A limit in a column of its own, linear; beside log10 results only where the column says on which scale it is.</summary>
    private static double? Limit(TextSheet table, (int Line, string[] Cells) row, string[] columns, ResultContext context)
    {
        string? column = table.Columns.Select(TextSheet.Plain).FirstOrDefault(c => columns.Contains(Bare(c), StringComparer.Ordinal));
        if (column is null || !ExportNumber.TryParse(table.Cell(row, column), out double value) || !(value > 0)) return null;
        bool stated = ReportUnits.TryParse(column, out var unit, out bool log);
        if (stated && context.Unit is { } own && unit != own) return null;
        return log ? Math.Pow(10, Math.Min(value, 300)) : context.Log10 && !stated ? null : value;
    }

    /// <summary>Whether some result of the column shows that a point is its decimal mark.</summary>
    private static bool WritesPoints(TextSheet table, string column) => table.Rows.Any(r =>
        table.Cell(r, column) is var text && text.Contains('.', StringComparison.Ordinal) && !text.Contains(',', StringComparison.Ordinal) && text.Any(char.IsAsciiDigit) && text.LastIndexOf('.') is var at && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))
        || table.Rows.Any(r => table.Cell(r, column).Count(c => c == ',') > 1);

    private static ReportUnit? SheetUnit(IReadOnlyList<string> above)
    {
        foreach (string line in above)
        {
            int at = line.IndexOfAny([':', '=', ',', ';', '\t']);
            if (at > 0 && Units.Contains(TextSheet.Plain(line[..at]), StringComparer.Ordinal) && ReportUnit.TryParse(line[(at + 1)..], out var unit)) return unit;
        }
        return null;
    }
}

/// <summary>A unit that was stated for a whole report.</summary>
public sealed record ReportUnit(ConcentrationUnit Unit, bool Log10)
{
    /// <summary>Reads "IU/mL", "copies/mL", "log10 IU/mL", "log10 copies/mL" and their usual spellings.</summary>
    public static bool TryParse(string? text, out ReportUnit? unit)
    {
        bool stated = ReportUnits.TryParse(text ?? "", out var value, out bool log);
        unit = stated ? new(value, log) : null;
        return stated;
    }
}

/// <summary>What all readers of laboratory reports share.</summary>
internal static class LaboratoryReports
{
    internal const int MaximumResults = 100_000;

    internal static Outcome<InstrumentFile> Finish(string format, List<LaboratoryResult> results, List<Problem> problems, List<string> notes, string name)
    {
        if (problems.Count > 0) return Outcome<InstrumentFile>.Refused(problems.Take(100));
        if (results.Count > MaximumResults) return Outcome<InstrumentFile>.Refused(new Problem(name, "more results", $"at most {MaximumResults} results in a report"));
        if (results.Count == 0) return Outcome<InstrumentFile>.Refused(new Problem(name, "a report without results", "at least one result of EBV DNA"));
        return Outcome<InstrumentFile>.Of(new(format, "", "", []) { Results = results, Notes = notes });
    }
}
