using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>One series that an archive holds, as QIDO-RS tells.</summary>
public sealed record ArchivedSeries(string StudyInstanceUid, string SeriesInstanceUid, string Modality, string PatientId, string StudyDate, string Description, int? Instances);

/// <summary>What an archive answered to files sent to it.</summary>
/// <param name="Failed">SOP instance UIDs that it did not take, with its reason's code.</param>
public sealed record StoreAnswer(int Stored, IReadOnlyList<string> Failed);

/// <summary>Asks an archive by DICOMweb (PS3.18): QIDO-RS searches, WADO-RS fetches, STOW-RS sends.</summary>
/// <remarks>
/// Files come and go as they are: <c>transfer-syntax=*</c> asks for no recoding. Whatever the archive answers, the result is a value or a problem with its
/// address; one that falls silent in the middle is given up after its patience.
/// </remarks>
public sealed class DicomWebClient : IDisposable
{
    private const string DicomJson = "application/dicom+json", Dicom = "application/dicom";
    private const long MostAnswerBytes = int.MaxValue;
    private const int MostJsonBytes = 1 << 28;

    private static readonly TimeSpan LongestUpload = TimeSpan.FromMinutes(30);

    private readonly HttpClient http;
    private readonly string root;
    private readonly TimeSpan patience;

    /// <param name="root">Address of the DICOMweb service, such as https://pacs/dicom-web.</param>
    /// <param name="credentials">For basic authentication; null asks without.</param>
    /// <param name="patience">How long an answer may keep silent before it begins and between its bytes; null is three minutes.</param>
    public DicomWebClient(Uri root, NetworkCredential? credentials = null, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        this.patience = patience ?? TimeSpan.FromMinutes(3);
        this.root = root.AbsoluteUri.TrimEnd('/');
        http = new(new SocketsHttpHandler { UseProxy = !root.IsLoopback, AutomaticDecompression = DecompressionMethods.All, ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };
        if (credentials is not null)
            http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.UserName}:{credentials.Password}")));
    }

    public void Dispose() => http.Dispose();

    /// <summary>The series of a study, or of every study of a patient.</summary>
    public Outcome<IReadOnlyList<ArchivedSeries>> Find(string? study, string? patient, string? modality)
    {
        (string Key, string? Value)[] asked = [("PatientID", patient), ("Modality", modality)];
        string query = string.Join('&', asked.Where(q => q.Value is not null).Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value!)}"));
        string address = (study is null ? $"{root}/series" : $"{root}/studies/{Uri.EscapeDataString(study)}/series")
            + "?" + query + (query.Length > 0 ? "&" : "") + "includefield=00201209&includefield=00100020&includefield=00080020&includefield=0008103E";
        return Ask(HttpMethod.Get, address, DicomJson, null, MostJsonBytes).Then(answer =>
        {
            if (answer.Body.Length == 0) return Outcome<IReadOnlyList<ArchivedSeries>>.Of([]);
            if (Parse(answer.Body) is not { ValueKind: JsonValueKind.Array } rows)
                return Outcome<IReadOnlyList<ArchivedSeries>>.Refused(new Problem(address, Shown(answer.Body), "a list of series as DICOM JSON"));
            return Outcome<IReadOnlyList<ArchivedSeries>>.Of([.. rows.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object).Select(r => new ArchivedSeries(
                Text(r, "0020000D") ?? study ?? "", Text(r, "0020000E") ?? "", Text(r, "00080060") ?? "", Text(r, "00100020") ?? "", Text(r, "00080020") ?? "", Text(r, "0008103E") ?? "",
                int.TryParse(Text(r, "00201209"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int n) ? n : null))]);
        });
    }

    /// <summary>The files of one series, byte by byte as the archive holds them.</summary>
    public Outcome<IReadOnlyList<byte[]>> Fetch(string study, string series)
    {
        string address = $"{root}/studies/{Uri.EscapeDataString(study)}/series/{Uri.EscapeDataString(series)}";
        return Ask(HttpMethod.Get, address, $"multipart/related; type=\"{Dicom}\"; transfer-syntax=*", null, MostAnswerBytes).Then(answer =>
        {
            string? boundary = answer.Type?.Parameters.FirstOrDefault(p => p.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"');
            return string.IsNullOrEmpty(boundary) || MultipartParts.Split(answer.Body, boundary) is not { Count: > 0 } parts
                ? Outcome<IReadOnlyList<byte[]>>.Refused(new Problem(address, answer.Type?.ToString() ?? "no content type", "multipart/related with DICOM files"))
                : Outcome<IReadOnlyList<byte[]>>.Of(parts);
        });
    }

    public Outcome<StoreAnswer> Send(IReadOnlyList<ReadOnlyMemory<byte>> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        string boundary = "cavum-" + (files.Count > 0 ? ContentHash.Of(files[0].Span).Hex[..32] : "none");
        using var body = new MultipartContent("related", boundary);
        body.Headers.ContentType!.Parameters.Add(new("type", $"\"{Dicom}\""));
        foreach (var file in files)
        {
            var part = new ReadOnlyMemoryContent(file);
            part.Headers.ContentType = new(Dicom);
            body.Add(part);
        }
        string address = $"{root}/studies";
        return Ask(HttpMethod.Post, address, DicomJson, body, MostJsonBytes).Then(answer =>
        {
            if (Parse(answer.Body) is not { ValueKind: JsonValueKind.Object } told) return Outcome<StoreAnswer>.Refused(new Problem(address, Shown(answer.Body), "what was stored, as DICOM JSON"));
            string[] failed = [.. Items(told, "00081198").Select(i => $"{Text(i, "00081155")} (reason {Text(i, "00081197")})")];
            return Outcome<StoreAnswer>.Of(new(Items(told, "00081199").Count(), failed));
        });
    }

    private readonly record struct Answer(byte[] Body, MediaTypeHeaderValue? Type);

    private Outcome<Answer> Ask(HttpMethod method, string address, string accept, HttpContent? body, long limit)
    {
        using var giveUp = new CancellationTokenSource();
        try
        {
            using var request = new HttpRequestMessage(method, address) { Content = body };
            request.Headers.TryAddWithoutValidation("Accept", accept);
            giveUp.CancelAfter(body is null ? patience : LongestUpload);
            using var response = http.Send(request, HttpCompletionOption.ResponseHeadersRead, giveUp.Token);
            if (response.Content.Headers.ContentLength > limit || Body(response, limit, giveUp) is not { } bytes)
                return Outcome<Answer>.Refused(new Problem(address, $"more than {limit} bytes", "an answer of fewer"));
            // 409 of STOW-RS still tells which files failed
            bool told = response.IsSuccessStatusCode || (method == HttpMethod.Post && response.StatusCode == HttpStatusCode.Conflict);
            return told ? Outcome<Answer>.Of(new(bytes, response.Content.Headers.ContentType))
                : Outcome<Answer>.Refused(new Problem(address, $"HTTP {(int)response.StatusCode} {response.ReasonPhrase}", response.StatusCode switch
                {
                    HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "an archive that lets this user in (--user, and its password in CAVUM_PACS_PASSWORD)",
                    HttpStatusCode.NotFound => "a study and series that the archive holds, at the address of its DICOMweb service",
                    _ => "an answer with success",
                }));
        }
        catch (OperationCanceledException)
        {
            return Outcome<Answer>.Refused(new Problem(address, "silence", $"[archiveSilent] an archive that goes on within {patience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s"));
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return Outcome<Answer>.Refused(new Problem(address, broken.Message + (broken.InnerException is { } cause ? " " + cause.Message : ""), "an archive that answers"));
        }
    }

    /// <summary>All bytes of the answer, each read within the client's patience; null once more than the limit came.</summary>
    private byte[]? Body(HttpResponseMessage response, long limit, CancellationTokenSource giveUp)
    {
        using var stream = response.Content.ReadAsStream(giveUp.Token);
        using var all = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            giveUp.CancelAfter(patience);
            int n = stream.ReadAsync(buffer, giveUp.Token).AsTask().GetAwaiter().GetResult();
            if (n == 0) return all.ToArray();
            if (all.Length + n > limit) return null;
            all.Write(buffer, 0, n);
        }
    }

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Shown(byte[] body) => Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 120)));

    private static IEnumerable<JsonElement> Items(JsonElement set, string tag) =>
        set.TryGetProperty(tag, out var e) && e.ValueKind == JsonValueKind.Object && e.TryGetProperty("Value", out var v) && v.ValueKind == JsonValueKind.Array ? v.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object) : [];

    private static string? Text(JsonElement set, string tag) =>
        set.TryGetProperty(tag, out var e) && e.ValueKind == JsonValueKind.Object && e.TryGetProperty("Value", out var v) && v.ValueKind == JsonValueKind.Array && v.GetArrayLength() > 0 ? v[0].ToString() : null;
}
