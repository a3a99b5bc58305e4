using Cavum.Stats;

namespace Cavum.Preclinical;

/// <summary>Mice without a tumour at their last measurement, in two groups.</summary>
/// <param name="HolmP">The p-value adjusted by Holm over all pairs.</param>
public sealed record CurePair(string A, string B, int CuredA, int MiceA, int CuredB, int MiceB, double PValue, double HolmP)
{
    public const string TestName = "Fisher's exact test, two-sided";

    /// <summary>Every pair of groups; empty where no mouse is tumour-free.</summary>
    public static IReadOnlyList<CurePair> Of(ThresholdSurvival survival)
    {
        var groups = survival.Groups;
        if (groups.All(g => g.TumourFree == 0)) return [];
        var pairs = new List<CurePair>();
        for (int a = 0; a < groups.Count; a++)
        {
            for (int b = a + 1; b < groups.Count; b++)
            {
                int na = (int)groups[a].Curve.Subjects, nb = (int)groups[b].Curve.Subjects;
                pairs.Add(new(groups[a].Group, groups[b].Group, groups[a].TumourFree, na, groups[b].TumourFree, nb,
                    FisherExact.Test(groups[b].TumourFree, nb, groups[a].TumourFree, na).PValue, 0));
            }
        }
        if (pairs.Count == 0) return [];
        double[] holm = Multiplicity.Holm([.. pairs.Select(p => p.PValue)]);
        return [.. pairs.Select((p, i) => p with { HolmP = holm[i] })];
    }
}
