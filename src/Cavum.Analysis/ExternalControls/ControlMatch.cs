using System.Globalization;
using Cavum.Study;

namespace Cavum.Analysis;

/// <summary>Does an external control answer the question that the estimand asks? What does not match is named; one such reason and the line is not answerable.</summary>
internal static class ControlMatch
{
    private const double ScanTolerance = 1.25;

    /// <param name="studyEvery">Days between scans on the combination, null where the plan does not say.</param>
    public static IReadOnlyList<string> Mismatches(PlannedControl control, int? studyEvery)
    {
        var wrong = new List<string>();
        if (control.Treatment != "icbAlone") wrong.Add($"the controls got '{control.Treatment}', not ICB alone");
        if (control.PriorIcb is null) wrong.Add("whether the controls had progressed on ICB is not stated");
        else if (control.PriorIcb == false) wrong.Add("the controls had not progressed on ICB before");
        if (control.Index != "firstDose" && control.LandmarkDays is null)
            wrong.Add($"the controls' time counts from '{control.Index}', the study's from the first dose: the time before is immortal in one group (give landmarkDays)");
        if (control.Endpoint == "PFS" && !string.Equals(control.Criterion, "RECIST", StringComparison.OrdinalIgnoreCase))
            wrong.Add($"progression of the controls is by {control.Criterion}, of the study by RECIST");
        if (control.Endpoint == "PFS" && (control.ScanEveryDays is null || studyEvery is null))
            wrong.Add(control.ScanEveryDays is null ? "the controls' scan interval is not stated (scanEveryDays)" : "the study's scan interval is not stated (plan, scanInterval, studyEveryDays)");
        else if (control.Endpoint == "PFS" && Math.Max((double)control.ScanEveryDays!.Value / studyEvery!.Value, (double)studyEvery.Value / control.ScanEveryDays.Value) > ScanTolerance)
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"the controls were scanned every {control.ScanEveryDays} days, the study every {studyEvery}: progression is seen at another pace"));
        return wrong;
    }
}
