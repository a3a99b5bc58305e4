using System.Net;
using System.Text.RegularExpressions;

namespace Cavum.Web.Tests;

/// <summary>The two forms of the Evidence page as a browser without JavaScript sends them.</summary>
public sealed class EvidenceFormTests(Site site) : IClassFixture<Site>
{
    private async Task<(HttpStatusCode Status, string Html)> Post(string form, params (string Name, string Value)[] fields)
    {
        using var client = site.CreateClient();
        string page = await client.GetStringAsync(new Uri("/evidence", UriKind.Relative));
        string token = Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var content = new FormUrlEncodedContent([new("_handler", form), new("__RequestVerificationToken", token), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]);
        var answer = await client.PostAsync(new Uri("/evidence", UriKind.Relative), content);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task An_arm_with_swapped_medians_is_refused_with_the_reason_and_its_fields_stay()
    {
        var (status, html) = await Post("add", ("Fields[arm]", "SWAP"), ("Fields[role]", "icb_only"), ("Fields[priorIcb]", "no"), ("Fields[pfsMedianMonths]", "16.5"), ("Fields[osMedianMonths]", "6.5"), ("Fields[poolFlag]", "mixed assessors"), ("Fields[source]", "a review"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("the columns may be swapped", html, StringComparison.Ordinal);
        Assert.Contains("value=\"SWAP\"", html, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(site.Folder, "icb-only-arms.csv")));
    }

    [Fact]
    public async Task A_digitised_curve_is_drawn_before_it_is_added()
    {
        string design = await File.ReadAllTextAsync(Path.Combine(site.Folder, "design.json"), TestContext.Current.CancellationToken);
        (string, string)[] fields =
        [
            ("Curve.Name", "Series"), ("Curve.TimeUnit", "months"), ("Curve.SurvivalIn", "percent"), ("Curve.Points", "0,100\n2,80\n4,60\n6,40"), ("Curve.AtRisk", "0,50\n4,30"), ("Curve.PriorIcb", "no"),
            ("Curve.Justification", "only to look"), ("Curve.Do", "check"),
        ];

        var (_, html) = await Post("curve", fields);
        var (_, refused) = await Post("curve", [.. fields.Select(f => f.Item1 == "Curve.Points" ? (f.Item1, "0,100\nx") : f)]);

        Assert.Contains("Nothing was written.", html, StringComparison.Ordinal);
        Assert.Contains("had not progressed on ICB before", html, StringComparison.Ordinal);
        Assert.Contains("PFS behind the digitised curve", html, StringComparison.Ordinal);
        var (_, number) = await Post("curve", [.. fields, ("Curve.Events", "many")]);
        Assert.Contains("points, line 2", refused, StringComparison.Ordinal);
        Assert.Contains("read 'many'; expected a whole number", number, StringComparison.Ordinal);
        Assert.Equal(design, await File.ReadAllTextAsync(Path.Combine(site.Folder, "design.json"), TestContext.Current.CancellationToken));
    }
}
