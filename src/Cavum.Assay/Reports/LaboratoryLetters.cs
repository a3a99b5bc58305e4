using System.Globalization;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Results as running text: blocks of "Key: value" lines, one block a sample, or one result a line.</summary>
internal static class LaboratoryLetters
{
    internal const string Format = "laboratory results (text)";

    private static readonly string[] SampleKeys = ["SAMPLE", "SAMPLE ID", "SAMPLE NAME", "SPECIMEN", "SPECIMEN ID", "ACCESSION", "ACCESSION NUMBER", "ACCESSION NO", "BARCODE", "LAB NO", "LAB NUMBER", "ORDER ID", "PATIENT ID", "SUBJECT", "SUBJECT ID", "PROBE", "ID"];
    private static readonly string[] ResultKeys = ["RESULT", "EBV DNA", "EBV", "EBV RESULT", "VIRAL LOAD", "EBV VIRAL LOAD", "EBV DNA RESULT", "CONCENTRATION", "EBV PCR", "QUANTITATIVE RESULT", "ERGEBNIS", "RÉSULTAT", "VALUE"];
    private static readonly string[] UnitKeys = ["UNIT", "UNITS", "EINHEIT"];

    private const int MaximumLines = 400_000;

    private static (string Key, string Value)? Pair(string line)
    {
        int at = line.IndexOf(':', StringComparison.Ordinal);
        if (at <= 0) at = line.IndexOfAny(['=', '\t']);
        return at <= 0 || at > 60 ? null : (TextSheet.Plain(line[..at]).Trim(' ', '*', '-'), line[(at + 1)..].Trim(' ', '\t', '"', ','));
    }

    /// <summary>Whether lines of keys hold a result that reads as one.</summary>
    internal static bool IsBlocks(string[] lines) =>
        lines.Take(400).Select(Pair).Any(p => p is { } pair && ResultKeys.Contains(pair.Key, StringComparer.Ordinal) && ResultWords.LooksLikeResult(pair.Value))
        && lines.Take(400).Select(Pair).Any(p => p is { } pair && SampleKeys.Contains(pair.Key, StringComparer.Ordinal));

    internal static Outcome<InstrumentFile> ReadBlocks(string[] lines, string name, ReportUnit? given)
    {
        var problems = new List<Problem>();
        var results = new List<LaboratoryResult>();
        var pending = new List<(string Sample, string Text, int Line, string Test, string Date, string Material, ReportUnit? Unit)>();
        string sample = "", test = "", date = "", material = "";
        ReportUnit? sheet = given, own = given;
        int first = 0; // the first result of the block at hand, whose unit may follow it
        for (int i = 0; i < Math.Min(lines.Length, MaximumLines); i++)
        {
            if (Pair(lines[i]) is not { } pair) continue;
            if (SampleKeys.Contains(pair.Key, StringComparer.Ordinal)) (sample, test, date, material, first, own) = (pair.Value, "", "", "", pending.Count, sheet);
            else if (UnitKeys.Contains(pair.Key, StringComparer.Ordinal) && ReportUnit.TryParse(pair.Value, out var unit))
            {
                own = unit;
                if (sample.Length == 0) sheet = unit;
                for (int k = first; k < pending.Count; k++) pending[k] = pending[k] with { Unit = unit };
            }
            else if (ResultKeys.Contains(pair.Key, StringComparer.Ordinal) && pair.Value.Length > 0)
                pending.Add((sample, pair.Value, i + 1, test.Length > 0 ? test : pair.Key, date, material, own));
            else if (pair.Key is "TEST" or "ASSAY" or "TEST NAME") test = pair.Value;
            else if (pair.Key is "COLLECTED" or "COLLECTION DATE" or "DATE" or "RESULT DATE" or "DATE COLLECTED") date = pair.Value;
            else if (pair.Key is "SPECIMEN TYPE" or "MATRIX" or "MATERIAL" or "SAMPLE TYPE") material = pair.Value;
        }
        foreach (var p in pending)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{name}, line {p.Line}");
            if (p.Sample.Length == 0) problems.Add(new(place, "", "the sample before its result: a line 'Sample: …'"));
            var parsed = ReportedResults.Parse(p.Text, place, new ResultContext(p.Unit?.Unit, p.Unit?.Log10 ?? false));
            problems.AddRange(parsed.Problems);
            if (!parsed.IsRefused) results.Add(new(p.Sample, p.Test, parsed.Value, p.Line) { Date = p.Date, Material = p.Material });
        }
        return LaboratoryReports.Finish(Format, results, problems, [], name);
    }

    /// <summary>Whether every line is a result, alone or behind the name of its sample.</summary>
    internal static bool IsLines(string[] lines)
    {
        string[] filled = [.. lines.Where(l => l.Trim().Length > 0).Take(200)];
        return filled.Length > 0 && filled.All(l => ResultWords.LooksLikeResult(Split(l).Text)) && filled.Any(l => Split(l).Text is var text && !text.All(c => char.IsAsciiDigit(c) || ".,+-eE ".Contains(c, StringComparison.Ordinal)));
    }

    private static (string Sample, string Text) Split(string line)
    {
        string trimmed = line.Trim();
        int at = trimmed.IndexOfAny(['\t', ';', ':']);
        if (at < 0) at = trimmed.IndexOf(',', StringComparison.Ordinal) is var comma && comma > 0 && !char.IsAsciiDigit(trimmed[comma - 1]) ? comma : -1;
        if (at < 0 && trimmed.IndexOfAny(['<', '>']) is var sign and > 0 && !ResultWords.SaysDetected(ResultWords.Plain(trimmed))) return (trimmed[..sign].Trim(), trimmed[sign..].Trim());
        return at <= 0 ? ("", trimmed) : (trimmed[..at].Trim(' ', '"'), trimmed[(at + 1)..].Trim(' ', '"'));
    }

    internal static Outcome<InstrumentFile> ReadLines(string[] lines, string name, ReportUnit? given)
    {
        var problems = new List<Problem>();
        var results = new List<LaboratoryResult>();
        for (int i = 0; i < Math.Min(lines.Length, MaximumLines); i++)
        {
            if (lines[i].Trim().Length == 0) continue;
            var (sample, text) = Split(lines[i]);
            string place = string.Create(CultureInfo.InvariantCulture, $"{name}, line {i + 1}");
            var parsed = ReportedResults.Parse(text, place, new ResultContext(given?.Unit, given?.Log10 ?? false));
            if (problems.Count < 100) problems.AddRange(parsed.Problems);
            if (!parsed.IsRefused) results.Add(new(sample, "", parsed.Value, i + 1));
        }
        string[] notes = results.Any(r => r.Sample.Length == 0) ? ["lines that name no sample carry their line number only"] : [];
        return LaboratoryReports.Finish(Format, results, problems, [.. notes], name);
    }
}
