using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Reads any instrument's file; the format is recognised from the content, never from the name.</summary>
public static class InstrumentFiles
{
    /// <summary>Larger files are refused before they are read.</summary>
    public const long MaximumBytes = 128L * 1024 * 1024;

    public static Outcome<InstrumentFile> ReadFile(string path)
    {
        string name = Path.GetFileName(path);
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists) return Outcome<InstrumentFile>.Refused(new Problem(name, "", "a file that exists"));
            if (info.Length > MaximumBytes)
                return Outcome<InstrumentFile>.Refused(new Problem(name, $"{info.Length} bytes", $"at most {MaximumBytes} bytes"));
            return Read(File.ReadAllBytes(path), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Outcome<InstrumentFile>.Refused(new Problem(name, e.Message, "a file that can be read"));
        }
    }

    public static Outcome<InstrumentFile> Read(byte[] bytes, string name)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length == 0) return Outcome<InstrumentFile>.Refused(new Problem(name, "an empty file", "an instrument's export"));
        if (Archive.IsZip(bytes)) return RdmlReader.Read(bytes, name);
        string text = ExportText.Decode(bytes);
        string head = text[..Math.Min(text.Length, 4000)].TrimStart('\uFEFF', ' ', '\n', '\r', '\t');
        if (head.StartsWith('<')) return RdmlReader.Read(bytes, name);
        if (QuantStudioText.Recognises(head)) return QuantStudioText.Read(text, name);
        return Outcome<InstrumentFile>.Refused(new Problem(name, head[..Math.Min(head.Length, 60)].ReplaceLineEndings(" "), "an export that Cavum knows (docs/formats.md)"));
    }
}
