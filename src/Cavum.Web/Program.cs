using Cavum.Web;

// The content root is where the program lies, so that the islands are found whatever the working directory.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // a port in use is said below in a sentence
builder.Services.AddRazorComponents();
builder.Services.AddSingleton(services => ServedStudy.Open(services.GetRequiredService<IConfiguration>()["data"] ?? Path.Combine("out", "demo")));
builder.Services.AddSingleton<PairStore>();
builder.Services.AddSingleton<ScanStore>();
builder.Services.AddSingleton<RefusedForms>();
builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["port"] ?? "5080"}");

var app = builder.Build();
app.UseSecurityHeaders();
app.UseWrongAddress();
app.Use((context, next) =>
{
    context.RequestServices.GetRequiredService<ServedStudy>().Refresh();
    return next();
});
app.UseStaticFiles();
app.UseAntiforgery();
app.MapSiteStyle();
app.MapScans();
app.MapPairs();
app.MapRuns();
app.MapMouse();
app.MapGet("/healthz", () => "ok");
app.MapRazorComponents<App>();

try
{
    await app.StartAsync();
}
catch (IOException busy)
{
    await Console.Error.WriteLineAsync($"The site cannot start: {busy.Message} Choose another port with --port.");
    return 1;
}
app.Services.GetRequiredService<PairStore>(); // clears away what a crash cut off
foreach (string address in app.Urls) Console.WriteLine($"Cavum serves {app.Services.GetRequiredService<ServedStudy>().Folder} at {address} (Ctrl+C ends it)");
_ = Task.Run(() => FirstUse.Prepare(app.Services.GetRequiredService<ServedStudy>()));
await app.WaitForShutdownAsync();
return 0;
