using Cavum.Analysis;
using Cavum.Report;
using Cavum.Simulation;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Playwright;

namespace Cavum.Web.Tests;

/// <summary>The site on a real port over a small simulated study, and a browser where there is one.</summary>
public sealed class Site : WebApplicationFactory<Program>, IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("cavum-web-").FullName;
    private IPlaywright? playwright;

    public IBrowser? Browser { get; private set; }

    public string Url { get; private set; } = "";

    public StudyResults Study { get; private set; } = null!;

    public string Folder => folder;

    public string ReportPath => Path.Combine(ReportFolder.Of(folder), ReportFolder.Page);

    public async ValueTask InitializeAsync()
    {
        var made = StudySimulator.Write(new SimulationSettings { Subjects = 2 }, folder);
        if (made.IsRefused) throw new InvalidOperationException(string.Join(" ", made.Problems));
        var analysed = StudyAnalysis.Run(folder).Value;
        ReportWriter.Write(analysed, ReportFolder.Of(folder));
        Study = analysed.Results;
        UseKestrel(0);
        StartServer();
        Url = ClientOptions.BaseAddress.ToString();
        string chromium = Environment.GetEnvironmentVariable("CAVUM_CHROMIUM") ?? "/usr/bin/chromium";
        if (!File.Exists(chromium)) return;
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Arguments });
    }

    /// <summary>A page of the browser; the test skips, by name, where no browser is installed.</summary>
    public async Task<IPage> Open(string path, bool script = true, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(Browser is null, "no Chromium at /usr/bin/chromium; name one in CAVUM_CHROMIUM");
        var context = await Browser!.NewContextAsync(new() { JavaScriptEnabled = script, ViewportSize = new() { Width = 1280, Height = 1000 }, ColorScheme = scheme });
        var page = await context.NewPageAsync();
        await page.GotoAsync(Url.TrimEnd('/') + path);
        return page;
    }

    /// <summary>Keeps a picture of the page where CAVUM_SHOTS says.</summary>
    public static async Task Shoot(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("CAVUM_SHOTS") is { } shots) await page.ScreenshotAsync(new() { Path = Path.Combine(shots, name + ".png"), FullPage = true });
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder.UseSetting("data", folder).UseSetting("port", "0");

    public override async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.CloseAsync();
        playwright?.Dispose();
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
