using Cavum.Core;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>What an analysis made: the results, where each comes from, and the PET images for the report.</summary>
public sealed record AnalysedStudy(
    StudyRecord Record, StudyResults Results, IReadOnlyList<ProvenanceEntry> Provenance, IReadOnlyDictionary<string, byte[]> Images);

/// <summary>How far a long analysis has come.</summary>
public readonly record struct AnalysisProgress(string Stage, int Done, int Of);

/// <summary>The whole chain: from a study folder to the answer, in memory; nothing is written here.</summary>
public static class StudyAnalysis
{
    public const string Format = "cavum-results/1";

    /// <param name="folder">A study folder, docs/study-folder.md.</param>
    /// <param name="pictures">Makes the PET images too; without them the numbers are the same.</param>
    public static Outcome<AnalysedStudy> Run(string folder, bool pictures = true, IProgress<AnalysisProgress>? progress = null, CancellationToken cancel = default)
    {
        progress?.Report(new("reading the record and checking every source", 0, 1));
        return StudyFolder.Read(folder).Then(record => Analyse(record, pictures, progress, cancel));
    }

    private static Outcome<AnalysedStudy> Analyse(StudyRecord record, bool pictures, IProgress<AnalysisProgress>? progress, CancellationToken cancel)
    {
        var context = new AnalysisContext(record);
        var problems = new List<Problem>();
        progress?.Report(new("quantifying the EBV DNA runs", 0, 1));
        var runs = RunLibrary.Read(context, problems);
        var (pet, images, identity) = Pet(context, problems, pictures, progress, cancel);
        var ebvChain = new EbvDnaChain(context, runs, pet.ToDictionary(p => p.Subject, p => p.FourWeeks!, StringComparer.Ordinal), problems);
        EbvDnaResultSeries[] ebv = [.. record.Subjects.Select(ebvChain.Of).OfType<EbvDnaResultSeries>()];
        if (problems.Count > 0) return Outcome<AnalysedStudy>.Refused(problems.Distinct());
        progress?.Report(new("putting the answer together", 0, 1));
        var timeToEvent = TimeToEvent(context);
        var plan = PlanState.Of(context, problems);
        var parts = Answer.Of(ebv, pet, timeToEvent.PfsRatio, context, problems);
        var mouse = record.Mouse is { } arm
            ? MouseChain.Of(arm, record.Folder, context.Ledger, context.Sources, record.Sources, parts.Answer.Verdict, problems) : null;
        if (problems.Count > 0) return Outcome<AnalysedStudy>.Refused(problems.Distinct());
        var kinetics = PopulationKinetics.Of(ebv, parts.Answer.Subjects!, context);
        var results = new StudyResults(
            Format, Header(context), parts.Answer, [.. record.Subjects.Select(s => SubjectTimeline.Of(s, context))], ebv,
            [.. RunsOf<QuantifiedRun.Curves>(runs).Select(r => RunLibrary.Describe(r, context))],
            pet, timeToEvent with { External = parts.External }, SafetyTable.Of(record.Subjects, context), parts.Evidence, [.. Warnings(record, pet), .. identity], Conventions.All, plan, kinetics, parts.Monitoring, ReaderAgreement.Of(record, context))
        {
            Mouse = mouse,
            DigitalRuns = [.. RunsOf<QuantifiedRun.Partitions>(runs).Select(r => DigitalRunDescription.Of(r, context))],
        };
        return Outcome<AnalysedStudy>.Of(new AnalysedStudy(record, results, context.Ledger.Entries, images));
    }

    private static IEnumerable<T> RunsOf<T>(Dictionary<(string, string), IReadOnlyList<QuantifiedRun>> runs)
        where T : QuantifiedRun => runs.Values.SelectMany(r => r).OfType<T>().OrderBy(r => r.Id, StringComparer.Ordinal);

    private static (PetResult[] Pet, IReadOnlyDictionary<string, byte[]> Images, string[] Identity) Pet(
        AnalysisContext context, List<Problem> problems, bool pictures, IProgress<AnalysisProgress>? progress, CancellationToken cancel)
    {
        var subjects = context.Record.Subjects;
        var chain = new PetChain(context, problems);
        var results = new PetResult?[subjects.Count];
        var images = new List<(string, byte[])>[subjects.Count];
        var owners = new (string Subject, string Scan, string Patient)?[subjects.Count][];
        int done = 0;
        Parallel.For(0, subjects.Count, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            images[i] = [];
            owners[i] = [];
            if (chain.Of(subjects[i]) is { } found)
            {
                results[i] = found.Result;
                owners[i] = [.. found.Scans.Append(found.FourWeeks).OfType<MeasuredScan>().Select(scan => ScanOfRecord.Owner(subjects[i], scan))]; // not the scans: their volumes would stay in memory
                if (pictures)
                    foreach (var scan in found.Scans) images[i].Add((scan.Result.ResultId, ScanPicture.Of(scan)));
            }
            progress?.Report(new("measuring PET/CT", Interlocked.Increment(ref done), subjects.Count));
        });
        return ([.. results.OfType<PetResult>()], images.SelectMany(i => i).ToDictionary(p => p.Item1, p => p.Item2, StringComparer.Ordinal),
            [.. ScanOfRecord.Identity([.. owners.SelectMany(o => o).OfType<(string, string, string)>()])]);
    }

    private static TimeToEventResult TimeToEvent(AnalysisContext context)
    {
        var record = context.Record;
        var cut = record.Design.DataCut;
        KaplanMeierResult Curve(string id, string label, string endpoint, string rule, string[] tables, IEnumerable<Subject> subjects, Func<Subject, EventTime?> time) =>
            SurvivalCurves.Of(id, label, endpoint, rule, tables, [.. subjects.Select(time).OfType<EventTime>()], context);
        return new TimeToEventResult(
            Curve("timeToEvent.pfs", "combination", "PFS", Endpoints.PfsRule, Endpoints.Tables, record.Subjects, s => Endpoints.Pfs(s, cut)),
            Curve("timeToEvent.os", "combination", "OS", Endpoints.OsRule, Endpoints.Tables, record.Subjects, s => Endpoints.Os(s, cut)),
            Curve("timeToEvent.priorPfs", "own prior ICB line", "PFS", "PFS on the prior ICB line: its start to progression; always an event, by selection.", ["prior-icb.csv"], record.Subjects.Where(s => s.Day0 is not null), Endpoints.PriorPfs),
            [
                .. record.Subjects.GroupBy(s => s.Setting).OrderBy(g => g.Key).Select(g =>
                    Curve($"timeToEvent.pfsBySetting.{g.Key.Name()}", g.Key.Name(), "PFS", Endpoints.PfsRule, Endpoints.Tables, g, s => Endpoints.Pfs(s, cut))),
            ],
            PfsLine.Ratio(record.Subjects, context));
    }

    private static StudyHeader Header(AnalysisContext context)
    {
        var (registry, design, subjects) = (context.Record.Registry, context.Record.Design, context.Record.Subjects);
        context.Ledger.Add("study", "The registry record, the design, and the subjects of the record.", [],
            context.Sources.File("study.json", "the whole document", registry.Title), context.PlanSource, context.Sources.File("subjects.csv", "the whole table", $"{subjects.Count} subjects"));
        return new StudyHeader("study", registry.Title, design.Study, registry.NctId, design.DataCut.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            subjects.Count, subjects.Count(s => s.Setting == DiseaseSetting.LocoregionallyAdvanced), subjects.Count(s => s.Setting == DiseaseSetting.RecurrentMetastatic),
            [.. registry.Interventions.Select(i => i.Type.Length > 0 ? $"{i.Type}: {i.Name}" : i.Name)], design.AntiPd1Product, design.AsparaginaseProduct,
            [.. registry.PrimaryOutcomes.Select(Outcome)], [.. registry.SecondaryOutcomes.Select(Outcome)]);
    }

    private static string Outcome(PlannedOutcome o) => o.TimeFrame is { } frame ? $"{o.Measure} ({frame})" : o.Measure;

    private static List<string> Warnings(StudyRecord record, IEnumerable<PetResult> pet) =>
    [
        .. record.Subjects.Where(s => s.Day0 is null).Select(s => $"Subject {s.Id} has no dose of the combination and is in no analysis."),
        .. pet.SelectMany(p => new[] { p.Baseline, p.FollowUp }).OfType<PetScanResult>().SelectMany(scan => scan.Warnings.Select(w => $"Scan {scan.Scan}: {w}")),
    ];
}

/// <summary>The conventions that hold for every result of the report.</summary>
internal static class Conventions
{
    public static IReadOnlyList<string> All { get; } =
    [
        "Day 0 is the first dose of the combination for every subject.",
        "Intervals are 95 % and two-sided; for proportions exact (Clopper–Pearson), for survival log-log.",
        "At one time events precede censorings; the median is the first day with survival ≤ 0.5.",
        "EBV DNA below LOQ and not detected are censored values, never numbers.",
        "SUV is SUVbw unless named otherwise; SUVpeak is the highest mean of a 1 mL sphere inside the lesion.",
        "Research use; a clinician decides.",
    ];
}
