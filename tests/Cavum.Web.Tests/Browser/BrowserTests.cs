using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Cavum.Web.Tests;

/// <summary>The pages in a browser: accessible, readable without script, and the islands open.</summary>
public sealed class BrowserTests(Site site) : IClassFixture<Site>
{
    private string PathOf(string name) => name switch
    {
        "answer" => "/",
        "subjects" => "/subjects",
        "subject" => "/subjects/" + site.Study.Subjects[0].Subject,
        "subject PET" => $"/subjects/{site.Study.Subjects[0].Subject}?tab=pet",
        "subject labs" => $"/subjects/{site.Study.Subjects[0].Subject}?tab=labs",
        "runs" => "/runs",
        "run" => "/runs/" + site.Study.Runs[0].Run,
        "scans" => "/scans",
        "scan" => "/scans/" + site.Study.Pet[0].Baseline!.Scan,
        "read" => $"/scans/{site.Study.Pet[0].Baseline!.Scan}/read",
        "two scans" => "/pairs",
        "trace" => "/trace/answer.primary.ebvResponse.count",
        _ => "/search?q=S",
    };

    public static TheoryData<string> Names => ["answer", "subjects", "subject", "subject PET", "subject labs", "runs", "run", "scans", "scan", "read", "two scans", "trace", "search"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Has_no_accessibility_violation(string name)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var page = await site.Open(PathOf(name), scheme: scheme);
            var found = await page.RunAxe();
            await Site.Shoot(page, $"{name}-{scheme}");
            await page.Context.CloseAsync();

            Assert.True(found.Violations.Length == 0, string.Join("\n", found.Violations.Select(v =>
                $"{scheme} {v.Id}: {v.Help}; {v.Nodes.Length} nodes, first {v.Nodes[0].Html}")));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Shows_its_content_without_script(string name)
    {
        var page = await site.Open(PathOf(name), script: false);
        string words = await page.Locator("main").InnerTextAsync();
        await page.Context.CloseAsync();

        Assert.True(words.Length > 200, words);
        if (name is "answer" or "subject" or "run" or "scan" or "subjects") await Drawn(name);
    }

    private async Task Drawn(string name)
    {
        var page = await site.Open(PathOf(name), script: false);
        int figures = await page.Locator("main svg").CountAsync();
        await page.Context.CloseAsync();

        Assert.True(figures > 0, name + " has no figure without script");
    }

    [Fact]
    public async Task The_curves_open_with_zoom()
    {
        var page = await site.Open(PathOf("run"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the curves with zoom" }).ClickAsync();
        await page.Locator("cavum-curves[data-ready=true]").WaitForAsync(new() { Timeout = 60_000 });
        var found = await page.RunAxe();
        await Site.Shoot(page, "curves");

        // a canvas says nothing of what is on it, so its pixels do: curves of standards and samples in their colours
        var drawn = await page.EvaluateAsync<int[]>("() => { const c = document.querySelector('.curves canvas'), p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let blue = 0, orange = 0; for (let i = 0; i < p.length; i += 4) { if (p[i+3] > 99 && p[i+2] > 120 && p[i] < 90) blue++; if (p[i+3] > 99 && p[i] > 150 && p[i+2] < 90) orange++; } return [blue, orange]; }");
        Assert.All(drawn, pixels => Assert.InRange(pixels, 500, int.MaxValue));
        Assert.Empty(found.Violations.Select(v => v.Id));
    }

    [Fact]
    public async Task The_table_of_subjects_opens_with_filters()
    {
        var page = await site.Open(PathOf("subjects"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sort and filter this table" }).ClickAsync();
        await page.Locator("cavum-table[data-ready=true]").WaitForAsync(new() { Timeout = 60_000 });
        var found = await page.RunAxe();
        await Site.Shoot(page, "table");
        await page.GetByLabel("Filter Subject").PressSequentiallyAsync(site.Study.Subjects[1].Subject);

        await Assertions.Expect(page.Locator(".tabulator-row")).ToHaveCountAsync(1);
        // Tabulator gives its grid a row group between grid and rows; the plain table without script has none of it.
        Assert.Empty(found.Violations.Where(v => v.Id != "aria-required-children").Select(v => v.Id + ": " + v.Nodes[0].Html));
    }

    [Fact]
    public async Task Two_scans_given_in_the_page_are_answered_and_the_answer_is_accessible()
    {
        var page = await site.Open("/pairs");
        string Scan(string name) => Path.Combine(site.Folder, "sources", "pet", name + "-pt.zip");
        await page.GetByLabel("Baseline").SetInputFilesAsync(Scan(site.Study.Pet[0].Baseline!.Scan));
        await page.GetByLabel("Follow-up").SetInputFilesAsync(Scan(site.Study.Pet[0].FollowUp!.Scan));
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare the two scans" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(new System.Text.RegularExpressions.Regex("/pairs/[0-9a-f]{12}$"), new() { Timeout = 60_000 });
        var found = await page.RunAxe();
        await Site.Shoot(page, "pair");
        string words = await page.Locator("main").InnerTextAsync();

        Assert.Contains("Proposed by the program, not yet read", words, StringComparison.Ordinal);
        Assert.Empty(found.Violations.Select(v => $"{v.Id}: {v.Help}; {v.Nodes[0].Html}"));
    }

    [Fact]
    public async Task Slash_goes_to_the_search()
    {
        var page = await site.Open("/");
        await page.Keyboard.PressAsync("/");

        Assert.Equal("search", await page.EvaluateAsync<string>("document.activeElement.id"));
    }

    [Fact]
    public async Task The_report_file_has_no_accessibility_violation_and_its_panel_opens_from_the_keyboard()
    {
        Assert.SkipWhen(site.Browser is null, "no Chromium at /usr/bin/chromium; name one in CAVUM_CHROMIUM");
        var page = await site.Browser!.NewPageAsync();
        await page.GotoAsync("file://" + site.ReportPath);
        var found = await page.RunAxe();
        await page.Locator("p.answer a.n").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        bool open = await page.Locator("#trace").IsVisibleAsync();
        string words = await page.Locator("#trace").InnerTextAsync();
        await page.Keyboard.PressAsync("Escape");

        Assert.True(open);
        Assert.Contains("Rule", words, StringComparison.Ordinal);
        Assert.False(await page.Locator("#trace").IsVisibleAsync());
        Assert.Equal("n", await page.EvaluateAsync<string>("document.activeElement.className"));
        Assert.True(found.Violations.Length == 0, string.Join("\n", found.Violations.Select(v => $"{v.Id}: {v.Help}; {v.Nodes.Length} nodes, first {v.Nodes[0].Html}")));
    }

    /// <summary>A certificate has no contents beside it: on a wide screen it once stood in the column that the report keeps for them, 200 pixels wide.</summary>
    [Fact]
    public async Task A_certificate_has_the_width_of_a_page_on_a_wide_screen_and_no_accessibility_violation()
    {
        var page = await site.Open($"/runs/{site.Study.Runs[0].Run}/certificate");
        var found = await page.RunAxe();
        await Site.Shoot(page, "certificate");

        Assert.True(await page.EvaluateAsync<double>("document.querySelector('main').getBoundingClientRect().width") > 700);
        Assert.True(found.Violations.Length == 0, string.Join("\n", found.Violations.Select(v => $"{v.Id}: {v.Help}; {v.Nodes.Length} nodes, first {v.Nodes[0].Html}")));
    }
}
