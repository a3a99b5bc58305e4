using System.Globalization;
using Cavum.Preclinical;
using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Growth, synergy and survival of the mouse arm as results with their provenance.</summary>
internal sealed class MouseGrowthResults(MouseContext context, SynergyResult last)
{
    private readonly TumourStudy study = context.Study;
    private const string Model = "ln(V/V₀) = (β of the arm + b of the mouse)·day + e; restricted likelihood, or full likelihood with volumes below detection censored; CR2 and Satterthwaite's t with the mouse as the unit.";

    public MouseContrast Synergy()
    {
        var point = last.Points.Count > 0 ? last.Points[^1] : null;
        context.Ledger.Add("mouse.synergy", "Bliss: slope of the combination − slope of asparaginase − slope of anti-PD-1 + slope of the control, taken to the last day. " + Model, ["mouse.fit"], context.Volumes, context.Document);
        return new("mouse.synergy", point?.Day, point?.Contrast, point?.StdErr, point?.DegreesOfFreedom, point?.CombinationIndex, point?.Lower, point?.Upper, point?.PValue,
            point is null ? "no day to judge" : Status(point.Status));
    }

    /// <summary>The patients' question in mice: the combination against anti-PD-1 alone.</summary>
    public MouseContrast VersusIcb()
    {
        context.Ledger.Add("mouse.versusIcb", "Slope of the combination − slope of anti-PD-1 alone, taken to the last day. " + Model, ["mouse.fit"], context.Volumes, context.Document);
        double[] weights = new double[last.Fit.Slopes.Length];
        (weights[2], weights[^1]) = (-1, 1);
        var c = last.Fit.Contrast(weights);
        double day = LastDay;
        if (!(c.RobustStdErr > 0 && c.DegreesOfFreedom > 0)) return new("mouse.versusIcb", day, c.Estimate, null, null, Math.Exp(c.Estimate * day), null, null, null, "without limits: an arm has too few mice");
        double half = StudentT.Quantile(0.975, c.DegreesOfFreedom) * c.RobustStdErr;
        return new("mouse.versusIcb", day, c.Estimate, c.RobustStdErr, c.DegreesOfFreedom, Math.Exp(c.Estimate * day), Math.Exp((c.Estimate - half) * day), Math.Exp((c.Estimate + half) * day),
            2 * StudentT.Sf(Math.Abs(c.Estimate) / c.RobustStdErr, c.DegreesOfFreedom), "estimated");
    }

    private double LastDay => study.Only([.. context.Arms.InOrder]).Days[^1];

    public MouseFit Fit()
    {
        var f = last.Fit;
        context.Ledger.Add("mouse.fit", Model, [], context.Volumes, context.Document);
        return new("mouse.fit", f.Kind == LikelihoodKind.Restricted ? "restricted" : "full, censored", f.RandomStdDev, f.ResidualStdDev, f.LogLikelihood, last.Data.Mice, last.Data.TotalObservations,
            f.RandomStdDev > 0 && f.RandomSlopes.Length > 0 ? f.RandomSlopes.Max(Math.Abs) / f.RandomStdDev : null);
    }

    public IReadOnlyList<MouseArmResult> Arms()
    {
        string control = context.Arms.Control;
        var inhibition = GrowthInhibition.Of(study, control).ToDictionary(r => (r.Group, r.Day));
        var delays = context.Design.HumaneEndPoint is { } size ? GrowthDelay.Of(study, control, size).ToDictionary(d => d.Group) : [];
        var rows = new List<MouseArmResult>();
        foreach (var arm in context.Design.Arms.Where(a => study.In(a.Name).Any()))
        {
            string id = context.Id("mouse.arm", arm.Name);
            context.Ledger.Add(id, "Counts, growth and inhibition of the arm's mice; " + Model, ["mouse.fit"],
                context.Rows(MouseRecord.VolumeTable, "arm", arm.Name), context.Rows(MouseRecord.VolumeTable, "arm", control), context.Document);
            TumourMouse[] mice = [.. study.In(arm.Name)];
            MouseGrowth[] growth = [.. mice.Select(MouseGrowth.Of)];
            int at = Enumerable.Range(0, 4).Where(i => context.Arms.InOrder[i] == arm.Name).DefaultIfEmpty(-1).First();
            double? slope = at < 0 ? null : last.Fit.Slopes[at], error = at < 0 || !(last.Fit.RobustVariances[at] > 0) ? null : Math.Sqrt(last.Fit.RobustVariances[at]);
            int Best(ModifiedRecist r) => growth.Count(g => g.Recist == r);
            rows.Add(new(id, arm.Name, MouseFolder.Word(arm.Role), arm.Treatment, mice.Length, growth.Count(g => g.CompleteResponse), mice.Count(m => Ended(m) == "humaneEndPoint"),
                GrowthInhibition.SacrificeFrom(study, arm.Name), slope, error, slope is > 0 and var rate ? Math.Log(2) / rate : null,
                Best(ModifiedRecist.CR), Best(ModifiedRecist.PR), Best(ModifiedRecist.SD), Best(ModifiedRecist.PD),
                delays.TryGetValue(arm.Name, out var delay) ? delay.LogCellKill : null, Means(id, arm.Name, mice, inhibition)));
        }
        return rows;
    }

    private List<MouseMean> Means(string armId, string arm, TumourMouse[] mice, Dictionary<(string, double), GrowthInhibition> inhibition)
    {
        var means = new List<MouseMean>();
        double? leaves = GrowthInhibition.SacrificeFrom(study, arm);
        foreach (double day in study.Days)
        {
            Preclinical.TumourMeasurement[] seen = [.. mice.SelectMany(m => m.Measurements).Where(x => x.Day == day)];
            if (seen.Length == 0) continue;
            var (kind, value, lower, upper) = ArmMiddle.Of(seen);
            inhibition.TryGetValue((arm, day), out var tgi);
            means.Add(new(string.Create(CultureInfo.InvariantCulture, $"{armId}.means.{means.Count + 1}"), day, seen.Length, seen.Count(x => !x.Detected), kind, value, lower, upper,
                tgi?.Relative, tgi?.TreatedOverControl, day >= leaves || tgi?.Conditional == true));
        }
        return means;
    }

    public IReadOnlyList<MouseCurve> Curves() =>
    [
        .. study.Mice.Select(mouse =>
        {
            string id = context.Id("mouse.curve", mouse.Id);
            context.Ledger.Add(id, "The mouse's volumes as recorded; growth rate = least-squares slope of ln V over detected volumes; AUC by trapezoids; mRECIST (Gao 2015).", [],
                context.Rows(MouseRecord.VolumeTable, "mouse", mouse.Id), context.Rows(MouseRecord.FateTable, "mouse", mouse.Id));
            var g = MouseGrowth.Of(mouse);
            return new MouseCurve(id, mouse.Id, mouse.Group, Ended(mouse), g.GrowthRate, g.DoublingDays, g.Auc, g.Recist?.ToString(),
                [.. mouse.Measurements.Select((m, i) => new MousePoint(string.Create(CultureInfo.InvariantCulture, $"{id}.points.{i + 1}"), m.Day, m.Detected ? m.Volume : null, m.Detected ? "measured" : "notDetected"))]);
        }),
    ];

    /// <summary>What the record says of the mouse's end; without a word, leaving at or above the end point's size is a sacrifice for it.</summary>
    private string Ended(TumourMouse mouse)
    {
        if (context.Record.Fates.FirstOrDefault(f => f.Mouse == mouse.Id) is { } fate) return fate.Outcome;
        if (mouse.Last.Detected && mouse.Last.Volume >= context.Design.HumaneEndPoint) return "humaneEndPoint";
        return mouse.Last.Day < study.Days[^1] ? "leftEarly" : "endOfStudy";
    }

    public IReadOnlyList<MouseSynergyPoint> OverTime()
    {
        var rows = new List<MouseSynergyPoint>();
        foreach (var method in Enum.GetValues<SynergyMethod>())
        {
            string word = method.ToString().ToLowerInvariant(), id = "mouse.synergyOverTime." + word;
            context.Ledger.Add(id, $"As mouse.synergy by {Words(method)}, each day from the data up to it, from the third follow-up on.", [], context.Volumes, context.Document);
            if (!SynergyAnalysis.Run(study, context.Arms, context.Options with { Method = method }).TryGet(out var result)) continue;
            foreach (var p in result.Points)
                rows.Add(new(string.Create(CultureInfo.InvariantCulture, $"{id}.{rows.Count + 1}"), word, p.Day, p.CombinationIndex, p.Lower, p.Upper, p.Score, p.PValue, p.Mice, Status(p.Status)));
        }
        return rows;
    }

    private static string Words(SynergyMethod method) => method switch
    {
        SynergyMethod.Bliss => "Bliss independence",
        SynergyMethod.Hsa => "the highest single agent",
        _ => "response additivity",
    };

    private static string Status(SynergyStatus status) => char.ToLowerInvariant(status.ToString()[0]) + status.ToString()[1..];

    public IReadOnlyList<MouseSensitivity> Sensitivity()
    {
        var rows = new List<MouseSensitivity>();
        foreach (var p in SynergySensitivity.Run(study, context.Arms, context.Options, context.Design.HumaneEndPoint))
        {
            string id = "mouse.sensitivity." + p.Key;
            context.Ledger.Add(id, "As mouse.synergy on the last day, with one change: " + p.Change + ".", [], context.Volumes, context.Document);
            rows.Add(new(id, p.Change, p.CombinationIndex, p.Lower, p.Upper, p.PValue, p.ProbabilitySynergy, p.Status));
        }
        return rows;
    }

    private ThresholdSurvival? survival;

    private ThresholdSurvival? Threshold => context.Design.HumaneEndPoint is { } size
        ? survival ??= ThresholdSurvival.Of(study, size, new KaplanMeierOptions { Interval = SurvivalInterval.LogLog }) : null;

    public IReadOnlyList<KaplanMeierResult> Survival()
    {
        if (Threshold is not { } found) return [];
        return
        [
            .. context.Design.Arms.Select(a => found.Groups.FirstOrDefault(g => g.Group == a.Name)).OfType<ThresholdGroup>().Select(g =>
            {
                string id = context.Id("mouse.survival", g.Group);
                context.Ledger.Add(id, "Time to the volume of the humane end point, observed day; a mouse that leaves below it is censored there. Kaplan–Meier, log-log limits, 95 %.", [],
                    context.Rows(MouseRecord.VolumeTable, "arm", g.Group), context.Document);
                var c = g.Curve;
                return new KaplanMeierResult(id, g.Group, "volume", c.Subjects, (int)c.EventRows, c.Median.Time, c.Median.Lower, c.Median.Upper, "log-log",
                    [.. c.Steps.Select((s, i) => new SurvivalStep(string.Create(CultureInfo.InvariantCulture, $"{id}.curve.{i + 1}"), s.Time, (int)s.AtRisk, (int)s.Events, (int)s.Censored, s.Survival, s.StdErr, s.Lower, s.Upper))], null);
            }),
        ];
    }

    public IReadOnlyList<MousePair> SurvivalPairs()
    {
        if (Threshold is not { } found) return [];
        return
        [
            .. found.Pairs.Select(p =>
            {
                string id = context.Id("mouse.pair", p.A, p.B);
                context.Ledger.Add(id, "Log-rank test of time to the humane end point's volume between two arms, not adjusted for their number.", [],
                    context.Rows(MouseRecord.VolumeTable, "arm", p.A), context.Rows(MouseRecord.VolumeTable, "arm", p.B), context.Document);
                return new MousePair(id, p.A, p.B, p.LogRank.ChiSquare, p.LogRank.PValue, Camel(p.LogRank.Status.ToString()));
            }),
        ];
    }

    private static string Camel(string word) => char.ToLowerInvariant(word[0]) + word[1..];
}
