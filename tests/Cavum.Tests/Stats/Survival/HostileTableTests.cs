namespace Cavum.Tests.Stats;

/// <summary>Tables that are wrong in several ways are refused for all of them at once.</summary>
public class HostileTableTests
{
    [Fact]
    public void A_missing_column_does_not_hide_what_is_wrong_in_the_others()
    {
        string file = SurvivalCommandTests.Write("time,event,x,w\n1,1,2,1\nabc,2,3,1\n-3,1,1,-1\n");
        var refused = Run.Cavum("survival", "cox", file, "--time", "time", "--event", "event", "--covariates", "x,q", "--weight", "w", "--json");
        Assert.Equal(1, refused.Exit);
        Assert.Equal(["q", "abc", "2", "-3", "-1"], refused.Json.GetProperty("refused").EnumerateArray().Select(p => p.GetProperty("read").GetString() is { } read && read.Contains(',') ? "q" : p.GetProperty("read").GetString()));
    }

    [Fact]
    public void A_horizon_below_zero_is_refused_with_the_rows()
    {
        string file = SurvivalCommandTests.Write("time,event,g\nabc,1,a\n2,1,b\n");
        var refused = Run.Cavum("survival", "rmst", file, "--time", "time", "--event", "event", "--group", "g", "--tau", "-2");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("--tau: read '-2'", refused.Error, StringComparison.Ordinal);
        Assert.Contains("read 'abc'", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Matching_refuses_the_target_and_the_rows_together()
    {
        string file = SurvivalCommandTests.Write("a,b\n1,2\n2,x\n"), target = SurvivalCommandTests.Write("""{"a":{"mean":"x"},"b":{"sd":1}}""");
        Assert.Equal(3, Run.Cavum("compare", "maic", file, "--match", "a,b", "--target", target, "--json").Json.GetProperty("refused").GetArrayLength());
        Assert.Equal(2, Run.Cavum("binomial", "interval", "--x", "-1", "--n", "0", "--json").Json.GetProperty("refused").GetArrayLength());
    }

    /// <summary>Competing causes that one covariate orders have no finite subdistribution hazard ratio; the fit had ended at infinite z.</summary>
    [Fact]
    public void A_separated_subdistribution_model_is_refused()
    {
        string file = SurvivalCommandTests.Write("time,cause,x,y\n8,2,-0.1,1\n10,2,1.63,0\n35,1,0.22,0\n7,2,0.86,0\n46,1,-0.28,0\n");
        var refused = Run.Cavum("survival", "finegray", file, "--time", "time", "--event", "cause", "--covariates", "x,y");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("separation", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>
    /// Stratum a ends with a hazard near 10⁹ at the estimate, stratum b is ordinary: running sums over both lost the digits of b. The score, written again here
    /// row by row, is zero to rounding.
    /// </summary>
    [Fact]
    public void A_stratum_with_a_huge_hazard_leaves_the_digits_of_the_next()
    {
        double[] time = [1, 2, 3, 1, 2, 3, 4, 5], x = [0, 12, 10, 1.1, 0.2, 0.9, 0.4, 0.7], y = [3, 1, 1, 0.5, 0.1, 0.8, 0.9, 0.2];
        bool[] seen = [false, true, true, true, true, false, true, true];
        int[] stratum = [0, 0, 0, 1, 1, 1, 1, 1];
        var covariates = new double[8, 2];
        for (int i = 0; i < 8; i++) (covariates[i, 0], covariates[i, 1]) = (x[i], y[i]);
        var fit = Cavum.Stats.CoxRegression.Fit(new(time, seen, covariates) { Strata = stratum });
        Assert.Equal(Cavum.Stats.FitStatus.Converged, fit.Status);
        for (int c = 0; c < 2; c++)
        {
            double score = 0;
            for (int i = 0; i < 8; i++)
            {
                if (!seen[i]) continue;
                double s0 = 0, s1 = 0;
                for (int j = 0; j < 8; j++)
                {
                    if (stratum[j] != stratum[i] || time[j] < time[i]) continue;
                    double r = Math.Exp((x[j] - x[i]) * fit.Beta[0] + (y[j] - y[i]) * fit.Beta[1]);
                    s0 += r;
                    s1 += r * covariates[j, c];
                }
                score += covariates[i, c] - s1 / s0;
            }
            Assert.Equal(0, score, 2e-14);
        }
    }
}
