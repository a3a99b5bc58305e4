using System.Text.Json;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

/// <summary>The rest of the nearest public data: markers censored at a limit, counts, and a computed course of the drug.</summary>
public class AnalogueMarkerTests
{
    private const string Data = "data/clinical/analogues/";

    /// <summary>Serum sPD-L1 before and after nivolumab, right-censored at the upper limit of quantification: the median of a Kaplan–Meier curve over values, limits turned by --reverse.</summary>
    [Theory]
    [InlineData("Pre", 91, 4, 1977.7)]
    [InlineData("Post1", 84, 5, 2299.6)]
    [InlineData("Post2", 69, 6, 2179.1)]
    public void Medians_of_soluble_PD_L1_with_values_above_the_upper_limit(string point, int n, int above, double median)
    {
        var group = Run.Json("survival", "km", Shared.Path(Data + "spdl1/CM9.csv"), "--time", "sPDL1", "--event", "ULOQflag", "--reverse", "--where", $"Timepoint={point}").GetProperty("groups")[0];
        Assert.Equal((n, n - above), (group.GetProperty("n").GetInt32(), group.GetProperty("events").GetInt32()));
        Assert.Equal(median, group.GetProperty("median").GetDouble(), 0.05);
        double[] values = [.. OracleCheck.ReadCsv(Shared.Path(Data + "spdl1/CM9.csv")).Rows.Where(r => r["Timepoint"] == point).Select(r => r.D("sPDL1")).Order()];
        Assert.Equal((values[(n - 1) / 2] + values[n / 2]) / 2, group.GetProperty("median").GetDouble(), 1e-9); // censoring lies above the middle, so it changes nothing
    }

    /// <summary>Pegaspargase through 14 states of pegylation: dose·e^(−ct)·Pr(Poisson(qt) ≤ 13)/V, Pr(Poisson ≤ 13) = Q(14, qt); every row of the three cases.</summary>
    [Fact]
    public void Profiles_of_pegaspargase_are_the_closed_form()
    {
        var compare = new Comparison(1e-6); // the file has eight digits, of its parameters too, and late activities multiply their error by 14 states
        foreach (var r in OracleCheck.ReadCsv(Shared.Path(Data + "pk_pegaspargase/reference_profiles.csv")).Rows)
        {
            double hours = 24 * r.D("day"), volume = r.D("Vi_L"), clearance = r.D("CLi_L_h") / volume, step = r.D("Qi_L_h") / volume;
            double here = r.D("dose_IU") * Math.Exp(-clearance * hours) * GammaFunction.UpperRegularized(14, step * hours) / volume;
            compare.Near(r.D("activity_IU_per_L_closed"), here, $"{r["case"]} day {r["day"]}");
            compare.Near(r.D("activity_rk4"), here, $"{r["case"]} day {r["day"]}, Runge–Kutta");
        }
        compare.Holds(72);
    }

    [Fact]
    public void Counts_of_IoKin_and_of_the_head_and_neck_cancers()
    {
        var expected = OracleCheck.ReadJson(Shared.Path(Data + "expected.json"));
        JsonElement iokin = expected.GetProperty("iokin"), loris = expected.GetProperty("loris_Chowell_train");
        var samples = OracleCheck.ReadCsv(Shared.Path(Data + "iokin_ctdna/ctdna_long.csv")).Rows.Where(r => r["status"] != "missing").ToList();
        Assert.Equal(iokin.GetProperty("n").GetInt32(), samples.Select(r => r["patient"]).Distinct().Count());
        Assert.Equal(iokin.GetProperty("samples").GetInt32(), samples.Count);
        Assert.Equal(iokin.GetProperty("not_detected").GetInt32(), samples.Count(r => r["status"] == "not_detected"));

        // A fall by half on day 29 against response, through the command.
        string classes = Shared.Path(Data + "iokin_ctdna/derived_classes.csv");
        var table = Run.Json("binomial", "table", classes, "--row", "d29_fall_ge50", "--column", "best_response");
        string[] best = [.. table.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!)], falls = [.. table.GetProperty("rows").EnumerateArray().Select(c => c.GetString()!)];
        foreach (var cell in iokin.GetProperty("orr_by_d29_fall50").EnumerateArray())
        {
            int row = Array.IndexOf(falls, cell.GetProperty("fall50").GetString());
            bool response = cell.GetProperty("orr").GetString() == "TRUE";
            Assert.Equal(cell.GetProperty("Freq").GetInt32(), Enumerable.Range(0, best.Length).Where(c => best[c] is "CR" or "PR" == response).Sum(c => table.GetProperty("counts")[row][c].GetInt32()));
        }

        string chowell = Shared.Path(Data + "loris_ici/Chowell_train.csv");
        var response48 = Run.Json("binomial", "table", chowell, "--row", "CancerType", "--column", "Response", "--where", "CancerType=Head & Neck");
        Assert.Equal((loris.GetProperty("hn_n").GetInt32(), loris.GetProperty("hn_resp").GetInt32()), (response48.GetProperty("n").GetInt32(), response48.GetProperty("counts")[0][1].GetInt32()));
        Assert.Equal(loris.GetProperty("n_all").GetInt32(), OracleCheck.ReadCsv(chowell).Rows.Count);
    }
}
