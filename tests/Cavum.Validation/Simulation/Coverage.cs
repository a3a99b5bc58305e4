using Cavum.Assay;
using Cavum.Simulation;
using Cavum.Stats;

namespace Cavum.Validation;

/// <summary>How often intervals hold the truth.</summary>
internal sealed class Coverage
{
    /// <summary>Bands of true copies/mL.</summary>
    public static readonly double[] Bands = [0, 300, 1000, 1e4, 1e9];

    public int[] Of { get; } = new int[Bands.Length - 1];
    public int[] Covered { get; } = new int[Bands.Length - 1];
    public double SquaredError { get; private set; }
    public double Error { get; private set; }
    public int Runs { get; private set; }
    public int Released { get; private set; }

    /// <summary>Half-lives: subjects whose tumour truly shrinks, with three quantified samples by day 35.</summary>
    public int HalfLives { get; private set; }
    public int CoveredByLibrary { get; private set; }
    public int CoveredByStudent { get; private set; }
    public int AllSlopes { get; private set; }
    public int AllCoveredByLibrary { get; private set; }
    public int AllCoveredByStudent { get; private set; }

    public void Add(MeasuredCohort cohort)
    {
        Runs += cohort.Runs;
        Released += cohort.Released;
        foreach (var sample in cohort.Samples)
        {
            if (sample.Result is not EbvDnaResult.Quantified quantified) continue;
            var interval = quantified.Amount.CopiesPerMl!;
            double truth = sample.Truth.CopiesPerMl, error = Math.Log10(interval.Estimate / truth);
            int band = Array.FindLastIndex(Bands, b => truth >= b);
            Of[band]++;
            if (interval.Lower <= truth && truth <= interval.Upper) Covered[band]++;
            Error += error;
            SquaredError += error * error;
        }
        foreach (var subject in cohort.Cohort.Subjects) AddSlope(subject, cohort.Decay(subject));
    }

    /// <summary>
    /// The library's interval is k ± z·se with the maximum-likelihood σ; beside it the small-sample one, k ± t(n − 2)·se·√(n/(n − 2)), exact when
    /// nothing is censored.
    /// </summary>
    private void AddSlope(SimulatedSubject subject, EbvDecay decay)
    {
        if (decay.Fit.Status != CensoredFitStatus.Converged || decay.Quantified < 3) return;
        double miss = Math.Abs(decay.Fit.Slope - subject.Truth.SlopePerDay), se = decay.Fit.SlopeStdErr;
        int n = decay.Samples;
        bool library = miss <= Normal.Quantile(0.975) * se;
        bool student = miss <= StudentT.Quantile(0.975, n - 2) * se * Math.Sqrt(n / (n - 2.0));
        AllSlopes++;
        if (library) AllCoveredByLibrary++;
        if (student) AllCoveredByStudent++;
        if (subject.Truth.HalfLifeDays is null) return;
        HalfLives++;
        if (library) CoveredByLibrary++;
        if (student) CoveredByStudent++;
    }
}
