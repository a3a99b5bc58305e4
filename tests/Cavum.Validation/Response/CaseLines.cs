using System.Text.Encodings.Web;
using System.Text.Json;
using Cavum.Imaging;

namespace Cavum.Validation;

/// <summary>Many cases of <c>pet respond</c> in one process: a case a line in, what the command would answer a line out.</summary>
/// <remarks>The command reads with <see cref="ResponseCaseFile"/> and assesses with <see cref="ResponseAssessment"/>; so does this. A fault of the program is a line too.</remarks>
internal static class CaseLines
{
    private static readonly JsonSerializerOptions Camel = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="withPaths">Whether the rows that led to each result are written as well.</param>
    internal static void Answer(TextReader cases, TextWriter answers, bool withPaths)
    {
        while (cases.ReadLine() is { } line) answers.WriteLine(One(line, withPaths));
    }

    private static string One(string text, bool withPaths)
    {
        try
        {
            var read = ResponseCaseFile.Read(text, "case.json");
            if (read.IsRefused) return JsonSerializer.Serialize(new { refused = read.Problems.Select(p => new { p.Place, p.Read, p.Expected }) }, Camel);
            var report = ResponseAssessment.Assess(read.Value);
            return JsonSerializer.Serialize(new
            {
                criteria = report.Criteria.Select(c => new { c.Name, c.Category, c.ChangePercent, c.Status, c.Reason, c.Basis, c.Figures, c.Notes, path = withPaths ? c.Path : null }),
                report.TumourPresent,
                reasons = withPaths ? report.Reasons : null,
                rulePath = withPaths ? report.RulePath : null,
                timing = report.Timing.State,
                warnings = read.Value.Unread,
            }, Camel);
        }
        catch (Exception fault) // a fault is what this is here to find
        {
            return JsonSerializer.Serialize(new { fault = fault.ToString() }, Camel);
        }
    }
}
