using System.CommandLine;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Cli;

/// <summary><c>compare gmi</c>: the growth modulation index of one patient's two lines.</summary>
internal static class GmiCommand
{
    private static readonly Dictionary<GmiMethod, string> Names = new()
    {
        [GmiMethod.Count] = "count",
        [GmiMethod.KaplanMeier] = "kaplan-meier",
        [GmiMethod.Midrank] = "midrank",
        [GmiMethod.KernelKaplanMeier] = "kernel-km",
        [GmiMethod.LogLogistic] = "log-logistic",
        [GmiMethod.CompletedKernel] = "kernel-km-completed",
    };

    public static Command Make()
    {
        var file = new Argument<string>("file") { Description = "CSV file with one row a patient" };
        var first = new Option<string>("--pfs1") { Description = "column of the earlier line's progression-free survival (always an event)", Required = true };
        var second = new Option<string>("--pfs2") { Description = "column of the later line's", Required = true };
        var @event = new Option<string>("--event2") { Description = "column of the later line's event: 1 seen, 0 censored", Required = true };
        var delta = new Option<double>("--delta") { Description = "threshold of the index", DefaultValueFactory = _ => 1.33 };
        delta.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() > 0)) result.AddError("--delta is above 0, for example 1.33.");
        });
        var level = SurvivalOptions.ConfLevel();
        var where = SurvivalOptions.Where();
        return new Command("gmi", "Growth modulation index: did the later line hold longer than the earlier?") { file, first, second, @event, delta, level, where }
            .Answers(parsed =>
            {
                var columns = new SurvivalColumns(parsed.GetValue(second)!, parsed.GetValue(@event)!) { Covariates = [parsed.GetValue(first)!] };
                var read = SurvivalRows.Read(parsed.GetValue(file)!, columns, parsed.GetValue(where)).Then(rows => Pairs(rows, parsed.GetValue(first)!));
                return Reply.From(read, done => Answer(done.Rows, GrowthModulation.Estimate(done.Pairs, parsed.GetValue(delta), parsed.GetValue(level))));
            });
    }

    private static Outcome<(SurvivalRows Rows, LinePair[] Pairs)> Pairs(SurvivalRows rows, string first)
    {
        var problems = new List<Problem>();
        var pairs = new LinePair[rows.Times.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            double? pfs1 = rows.Rows[i].Number(first, problems, "a time above 0");
            if (pfs1 is <= 0) problems.Add(new Problem(rows.Rows[i].Place(first), rows.Rows[i][first], "a time above 0"));
            pairs[i] = new(pfs1 ?? 1, rows.Times[i], rows.Codes[i] != 0);
            if (pfs1 is > 0 && !double.IsFinite(pairs[i].Ratio)) problems.Add(new Problem(rows.Rows[i].Place(first), rows.Rows[i][first], "a time whose ratio to the later one is a finite number"));
        }
        return problems.Count > 0 ? Outcome<(SurvivalRows, LinePair[])>.Refused(problems) : Outcome<(SurvivalRows, LinePair[])>.Of((rows, pairs));
    }

    private const string Convention = "first periods always end; count: at least delta, Clopper–Pearson; kaplan-meier: log limits; midrank and log-logistic: Wald; the kernel estimates: leave-one-out jackknife on the logit; paired Cox: Efron, robust by patient";

    private static Reply.Done Answer(SurvivalRows rows, GmiResult result)
    {
        var document = new
        {
            delta = result.Delta,
            n = result.Patients,
            convention = Convention,
            estimators = result.Estimators.Select(e => new { method = Names[e.Method], e.Estimate, e.StdErr, e.Lower, e.Upper, e.Status, e.Caution }),
            recommended = Names[GrowthModulation.Recommended],
            pairedCox = result.PairedCox,
            signTest = result.SignTest,
            kendallTau = result.KendallTau,
            nullWithoutLineEffect = GrowthModulationNull.Probability(result.Delta, 1),
        };
        string text = FormattableString.Invariant($"P(PFS2/PFS1 ≥ {result.Delta}) in {result.Patients} patients; without any effect of the line it is {GrowthModulationNull.Probability(result.Delta, 1):0.###} for exponential periods\n{Convention}\n\n")
            + TextTable.Render(["method", "estimate", "std err", "lower", "upper"], result.Estimators.Select(e =>
                (IReadOnlyList<string>)[Names[e.Method], TextTable.Number(e.Estimate), TextTable.Number(e.StdErr), TextTable.Number(e.Lower), TextTable.Number(e.Upper)]))
            + string.Concat(result.Estimators.Where(e => e.Caution is not null).Select((e, i) => $"{(i == 0 ? "\n" : "")}{Names[e.Method]}: {e.Caution}.\n"))
            + $"\nReport {Names[GrowthModulation.Recommended]}.\npaired Cox, later against earlier line: hazard ratio {TextTable.Number(result.PairedCox.HazardRatio)} ({TextTable.Number(result.PairedCox.Lower)}–{TextTable.Number(result.PairedCox.Upper)})\n";
        return new Reply.Done(document, text, rows.Warnings);
    }
}
