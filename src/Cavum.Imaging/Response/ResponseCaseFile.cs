using System.Text.Json;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>Reads CASE.json: the lesion tables of two or more scans, dates, references, readers and CT.</summary>
/// <remarks>The keys are described in <c>docs/pet-case.md</c>. What is missing stays unknown; what is impossible is refused, all of it at once.</remarks>
public static class ResponseCaseFile
{
    /// <param name="json">The file's text.</param>
    /// <param name="source">Its name, for the places of problems.</param>
    public static Outcome<ResponseCase> Read(string json, string source)
    {
        json = json.TrimStart('\uFEFF');
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 });
        }
        catch (JsonException fault)
        {
            return Outcome<ResponseCase>.Refused(CaseText.Broken(json, source, fault));
        }
        using (document)
        {
            var problems = new List<Problem>();
            problems.AddRange(CaseText.In(document.RootElement, source + ", "));
            if (problems.Any(p => p.Expected == CaseText.WholeCharacters)) return Outcome<ResponseCase>.Refused(problems); // such a text cannot be read
            var root = new CaseNode(document.RootElement, source + ", ", problems);
            if (!root.IsObject)
            {
                problems.Add(new(source, Shorten(document.RootElement.GetRawText()), "a JSON object with baseline and followUp"));
                return Outcome<ResponseCase>.Refused(problems);
            }
            var subject = ReadCase(root, problems);
            subject = subject with { Unread = [.. root.Unread(Beside.Contains)] };
            if (subject.Scans.Count > 0) problems.AddRange(Impossible.In(subject, source));
            return problems.Count > 0 ? Outcome<ResponseCase>.Refused(problems) : Outcome<ResponseCase>.Of(subject);
        }
    }

    /// <summary>What <c>pet measure</c>, <c>segment</c> and <c>find</c> print beside the lesions' numbers, and room for people's words: not asked by any criterion.</summary>
    private static readonly HashSet<string> Beside =
    [
        "rule", "warnings", "voxels", "suvmin", "suvmedian", "suvstddev", "maxvoxel", "peakvoxel", "trace", "threshold", "leaked", "cutback", "doubtful", "reason", "confidence",
        "comment", "comments", "note", "notes", "description", "schema", "version", "title",
    ];

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static ResponseCase ReadCase(CaseNode root, List<Problem> problems)
    {
        var scanNodes = ScanNodes(root);
        if (scanNodes.Count < 2)
            problems.Add(new(root.Place + "followUp", scanNodes.Count == 0 ? "" : "one scan", "lesion tables of at least two time points: baseline and followUp, or timePoints[]"));
        PetTimePoint[] scans = [.. scanNodes.Select(n => CaseSections.Scan(n, root))];
        var body = root["patient", "body", "demographics"].AsObject("an object with sex, weightKg, heightCm") is { IsObject: true } given ? given
            : root["subject"] is { IsObject: true } person ? person : root;
        var treatment = root["treatment", "therapy"].AsObject("an object with radiotherapyEnd, firstDose, cycles") is { IsObject: true } t ? t
            : root["dates"].AsObject("an object with radiotherapyEnd, firstDose") is { IsObject: true } d ? d : root;
        var findings = root["niRadsFindings", "niRads", "findings"].AsObject("an object with primary and neck");
        return new ResponseCase
        {
            Subject = root["subject"] is { IsObject: true } s ? s["id", "subject"].Text() : root["subject", "subjectId", "patientId", "id"].Text(),
            Body = new(body["sex", "patientSex"].Text(), body["weightKg", "weight"].Number(1, "kg"), body["heightCm", "height"].Number(1, "cm") is { } h ? h < 3 ? h * 100 : h : null),
            Scans = scans,
            Treatment = CaseSections.Treatment(treatment, root),
            Readers = CaseSections.Readers(root, scanNodes),
            PrimaryFindings = CaseSections.Findings(findings["primary", "primarySite"]),
            NeckFindings = CaseSections.Findings(findings["neck", "nodes"]),
            Ct = CtSections.Read(root, scanNodes),
            Settings = CaseSections.Settings(root["settings", "options"].AsObject("an object of settings (docs/pet-case.md)")),
        };
    }

    private static List<CaseNode> ScanNodes(CaseNode root)
    {
        foreach (string[] keys in new string[][] { ["timePoints"], ["scans"], ["visits"], ["studies"], ["pet"] })
            if (root[keys].Items is { Count: > 0 } items) return [.. items];
        var holder = root["pet"] is { IsObject: true } pet && pet["baseline"].Exists ? pet : root;
        CaseNode[] named =
        [
            holder["baseline", "before", "scan1", "timePoint1", "first"],
            holder["followUp", "month3", "threeMonths", "after", "current", "now", "scan2", "timePoint2", "second"],
            holder["confirmation", "confirmatory", "scan3", "timePoint3", "third", "followUp2"],
        ];
        return [.. named.Where(n => n.Exists)];
    }
}
