using System.Globalization;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

/// <summary>Partial likelihoods that climb for ever, or so far that the fit gives up, without any covariate that separates by itself.</summary>
public class CoxMonotoneTests
{
    private const string Reason = "covariate with a finite maximum of the likelihood, or --firth";

    /// <summary>Each death has the highest sum a + b at risk, yet neither a nor b orders the deaths.</summary>
    private const string Sum = "time,event,a,b\n1,1,9,1\n2,1,0,9\n3,1,7,1\n4,1,1,6\n5,1,5,1\n6,1,0,5\n7,1,3,1\n8,0,1,2\n9,0,0,1\n";

    [Fact]
    public void A_combination_that_separates_is_named_by_all_its_covariates_and_Firth_answers()
    {
        string file = SurvivalCommandTests.Write(Sum);
        string[] command = ["survival", "cox", file, "--time", "time", "--event", "event", "--covariates"];
        var refused = Run.Cavum([.. command, "a,b"]);
        Assert.Equal(1, refused.Exit);
        Assert.Equal(2, refused.Error.Split('\n').Count(line => line.Contains(Reason, StringComparison.Ordinal)));
        foreach (string one in new[] { "a", "b" }) Assert.Equal(0, Run.Cavum([.. command, one]).Exit);
        foreach (var row in Run.Json([.. command, "a,b", "--firth"]).GetProperty("coefficients").EnumerateArray())
            Assert.InRange(row.GetProperty("estimate").GetDouble(), 0.01, 50);
    }

    /// <summary>Start–stop rows in two strata: only who is at risk in the stratum counts, so the direction separates within each and not over the file.</summary>
    [Fact]
    public void Separation_within_strata_of_start_stop_rows_is_found()
    {
        string file = SurvivalCommandTests.Write("from,to,event,x,site\n0,2,1,5,a\n0,3,0,4,a\n1,4,1,4,a\n2,6,0,3,a\n4,9,0,9,a\n5,7,1,9,a\n0,2,1,105,b\n0,5,0,104,b\n0,6,1,104,b\n4,8,0,103,b\n");
        string[] command = ["survival", "cox", file, "--entry", "from", "--time", "to", "--event", "event", "--covariates", "x"];
        Assert.Equal(1, Run.Cavum([.. command, "--strata", "site"]).Exit);
        Assert.Contains("separation", Run.Cavum([.. command, "--strata", "site"]).Error, StringComparison.Ordinal);
    }

    /// <summary>
    /// Separated, with rows that enter late: at the coefficients that the climb reaches, a risk set of e⁻⁴² is what is left after e⁻²⁰ entered and was taken away,
    /// and the rounding of that stopped the climb as if it had arrived (hazard ratio 9e-29, z −240).
    /// </summary>
    [Fact]
    public void Late_entries_do_not_hide_separation_behind_rounding()
    {
        string file = SurvivalCommandTests.Write("""
            time,event,entry,x,s
            2928000,0,1328000,-1.08,1
            10353000,0,0,-1.44,1
            13398000,1,3920000,0.66,1
            18138000,1,17893000,0.31,1
            3056000,0,0,0.83,1
            2580000,1,0,-1.55,1
            7750000,0,1478000,0.32,1
            1932000,0,0,0.62,2
            13737000,0,6196000,0.62,2
            3318000,1,0,-0.63,2
            8746000,0,7616000,-0.79,2
            34742000,0,32603000,-1.09,2

            """.Replace("\r", "", StringComparison.Ordinal));
        var refused = Run.Cavum("survival", "cox", file, "--time", "time", "--event", "event", "--covariates", "x", "--entry", "entry", "--strata", "s");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("separation", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>
    /// One row of weight 1e-60 speaks against the others: no direction separates, the maximum lies near ln(10⁶⁰) = 138 predictor units, one Newton step each,
    /// and 60 steps do not reach it. The path is shown and Firth offered, with what it does not take.
    /// </summary>
    [Fact]
    public void A_climb_that_does_not_arrive_shows_its_path_and_offers_Firth()
    {
        string file = SurvivalCommandTests.Write("time,event,x,w\n1,1,1,1\n2,1,1,1\n3,1,1,1\n4,1,0,1e-60\n5,0,1,1\n6,0,0,1\n7,0,0,1\n1.5,1,0,1e-60\n");
        var refused = Run.Cavum("survival", "cox", file, "--time", "time", "--event", "event", "--covariates", "x", "--weight", "w");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("no convergence; iteration ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("log-likelihood", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--firth, which has a finite maximum but takes no --weight", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>A climb cut short is no result: the status says so, the path has every step, no coefficient is given.</summary>
    [Fact]
    public void Too_few_iterations_give_a_path_and_no_estimate()
    {
        var input = new CoxInput([1, 2, 3, 4, 5, 6, 7, 8], [true, true, true, false, true, true, false, true],
            new double[,] { { 3 }, { 9 }, { 1 }, { 2 }, { 8 }, { 2 }, { 1 }, { 4 } });
        var cut = CoxRegression.Fit(input, new() { MaxIterations = 2 });
        Assert.Equal(FitStatus.NotConverged, cut.Status);
        Assert.Equal([0, 1, 2], cut.Path.Select(s => s.Iteration));
        Assert.True(cut.Path[2].LogLikelihood > cut.Path[0].LogLikelihood);
        Assert.Null(cut.Coefficients[0].Estimate);
        Assert.Equal(FitStatus.Converged, CoxRegression.Fit(input).Status);
    }

    /// <summary>Two events in five rows, two covariates: steps by the plain information swing about the penalised maximum with growing width; its slope there, by differences, is nil.</summary>
    [Fact]
    public void Firth_settles_where_its_steps_swing()
    {
        double[] time = [2.75, 0.07, 9.32, 6.55, 4.54], x = [2.65, -1.12, -0.18, 0.46, 0.79], y = [1, 1, 0, 0, 1];
        bool[] seen = [true, false, false, true, false];
        var covariates = new double[5, 2];
        for (int i = 0; i < 5; i++) (covariates[i, 0], covariates[i, 1]) = (x[i], y[i]);
        var fit = FirthCox.Fit(new(time, seen, covariates));
        Assert.Equal(FitStatus.Converged, fit.Status);
        for (int c = 0; c < 2; c++)
        {
            double At(double step) => Penalised(fit.Beta[0] + (c == 0 ? step : 0), fit.Beta[1] + (c == 1 ? step : 0));
            Assert.Equal(0, (8 * (At(1e-3) - At(-1e-3)) - (At(2e-3) - At(-2e-3))) / 12e-3, 1e-8);
            Assert.True(At(0) > At(0.3) && At(0) > At(-0.3));
        }

        double Penalised(double a, double b)
        {
            double log = 0, aa = 0, ab = 0, bb = 0;
            for (int i = 0; i < 5; i++)
            {
                if (!seen[i]) continue;
                double s = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0;
                for (int j = 0; j < 5; j++)
                {
                    if (time[j] < time[i]) continue;
                    double r = Math.Exp(a * (x[j] - x[i]) + b * (y[j] - y[i]));
                    (s, sx, sy, sxx, sxy, syy) = (s + r, sx + r * x[j], sy + r * y[j], sxx + r * x[j] * x[j], sxy + r * x[j] * y[j], syy + r * y[j] * y[j]);
                }
                log -= Math.Log(s);
                (aa, ab, bb) = (aa + sxx / s - sx / s * sx / s, ab + sxy / s - sx / s * sy / s, bb + syy / s - sy / s * sy / s);
            }
            return log + 0.5 * Math.Log(aa * bb - ab * ab);
        }
    }

    /// <summary>
    /// Not separated, only nearly: someone at risk lies above the death by ε, so the maximum is finite, where n·e^(−β) = ε e^(εβ)/(1 + e^(εβ))·(1 + …).
    /// A looser proof took the marching steps for separation.
    /// </summary>
    [Theory]
    [InlineData(1e-5)]
    [InlineData(1e-7)]
    public void A_distant_maximum_is_reached_and_not_called_separation(double epsilon)
    {
        var input = new CoxInput([1, 2, 2, 2, 2], [true, false, false, false, false], new double[,] { { 1 }, { 1 + epsilon }, { 0 }, { 0 }, { 0 } });
        var fit = CoxRegression.Fit(input);
        Assert.Equal(FitStatus.Converged, fit.Status);
        double beta = fit.Beta[0], above = Math.Exp(epsilon * beta), score = 1 - ((1 + epsilon) * above + 1) / (1 + above + 3 * Math.Exp(-beta));
        Assert.Equal(0, score / epsilon, 1e-5);
        Assert.InRange(beta, Math.Log(3 / epsilon) - 1, Math.Log(3 / epsilon) + 3);
        Assert.Equal(beta.ToString("G4", CultureInfo.InvariantCulture), fit.Coefficients[0].Estimate!.Value.ToString("G4", CultureInfo.InvariantCulture));
    }
}
