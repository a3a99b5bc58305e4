using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Tests.Preclinical;

public class SynergyTests
{
    private static SynergyArms Arms(TumourStudy study, string names) =>
        SlopeModelTests.Arms(study, names) is [var c, var a, var b, var ab] ? new(c, a, b, ab) : throw new InvalidOperationException();

    /// <summary>
    /// Peers' rows are by z. Rows with the model's error carry nlme's convergence error of up to 4e-6; CR2 rows do not depend on it as much.
    /// HSA: the peer picks the better arm once, from all days; ours at every day, so rows where the choice differs are left out.
    /// </summary>
    [Theory]
    [MemberData(nameof(SlopeModelTests.DataSets), MemberType = typeof(SlopeModelTests))]
    public void Bliss_and_HSA_agree_with_SynergyLMM_day_by_day(string name, string file, string armNames)
    {
        var study = SlopeModelTests.Study(file);
        var arms = Arms(study, armNames);
        int compared = 0;
        foreach (var method in (SynergyMethod[])[SynergyMethod.Bliss, SynergyMethod.Hsa])
        {
            foreach (var error in (SynergyError[])[SynergyError.Cr2, SynergyError.Model])
            {
                var result = SynergyAnalysis.Run(study, arms, new(method, SynergyInference.Z, error)).Value;
                bool sameArm = true;
                foreach (var row in PreclinicalOracle.Table($"synergy/lmm_{name}_synergy.csv").Rows)
                {
                    bool mine = row["robust"] == (error == SynergyError.Cr2 ? "TRUE" : "FALSE") && row["Model"].Equals(method.ToString(), StringComparison.OrdinalIgnoreCase);
                    if (!mine) continue;
                    var point = result.Points.Single(p => p.Day == row.Number("Time"));
                    if (method == SynergyMethod.Hsa && Math.Abs(row.Number("Estimate") / (row["Metric"] == "CI" ? point.CombinationIndex!.Value : point.Score!.Value) - 1) > 1e-3)
                    {
                        sameArm = false;
                        continue;
                    }
                    string what = $"{name} {method} {error} day {point.Day} {row["Metric"]}";
                    PreclinicalOracle.Near(row.Number("Estimate"), row["Metric"] == "CI" ? point.CombinationIndex : point.Score, 2e-5, what);
                    PreclinicalOracle.Near(row.Number("pval"), point.PValue, 1e-4, what + " p");
                    if (row["Metric"] == "CI")
                    {
                        PreclinicalOracle.Near(row.Number("lwr"), point.Lower, 2e-5, what + " lower");
                        PreclinicalOracle.Near(row.Number("upr"), point.Upper, 2e-5, what + " upper");
                    }
                    compared++;
                }
                Assert.True(sameArm || method == SynergyMethod.Hsa);
            }
        }
        Assert.True(compared >= 8, $"{compared} rows compared");
    }

    /// <summary>10,000 draws of the peer; ours is the delta method, so only the estimate is compared, within four Monte Carlo errors.</summary>
    [Fact]
    public void Response_additivity_agrees_with_the_peer_within_its_Monte_Carlo_error_where_it_is_defined()
    {
        var study = SlopeModelTests.Study("synergylmm_grwth_data");
        var result = SynergyAnalysis.Run(study, new("Control", "DrugA", "DrugB", "Combination"), new(SynergyMethod.Ra, SynergyInference.Z)).Value;
        foreach (var row in PreclinicalOracle.Table("synergy/lmm_grwth_synergy.csv").Rows.Where(r => r["Model"] == "RA" && r["Metric"] == "CI" && r["robust"] == "TRUE"))
        {
            var point = result.Points.Single(p => p.Day == row.Number("Time"));
            double spread = Math.Log(row.Number("upr") / row.Number("lwr")) / (2 * 1.96);
            Assert.True(Math.Abs(Math.Log(point.CombinationIndex!.Value / row.Number("Estimate"))) < 4 * 1.2533 * spread / 100,
                $"day {point.Day}: {point.CombinationIndex} against {row["Estimate"]}");
        }
    }

    /// <summary>The peer's row says 100 with an upper limit of 100: a clipped ratio. The effect expected by additivity is no burden at all.</summary>
    [Fact]
    public void Response_additivity_of_LS1034_is_undefined_at_the_end_instead_of_100()
    {
        var study = SlopeModelTests.Study("invivosyn_LS_1034");
        var arms = Arms(study, "Vehicle|Rabusertib|Irinotecan|Irinotecan+Rabusertib");
        var last = SynergyAnalysis.Run(study, arms, new(SynergyMethod.Ra)).Value.Points[^1];

        Assert.Equal(33, last.Day);
        Assert.Equal(SynergyStatus.Undefined, last.Status);
        Assert.Null(last.CombinationIndex);
        Assert.Null(last.Score);
    }

    [Fact]
    public void Students_t_is_wider_than_z_and_the_bootstrap_repeats_itself()
    {
        var study = SlopeModelTests.Study("manuscript_4T1_GABA_antiPD1");
        var arms = new SynergyArms("Ctrl", "GABA", "Anti-PD1", "GABA+anti-PD1");
        SynergyPoint Point(SynergyOptions o) => SynergyAnalysis.Run(study, arms, o).Value.Points[^1];
        var t = Point(new());
        var z = Point(new(Inference: SynergyInference.Z));
        Assert.True(t.Lower < z.Lower && t.Upper > z.Upper && t.PValue > z.PValue);
        Assert.InRange(t.DegreesOfFreedom!.Value, 9, 37);

        var boot = Point(new(Resamples: 500, Seed: 5));
        Assert.Equal(boot, Point(new(Resamples: 500, Seed: 5)));
        Assert.NotEqual(boot.Lower, Point(new(Resamples: 500, Seed: 6)).Lower);
        Assert.Equal(t.CombinationIndex, boot.CombinationIndex);
    }

    /// <summary>V1–V3 of the oracle: growth inhibition of groups 2 to 4 in each fixed resample; intervals as R's boot.ci.</summary>
    [Theory]
    [InlineData("SW837")]
    [InlineData("SNU-81")]
    [InlineData("LS_1034")]
    public void Fixed_index_bootstrap_rows_and_intervals_are_those_of_R_boot(string name)
    {
        var data = PreclinicalOracle.Table($"synergy/ivs_{name}_bootfix_data.csv").Rows;
        var groups = data.Select(r => r["Group"]).Distinct().Order().ToArray();
        double[] Statistic(int[] index) => [.. groups.Skip(1).Select(g => 1 - Mean(index, g) / Mean(index, groups[0]))];
        double Mean(int[] index, string g) => index.Where(i => data[i]["Group"] == g).Average(i => data[i].Number("DeltaTV"));
        string[] lines = File.ReadAllLines(Shared.Path($"oracles/preclinical/synergy/ivs_{name}_bootfix_indices.csv"));
        var expected = PreclinicalOracle.Table($"synergy/ivs_{name}_bootfix_t.csv").Rows;
        double[][] values = [.. lines.Select(l => Statistic([.. l.Split(',').Select(x => int.Parse(x, System.Globalization.CultureInfo.InvariantCulture) - 1)]))];
        for (int r = 0; r < expected.Count; r++)
            for (int k = 0; k < 3; k++) PreclinicalOracle.Near(expected[r].Number($"V{k + 1}"), values[r][k], 1e-12, $"{name} row {r} V{k + 1}", 1e-13);

        double[] estimate = Statistic([.. Enumerable.Range(0, data.Count)]);
        foreach (var row in PreclinicalOracle.Table($"synergy/ivs_{name}_bootfix_ci.csv").Rows)
        {
            int k = (int)row.Number("stat") - 1;
            double[] column = [.. values.Select(v => v[k])];
            var (lower, upper) = row["type"] switch
            {
                "perc" => ResamplingInterval.Percentile(column),
                "basic" => ResamplingInterval.Basic(estimate[k], column),
                _ => ResamplingInterval.Normal(estimate[k], column),
            };
            PreclinicalOracle.Near(row.Number("X1"), lower, 1e-9, $"{name} {row["type"]} {k} lower");
            PreclinicalOracle.Near(row.Number("X2"), upper, 1e-9, $"{name} {row["type"]} {k} upper");
        }
    }

    [Fact]
    public void Refuses_groups_that_are_not_there_and_arms_named_twice()
    {
        var study = SlopeModelTests.Study("synergylmm_grwth_data");
        var refused = SynergyAnalysis.Run(study, new("Control", "DrugA", "DrugA", "AB"), new());

        Assert.Equal(
            ["group AB: read 'Control, DrugA, DrugB, Combination'; expected a group named 'AB'.", "arms: read 'DrugA'; expected a group of its own for each arm."],
            refused.Problems.Select(p => p.ToString()));
    }

    [Fact]
    public void Order_of_mice_and_the_unit_of_volume_do_not_matter()
    {
        var study = SlopeModelTests.Study("synergylmm_grwth_data");
        var turned = study with { Mice = [.. study.Mice.Reverse().Select(m => m with { Measurements = [.. m.Measurements.Select(x => x with { Volume = x.Volume * 1000 })] })] };
        var arms = new SynergyArms("Control", "DrugA", "DrugB", "Combination");
        var one = SynergyAnalysis.Run(study, arms, new()).Value.Points;
        var two = SynergyAnalysis.Run(turned, arms, new()).Value.Points;
        for (int i = 0; i < one.Count; i++)
        {
            PreclinicalOracle.Near(one[i].CombinationIndex!.Value, two[i].CombinationIndex, 1e-9, "index");
            PreclinicalOracle.Near(one[i].PValue!.Value, two[i].PValue, 1e-7, "p");
        }
    }
}
