namespace Cavum.Cli;

/// <summary>Cuts lists and terms at their separators, but not inside backquotes, which hold column names as they are: <c>`dose:mg`*visit</c>.</summary>
internal static class FormulaTerms
{
    /// <summary>The parts, trimmed, backquotes kept; empty parts are dropped. A backquote that is never closed holds the rest.</summary>
    public static List<string> Cut(string text, string separators)
    {
        var parts = new List<string>();
        int from = 0;
        bool quoted = false;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '`') quoted = !quoted;
            if (i < text.Length && (quoted || !separators.Contains(text[i]))) continue;
            string part = text[from..i].Trim();
            if (part.Length > 0) parts.Add(part);
            from = i + 1;
        }
        return parts;
    }

    /// <summary>A name without its backquotes.</summary>
    public static string Bare(string part) => part is ['`', .. var inner, '`'] ? inner : part;
}
