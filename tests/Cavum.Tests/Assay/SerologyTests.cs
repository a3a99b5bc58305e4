using Cavum.Assay;

namespace Cavum.Tests.Assay;

public class SerologyTests
{
    private static double Signal(double x) => 0.05 + (2.5 - 0.05) / (1 + Math.Pow(x / 80, -1.3));

    [Fact]
    public void A_four_parameter_calibration_reads_its_own_curve_back()
    {
        var fit = KitCalibrations.Fit([.. new[] { 5.0, 15, 45, 135, 405, 1215 }.Select(x => new KitCalibrator(x, Signal(x)))])!;
        foreach (double x in new[] { 6.0, 50, 300, 1200 })
            Assert.Equal(x, ((KitReading.Measured)fit.Read(Signal(x))).Units, x * 1e-4);
        Assert.IsType<KitReading.Below>(fit.Read(0.04));
        Assert.IsType<KitReading.Above>(fit.Read(2.6));
        Assert.Null(KitCalibrations.Fit([new(1, 0.1), new(2, 0.2), new(4, 0.4)]));
    }

    [Fact]
    public void Kits_never_share_a_line_and_a_lot_change_is_marked()
    {
        SerologyPoint Point(double day, string kit, string lot, double value) => new(day, EbvSerology.Judge("S", value, new(kit, lot, EbvAntibody.VcaIgA, "index", 1, 0.9, 1.1)));
        var series = SerologySeries.Of([Point(0, "A", "1", 2), Point(28, "A", "2", 1), Point(56, "B", "1", 0.5)]);
        Assert.Equal(2, series.Lines.Count);
        Assert.Equal([28.0], series.Lines[0].LotChanges);
        Assert.Equal([SerologyCall.Positive, SerologyCall.Equivocal, SerologyCall.Negative], series.Visits.Select(v => v.Calls[0].Call));
    }

    [Fact]
    public void The_command_shows_antibodies_side_by_side_and_refuses_what_lacks_kit_or_cut_off()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "subject,day,antibody,kit,lot,unit,cutoff,value\nS1,0,VCA-IgA,K,1,index,0.5,1\nS1,0,EBNA1-IgA,K,1,index,1,0.4\n");
        var visit = Run.Json("assay", "serology", file).GetProperty("subjects")[0].GetProperty("visits")[0];
        Assert.Equal(1, visit.GetProperty("positive").GetInt32());
        File.WriteAllText(file, "subject,day,antibody,kit,lot,unit,cutoff,value\nS1,0,IgM,,1,,0,x\nS1,0,IgM,K,1,index,0,x\n");
        var refused = Run.Cavum("assay", "serology", file);
        File.Delete(file);
        Assert.Equal(1, refused.Exit);
        Assert.Equal(5, refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
