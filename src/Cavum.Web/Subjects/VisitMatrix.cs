using System.Text.Json;
using Cavum.Analysis;

namespace Cavum.Web;

/// <summary>A planned visit of the design's schedule.</summary>
public sealed record PlannedSample(string Name, int Day, int WindowDays);

/// <summary>Which state each subject is in at each planned sample.</summary>
public static class VisitMatrix
{
    public static IReadOnlyList<PlannedSample> Schedule(string folder)
    {
        string path = Path.Combine(folder, "design.json");
        if (!File.Exists(path)) return [];
        try
        {
            using var design = JsonDocument.Parse(File.ReadAllText(path));
            if (!design.RootElement.TryGetProperty("schedule", out var schedule) || !schedule.TryGetProperty("samples", out var samples)) return [];
            return [.. samples.EnumerateArray().Select(s => new PlannedSample(s.GetProperty("name").GetString() ?? "", s.GetProperty("day").GetInt32(), s.TryGetProperty("windowDays", out var w) ? w.GetInt32() : 7))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }

    /// <summary>Shape and word for the sample nearest to the planned day; missing when it was due and is not there.</summary>
    public static (string Shape, string Words) State(EbvDnaResultSeries? series, SubjectResult subject, PlannedSample visit)
    {
        var sample = series?.Samples.Where(s => s.Period == "study" && Math.Abs(s.Day - visit.Day) <= visit.WindowDays).MinBy(s => Math.Abs(s.Day - visit.Day));
        if (sample is null) return subject.FollowUpDays is { } days && days < visit.Day - visit.WindowDays ? ("", "not reached") : ("–", "missing");
        return sample.Status switch
        {
            "quantified" or "aboveUpperLimit" => ("●", "quantified"),
            "belowLoq" => ("○", "below LOQ"),
            "notDetected" => ("▽", "not detected"),
            _ => ("×", "not valid"),
        };
    }
}
