namespace Cavum.Analysis;

/// <summary>How well a published arm stands for ICB alone in this study's population.</summary>
/// <param name="Letter">A matched; B matched but measured otherwise; C ICB-naive (favours ICB alone); D not ICB alone.</param>
public sealed record MatchGrade(string Letter, IReadOnlyList<string> Reasons)
{
    public static MatchGrade Of(ArmRow arm)
    {
        var reasons = new List<string>();
        bool alone = arm.Role.StartsWith("icb_only", StringComparison.Ordinal);
        if (!alone) reasons.Add(arm.Role.Length == 0 ? "the role of the arm is not stated" : "the arm did not get ICB alone");
        if (arm.PriorIcb == false) reasons.Add("ICB-naive, which favours ICB alone");
        if (arm.PriorIcb is null) reasons.Add("earlier ICB is not stated");
        if (!arm.Population.Contains("RM-NPC", StringComparison.Ordinal)) reasons.Add("the population is not stated to be RM-NPC");
        string assessor = PlausibilityRules.Independence(arm.Assessor);
        if (assessor != "independent") reasons.Add($"response by {(assessor == "investigator" ? "the investigator" : "an assessor who is not stated")}");
        string letter = !alone ? "D" : arm.PriorIcb != true ? "C" : assessor == "independent" ? "A" : "B";
        return new(letter, reasons);
    }
}
