using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>One radiological assessment as the readers saw it.</summary>
/// <param name="Day">Day of the line.</param>
/// <param name="Diameter">Sum of diameters relative to day 0.</param>
/// <param name="Response">CR, PR, SD or PD at this assessment.</param>
public sealed record Assessment(int Day, double Diameter, string Response, bool NewLesion);

/// <summary>The assessments of a line up to its progression.</summary>
public sealed record LineOutcome(IReadOnlyList<Assessment> Assessments, int ProgressionDay)
{
    private static readonly string[] FromWorst = ["PD", "SD", "PR", "CR"];

    /// <summary>Best response over the assessments up to a day; NE if there was none.</summary>
    public string BestResponse(int untilDay = int.MaxValue)
    {
        int best = -1;
        foreach (var assessment in Assessments)
            if (assessment.Day <= untilDay) best = Math.Max(best, Array.IndexOf(FromWorst, assessment.Response));
        return best < 0 ? "NE" : FromWorst[best];
    }
}

/// <summary>Follows a burden course with scans on a schedule and calls progression by a RECIST-like rule.</summary>
public static class AssessmentSchedule
{
    /// <summary>Both lines are scanned alike, so that their PFS have one law where the treatment does.</summary>
    public const int EveryDays = 56;

    private const int JitterDays = 5;
    private const int Most = 60;

    /// <summary>
    /// PD: the sum of diameters rises at least 20 % above its least value so far, or a new lesion. PR: at most 70 % of
    /// day 0; CR: at most 12 %, too small to be seen. New lesions come at 4 % per interval once the tumour regrows.
    /// </summary>
    public static LineOutcome Follow(SeededRandom random, LineTruth line)
    {
        var seen = new List<Assessment>();
        double least = 1;
        for (int visit = 1; ; visit++)
        {
            int day = visit * EveryDays + random.NextInt(2 * JitterDays + 1) - JitterDays;
            double diameter = line.Course.DiameterAt(day) * Math.Exp(0.02 * random.NextNormal());
            bool newLesion = random.NextDouble() < 0.04 && day > line.RegrowthDay;
            bool worse = diameter >= 1.2 * least || newLesion || visit == Most;
            least = Math.Min(least, diameter);
            string response = worse ? "PD" : diameter <= 0.12 ? "CR" : diameter <= 0.7 ? "PR" : "SD";
            seen.Add(new(day, diameter, response, newLesion));
            if (worse) return new(seen, day);
        }
    }
}
