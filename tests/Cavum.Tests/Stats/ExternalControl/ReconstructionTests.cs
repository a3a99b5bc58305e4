using System.Text.Json;
using Cavum.Core;
using Cavum.Stats;

namespace Cavum.Tests.Stats;

public class ReconstructionTests
{
    private static Reconstruction Arm(string folder, int arm, int? events) => CurveReconstruction.Fit(
        [.. OracleTable.Load($"ipd_km/{folder}/digitised_arm{arm}.csv").Rows.Select(r => new CurvePoint(r.D("time"), r.D("surv")))],
        [.. OracleTable.Load($"ipd_km/{folder}/risk_arm{arm}.csv").Rows.Select(r => new AtRiskPoint(r.D("trisk"), r.I("nrisk")))], events).Value;

    private static int Total(string folder, int arm) => JsonDocument.Parse(File.ReadAllText(Shared.Path($"oracles/statistics/ipd_km/{folder}/totals.json")))
        .RootElement.GetProperty("tot_events").GetProperty($"{arm}").GetInt32();

    [Theory]
    [InlineData("roundtrip_veteran", 1)]
    [InlineData("roundtrip_veteran", 2)]
    [InlineData("roundtrip_lung", 1)]
    [InlineData("roundtrip_lung", 2)]
    [InlineData("roundtrip_npc_like44", 1)]
    [InlineData("roundtrip_flat_tail_lateburst", 1)]
    public void Published_totals_and_numbers_at_risk_are_met_exactly(string folder, int arm)
    {
        var fit = Arm(folder, arm, Total(folder, arm));
        Assert.True(fit.EventsMatched);
        Assert.Equal(Total(folder, arm), fit.Events);
        foreach (var row in OracleTable.Load($"ipd_km/{folder}/risk_arm{arm}.csv").Rows)
            Assert.Equal(row.I("nrisk"), fit.Subjects.Count(s => s.Time >= row.D("trisk")));
    }

    /// <summary>Truth is known (true_ipd.csv); the peer's own error was 0.020 and 0.009.</summary>
    [Theory]
    [InlineData("roundtrip_veteran", 0.0177425695187363)]
    [InlineData("roundtrip_lung", -0.531023537619508)]
    public void Log_hazard_ratio_is_within_two_hundredths_of_the_truth(string folder, double truth)
    {
        var rows = new List<(double Time, bool Event, int Arm)>();
        for (int arm = 1; arm <= 2; arm++)
            rows.AddRange(Arm(folder, arm, Total(folder, arm)).Subjects.Select(s => (s.Time, s.Event, arm)));
        Assert.Equal(truth, LogHazardRatio(rows), 0.02);
    }

    [Fact]
    public void A_late_burst_of_censorings_on_a_flat_tail_makes_no_deaths()
    {
        var fit = Arm("roundtrip_flat_tail_lateburst", 1, null);
        var truth = OracleTable.Load("ipd_km/roundtrip_flat_tail_lateburst/true_ipd.csv").Rows;
        Assert.Equal(truth.Count(r => r.D("status") == 1 && r.D("time") > 30), fit.Subjects.Count(s => s.Event && s.Time > 30));
        Assert.Equal(37, fit.Events);
    }

    [Fact]
    public void An_exact_curve_without_censoring_gives_its_events_back()
    {
        CurvePoint[] corners = [.. Enumerable.Range(1, 12).Select(i => new CurvePoint(i * i * 0.1, 1 - i / 12.0))];
        var fit = CurveReconstruction.Fit(corners, [new(0, 12)]).Value;
        Assert.Equal(12, fit.Events);
        for (int i = 0; i < 12; i++) Assert.Equal(corners[i].Time, fit.Subjects[i].Time, 1e-12);
        Assert.Equal(0, fit.CurveError, 1e-12);
    }

    [Fact]
    public void Replicates_repeat_with_the_seed_and_keep_the_total()
    {
        CurvePoint[] points = [.. OracleTable.Load("ipd_km/roundtrip_npc_like44/digitised_arm1.csv").Rows.Select(r => new CurvePoint(r.D("time"), r.D("surv")))];
        AtRiskPoint[] risk = [.. OracleTable.Load("ipd_km/roundtrip_npc_like44/risk_arm1.csv").Rows.Select(r => new AtRiskPoint(r.D("trisk"), r.I("nrisk")))];
        var first = CurveReconstruction.Replicates(points, risk, 41, 5, 7);
        var again = CurveReconstruction.Replicates(points, risk, 41, 5, 7);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(first[i].Subjects, again[i].Subjects);
            Assert.Equal(41, first[i].Events);
        }
        Assert.NotEqual(first[0].Subjects, first[1].Subjects);
    }

    [Fact]
    public void Command_writes_the_file_and_refuses_rising_numbers_at_risk()
    {
        string output = Path.Combine(Path.GetTempPath(), $"ipd-{Environment.ProcessId}.csv"), curve = Shared.Path("oracles/statistics/ipd_km/roundtrip_npc_like44/digitised_arm1.csv");
        var json = Run.Json("compare", "reconstruct", curve, "--at-risk", Shared.Path("oracles/statistics/ipd_km/roundtrip_npc_like44/risk_arm1.csv"), "--events", "41", "--out", output);
        string[] lines = File.ReadAllLines(output);
        Assert.Equal(44, json.GetProperty("n").GetInt32());
        Assert.Equal(41, json.GetProperty("events").GetInt32());
        Assert.Equal(2.89, json.GetProperty("median").GetDouble(), 0.06);
        Assert.Equal("time,status", lines[0]);
        Assert.Equal(45, lines.Length);
        File.WriteAllText(output, "trisk,nrisk\n0,10\n5,12\n");
        var refused = Run.Cavum("compare", "reconstruct", curve, "--at-risk", output);
        File.Delete(output);
        Assert.Equal(1, refused.Exit);
        Assert.Contains("12 at time 5", refused.Error);
    }

    [Fact]
    public void Fractions_among_percentages_and_times_before_0_are_refused_and_a_contradiction_is_told()
    {
        string file = Path.Combine(Path.GetTempPath(), $"odd-{Environment.ProcessId}.csv");
        File.WriteAllText(file, "time,surv\n0,1\n1,90\n2,0.7\n");
        var mixed = Run.Cavum("compare", "reconstruct", file, "--n", "10");
        File.WriteAllText(file, "time,surv\n-3,1\n1,0.9\n2,0.8\n");
        var early = Run.Cavum("compare", "reconstruct", file, "--n", "10");
        File.WriteAllText(file, "time,surv\n0,1\n1,0.9\n2,0.7\n3,0.5\n");
        var contradiction = Run.Json("compare", "reconstruct", file, "--n", "10", "--events", "0");
        File.Delete(file);
        Assert.Equal((1, 1), (mixed.Exit, early.Exit));
        Assert.Contains("percentages throughout", mixed.Error, StringComparison.Ordinal);
        Assert.Contains("time -3", early.Error, StringComparison.Ordinal);
        Assert.Contains("contradict each other", contradiction.GetProperty("status").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Arms of thousands are counted in units of several subjects; totals and numbers at risk stay exact, in every draw as well.</summary>
    [Theory]
    [InlineData(1234), InlineData(8000)]
    public void A_big_arm_meets_its_total_and_its_numbers_at_risk(int n)
    {
        var random = new SeededRandom((ulong)n);
        (double Time, bool Event)[] truth = [.. Enumerable.Range(0, n).Select(_ =>
        {
            double time = -14 * Math.Log(1 - random.NextDouble()), end = 10 + 26 * random.NextDouble();
            return (Math.Min(time, end), time <= end);
        })];
        var curve = KaplanMeier.Estimate([.. truth.Select(t => t.Time)], [.. truth.Select(t => t.Event)]);
        CurvePoint[] points = [.. Enumerable.Range(0, 60).Select(i => new CurvePoint(i * 0.6, Math.Round(curve.SurvivalAt(i * 0.6), 3)))];
        AtRiskPoint[] risk = [.. Enumerable.Range(0, 6).Select(k => new AtRiskPoint(6 * k, truth.Count(t => t.Time >= 6 * k)))];
        int events = truth.Count(t => t.Event);
        foreach (var fit in CurveReconstruction.Replicates(points, risk, events, 2, 5).Prepend(CurveReconstruction.Fit(points, risk, events).Value))
        {
            Assert.Equal((n, events), (fit.N, fit.Events));
            Assert.True(fit.EventsMatched);
            Assert.InRange(fit.CurveError, 0, 0.01);
            foreach (var row in risk) Assert.Equal(row.N, fit.Subjects.Count(s => s.Time >= row.Time));
        }
    }

    /// <summary>Two trials with the same curves, numbers at risk and totals, whose hazard ratios differ by more than any reconstruction could tell.</summary>
    [Fact]
    public void Curves_and_numbers_at_risk_do_not_tell_the_hazard_ratio_to_two_hundredths()
    {
        // Arm 1: deaths at 1 to 10, then ten subjects censored just after 10 or just before 20; arm 2: deaths at 3 and at 11 to 19. Numbers at risk every 10.
        List<(double Time, bool Event, int Arm)> Trial(double leave) =>
        [
            .. Enumerable.Range(1, 10).Select(i => ((double)i, true, 1)), .. Enumerable.Repeat((leave, false, 1), 10),
            (3, true, 2), .. Enumerable.Range(11, 9).Select(i => ((double)i, true, 2)), .. Enumerable.Repeat((21.0, false, 2), 10),
        ];
        List<(double Time, bool Event, int Arm)> early = Trial(10.5), late = Trial(19.5);
        foreach (int arm in new[] { 1, 2 })
        {
            KaplanMeierCurve Curve(List<(double Time, bool Event, int Arm)> rows) => new([.. rows.Where(r => r.Arm == arm).Select(r => r.Time)], [.. rows.Where(r => r.Arm == arm).Select(r => r.Event)]);
            for (double t = 0; t <= 20; t += 0.25) Assert.Equal(Curve(early).At(t), Curve(late).At(t));
            foreach (int t in new[] { 0, 10, 20 }) Assert.Equal(early.Count(r => r.Arm == arm && r.Time >= t), late.Count(r => r.Arm == arm && r.Time >= t));
        }
        Assert.True(Math.Abs(LogHazardRatio(early) - LogHazardRatio(late)) > 0.2);
    }

    private readonly record struct KaplanMeierCurve(double[] Times, bool[] Events)
    {
        public double At(double t) => KaplanMeier.Estimate(Times, Events).SurvivalAt(t);
    }

    /// <summary>Median of each arm with a median: the errors together are less than half, and their middle less than a seventh, of those of the peer (peer_error.json against truth.json).</summary>
    [Fact]
    public void Medians_are_nearer_to_the_truth_than_half_the_peers()
    {
        List<double> ours = [], peers = [];
        foreach (var (folder, arm) in new[] { ("roundtrip_veteran", 1), ("roundtrip_veteran", 2), ("roundtrip_lung", 1), ("roundtrip_lung", 2), ("roundtrip_npc_like44", 1) })
        {
            double Read(string file) => JsonDocument.Parse(File.ReadAllText(Shared.Path($"oracles/statistics/ipd_km/{folder}/{file}"))).RootElement.GetProperty("median").GetProperty($"{arm}").GetDouble();
            var fit = Arm(folder, arm, Total(folder, arm));
            ours.Add(Math.Abs(Median(fit) - Read("truth.json")));
            peers.Add(Math.Abs(Read("peer_error.json") - Read("truth.json")));
        }
        Assert.True(ours.Sum() < 0.5 * peers.Sum(), $"{ours.Sum()} against {peers.Sum()}");
        Assert.True(ours.Order().ElementAt(2) < peers.Order().ElementAt(2) / 7);
        Assert.All(ours.Zip(peers), e => Assert.True(e.First < e.Second));
    }

    /// <summary>Raw clicks of KEYNOTE-189: reference reconstruction HR 0.49673 and placebo median 11.26; published 0.49 and 11.3.</summary>
    [Theory]
    [InlineData(127, 108), InlineData(126, 107), InlineData(null, null)]
    public void Raw_clicks_of_keynote_189_give_its_hazard_ratio_and_median(int? pembrolizumab, int? placebo)
    {
        Reconstruction Of(string arm, int? events) => CurveReconstruction.Fit(
            [.. OracleCheck.ReadCsv(Shared.Path($"data/clinical/analogues/km_rawclicks_kn189/{arm}_clicks.csv")).Rows.Select(r => new CurvePoint(r.D("time"), r.D("survival")))],
            [.. OracleCheck.ReadCsv(Shared.Path($"data/clinical/analogues/km_rawclicks_kn189/{arm}_NAR.csv")).Rows.Select(r => new AtRiskPoint(r.D("time"), r.I("NAR")))], events).Value;
        var (first, second) = (Of("pembro", pembrolizumab), Of("pbo", placebo));
        double ratio = Math.Exp(-LogHazardRatio([.. first.Subjects.Select(s => (s.Time, s.Event, 1)), .. second.Subjects.Select(s => (s.Time, s.Event, 2))]));
        Assert.Equal(0.497, ratio, 0.003);
        Assert.Equal(11.26026687, Median(second), 1e-6);
        Assert.Equal(410, first.N);
        if (pembrolizumab is not null) Assert.Equal((pembrolizumab, placebo), (first.Events, second.Events));
    }

    /// <summary>1,201 raw clicks of CheckMate-067: reference 80 subjects, 32 events; survival as digitised.</summary>
    [Fact]
    public void Raw_clicks_of_checkmate_067_give_its_survival()
    {
        string folder = Shared.Path("data/clinical/analogues/km_rawclicks_cm067"), output = Path.Combine(Path.GetTempPath(), $"cm067-{Environment.ProcessId}.csv");
        var json = Run.Json("compare", "reconstruct", Path.Combine(folder, "Checkmate_067_S3A_Nivolumab.csv"), "--at-risk", Path.Combine(folder, "Checkmate_067_At_Risk.csv"), "--out", output);
        var rows = OracleCheck.ReadCsv(output).Rows;
        File.Delete(output);
        var curve = KaplanMeier.Estimate([.. rows.Select(r => r.D("time"))], [.. rows.Select(r => r["status"] == "1")]);
        Assert.Equal((80, 32), (json.GetProperty("n").GetInt32(), json.GetProperty("events").GetInt32()));
        foreach (var (time, survival) in new[] { (12, 0.864), (24, 0.722), (36, 0.607) }) Assert.Equal(survival, curve.SurvivalAt(time), 0.003);
    }

    /// <summary>Without a table: the total of events sets a rate of loss; without either, nobody is censored before the end and the reply says so.</summary>
    [Fact]
    public void Curves_without_numbers_at_risk_or_without_those_at_time_0_are_taken_with_n()
    {
        string folder = Shared.Path("oracles/statistics/ipd_km/roundtrip_lung"), curve = Path.Combine(folder, "digitised_arm1.csv");
        string late = Path.Combine(Path.GetTempPath(), $"late-{Environment.ProcessId}.csv");
        File.WriteAllText(late, "trisk,nrisk\n5,102\n10,44\n");
        var table = Run.Json("compare", "reconstruct", curve, "--at-risk", late, "--n", "138", "--events", "112");
        var total = Run.Json("compare", "reconstruct", curve, "--n", "138", "--events", "112");
        var nothing = Run.Json("compare", "reconstruct", curve, "--n", "138");
        var refused = Run.Cavum("compare", "reconstruct", curve, "--at-risk", late);
        var bare = Run.Cavum("compare", "reconstruct", curve, "--json");
        File.Delete(late);
        foreach (var json in new[] { table, total })
        {
            Assert.Equal((138, 112), (json.GetProperty("n").GetInt32(), json.GetProperty("events").GetInt32()));
            Assert.Equal(8.87, json.GetProperty("median").GetDouble(), 0.2);
        }
        Assert.Contains("--events", nothing.GetProperty("assumption").GetString());
        Assert.Equal(8.87, nothing.GetProperty("median").GetDouble(), 0.2);
        Assert.Equal(1, refused.Exit);
        Assert.Contains("first time 5", refused.Error);
        Assert.Equal(1, bare.Exit);
        Assert.Contains("--n", bare.Json.GetProperty("refused")[0].GetProperty("expected").GetString());
    }

    private static double Median(Reconstruction fit) => KaplanMeier.Estimate([.. fit.Subjects.Select(s => s.Time)], [.. fit.Subjects.Select(s => s.Event)]).Median.Time!.Value;

    /// <summary>Cox with Efron's ties for one 0/1 covariate, by Newton.</summary>
    private static double LogHazardRatio(List<(double Time, bool Event, int Arm)> rows)
    {
        double b = 0;
        for (int i = 0; i < 30; i++)
        {
            double score = 0, information = 0;
            foreach (var deaths in rows.Where(r => r.Event).GroupBy(r => r.Time))
            {
                double all = 0, second = 0, tiedAll = 0, tiedSecond = 0;
                foreach (var r in rows)
                {
                    double w = r.Arm == 2 ? Math.Exp(b) : 1;
                    if (r.Time >= deaths.Key) (all, second) = (all + w, second + (r.Arm == 2 ? w : 0));
                    if (r.Event && r.Time == deaths.Key) (tiedAll, tiedSecond) = (tiedAll + w, tiedSecond + (r.Arm == 2 ? w : 0));
                }
                int ties = deaths.Count();
                int l = 0;
                foreach (var death in deaths)
                {
                    double share = (second - tiedSecond * l / ties) / (all - tiedAll * l / ties);
                    score += (death.Arm == 2 ? 1 : 0) - share;
                    information += share * (1 - share);
                    l++;
                }
            }
            b += score / information;
        }
        return b;
    }
}
