using System.Globalization;
using Cavum.Assay;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Reads and quantifies every raw run that the samples name, once, in parallel.</summary>
internal static class RunLibrary
{
    public static Dictionary<(string Path, string Assay), IReadOnlyList<QuantifiedRun>> Read(AnalysisContext context, List<Problem> problems)
    {
        var record = context.Record;
        (string Path, string Assay)[] wanted =
        [
            .. record.Subjects.SelectMany(s => s.Samples).Where(p => p.Run is not null).Select(p => (p.Run!.Path, p.Assay)).Distinct()
                .OrderBy(w => w.Path, StringComparer.Ordinal).ThenBy(w => w.Assay, StringComparer.Ordinal),
        ];
        var settings = new Dictionary<string, Outcome<AssaySettings>>(StringComparer.Ordinal);
        foreach (var (_, assay) in wanted)
            settings.TryAdd(assay, AssaySettingsReader.ReadFile(record.FullPath($"assays/{assay}.json")));
        problems.AddRange(settings.Values.SelectMany(s => s.Problems));
        var read = new Outcome<IReadOnlyList<QuantifiedRun>>[wanted.Length];
        Parallel.For(0, wanted.Length, i =>
        {
            if (settings[wanted[i].Assay].TryGet(out var assay)) read[i] = Quantify(record, wanted[i].Path, wanted[i].Assay, assay);
        });
        var runs = new Dictionary<(string, string), IReadOnlyList<QuantifiedRun>>();
        for (int i = 0; i < wanted.Length; i++)
        {
            if (read[i] is null) continue;
            problems.AddRange(read[i].Problems);
            if (read[i].TryGet(out var found)) runs[wanted[i]] = found;
        }
        return runs;
    }

    private static Outcome<IReadOnlyList<QuantifiedRun>> Quantify(StudyRecord record, string path, string name, AssaySettings assay) =>
        InstrumentFiles.ReadFile(record.FullPath(path)).Then(file => file.Digital is { } digital
            ? Partitions(record.Sources[path], name, assay, digital)
            : assay.Digital is null ? Curves(record.Sources[path], name, assay, file)
            : Outcome<IReadOnlyList<QuantifiedRun>>.Refused(new Problem(path, file.Format, $"a file of partitions, since assays/{name}.json states 'digital'; a standard curve is another assay")));

    private static Outcome<IReadOnlyList<QuantifiedRun>> Partitions(SourceFile source, string name, AssaySettings assay, DigitalRun run) =>
        DigitalSamples.Quantify(run, assay, source.Path).Then(q =>
            Outcome<IReadOnlyList<QuantifiedRun>>.Of([new QuantifiedRun.Partitions(IdOf(source.Path, "", name), source, name, assay, run, q)]));

    private static Outcome<IReadOnlyList<QuantifiedRun>> Curves(SourceFile source, string name, AssaySettings assay, InstrumentFile file)
    {
        var problems = new List<Problem>();
        var runs = new List<QuantifiedRun>();
        foreach (var run in file.Runs)
        {
            var quantified = RunQuantifier.Quantify(run, assay);
            problems.AddRange(quantified.Problems.Select(p => p with { Place = $"{source.Path}, {p.Place}" }));
            if (quantified.TryGet(out var q)) runs.Add(new QuantifiedRun.Curves(IdOf(source.Path, file.Runs.Count > 1 ? "-" + run.Id : "", name), source, name, assay, run, q));
        }
        if (runs.Count == 0 && problems.Count == 0) problems.Add(new Problem(source.Path, "no run", "at least one run of an instrument"));
        return problems.Count > 0 ? Outcome<IReadOnlyList<QuantifiedRun>>.Refused(problems) : Outcome<IReadOnlyList<QuantifiedRun>>.Of(runs);
    }

    private static string IdOf(string path, string run, string assay) => $"run.{Path.GetFileNameWithoutExtension(path)}{run}-{assay}".Replace(' ', '_');

    /// <summary>What the report says of a run, with where it comes from.</summary>
    public static QpcrRunResult Describe(QuantifiedRun.Curves q, AnalysisContext context)
    {
        context.Ledger.Add(q.Id,
            $"Standard curve: least squares of Cq on log10 copies per reaction; Cq by {q.Quantification.CqSource}; efficiency 10^(−1/slope) − 1; released by the rules of the assay.", [],
            SourceReader.Raw(q.Source, $"run {q.Run.Id}, all wells of target {q.Quantification.Target}, cycles 1–{q.Run.Cycles}", q.Run.Instrument),
            context.Sources.File($"assays/{q.Assay}.json", "the whole document", q.Settings.Name));
        return Describe(q);
    }

    /// <summary>Curve, controls, release, and every well.</summary>
    public static QpcrRunResult Describe(QuantifiedRun.Curves q)
    {
        var curve = q.Quantification.StandardCurve;
        JudgedReaction[] wells = [.. q.Quantification.Reactions.OrderBy(r => r.Locator.Well.ToString(), StringComparer.Ordinal)];
        return new QpcrRunResult(
            q.Id, q.Run.Id, q.Source.Path, q.Assay, q.Run.Instrument, q.Run.Cycles, wells.Length,
            q.Quantification.Release.Released, q.Quantification.Release.Reasons,
            curve?.Slope, curve?.Intercept, curve?.RSquared, curve?.Efficiency, curve is { } c ? c.ResidualStdDev / Math.Abs(c.Slope) : null, curve?.LackOfFit?.PValue,
            [
                .. wells.Where(w => w.Reaction is { Role: SampleRole.Standard }).Select(w => (Well: w, Copies: RunQuantifier.CopiesOf(w.Reaction, q.Settings)))
                    .Where(p => p.Copies > 0).Select(p => new StandardPoint($"{q.Id}.standards.{p.Well.Locator.Well}", p.Well.Locator.Well.ToString(), p.Copies!.Value, CqOf(p.Well))),
            ],
            [.. wells.Select(w => new WellResult(
                $"{q.Id}.plate.{w.Locator.Well}", w.Locator.Well.ToString(), w.Reaction.Sample, Role(w.Reaction.Role), w.Reaction.Target, CqOf(w), Status(w), Fluorescence(w)))])
        {
            Date = q.Run.Date,
        };
    }

    private static double? CqOf(JudgedReaction w) => w.Cq.IsDetected(out double cycles) ? cycles : null;

    private static string Status(JudgedReaction w) => w.Cq switch
    {
        Cq.Detected => "amplified",
        Cq.NotDetected => w.Verdict is { } v ? $"not detected: {v.Call}" : "not detected",
        _ => "not reported",
    };

    internal static string Role(SampleRole role) => role switch
    {
        SampleRole.Ntc => "ntc",
        SampleRole.PositiveControl => "positiveControl",
        SampleRole.NegativeControl => "negativeControl",
        _ => role.ToString().ToLower(CultureInfo.InvariantCulture),
    };

    private static List<double> Fluorescence(JudgedReaction w)
    {
        var curve = new List<double>(w.Reaction.Curve.Cycles);
        for (int cycle = 1; cycle <= w.Reaction.Curve.Cycles; cycle++)
            if (w.Reaction.Curve[cycle] is { } reading) curve.Add(reading);
        return curve;
    }
}
