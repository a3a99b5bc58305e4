using System.Text.RegularExpressions;
using Cavum.Analysis;
using Cavum.Report;

namespace Cavum.Tests.Report;

public sealed class ReportDocumentTests
{
    private static readonly Lazy<string> Whole = new(() =>
    {
        var (results, images) = StudyFixture.Make();
        string html = ReportDocument.Render(results, StudyFixture.Provenance(results), images);
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "report-preview.html"), html);
        return html;
    });

    [Fact]
    public void Same_results_give_the_same_bytes()
    {
        var (results, images) = StudyFixture.Make(6);
        var (again, sameImages) = StudyFixture.Make(6);

        Assert.Equal(ReportDocument.Render(results, StudyFixture.Provenance(results), images), ReportDocument.Render(again, StudyFixture.Provenance(again), sameImages));
    }

    [Fact]
    public void Needs_no_network()
    {
        string html = Whole.Value;

        Assert.DoesNotMatch(@"(?:src|href|url)\s*[=(]\s*[""']?https?:", html);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Stays_within_twelve_megabytes_for_24_subjects() => Assert.InRange(Whole.Value.Length, 100_000, 12_000_000);

    [Fact]
    public void Every_door_leads_to_an_entry_of_the_index()
    {
        var anchors = Regex.Matches(Whole.Value, "id=\"(r-[^\"]+)\"").Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var doors = Regex.Matches(Whole.Value, "<a class=\"n\" href=\"#([^\"]+)\"").Select(m => m.Groups[1].Value).Distinct().ToList();

        Assert.True(doors.Count > 100, $"only {doors.Count} doors");
        Assert.All(doors, d => Assert.Contains(d, anchors));
    }

    [Fact]
    public void No_id_is_given_twice()
    {
        var ids = Regex.Matches(Whole.Value, " id=\"([^\"]+)\"").Select(m => m.Groups[1].Value).ToList();

        Assert.Empty(ids.GroupBy(i => i, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void The_answer_stands_before_any_figure()
    {
        int answer = Whole.Value.IndexOf("class=\"answer\"", StringComparison.Ordinal), figure = Whole.Value.IndexOf("<figure", StringComparison.Ordinal);

        Assert.InRange(answer, 0, figure);
    }

    [Fact]
    public void Text_of_users_cannot_become_markup()
    {
        var (results, images) = StudyFixture.Make(3);
        var hostile = results with { Study = results.Study with { Title = "<script>alert(1)</script> & 'co'" }, Warnings = ["</section><img src=x>"] };

        string html = ReportDocument.Render(hostile, StudyFixture.Provenance(hostile), images);

        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_study_still_reads()
    {
        var (results, _) = StudyFixture.Make(0);
        var empty = results with { Runs = [], EbvDna = [], Pet = [] };

        string html = ReportDocument.Render(empty, new Dictionary<string, ProvenanceEntry>(), new Dictionary<string, byte[]>());

        Assert.Contains("The study has no EBV DNA sample.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", html, StringComparison.Ordinal);
    }
}
