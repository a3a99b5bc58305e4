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

    private static Outcome<RegistryRecord> FromCsv(string text, string source) => CsvTable.Parse(text, source).Then(table =>
    {
        string[] needed = ["Study Title", "Conditions", "Interventions", "Primary Outcome Measures", "Secondary Outcome Measures"];
        var problems = table.Missing(needed).ToList();
        if (problems.Count == 0 && table.Rows.Count != 1)
            problems.Add(new Problem(source, $"{table.Rows.Count} records", "one record: one study at a time"));
        if (problems.Count == 0 && table.Rows[0].IsMissing("Study Title"))
            problems.Add(new Problem(table.Rows[0].Place("Study Title"), "", "the title of the study"));
        if (problems.Count > 0) return Outcome<RegistryRecord>.Refused(problems);
        var row = table.Rows[0];
        string? Optional(string column) => table.HasColumn(column) && !row.IsMissing(column) ? row[column] : null;
        return Outcome<RegistryRecord>.Of(new RegistryRecord(
            row["Study Title"], Optional("NCT Number"), Split(row["Conditions"]),
            [.. Split(row["Interventions"]).Select(ParseIntervention)],
            [.. Split(row["Primary Outcome Measures"]).Select(ParseOutcome)],
            [.. Split(row["Secondary Outcome Measures"]).Select(ParseOutcome)],
            Optional("Brief Summary"), Optional("Sponsor"), Optional("Study Status"), source));
    });

    private static string[] Split(string text) => text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Intervention ParseIntervention(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new("", text) : new(text[..colon].Trim(), text[(colon + 1)..].Trim());
    }

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
        var protocol = JsonFields.Parse(text, source, problems)?.Object("protocolSection");
        if (protocol is null && problems.Count == 0) problems.Add(new Problem(source, "", "a protocolSection, as the registry's API version 2 gives it"));
        if (problems.Count > 0) return Outcome<RegistryRecord>.Refused(problems);
        var identity = protocol!.Object("identificationModule");
        var outcomes = protocol.Object("outcomesModule");
        string title = identity?.Text("briefTitle") ?? identity?.Text("officialTitle") ?? "";
        if (title.Length == 0) problems.Add(new Problem($"{source}, protocolSection, identificationModule, briefTitle", "", "the title of the study"));
        var record = new RegistryRecord(
            title, identity?.Text("nctId"), protocol.Object("conditionsModule")?.Texts("conditions") ?? [],
            [.. (protocol.Object("armsInterventionsModule")?.Objects("interventions") ?? []).Select(i => new Intervention(i.Text("type") ?? "", i.Text("name") ?? ""))],
            outcomes is null ? [] : Outcomes(outcomes, "primaryOutcomes", "timeFrame"),
            outcomes is null ? [] : Outcomes(outcomes, "secondaryOutcomes", "timeFrame"),
            protocol.Object("descriptionModule")?.Text("briefSummary"),
            protocol.Object("sponsorCollaboratorsModule")?.Object("leadSponsor")?.Text("name"),
            protocol.Object("statusModule")?.Text("overallStatus"), source);
        return problems.Count > 0 ? Outcome<RegistryRecord>.Refused(problems) : Outcome<RegistryRecord>.Of(record);
    }
}
