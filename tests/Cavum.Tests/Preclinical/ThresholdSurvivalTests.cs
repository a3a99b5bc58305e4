using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Tests.Preclinical;

public class ThresholdSurvivalTests
{
    [Theory]
    [InlineData("grwth", "synergylmm_grwth_data", 1000)]
    [InlineData("LS1034", "invivosyn_LS_1034", 1000)]
    [InlineData("GABA4T1", "manuscript_4T1_GABA_antiPD1", 400)]
    public void Curves_medians_and_tests_agree_with_R_survival(string name, string file, double threshold)
    {
        var study = SlopeModelTests.Study(file);
        var result = ThresholdSurvival.Of(study, threshold);
        string Group(CsvRow row, string column) => row[column].Replace("m$treatment=", "", StringComparison.Ordinal);

        foreach (var row in PreclinicalOracle.Table($"synergy/surv_{name}_km.csv").Rows)
        {
            var step = result.Groups.Single(g => g.Group == Group(row, "strata")).Curve.Steps.Single(s => s.Time == row.Number("time"));
            PreclinicalOracle.Near(row.Number("surv"), step.Survival, 1e-13, name);
            Assert.Equal(row.Number("n_risk"), step.AtRisk);
            if (row["se"] == "NaN") Assert.Null(step.StdErr);
            else PreclinicalOracle.Near(row.Number("se"), step.StdErr, 1e-12, name);
            if (!row.IsMissing("lower")) PreclinicalOracle.Near(row.Number("lower"), step.Lower, 1e-12, name);
        }
        foreach (var row in PreclinicalOracle.Table($"synergy/surv_{name}_medians.csv").Rows)
        {
            var group = result.Groups.Single(g => g.Group == Group(row, "strata"));
            Assert.Equal(row.Number("events"), group.Curve.EventRows);
            Assert.Equal(row.IsMissing("median") ? null : row.Number("median"), group.Curve.Median.Time);
            Assert.Equal(row.IsMissing("lo") ? null : row.Number("lo"), group.Curve.Median.Lower);
            if (row.Number("logrank_chisq") > 0) PreclinicalOracle.Near(row.Number("logrank_chisq"), result.LogRank!.ChiSquare, 1e-12, name);
            else Assert.Null(result.LogRank!.ChiSquare); // nobody reached the volume: R prints 0, but nothing was compared
        }
        foreach (var row in PreclinicalOracle.Table($"synergy/surv_{name}_pairwise.csv").Rows.Where(r => r.Number("logrank") > 0))
        {
            var pair = result.Pairs.Single(p => (p.A == row["a"] && p.B == row["b"]) || (p.A == row["b"] && p.B == row["a"]));
            PreclinicalOracle.Near(row.Number("logrank"), pair.LogRank.ChiSquare, 1e-11, name);
            PreclinicalOracle.Near(row.Number("p"), pair.LogRank.PValue, 1e-10, name);
            PreclinicalOracle.Near(row.Number("petopeto_rho1"), pair.PetoPeto.ChiSquare, 1e-11, name);
        }
        foreach (var row in PreclinicalOracle.Table($"synergy/metrics_{name}_per_mouse.csv").Rows)
        {
            var mouse = result.Mice.Single(m => m.Mouse.Id == row["mouse"] && m.Mouse.Group == row["treatment"]);
            Assert.Equal(row.Number("time_obs_day"), mouse.Day + study.FirstDay);
            Assert.Equal(row["event"] == "1", mouse.Event);
            if (mouse.Event) PreclinicalOracle.Near(row.Number("time_interp"), mouse.InterpolatedDay + study.FirstDay, 1e-12, name);
        }
    }

    [Fact]
    public void A_cured_mouse_is_censored_and_counted_as_tumour_free()
    {
        var study = TumourStudy.Read(CsvTable.Parse("m,g,d,v\n1,C,0,100\n1,C,5,1000\n2,T,0,100\n2,T,5,0\n", "t.csv").Value, new("m", "g", "d", "v")).Value;
        var result = ThresholdSurvival.Of(study, 1000);

        Assert.Equal([0, 1], result.Groups.Select(g => g.TumourFree));
        Assert.Equal([1, 0], result.Groups.Select(g => g.Curve.EventRows));
        Assert.Equal(5, result.Mice[0].InterpolatedDay!.Value, 12);
        Assert.Throws<ArgumentOutOfRangeException>(() => ThresholdSurvival.Of(study, 0));
    }
}
