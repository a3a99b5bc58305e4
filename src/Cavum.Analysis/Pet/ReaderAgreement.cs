using Cavum.Stats;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Agreement of the blinded readers: kappa of each question, Bland–Altman and ICC of the volumes.</summary>
internal static class ReaderAgreement
{
    private const int LeastVolumes = 3;

    private static readonly (string Name, KappaWeights Weights, string[] Values, Func<SignedRead, string?> Answer)[] Questions =
    [
        ("tumourPresent", KappaWeights.None, ["negative", "indeterminate", "positive"], r => r.TumourPresent),
        ("hopkins", KappaWeights.Quadratic, ["1", "2", "3", "4", "5"], r => r.Hopkins?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("niRadsPrimary", KappaWeights.Quadratic, ["1", "2", "2a", "2b", "3", "4"], r => r.NiRadsPrimary),
        ("niRadsNeck", KappaWeights.Quadratic, ["1", "2", "2a", "2b", "3", "4"], r => r.NiRadsNeck),
        ("deauville", KappaWeights.Quadratic, ["1", "2", "3", "4", "5"], r => r.Deauville),
    ];

    /// <summary>Null where no scan was signed by two readers.</summary>
    public static ReaderAgreementResult? Of(StudyRecord record, AnalysisContext context)
    {
        ReadingState[] read = [.. record.Subjects.SelectMany(s => s.Scans).Select(s => s.Signed).Where(s => s.Open)];
        if (read.Length == 0) return null;
        var source = context.Sources.File(SignedReads.FileName, "the whole table", $"{read.Length} scans");
        context.Ledger.Add("readers", "Scans that two readers signed without seeing each other's read.", [], source);
        var questions = Questions.Select(q => Kappa(q.Name, q.Weights, q.Values, read, q.Answer)).OfType<QuestionAgreement>().ToList();
        foreach (var q in questions)
            context.Ledger.Add(q.ResultId, $"Cohen's kappa of the two blinded reads, weights: {q.Weights}; interval by Fleiss, Cohen and Everitt.", ["readers"], source);
        var volume = Volume(read);
        if (volume is not null) context.Ledger.Add(volume.ResultId, "Metabolic volume of the lesions as each reader outlined them: Bland–Altman, second minus first reader; ICC for absolute agreement, two-way random.", ["readers"], source);
        return new("readers", read.Length, read.Count(s => s.Adjudication is not null), questions, volume);
    }

    private static QuestionAgreement? Kappa(string name, KappaWeights weights, string[] values, ReadingState[] read, Func<SignedRead, string?> answer)
    {
        var pairs = read.Select(s => (First: Array.IndexOf(values, answer(s.Blinded[0])), Second: Array.IndexOf(values, answer(s.Blinded[1])))).Where(p => p is { First: >= 0, Second: >= 0 }).ToArray();
        if (pairs.Length == 0) return null;
        var kappa = Stats.Kappa.Of([.. pairs.Select(p => p.First)], [.. pairs.Select(p => p.Second)], values.Length, weights);
        return new($"readers.{name}", name, weights == KappaWeights.None ? "none" : "quadratic", pairs.Length, pairs.Count(p => p.First == p.Second), kappa.Observed, kappa.Kappa, kappa.Lower, kappa.Upper,
            kappa.Kappa is null ? "noVariation: both readers used one category throughout" : kappa.Lower is null ? "limitNotDefined: the readers agree in full, or one of them used one category throughout" : "estimated");
    }

    private static VolumeAgreement? Volume(ReadingState[] read)
    {
        var pairs = read.Select(s => (First: s.Blinded[0].MtvMl, Second: s.Blinded[1].MtvMl)).Where(p => p is { First: not null, Second: not null }).ToArray();
        if (pairs.Length < LeastVolumes) return null;
        double[] first = [.. pairs.Select(p => p.First!.Value)], second = [.. pairs.Select(p => p.Second!.Value)];
        if (first.Concat(second).Distinct().Count() == 1) return null; // one volume throughout: nothing to correlate
        double[,] ratings = new double[pairs.Length, 2];
        for (int i = 0; i < pairs.Length; i++) (ratings[i, 0], ratings[i, 1]) = (first[i], second[i]);
        var plain = MethodComparison.BlandAltman(first, second);
        var icc = IntraclassCorrelation.Of(ratings);
        double? lower = Finite(icc.AgreementLimits.Lower), upper = Finite(icc.AgreementLimits.Upper);
        return new("readers.volume", pairs.Length, plain.Bias, plain.LowerLimit, plain.UpperLimit, Finite(icc.Agreement), lower, upper,
            lower is null || upper is null ? "limitNotDefined: the readers' volumes leave no residual to estimate an interval from" : "estimated");
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
