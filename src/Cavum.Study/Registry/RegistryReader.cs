using Cavum.Core;

namespace Cavum.Study;

/// <summary>Reads study.json, and registry records as ClinicalTrials.gov gives them (CSV download, or API version 2 JSON).</summary>
public static class RegistryReader
{
    internal static RegistryRecord? ReadStudyJson(string text, List<Problem> problems)
    {
        if (JsonFields.Parse(text, "study.json", problems) is not { } root) return null;
        return new RegistryRecord(
            root.Text("title", required: true) ?? "", root.Text("nctId"), root.Texts("conditions"),
            [.. root.Objects("interventions").Select(i => new Intervention(i.Text("type") ?? "", i.Text("name", required: true) ?? ""))],
            Outcomes(root, "primaryOutcomes", "timeFrame"), Outcomes(root, "secondaryOutcomes", "timeFrame"),
            root.Text("summary"), root.Text("sponsor"), root.Text("status"), root.Text("registrySource"));
    }

    private static List<PlannedOutcome> Outcomes(JsonFields root, string name, string timeFrame) =>
        [.. root.Objects(name).Select(o => new PlannedOutcome(o.Text("measure", required: true) ?? "", o.Text("description"), o.Text(timeFrame)))];

    /// <summary>Reads one registry record; the format is recognised from the content.</summary>
    public static Outcome<RegistryRecord> ReadRegistry(string text, string source)
    {
        string start = text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return start.StartsWith('{') ? FromApi(text, source) : FromCsv(text, source);
    }

    /// <summary>The download of today, and the one before 2023 with its other words. A record without outcomes is one: the download lets its user leave columns out.</summary>
    private static Outcome<RegistryRecord> FromCsv(string text, string source) => CsvTable.Parse(text, source).Then(table =>
    {
        string title = table.HasColumn("Title") && !table.HasColumn("Study Title") ? "Title" : "Study Title";
        var problems = table.Missing(title, "Interventions").ToList();
        if (problems.Count == 0 && table.Rows.Count != 1)
            problems.Add(new Problem(source, $"{table.Rows.Count} records", "one record: one study at a time"));
        if (problems.Count == 0 && table.Rows[0].IsMissing(title))
            problems.Add(new Problem(table.Rows[0].Place(title), "", "the title of the study"));
        if (problems.Count > 0) return Outcome<RegistryRecord>.Refused(problems);
        var row = table.Rows[0];
        string? Optional(params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
                if (table.HasColumn(name) && !row.IsMissing(name)) return row[name];
            return null;
        }
        return Outcome<RegistryRecord>.Of(new RegistryRecord(
            row[title], Optional("NCT Number"), Split(Optional("Conditions")),
            [.. Split(Optional("Interventions")).Select(ParseIntervention)],
            [.. Split(Optional("Primary Outcome Measures", "Outcome Measures")).Select(ParseOutcome)],
            [.. Split(Optional("Secondary Outcome Measures")).Select(ParseOutcome)],
            Optional("Brief Summary"), Optional("Sponsor", "Sponsor/Collaborators"), Optional("Study Status", "Status"), source));
    });

    private static string[] Split(string? text) => (text ?? "").Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Intervention ParseIntervention(string text)
    {
        int colon = text.IndexOf(": ", StringComparison.Ordinal); // the first: a name may hold further ones
        return colon < 0 ? new("", text) : new(InterventionType(text[..colon]), text[(colon + 2)..].Trim());
    }

    /// <summary>DRUG and DIETARY_SUPPLEMENT, also where an older download writes Drug and Dietary Supplement.</summary>
    private static string InterventionType(string text) => text.Trim().ToUpperInvariant().Replace(' ', '_');

    /// <summary>"measure, description, time frame": the first comma ends the measure, the last one starts the time frame.</summary>
    /// <remarks>The registry joins the three with ", " and escapes nothing, so commas inside the description are kept there.</remarks>
    private static PlannedOutcome ParseOutcome(string text)
    {
        int first = text.IndexOf(", ", StringComparison.Ordinal), last = text.LastIndexOf(", ", StringComparison.Ordinal);
        if (first < 0) return new(text, null, null);
        return first == last
            ? new(text[..first].Trim(), null, text[(last + 2)..].Trim())
            : new(text[..first].Trim(), text[(first + 2)..last].Trim(), text[(last + 2)..].Trim());
    }

    private static Outcome<RegistryRecord> FromApi(string text, string source)
    {
        var problems = new List<Problem>();
        var root = JsonFields.Parse(text, source, problems);
        JsonFields[] answered = root is null ? [] : [.. root.Objects("studies")];
        if (answered.Length > 0) // the answer to a search: good when it holds one study
        {
            if (answered.Length > 1) return Outcome<RegistryRecord>.Refused(new Problem(source, $"{answered.Length} records", "one record: one study at a time"));
            root = answered[0];
        }
        var protocol = root?.Object("protocolSection");
        if (protocol is null && problems.Count == 0) problems.Add(new Problem(source, "", "a protocolSection, as the registry's API version 2 gives it"));
        if (problems.Count > 0) return Outcome<RegistryRecord>.Refused(problems);
        var identity = protocol!.Object("identificationModule");
        var outcomes = protocol.Object("outcomesModule");
        string title = identity?.Text("briefTitle") ?? identity?.Text("officialTitle") ?? "";
        if (title.Length == 0) problems.Add(new Problem($"{source}, protocolSection, identificationModule, briefTitle", "", "the title of the study"));
        var record = new RegistryRecord(
            title, identity?.Text("nctId"), protocol.Object("conditionsModule")?.Texts("conditions") ?? [],
            [.. (protocol.Object("armsInterventionsModule")?.Objects("interventions") ?? []).Select(i => new Intervention(InterventionType(i.Text("type") ?? ""), i.Text("name") ?? ""))],
            outcomes is null ? [] : Outcomes(outcomes, "primaryOutcomes", "timeFrame"),
            outcomes is null ? [] : Outcomes(outcomes, "secondaryOutcomes", "timeFrame"),
            protocol.Object("descriptionModule")?.Text("briefSummary"),
            protocol.Object("sponsorCollaboratorsModule")?.Object("leadSponsor")?.Text("name"),
            protocol.Object("statusModule")?.Text("overallStatus"), source);
        return problems.Count > 0 ? Outcome<RegistryRecord>.Refused(problems) : Outcome<RegistryRecord>.Of(record);
    }
}
