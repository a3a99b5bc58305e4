using System.CommandLine;
using System.Globalization;
using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Cli;

/// <summary>cavum assay serology F: ratio to the cut-off of kit and lot, three-level calls, antibodies side by side over time.</summary>
internal static class AssaySerologyCommand
{
    private static readonly string[] Columns = ["subject", "day", "antibody", "kit", "lot", "unit", "cutoff", "value"];

    internal static Command Create()
    {
        var file = new Argument<string>("F") { Description = "CSV with columns subject, day, antibody (VCA-IgA, EBNA1-IgA, EA-D-IgA), kit, lot, unit, cutoff, value; greyLower and greyUpper (ratios) where the kit has a grey zone" };
        return new Command("serology", "EBV antibodies as ratio to the kit's cut-off") { file }.Answers(parsed =>
            Reply.From(CsvTable.ReadFile(parsed.GetRequiredValue(file)).Then(Read), Answer));
    }

    private static Outcome<Dictionary<string, List<SerologyPoint>>> Read(CsvTable table)
    {
        Problem[] absent = [.. table.Missing(Columns)];
        if (absent.Length > 0) return Outcome<Dictionary<string, List<SerologyPoint>>>.Refused(absent);
        var problems = new List<Problem>();
        var subjects = new Dictionary<string, List<SerologyPoint>>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            int before = problems.Count;
            foreach (string column in Columns)
                if (row.IsMissing(column)) problems.Add(new(row.Place(column), "", column == "unit" ? "the unit of the kit, 'index' where it has none" : $"a {column}"));
            if (problems.Count > before) continue;
            double? day = row.Number("day", problems, "a day"), cutOff = row.Number("cutoff", problems, "a cut-off above 0"), value = row.Number("value", problems, "a reading");
            double? greyLower = Grey(row, "greyLower", problems), greyUpper = Grey(row, "greyUpper", problems);
            var antibody = Antibody(row, problems);
            if (cutOff is <= 0) problems.Add(new(row.Place("cutoff"), row["cutoff"], "a cut-off above 0"));
            if (greyLower > greyUpper) problems.Add(new(row.Place("greyLower"), row["greyLower"], "at most greyUpper"));
            if (problems.Count > before || antibody is null) continue;
            var kit = new SerologyKit(row["kit"], row["lot"], antibody.Value, row["unit"], cutOff!.Value, greyLower ?? 1, greyUpper ?? 1);
            if (!subjects.TryGetValue(row["subject"], out var points)) subjects[row["subject"]] = points = [];
            points.Add(new(day!.Value, EbvSerology.Judge(row["subject"], value!.Value, kit)));
        }
        if (table.Rows.Count == 0) problems.Add(new(table.Source, "no rows", "at least one antibody result"));
        return problems.Count > 0 ? Outcome<Dictionary<string, List<SerologyPoint>>>.Refused(problems) : Outcome<Dictionary<string, List<SerologyPoint>>>.Of(subjects);
    }

    private static double? Grey(CsvRow row, string column, List<Problem> problems) =>
        row.Table.HasColumn(column) && !row.IsMissing(column) ? row.Number(column, problems, "a ratio to the cut-off") : null;

    private static EbvAntibody? Antibody(CsvRow row, List<Problem> problems)
    {
        string word = row["antibody"].ToUpperInvariant().Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        switch (word)
        {
            case "VCAIGA": return EbvAntibody.VcaIgA;
            case "EBNA1IGA": return EbvAntibody.Ebna1IgA;
            case "EADIGA": return EbvAntibody.EaDIgA;
        }
        problems.Add(new(row.Place("antibody"), row["antibody"], "VCA-IgA, EBNA1-IgA or EA-D-IgA"));
        return null;
    }

    private static Reply.Done Answer(Dictionary<string, List<SerologyPoint>> subjects)
    {
        var series = subjects.Select(s => (Subject: s.Key, Series: SerologySeries.Of(s.Value))).ToArray();
        var document = new
        {
            SerologySeries.Caution,
            Subjects = series.Select(s => new
            {
                s.Subject,
                Lines = s.Series.Lines.Select(l => new
                {
                    l.Antibody,
                    l.Kit,
                    l.Unit,
                    l.LotChanges,
                    Points = l.Points.Select(p => new { p.Day, p.Result.Reading, p.Result.Kit.Lot, p.Result.Kit.CutOff, p.Result.RatioToCutOff, p.Result.Call }).ToArray(),
                }).ToArray(),
                Visits = s.Series.Visits.Select(v => new { v.Day, v.Positive, v.Equivocal, Antibodies = v.Calls.Select(c => new { c.Kit.Antibody, c.Kit.Kit, c.RatioToCutOff, c.Call }).ToArray() }).ToArray(),
            }).ToArray(),
        };
        var rows = series.SelectMany(s => s.Series.Visits.SelectMany(v => v.Calls.Select(c => (IReadOnlyList<string>)
        [
            s.Subject, v.Day.ToString(CultureInfo.InvariantCulture), c.Kit.Antibody.ToString(), c.Kit.Kit, c.Kit.Lot, TextTable.Number(c.RatioToCutOff), c.Call.ToString().ToLowerInvariant(),
        ])));
        string[] warnings = [.. series.SelectMany(s => s.Series.Lines.GroupBy(l => l.Antibody).Where(g => g.Count() > 1).Select(g => $"{s.Subject}: {g.Key} was measured by {g.Count()} kits; their ratios are not compared"))];
        return new(document, TextTable.Render(["subject", "day", "antibody", "kit", "lot", "ratio to cut-off", "call"], rows) + SerologySeries.Caution + "\n", warnings);
    }
}
