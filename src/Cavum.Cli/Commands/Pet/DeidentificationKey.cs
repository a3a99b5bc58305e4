using System.Security.Cryptography;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Cli;

/// <summary>The secret that UIDs and the shift of dates come from: a file that the study keeps, or one for this run alone.</summary>
internal sealed record DeidentificationKey(byte[] Secret, string Told)
{
    private const int NewBytes = 32, MostBytes = 1 << 16;

    public static Outcome<DeidentificationKey> Of(string? path)
    {
        byte[] drawn = RandomNumberGenerator.GetBytes(NewBytes);
        if (path is null)
            return Outcome<DeidentificationKey>.Of(new(drawn, "UIDs and the shift of dates come from a secret that was drawn for this run and forgotten: another visit of this subject would get others. Keep one with --key FILE."));
        if (Directory.Exists(path)) return Refuse(path, "a folder", "a file");
        if (!File.Exists(path))
        {
            AtomicFile.Write(path, drawn);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return Outcome<DeidentificationKey>.Of(new(drawn, $"A new secret was written to {path}; keep it with the study and apart from the clean files."));
        }
        try
        {
            long size = new FileInfo(path).Length;
            if (size is < Deidentifier.LeastKeyBytes or > MostBytes) return Refuse(path, $"{size} bytes", $"a secret of {Deidentifier.LeastKeyBytes} to {MostBytes} bytes");
            return Outcome<DeidentificationKey>.Of(new(File.ReadAllBytes(path), $"UIDs and the shift of dates come from the secret in {path}."));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Refuse(path, fault.Message, "a readable file");
        }
    }

    private static Outcome<DeidentificationKey> Refuse(string path, string read, string expected) => Outcome<DeidentificationKey>.Refused(new Problem("--key " + path, read, expected));
}
