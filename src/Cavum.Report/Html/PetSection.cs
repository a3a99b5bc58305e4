using Cavum.Analysis;

namespace Cavum.Report;

/// <summary>FDG PET/CT: whether there is tumour, and baseline beside 3 months for each subject.</summary>
public static class PetSection
{
    public static void Write(HtmlWriter html, StudyResults results, IReadOnlyDictionary<string, byte[]> images)
    {
        int Of(string word) => results.Pet.Count(p => p.TumourPresent == word);
        if (results.Pet.Count == 0)
        {
            html.Paragraph("The study has no PET/CT scan.");
            return;
        }
        html.Paragraph($"At 3 months tumour is present in {Of("positive")}, absent in {Of("negative")} and indeterminate in {Of("indeterminate")} of {results.Pet.Count} subjects with PET; response was seen in {html.Share(results.Answer.Primary.PetResponse, " evaluable")}.", "lead");
        html.Figure(WaterfallFigure.RenderPet(results.Pet, -30, html.Doors), $"Change of SUVpeak of the hottest lesion from baseline to 3 months (n = {results.Pet.Count}); dashed: the 30 % fall of PERCIST.");
        ReaderSection.Write(html, results.ReaderAgreement);
        foreach (var pet in results.Pet) WritePair(html, pet, images);
    }

    public static void WritePair(HtmlWriter html, PetResult pet, IReadOnlyDictionary<string, byte[]> images)
    {
        html.Raw("<div class=\"pair\">");
        html.Raw($"<h3>{HtmlWriter.Escape(pet.Subject)}, {HtmlWriter.Escape(pet.Setting)}: {Tumour(pet.TumourPresent)}, {HtmlWriter.Escape(pet.Response)} ({HtmlWriter.Escape(pet.ResponseCriterion)}){HtmlWriter.PrintedId(pet.ResultId)}</h3>");
        html.Paragraph(HtmlWriter.Escape(string.Join(" ", pet.Reasons)) + Weeks(html, pet), "small");
        html.Raw($"<div>{PetPairFigure.Render(pet, images, html.Doors)}</div>");
        WriteLesions(html, pet);
        html.Raw("</div>\n");
    }

    private static string Weeks(HtmlWriter html, PetResult pet) =>
        pet.WeeksSinceDay0 is { } weeks ? $" Follow-up {html.Count(pet.ResultId + ".weeksSinceDay0", weeks)} weeks after day 0." : "";

    internal static string Tumour(string present) => present switch
    {
        "positive" => "▲ tumour present",
        "negative" => "▽ no tumour seen",
        _ => "○ indeterminate",
    };

    internal static void WriteLesions(HtmlWriter html, PetResult pet)
    {
        var names = PetPairFigure.Numbers(pet);
        html.Raw($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Lesions of {HtmlWriter.Escape(pet.Subject)}\"><table><caption>Lesions, baseline → follow-up.</caption><thead><tr><th scope=\"col\">Lesion</th><th scope=\"col\" class=\"r\">SUVmax</th><th scope=\"col\" class=\"r\">SUVpeak</th><th scope=\"col\" class=\"r\">MTV (mL)</th><th scope=\"col\" class=\"r\">TLG</th></tr></thead><tbody>");
        for (int i = 0; i < names.Count; i++)
        {
            var before = pet.Baseline?.Lesions.FirstOrDefault(l => l.Lesion == names[i]);
            var after = pet.FollowUp?.Lesions.FirstOrDefault(l => l.Lesion == names[i]);
            html.Raw($"<tr><th scope=\"row\">{i + 1} {HtmlWriter.Escape((before ?? after)!.Site)}{Caution(before, after)}</th>");
            for (int m = 0; m < Measures.Length; m++) html.Raw($"<td class=\"r\">{Pair(html, before, after, Measures[m], pet.FollowUp is null, first: m == 0)}</td>");
            html.Raw("</tr>");
        }
        html.Raw("<tr class=\"total\"><th scope=\"row\">All</th>");
        foreach (var (key, value) in ScanMeasures) html.Raw($"<td class=\"r\">{Cell(html, pet.Baseline?.ResultId, key, pet.Baseline is { } b ? value(b) : null)}{(pet.FollowUp is { } f ? " → " + Cell(html, f.ResultId, key, value(f)) : "")}</td>");
        html.Raw($"</tr><tr><th scope=\"row\">Change (%)</th><td class=\"r\">–</td>{Change(html, pet, "changeSuvPeakPercent", pet.ChangeSuvPeakPercent)}{Change(html, pet, "changeMtvPercent", pet.ChangeMtvPercent)}{Change(html, pet, "changeTlgPercent", pet.ChangeTlgPercent)}</tr></tbody></table></div>");
    }

    /// <summary>A volume that ran into other tissue is named as such beside its lesion.</summary>
    private static string Caution(params ReadOnlySpan<LesionResult?> lesions)
    {
        foreach (var lesion in lesions)
            if (lesion is { Voxels: not null } && lesion.Status != "measured") return $"<br><span class=\"mu\">{HtmlWriter.Escape(lesion.Status)}</span>";
        return "";
    }

    private static readonly (string Key, Func<LesionResult, double?> Value)[] Measures =
        [("suvMax", l => l.SuvMax), ("suvPeak", l => l.SuvPeak), ("volumeMl", l => l.VolumeMl), ("tlg", l => l.Tlg)];

    private static readonly (string Key, Func<PetScanResult, double?> Value)[] ScanMeasures =
        [("suvMax", s => s.SuvMax), ("suvPeak", s => s.SuvPeak), ("mtvMl", s => s.MtvMl), ("tlgMl", s => s.TlgMl)];

    private static string Pair(HtmlWriter html, LesionResult? before, LesionResult? after, (string Key, Func<LesionResult, double?> Value) measure, bool noScan, bool first)
    {
        string One(LesionResult? l) => l is null ? "–" : measure.Value(l) is { } v ? html.Number(l.ResultId + "." + measure.Key, v) : first ? HtmlWriter.Escape(Show.Words(l.Status.Split(':')[0])) : "–";
        return noScan ? One(before) : $"{One(before)} → {One(after)}";
    }

    private static string Cell(HtmlWriter html, string? scanId, string key, double? value) => scanId is not null && value is { } v ? html.Number(scanId + "." + key, v) : "–";

    private static string Change(HtmlWriter html, PetResult pet, string key, double? value) =>
        $"<td class=\"r\">{(value is { } v ? html.Number(pet.ResultId + "." + key, v, Show.Change(v)) : "–")}</td>";
}
