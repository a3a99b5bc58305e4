using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Imaging;
using Cavum.Report;

namespace Cavum.Web;

/// <summary>Pairs of scans that were uploaded: a folder each below <c>pairs</c> of the study folder, with every version of the answer.</summary>
/// <remarks>
/// A pair is received beside its place and moved there whole, so that what was acknowledged is there after any end of the program and nothing else is. Versions
/// are only added. One pair is worked on at a time and one is kept in memory: a second upload waits, a fifth is turned away.
/// </remarks>
public sealed class PairStore : IDisposable
{
    public const string Folder = "pairs", BaselineFile = "baseline.zip", FollowUpFile = "follow-up.zip";

    private const string Incoming = ".incoming-", Versions = "versions", ScanPrefix = "pair-";
    private const int MostWaiting = 4, IdLength = 12;

    private readonly ServedStudy study;
    private readonly SemaphoreSlim work = new(1, 1);
    private int waiting, received;
    private volatile KeptPair? kept;

    public PairStore(ServedStudy study)
    {
        this.study = study;
        if (!Directory.Exists(Root)) return;
        try
        {
            foreach (string left in Directory.EnumerateDirectories(Root, Incoming + "*").Where(IsCutOff)) Directory.Delete(left, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"An upload that was cut off could not be cleared away: {e.Message}"); // the pages can be shown all the same
        }
    }

    /// <summary>An upload that the end of its program cut off; one of another program that runs is left alone.</summary>
    private static bool IsCutOff(string incoming)
    {
        if (!int.TryParse(Path.GetFileName(incoming)[Incoming.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int process)) return true;
        try
        {
            using var running = System.Diagnostics.Process.GetProcessById(process);
            return process == Environment.ProcessId;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    public void Dispose() => work.Dispose();

    private string Root => Path.Combine(study.Folder, Folder);

    /// <summary>The pairs that are here, the latest first, with the number of their versions.</summary>
    public IReadOnlyList<(string Id, string Subject, int Count, DateTime Changed)> All() => !Directory.Exists(Root) ? [] :
        [.. Directory.EnumerateDirectories(Root).Select(d => Path.GetFileName(d)).Where(IsId).Select(id => (id, Request(id, Count(id))?.Subject ?? "", Count(id), Directory.GetLastWriteTimeUtc(Path.Combine(Root, id, Versions)))).OrderByDescending(p => p.Item4)];

    public bool Has(string id) => IsId(id) && Count(id) > 0;

    public int Count(string id) => Directory.Exists(Path.Combine(Root, id, Versions)) ? Directory.EnumerateFiles(Path.Combine(Root, id, Versions), "???.json").Count() : 0;

    /// <summary>What was said and decided for a version; null where there is no such version, or none that can be read.</summary>
    public PairRequest? Request(string id, int version)
    {
        if (!IsId(id) || !File.Exists(Place(id, version, "json"))) return null;
        try
        {
            return JsonSerializer.Deserialize<PairRequest>(File.ReadAllText(Place(id, version, "json")), CanonicalJson.Options);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // changed by hand or by a fault of the disk: told where the pair is opened
        }
    }

    public string? Package(string id, int version) => IsId(id) && File.Exists(Place(id, version, "zip")) ? Place(id, version, "zip") : null;

    /// <summary>A folder for an upload that is on its way.</summary>
    public string Receive()
    {
        string place = Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"{Incoming}{Environment.ProcessId}-{Interlocked.Increment(ref received)}"));
        Directory.CreateDirectory(place);
        return place;
    }

    /// <summary>Answers a received pair and puts it in its place; the same files with the same words are the same pair.</summary>
    public async Task<Outcome<string>> Add(string place, PairRequest request, CancellationToken cancelled)
    {
        if (Interlocked.Increment(ref waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            return Outcome<string>.Refused(new Problem("upload", $"{MostWaiting} others on their way", "a moment when fewer are: try again in a minute"));
        }
        try
        {
            await work.WaitAsync(cancelled);
            try
            {
                return await Task.Run(() => Answered(place, request), CancellationToken.None);
            }
            finally
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true); // a pair of whole-body CTs leaves a gigabyte behind
                work.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private Outcome<string> Answered(string from, PairRequest request)
    {
        kept = null; // two pairs in memory would be two too many
        return PairAnalysis.Run(Path.Combine(from, BaselineFile), Path.Combine(from, FollowUpFile), request).Then(answer =>
        {
            string id = ContentHash.Of(Encoding.UTF8.GetBytes($"{answer.Baseline.Files}\n{answer.FollowUp.Files}\n{CanonicalJson.Write(request)}")).Hex[..IdLength];
            Directory.CreateDirectory(Path.Combine(from, Versions));
            Write(from, 1, answer);
            string place = Path.Combine(Root, id);
            if (Directory.Exists(place)) return Outcome<string>.Of(id); // given before: what was decided on it since stands
            Directory.Move(from, place);
            kept = new(id, answer);
            return Outcome<string>.Of(id);
        });
    }

    /// <summary>A reader's decision as a new version; earlier ones stay as they are.</summary>
    public async Task<Outcome<int>> Decide(string id, Func<PairAnswer, PairRequest> decision)
    {
        await work.WaitAsync();
        try
        {
            return await Task.Run(() => Current(id).Then(now => Renewed(now, decision(now))).Then(answer =>
            {
                int version = Count(id) + 1;
                Write(Path.Combine(Root, id), version, answer);
                kept = new(id, answer);
                return Outcome<int>.Of(version);
            }));
        }
        finally
        {
            work.Release();
        }
    }

    /// <summary>The latest answer with its volumes, read from the files again where another pair was looked at since.</summary>
    public async Task<Outcome<PairAnswer>> Get(string id)
    {
        if (kept is { } k && k.Id == id) return Outcome<PairAnswer>.Of(k.Answer);
        await work.WaitAsync();
        try
        {
            return await Task.Run(() => Current(id));
        }
        finally
        {
            work.Release();
        }
    }

    private Outcome<PairAnswer> Current(string id)
    {
        if (!Has(id)) return Outcome<PairAnswer>.Refused(new Problem("pair", id, "a pair of scans that was uploaded"));
        if (kept is { } k && k.Id == id) return Outcome<PairAnswer>.Of(k.Answer);
        kept = null;
        int version = Count(id);
        if (Request(id, version) is not { } request) return Outcome<PairAnswer>.Refused(new Problem($"{Folder}/{id}/{Versions}/{version:000}.json", "another document", "what was written when the version was made, unchanged"));
        return PairAnalysis.Run(Path.Combine(Root, id, BaselineFile), Path.Combine(Root, id, FollowUpFile), request with { Outlined = [], Accepted = request.Outlined.Count > 0 ? null : request.Accepted }).Then(plain =>
            request.Outlined.Count == 0 ? Outcome<PairAnswer>.Of(plain) : Renewed(plain, request)).Then(answer =>
        {
            kept = new(id, answer);
            return Outcome<PairAnswer>.Of(answer);
        });
    }

    private Outcome<PairAnswer> Renewed(PairAnswer now, PairRequest request)
    {
        var outlines = new Dictionary<string, IReadOnlyList<Region>>();
        foreach (string name in request.Outlined)
        {
            var scan = name == PairScan.Baseline ? now.Baseline : now.FollowUp;
            var read = new ReaderOutlines(study.Folder).Latest(ScanId(scan), request.Reader, scan.Pet.Suv.Geometry);
            if (read.IsRefused) return Outcome<PairAnswer>.Refused(read.Problems);
            if (read.Value.Count == 0) return Outcome<PairAnswer>.Refused(new Problem($"{name}, reader", request.Reader, "a reader who saved outlines of this scan in the viewer"));
            outlines[name] = read.Value;
        }
        return PairAnalysis.Answer(now.Baseline, now.FollowUp, request, outlines);
    }

    private static void Write(string place, int version, PairAnswer answer)
    {
        string name = Path.Combine(place, Versions, version.ToString("000", CultureInfo.InvariantCulture));
        AtomicFile.Write(name + ".zip", DeterministicZip.Of(PairPackage.Files(answer)));
        AtomicFile.Write(name + ".json", CanonicalJson.Write(answer.Request)); // last: a version is there when its words are
    }

    private string Place(string id, int version, string kind) => Path.Combine(Root, id, Versions, $"{version.ToString("000", CultureInfo.InvariantCulture)}.{kind}");

    /// <summary>How the viewer and the outlines name a scan: by its series, so that the same scan in two pairs has one set of outlines.</summary>
    public static string ScanId(PairScan scan) => ScanPrefix + ContentHash.Of(Encoding.UTF8.GetBytes(scan.Pet.Series!.Uid)).Hex[..IdLength];

    /// <summary>The volumes of a scan of the pair that is kept, with all its candidates as lesions.</summary>
    public ScanFiles? Files(string scan) => kept?.Files(scan);

    private static bool IsId(string id) => id.Length == IdLength && id.All(char.IsAsciiHexDigitLower);

    /// <summary>The pair in memory, and what the viewer asked of it.</summary>
    private sealed class KeptPair(string id, PairAnswer answer)
    {
        private readonly ConcurrentDictionary<string, ScanFiles> files = new();

        public string Id => id;
        public PairAnswer Answer => answer;

        public ScanFiles? Files(string scan)
        {
            var found = new[] { answer.Baseline, answer.FollowUp }.FirstOrDefault(s => ScanId(s) == scan);
            return found is null ? null : files.GetOrAdd(scan, _ => new(new ScanImages(found.Pet.Suv, found.Ct?.Hu, [.. found.Found.Candidates.Select(c => ($"{c.Id} {c.Site}", c.Mask))], found.Pet.Series)));
        }
    }
}
