using System.Globalization;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Analysis;

/// <summary>Two PET/CT of one person compared: lesions, criteria, and whether there is tumour at the follow-up.</summary>
/// <param name="CaseText">The case as <c>pet respond</c> reads it: the answer is made from this text and from nothing else.</param>
public sealed record PairAnswer(PairRequest Request, PairScan Baseline, PairScan FollowUp, IReadOnlyList<PairLesion> Before, IReadOnlyList<PairLesion> After,
    RegistrationResult? Registration, string CaseText, ResponseReport Report, IReadOnlyList<string> Warnings)
{
    /// <summary>A reader has decided what is tumour; else it is the program's proposal.</summary>
    public bool Read => Request.Reader.Length > 0 && (Request.Accepted is not null || Request.Outlined.Count > 0);

    public CriterionResult Percist => Report.Criteria[0];

    /// <summary>Weeks from the first dose, else from the end of radiotherapy, to the follow-up; null where neither or no day is told.</summary>
    public int? Weeks => FollowUp.Date is { } day && (Request.FirstDose ?? Request.RadiotherapyEnd) is { } start ? (day.DayNumber - start.DayNumber) / 7 : null;

    public IReadOnlyList<PairLesion> Of(PairScan scan) => ReferenceEquals(scan, Baseline) ? Before : After;
}

/// <summary>From the files of two scans to the answer; the site and the command line call this.</summary>
public static class PairAnalysis
{
    /// <summary>Reads both scans, refuses what cannot be one person's baseline and follow-up, and answers.</summary>
    public static Outcome<PairAnswer> Run(string baseline, string followUp, PairRequest request, string? baselineCt = null, string? followUpCt = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        Outcome<PairScan>? first = null, second = null;
        var beside = new ParallelOptions { MaxDegreeOfParallelism = Size(baseline) + Size(followUp) > LargeBytes ? 1 : 2 };
        Parallel.Invoke(beside, () => first = PairScan.Read(PairScan.Baseline, baseline, baselineCt), () => second = PairScan.Read(PairScan.FollowUp, followUp, followUpCt));
        if (first!.IsRefused || second!.IsRefused)
            return Outcome<PairAnswer>.Refused([.. Named(PairScan.Baseline, baseline, first!), .. Named(PairScan.FollowUp, followUp, second!)]);
        var (before, after) = (first.Value, second!.Value);
        Problem[] problems = [.. PairChecks.Of(before, after, request.OtherIdentity), .. request.Faults(after.Date)];
        if (problems.Length > 0) return Outcome<PairAnswer>.Refused(problems);
        Parallel.Invoke(beside, () => _ = before.Found, () => _ = after.Found);
        return Answer(before, after, request);
    }

    /// <summary>Two large scans are read one after the other: both CTs of 512 × 512 at once would take 2 GB.</summary>
    private const long LargeBytes = 64 << 20;

    private static long Size(string path) => File.Exists(path) ? new FileInfo(path).Length : LargeBytes;

    /// <summary>Places begin with which of the two scans is meant, never with a path of this machine.</summary>
    private static IEnumerable<Problem> Named(string name, string path, Outcome<PairScan> scan) =>
        scan.Problems.Select(p => p with { Place = name + ", " + p.Place.Replace(path, Path.GetFileName(path), StringComparison.Ordinal) });

    /// <param name="outlines">A reader's own outlines of a scan, by its name, in place of the candidates.</param>
    public static Outcome<PairAnswer> Answer(PairScan baseline, PairScan followUp, PairRequest request, IReadOnlyDictionary<string, IReadOnlyList<Region>>? outlines = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Reader.Length == 0 && (request.Accepted is not null || request.Outlined.Count > 0)) return Outcome<PairAnswer>.Refused(new Problem("reader", "", "the name of the reader who decided"));
        Problem[] problems = [.. PairChecks.Of(baseline, followUp, request.OtherIdentity), .. request.Faults(followUp.Date), .. Unknown(request, baseline, followUp)];
        if (problems.Length > 0) return Outcome<PairAnswer>.Refused(problems);
        var (before, after, registration) = PairMatching.Match(baseline, followUp, Drawn(baseline, request, outlines), Drawn(followUp, request, outlines));
        string text = PairCase.Write(request, baseline, followUp, before, after);
        List<string> warnings = [.. PairChecks.Warnings(baseline, followUp, request.OtherIdentity)];
        if (request.Accepted is null && request.Outlined.Count == 0) warnings.Add(string.Create(CultureInfo.InvariantCulture, $"No reader has accepted or rejected the candidates: those of a confidence of at least {request.LeastConfidence} are counted as tumour."));
        if (request.FirstDose is null && request.RadiotherapyEnd is null) warnings.Add("Neither the first dose nor the end of radiotherapy was given: the 12 weeks are counted from the baseline scan.");
        return ResponseCaseFile.Read(text, PairCase.FileName).Then(read => Outcome<PairAnswer>.Of(new(request, baseline, followUp, before, after, registration, text, ResponseAssessment.Assess(read), warnings)));
    }

    private static IEnumerable<Problem> Unknown(PairRequest request, params PairScan[] scans)
    {
        var known = scans.SelectMany(s => s.Found.Candidates.Select(c => PairRequest.Word(s.Name, c.Id))).ToHashSet();
        return (request.Accepted ?? []).Where(w => !known.Contains(w)).Select(w => new Problem("accepted", w, "a candidate of the two scans, such as baseline:1"));
    }

    private static IReadOnlyList<PairMatching.Drawn> Drawn(PairScan scan, PairRequest request, IReadOnlyDictionary<string, IReadOnlyList<Region>>? outlines)
    {
        if (outlines?.GetValueOrDefault(scan.Name) is { } own)
            return [.. own.Where(r => r.Mask.VoxelCount > 0).Select((r, i) => new PairMatching.Drawn(i + 1, Site(scan, r.Mask), $"outlined by {request.Reader}", r.Mask))];
        return [.. scan.Found.Candidates.Where(c => request.Takes(scan.Name, c.Id, c.Confidence)).Select(c =>
            new PairMatching.Drawn(c.Id, c.Site, string.Create(CultureInfo.InvariantCulture, $"candidate {c.Id}, confidence {c.Confidence:0.00}{(request.Accepted is null ? "" : $", accepted by {request.Reader}")}"), c.Mask))];
    }

    /// <summary>A reader's outline lies where the candidate lies with which it shares most.</summary>
    private static string Site(PairScan scan, Mask drawn)
    {
        int Shared(Mask other) => drawn.Indices().Count(i => other.Inside[i]);
        var nearest = scan.Found.Candidates.Select(c => (c.Site, Shared: Shared(c.Mask))).Where(c => c.Shared > 0).OrderByDescending(c => c.Shared).FirstOrDefault();
        return nearest.Site ?? "as outlined";
    }
}
