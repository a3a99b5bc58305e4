using System.Globalization;
using Cavum.Assay;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>From a subject's samples to its EBV DNA series, decline and response calls.</summary>
internal sealed class EbvDnaChain(AnalysisContext context, Dictionary<(string Path, string Assay), IReadOnlyList<QuantifiedRun>> runs, IReadOnlyDictionary<string, FourWeekUptake> uptake, List<Problem> problems)
{
    /// <summary>One sample with what the report shows of it and what kinetics needs of it.</summary>
    private sealed record Measured(EbvDnaPoint Point, EbvLevel? Copies, EbvLevel? Iu);

    public EbvDnaResultSeries? Of(Subject s)
    {
        if (s.Day0 is null) return null;
        string id = $"ebv.{s.Id}";
        Measured[] measured = [.. s.Samples.Select(p => Measure(id, s, p)).OfType<Measured>()];
        // The series is the assay of the baseline sample; other assays are shown and never joined to it.
        string assay = (measured.LastOrDefault(m => m.Point.Day <= 0 && m.Point.Period == "study") ?? measured.FirstOrDefault(m => m.Point.Period == "study") ?? measured.FirstOrDefault())?.Point.Assay ?? "";
        Measured[] same = [.. measured.Where(m => m.Point.Assay == assay && m.Point.Status != "invalid")];
        bool iu = same.Length > 0 && same.All(m => m.Iu is not null);
        EbvPoint[] Points(string period) => [.. same.Where(m => m.Point.Period == period && (iu ? m.Iu : m.Copies) is not null).Select(m => new EbvPoint(m.Point.Day, (iu ? m.Iu : m.Copies)!, assay))];
        string unit = iu ? "IU/mL" : "copies/mL";
        var study = Points("study");
        var rules = new KineticsRules { Until = context.Plan.EbvByDay + context.Plan.EbvWindowDays, Day28Window = context.Plan.EbvWindowDays };
        var inputs = measured.Where(m => m.Point.Assay == assay && m.Point.Period == "study").Select(m => m.Point.ResultId).ToArray();
        context.Ledger.Add(id, $"The plasma EBV DNA series of the subject in {unit}, assay {assay}; values of other assays are never joined to it.", inputs, context.Rows("samples.csv", s.Id));
        var decay = EbvKinetics.Decay(study, rules);
        var kinetics = Kinetics($"{id}.kinetics", decay, study, rules, inputs, $"days up to {rules.Until}");
        var marks = new EbvMarks(context, s);
        return new EbvDnaResultSeries(id, s.Id.Code, s.Setting.Name(), assay, unit, [.. measured.Select(m => m.Point)], kinetics,
            Prior(id, Points("priorIcb"), measured), new EbvResponse(context, s, uptake.GetValueOrDefault(s.Id.Code)).Of(id, study, decay, inputs, unit))
        {
            Shape = marks.Shape(id, study, rules, inputs),
            Lead = marks.Lead(id, study, decay, rules, inputs),
        };
    }

    private KineticsResult? Prior(string id, EbvPoint[] points, Measured[] measured)
    {
        if (points.Length == 0) return null;
        string[] inputs = [.. measured.Where(m => m.Point.Period == "priorIcb").Select(m => m.Point.ResultId)];
        var rules = new KineticsRules { QuantifiedMin = 2 };
        return Kinetics($"{id}.onPriorIcb", EbvKinetics.Decay(points, rules), points, rules, inputs, "the values on the prior ICB line");
    }

    private KineticsResult Kinetics(string id, EbvDecay decay, EbvPoint[] points, KineticsRules rules, string[] inputs, string window)
    {
        context.Ledger.Add(id, $"Censored normal regression of ln concentration on day ({window}); not detected is left-censored at the LOD, below LOQ lies between LOD and LOQ; half-life ln 2/k with limits ln 2/(k ± t·se·√(n/(n − 2))), n quantified values, t with n − 2 degrees of freedom; profile limits where twice the fall of the profile log-likelihood reaches χ²₁.", inputs);
        bool line = decay.Fit.Status == CensoredFitStatus.Converged;
        var half = SmallSampleHalfLife.Of(decay);
        var (profileLower, profileUpper) = half.Days is null ? (null, null) : EbvKinetics.ProfileLimits(points, decay, rules);
        EbvPoint[] used = [.. points.Where(p => p.Day <= context.Plan.EbvByDay + context.Plan.EbvWindowDays)];
        // With two exact values the line is exact and its error does not exist; the slope alone is still a fact.
        (double Slope, double Intercept)? exact = !line && used.Length == 2 && used.All(p => p.Level is EbvLevel.Quantified) && used[0].Day != used[1].Day ? Through(used) : null;
        return new KineticsResult(id, half.Status, line ? decay.Fit.Slope : exact?.Slope, line && decay.Samples > 2 ? decay.Fit.SlopeStdErr : null, line ? decay.Fit.Intercept : exact?.Intercept,
            line ? decay.Fit.Sigma : null, half.Days, half.Lower, half.Upper,
            decay.Quantified, decay.Samples - decay.Quantified,
            used.Length > 0 ? (int)used.Min(p => p.Day) : null, used.Length > 0 ? (int)used.Max(p => p.Day) : null,
            line && decay.Samples > 2 ? decay.Fit.InterceptStdErr : null, line && decay.Samples > 2 ? decay.Fit.InterceptSlopeCovariance : null)
        {
            HalfLifeProfileLower = profileLower,
            HalfLifeProfileUpper = profileUpper,
        };
    }

    private static (double, double) Through(EbvPoint[] two)
    {
        double a = Math.Log(((EbvLevel.Quantified)two[0].Level).Value), b = Math.Log(((EbvLevel.Quantified)two[1].Level).Value);
        double slope = (b - a) / (two[1].Day - two[0].Day);
        return (slope, a - slope * two[0].Day);
    }

    private Measured? Measure(string id, Subject s, PlasmaSample p)
    {
        int day = s.Day(p.CollectedDate)!.Value;
        string period = day < 0 && s.PriorIcb is { } prior && p.CollectedDate >= prior.StartDate && !InBaselineWindow(day) ? "priorIcb" : "study";
        string resultId = $"{id}.samples.{p.Id.Replace('.', '_')}";
        if (p.Run is not null) return FromRun(resultId, s, p, day, period);
        if (p.Reported is not null) return FromWords(resultId, s, p, day, period);
        return null;
    }

    /// <summary>A sample shortly before the first dose is the baseline of the study, even if the prior line had not ended long before.</summary>
    private bool InBaselineWindow(int day) =>
        context.Record.Design.Samples.FirstOrDefault(v => v.Day <= 0) is { } baseline && day >= baseline.Day - baseline.WindowDays;

    private Measured? FromRun(string resultId, Subject s, PlasmaSample p, int day, string period)
    {
        if (!runs.TryGetValue((p.Run!.Path, p.Assay), out var files)) return null; // its refusal is noted already
        var found = files.SelectMany(f => f.Results.Where(r => r.Sample == p.Run.Sample).Select(r => (File: f, Result: r))).ToList();
        if (found.Count != 1)
        {
            problems.Add(new Problem($"samples.csv, sample {p.Id}, column runSample", p.Run.Sample,
                found.Count == 0 ? $"an unknown of {p.Run.Path}: {string.Join(", ", files.SelectMany(f => f.Results).Select(r => r.Sample).Take(12))}" : $"a sample that stands in one run of {p.Run.Path}, not in {found.Count}"));
            return null;
        }
        var (file, result) = found[0];
        bool released = file.Release.Released;
        var amount = result.AnyAmount;
        context.Ledger.Add(resultId,
            file.SampleRule,
            [file.Id], SourceReader.Raw(file.Source, file.PartOf(result), result.Status), context.Rows("samples.csv", s.Id));
        var (copiesLod, iuLod) = AssayUnits.Both(result.Limits.Detection, file.Settings);
        var (copiesLoq, iuLoq) = AssayUnits.Both(result.Limits.Quantification, file.Settings);
        bool quantity = released && result is EbvDnaResult.Quantified or EbvDnaResult.AboveUpperLimit;
        string[] notes = released ? [.. result.Remarks] : ["the run is not released: " + string.Join("; ", file.Release.Reasons), .. result.Remarks];
        if (result is EbvDnaResult.Invalid invalid) notes = [.. invalid.Reasons, .. notes];
        var point = new EbvDnaPoint(resultId, p.Id, day, period, "run", released ? result.Status : "notReleased",
            quantity ? amount?.CopiesPerReaction.Estimate : null,
            quantity ? amount?.CopiesPerMl?.Estimate : null, quantity ? amount?.CopiesPerMl?.Lower : null, quantity ? amount?.CopiesPerMl?.Upper : null,
            quantity ? amount?.IuPerMl?.Estimate : null, quantity ? amount?.IuPerMl?.Lower : null, quantity ? amount?.IuPerMl?.Upper : null,
            iuLod ?? copiesLod, iuLoq ?? copiesLoq, iuLod is not null ? "IU/mL" : "copies/mL", p.Assay, file.Id, string.Join("; ", notes));
        if (!released) return new Measured(point, null, null);
        return new Measured(point,
            AssayUnits.Level(result.Status, amount?.CopiesPerMl?.Estimate, copiesLod, copiesLoq, AssayUnits.Both(result.Limits.Upper, file.Settings).Copies),
            AssayUnits.Level(result.Status, amount?.IuPerMl?.Estimate, iuLod, iuLoq, AssayUnits.Both(result.Limits.Upper, file.Settings).Iu));
    }

    private Measured? FromWords(string resultId, Subject s, PlasmaSample p, int day, string period)
    {
        if (ReportedWords.Read(p, problems) is not { } words) return null;
        var reported = p.Reported!;
        bool iu = reported.Unit == "IU/mL";
        context.Ledger.Add(resultId, "As the laboratory reported it; the sign is kept, so '< n' stays censored at n.", [], context.Rows("samples.csv", s.Id));
        double? value = words.Status == "quantified" ? words.Value : null;
        double? loq = words.Status == "belowLoq" ? words.Value : reported.Loq;
        var level = AssayUnits.Level(words.Status, value, reported.Lod ?? (words.Status == "belowLoq" ? 0 : null), loq, words.Status == "aboveUpperLimit" ? words.Value : null);
        var point = new EbvDnaPoint(resultId, p.Id, day, period, "reported", words.Status, null,
            iu ? null : value, null, null, iu ? value : null, null, null, reported.Lod, loq, reported.Unit, p.Assay, null,
            string.Create(CultureInfo.InvariantCulture, $"reported as '{reported.Text}' {reported.Unit}"));
        return new Measured(point, iu ? null : level, iu ? level : null);
    }
}
