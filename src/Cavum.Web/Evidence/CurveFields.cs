using System.Globalization;
using Cavum.Analysis;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Web;

/// <summary>The form of a digitised curve; text as it was typed, so that a refusal loses nothing.</summary>
public sealed class CurveFields
{
    public string? Name { get; set; }
    public string? Endpoint { get; set; }
    public string? TimeUnit { get; set; }
    public string? SurvivalIn { get; set; }
    public string? Points { get; set; }
    public string? AtRisk { get; set; }
    public string? Events { get; set; }
    public string? PriorIcb { get; set; }
    public string? Treatment { get; set; }
    public string? Index { get; set; }
    public string? Criterion { get; set; }
    public string? ScanEveryDays { get; set; }
    public string? Justification { get; set; }
    public string? Do { get; set; }

    /// <summary>What is no whole number is refused, never dropped.</summary>
    public DigitisedControl Read(List<Problem> problems) => new(Points ?? "", SurvivalIn ?? "", AtRisk ?? "", new PlannedControl
    {
        Name = (Name ?? "").Trim(),
        Kind = "curve",
        File = "",
        Endpoint = Endpoint ?? "PFS",
        TimeUnit = TimeUnit ?? "months",
        Events = Whole("events", Events, problems),
        PriorIcb = PriorIcb switch { "yes" => true, "no" => false, _ => null },
        Treatment = string.IsNullOrWhiteSpace(Treatment) ? "icbAlone" : Treatment.Trim(),
        Index = Index ?? "firstDose",
        Criterion = string.IsNullOrWhiteSpace(Criterion) ? "RECIST" : Criterion.Trim(),
        ScanEveryDays = Whole("days between scans", ScanEveryDays, problems),
        Justification = Justification ?? "",
    });

    private static int? Whole(string name, string? text, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)) return value;
        problems.Add(new Problem(name, text, "a whole number, or nothing"));
        return null;
    }
}
