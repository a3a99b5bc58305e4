using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Tests.Assay;

public class CurvesTests
{
    /// <summary>
    /// oracles/assay/linregpcr_v2 (rdmlpython, options in its README). Amplified reactions must agree in TD0 and efficiency, every
    /// reaction in amplification, mean efficiency and outlier. A few wells of pure noise have another TD0 there: counted.
    /// </summary>
    [Theory]
    [InlineData("stepped", "linregpcr", "Experiment_1__Run_1", "Run_1")]
    [InlineData("gaps", "matrix_gaps", "Experiment_1__Run_1", "Run 1")]
    [InlineData("controls", "sample", "Experiment_1__Run_1", "Run_1")]
    [InlineData("negative", "shifted_baseline", "DNA_Dilution_-_AMC__Shifted_Baseline", "Shifted Baseline")]
    [InlineData("ties", "probes", "Probes_-_AMC__P8_-_Primer_conc_-_Probe_conc", "P8 - Primer conc - Probe conc")]
    [InlineData("large", "large_DNA_dilutions", "dPCR_-_DKFZ__p11_-_dPCR", "p11 - dPCR")]
    public void Agrees_with_the_current_LinRegPCR(string kind, string file, string oracle, string runId)
    {
        Assert.NotEmpty(kind);
        var run = InstrumentFiles.ReadFile(Shared.Path($"data/assay/rdml/{file}.rdml")).Value.Runs.First(r => r.Id == runId);
        var ours = LinRegPcr.Analyse(run).ToDictionary(r => (r.Reaction.Well.ToString(), r.Reaction.Target));
        int compared = 0, otherNoise = 0;
        foreach (var row in CsvTable.ReadFile(Shared.Path($"oracles/assay/linregpcr_v2/{file}__{oracle}.lrp_v2.csv")).Value.Rows)
        {
            var result = ours[(row["well"], row["target"])];
            Assert.Equal(row["amplification"] == "True", result.Amplified);
            Assert.Equal(row["excl PCR efficiency"] == "True", result.Exclusions.Contains(LinRegExclusion.EfficiencyOutlier));
            Assert.Equal(QuantifyTests.Number(row["PCR eff"]), result.MeanEfficiency ?? -1, 1e-9);
            double td0 = QuantifyTests.Number(row["TD0"]);
            if (result.Amplified)
            {
                Assert.Equal(td0, result.Fit.Td0!.Value, 1e-9);
                Assert.Equal(QuantifyTests.Number(row["indiv PCR eff"]), result.Fit.Efficiency!.Value, 1e-9);
                Assert.True(Math.Abs(QuantifyTests.Number(row["baseline"]) - result.Fit.Baseline) <= 1e-9 * Math.Max(1, Math.Abs(result.Fit.Baseline)));
                compared++;
            }
            else if (Math.Abs(td0 - (result.Fit.Td0 ?? -1)) > 1e-6) otherNoise++;
        }
        Assert.True(compared > 5);
        Assert.True(otherNoise <= 1, $"{otherNoise} wells without amplification differ in TD0");
    }

    /// <summary>The reference overwrites measured cycle 5 and leaves 6 and 7 empty; here each gap is closed by its own line.</summary>
    [Fact]
    public void Closes_each_gap_by_its_own_line_and_keeps_what_was_measured()
    {
        var curve = AmplificationCurve.FromReadings([(3, 0.31), (5, 0.30), (8, 0.27), (9, 0.5)]);
        Assert.Equal([0.31, 0.31, 0.31, 0.305, 0.30, 0.29, 0.28, 0.27, 0.5], LinRegPcr.CloseGaps(curve).Select(v => Math.Round(v, 12)));
    }

    [Fact]
    public void A_constant_or_scaled_signal_changes_nothing_it_should_not()
    {
        double[] f = [.. Enumerable.Range(1, 40).Select(c => 2 + 50 / (1 + Math.Exp((24.3 - c) / 1.4)))];
        var fit = LinRegPcr.FitCurve(AmplificationCurve.Of(f), f.Max());
        var scaled = LinRegPcr.FitCurve(AmplificationCurve.Of([.. f.Select(v => v * 1024)]), f.Max() * 1024);
        Assert.Equal(fit.Td0!.Value, scaled.Td0!.Value, 1e-9);
        Assert.Equal(fit.Efficiency!.Value, scaled.Efficiency!.Value, 1e-9);
        Assert.InRange(fit.Efficiency.Value, 1.7, 2.1);
    }

    /// <summary>oracles/assay/qpcR (R qpcR 1.4-1): cpD2 within half a step of the 0.01 grid wherever R reached our residual or lower.</summary>
    [Theory]
    [InlineData("reps")]
    [InlineData("guescini2")]
    [InlineData("batsch1")]
    public void Sigmoid_fits_agree_with_qpcR(string set)
    {
        var table = CsvTable.ReadFile(Shared.Path($"data/assay/qpcR/{set}.csv")).Value;
        double[] cycles = [.. table.Rows.Select(r => QuantifyTests.Number(r.Fields[0]))];
        int compared = 0;
        foreach (var row in CsvTable.ReadFile(Shared.Path($"oracles/assay/qpcR/{set}_l4_l5.csv")).Value.Rows)
        {
            if (row["status"] != "ok") continue;
            var fit = SigmoidFitter.Fit(cycles, [.. table.Rows.Select(r => r.IsMissing(row["curve"]) ? double.NaN : QuantifyTests.Number(r[row["curve"]]))], row["model"] == "l4" ? SigmoidModel.L4 : SigmoidModel.L5);
            Assert.Equal(FitStatus.Converged, fit.Status);
            double rss = QuantifyTests.Number(row["RSS"]);
            Assert.True(fit.ResidualSumOfSquares <= rss * (1 + 1e-6), $"{row["curve"]}: {fit.ResidualSumOfSquares} against {rss}");
            if (fit.ResidualSumOfSquares < rss * (1 - 1e-6)) continue;
            Assert.Equal(QuantifyTests.Number(row["cpD1"]), fit.CpD1!.Value, 0.0051);
            Assert.Equal(QuantifyTests.Number(row["cpD2"]), fit.CpD2!.Value, 0.0051);
            Assert.Equal(QuantifyTests.Number(row["Cy0"]), fit.Cy0!.Value, 0.0101);
            compared++;
        }
        Assert.True(compared >= 25, $"{compared}");
    }

    /// <summary>The tangent of a curve on a background below 0 meets that background, not the axis: the same cycle as on a background of 0.</summary>
    [Fact]
    public void Cy0_of_a_curve_below_zero_is_read_above_its_ground()
    {
        SigmoidFit Fit(double ground) => SigmoidFitter.Fit(AmplificationCurve.Of([.. Enumerable.Range(1, 45).Select(c => ground + 10 / (1 + Math.Pow(c / 24.0, -18)))]), SigmoidModel.L5);
        Assert.Equal(Fit(0).Cy0!.Value, Fit(-40).Cy0AboveGround!.Value, 0.0101);
        Assert.Equal(Fit(0.5).Cy0, Fit(0.5).Cy0AboveGround);
    }

    [Fact]
    public void Drift_in_a_no_template_well_is_not_amplification_however_well_it_fits()
    {
        var run = InstrumentFiles.ReadFile(Shared.Path("data/assay/rdml/stepone_std.rdml")).Value.Runs[0];
        foreach (var reaction in run.Reactions)
        {
            var verdict = AmplificationTest.Judge(reaction.Curve);
            Assert.Equal(reaction.Role != SampleRole.Ntc, verdict.Amplified);
            Assert.True(verdict.Fit.RSquared > 0.97);
        }
    }
}
