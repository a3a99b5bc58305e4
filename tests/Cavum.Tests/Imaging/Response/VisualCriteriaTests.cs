using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class VisualCriteriaTests
{
    private static string HopkinsOf(string lesions, double? vein = 0.6, ResponseSettings? settings = null)
    {
        var now = ResponseCases.Pet(lesions) with { JugularVein = vein is { } v ? new(v) { IsSul = true } : null };
        if (vein is null) now = now with { BloodPool = null };
        var baseline = ResponseCases.Pet("10@primary: 9@right_neck: 9@left_neck:");
        if (vein is null) baseline = baseline with { BloodPool = null };
        var subject = ResponseCases.Case(baseline, now) with { Settings = settings ?? new() };
        return Hopkins.Assess(subject, new PetComparison(subject, baseline, now)).Result.Category;
    }

    /// <summary>Liver 1.0, jugular vein 0.6: lesions of the follow-up and the overall score.</summary>
    [Theory]
    [InlineData("-", "1")]
    [InlineData("0.5@primary:", "1")]
    [InlineData("0.6@primary:", "1")]
    [InlineData("0.61@primary:", "2")]
    [InlineData("1.0@primary:", "2")]
    [InlineData("1.01@primary:", "4")]
    [InlineData("1.99@primary:", "4")]
    [InlineData("2.0@primary:", "5")]
    [InlineData("9@primary:", "5")]
    [InlineData("0.5@primary:d", "1")]
    [InlineData("0.7@primary:d", "3")]
    [InlineData("1.5@primary:d", "3")]
    [InlineData("9@primary:d", "3")]
    [InlineData("0.5@primary: 0.7@right_neck:", "2")]
    [InlineData("0.5@primary: 0.7@right_neck: 1.2@left_neck:", "4")]
    [InlineData("0.5@primary: 2.5@right_neck: 1.2@left_neck:", "5")]
    [InlineData("0.5@primary: 1.5@right_neck:d 0.7@left_neck:", "3")]
    [InlineData("0.5@primary: 0.5@right_neck:n", "PD")]
    [InlineData("5@primary:p", "1")]
    [InlineData("5@primary:b", "1")]
    [InlineData("1.5", "4")]
    [InlineData("?", "NE")]
    public void Scores_Hopkins_against_vein_and_liver(string now, string score) => Assert.Equal(score, HopkinsOf(now));

    [Theory]
    [InlineData("0.5@primary:", "2")]
    [InlineData("0.5@primary:d", "3")]
    [InlineData("1.5@primary:", "4")]
    public void Without_a_vein_takes_the_less_favourable_score(string now, string score) => Assert.Equal(score, HopkinsOf(now, vein: null));

    [Fact]
    public void Without_a_liver_there_is_no_score()
    {
        var baseline = ResponseCases.Pet("10@primary:", 0, pool: 0);
        var now = ResponseCases.Pet("2@primary:", 0, pool: 0);
        var subject = ResponseCases.Case(baseline, now);
        Assert.Equal("NE", Hopkins.Assess(subject, new PetComparison(subject, baseline, now)).Result.Category);
    }

    [Fact]
    public void The_bar_for_markedly_is_a_setting() => Assert.Equal("4", HopkinsOf("2.5@primary:", settings: new() { HopkinsMarkedly = 3 }));

    /// <summary>Primary, right, left of reader A; of reader B; of the adjudicator; 0 is not scored.</summary>
    [Theory]
    [InlineData("111", "111", "", "1")]
    [InlineData("123", "123", "", "3")]
    [InlineData("124", "125", "", "5")]
    [InlineData("112", "121", "", "2")]
    [InlineData("114", "112", "", "NE")]
    [InlineData("114", "112", "112", "2")]
    [InlineData("114", "112", "114", "4")]
    [InlineData("110", "", "", "NE")]
    [InlineData("410", "", "", "4")]
    [InlineData("311", "", "", "3")]
    public void Joins_readers_scores(string a, string b, string settled, string category)
    {
        static HopkinsScores Scores(string text)
        {
            int? At(int i) => text[i] == '0' ? null : text[i] - '0';
            return new(At(0), At(1), At(2));
        }
        var readers = new List<ReaderScores>();
        if (a.Length > 0) readers.Add(new("A") { Hopkins = Scores(a) });
        if (b.Length > 0) readers.Add(new("B") { Hopkins = Scores(b) });
        if (settled.Length > 0) readers.Add(new("C") { Hopkins = Scores(settled), IsAdjudication = true });
        var subject = ResponseCases.Case(ResponseCases.Pet("10"), ResponseCases.Pet("3")) with { Readers = readers };

        var (result, byReader) = Hopkins.Assess(subject, new PetComparison(subject, subject.Scans[0], subject.Scans[1]));

        Assert.True(byReader);
        Assert.Equal(category, result.Category);
    }

    private static string DeauvilleOf(string lesions, double liver, double pool, ResponseSettings? settings = null, params ReaderScores[] readers)
    {
        var now = ResponseCases.Pet(lesions) with { Liver = liver == 0 ? null : new(liver, 0.1), BloodPool = pool == 0 ? null : new(pool, 0.1) };
        var subject = ResponseCases.Case(ResponseCases.Pet("10", 0, pool: 0), now) with { Settings = settings ?? new(), Readers = readers };
        return Deauville.Assess(subject, new PetComparison(subject, subject.Scans[0], now)).Category;
    }

    [Theory]
    [InlineData("-", 2, 1.5, "1")]
    [InlineData("1.4", 2, 1.5, "2")]
    [InlineData("1.5", 2, 1.5, "2")]
    [InlineData("1.51", 2, 1.5, "3")]
    [InlineData("2", 2, 1.5, "3")]
    [InlineData("2.01", 2, 1.5, "4")]
    [InlineData("4", 2, 1.5, "4")]
    [InlineData("4.01", 2, 1.5, "5")]
    [InlineData("1.2 2.5=", 2, 1.5, "4")]
    [InlineData("1.0 1.0n", 2, 1.5, "5")]
    [InlineData("1.9", 2, 2.2, "2")]
    [InlineData("2", 2, 2.2, "3")]
    [InlineData("2.1", 2, 2.2, "4")]
    [InlineData("1.9", 2, 2, "2")]
    [InlineData("1.2", 2, 0, "3")]
    [InlineData("1.2", 0, 1.5, "NE")]
    [InlineData("1.2 1nb", 2, 1.5, "X")]
    [InlineData("3 1nb", 2, 1.5, "4")]
    [InlineData("?", 2, 1.5, "NE")]
    public void Scores_Deauville_like(string lesions, double liver, double pool, string score) => Assert.Equal(score, DeauvilleOf(lesions, liver, pool));

    [Fact]
    public void Deauville_five_uses_the_livers_maximum_and_a_setting()
    {
        Assert.Equal("4", DeauvilleOf("5", 2, 1.5, new() { DeauvilleMarkedly = 3 }));
        var now = ResponseCases.Pet("5") with { Liver = new(2, 0.1, 2.6), BloodPool = new(1.5) };
        var subject = ResponseCases.Case(ResponseCases.Pet("10"), now);
        Assert.Equal("4", Deauville.Assess(subject, new PetComparison(subject, subject.Scans[0], now)).Category);
    }

    [Theory]
    [InlineData("1", null, "1")]
    [InlineData("2", "3", "3")]
    [InlineData("3", "4", "NE")]
    [InlineData("4", "5", "5")]
    [InlineData("X", "X", "X")]
    [InlineData("4", null, "4")]
    public void Readers_scores_come_before_numbers(string a, string? b, string score)
    {
        ReaderScores[] readers = b is null ? [new("A") { Deauville = a }] : [new("A") { Deauville = a }, new("B") { Deauville = b }];
        Assert.Equal(score, DeauvilleOf("9", 2, 1.5, null, readers));
    }

    [Fact]
    public void Positive_from_three_is_a_setting()
    {
        ReaderScores[] readers = [new("A") { Deauville = "3" }, new("B") { Deauville = "4" }];
        Assert.Equal("4", DeauvilleOf("9", 2, 1.5, new() { DeauvillePositiveFrom = 3 }, readers));
    }

    /// <summary>Findings of the primary: p proven, - no prior, m mass, M no mass, s mucosal, d deep; and FDG.</summary>
    [Theory]
    [InlineData("M", "none", "1")]
    [InlineData("M", "diffuse", "1")]
    [InlineData("M", null, "1")]
    [InlineData("p", "none", "4")]
    [InlineData("-M", "none", "0")]
    [InlineData("p-m", "intense", "4")]
    [InlineData("Ms", "mild", "2a")]
    [InlineData("Ms", "none", "2a")]
    [InlineData("Md", "mild", "2b")]
    [InlineData("Md", "moderate", "2b")]
    [InlineData("Md", null, "2b")]
    [InlineData("M", "moderate", "2b")]
    [InlineData("M", "mild", "2b")]
    [InlineData("m", "none", "2b")]
    [InlineData("m", "mild", "3")]
    [InlineData("m", "intense", "3")]
    [InlineData("m", null, "3")]
    [InlineData("M", "intense", "3")]
    [InlineData("Ms", "intense", "3")]
    [InlineData("", null, "NE")]
    public void Reads_NI_RADS_of_the_primary_from_findings(string findings, string? fdg, string category)
    {
        var subject = ResponseCases.Case(ResponseCases.Pet("10"), ResponseCases.Pet("5")) with
        {
            PrimaryFindings = new()
            {
                Proven = findings.Contains('p'),
                PriorImaging = findings.Contains('-') ? false : null,
                NewOrGrowingMass = findings.Contains('m') ? true : findings.Contains('M') ? false : null,
                MucosalFocus = findings.Contains('s'),
                DeepTissue = findings.Contains('d'),
                Fdg = fdg,
            },
        };
        Assert.Equal(category, NiRads.Assess(subject).Category);
    }

    /// <summary>Findings of the neck: p proven, - no prior, e enlarging, E not, n necrosis, r residual, R none; and FDG.</summary>
    [Theory]
    [InlineData("ER", "none", "1")]
    [InlineData("Er", "none", "1")]
    [InlineData("Er", "mild", "2")]
    [InlineData("Er", "moderate", "2")]
    [InlineData("Er", null, "2")]
    [InlineData("eR", "none", "2")]
    [InlineData("en", "none", "3")]
    [InlineData("en", null, "3")]
    [InlineData("Er", "intense", "3")]
    [InlineData("ER", "intense", "3")]
    [InlineData("p", null, "4")]
    [InlineData("-ER", null, "0")]
    [InlineData("", null, "NE")]
    [InlineData("", "mild", "NE")]
    public void Reads_NI_RADS_of_the_neck_from_findings(string findings, string? fdg, string category)
    {
        bool? Either(char yes, char no) => findings.Contains(yes) ? true : findings.Contains(no) ? false : null;
        var subject = ResponseCases.Case(ResponseCases.Pet("10"), ResponseCases.Pet("5")) with
        {
            NeckFindings = new()
            {
                Proven = findings.Contains('p'),
                PriorImaging = findings.Contains('-') ? false : null,
                EnlargingNode = Either('e', 'E'),
                NecrosisOrExtension = findings.Contains('n'),
                ResidualNode = Either('r', 'R'),
                Fdg = fdg,
            },
        };
        Assert.Equal(category, NiRads.Assess(subject).Category);
    }

    [Theory]
    [InlineData("1", "1", "1")]
    [InlineData("1", null, "1")]
    [InlineData(null, "1", "1")]
    [InlineData("0", "1", "0")]
    [InlineData("1", "0", "0")]
    [InlineData("2a", "1", "2a")]
    [InlineData("2a", "2", "2b")]
    [InlineData("2b", "1", "2b")]
    [InlineData("2", "1", "2")]
    [InlineData("1", "2", "2")]
    [InlineData("0", "2", "2")]
    [InlineData("3", "1", "3")]
    [InlineData("1", "3", "3")]
    [InlineData("2b", "3", "3")]
    [InlineData("4", "1", "4")]
    [InlineData("3", "4", "4")]
    public void The_worse_NI_RADS_site_counts(string? primary, string? neck, string category)
    {
        var subject = ResponseCases.Case(ResponseCases.Pet("10"), ResponseCases.Pet("5")) with { Readers = [new("A") { NiRadsPrimary = primary, NiRadsNeck = neck }] };
        Assert.Equal(category, NiRads.Assess(subject).Category);
    }

    [Theory]
    [InlineData("1", "3", "NE")]
    [InlineData("2a", "2b", "2b")]
    [InlineData("3", "4", "4")]
    public void Readers_of_NI_RADS_agree_differ_or_take_the_worse(string a, string b, string category)
    {
        var subject = ResponseCases.Case(ResponseCases.Pet("10"), ResponseCases.Pet("5")) with { Readers = [new("A") { NiRadsPrimary = a }, new("B") { NiRadsPrimary = b }] };
        Assert.Equal(category, NiRads.Assess(subject).Category);
    }

    [Theory]
    [InlineData("primary", 0)]
    [InlineData("Nasopharynx", 0)]
    [InlineData("right neck", 1)]
    [InlineData("lymph node level II (R)", 1)]
    [InlineData("Left neck node", 2)]
    [InlineData("rightNeck", 1)]
    [InlineData("leftNeck", 2)]
    [InlineData("neck", 3)]
    [InlineData(null, 3)]
    [InlineData("right lung", 4)]
    [InlineData("liver", 4)]
    public void Sorts_sites_as_people_write_them(string? site, int expected) => Assert.Equal(expected, AnatomicSite.Of(site));
}
