using Cavum.Analysis;
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
    public int? Events { get; set; }
    public string? PriorIcb { get; set; }
    public string? Treatment { get; set; }
    public string? Index { get; set; }
    public string? Criterion { get; set; }
    public int? ScanEveryDays { get; set; }
    public string? Justification { get; set; }
    public string? Do { get; set; }

    public DigitisedControl Read() => new(Points ?? "", SurvivalIn ?? "", AtRisk ?? "", new PlannedControl
    {
        Name = (Name ?? "").Trim(),
        Kind = "curve",
        File = "",
        Endpoint = Endpoint ?? "PFS",
        TimeUnit = TimeUnit ?? "months",
        Events = Events,
        PriorIcb = PriorIcb switch { "yes" => true, "no" => false, _ => null },
        Treatment = string.IsNullOrWhiteSpace(Treatment) ? "icbAlone" : Treatment.Trim(),
        Index = Index ?? "firstDose",
        Criterion = string.IsNullOrWhiteSpace(Criterion) ? "RECIST" : Criterion.Trim(),
        ScanEveryDays = ScanEveryDays,
        Justification = Justification ?? "",
    });
}
