using Cavum.Core;
using Cavum.Simulation;
using Cavum.Stats;

namespace Cavum.Validation;

/// <summary>What the three lines of evidence said of one simulated study: 1 more, −1 less, 0 neither.</summary>
internal readonly record struct LineCalls(int Response, int Pfs, int Slope)
{
    public bool Contradict => (Response > 0 || Pfs > 0 || Slope > 0) && (Response < 0 || Pfs < 0 || Slope < 0);

    public bool MoreEffective => !Contradict && Response > 0 && (Pfs > 0 || Slope > 0);

    public bool LessEffective => !Contradict && Pfs < 0 && Slope < 0;
}

/// <summary>
/// The decision rule of a study on simulated cohorts without images: a subject responds on PET when its tumour truly shrinks and it was scanned at
/// month 3. Response against ICB-only arms (meta-analytic-predictive, bar 0.975), paired Cox of the two PFS, Student's t of the two EBV DNA slopes.
/// </summary>
internal sealed class VerdictTrial
{
    private const double Bar = 0.975, LineTrend = 1.5;
    private const int LeastSubjects = 10;
    private readonly ProportionDensity control;

    public VerdictTrial()
    {
        var table = CsvTable.Parse(System.Text.Encoding.UTF8.GetString(Study.ReferenceTables.Bytes(Study.ReferenceTables.IcbOnlyArms)), Study.ReferenceTables.IcbOnlyArms).Value;
        var arms = table.Rows.Where(r => r["role"] == "icb_only" && !r.IsMissing("responders"))
            .Select(r => new HistoricalArm(r["arm"], (int)r.Number("evaluated", [])!.Value, (int)r.Number("responders", [])!.Value)).ToList();
        control = MapModel.Fit(arms, new HeterogeneityPrior.HalfNormal(1), 0, 2).Predictive;
        Arms = arms.Count;
    }

    public int Arms { get; }

    public LineCalls Judge(MeasuredCohort measured)
    {
        var subjects = measured.Cohort.Subjects;
        return new(Response(subjects), Pfs(subjects), Slope(measured));
    }

    private int Response(IReadOnlyList<SimulatedSubject> subjects)
    {
        var eligible = subjects.Where(s => s.Metastatic).ToList();
        int responders = eligible.Count(s => s.Truth.StudyLine.Shrinks && s.Scans.Count == 2);
        if (eligible.Count < LeastSubjects) return 0;
        return control.Expect(p => Beta.Sf(p, 0.5 + responders, 0.5 + eligible.Count - responders)) >= Bar ? 1 : 0;
    }

    private static int Pfs(IReadOnlyList<SimulatedSubject> subjects)
    {
        int n = subjects.Count;
        if (n < LeastSubjects) return 0;
        double[] times = [.. subjects.Select(s => (double)s.Prior.PfsDays), .. subjects.Select(s => (double)s.Study.Pfs.Days)];
        bool[] events = [.. subjects.Select(_ => true), .. subjects.Select(s => s.Study.Pfs.Event)];
        var line = new double[2 * n, 1];
        for (int i = 0; i < n; i++) line[n + i, 0] = 1;
        var fit = CoxRegression.Fit(new CoxInput(times, events, line) { Clusters = [.. Enumerable.Range(0, n), .. Enumerable.Range(0, n)] }, new CoxOptions { Robust = true });
        if (fit.Status != FitStatus.Converged) return 0;
        var ratio = fit.Coefficients[0];
        return ratio.Upper < 1 ? 1 : ratio.Lower > LineTrend ? -1 : 0;
    }

    private static int Slope(MeasuredCohort measured)
    {
        var differences = new List<double>();
        foreach (var subject in measured.Cohort.Subjects)
        {
            var (now, before) = (measured.Decay(subject), MeasuredCohort.PriorDecay(subject));
            if (now.Fit.Status == Assay.CensoredFitStatus.Converged && before.Fit.Status == Assay.CensoredFitStatus.Converged)
                differences.Add(now.Fit.Slope - before.Fit.Slope);
        }
        int n = differences.Count;
        if (n < LeastSubjects) return 0;
        double mean = differences.Average(), sd = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / (n - 1));
        double half = StudentT.Quantile(0.975, n - 1) * sd / Math.Sqrt(n);
        return mean + half < 0 ? 1 : mean - half > 0 ? -1 : 0;
    }
}
