using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Tests.Preclinical;

public class GrowthTests
{
    [Theory]
    [InlineData("grwth", "synergylmm_grwth_data")]
    [InlineData("LS1034", "invivosyn_LS_1034")]
    [InlineData("GABA4T1", "manuscript_4T1_GABA_antiPD1")]
    public void Every_mouse_has_the_metrics_of_R(string name, string file)
    {
        var study = SlopeModelTests.Study(file);
        foreach (var row in PreclinicalOracle.Table($"synergy/metrics_{name}_per_mouse.csv").Rows)
        {
            var mouse = MouseGrowth.Of(study.Mice.Single(m => m.Id == row["mouse"] && m.Group == row["treatment"]));
            string what = $"{name} mouse {row["mouse"]}";
            PreclinicalOracle.Near(row.Number("slope_log"), mouse.GrowthRate, 1e-12, what + " slope");
            PreclinicalOracle.Near(row.Number("doubling_days"), mouse.DoublingDays, 1e-12, what + " doubling");
            PreclinicalOracle.Near(row.Number("AUC_raw"), mouse.Auc, 1e-13, what + " AUC");
            PreclinicalOracle.Near(row.Number("eGR"), mouse.EffectiveGrowthRate, 1e-11, what + " eGR");
            PreclinicalOracle.Near(row.Number("best_response"), mouse.BestResponse, 1e-12, what + " best");
            PreclinicalOracle.Near(row.Number("best_avg_response"), mouse.BestAverageResponse, 1e-12, what + " average");
            Assert.Equal(row["mRECIST"], mouse.Recist.ToString());
        }
    }

    [Theory]
    [InlineData("grwth", "synergylmm_grwth_data", "Control")]
    [InlineData("LS1034", "invivosyn_LS_1034", "Vehicle")]
    [InlineData("GABA4T1", "manuscript_4T1_GABA_antiPD1", "Ctrl")]
    public void Inhibition_by_day_agrees_with_R(string name, string file, string control)
    {
        var study = SlopeModelTests.Study(file);
        var rows = GrowthInhibition.Of(study, control);
        foreach (var row in PreclinicalOracle.Table($"synergy/metrics_{name}_TGI_by_day.csv").Rows)
        {
            var mine = rows.Single(r => r.Group == row["treatment"] && r.Day + study.FirstDay == row.Number("day"));
            string what = $"{name} {mine.Group} day {row["day"]}";
            PreclinicalOracle.Near(row.Number("TC_mean"), mine.TreatedOverControl, 1e-12, what);
            PreclinicalOracle.Near(row.Number("TGI_delta"), mine.Delta, 1e-11, what, 1e-13);
            PreclinicalOracle.Near(row.Number("TGI_RTV"), mine.Relative, 1e-11, what, 1e-13);
            PreclinicalOracle.Near(row.Number("TC_geomRTV"), mine.GeometricRatio, 1e-12, what);
            Assert.Equal(row.Number("n_trt"), mine.TreatedMice);
            Assert.Equal(row.Number("n_ctrl"), mine.ControlMice);
        }
    }

    [Fact]
    public void By_hand_a_tumour_that_doubles_every_three_days()
    {
        var mouse = new TumourMouse("1", "g", [new(0, 100, true), new(3, 200, true), new(6, 400, true)]);
        var growth = MouseGrowth.Of(mouse);

        Assert.Equal(3, growth.DoublingDays!.Value, 12);
        Assert.Equal(1350, growth.Auc!.Value, 12);
        Assert.Null(growth.Recist);
    }

    [Fact]
    public void A_cured_mouse_stays_in_the_data_and_a_sacrifice_marks_what_follows()
    {
        var study = TumourStudy.Read(CsvTable.Parse(
            "m,g,d,v\n1,C,0,100\n1,C,5,300\n1,C,10,900\n2,C,0,100\n2,C,5,1500\n3,T,0,100\n3,T,5,20\n3,T,10,0\n4,T,0,100\n4,T,5,NA\n4,T,10,50\n", "t.csv").Value,
            new("m", "g", "d", "v")).Value;
        var cured = MouseGrowth.Of(study.Mice[2]);

        Assert.True(cured.CompleteResponse);
        Assert.Equal(-100, cured.BestResponse);
        Assert.Equal(350, cured.Auc);
        Assert.Equal(10, GrowthInhibition.SacrificeFrom(study, "C"));
        Assert.Null(GrowthInhibition.SacrificeFrom(study, "T"));
        var rows = GrowthInhibition.Of(study, "C");
        Assert.Equal([false, true], rows.Select(r => r.Conditional));
        Assert.Equal(1 - 25.0 / 900, rows[1].TreatedOverControl is { } tc ? 1 - tc : 0, 12);
        Assert.Equal("1 rows without a volume were left out.", study.Remarks.Single());
    }

    [Fact]
    public void Refuses_with_every_place_at_once()
    {
        var refused = TumourStudy.Read(CsvTable.Parse("m,g,d,v\n1,C,0,-5\n1,C,x,3\n1,C,2,3\n1,C,2,4\n,C,3,4\n", "t.csv").Value, new("m", "g", "d", "v"));

        Assert.Equal(
            ["t.csv, line 2, column v: read '-5'; expected a volume, 0 where nothing is measurable.",
             "t.csv, line 3, column d: read 'x'; expected a number of days.",
             "t.csv, line 6, column m: nothing was read; expected a name.",
             "t.csv, line 5, column d: read '2'; expected one row for mouse 1 on a day."],
            refused.Problems.Select(p => p.ToString()));
    }

    [Fact]
    public void By_hand_volumes_from_callipers()
    {
        Assert.Equal(500, TumourVolume.ModifiedEllipsoid(10, 10), 12);
        Assert.Equal(160, TumourVolume.ModifiedEllipsoid(8, 20.0 / 2 * 0.5 * 1.26491106406735), 9);
        Assert.Equal(Math.PI / 6 * 240, TumourVolume.Ellipsoid(10, 6, 4), 12);
        Assert.Equal(TumourVolume.Spheroid(4, 9), TumourVolume.Spheroid(9, 4));
    }
}
