using Cavum.Core;

namespace Cavum.Study;

/// <summary>Reads the tables about subjects, each row keyed by the subject it is about.</summary>
internal sealed class SubjectRows(FolderTables tables, List<Problem> problems)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public List<Subject> Read()
    {
        var rows = tables.Rows("subjects.csv", required: true, "subject", "setting", "sex", "birthDate");
        if (rows.Count == 0 && tables.Files.TryGetValue("subjects.csv", out var file) && file.Table is { Rows.Count: 0 })
            problems.Add(new Problem("subjects.csv", "no row", "at least one subject"));
        foreach (var row in rows)
        {
            string code = row.Text("subject", "a subject code");
            if (code.Length > 0 && !SubjectId.IsValid(code)) row.Problem("subject", "letters, digits and hyphens, 32 at most");
            if (!known.Add(code) && code.Length > 0) row.Problem("subject", "each subject once: this one stands above too");
        }
        var prior = One("prior-icb.csv", Prior, "subject", "drug", "startDate");
        var exposures = Many("exposures.csv", Exposure, "subject", "drug", "startDate");
        var samples = Many("samples.csv", new SampleRows(problems).Read, "sample", "subject", "collectedDate", "assay");
        var serology = Many("serology.csv", Serology, "subject", "collectedDate", "antigen", "kit", "value");
        var scans = new ScanRows(tables, problems, known).Read();
        var labs = Many("labs.csv", Lab, "subject", "date", "test", "value", "unit");
        var adverse = Many("adverse-events.csv", Adverse, "subject", "term", "grade", "startDate");
        var events = Many("events.csv", Event, "subject", "date", "event");
        var measurements = Many("measurements.csv", r => new TumourMeasurement(r.Date("date"), r.Number("sumOfDiametersMm", 0, "a sum of diameters in mm, 0 or more") ?? Missing(r)), "subject", "date", "sumOfDiametersMm");
        var deaths = One("deaths.csv", r => new Death(r.Date("date"), r.Optional("cause")), "subject", "date");
        return
        [
            .. rows.Select(row =>
            {
                string code = row.Optional("subject");
                Exposure[] doses = [.. exposures[code].OrderBy(e => e.StartDate).ThenBy(e => e.Drug)];
                return new Subject(
                    new SubjectId(code),
                    row.Choice("setting", "LA-NPC", "RM-NPC") == "LA-NPC" ? DiseaseSetting.LocoregionallyAdvanced : DiseaseSetting.RecurrentMetastatic,
                    row.Choice("sex", "F", "M", "O"), row.Date("birthDate"),
                    row.Number("heightCm", 30, "a height in cm, 30 or more"), row.Number("weightKg", 2, "a weight in kg, 2 or more"),
                    new Stage(row.Optional("stageEdition") is { Length: > 0 } ? row.Choice("stageEdition", "AJCC8", "AJCC9") : "edition not given", row.Optional("t"), row.Optional("n"), row.Optional("m")),
                    row.OptionalDate("diagnosisDate"), row.OptionalDate("consentDate"), row.Integer("ecog", 0, 5),
                    doses.Length > 0 ? doses[0].StartDate : null,
                    prior.GetValueOrDefault(code), doses,
                    [.. samples[code].OrderBy(s => s.CollectedDate).ThenBy(s => s.Id, StringComparer.Ordinal)],
                    [.. serology[code].OrderBy(s => s.CollectedDate)],
                    [.. scans[code].OrderBy(s => s.Date).ThenBy(s => s.Id, StringComparer.Ordinal)],
                    [.. labs[code].OrderBy(l => l.Date)], [.. adverse[code].OrderBy(a => a.StartDate)],
                    [.. events[code].OrderBy(e => e.Date).ThenBy(e => e.Kind)], deaths.GetValueOrDefault(code))
                {
                    Measurements = [.. measurements[code].OrderBy(m => m.Date)],
                };
            }),
        ];
    }

    private static double Missing(RowReader row)
    {
        row.Problem("sumOfDiametersMm", "a sum of diameters in mm; leave out a row that was not measured");
        return 0;
    }

    private ILookup<string, T> Many<T>(string file, Func<RowReader, T> read, params string[] columns) =>
        tables.Rows(file, required: false, columns).Select(r => (Known: Known(r), Key: r.Optional("subject"), Value: read(r))).Where(p => p.Known).ToLookup(p => p.Key, p => p.Value);

    private Dictionary<string, T> One<T>(string file, Func<RowReader, T> read, params string[] columns)
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var row in tables.Rows(file, required: false, columns))
        {
            bool known = Known(row);
            var value = read(row);
            if (known && !found.TryAdd(row.Optional("subject"), value)) row.Problem("subject", "one row a subject: this one stands above too");
        }
        return found;
    }

    private bool Known(RowReader row)
    {
        if (known.Contains(row.Optional("subject"))) return true;
        if (tables.Unread("subjects.csv")) return false;
        row.Problem("subject", "a subject of subjects.csv");
        return false;
    }

    private static PriorIcb Prior(RowReader r) => new(
        r.Text("drug", "the drug of the prior ICB line"), r.Optional("partner"), r.Date("startDate"), r.OptionalDate("lastDoseDate"),
        r.Optional("bestResponse").Length == 0 ? "NE" : r.Choice("bestResponse", "CR", "PR", "SD", "PD", "NE"), r.OptionalDate("progressionDate"));

    private static Exposure Exposure(RowReader r)
    {
        var start = r.Date("startDate");
        return new(
            r.Choice("drug", "asparaginase", "antiPd1") == "asparaginase" ? StudyDrug.Asparaginase : StudyDrug.AntiPd1,
            r.Optional("product"), start, r.OptionalDate("endDate") ?? start, r.Number("dose", 0, "a dose, 0 or more"), r.Optional("unit"), r.Optional("lot"));
    }

    private static SerologyValue Serology(RowReader r)
    {
        double? lower = r.Number("greyLower", 0, "a ratio to the cut-off, 0 or more"), upper = r.Number("greyUpper", 0, "a ratio to the cut-off, 0 or more");
        double from = lower ?? Math.Min(1, upper ?? 1), to = upper ?? Math.Max(1, from);
        if (from > to) r.Problem("greyLower", "at most greyUpper");
        return new(
            r.Date("collectedDate"), r.Choice("antigen", "EBNA1", "VCA", "EA-D"), r.Optional("isotype"), r.Optional("kit"), r.Optional("lot"),
            r.Number("value"), r.Optional("unit"), r.Number("cutoff", 0, "a cut-off, 0 or more"), from, to);
    }

    private static LabValue Lab(RowReader r) => new(
        r.Date("date"), r.Text("test", "the name of the test"), r.Number("value"), r.Optional("unit"), r.Number("lower"), r.Number("upper"));

    private static AdverseEvent Adverse(RowReader r) => new(
        r.Text("term", "the event's term"), r.Integer("grade", 1, 5) ?? 0, r.Date("startDate"), r.OptionalDate("endDate"),
        r.Optional("serious").Length > 0 && r.Choice("serious", "yes", "no") == "yes", Relation(r, "relatedAsparaginase"), Relation(r, "relatedAntiPd1"));

    private static Relation Relation(RowReader r, string column) =>
        r.Optional(column).Length == 0 ? Study.Relation.Unknown : r.Choice(column, "unknown", "yes", "no") switch
        {
            "yes" => Study.Relation.Yes,
            "no" => Study.Relation.No,
            _ => Study.Relation.Unknown,
        };

    private static CourseEvent Event(RowReader r) => new(
        r.Date("date"),
        r.Choice("event", "progression", "newTherapy", "withdrawal", "lastContact") switch
        {
            "progression" => CourseEventKind.Progression,
            "newTherapy" => CourseEventKind.NewTherapy,
            "withdrawal" => CourseEventKind.Withdrawal,
            _ => CourseEventKind.LastContact,
        },
        r.Optional("basis"));
}
