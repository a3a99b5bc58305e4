using System.Globalization;
using Cavum.Stats;

namespace Cavum.Analysis;

/// <summary>Line D: the population's EBV DNA and its association with PFS; values below a limit are censored at it, never replaced.</summary>
internal static class PopulationKinetics
{
    private const string Id = "kinetics";

    public static PopulationKineticsResult Of(IReadOnlyList<EbvDnaResultSeries> ebv, IReadOnlyList<SubjectEvidence> subjects, AnalysisContext context)
    {
        string[] inputs = [.. ebv.Select(e => e.ResultId)];
        int window = context.Plan.EbvByDay + context.Plan.EbvWindowDays;
        context.Ledger.Add(Id, string.Create(CultureInfo.InvariantCulture, $"Censored linear mixed model of log10 EBV DNA on day, days 0 to {window}, random intercept and slope, exact maximum likelihood; then decay plus regrowth over all days. Values below a limit are left-censored at it."), inputs, context.PlanSource);
        var early = Series(ebv, window);
        var (status, decline, slopeSd, residual) = Decline(early);
        var (regrowthStatus, regrowth, nadir) = Regrowth(Series(ebv, int.MaxValue));
        return new PopulationKineticsResult(Id, status, early.Count, early.Sum(s => s.Censored.Count(c => !c)), early.Sum(s => s.Censored.Count(c => c)), decline, slopeSd, residual,
            regrowthStatus, regrowth, nadir, Landmark(ebv, subjects, window, context));
    }

    private static List<CensoredSeries> Series(IReadOnlyList<EbvDnaResultSeries> ebv, int until)
    {
        var list = new List<CensoredSeries>();
        foreach (var s in ebv)
        {
            var points = s.Samples.Where(p => p.Period == "study" && p.Assay == s.Assay && p.Day >= -7 && p.Day <= until)
                .Select(p => (p.Day, Value: Level(p, s.Unit), Censored: p.Status is "belowLoq" or "notDetected")).Where(p => p.Value is > 0).ToList();
            if (points.Any(p => !p.Censored) && points.Count >= 2)
                list.Add(new(s.Subject, [.. points.Select(p => (double)Math.Max(0, p.Day))], [.. points.Select(p => Math.Log10(p.Value!.Value))], [.. points.Select(p => p.Censored)]));
        }
        return list;
    }

    private static double? Level(EbvDnaPoint p, string unit) => p.Status switch
    {
        "quantified" => unit == "IU/mL" ? p.IuPerMl : p.CopiesPerMl,
        "belowLoq" => p.Loq,
        "notDetected" => p.Lod,
        _ => null,
    };

    private static (string Status, Estimate Decline, double? SlopeSd, double? Residual) Decline(List<CensoredSeries> series)
    {
        const string id = Id + ".declinePerFourWeeks", method = "censored linear mixed model, Wald, 95 %";
        if (series.Count < 5) return ("fewer than five subjects have two values", new(id, null, null, null, "log10 per 28 days", method, "not estimable"), null, null);
        var fit = CensoredLinearMixed.Fit(series, randomSlope: true);
        if (!fit.Converged || fit.Fixed[1].StdErr is not { } se) return (fit.Status, new(id, null, null, null, "log10 per 28 days", method, fit.Status), null, null);
        double slope = 28 * fit.Fixed[1].Estimate, half = Normal.Quantile(0.975) * 28 * se;
        return ("estimated", new(id, slope, slope - half, slope + half, "log10 per 28 days", method, "estimated"), 28 * Math.Sqrt(Math.Max(0, fit.RandomCovariance[1, 1])), fit.ResidualStdDev);
    }

    /// <summary>On the ratio to each subject's own first value, so that levels need no random effect; the share that regrows has one.</summary>
    private static (string Status, IReadOnlyList<Estimate> Parameters, double? Nadir) Regrowth(List<CensoredSeries> series)
    {
        CensoredSeries[] ratios = [.. series.Where(s => s.Times.Length >= 4 && !s.Censored[0]).Select(s => s with { Values = [.. s.Values.Select(v => v - s.Values[0])] })];
        if (ratios.Length < 8) return ("fewer than eight subjects have four values, the first of them quantified", [], null);
        var fit = CensoredNonlinearMixed.Fit(ratios, RegrowthCurve.Log10, [0, -2.5, Math.Log(0.07), Math.Log(0.01)], [1], [2.5, 0.3]);
        if (!fit.Converged) return (fit.Status, [], null);
        double z = Normal.Quantile(0.975);
        (string Name, string Unit)[] names = [("falling", "of the first value"), ("regrowing", "of the first value"), ("decayRate", "per day"), ("growthRate", "per day")];
        return ("estimated", [.. fit.Parameters.Select((p, i) => new Estimate($"{Id}.regrowth.{names[i].Name}", Math.Exp(p.Estimate), p.StdErr is { } se ? Bounded(p.Estimate - z * se) : null, p.StdErr is { } s ? Bounded(p.Estimate + z * s) : null,
            names[i].Unit, "decay plus regrowth, censored nonlinear mixed model, Wald on the log scale, 95 %", p.StdErr is null ? "no standard error: the information is singular" : "estimated"))], RegrowthCurve.Nadir(fit.Parameters));
    }

    /// <summary>e^x, null where no double holds it: a parameter on the edge of what the data can tell.</summary>
    private static double? Bounded(double x) => x is > -700 and < 700 ? Math.Exp(x) : null;

    private static LandmarkAssociation Landmark(IReadOnlyList<EbvDnaResultSeries> ebv, IReadOnlyList<SubjectEvidence> subjects, int day, AnalysisContext context)
    {
        const string id = Id + ".landmark", method = "Firth's penalised Cox from the landmark on, profile limits, 95 %";
        context.Ledger.Add(id, string.Create(CultureInfo.InvariantCulture, $"PFS after day {day} by EBV DNA response known by then; subjects whose PFS ended before are left out and counted."), [.. ebv.Select(e => e.Response.ResultId), .. subjects.Select(s => s.ResultId)], context.PlanSource);
        var known = subjects.Where(s => s.EbvResponse is "yes" or "no" && s.StudyPfsDays is not null).ToList();
        const string statement = "Association only: subjects with a fall may have lived longer without it. EBV DNA response is not a proven surrogate of survival.";
        LandmarkAssociation None(int yes, int no, int before, string why) => new(id, day, yes, no, before, new(id + ".hazardRatio", null, null, null, "hazard ratio", method, why), null, statement);
        if (known.Count == 0) return None(0, 0, 0, "no subject has an evaluable EBV DNA response");
        var rows = LandmarkAnalysis.At(day, [.. known.Select(s => s.StudyPfsDays!.Value)], [.. known.Select(s => s.StudyPfsEvent)]);
        bool[] yes = [.. rows.Index.Select(i => known[i].EbvResponse == "yes")];
        int responders = yes.Count(y => y), others = yes.Length - responders;
        if (responders < 2 || others < 2 || !rows.Events.Contains(true)) return None(responders, others, rows.EndedBefore, "fewer than two subjects in a group, or no event, after the landmark");
        var group = new double[yes.Length, 1];
        for (int i = 0; i < yes.Length; i++) group[i, 0] = yes[i] ? 1 : 0;
        var fit = FirthCox.Fit(new CoxInput(rows.Times, rows.Events, group) { Names = ["responder"] });
        var c = fit.Coefficients[0];
        var test = LogRank.Test(rows.Times, rows.Events, [.. yes.Select(y => y ? 1 : 0)]);
        return new(id, day, responders, others, rows.EndedBefore, new(id + ".hazardRatio", c.HazardRatio, c.Lower, c.Upper, "hazard ratio", method, fit.Status == FitStatus.Converged ? "estimated" : $"not estimable: {fit.Status}"), test.PValue, statement);
    }
}
