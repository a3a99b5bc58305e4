using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>Case files that no person meant: refused with place, what was read and what was expected, all at once.</summary>
public class HostileCaseTests
{
    private const string Baseline = """ "baseline":{"date":"2026-01-02","liver":{"mean":2.1,"sd":0.2},"lesions":[{"id":1,"suvMax":14,"suvPeakGlobal":12}]} """;

    private static string With(string followUp) => $"{{{Baseline},\"followUp\":{followUp}}}";

    private static string Beside(string more) => $"{{{Baseline},\"followUp\":{{\"lesions\":[]}},{more}}}";

    private static string Ct(string target) => Beside($$$""" "ct":{"timePoints":[{"targets":[{"id":"a","mm":30}]},{"targets":{{{target}}}}]} """);

    private static IReadOnlyList<Problem> Problems(string json)
    {
        var read = ResponseCaseFile.Read(json, "case.json");
        return read.IsRefused ? read.Problems : [];
    }

    public static IEnumerable<TheoryDataRow<string, string>> Refused() =>
    [
        new(With("""{"lesions":[{"id":1,"suvMax":5,"suvMax":50}]}"""), "case.json, followUp.lesions[0].suvMax"),
        new($"{{{Baseline},{Baseline},\"followUp\":[]}}", "case.json, baseline"),
        new(Beside(""" "subject":"\ud800" """), "case.json, subject"),
        new(Beside(""" "\ud800":1 """), "case.json, a key"),
        new(With("""{"lesions":[{"id":"\udc00"}]}"""), "case.json, followUp.lesions[0].id"),
        new(With("""{"lesions":[{"id":1,"suvMax":1e308}]}"""), "case.json, followUp.lesions[0].suvMax"),
        new(With("""{"lesions":[{"id":1,"suvMax":5e-324}]}"""), "case.json, followUp.lesions[0].suvMax"),
        new(With("""{"lesions":{"a":1}}"""), "case.json, followUp.lesions"),
        new(With("""{"date":"2026-04-05Tjunk","lesions":[]}"""), "case.json, followUp.date"),
        new(With("""{"date":"2026-04-05 25:99","lesions":[]}"""), "case.json, followUp.date"),
        new(With("""{"liver":{"mean":2,"unit":"Bq/mL"},"lesions":[]}"""), "case.json, followUp.liver.unit"),
        new(With("""{"references":"x","lesions":[]}"""), "case.json, followUp.references"),
        new("""{"timePoints":[{"date":"2026-01-02","lesions":[]},{"lesions":[]},{"date":"2025-01-02","lesions":[]}]}""", "case.json, scan 3, date"),
        new(Beside(""" "ct":{"timePoints":[{"date":"2026-01-02","sumMm":1},{"sumMm":1},{"date":"2025-01-02","sumMm":1}]} """), "case.json, ct time point 3, date"),
        new(Beside(""" "treatment":"x" """), "case.json, treatment"),
        new(Beside(""" "treatment":["2026-01-01"] """), "case.json, treatment"),
        new(Beside(""" "readers":5 """), "case.json, readers"),
        new(Beside(""" "adjudication":"yes" """), "case.json, adjudication"),
        new(Beside(""" "ct":5 """), "case.json, ct"),
        new(Beside(""" "ct":{"timePoints":5} """), "case.json, ct.timePoints"),
        new(Beside(""" "settings":[] """), "case.json, settings"),
        new(Beside(""" "niRadsFindings":{"primary":"3"} """), "case.json, niRadsFindings.primary"),
        new(Beside(""" "patient":"x" """), "case.json, patient"),
        new(Beside(""" "sex":"Maybe" """), "case.json, sex"),
        new(Ct("\"abc\""), "case.json, ct.timePoints[1].targets"),
        new(Ct("""{"id":"a"}"""), "case.json, ct.timePoints[1].targets"),
        new(Ct("""["a"]"""), "case.json, ct.timePoints[1].targets[0]"),
        new(Ct("""[{"id":"a","mm":3},{"id":"a","mm":50}]"""), "case.json, ct time point 2, targets"),
        new(Ct("""[{"id":"a","status":"vanishd"}]"""), "case.json, ct.timePoints[1].targets[0].status"),
    ];

    [Theory, MemberData(nameof(Refused))]
    public void Refuses_with_the_place(string json, string place)
    {
        var problem = Assert.Single(Problems(json));
        Assert.Equal(place, problem.Place);
        Assert.NotEqual("", problem.Expected);
    }

    [Fact]
    public void Tells_impossible_numbers_beside_wrong_types()
    {
        string[] places = [.. Problems(With("""{"date":"2026-02-30","date":"2026-04-05","lesions":[{"id":1,"suvMax":-5},{"id":2,"suvMax":1,"suvMean":3}],"liver":{"mean":0}}""")).Select(p => p.Place)];

        Assert.Equal(["case.json, followUp.date", "case.json, followUp.date", "case.json, followUp.lesions[0].suvMax", "case.json, scan 2, lesion 2, suvMean", "case.json, scan 2, liver.mean"], places);
    }

    [Fact]
    public void What_is_no_JSON_is_shown_where_it_breaks()
    {
        var problem = Assert.Single(Problems("{\n \"baseline\": NaN }"));

        Assert.Equal("case.json, line 2, byte 14", problem.Place);
        Assert.Equal("NaN }", problem.Read);
        Assert.EndsWith("…", Assert.Single(Problems("{\n\"baseline\": NaN" + new string(' ', 100) + "}")).Read, StringComparison.Ordinal);
        Assert.Equal("case.json, line 2, byte 1", Assert.Single(Problems("{\n")).Place);
        Assert.Equal("·[2J", Assert.Single(Problems("\u001b[2J")).Read);
    }

    [Theory]
    [InlineData("""{"date":"2026-04-05T23:30:00-05:00","lesions":[]}""")]
    [InlineData("""{"date":"2026-04-05 08:15","lesions":[]}""")]
    [InlineData("""{"date":"20260405","lesions":[]}""")]
    public void A_time_after_the_date_leaves_the_day_as_written(string scan) =>
        Assert.Equal(new DateOnly(2026, 4, 5), ResponseCaseFile.Read("\uFEFF" + With(scan), "case.json").Value.Scans[^1].Date);

    [Fact]
    public void Ten_thousand_lesions_are_paired_by_label_and_by_number()
    {
        PetLesion[] labelled = [.. Enumerable.Range(0, 10_000).Select(i => new PetLesion($"{i}") { Label = $"l{i}" })];
        PetLesion[] moved = [.. labelled.Select((l, i) => l with { Id = $"{9_999 - i}", Label = i % 2 == 0 ? l.Label : null })];

        var pairs = LesionPairing.Pair(labelled, moved);

        Assert.Equal(5_000, pairs.Count(p => p is { Baseline: { } b, Now.Label: { } label } && b.Label == label));
    }
}
