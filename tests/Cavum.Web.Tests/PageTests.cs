using System.Net;

namespace Cavum.Web.Tests;

/// <summary>What the server sends, without any browser.</summary>
public sealed class PageTests(Site site) : IClassFixture<Site>
{
    private Task<string> Get(string path) => site.CreateClient().GetStringAsync(new Uri(path, UriKind.Relative));

    [Theory]
    [InlineData("/", "Answer")]
    [InlineData("/what-if", "The answer is the same as planned")]
    [InlineData("/what-if?shift=200", "expected -1 to 1")]
    [InlineData("/mouse/model", "All of it hangs on the late gain")]
    [InlineData("/mouse/model?block=99&gap=-5", "expected a number from 0 to 10")]
    [InlineData("/mouse/model?units=many", "expected a number")]
    [InlineData("/planning?n=20", "What would settle it")]
    [InlineData("/planning?n=2", "3 to 500")]
    [InlineData("/evidence", "Arms of ICB alone")]
    [InlineData("/subjects", "Subjects")]
    [InlineData("/runs", "Runs")]
    [InlineData("/controls", "Control charts")]
    [InlineData("/scans", "Scans")]
    [InlineData("/subjects/NOBODY", "There is no subject NOBODY")]
    [InlineData("/subjects?setting=RM-NPC&response=nothing", "No subject has these properties")]
    [InlineData("/search?q=zzzz", "Nothing is called")]
    public async Task Page_says_what_it_is(string path, string words)
    {
        string html = await Get(path);

        Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.Contains("Research use; a clinician decides.", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/what-if?shift=abc", "expected a number")]
    [InlineData("/planning?n=3.5", "expected a whole number")]
    public async Task An_address_of_the_wrong_kind_is_refused_and_never_a_fault(string path, string words)
    {
        var answer = await site.CreateClient().GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_stands_first_and_its_numbers_are_doors()
    {
        string html = await Get("/");

        Assert.InRange(html.IndexOf("class=\"answer\"", StringComparison.Ordinal), 0, html.IndexOf("<svg", StringComparison.Ordinal));
        Assert.Contains("href=\"/trace/answer.primary.ebvResponse.count\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_subject_run_and_scan_has_its_page()
    {
        foreach (var subject in site.Study.Subjects)
            foreach (string tab in new[] { "ebv", "pet", "serology", "labs", "adverse-events", "events" })
                Assert.Contains($"Subject {subject.Subject}", await Get($"/subjects/{subject.Subject}?tab={tab}"), StringComparison.Ordinal);
        foreach (var run in site.Study.Runs) Assert.Contains("Amplification curves", await Get("/runs/" + run.Run), StringComparison.Ordinal);
        foreach (var scan in site.Study.Pet.SelectMany(PetImages.Scans)) Assert.Contains("Path of rules", await Get("/scans/" + scan.Scan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_page_shows_results_and_MIQE_list_and_leads_to_a_certificate()
    {
        string run = site.Study.Runs[0].Run, page = await Get("/runs/" + run), certificate = await Get($"/runs/{run}/certificate");

        Assert.Contains("MIQE 2.0", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"/runs/{run}/certificate\"", page, StringComparison.Ordinal);
        Assert.Contains("Released the results", certificate, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await site.CreateClient().GetAsync(new Uri("/runs/none/certificate", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Planes_and_turns_are_drawn_by_the_server_for_a_browser_without_WebGL()
    {
        var scan = site.Study.Pet[0].Baseline!;
        string html = await Get($"/scans/{scan.Scan}?x=0&y=0&z={scan.Lesions[0].Z}");
        foreach (string picture in new[] { $"plane/axial.png?at={scan.Lesions[0].Z}", $"plane/coronal.png?at=0", "plane/sagittal.png?at=0", "turn/9.png" })
        {
            byte[] png = await site.CreateClient().GetByteArrayAsync(new Uri($"/api/scans/{scan.Scan}/{picture}", UriKind.Relative));
            Assert.True(png.Length > 2000 && png[1] == 'P', picture);
            if (Environment.GetEnvironmentVariable("CAVUM_SHOTS") is { } shots) await File.WriteAllBytesAsync(Path.Combine(shots, picture.Split('?')[0].Replace('/', '-')), png);
        }
        Assert.Contains("Planes drawn by the server", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await site.CreateClient().GetAsync(new Uri($"/api/scans/{scan.Scan}/plane/axial.png?at=99999", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Outlines_that_are_no_drawing_are_refused()
    {
        string scan = site.Study.Pet[0].Baseline!.Scan;
        using var junk = new ByteArrayContent([1, 2, 3]);
        junk.Headers.ContentType = new("application/octet-stream");
        using var form = new StringContent("a=b");

        var refused = await site.CreateClient().PostAsync(new Uri($"/api/scans/{scan}/outlines?reader=A", UriKind.Relative), junk);
        var foreign = await site.CreateClient().PostAsync(new Uri($"/api/scans/{scan}/outlines?reader=A", UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await site.CreateClient().PostAsync(new Uri($"/scans/{scan}/sign", UriKind.Relative), new FormUrlEncodedContent([new("reader", "A")]))).StatusCode);
    }

    [Fact]
    public async Task A_trace_page_shows_rule_and_bytes()
    {
        string id = site.Study.EbvDna[0].Kinetics.ResultId + ".quantified";

        string html = await Get("/trace/" + id);

        Assert.Contains(id, html, StringComparison.Ordinal);
        Assert.Contains("Its bytes are the ones that were analysed.", html, StringComparison.Ordinal);
        Assert.Contains("Raw bytes", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_goes_to_the_subject_and_to_the_number()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(site.Url) };
        var subject = await client.GetAsync(new Uri("/search?q=" + site.Study.Subjects[0].Subject.ToLowerInvariant(), UriKind.Relative));
        var number = await client.GetAsync(new Uri("/search?q=answer.primary.ebvResponse.count", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Found, subject.StatusCode);
        Assert.EndsWith("/subjects/" + site.Study.Subjects[0].Subject, subject.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("/trace/answer.primary.ebvResponse.count", number.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_viewer_gets_gzip_NIfTI_and_an_unknown_scan_is_refused()
    {
        string scan = site.Study.Pet[0].Baseline!.Scan;
        byte[] pet = await site.CreateClient().GetByteArrayAsync(new Uri($"/api/scans/{scan}/pet.nii.gz", UriKind.Relative));
        var none = await site.CreateClient().GetAsync(new Uri("/api/scans/none/pet.nii.gz", UriKind.Relative));

        using var packed = new HttpRequestMessage(HttpMethod.Get, $"/api/scans/{scan}/pet.nii");
        packed.Headers.AcceptEncoding.Add(new("gzip"));
        var unpackedByTheBrowser = await site.CreateClient().SendAsync(packed);

        Assert.Equal([0x1f, 0x8b], pet[..2]);
        Assert.Equal(["gzip"], unpackedByTheBrowser.Content.Headers.ContentEncoding);
        Assert.Equal(pet, await unpackedByTheBrowser.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.NotAcceptable, (await site.CreateClient().GetAsync(new Uri($"/api/scans/{scan}/pet.nii", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Nothing_outside_the_site_is_named()
    {
        var response = await site.CreateClient().GetAsync(new Uri("/", UriKind.Relative));
        string html = await response.Content.ReadAsStringAsync();

        Assert.DoesNotMatch("(?:src|href)=\"https?:", html);
        Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    /// <summary>A read without a reader's name is refused; what was chosen and typed stands in the form again.</summary>
    [Fact]
    public async Task A_refused_read_keeps_what_was_typed()
    {
        string scan = site.Study.Pet[0].Baseline!.Scan, address = $"/scans/{scan}/read";
        using var client = site.CreateClient();
        string form = await client.GetStringAsync(new Uri(address, UriKind.Relative));
        string token = form.Split("__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        using var sent = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token,
            ["role"] = "blinded",
            ["reader"] = "",
            ["tumourPresent"] = "positive",
            ["hopkinsPrimary"] = "4",
            ["niRadsNeck"] = "2",
            ["comment"] = "left <node> grows",
        });
        var answer = await client.PostAsync(new Uri($"/scans/{scan}/sign", UriKind.Relative), sent);
        string page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("The read was not signed:", page, StringComparison.Ordinal);
        Assert.Contains("left &lt;node&gt; grows</textarea>", page, StringComparison.Ordinal);
        Assert.Contains("value=\"positive\" required checked", page, StringComparison.Ordinal);
        Assert.Matches("name=\"hopkinsPrimary\">(.|\\n)*?<option value=\"4\" selected", page);
        Assert.DoesNotContain("left", answer.RequestMessage!.RequestUri!.Query, StringComparison.Ordinal);
    }
}

/// <summary>A folder without a report still answers, and says what to do.</summary>
public sealed class EmptyStudyTests
{
    [Fact]
    public void A_folder_without_a_report_names_the_command()
    {
        var study = ServedStudy.Open(Directory.CreateTempSubdirectory("cavum-empty-").FullName);

        Assert.Null(study.Results);
        Assert.Contains("cavum analyze", study.Problems[0].ToString(), StringComparison.Ordinal);
    }
}
