using System.Globalization;
using Cavum.Imaging;
using Cavum.Study;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Cavum.Web.Tests;

/// <summary>The viewer as a reader uses it, and the form of a read without script.</summary>
public sealed class ViewerTests(Site site) : IClassFixture<Site>
{
    private string Scan => site.Study.Pet[0].Baseline!.Scan;

    private async Task<IPage> OpenViewer()
    {
        var page = await site.Open("/scans/" + Scan);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the viewer" }).ClickAsync();
        await page.Locator("cavum-viewer[data-ready=true],cavum-viewer[data-failed=true]").WaitForAsync(new() { Timeout = 120_000 });
        Assert.Contains("WebGL 2", await page.Locator("cavum-viewer").GetAttributeAsync("data-gl") ?? await page.Locator("cavum-viewer .island-bar [role=status]").InnerTextAsync(), StringComparison.Ordinal);
        return page;
    }

    [Fact]
    public async Task The_viewer_opens_on_the_first_lesion_tells_its_SUV_and_is_accessible()
    {
        var page = await OpenViewer();
        var found = await page.RunAxe();
        await Site.Shoot(page, "viewer");
        string status = await page.Locator(".viewer-status").InnerTextAsync();
        var lesion = site.Study.Pet[0].Baseline!.Lesions.First(l => l.Voxels is not null);
        double suv = double.Parse(status.Split("SUV ")[1].Split(',')[0], CultureInfo.InvariantCulture);

        Assert.InRange(suv, 0.75 * lesion.SuvMax!.Value, 1.01 * lesion.SuvMax.Value); // the crosshair stands on the voxel of the maximum, or beside it on the finer grid
        Assert.Empty(found.Violations.Select(v => $"{v.Id}: {v.Help}; {v.Nodes[0].Html}"));
    }

    [Fact]
    public async Task The_keyboard_moves_the_crosshair_and_opens_the_other_time_point_linked()
    {
        var page = await OpenViewer();
        string before = await page.Locator(".viewer-status").InnerTextAsync();
        await page.Locator(".viewer").First.FocusAsync();
        await page.Keyboard.PressAsync("PageUp");
        string after = await page.Locator(".viewer-status").InnerTextAsync();
        string? step = await page.Locator(".viewer").First.GetAttributeAsync("data-step");
        await page.Locator("[data-tool=beside]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-tool=beside]")).ToHaveTextAsync("Both time points are linked", new() { Timeout = 60_000 });
        await Site.Shoot(page, "viewer-pair");
        string both = await page.Locator(".viewer-status").InnerTextAsync();

        if (Environment.GetEnvironmentVariable("CAVUM_SHOTS") is { } shots)
            await File.WriteAllTextAsync(Path.Combine(shots, "viewer-times.txt"), $"first view {await page.Locator("cavum-viewer").GetAttributeAsync("data-first-view")} ms, slice step {step} ms\n");

        Assert.NotEqual(before, after);
        Assert.NotNull(step);
        Assert.Equal(3, both.Split(": SUV ").Length); // the uptake under the crosshair of each time point
        Assert.Equal(2, await page.Locator(".viewer").CountAsync());
    }

    [Fact]
    public async Task Outlines_come_back_as_SEG_in_the_study_folder()
    {
        var page = await OpenViewer();
        await page.GetByLabel("reader").FillAsync("Viewer test");
        await page.Locator("[data-tool=save]").ClickAsync();
        await Assertions.Expect(page.Locator(".viewer-status")).ToContainTextAsync("Saved", new() { Timeout = 60_000 });
        string status = await page.Locator(".viewer-status").InnerTextAsync();
        async Task<byte[]> Own(string words) => await site.CreateClient().GetByteArrayAsync(new Uri(await page.GetByRole(AriaRole.Link, new() { Name = words }).First.GetAttributeAsync("href") ?? "", UriKind.Relative));
        byte[] seg = await Own("DICOM SEG"), sr = await Own("structured report");

        int measured = site.Study.Pet[0].Baseline!.Lesions.Count(l => l.Voxels is not null);
        Assert.Contains($"Saved {measured} lesions", status, StringComparison.Ordinal);
        Assert.Equal("SEG", DicomReader.Read("seg", seg).Value.Modality);
        Assert.Equal("SR", DicomReader.Read("sr", sr).Value.Modality);
        // another reader, who does not know what was told to the one who saved, sees none of it before both have signed
        foreach (string what in new[] { "outlines.nii.gz", "read.seg.dcm", "read.sr.dcm" })
            Assert.Equal(System.Net.HttpStatusCode.NotFound, (await site.CreateClient().GetAsync(new Uri($"/api/scans/{Scan}/{what}?reader=Viewer%20test", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task A_read_is_signed_without_script_and_hidden_until_the_second()
    {
        string scan = site.Study.Pet[0].FollowUp?.Scan ?? Scan;
        async Task<string> Sign(string reader, string tumour)
        {
            var page = await site.Open($"/scans/{scan}/read", script: false);
            await page.GetByLabel("Reader").FillAsync(reader);
            await page.GetByLabel(tumour, new() { Exact = true }).CheckAsync();
            await page.GetByLabel("primary").First.SelectOptionAsync("4");
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign" }).ClickAsync();
            string words = await page.Locator("main").InnerTextAsync();
            await Site.Shoot(page, "read-" + reader);
            await page.Context.CloseAsync();
            return words;
        }

        string first = await Sign("Anna", "positive"), again = await Sign("Anna", "negative"), second = await Sign("Bert", "negative");

        Assert.Contains("One of two blinded reads is signed", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", first, StringComparison.Ordinal);
        Assert.Contains("a signed read is not changed", again, StringComparison.Ordinal);
        Assert.Contains("they differ: a third person adjudicates", second, StringComparison.Ordinal);
        Assert.Contains("Anna", second, StringComparison.Ordinal);
        Assert.Equal(2, ReadingState.Of(new SignedReads(site.Folder).All().Value, scan).Blinded.Count);
    }
}
