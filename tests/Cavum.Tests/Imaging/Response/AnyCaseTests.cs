using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>What holds of every case, however little or odd it says.</summary>
public class AnyCaseTests
{
    private const int Cases = 1500;

    private static IEnumerable<ResponseCase> Readable()
    {
        var chance = new ChanceCases(20261129);
        for (int i = 0; i < Cases; i++)
            if (ResponseCaseFile.Read(chance.Next(), "chance.json").TryGet(out var subject)) yield return subject;
    }

    [Fact]
    public void Every_case_is_answered_by_known_categories_with_a_path_and_a_reason_for_what_is_not_evaluable()
    {
        string[] known = ["CMR", "PMR", "SMD", "PMD", "NE", "uPMD", "cPMD", "1", "2", "3", "4", "5", "X", "PD", "0", "2a", "2b", "CR", "PR", "SD", "nonCrNonPd", "CB", "benefit", "iCR", "iPR", "iSD", "iUPD", "iCPD", "nonIcrNonIupd"];
        int answered = 0;
        var seen = new HashSet<string>();
        foreach (var subject in Readable())
        {
            var report = ResponseAssessment.Assess(subject);
            answered++;
            Assert.Equal(11, report.Criteria.Count);
            Assert.All(report.Criteria, c =>
            {
                Assert.True(c.Path.Count > 0 && known.Contains(c.Category), $"{c.Name}: {c.Category}");
                Assert.Equal(c.Category == "NE", c.Status == "notEvaluable");
                if (c.Category == "NE") Assert.NotEmpty(c.Reason!);
                Assert.True(c.ChangePercent is null || double.IsFinite(c.ChangePercent.Value));
            });
            Assert.Contains(report.TumourPresent, (string[])["positive", "negative", "indeterminate"]);
            if (report.Timing.State == "early" && report.Criteria.Single(c => c.Name == "NI-RADS").Category != "4") Assert.Equal("indeterminate", report.TumourPresent);
            Assert.Contains(TumourPresence.Biopsy, report.Reasons);
            seen.UnionWith(report.Criteria.Select(c => c.Name + c.Category));
        }
        Assert.True(answered > Cases / 2, $"{answered} of {Cases} cases could be read");
        Assert.True(seen.Count > 40, $"{seen.Count} different results");
    }

    [Theory]
    [InlineData("""[{"sumMm":50},{"sumMm":70}]""", "-", "10", "repeat in about one month")]
    [InlineData("""[{"sumMm":50},{"sumMm":30}]""", "15", "10", "verify")]
    public void Anatomy_that_contradicts_metabolism_asks_to_look_again(string ct, string now, string before, string note)
    {
        string Table(string peak) => peak == "-" ? "[]" : "[{\"id\":1,\"sulPeak\":" + peak + "}]";
        var subject = ResponseCaseFile.Read($$"""{"baseline":{"lesions":{{Table(before)}} ,"liver":{"mean":1,"sd":0.1} },"followUp":{"lesions":{{Table(now)}} },"ct":{{ct}} }""", "x").Value;

        Assert.Contains(ResponseAssessment.Assess(subject).Criteria[0].Notes, n => n.Contains(note, StringComparison.Ordinal));
    }

    [Fact]
    public void What_needs_scans_refuses_none()
    {
        Assert.Throws<ArgumentException>(() => ResponseAssessment.Assess(new() { Scans = [ResponseCases.Pet("-")] }));
        Assert.Throws<ArgumentException>(() => Percist.AssessImmune([]));
        Assert.Empty(Recist.Course([]));
    }

    [Fact]
    public void A_lean_mass_below_zero_is_none() => Assert.Null(LeanMassScale.SulPerSuv(new("M", 200, 100), "james"));

    [Theory]
    [InlineData(null, "CR")]
    [InlineData(27, "SD")]
    [InlineData(28, "CR")]
    public void A_complete_response_is_confirmed_from_28_days_on(int? days, string best)
    {
        DateOnly? Later(int day) => days is null ? null : new DateOnly(2026, 3, 1).AddDays(day);
        var course = Recist.Course([new() { SumMm = 30 }, new() { SumMm = 0, Date = Later(0) }, new() { SumMm = 0, Date = Later(days ?? 0) }]);

        Assert.Equal(best, Recist.BestOverall(new(2026, 1, 1), course, requireConfirmation: true));
    }

    /// <summary>A node of 9 mm is complete, one of 12 mm partial: the complete response was not seen again.</summary>
    [Fact]
    public void A_complete_response_that_becomes_partial_is_not_confirmed_by_it()
    {
        CtTimePoint Node(double mm, string date) => new() { Date = DateOnly.ParseExact(date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Targets = [new("n", mm, IsNode: true)] };
        var course = Recist.Course([Node(30, "2026-01-01"), Node(9, "2026-03-01"), Node(12, "2026-05-01")]);

        Assert.Equal(["CR", "PR"], course.Select(c => c.Overall.Category));
        Assert.Equal("SD", Recist.BestOverall(new(2026, 1, 1), course, requireConfirmation: true));
        Assert.Equal("CR", Recist.BestOverall(new(2026, 1, 1), course, requireConfirmation: false));
    }
}
