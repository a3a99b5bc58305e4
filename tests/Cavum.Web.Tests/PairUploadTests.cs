using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Cavum.Report;

namespace Cavum.Web.Tests;

/// <summary>Two scans given to the site: as they should be, as a clumsy user would, and as an attacker would.</summary>
public sealed partial class PairUploadTests(PairSite site) : IClassFixture<PairSite>
{
    private byte[] Scan(string name) => site.Scan(name);

    private string Pairs => Path.Combine(site.Folder, PairStore.Folder);

    /// <summary>A client with the cookie of the form, and the form's token.</summary>
    private async Task<(HttpClient Client, string Token)> Form(string page = "/pairs")
    {
        var client = new HttpClient(new HttpClientHandler { CookieContainer = new() }) { BaseAddress = new(site.Url) };
        return (client, Token().Match(await client.GetStringAsync(new Uri(page, UriKind.Relative))).Groups[1].Value);
    }

    private async Task<(HttpStatusCode Status, string Page, string Address)> Give(byte[] baseline, byte[] followUp, params (string Name, string Value)[] words)
    {
        var (client, token) = await Form();
        using (client)
        {
            using var form = new MultipartFormDataContent();
            form.Add(new StringContent(token), "__RequestVerificationToken");
            form.Add(new ByteArrayContent(baseline), "baseline", "a.zip");
            form.Add(new ByteArrayContent(followUp), "followUp", "b.zip");
            foreach (var (name, value) in words) form.Add(new StringContent(value), name);
            using var answer = await client.PostAsync(new Uri("/pairs/upload", UriKind.Relative), form);
            return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), answer.RequestMessage!.RequestUri!.AbsolutePath);
        }
    }

    private void NothingIsLeft() => Assert.Empty(Directory.Exists(Pairs) ? Directory.EnumerateDirectories(Pairs, ".incoming-*") : []);

    [Fact]
    public async Task Two_scans_become_an_answer_a_decision_and_a_package_that_reproduces()
    {
        var (status, page, address) = await Give(Scan("one"), Scan("two"), ("firstDose", "2025-01-06"), ("subject", "S01 & <b>"));
        var (client, token) = await Form(address);
        using var decision = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("reader", "Anna"), new("accepted", "baseline:1")]);
        string decided = await (await client.PostAsync(new Uri(address + "/decide", UriKind.Relative), decision)).Content.ReadAsStringAsync();
        string package = Path.Combine(site.Folder, "package.zip");
        await File.WriteAllBytesAsync(package, await client.GetByteArrayAsync(new Uri(address + "/package-2.zip", UriKind.Relative)));
        var again = PairReproduction.Of(package, new Dictionary<string, string> { ["baseline"] = site.Kept("one") });
        byte[] first = await client.GetByteArrayAsync(new Uri(address + "/package-1.zip", UriKind.Relative));
        string sheet = await client.GetStringAsync(new Uri(address + "/result-2.html", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Proposed by the program, not yet read", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b></h1>", page.Replace("S01 & <b>", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Anna has decided; another decision becomes version 3", decided, StringComparison.Ordinal);
        Assert.False(again.IsRefused, string.Join("\n", again.Problems));
        Assert.True(first.Length > 1000);
        Assert.Contains("accepted by Anna", sheet, StringComparison.Ordinal);
        NothingIsLeft();
    }

    [Fact]
    public async Task The_viewers_volumes_of_an_uploaded_scan_are_served_and_an_own_outline_is_blinded()
    {
        var (_, page, address) = await Give(Scan("one"), Scan("two"), ("subject", "viewer"));
        string scan = Regex.Match(page, "scan=\"(pair-[0-9a-f]+)\"").Groups[1].Value;
        var (client, token) = await Form(address);
        byte[] mask = await client.GetByteArrayAsync(new Uri($"/api/scans/{scan}/mask.nii.gz", UriKind.Relative));
        using var drawing = new ByteArrayContent(mask);
        drawing.Headers.ContentType = new("application/octet-stream");
        var saved = await client.PostAsync(new Uri($"/api/scans/{scan}/outlines?reader=Anna", UriKind.Relative), drawing);
        string key = Regex.Match(await saved.Content.ReadAsStringAsync(), "\"sha256\":\"([0-9a-f]{64})\"").Groups[1].Value;
        using var decision = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("reader", "Anna"), new("outlined", "baseline")]);
        string decided = await (await client.PostAsync(new Uri(address + "/decide", UriKind.Relative), decision)).Content.ReadAsStringAsync();
        using var nobody = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("reader", "Nobody"), new("outlined", "baseline")]);
        string refused = await (await client.PostAsync(new Uri(address + "/decide", UriKind.Relative), nobody)).Content.ReadAsStringAsync();

        Assert.Equal(64, key.Length);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri($"/api/scans/{scan}/read.sr.dcm?reader=Anna&key={key}", UriKind.Relative))).StatusCode);
        Assert.Contains("The lesions were accepted by Anna", decided, StringComparison.Ordinal);
        Assert.Contains("a reader who saved outlines of this scan in the viewer", refused, StringComparison.Ordinal);
        Blind(client, scan, "Anna");
    }

    private static void Blind(HttpClient client, string scan, string reader)
    {
        foreach (string what in new[] { "outlines.nii.gz", "read.seg.dcm", "read.sr.dcm" })
            foreach (string key in new[] { "", "&key=", "&key=" + new string('0', 64) })
                Assert.Equal(HttpStatusCode.NotFound, client.GetAsync(new Uri($"/api/scans/{scan}/{what}?reader={reader}{key}", UriKind.Relative)).Result.StatusCode);
    }

    public static TheoryData<string, string> Clumsy => new()
    {
        { "text", "none DICOM" }, { "empty", "expected a zip of the PET/CT" }, { "ct", "expected a PT series" }, { "exchanged", "as if the two were exchanged" }, { "twice", "the same one was given twice" },
        { "other person", "another patient id" }, { "cut", "an archive that cannot be read" }, { "bomb", "which do not pack that closely" }, { "traversal", "none DICOM" }, { "wrong day", "a day as 2026-01-05" },
    };

    [Theory]
    [MemberData(nameof(Clumsy))]
    public async Task What_is_no_pair_is_refused_in_the_page(string how, string words)
    {
        byte[] one = Scan("one"), two = Scan("two");
        var (before, after) = how switch
        {
            "text" => (Encoding.UTF8.GetBytes("hello"), two),
            "empty" => (one, []),
            "ct" => (Scan("ct"), two),
            "exchanged" => (two, one),
            "twice" => (one, one),
            "other person" => (one, Scan("other")),
            "cut" => (one[..(one.Length / 2)], two),
            "bomb" => (Zip(("zeros.dcm", new byte[300 << 20])), two),
            "traversal" => (Zip(("../../../../escaped.dcm", Encoding.UTF8.GetBytes("outside")), ("/tmp/escaped.dcm", [1])), two),
            _ => (one, two),
        };

        var (status, page, _) = await Give(before, after, how == "wrong day" ? [("firstDose", "06.01.2025")] : []);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("The scans were not taken in", page, StringComparison.Ordinal);
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.DoesNotContain("   at Cavum", page, StringComparison.Ordinal);
        Assert.DoesNotContain(site.Folder, page, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(site.Folder, "..", "escaped.dcm")) || File.Exists(Path.Combine(site.Folder, "escaped.dcm")));
        NothingIsLeft();
    }

    [Fact]
    public async Task A_form_of_another_site_and_one_without_its_parts_are_turned_away()
    {
        using var client = site.CreateClient();
        using var foreign = new MultipartFormDataContent { { new ByteArrayContent(Scan("one")), "baseline", "a.zip" } };
        using var plain = new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync(new Uri("/pairs/upload", UriKind.Relative), foreign)).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.PostAsync(new Uri("/pairs/upload", UriKind.Relative), plain)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri("/pairs/..%2f..%2fetc/package-1.zip", UriKind.Relative))).StatusCode);
        Assert.Contains("There is no pair", await client.GetStringAsync(new Uri("/pairs/000000000000", UriKind.Relative)), StringComparison.Ordinal);
        NothingIsLeft();
    }

    [Fact]
    public async Task An_upload_that_stops_half_way_leaves_nothing_and_the_site_goes_on()
    {
        var (client, token) = await Form();
        string cookie = string.Join("; ", (await client.GetAsync(new Uri("/pairs", UriKind.Relative))).Headers.TryGetValues("Set-Cookie", out var set) ? set.Select(s => s.Split(';')[0]) : []);
        using (var socket = new TcpClient("127.0.0.1", new Uri(site.Url).Port))
        {
            string head = $"POST /pairs/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: 50000000\r\n\r\n--X\r\nContent-Disposition: form-data; name=\"__RequestVerificationToken\"\r\n\r\n{token}\r\n--X\r\nContent-Disposition: form-data; name=\"baseline\"; filename=\"a.zip\"\r\n\r\n";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
            await socket.GetStream().WriteAsync(new byte[1 << 20]);
            await Task.Delay(200);
        }
        for (int i = 0; i < 100 && Directory.Exists(Pairs) && Directory.EnumerateDirectories(Pairs, ".incoming-*").Any(); i++) await Task.Delay(50);

        NothingIsLeft();
        Assert.Contains("Two scans, one answer", await client.GetStringAsync(new Uri("/pairs", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_uploads_at_once_are_both_answered_and_what_a_crash_left_is_cleared_away()
    {
        var both = await Task.WhenAll(Give(Scan("one"), Scan("two"), ("subject", "one")), Give(Scan("one"), Scan("two"), ("subject", "two")));
        string cut = Path.Combine(Pairs, ".incoming-2147483647-1");
        Directory.CreateDirectory(cut);
        using var restarted = new PairStore(ServedStudy.Open(site.Folder));

        Assert.All(both, b => Assert.StartsWith("/pairs/", b.Address, StringComparison.Ordinal));
        Assert.NotEqual(both[0].Address, both[1].Address);
        Assert.False(Directory.Exists(cut));
        Assert.All(both, b => Assert.True(restarted.Has(b.Address["/pairs/".Length..])));
    }

    [Fact]
    public async Task A_version_that_was_changed_by_hand_is_told_and_no_fault()
    {
        var (_, _, address) = await Give(Scan("one"), Scan("two"), ("subject", "changed by hand"));
        await Give(Scan("one"), Scan("two"), ("subject", "another, so that the first is read again"));
        await File.WriteAllTextAsync(Path.Combine(Pairs, address["/pairs/".Length..], "versions", "001.json"), "{ nothing");
        using var client = site.CreateClient();
        string page = await client.GetStringAsync(new Uri(address, UriKind.Relative)), all = await client.GetStringAsync(new Uri("/pairs", UriKind.Relative));

        Assert.Contains("001.json: read", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains(address, all, StringComparison.Ordinal);
    }

    private static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, bytes) in entries)
            {
                using var stream = archive.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                stream.Write(bytes);
            }
        return memory.ToArray();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
