using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class TumourPresenceTests
{
    private static readonly TreatmentDates ThreeMonths = new(new(2026, 1, 1), null);

    private static ResponseReport Assess(string now, string hopkins = "", string niRads = "", TreatmentDates? treatment = null,
        string? date = "2026-04-01", string baseline = "10@primary:", double liver = 1.0, params ReaderScores[] more)
    {
        var readers = new List<ReaderScores>(more);
        if (hopkins.Length > 0) readers.Add(new("A") { Hopkins = new(hopkins[0] - '0', hopkins[1] - '0', hopkins[2] - '0') });
        if (niRads.Length > 0) readers.Add(new("A") { NiRadsPrimary = niRads });
        return ResponseAssessment.Assess(new ResponseCase
        {
            Scans = [ResponseCases.Pet(baseline, liver, date: "2025-12-01"), ResponseCases.Pet(now, liver, date: date)],
            Readers = readers,
            Treatment = treatment ?? ThreeMonths,
        });
    }

    /// <summary>Follow-up lesions (liver 1.0, bar 1.7), readers' Hopkins of three sites, NI-RADS, the answer.</summary>
    [Theory]
    [InlineData("-", "111", "", "negative")]
    [InlineData("-", "111", "1", "negative")]
    [InlineData("-", "", "", "negative")]
    [InlineData("0.9@primary:", "", "", "negative")]
    [InlineData("1.69@primary:", "333", "", "negative")]
    [InlineData("1.71@primary:", "333", "", "indeterminate")]
    [InlineData("1.5@primary:", "", "", "positive")]
    [InlineData("-", "114", "", "positive")]
    [InlineData("-", "511", "1", "positive")]
    [InlineData("-", "111", "3", "positive")]
    [InlineData("-", "111", "4", "positive")]
    [InlineData("-", "111", "2a", "indeterminate")]
    [InlineData("-", "111", "2b", "indeterminate")]
    [InlineData("-", "111", "2", "indeterminate")]
    [InlineData("-", "111", "0", "indeterminate")]
    [InlineData("13@primary:", "333", "", "positive")]
    [InlineData("0.9@primary: 1.5@bone:n", "111", "", "positive")]
    [InlineData("0.9@primary: 0.8@bone:n", "111", "", "indeterminate")]
    [InlineData("0.9@primary: 0.8@bone:nc", "111", "", "positive")]
    [InlineData("0.9@primary: 5@bladder:p", "111", "", "negative")]
    [InlineData("0.9@primary: 5@lung:b", "111", "", "negative")]
    public void Answers_by_the_study_rule(string now, string hopkins, string niRads, string answer) =>
        Assert.Equal(answer, Assess(now, hopkins, niRads).TumourPresent);

    [Theory]
    [InlineData("2026-03-25", "indeterminate")]
    [InlineData("2026-03-26", "positive")]
    [InlineData("2026-09-01", "positive")]
    [InlineData(null, "indeterminate")]
    public void Asks_for_12_weeks_after_radiotherapy(string? date, string answer) => Assert.Equal(answer, Assess("9@primary:", "511", "", date: date).TumourPresent);

    [Fact]
    public void The_later_event_opens_the_gate()
    {
        var report = Assess("-", "111", treatment: new(new(2024, 1, 1), new(2026, 3, 1)));
        Assert.Equal("first dose", report.Timing.Event);
        Assert.Equal(31, report.Timing.Days);
        Assert.Equal("indeterminate", report.TumourPresent);
    }

    [Fact]
    public void Without_a_treatment_date_counts_from_the_baseline_scan_and_says_so()
    {
        var report = Assess("-", "111", treatment: new(null, null));
        Assert.Equal("negative", report.TumourPresent);
        Assert.Contains("no treatment date was given", report.Timing.Event, StringComparison.Ordinal);
    }

    /// <summary>After radiotherapy 84 days are a hard bar; after the first dose the visit's window, 84 ± 14, begins at 70. Both must hold.</summary>
    [Theory]
    [InlineData(84, null, "open")]
    [InlineData(83, null, "early")]
    [InlineData(null, 70, "open")]
    [InlineData(null, 69, "early")]
    [InlineData(84, 70, "open")]
    [InlineData(83, 90, "early")]
    [InlineData(400, 69, "early")]
    [InlineData(400, 99, "open")]
    [InlineData(null, null, "unknown")]
    public void The_gate_asks_84_days_after_radiotherapy_and_70_after_the_first_dose(int? afterRadiotherapy, int? afterDose, string state)
    {
        DateOnly scan = new(2026, 4, 1);
        var subject = new ResponseCase { Scans = [ResponseCases.Pet("-") with { Date = null }, ResponseCases.Pet("-", date: "2026-04-01")], Treatment = new(Before(afterRadiotherapy), Before(afterDose)) };
        var gate = TimingGate.Judge(subject);
        Assert.Equal(state, gate.State);
        if (afterDose is { } days && state == "open") Assert.Equal(days <= 98, gate.InWindow);

        DateOnly? Before(int? days) => days is { } d ? scan.AddDays(-d) : null;
    }

    [Fact]
    public void A_reader_may_open_the_gate_with_a_reason()
    {
        var report = Assess("9@primary:", "511", date: "2026-02-01", treatment: ThreeMonths with { GateOverride = "bleeding mass" });
        Assert.Equal("positive", report.TumourPresent);
        Assert.Contains(report.Reasons, r => r.Contains("bleeding mass", StringComparison.Ordinal));
    }

    [Fact]
    public void Pathology_does_not_wait() => Assert.Equal("positive", Assess("-", "111", "4", date: "2026-02-01").TumourPresent);

    [Theory]
    [InlineData("positive")]
    [InlineData("negative")]
    [InlineData("indeterminate")]
    public void An_adjudicated_answer_stands(string answer) =>
        Assert.Equal(answer, Assess("9@primary:", "333", more: new ReaderScores("C") { IsAdjudication = true, TumourPresent = answer }).TumourPresent);

    [Fact]
    public void Readers_who_differ_in_kind_leave_it_indeterminate() =>
        Assert.Equal("indeterminate", Assess("0.9@primary:", "111", more: new ReaderScores("B") { Hopkins = new(4, 1, 1) }).TumourPresent);

    [Fact]
    public void Readers_who_differ_in_NI_RADS_leave_it_indeterminate() =>
        Assert.Equal("indeterminate", Assess("0.9@primary:", "111", "1", more: new ReaderScores("B") { NiRadsPrimary = "3" }).TumourPresent);

    [Fact]
    public void Doubtful_SUV_leaves_the_answer_to_readers()
    {
        PetTimePoint Scan(string lesions, string date) => ResponseCases.Pet(lesions, date: date) is var s
            ? s with { Liver = new(9, 0.5), Lesions = [.. s.Lesions!.Select(l => l with { SulPeak = null })] } : null!;
        var subject = new ResponseCase { Scans = [Scan("30@primary:", "2025-12-01"), Scan("25@primary:", "2026-04-01")], Treatment = ThreeMonths };

        Assert.Equal("indeterminate", ResponseAssessment.Assess(subject).TumourPresent);
        Assert.Equal("positive", ResponseAssessment.Assess(subject with { Readers = [new("A") { Hopkins = new(5, 1, 1) }] }).TumourPresent);
        Assert.Contains(ResponseAssessment.Assess(subject).Reasons, r => r.Contains("outside 1.0 to 4.0", StringComparison.Ordinal));
    }

    [Fact]
    public void SUV_rules_that_differ_by_more_than_1_percent_are_flagged()
    {
        var subject = new ResponseCase
        {
            Scans = [ResponseCases.Pet("10@primary:", date: "2025-12-01"), ResponseCases.Pet("9@primary:", date: "2026-04-01") with { SuvRuleDifferencePercent = 1.2 }],
            Treatment = ThreeMonths,
        };
        Assert.Equal("indeterminate", ResponseAssessment.Assess(subject).TumourPresent);
    }

    [Fact]
    public void A_new_lesion_on_two_scans_is_confirmed()
    {
        var subject = new ResponseCase
        {
            Scans = [ResponseCases.Pet("10@primary:", date: "2025-12-01"), ResponseCases.Pet("0.9@primary: 0.8@bone:n", date: "2026-04-01"),
                ResponseCases.Pet("0.9@primary: 0.8@bone:n", date: "2026-05-06")],
            Treatment = ThreeMonths,
        };
        var report = ResponseAssessment.Assess(subject);
        Assert.Equal("positive", report.TumourPresent);
        Assert.Equal("cPMD", report.Criteria.Single(c => c.Name == "iPERCIST").Category);
    }

    [Fact]
    public void Without_references_nothing_is_negative()
    {
        var report = Assess("0.9@primary:", "111", liver: 0);
        Assert.Equal("negative", report.TumourPresent); // the blood pool stands in for the bar
        var none = new ResponseCase
        {
            Scans = [ResponseCases.Pet("10", 0, pool: 0, date: "2025-12-01"), ResponseCases.Pet("0.9", 0, pool: 0, date: "2026-04-01")],
            Treatment = ThreeMonths,
            Readers = [new("A") { Hopkins = new(1, 1, 1) }],
        };
        Assert.Equal("indeterminate", ResponseAssessment.Assess(none).TumourPresent);
    }

    [Fact]
    public void New_lesions_stated_but_not_measured_block_a_negative()
    {
        var subject = new ResponseCase
        {
            Scans = [ResponseCases.Pet("10@primary:", date: "2025-12-01"), ResponseCases.Pet("-", date: "2026-04-01") with { StatedNewLesions = 1 }],
            Treatment = ThreeMonths,
        };
        Assert.Equal("indeterminate", ResponseAssessment.Assess(subject).TumourPresent);
    }

    [Fact]
    public void Missing_tables_leave_it_indeterminate() => Assert.Equal("indeterminate", Assess("?").TumourPresent);

    [Fact]
    public void Always_says_that_biopsy_confirms_and_never_that_it_did()
    {
        var report = Assess("9@primary:", "511");
        Assert.Contains(TumourPresence.Biopsy, report.Reasons);
        Assert.Contains(TumourPresence.Inflammation, report.Reasons);
        Assert.Contains(report.Reasons, r => r.Contains("PPV 51.9 %", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Reasons, r => r.Contains("proven", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Progression_speaks_of_pseudo_progression() => Assert.Contains(TumourPresence.PseudoProgression, Assess("13@primary:", "333").Reasons);
}
