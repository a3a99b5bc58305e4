using System.CommandLine;
using System.Globalization;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Imaging;
using Cavum.Report;

namespace Cavum.Cli;

/// <summary>pet answer: from the files of two scans to "is there tumour?", with the package for a colleague.</summary>
internal static class AnswerCommand
{
    public static Command Create()
    {
        var baseline = new Argument<string>("baseline") { Description = "PET/CT before treatment: DICOM folder, zip or DICOMDIR" };
        var followUp = new Argument<string>("follow-up") { Description = "PET/CT at the follow-up" };
        var baselineCt = new Option<string?>("--baseline-ct") { Description = "its CT, where it lies in another source" };
        var followUpCt = new Option<string?>("--follow-up-ct") { Description = "its CT, where it lies in another source" };
        var subject = new Option<string>("--subject") { Description = "a name that identifies nobody", DefaultValueFactory = _ => "" };
        Option<DateOnly?> firstDose = Day("--first-dose", "first dose of the treatment, from which 12 weeks are counted"), radiotherapy = Day("--radiotherapy-end", "last day of radiotherapy, from which 12 weeks are counted");
        var other = new Option<bool>("--other-identity") { Description = "the two scans are of one person though their patient ids differ" };
        var least = new Option<double>("--least-confidence") { Description = "candidates of at least this confidence count as tumour where --accept is not given", DefaultValueFactory = _ => 0.5 };
        var accept = new Option<string?>("--accept") { Description = "candidates that the reader takes for tumour, such as baseline:1,follow-up:2; 'none' takes none" };
        var reader = new Option<string>("--reader") { Description = "who decided", DefaultValueFactory = _ => "" };
        var save = new Option<string?>("--out") { Description = "writes the package: a .zip, or a folder; one-page result, case, answer, SEG and SR of each scan, manifest" };
        var command = new Command("answer", "compares two PET/CT of one person and answers whether there is tumour") { baseline, followUp, baselineCt, followUpCt, subject, firstDose, radiotherapy, other, least, accept, reader, save };
        command.Validators.Add(r =>
        {
            if (r.GetValue(accept) is not null && string.IsNullOrWhiteSpace(r.GetValue(reader))) r.AddError("--accept needs --reader: who decided.");
        });
        return command.Answers(parsed => Reply.From(PairAnalysis.Run(parsed.GetRequiredValue(baseline), parsed.GetRequiredValue(followUp), new()
        {
            Subject = parsed.GetRequiredValue(subject).Trim(),
            FirstDose = parsed.GetValue(firstDose),
            RadiotherapyEnd = parsed.GetValue(radiotherapy),
            OtherIdentity = parsed.GetValue(other),
            LeastConfidence = parsed.GetValue(least),
            Accepted = parsed.GetValue(accept) is { } words ? words.Trim() is "none" ? [] : words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : null,
            Reader = parsed.GetRequiredValue(reader).Trim(),
        }, parsed.GetValue(baselineCt), parsed.GetValue(followUpCt)), answer => Say(answer, parsed.GetValue(save))));
    }

    private static Option<DateOnly?> Day(string name, string words) => new(name)
    {
        Description = words + ", as 2026-01-05",
        CustomParser = r =>
        {
            if (DateOnly.TryParseExact(r.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
            r.AddError($"{name}: read '{r.Tokens[0].Value}'; expected a day as 2026-01-05.");
            return null;
        },
    };

    private static Reply.Done Say(PairAnswer answer, string? save)
    {
        if (save is not null)
        {
            var files = PairPackage.Files(answer);
            if (save.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)) AtomicFile.Write(save, DeterministicZip.Of(files));
            else
                foreach (var (name, bytes) in files) AtomicFile.Write(Path.Combine(save, name), bytes);
        }
        var report = answer.Report;
        string text = $"Tumour present: {report.TumourPresent}\n{string.Concat(report.Reasons.Select(r => $"  - {r}\n"))}\n"
            + TextTable.Render(["lesion", "scan", "fate", "mL", "SUVmax", "SUVpeak", "TLG"], Rows(answer))
            + "\n" + TextTable.Render(["criterion", "category", "change %"], report.Criteria.Select(c => (string[])[c.Name, c.Category, TextTable.Number(c.ChangePercent)]));
        return new Reply.Done(new
        {
            report.TumourPresent,
            report.Reasons,
            report.Criteria,
            report.RulePath,
            report.Timing,
            scans = new[] { Scan(answer.Baseline, answer.Before, answer.Request), Scan(answer.FollowUp, answer.After, answer.Request) },
            registration = answer.Registration is { } r ? new { r.Correlation, correlationBefore = r.Before } : null,
            package = save,
            warnings = answer.Warnings,
        }, text, answer.Warnings);
    }

    private static IEnumerable<string[]> Rows(PairAnswer answer) => new[] { (answer.Baseline, answer.Before), (answer.FollowUp, answer.After) }.SelectMany(s => s.Item2.Select(l => (string[])
        [$"{l.Name} {l.Site}", s.Item1.Name, l.Fate, TextTable.Number(l.Measures.VolumeMl), TextTable.Number(l.Measures.SuvMax), TextTable.Number(l.Measures.SuvPeakGlobal), TextTable.Number(l.Measures.Tlg)]));

    private static object Scan(PairScan scan, IReadOnlyList<PairLesion> lesions, PairRequest request) => new
    {
        scan = scan.Name,
        scan.Date,
        seriesInstanceUid = scan.Pet.Series!.Uid,
        sha256 = scan.Files,
        ct = scan.Ct is not null,
        liver = scan.Found.Liver,
        bloodPool = scan.Found.BloodPool,
        lesions = lesions.Select(l =>
        {
            var lesion = PetOutput.Lesion(0, l.Site, l.Measures, LesionTrace.Of(scan.Pet.Series, l.Mask));
            lesion["id"] = l.Name;
            lesion["site"] = l.Site;
            lesion["fate"] = l.Fate;
            lesion["baselineId"] = l.Baseline;
            lesion["by"] = l.By;
            return lesion;
        }),
        candidates = scan.Found.Candidates.Select(c => new { id = c.Id, c.Site, c.Confidence, c.Reason, suvMax = c.Measures.SuvMax, volumeMl = c.Measures.VolumeMl, taken = request.Takes(scan.Name, c.Id, c.Confidence) }),
        physiological = scan.Found.Physiological.Select(p => new { p.Organ, p.VolumeMl, p.SuvMax, p.Reason }),
    };
}
