using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cavum.Analysis;
using Cavum.Report;

namespace Cavum.Tests.Report;

public sealed class FigureTests
{
    private static readonly XNamespace SvgNames = "http://www.w3.org/2000/svg";

    private static Doors Doors() => new(id => "#" + id);

    private static readonly Lazy<Dictionary<string, string>> Drawn = new(() => Figures(StudyFixture.Make()));

    public static TheoryData<string> Names => [.. Drawn.Value.Keys];

    private static Dictionary<string, string> Figures((StudyResults Results, IReadOnlyDictionary<string, byte[]> Images) study)
    {
        var r = study.Results;
        return new()
        {
            ["swimmer"] = SwimmerFigure.Render(r.Subjects, r.Pet, Doors()),
            ["EBV DNA"] = EbvDnaFigure.Render(r.EbvDna, r.Subjects, Doors()),
            ["waterfall"] = WaterfallFigure.RenderEbvDna(r.EbvDna, -50, Doors()),
            ["PET waterfall"] = WaterfallFigure.RenderPet(r.Pet, -30, Doors()),
            ["Kaplan–Meier"] = KaplanMeierFigure.Render("km", "OS", "OS", [new(r.TimeToEvent.Os, "combo", false)], Doors()),
            ["PFS ladder"] = PfsLadderFigure.Render(r.TimeToEvent.PfsRatio, Doors()),
            ["forest"] = ForestFigure.Render(r.Answer.Lines, Doors()),
            ["ICB-only arms"] = EvidenceArmsFigure.Render(r.Evidence, Doors()),
            ["posterior"] = PosteriorFigure.Render(r.Evidence, Doors()),
            ["tipping points"] = TippingPointFigure.Render(r.Answer.TippingPoints, 0.975, 0.025, Doors()),
            ["adverse events"] = AdverseEventFigure.Render(r.Safety, Doors()),
            ["standard curve"] = StandardCurveFigure.Render(r.Runs[0], Doors()),
            ["amplification"] = AmplificationFigure.Render(r.Runs[0], Doors()),
            ["plate"] = PlateFigure.Render(r.Runs[0], Doors()),
            ["PET pair"] = string.Concat(r.Pet.Select(p => PetPairFigure.Render(p, study.Images, Doors()))),
        };
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_well_formed_with_title_and_description_and_finite_coordinates(string name)
    {
        string figure = Regex.Replace(Drawn.Value[name], "base64,[^\"]+", "");

        foreach (var svg in XElement.Parse($"<all>{figure}</all>").Elements())
        {
            Assert.Equal(SvgNames + "svg", svg.Name);
            Assert.NotEmpty((string?)svg.Element(SvgNames + "title") ?? "");
            Assert.NotEmpty((string?)svg.Element(SvgNames + "desc") ?? "");
        }
        Assert.DoesNotContain("NaN", figure, StringComparison.Ordinal);
        Assert.DoesNotContain("∞\"", figure, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", figure, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_text_starts_or_ends_outside_the_drawing(string name)
    {
        foreach (var svg in XElement.Parse($"<all>{Drawn.Value[name]}</all>").Elements())
        {
            double[] box = [.. ((string)svg.Attribute("viewBox")!).Split(' ').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture))];
            foreach (var text in svg.Descendants(SvgNames + "text").Where(t => t.Attribute("x") is not null))
            {
                string css = (string?)text.Attribute("class") ?? "";
                double x = (double)text.Attribute("x")!, size = css.Contains("xs", StringComparison.Ordinal) ? 10 : css.Contains("sm", StringComparison.Ordinal) ? 11 : 12;
                double width = text.Value.Length * size * 0.52;
                double left = css.Split(' ').Contains("e") ? x - width : css.Split(' ').Contains("c") ? x - width / 2 : x;
                Assert.True(left > -14 && left + width < box[2] + 14, $"'{text.Value}' spans {left:0}–{left + width:0} of {box[2]:0}");
                Assert.InRange((double)text.Attribute("y")!, 0, box[3] + 1);
            }
        }
    }

    [Fact]
    public void Below_LOQ_is_hollow_on_the_LOQ_line_and_not_detected_on_the_axis_band()
    {
        var (results, _) = StudyFixture.Make(24);
        var series = results.EbvDna.First(s => s.Samples.Any(p => p.Status == "notDetected"));

        string figure = EbvDnaFigure.RenderOne(series, null, Doors());

        foreach (var point in series.Samples.Where(p => p.Status == "notDetected" && p.Day is >= 0))
            Assert.Contains($"day {point.Day}: not detected", figure, StringComparison.Ordinal);
        Assert.DoesNotContain("0 copies/mL\"", figure.Replace("00 copies", "", StringComparison.Ordinal).Replace(".0 copies", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}

public sealed class ShowTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.27663, "0.277")]
    [InlineData(4.6, "4.60")]
    [InlineData(9.996, "10.0")]
    [InlineData(99.96, "100")]
    [InlineData(1234.5, "1230")]
    [InlineData(12345, "12,300")]
    [InlineData(-0.12, "−0.120")]
    [InlineData(1234567, "1.23 × 10⁶")]
    [InlineData(0.00012, "1.20 × 10⁻⁴")]
    public void Shows_three_significant_figures(double value, string expected) => Assert.Equal(expected, Show.Number(value));

    [Theory]
    [InlineData(0.2766, "27.7")]
    [InlineData(1, "100")]
    [InlineData(0, "0")]
    public void Shows_percent_with_one_decimal(double value, string expected) => Assert.Equal(expected, Show.Percent(value));

    [Theory]
    [InlineData("notEvaluable", "not evaluable")]
    [InlineData("belowLoq", "below LOQ")]
    [InlineData("excluded: bubble", "excluded: bubble")]
    public void Writes_camel_case_as_words(string camel, string expected) => Assert.Equal(expected, Show.Words(camel));

    [Fact]
    public void A_range_with_a_sign_says_to() => Assert.Equal("−1.20 to 3.40", Show.Range(-1.2, 3.4));
}
