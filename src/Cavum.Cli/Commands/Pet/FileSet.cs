namespace Cavum.Cli;

/// <summary>Writes a folder of files as a whole: into a neighbour first, so that nothing half-written stands under the asked name.</summary>
internal static class FileSet
{
    public static void Write(string output, IEnumerable<(string Name, byte[] Bytes)> files)
    {
        string full = Path.GetFullPath(output).TrimEnd(Path.DirectorySeparatorChar), neighbour = full + ".writing";
        if (Directory.Exists(neighbour)) Directory.Delete(neighbour, recursive: true);
        foreach (var (name, bytes) in files)
        {
            string path = Path.Combine(neighbour, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }
        if (Directory.Exists(full)) Directory.Delete(full);
        Directory.Move(neighbour, full);
    }
}
