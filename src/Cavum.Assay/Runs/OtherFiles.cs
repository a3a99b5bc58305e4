using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Says of a file that is no instrument's export what it is, and which command reads it.</summary>
internal static class OtherFiles
{
    /// <summary>Columns that make a table what it is (each group: one of its names), the words for it, and who reads it. The first that fits.</summary>
    private static readonly (string[][] Columns, string What, string Reader)[] Tables =
    [
        ([["LEVEL", "CONC", "CONCENTRATION", "COPIES"], ["DETECTED", "HITS", "POS", "POSITIVE"], ["N", "TOTAL", "TOT", "REPLICATES"]], "hits by dilution level", "'cavum assay lod' reads it"),
        ([["MOUSE"], ["VOLUME", "TUMOR VOLUME", "TUMOUR VOLUME"]], "tumour volumes of mice", "'cavum preclinical growth' reads it"),
        ([["TIME", "DAYS", "MONTHS"], ["EVENT", "STATUS", "DEAD"]], "times and events", "'cavum survival km' reads it"),
        ([["SCAN"], ["MARK"]], "a reader's marks of a study folder", "'cavum analyze' reads it, in its folder"),
        ([["SUBJECT"], ["DRUG"]], "doses of a study folder", "'cavum analyze' reads it, in its folder"),
        ([["KIT"], ["SUBJECT", "SAMPLE"]], "serology results by kit", "'cavum assay serology' reads it"),
        ([["RUN", "PLATE"], ["DATE"]], "results by run", "'cavum assay control' charts it"),
    ];

    private static readonly string[] Foreign =
    [
        "ZIEL", "INHALT", "PROBE", "PROBENNAME", "PROBENTYP", "ZIELNAME", "STARTMENGE", "ZYKLUS", "VERTIEFUNG", "ERGEBNISSE", "CIBLE", "PUITS", "CONTENU", "ÉCHANTILLON", "ECHANTILLON",
        "DESTINO", "OBJETIVO", "POCILLO", "CONTENIDO", "MUESTRA", "POZZETTO", "CAMPIONE", "孔", "孔位", "样本", "样品", "目标", "样本名称",
    ];

    /// <summary>The table of <c>assay kinetics</c>: a day, and a status of Q, BLOQ or ND in every row.</summary>
    internal static readonly (string What, string Expected) Series = ("a series of EBV DNA results by subject and day (status Q, BLOQ or ND)", "'cavum assay kinetics' reads it; this command reads an instrument's or a laboratory's export (docs/formats.md)");

    internal static bool IsSeries(TextSheet head) => head.Has("DAY") && head.Has("STATUS") && head.Rows.Count > 0 && head.Rows.All(r => head.Cell(r, "STATUS") is "Q" or "BLOQ" or "ND");

    /// <summary>What a table with these columns is, when it is no export; null when nobody knows.</summary>
    internal static (string What, string Expected)? Table(TextSheet head)
    {
        foreach (var (columns, what, reader) in Tables)
            if (head.Columns.Length >= columns.Length && columns.All(names => head.First(names) is not null)) return ($"{what} ({Shown(head.Columns)})", $"{reader}; this command reads an instrument's or a laboratory's export (docs/formats.md)");
        if (OtherLanguage(head.Columns)) return ($"columns in another language ({Shown(head.Columns)})", "the export with English column names: set the language of the instrument's software, or rename the columns");
        return null;
    }

    internal static bool OtherLanguage(IEnumerable<string> words) => words.Select(TextSheet.Plain).Any(c => Foreign.Any(f => c == f || c.StartsWith(f + " ", StringComparison.Ordinal)));

    /// <summary>Two columns of numbers or more beside a name: the same samples by several assays.</summary>
    internal static bool ComparesAssays(TextSheet head) => head.Columns.Length is >= 3 and <= 12 && head.Rows.Count >= 2 && head.Rows.All(r => r.Cells.Skip(1).Count(IsLevel) >= 2);

    private static bool IsLevel(string cell) => cell.TrimStart('<', '>', ' ') is { Length: > 0 } text && (ExportNumber.TryParse(text, out _) || text.Equals("ND", StringComparison.OrdinalIgnoreCase));

    /// <summary>The words for a table that nobody reads.</summary>
    internal static (string What, string Expected) Unknown(TextSheet head) => ComparesAssays(head)
        ? ($"numbers of the same rows in several columns ({Shown(head.Columns)})", "an export that Cavum knows (docs/formats.md); results of two assays on the same samples are compared by 'cavum assay bridge'")
        : ($"a table of {Shown(head.Columns)}", "an export that Cavum knows (docs/formats.md): columns of cycles, Cq, partitions, results with their unit, or optical densities");

    /// <summary>What a text is by its first characters; null when it may be a table.</summary>
    internal static (string What, string Expected)? Text(string head) =>
        head.StartsWith("%PDF", StringComparison.Ordinal) ? ("a PDF", "the report as text, CSV or workbook: a PDF holds no table that can be read safely")
        : head.StartsWith("{\\rtf", StringComparison.Ordinal) ? ("a text document (RTF)", "the report saved as plain text")
        : head.StartsWith('{') && (head.Contains("\"extraction\"", StringComparison.Ordinal) || head.Contains("\"weighting\"", StringComparison.Ordinal) || head.Contains("\"loq\"", StringComparison.Ordinal)) ? ("the settings of an assay (JSON)", "the run's export; settings go with --assay of 'cavum assay quantify'")
        : head.StartsWith('{') || head.StartsWith("[{", StringComparison.Ordinal) ? ("JSON", "an instrument's export") : null;

    private static string Shown(string[] columns)
    {
        string[] named = [.. columns.Select(c => c.Trim()).Where(c => c.Length > 0)];
        string all = string.Join(", ", named.Take(8).Select(c => c.Length > 24 ? c[..24] + "…" : c));
        return named.Length > 8 ? $"{all} and {named.Length - 8} more" : all;
    }
}
