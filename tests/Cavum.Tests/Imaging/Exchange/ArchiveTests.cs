using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>A real archive, Orthanc, on a free port of this machine; tests are skipped by its name where it is not installed.</summary>
public sealed class OrthancFixture : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cavum-orthanc-").FullName;
    private Process? process;

    /// <summary>Starts the archive on first use.</summary>
    public string Address()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/Orthanc") && File.Exists("/usr/share/orthanc/plugins/libOrthancDicomWeb.so"), "Orthanc with its DICOMweb plugin is not installed");
        if (process is not null) return address!;
        int port;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            port = ((IPEndPoint)free.LocalEndpoint).Port;
        }
        string settings = Path.Combine(folder, "orthanc.json");
        File.WriteAllText(settings, $$$"""
            {"Name":"cavum-test","StorageDirectory":"{{{folder}}}/store","IndexDirectory":"{{{folder}}}/store","HttpPort":{{{port}}},"DicomServerEnabled":false,
             "RemoteAccessAllowed":false,"AuthenticationEnabled":false,"Plugins":["/usr/share/orthanc/plugins/libOrthancDicomWeb.so"],"DicomWeb":{"Enable":true,"Root":"/dicom-web/"}}
            """);
        process = Process.Start(new ProcessStartInfo("/usr/sbin/Orthanc", settings) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        address = $"http://127.0.0.1:{port}/dicom-web";
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        for (int tries = 0; ; tries++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address + "/studies");
                using var response = client.Send(request);
                if (response.IsSuccessStatusCode) return address;
            }
            catch (HttpRequestException) when (tries < 200)
            {
                // not up yet
            }
            Assert.True(tries < 200, "Orthanc did not start within 20 s");
            Thread.Sleep(100);
        }
    }

    private string? address;

    public void Dispose()
    {
        process?.Kill();
        process?.WaitForExit();
        process?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

public class ArchiveTests(OrthancFixture archive) : IClassFixture<OrthancFixture>
{
    [Fact]
    public void A_series_goes_to_Orthanc_and_back_unchanged()
    {
        string address = archive.Address();
        var series = SeriesSorter.Sort([.. PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(), (new(0, 0, -82), 14, 6)), Phantom.Header("Für Köln"), Phantom.Acquisition(PetDialect.Philips)).Select((b, i) => Phantom.Read(b, $"{i}"))]).Value;
        var mask = new Mask(series.Geometry, [.. series.Load(_ => 1).Value.Values.ToArray().Select(v => v > 2000)]);
        byte[] seg = SegmentationWriter.Write(series, series.Geometry, [new("A", mask)]);
        using var source = Phantom.Write([.. series.Slices.Select(s => s.File.Bytes.ToArray()), seg]);
        using var folder = new TempFolder();
        string study = series.First.Data.Text(DicomTags.StudyInstanceUid)!;

        var sent = Run.Json("pet", "send", address, source.Path);
        var fetched = Run.Json("pet", "fetch", address, "--study", study, "--out", folder.File("back"));

        Assert.Equal(13, sent.GetProperty("stored").GetInt32());
        Assert.Equal(13, fetched.GetProperty("files").GetInt32());
        Assert.Equal(["PT", "SEG"], fetched.GetProperty("series").EnumerateArray().Select(s => s.GetProperty("modality").GetString()!).Order(StringComparer.Ordinal));
        var back = Directory.GetFiles(folder.File("back"), "*", SearchOption.AllDirectories).Select(File.ReadAllBytes).ToDictionary(b => DicomReader.Read("b", b).Value.SopInstanceUid);
        foreach (string path in Directory.GetFiles(source.Path))
        {
            byte[] before = File.ReadAllBytes(path);
            Assert.Equal(before, back[DicomReader.Read("a", before).Value.SopInstanceUid]);
        }
        Assert.Equal(PetImage.Load(source.Path).Value.Suv.Values, PetImage.Load(folder.File("back")).Value.Suv.Values);
    }

    [Fact]
    public void What_the_archive_does_not_hold_is_refused_with_its_address()
    {
        string address = archive.Address();

        var nothing = Run.Cavum("pet", "fetch", address, "--study", "1.2.3.999");
        var wrong = Run.Cavum("pet", "fetch", address + "-elsewhere", "--study", "1.2.3.999");

        Assert.Equal(1, nothing.Exit);
        Assert.Contains("none as asked", nothing.Error, StringComparison.Ordinal);
        Assert.Equal(1, wrong.Exit);
        Assert.Contains("HTTP 404", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_does_not_answer_and_an_address_that_is_none_are_told_apart()
    {
        Assert.Equal(1, Run.Cavum("pet", "fetch", "http://127.0.0.1:1/dicom-web", "--study", "1.2").Exit);
        Assert.Equal(2, Run.Cavum("pet", "fetch", "ftp://x", "--study", "1.2").Exit);
        Assert.Equal(2, Run.Cavum("pet", "fetch", "http://127.0.0.1:1").Exit);
    }

    /// <summary>Kept for the test's life: a collected connection would be an end, not silence.</summary>
    private readonly List<TcpClient> open = [];

    /// <summary>Answers of a server that is none, or stops: each request gets the next answer, and silence after it where it breaks off.</summary>
    private string Answer(TcpListener server, params byte[][] answers)
    {
        server.Start();
        var pool = new Thread(() =>
        {
            foreach (byte[] answer in answers)
            {
                var client = server.AcceptTcpClient();
                open.Add(client);
                var stream = client.GetStream();
                byte[] asked = new byte[1 << 14];
                for (int n = 0; !asked.AsSpan(0, n).EndsWith("\r\n\r\n"u8);) n += stream.Read(asked, n, asked.Length - n);
                stream.Write(answer);
            }
        })
        { IsBackground = true };
        pool.Start();
        return $"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}";
    }

    private static byte[] Http(string type, byte[] body) => [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), .. body];

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab", "silence")]
    [InlineData("", "silence")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3000000000\r\n\r\nab", "more than")]
    public void An_archive_that_stops_or_claims_too_much_is_given_up(string answer, string read)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        using var client = new DicomWebClient(new(Answer(server, Encoding.ASCII.GetBytes(answer))), null, TimeSpan.FromMilliseconds(200));

        Assert.Contains(read, client.Find("1.2", null, null).Problems.Single().Read, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_another_series_and_a_file_twice_are_refused()
    {
        byte[] list = Encoding.ASCII.GetBytes("""[{"0020000D":{"vr":"UI","Value":["1.2"]},"0020000E":{"vr":"UI","Value":["1.3"]},"00201209":{"vr":"IS","Value":[2]}}]""");
        byte[] slice = PetSeriesWriter.WritePet(Phantom.Spheres(Phantom.Grid(slices: 1)), Phantom.Header(), Phantom.Acquisition()).Single();
        byte[] asked = DicomWriter.Write(Phantom.Read(slice).Data.With(DicomTags.SeriesInstanceUid, "1.3"));
        byte[] Parts(byte[] a, byte[] b) => [.. "--b\r\n\r\n"u8, .. a, .. "\r\n--b\r\n\r\n"u8, .. b, .. "\r\n--b--\r\n"u8];
        using var folder = new TempFolder();
        foreach (var (parts, told) in new[] { (Parts(slice, asked), "a file of series"), (Parts(asked, asked), "again") })
        {
            using var server = new TcpListener(IPAddress.Loopback, 0);
            string address = Answer(server, Http("application/dicom+json", list), Http("multipart/related; boundary=b", parts));

            var run = Run.Cavum("pet", "fetch", address, "--study", "1.2", "--out", folder.File("out"));

            Assert.Equal(1, run.Exit);
            Assert.Contains(told, run.Error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(folder.File("out")));
        }
    }

    [Fact]
    public void A_multipart_body_comes_apart_and_a_cut_one_gives_nothing()
    {
        byte[] body = Encoding.Latin1.GetBytes("--b\r\nContent-Type: application/dicom\r\n\r\none\r\n--b\r\n\r\n\r\ntwo\r\n--b--\r\n");

        Assert.Equal(["one", "\r\ntwo"], MultipartParts.Split(body, "b").Select(Encoding.Latin1.GetString));
        for (int n = 0; n < body.Length - 4; n++) Assert.Empty(MultipartParts.Split(body[..n], "b"));
    }
}
