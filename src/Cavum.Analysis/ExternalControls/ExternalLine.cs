using System.Globalization;
using Cavum.Core;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Time to event against the external controls of the plan: guards first, then weights, then the comparison.</summary>
internal sealed class ExternalLine(AnalysisContext context, IReadOnlyList<EbvDnaResultSeries> ebv, List<Problem> problems)
{
    private const int Draws = 400;
    private const double LargestDifference = 0.25, LeastProportionalP = 0.05;

    private readonly Dictionary<PlannedControl, ControlData> read = [];

    public IReadOnlyList<(ExternalControlResult Result, ExternalEffect Effect)> All() => [.. context.Plan.Controls.Select(Of).OfType<(ExternalControlResult, ExternalEffect)>()];

    /// <summary>The comparisons as they stood at an earlier data cut: subjects treated by then, their time cut at the day, the controls as published.</summary>
    public IReadOnlyList<ExternalEffect> AsOf(DateOnly cut) =>
    [
        .. context.Plan.Controls.Where(read.ContainsKey).Select(c =>
        {
            var (treated, leftOut) = Treated(c, [.. c.Match, .. c.NegativeControls], cut);
            return Compare(ControlName(c), c, read[c], treated, leftOut).Effect;
        }),
    ];

    private (ExternalControlResult, ExternalEffect)? Of(PlannedControl control, int index)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"timeToEvent.external.{index + 1}");
        string[] all = [.. control.Match, .. control.NegativeControls];
        foreach (string unknown in all.Where(n => !StudyCovariates.Names.Contains(n)))
            problems.Add(new Problem($"design.json, plan, control '{control.Name}'", unknown, "one of " + string.Join(", ", StudyCovariates.Names)));
        if (all.Any(n => !StudyCovariates.Names.Contains(n))) return null;
        if (ControlData.Read(control, context.Record.Folder, control.Kind == "curve" || control.Method == "maic" ? [] : all, problems) is not { } data) return null;
        Provenance(id, control);
        read[control] = data;
        var (treated, leftOut) = Treated(control, all, context.Record.Design.DataCut);
        return Compare(id, control, data, treated, leftOut);
    }

    private void Provenance(string id, PlannedControl control)
    {
        var sources = new[] { control.File, control.AtRisk }.OfType<string>().Select(f => context.Sources.File(f, "the whole table", control.Name));
        context.Ledger.Add(id, $"The study against external controls '{control.Name}' ({control.Kind}, {control.Method}): weights, weighted Kaplan–Meier, Cox with Lin–Wei error, restricted means; bootstrap of both sides with the weights found anew, {Draws} draws; of sandwich and bootstrap limits the wider.",
            context.Record.Subjects.Where(s => s.Day0 is not null).Select(s => $"answer.subjects.{s.Id}"), [.. sources, context.PlanSource, .. Endpoints.Tables.Select(t => context.Sources.File(t, "the whole table", t)).Where(s => s.Sha256.Length > 0)]);
    }

    private (List<TimedPerson> Treated, int LeftOut) Treated(PlannedControl control, string[] covariates, DateOnly asOf)
    {
        var cut = context.Record.Design.DataCut;
        var persons = new List<TimedPerson>();
        int leftOut = 0;
        foreach (var s in context.Record.Subjects)
        {
            if ((control.Endpoint == "OS" ? Endpoints.Os(s, cut) : Endpoints.Pfs(s, cut)) is not { } time || s.Day0 > asOf) continue;
            double known = asOf.DayNumber - s.Day0!.Value.DayNumber;
            double?[] values = [.. covariates.Select(c => StudyCovariates.Of(c, s, ebv.FirstOrDefault(e => e.Subject == s.Id.Code)))];
            if (values.Any(v => v is null)) leftOut++;
            else persons.Add(new(s.Id.Code, Math.Clamp(time.Days, 0, known), time.Event && time.Days <= known, [.. values.Select(v => v!.Value)]));
        }
        return (persons, leftOut);
    }

    private static (ControlData data, List<TimedPerson> treated) Landmark(ControlData data, List<TimedPerson> treated, int day)
    {
        List<TimedPerson> After(IReadOnlyList<TimedPerson> persons)
        {
            if (persons.Count == 0) return [];
            var rows = LandmarkAnalysis.At(day, [.. persons.Select(p => p.Days)], [.. persons.Select(p => p.Event)]);
            return [.. rows.Index.Select((i, k) => persons[i] with { Days = rows.Times[k], Event = rows.Events[k] })];
        }
        return (data with { Persons = After(data.Persons), Replicates = [.. data.Replicates.Select(After)] }, After(treated));
    }

    private (ExternalControlResult Result, ExternalEffect Effect) Compare(string id, PlannedControl control, ControlData data, List<TimedPerson> treated, int leftOut)
    {
        if (control.LandmarkDays is { } day) (data, treated) = Landmark(data, treated, day);
        string[] names = [.. control.Match];
        var mismatches = ControlMatch.Mismatches(control, context.Plan.ScanInterval.StudyEveryDays);
        var targets = Targets(control, names);
        GroupWeights Weigh(IReadOnlyList<TimedPerson> t, IReadOnlyList<TimedPerson> c) => ExternalComparison.Weigh(control.Method, t, c, names, targets);
        int least = context.Plan.Decision.MinimumPairs;
        string few = treated.Count < least || data.Persons.Count < least
            ? string.Create(CultureInfo.InvariantCulture, $"{treated.Count} subjects and {data.Persons.Count} controls can be compared; the plan asks for {least} in each group") : "";
        bool possible = treated.Count >= 3 && data.Persons.Count >= 3;
        var weights = possible ? Weigh(treated, data.Persons) : new([], [], few);
        if (weights.Status != "ok") return Nothing(id, control, data, treated, leftOut, mismatches, weights.Status);
        var fit = ExternalComparison.Compare(treated, data.Persons, weights);
        // What does not match is shown with its sandwich limits alone: no draw makes it count.
        var draws = mismatches.Count > 0 ? [] : ExternalComparison.Bootstrap(treated, data, Weigh, fit.Tau, Draws).OfType<(double Log, double Rmst)>().ToArray();
        var hazard = Hazard(id, fit, draws);
        var rmst = Restricted(id, fit, draws);
        var (balance, negative) = Balances(id, control, treated, data, weights, names);
        var notes = Notes(control, data, treated, weights, fit, balance, negative, names, draws.Length);
        bool decides = mismatches.Count == 0 && control.Kind == "individual" && notes.All(n => !n.EndsWith("not counted", StringComparison.Ordinal));
        string direction = mismatches.Count > 0 || few.Length > 0 ? Synthesis.NotAnswerable : Direction(fit, hazard, rmst);
        string reason = mismatches.Count > 0 ? "does not match the estimand: " + string.Join("; ", mismatches) : few.Length > 0 ? few
            : hazard.Value is null ? hazard.Status : string.Create(CultureInfo.InvariantCulture, $"hazard ratio {hazard.Value:0.00} ({hazard.Lower:0.00} to {hazard.Upper:0.00}), {treated.Count} subjects against {data.Persons.Count} controls{(decides ? "" : "; shown, not counted")}");
        var firth = ExternalComparison.Firth(treated, data.Persons);
        var result = new ExternalControlResult(id, control.Name, control.Kind, control.Endpoint, control.Method, control.Justification, direction, decides, mismatches, notes,
            treated.Count, data.Persons.Count, leftOut, control.LandmarkDays, ExternalComparison.EffectiveSize(weights.Treated), ExternalComparison.EffectiveSize(weights.Control), data.CurveError, hazard,
            firth is null ? new(id + ".firthHazardRatio", null, null, null, "hazard ratio", "Firth, unweighted", "not estimable")
                : new(id + ".firthHazardRatio", firth.HazardRatio, firth.Lower, firth.Upper, "hazard ratio", "Firth's penalised Cox, unweighted, profile limits", "estimated"),
            rmst, fit.ProportionalP, balance, negative, Dropped(id, control, treated, data, names, targets), Curve(id + ".studyCurve", "combination", control, treated, weights.Treated), Curve(id + ".controlCurve", control.Name, control, data.Persons, weights.Control));
        return (result, new ExternalEffect(ControlName(control), fit.LogRatio, hazard.Lower, hazard.Upper, direction, decides, reason));
    }

    internal static string ControlName(PlannedControl c) => $"{c.Endpoint} against external controls '{c.Name}'";

    private static (ExternalControlResult, ExternalEffect) Nothing(
        string id, PlannedControl control, ControlData data, List<TimedPerson> treated, int leftOut, IReadOnlyList<string> mismatches, string why)
    {
        Estimate None(string key, string unit) => new($"{id}.{key}", null, null, null, unit, "", why);
        var result = new ExternalControlResult(id, control.Name, control.Kind, control.Endpoint, control.Method, control.Justification, Synthesis.NotAnswerable, false, mismatches, [why], treated.Count, data.Persons.Count,
            leftOut, control.LandmarkDays, null, null, data.CurveError, None("hazardRatio", "hazard ratio"), None("firthHazardRatio", "hazard ratio"), None("rmstDifference", "days"), null, [], [], [], null, null);
        return (result, new ExternalEffect(ControlName(control), null, null, null, Synthesis.NotAnswerable, false, why));
    }

    private static MatchTarget[] Targets(PlannedControl control, IEnumerable<string> names) =>
        control.Method != "maic" ? [] : [.. names.Select(n => control.Target.First(t => t.Name == n)).Select(t => new MatchTarget(t.Name, t.Mean, t.Sd))];

    private static Estimate Hazard(string id, ComparisonFit fit, (double Log, double Rmst)[] draws)
    {
        const string method = "weighted Cox, Efron; the wider of Lin–Wei and bootstrap limits, 95 %";
        if (fit.LogRatio is not { } log || fit.StdErr is not { } se) return new(id + ".hazardRatio", null, null, null, "hazard ratio", method, fit.Status);
        double z = Normal.Quantile(0.975), lower = log - z * se, upper = log + z * se;
        if (draws.Length >= Draws * 4 / 5)
        {
            double[] sorted = [.. draws.Select(d => d.Log).Order()];
            (lower, upper) = (Math.Min(lower, Quantile(sorted, 0.025)), Math.Max(upper, Quantile(sorted, 0.975)));
        }
        return new(id + ".hazardRatio", Math.Exp(log), Math.Exp(lower), Math.Exp(upper), "hazard ratio", method, "estimated");
    }

    private static Estimate Restricted(string id, ComparisonFit fit, (double Log, double Rmst)[] draws)
    {
        string method = string.Create(CultureInfo.InvariantCulture, $"difference of restricted means to day {fit.Tau:0}, combination less control, bootstrap percentiles, 95 %");
        double difference = fit.RmstTreated - fit.RmstControl;
        if (draws.Length < Draws * 4 / 5) return new(id + ".rmstDifference", difference, null, null, "days", method, "too few draws gave an estimate for an interval");
        double[] sorted = [.. draws.Select(d => d.Rmst).Order()];
        return new(id + ".rmstDifference", difference, Quantile(sorted, 0.025), Quantile(sorted, 0.975), "days", method, "estimated");
    }

    private static double Quantile(double[] sorted, double p)
    {
        double place = p * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    /// <summary>The hazard ratio speaks where hazards are proportional, else the restricted mean.</summary>
    private static string Direction(ComparisonFit fit, Estimate hazard, Estimate rmst)
    {
        if (fit.ProportionalP < LeastProportionalP)
            return rmst.Lower > 0 ? Synthesis.More : rmst.Upper < 0 ? Synthesis.Less : rmst.Lower is null ? Synthesis.NotAnswerable : Synthesis.Neither;
        return hazard.Value is null ? Synthesis.NotAnswerable : hazard.Upper < 1 ? Synthesis.More : hazard.Lower > 1 ? Synthesis.Less : Synthesis.Neither;
    }

    private static List<string> Notes(PlannedControl control, ControlData data, List<TimedPerson> treated, GroupWeights w, ComparisonFit fit,
        IReadOnlyList<BalanceRow> balance, IReadOnlyList<BalanceRow> negative, string[] names, int draws)
    {
        var notes = new List<string>();
        if (control.Kind == "curve") notes.Add("reconstructed from a published curve: it supports and never decides, not counted");
        if (names.Length > Math.Max(1, Math.Min(treated.Count, data.Persons.Count) / 10))
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{names.Length} covariates for {Math.Min(treated.Count, data.Persons.Count)} persons in the smaller group, more than one for ten: not counted"));
        if (control.Method == "none") notes.Add("no covariate is matched: the groups are compared as they are, not counted");
        foreach (var row in balance.Where(b => Math.Abs(b.DifferenceAfter ?? 0) > LargestDifference))
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"'{row.Covariate}' still differs by {row.DifferenceAfter:0.00} standard deviations after weighting, not counted"));
        foreach (var row in negative.Where(b => Math.Abs(b.DifferenceAfter ?? 0) > LargestDifference))
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"negative control '{row.Covariate}', which treatment cannot change, differs by {row.DifferenceAfter:0.00} standard deviations: the groups were selected differently, not counted"));
        if (fit.ProportionalP < LeastProportionalP) notes.Add(string.Create(CultureInfo.InvariantCulture, $"hazards are not proportional (p = {fit.ProportionalP:0.000}): the restricted mean carries the line"));
        if (Math.Min(ExternalComparison.EffectiveSize(w.Treated), ExternalComparison.EffectiveSize(w.Control)) < 10) notes.Add("an effective sample size is below 10, not counted");
        if (draws is > 0 and < Draws) notes.Add(string.Create(CultureInfo.InvariantCulture, $"{Draws - draws} of {Draws} bootstrap draws gave no estimate"));
        if (treated.Count(p => p.Event) + data.Persons.Count(p => p.Event) < 20) notes.Add("fewer than 20 events: see the penalised estimate beside it");
        return notes;
    }

    private static (IReadOnlyList<BalanceRow> Matched, IReadOnlyList<BalanceRow> Negative) Balances(
        string id, PlannedControl control, List<TimedPerson> treated, ControlData data, GroupWeights w, string[] names)
    {
        bool known = control.Kind == "individual" && control.Method != "maic";
        BalanceRow Row(string name, int column, string key)
        {
            string own = $"{id}.{key}.{name}";
            double before = Mean(treated, column, null), after = Mean(treated, column, w.Treated), sd = Math.Sqrt(treated.Average(p => Math.Pow(p.Covariates[column] - before, 2)) * treated.Count / Math.Max(1, treated.Count - 1));
            double? control0 = known ? Mean(data.Persons, column, null) : control.Target.FirstOrDefault(t => t.Name == name)?.Mean, controlW = known ? Mean(data.Persons, column, w.Control) : control0;
            if (control0 is null) return new(own, name, before, null, after, null, null, null, "not known for the controls");
            return sd > 0 ? new(own, name, before, control0, after, controlW, (before - control0) / sd, (after - controlW) / sd, "known")
                : new(own, name, before, control0, after, controlW, null, null, "one value in all subjects");
        }
        return ([.. names.Select((n, i) => Row(n, i, "balance"))], [.. control.NegativeControls.Select((n, i) => Row(n, names.Length + i, "negativeControl"))]);
    }

    private static double Mean(IReadOnlyList<TimedPerson> persons, int column, double[]? w)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < persons.Count; i++)
        {
            double weight = w?[i] ?? 1;
            sum += weight * persons[i].Covariates[column];
            total += weight;
        }
        return sum / total;
    }

    private static List<DroppedCovariate> Dropped(string id, PlannedControl control, List<TimedPerson> treated, ControlData data, string[] names, MatchTarget[] targets)
    {
        var rows = new List<DroppedCovariate>();
        for (int d = 0; d < names.Length && names.Length > 0; d++)
        {
            int drop = d;
            IReadOnlyList<TimedPerson> Without(IReadOnlyList<TimedPerson> persons) =>
                [.. persons.Select(p => p.Covariates.Length == 0 ? p : p with { Covariates = [.. p.Covariates.Where((_, i) => i != drop)] })];
            string[] kept = [.. names.Where((_, i) => i != drop)];
            var w = ExternalComparison.Weigh(control.Method, Without(treated), Without(data.Persons), kept, [.. targets.Where(t => t.Name != names[drop])]);
            string own = $"{id}.dropped.{names[d]}";
            var fit = w.Status == "ok" ? ExternalComparison.Compare(treated, data.Persons, w) : null;
            if (fit?.LogRatio is not { } log || fit.StdErr is not { } se)
            {
                rows.Add(new(own, names[d], null, null, null, Synthesis.NotAnswerable, fit?.Status ?? w.Status));
                continue;
            }
            double half = Normal.Quantile(0.975) * se, upper = Math.Exp(log + half), lower = Math.Exp(log - half);
            rows.Add(new(own, names[d], Math.Exp(log), lower, upper, upper < 1 ? Synthesis.More : lower > 1 ? Synthesis.Less : Synthesis.Neither, "estimated; Lin–Wei limits"));
        }
        return rows;
    }

    internal static KaplanMeierResult Curve(string id, string label, PlannedControl control, IReadOnlyList<TimedPerson> persons, double[] weights)
    {
        var curve = ExternalComparison.Curve(persons, weights);
        var median = curve.Median;
        return new(id, label, control.Endpoint, persons.Count, persons.Count(p => p.Event), median.Time, median.Lower, median.Upper, "log-log",
            [
                .. curve.Steps.Select((s, i) => new SurvivalStep(string.Create(CultureInfo.InvariantCulture, $"{id}.curve.{i + 1}"), s.Time, (int)Math.Round(s.AtRisk), (int)Math.Round(s.Events), (int)Math.Round(s.Censored),
                    s.Survival, s.StdErr, s.Lower, s.Upper)),
            ], null);
    }
}
