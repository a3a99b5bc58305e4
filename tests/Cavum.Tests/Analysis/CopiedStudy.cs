namespace Cavum.Tests.Analysis;

/// <summary>A copy of a study folder for a test to spoil.</summary>
internal sealed class CopiedStudy : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("cavum-copy-").FullName;

    public CopiedStudy(string from)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(Folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    public string Full(string path) => Path.Combine(Folder, path);

    public void FlipByte(string path)
    {
        byte[] bytes = File.ReadAllBytes(Full(path));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(Full(path), bytes);
    }

    /// <summary>Changes the row that starts with a key, by the first of the pairs that applies.</summary>
    public void ReplaceInRow(string file, string start, params string[] pairs)
    {
        string[] lines = File.ReadAllLines(Full(file));
        int row = Array.FindIndex(lines, l => l.StartsWith(start, StringComparison.Ordinal));
        Assert.True(row > 0, $"{file} has no row that starts with {start}");
        for (int i = 0; i < pairs.Length; i += 2)
        {
            if (!lines[row].Contains(pairs[i], StringComparison.Ordinal)) continue;
            lines[row] = lines[row].Replace(pairs[i], pairs[i + 1], StringComparison.Ordinal);
            File.WriteAllLines(Full(file), lines);
            return;
        }
        Assert.Fail($"{file}: nothing to replace in {lines[row]}");
    }

    /// <summary>Registers a changed source anew, so that only its content is wrong and not its hash.</summary>
    public void Register(string path)
    {
        string[] lines = File.ReadAllLines(Full("sources.csv"));
        int row = Array.FindIndex(lines, l => l.StartsWith(path + ",", StringComparison.Ordinal));
        lines[row] = $"{path},{Cavum.Core.ContentHash.OfFile(Full(path)).Hex},{lines[row].Split(',')[2]}";
        File.WriteAllLines(Full("sources.csv"), lines);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
