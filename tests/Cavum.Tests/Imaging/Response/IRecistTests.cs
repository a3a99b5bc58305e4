using System.Globalization;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class IRecistTests
{
    /// <summary>
    /// Time points of 35 days as sum[/non-target][+new sum][!]: c CR, s non-CR/non-PD, p PD, g PD and grown, e not evaluated; + a new
    /// lesion with its sum in mm, ! a new lesion that is not measured grew. Baseline 100 and non-target disease.
    /// </summary>
    private static CtTimePoint[] Points(string course, int interval = 35)
    {
        var start = new DateOnly(2026, 1, 1);
        return [new CtTimePoint { SumMm = 100, NonTarget = "nonCrNonPd", Date = start }, .. course.Split(' ').Select((text, i) => Point(text, start.AddDays((i + 1) * interval)))];
    }

    private static CtTimePoint Point(string text, DateOnly date)
    {
        string sum = text.Split('/', '+', '!')[0];
        bool isNew = text.Contains('+');
        char non = text.Contains('/') ? text[text.IndexOf('/') + 1] : 's';
        return new()
        {
            Date = date,
            SumMm = sum == "?" ? null : double.Parse(sum, CultureInfo.InvariantCulture),
            NonTarget = non switch { 'c' => "CR", 'p' or 'g' => "PD", 'e' => "NE", _ => "nonCrNonPd" },
            NonTargetGrew = non == 'g',
            NewLesion = isNew,
            NewLesionSumMm = isNew ? double.Parse(text[(text.IndexOf('+') + 1)..].TrimEnd('!'), CultureInfo.InvariantCulture) : null,
            NewNonTargetGrew = text.EndsWith('!'),
        };
    }

    [Theory]
    [InlineData("0/c", "iCR")]
    [InlineData("0/s", "iPR")]
    [InlineData("0/e", "iPR")]
    [InlineData("60/s", "iPR")]
    [InlineData("60/c", "iPR")]
    [InlineData("90/s", "iSD")]
    [InlineData("90/e", "iSD")]
    [InlineData("?/s", "NE")]
    [InlineData("130/s", "iUPD")]
    [InlineData("130/c", "iUPD")]
    [InlineData("90/p", "iUPD")]
    [InlineData("60/p", "iUPD")]
    [InlineData("0/p", "iUPD")]
    [InlineData("130/p", "iUPD")]
    [InlineData("130/p+10", "iUPD")]
    [InlineData("60/s+10", "iUPD")]
    [InlineData("0/c+10", "iUPD")]
    public void First_progression_is_unconfirmed(string course, string category) => Assert.Equal(category, IRecist.Assess(Points(course)).Category);

    [Theory]
    [InlineData("130 135", "iCPD")]
    [InlineData("130 134.9", "iUPD")]
    [InlineData("130 130", "iUPD")]
    [InlineData("130 125", "iUPD")]
    [InlineData("130 110", "iSD")]
    [InlineData("130 60", "iPR")]
    [InlineData("130 0/c", "iCR")]
    [InlineData("130/c 136/c", "iCPD")]
    [InlineData("90/p 90/p", "iUPD")]
    [InlineData("90/p 90/g", "iCPD")]
    [InlineData("60/p 60/g", "iCPD")]
    [InlineData("0/p 0/g", "iCPD")]
    [InlineData("90/p 90/s", "iSD")]
    [InlineData("130/p 130/p", "iUPD")]
    [InlineData("130/p 136/p", "iCPD")]
    [InlineData("130/p 130/g", "iCPD")]
    [InlineData("130/p+10 130/p+10", "iUPD")]
    [InlineData("130/p+10 130/p+15", "iCPD")]
    [InlineData("130/p+10 130/p+14.9", "iUPD")]
    [InlineData("130/p+10 130/p+10!", "iCPD")]
    [InlineData("130/p+10 136/p+10", "iCPD")]
    [InlineData("130/p+10 130/g+10", "iCPD")]
    [InlineData("90+10 90+10", "iUPD")]
    [InlineData("90+10 90+15", "iCPD")]
    [InlineData("90+10 90+10!", "iCPD")]
    [InlineData("90+10 90", "iSD")]
    [InlineData("90+10 60", "iPR")]
    [InlineData("130 130+10", "iCPD")]
    [InlineData("130/s 130/p", "iCPD")]
    [InlineData("90/p 120/p", "iCPD")]
    [InlineData("90+10 130+10", "iCPD")]
    [InlineData("130 110 140", "iUPD")]
    [InlineData("130 110 140 146", "iCPD")]
    [InlineData("130 ? 136", "iCPD")]
    [InlineData("130 136 60", "iCPD")]
    [InlineData("130 133 136", "iCPD")]
    public void A_later_scan_confirms_or_resets(string course, string category) => Assert.Equal(category, IRecist.Assess(Points(course)).Category);

    [Fact]
    public void More_new_lesions_confirm()
    {
        var points = Points("90+10 90+10");
        points[1] = points[1] with { NewLesionCount = 1 };
        points[2] = points[2] with { NewLesionCount = 2 };
        Assert.Equal("iCPD", IRecist.Assess(points).Category);
    }

    [Theory]
    [InlineData("130 140", 27, "iUPD")]
    [InlineData("130 140", 28, "iCPD")]
    [InlineData("130 140", 57, "iCPD")]
    [InlineData("90/p 90/g", 20, "iUPD")]
    [InlineData("90+10 90+20", 20, "iUPD")]
    [InlineData("130 90", 20, "iSD")]
    public void Confirms_from_four_weeks(string course, int interval, string category) => Assert.Equal(category, IRecist.Assess(Points(course, interval)).Category);

    [Theory]
    [InlineData("CR", "iCR")]
    [InlineData("nonCrNonPd", "nonIcrNonIupd")]
    [InlineData("NE", "NE")]
    [InlineData("PD", "iUPD")]
    public void Non_target_disease_alone(string nonTarget, string category) =>
        Assert.Equal(category, IRecist.Assess([new CtTimePoint { NonTarget = "nonCrNonPd" }, new CtTimePoint { NonTarget = nonTarget }]).Category);

    /// <summary>Seymour 2017, table 3, with NE where the paper prints "any".</summary>
    [Theory]
    [InlineData("iCR iCR iCR iUPD iCPD", "iCR")]
    [InlineData("iCR iUPD iPR iUPD iCPD", "iCR")]
    [InlineData("iUPD iPR iCR iCR iCR", "iCR")]
    [InlineData("iUPD iSD iCR iUPD iCPD", "iCR")]
    [InlineData("iUPD NE iCR", "iCR")]
    [InlineData("iUPD iPR iPR iUPD iCPD", "iPR")]
    [InlineData("iUPD iPR iSD", "iPR")]
    [InlineData("iUPD iSD iPR", "iPR")]
    [InlineData("iUPD NE iPR iUPD NE", "iPR")]
    [InlineData("iUPD iSD iSD iUPD iCPD", "iSD")]
    [InlineData("iUPD iSD iUPD", "iSD")]
    [InlineData("iUPD iSD NE", "iSD")]
    [InlineData("iUPD iCPD iCR", "iCPD")]
    [InlineData("iUPD iCPD NE", "iCPD")]
    [InlineData("iUPD iUPD iCPD", "iCPD")]
    [InlineData("iUPD NE NE NE NE", "iUPD")]
    [InlineData("nonIcrNonIupd iUPD", "nonIcrNonIupd")]
    [InlineData("NE", "NE")]
    public void Best_overall_response_as_printed(string categories, string best) => Assert.Equal(best, IRecist.BestOverall(categories.Split(' ')).Category);
}
