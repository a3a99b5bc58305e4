using System.Text;

namespace Cavum.Core;

/// <summary>Splits RFC 4180 text into records, each with the line on which it starts.</summary>
internal static class CsvParser
{
    internal static List<(int Line, string[] Fields)> Records(string text, string source, List<Problem> problems)
    {
        var records = new List<(int, string[])>();
        var fields = new List<string>();
        var field = new StringBuilder();
        int line = 1, start = 1, i = text.StartsWith('\uFEFF') ? 1 : 0;
        bool quoted = false, any = false;

        void EndRecord()
        {
            fields.Add(field.ToString());
            field.Clear();
            records.Add((start, [.. fields]));
            fields.Clear();
            any = false;
        }

        for (; i < text.Length; i++)
        {
            char c = text[i];
            if (quoted)
            {
                if (c == '"' && i + 1 < text.Length && text[i + 1] == '"') { field.Append('"'); i++; }
                else if (c == '"') quoted = false;
                else
                {
                    if (c == '\n') line++;
                    field.Append(c);
                }
            }
            else if (c == '"' && field.Length == 0) { quoted = true; any = true; }
            else if (c == ',') { fields.Add(field.ToString()); field.Clear(); any = true; }
            else if (c is '\r' or '\n')
            {
                if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n') i++;
                EndRecord();
                start = ++line;
            }
            else { field.Append(c); any = true; }
        }
        if (quoted) problems.Add(new Problem($"{source}, line {start}", "a quote that is not closed", "a closing '\"'"));
        if (any || field.Length > 0 || fields.Count > 0) EndRecord();
        return records;
    }
}
