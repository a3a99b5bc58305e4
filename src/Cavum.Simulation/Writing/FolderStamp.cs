using System.Globalization;
using System.Text;
using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>
/// Remembers in the study folder which files are finished, so that an interrupted making can go on. A line is added as soon
/// as its file is whole; a file whose bytes differ from its line is made again.
/// </summary>
internal sealed class FolderStamp
{
    public const string FileName = ".simulation";
    private const string Format = "cavum-simulation 1";

    private readonly string folder, head;
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> hashes = new(StringComparer.Ordinal);

    private FolderStamp(string folder, string fingerprint) => (this.folder, head) = (folder, $"{Format} {fingerprint}");

    private string StampPath => Path.Combine(folder, FileName);

    /// <summary>Opens the stamp of a folder; files of other settings are removed, a folder of somebody else's is refused.</summary>
    public static Outcome<FolderStamp> Open(string folder, string fingerprint)
    {
        var stamp = new FolderStamp(folder, fingerprint);
        Directory.CreateDirectory(folder);
        if (!File.Exists(stamp.StampPath))
        {
            if (Directory.EnumerateFileSystemEntries(folder).Any())
                return Outcome<FolderStamp>.Refused(new Problem(folder, "a folder that holds files which the simulator did not make", "a new or an empty folder"));
            stamp.Begin();
            return Outcome<FolderStamp>.Of(stamp);
        }
        string[] lines = File.ReadAllLines(stamp.StampPath);
        if (lines.Length == 0 || !lines[0].StartsWith(Format, StringComparison.Ordinal))
            return Outcome<FolderStamp>.Refused(new Problem(stamp.StampPath, lines.FirstOrDefault() ?? "", $"a stamp that starts with '{Format}'"));
        foreach (string line in lines.Skip(1))
            if (line.IndexOf(' ', StringComparison.Ordinal) is 64 && line.Length > 65) stamp.hashes[line[65..]] = line[..64];
        if (lines[0] != stamp.head)
        {
            stamp.RemoveListed();
            stamp.Begin();
        }
        else stamp.Rewrite(); // an interruption may have left half a line at the end
        return Outcome<FolderStamp>.Of(stamp);
    }

    /// <summary>The hash of a file that is finished and still has the bytes it had then; null if it must be made.</summary>
    public string? Finished(string path)
    {
        string? known;
        lock (gate) known = hashes.GetValueOrDefault(path);
        string full = Path.Combine(folder, path);
        return known is not null && File.Exists(full) && ContentHash.OfFile(full).Hex == known ? known : null;
    }

    /// <summary>Writes a file whole and notes it; a file that already has these bytes is left alone.</summary>
    public string Write(string path, byte[] bytes)
    {
        string hash = ContentHash.Of(bytes).Hex;
        if (Finished(path) == hash) return hash;
        AtomicFile.Write(Path.Combine(folder, path), bytes);
        lock (gate)
        {
            hashes[path] = hash;
            File.AppendAllText(StampPath, $"{hash} {path}\n");
        }
        return hash;
    }

    public void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Puts the lines in order, so that the stamp too has the same bytes whatever came first.</summary>
    public void Rewrite()
    {
        var text = new StringBuilder(head).Append('\n');
        foreach (var (path, hash) in hashes.OrderBy(h => h.Key, StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"{hash} {path}\n");
        AtomicFile.Write(StampPath, text.ToString());
    }

    private void Begin()
    {
        hashes.Clear();
        AtomicFile.Write(StampPath, head + "\n");
    }

    private void RemoveListed()
    {
        foreach (string path in hashes.Keys)
            if (!Path.IsPathRooted(path) && !path.Contains("..", StringComparison.Ordinal)) File.Delete(Path.Combine(folder, path));
    }
}
