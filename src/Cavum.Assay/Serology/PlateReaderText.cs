using System.Globalization;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Tables of plate readers: one row a well with its optical density or index, and the kit named above or beside it.</summary>
/// <remarks>
/// Lines "Kit: …", "Lot: …", "Analyte: …", "Cut-off: …", "Grey zone: 0.9-1.1" above the table hold for all of it; columns of those names hold for their row. A
/// column of an index (S/CO, COI, ratio) is the ratio to the cut-off; an optical density without a stated cut-off has none.
/// </remarks>
internal static class PlateReaderText
{
    internal const string Format = "plate reader serology";

    private static readonly string[] IndexColumns = ["INDEX", "INDEX VALUE", "ANTIBODY INDEX", "RATIO", "S/CO", "SCO", "S/CO RATIO", "S/C", "COI", "CUTOFF INDEX", "CUT-OFF INDEX", "ROD", "RATIO TO CUTOFF", "RATIO TO CUT-OFF", "VALUE/CUTOFF"];
    private static readonly string[] DensityColumns = ["OD", "OD450", "OD 450", "OD VALUE", "MEAN OD", "OD MEAN", "ABS", "ABSORBANCE", "ABSORBANCE (OD)", "OPTICAL DENSITY", "NET OD", "OD NET", "CORRECTED OD", "EXTINCTION", "EXTINKTION", "OD (450 NM)", "OD 450 NM", "OD 450/620", "450", "450 NM"];
    private static readonly string[] UnitColumns = ["AU/ML", "RU/ML", "U/ML", "IU/ML", "NTU", "EU", "UNITS", "CONC (AU/ML)", "CONC (RU/ML)", "CONC (U/ML)", "CONCENTRATION (U/ML)"];
    private static readonly string[] Calls = ["INTERPRETATION", "CALL", "RESULT", "QUALITATIVE RESULT", "CLASSIFICATION", "ASSESSMENT", "BEWERTUNG", "STATUS"];
    private static readonly string[] SampleColumns = ["SAMPLE", "SAMPLE ID", "SAMPLE NAME", "SPECIMEN", "SPECIMEN ID", "ID", "SUBJECT", "PATIENT ID", "BARCODE", "NAME", "CONTENT"];
    private static readonly string[] WellColumns = ["WELL", "WELL ID", "WELL POSITION", "POSITION", "POS"];

    /// <summary>What is said of a whole plate above its table.</summary>
    internal sealed record Head(string Kit, string Lot, string Test, double? CutOff, double GreyLower, double GreyUpper, bool GreyStated);

    internal static bool Recognises(TextSheet table)
    {
        if (table.Columns.Length < 2 || table.Has("CYCLE") || table.Has("CQ") || table.Has("CT") || table.Has("CP") || table.Has("FLUOR") || table.Has("POSITIVES")) return false;
        return table.First(SampleColumns) is not null && table.First(IndexColumns) is not null || (table.First(SampleColumns) is not null || table.First(WellColumns) is not null) && (table.First(DensityColumns) is not null || table.First(UnitColumns) is not null && Antibody(table));
    }

    private static bool Antibody(TextSheet table) => table.First("ANTIBODY", "KIT", "CUTOFF", "CUT-OFF", "CUT OFF") is not null;

    internal static Outcome<InstrumentFile> Read(TextSheet table, IReadOnlyList<string> above, string name)
    {
        var problems = new List<Problem>();
        var head = HeadOf(above, name, problems);
        string? index = table.First(IndexColumns), density = table.First(DensityColumns), unit = table.First(UnitColumns);
        string reading = index is not null && density is null ? index : density ?? unit!;
        string? test = table.First("ANTIBODY", "ANALYTE", "TEST", "ASSAY", "TARGET"), cutOff = table.First("CUTOFF", "CUT-OFF", "CUT OFF", "CO", "CUTOFF OD", "CUT-OFF OD");
        var readings = new List<AntibodyReading>();
        foreach (var row in table.Rows)
        {
            if (problems.Count >= 100 || readings.Count > LaboratoryReports.MaximumResults) break;
            string sample = table.Cell(row, table.First(SampleColumns)), wellText = table.Cell(row, table.First(WellColumns));
            if (sample.Length == 0 && wellText.Length == 0) continue;
            double? value = Number(table, row, reading, problems), ratio = index is null ? null : Number(table, row, index, problems);
            double? own = cutOff is not null ? Number(table, row, cutOff, problems) : null, limit = own ?? head.CutOff;
            if (limit <= 0) problems.Add(new Problem(table.Place(row, cutOff), table.Cell(row, cutOff), "a cut-off above 0"));
            if (value is not null && reading != index && limit is > 0)
            {
                double computed = value.Value / limit.Value;
                if (ratio is { } printed && Math.Abs(printed - computed) > 0.02 * Math.Max(1, computed) && index is not null)
                    problems.Add(new Problem(table.Place(row, index), table.Cell(row, index), string.Create(CultureInfo.InvariantCulture, $"{computed:0.###}, the reading {value} over the cut-off {limit}")));
                ratio ??= computed;
            }
            string kit = Or(table.Cell(row, table.First("KIT", "KIT NAME")), head.Kit), lot = Or(table.Cell(row, table.First("LOT", "KIT LOT", "LOT NUMBER")), head.Lot);
            readings.Add(new(WellPosition.TryParse(wellText, out var well) ? well : null, sample.Length > 0 ? sample : wellText, Role(sample), Or(table.Cell(row, test), head.Test), value, reading == index ? "index" : reading == density ? "OD" : table.Columns.First(c => TextSheet.Plain(c) == unit))
            {
                Kit = kit,
                Lot = lot,
                CutOff = limit,
                RatioToCutOff = ratio,
                Line = row.Line,
                Call = CallOf(ratio, head),
                PrintedCall = table.Cell(row, table.First(Calls)),
            });
        }
        return Finish(readings, problems, head, name);
    }

    internal static Outcome<InstrumentFile> Finish(List<AntibodyReading> readings, List<Problem> problems, Head head, string name)
    {
        if (problems.Count > 0) return Outcome<InstrumentFile>.Refused(problems.Take(100));
        if (readings.Count > LaboratoryReports.MaximumResults) return Outcome<InstrumentFile>.Refused(new Problem(name, "more readings", $"at most {LaboratoryReports.MaximumResults} readings"));
        if (readings.Count == 0) return Outcome<InstrumentFile>.Refused(new Problem(name, "a table without readings", "at least one well or sample with a reading"));
        var notes = new List<string>();
        if (readings.All(r => r.Kit.Length == 0)) notes.Add("the file names no kit: its readings stand in no series until the kit, lot and cut-off are stated");
        if (readings.Any(r => r.Reading is not null && r.RatioToCutOff is null)) notes.Add($"{readings.Count(r => r.Reading is not null && r.RatioToCutOff is null)} readings have no stated cut-off: no ratio, no call");
        if (!head.GreyStated && readings.Any(r => r.Call is not null)) notes.Add("no grey zone is stated: calls split at a ratio of 1");
        int differ = readings.Count(r => r.Call is { } call && Printed(r.PrintedCall) is { } printed && printed != call);
        if (differ > 0) notes.Add($"{differ} printed interpretations differ from the ratio to the cut-off; both are kept");
        return Outcome<InstrumentFile>.Of(new(Format, "", "", []) { Antibodies = readings, Notes = notes });
    }

    private static SerologyCall? CallOf(double? ratio, Head head) =>
        ratio is not { } r ? null : r >= head.GreyUpper ? SerologyCall.Positive : r >= head.GreyLower ? SerologyCall.Equivocal : SerologyCall.Negative;

    private static SerologyCall? Printed(string text)
    {
        string word = text.ToUpperInvariant();
        return word.StartsWith("POS", StringComparison.Ordinal) || word == "+" || word.StartsWith("REACT", StringComparison.Ordinal) ? SerologyCall.Positive
            : word.StartsWith("NEG", StringComparison.Ordinal) || word == "-" || word.StartsWith("NON", StringComparison.Ordinal) ? SerologyCall.Negative
            : word.StartsWith("EQUIV", StringComparison.Ordinal) || word.StartsWith("BORDER", StringComparison.Ordinal) || word.StartsWith("GREY", StringComparison.Ordinal) || word.StartsWith("GRAY", StringComparison.Ordinal) || word.StartsWith("GRENZ", StringComparison.Ordinal) ? SerologyCall.Equivocal : null;
    }

    private static string Or(string own, string otherwise) => own.Length > 0 ? own : otherwise;

    private static double? Number(TextSheet table, (int Line, string[] Cells) row, string column, List<Problem> problems)
    {
        string text = table.Cell(row, column);
        if (text.Equals("OVER", StringComparison.OrdinalIgnoreCase) || text.Equals("OVRFLW", StringComparison.OrdinalIgnoreCase) || text.StartsWith('>') || text.StartsWith('<'))
        {
            problems.Add(new Problem(table.Place(row, column), text, "a reading within the range of the reader: a bound is no reading; dilute and read again, or leave the row out"));
            return null;
        }
        return table.Number(row, column, problems, "a reading with '.' as decimal mark");
    }

    internal static SampleRole Role(string sample)
    {
        string word = sample.Trim().ToUpperInvariant();
        return word.StartsWith("BL", StringComparison.Ordinal) && (word.StartsWith("BLANK", StringComparison.Ordinal) || word.StartsWith("BLK", StringComparison.Ordinal)) ? SampleRole.Ntc
            : word.StartsWith("STD", StringComparison.Ordinal) || word.StartsWith("STANDARD", StringComparison.Ordinal) || word.StartsWith("CAL", StringComparison.Ordinal) ? SampleRole.Standard
            : word is "NC" or "NEG" || word.StartsWith("NEGATIVE", StringComparison.Ordinal) || word.StartsWith("NEG CONTROL", StringComparison.Ordinal) || word.StartsWith("CTL-", StringComparison.Ordinal) ? SampleRole.NegativeControl
            : word is "PC" or "POS" || word.StartsWith("POSITIVE", StringComparison.Ordinal) || word.StartsWith("POS CONTROL", StringComparison.Ordinal) || word.StartsWith("CTL+", StringComparison.Ordinal) ? SampleRole.PositiveControl : SampleRole.Unknown;
    }

    internal static Head HeadOf(IReadOnlyList<string> above, string name, List<Problem> problems)
    {
        var keys = new Dictionary<string, (string Value, int Line)>(StringComparer.Ordinal);
        for (int i = 0; i < above.Count; i++)
        {
            int at = above[i].IndexOfAny([':', '=', '\t', ';', ',']);
            if (at > 0) keys.TryAdd(TextSheet.Plain(above[i][..at].Trim(' ', '"', '*')), (above[i][(at + 1)..].Trim(' ', '"', ',', ';', '\t'), i + 1));
        }
        string Text(params string[] names) => names.Where(keys.ContainsKey).Select(n => keys[n].Value).FirstOrDefault() ?? "";
        double? cutOff = null;
        foreach (string key in new[] { "CUTOFF", "CUT-OFF", "CUT OFF", "CUTOFF OD", "CUT-OFF OD" }.Where(keys.ContainsKey))
        {
            if (ExportNumber.TryParse(keys[key].Value, out double value) && value > 0) cutOff = value;
            else problems.Add(new Problem(string.Create(CultureInfo.InvariantCulture, $"{name}, line {keys[key].Line}"), keys[key].Value, "a cut-off above 0 with '.' as decimal mark"));
        }
        string grey = Text("GREY ZONE", "GRAY ZONE", "EQUIVOCAL", "EQUIVOCAL RANGE", "BORDERLINE", "BORDERLINE RANGE");
        double lower = 1, upper = 1;
        bool stated = false;
        if (grey.Length > 0)
        {
            string[] ends = grey.Replace("–", "-", StringComparison.Ordinal).Replace(" to ", "-", StringComparison.OrdinalIgnoreCase).Split('-', StringSplitOptions.TrimEntries);
            stated = ends.Length == 2 && ExportNumber.TryParse(ends[0], out lower) && ExportNumber.TryParse(ends[1], out upper) && lower > 0 && lower <= upper;
            if (!stated) problems.Add(new Problem($"{name}, grey zone", grey, "two ratios to the cut-off, such as 0.9-1.1"));
        }
        return new(Text("KIT", "KIT NAME", "TEST KIT"), Text("LOT", "KIT LOT", "LOT NUMBER", "LOT NO", "BATCH"), Text("ANALYTE", "ANTIBODY", "TEST", "ASSAY", "PARAMETER"), cutOff, lower, upper, stated);
    }
}
