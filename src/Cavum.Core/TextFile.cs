using System.Text;
using System.Text.Unicode;

namespace Cavum.Core;

/// <summary>A text that a user feeds: UTF-8 with or without BOM, or refused with the line where it stops being that.</summary>
public static class TextFile
{
    /// <param name="name">As a refusal names the file; its own name without folder where null.</param>
    public static Outcome<string> Read(string path, string? name = null)
    {
        name ??= Path.GetFileName(path);
        if (Directory.Exists(path)) return Outcome<string>.Refused(new Problem(name, "a folder", "a table, as a file"));
        if (!File.Exists(path)) return Outcome<string>.Refused(new Problem(name, "", "a file that exists"));
        try
        {
            return Decode(File.ReadAllBytes(path), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Outcome<string>.Refused(new Problem(name, e.Message, "a file that can be read"));
        }
    }

    private static Outcome<string> Decode(byte[] bytes, string name)
    {
        if (Utf8.IsValid(bytes)) return Outcome<string>.Of(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'));
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) return Outcome<string>.Refused(new Problem(name, "UTF-16 text", "UTF-8 text, with or without BOM"));
        int valid = 0; // the longest valid beginning, by lines: good enough to name the place
        for (int i = 0, line = 0; i < bytes.Length; i = line)
        {
            line = Array.IndexOf(bytes, (byte)'\n', i) is var at and >= 0 ? at + 1 : bytes.Length;
            if (!Utf8.IsValid(bytes.AsSpan(i, line - i))) break;
            valid++;
        }
        return Outcome<string>.Refused(new Problem($"{name}, line {valid + 1}", "bytes that are not UTF-8", "UTF-8 text, with or without BOM"));
    }
}
