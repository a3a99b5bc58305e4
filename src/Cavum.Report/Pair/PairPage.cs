using System.Globalization;
using Cavum.Analysis;
using Cavum.Imaging;

namespace Cavum.Report;

/// <summary>The one-page result of two scans: one HTML file that opens from disk, needs no network and prints on one sheet.</summary>
/// <remarks>It holds no date of its own: the same scans and words give the same bytes.</remarks>
public static class PairPage
{
    public static string Render(PairAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var html = new HtmlWriter(ToSources());
        WriteAnswer(html, answer);
        WriteMethod(html, answer);
        CertificateShell.Signatures(html, "Read the scans", "Confirmed the result");
        return CertificateShell.Page($"FDG PET/CT, baseline and follow-up{(answer.Request.Subject.Length > 0 ? ", " + answer.Request.Subject : "")}", "Two scans compared", html, Style);
    }

    /// <summary>Each number leads to the list of what the two scans are and how their SUV was reached.</summary>
    public static Doors ToSources() => new(id => id.StartsWith("pair.baseline", StringComparison.Ordinal) ? "#source-baseline" : id.StartsWith("pair.followUp", StringComparison.Ordinal) ? "#source-follow-up" : "#sources");

    /// <summary>The answer with the two scans beside each other; the site shows the same.</summary>
    public static void WriteAnswer(HtmlWriter html, PairAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(answer);
        html.Raw($"<p class=\"verdict\">{PetSection.Tumour(answer.Report.TumourPresent)}</p>");
        html.Paragraph(HtmlWriter.Escape(Sentence(answer)), "answer");
        html.Paragraph(HtmlWriter.Escape(string.Join(" ", answer.Report.Reasons)), "small");
        html.Paragraph(HtmlWriter.Escape(Decided(answer)), "small");
        html.Raw("<div class=\"pair\">");
        var shown = Shown(answer);
        html.Raw($"<div>{PetPairFigure.Render(shown, Images(answer), html.Doors)}</div>");
        PetSection.WriteLesions(html, shown);
        html.Raw("</div>\n");
    }

    /// <summary>What each criterion says, and what the answer was made of.</summary>
    public static void WriteMethod(HtmlWriter html, PairAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(html);
        ArgumentNullException.ThrowIfNull(answer);
        Criteria(html, answer);
        Sources(html, answer);
        if (answer.Warnings.Count > 0)
        {
            html.Heading(2, "To be looked at");
            html.List(answer.Warnings.Select(HtmlWriter.Escape));
        }
    }

    private static string Sentence(PairAnswer a)
    {
        string change = a.Percist.ChangePercent is { } c ? $", change of the peak {Show.Change(c)} %" : "";
        string weeks = a.Weeks is { } w ? string.Create(CultureInfo.InvariantCulture, $", {w} weeks after {(a.Request.FirstDose is null ? "the end of radiotherapy" : "the first dose")}") : "";
        int fresh = a.After.Count(l => l.Fate == "new"), gone = a.Before.Count(l => l.Fate == "gone");
        string whose = a.Read ? "" : "Proposed by the program, not yet read: ";
        return $"{whose}{(whose.Length == 0 ? "T" : "t")}umour at the follow-up{weeks}: {a.Report.TumourPresent}. {a.Percist.Name}: {a.Percist.Category}{change}. {Lesions(a.Before.Count)} at baseline, {Lesions(a.After.Count)} at the follow-up; {gone} gone, {fresh} new.";

        static string Lesions(int n) => n == 1 ? "1 lesion" : $"{n} lesions";
    }

    private static string Decided(PairAnswer a) => a.Read ? $"The lesions were accepted by {a.Request.Reader}."
        : string.Create(CultureInfo.InvariantCulture, $"Counted as tumour: candidates of a confidence of at least {a.Request.LeastConfidence}, which no reader has accepted yet.");

    private static void Criteria(HtmlWriter html, PairAnswer answer)
    {
        html.Heading(2, "Criteria");
        html.Table("Each criterion by its decision table.", ["Criterion", "category", "change (%)", "basis or reason"], answer.Report.Criteria.Select(c => (IReadOnlyList<string>)
        [
            HtmlWriter.Escape($"{c.Name} {c.Version}"), HtmlWriter.Escape(c.Category == "NE" ? "not evaluable" : c.Category), c.ChangePercent is { } v ? html.Number("pair.criteria." + c.Name, v, Show.Change(v)) : "–",
            HtmlWriter.Escape(c.Category == "NE" ? c.Reason ?? "" : c.Basis ?? (c.Path.Count > 0 ? c.Path[^1] : "")),
        ]), c => c == 2, "dense");
        html.Raw("<details class=\"screen\"><summary>Path of rules that led to the answer</summary>");
        html.List(answer.Report.RulePath.Concat(answer.Percist.Path).Select(HtmlWriter.Escape));
        html.Raw("</details>");
    }

    private static void Sources(HtmlWriter html, PairAnswer answer)
    {
        html.Heading(2, "What it was made of");
        html.Raw("<dl class=\"facts\" id=\"sources\">");
        foreach (var scan in new[] { answer.Baseline, answer.FollowUp })
            html.Raw($"<dt id=\"source-{scan.Name}\">{HtmlWriter.Escape($"{Capital(scan.Name)}: {scan.Source}")}</dt><dd>{HtmlWriter.Escape(Facts(scan))}<br>sha256 <code>{scan.Files}</code></dd>");
        html.Raw($"<dt>To reproduce</dt><dd><code>cavum pet reproduce PACKAGE.zip --baseline BASELINE --follow-up FOLLOW-UP</code>: measures the outlines again on the scans and asks the criteria again. Without the scans it asks the criteria from {PairPackage.Case}.</dd></dl>\n");
    }

    private static string Facts(PairScan scan) => string.Create(CultureInfo.InvariantCulture,
        $"{(scan.Date is { } d ? d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "no day told")}, {scan.Header.Manufacturer}, series {scan.Pet.Series!.Uid}, {scan.Pet.Suv.Geometry.Slices} slices, {(scan.Ct is null ? "no CT" : "with CT")}. SUVbw by the rule '{scan.Pet.Conversion?.Rule ?? "stored SUV"}'; liver {(scan.Found.Liver is { } l ? $"{l.Mean:0.00} ± {l.StdDev:0.00}" : "not found")}.");

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static Dictionary<string, byte[]> Images(PairAnswer a) => new()
    {
        ["pair.baseline"] = ScanPicture.Projection(a.Baseline.Pet.Suv),
        ["pair.followUp"] = ScanPicture.Projection(a.FollowUp.Pet.Suv),
    };

    /// <summary>The pair in the form of a study's results, which figures and tables are drawn from.</summary>
    public static PetResult Shown(PairAnswer a)
    {
        ArgumentNullException.ThrowIfNull(a);
        int? First(PairScan s) => s.Date is { } d && (a.Request.FirstDose ?? a.Request.RadiotherapyEnd ?? a.Baseline.Date) is { } zero ? d.DayNumber - zero.DayNumber : null;
        PetScanResult One(string id, PairScan s, IReadOnlyList<PairLesion> lesions) => new(id, s.Source, s.Name, First(s) ?? 0, s.Pet.Series!.Uid, s.Header.Manufacturer ?? "", s.Header.Units ?? "", s.Pet.Conversion?.Rule ?? "stored SUV",
            s.Pet.Conversion?.FactorMin, s.Pet.Conversion?.FactorMax, s.Pet.Suv.Geometry.Slices, s.Found.Liver?.Mean, s.Found.Liver?.StdDev, s.Found.BloodPool?.Mean,
            lesions.Count == 0 ? null : lesions.Max(l => l.Measures.SuvMax), lesions.Count == 0 ? null : lesions.Max(l => l.Measures.SuvPeakGlobal), lesions.Sum(l => l.Measures.VolumeMl), lesions.Sum(l => l.Measures.Tlg),
            [.. lesions.Select(l => Lesion($"{id}.{l.Name}", s, l))], [], ScanPicture.Frame(s.Pet.Suv.Geometry));
        PetScanResult before = One("pair.baseline", a.Baseline, a.Before), after = One("pair.followUp", a.FollowUp, a.After);
        return new("pair", a.Request.Subject, "", a.Report.TumourPresent, a.Report.Reasons, a.Percist.Category, a.Percist.Name, a.Percist.Path,
            Change(before.SuvPeak, after.SuvPeak), Change(before.MtvMl, after.MtvMl), Change(before.TlgMl, after.TlgMl), a.Weeks, before, after);
    }

    private static double? Change(double? before, double? after) => before is > 0 && after is { } now ? 100 * (now / before.Value - 1) : null;

    private static LesionResult Lesion(string id, PairScan scan, PairLesion l)
    {
        var at = scan.Pet.Suv.Geometry.ToPatient(l.Measures.MaxVoxel);
        return new(id, l.Name, l.Site, l.By, "measured", l.Measures.Voxels, l.Measures.VolumeMl, l.Measures.SuvMax, l.Measures.SuvMean, l.Measures.SuvPeakGlobal, l.Measures.Tlg, at.X, at.Y, at.Z, ScanPicture.Outline(l.Mask));
    }

    /// <summary>On paper the whole stands on one sheet.</summary>
    private const string Style = "main{max-width:900px} .pair{border-top:0} @page{margin:10mm 12mm} @media print{main{zoom:.68} p,li{max-width:none!important} h2{margin-top:10px;padding-top:6px} .facts dd,.facts dt{font-size:11px} code{font-size:11px} .dense td,.dense th{height:auto;padding:1px 8px 1px 0} .sign{margin:4px 0} .sign div{margin-top:36px} footer{margin-top:8px} .pair{padding:4px 0}}";
}
