using Cavum.Stats;

namespace Cavum.Cli;

/// <summary>A curve at times that the reader chose.</summary>
/// <param name="AtRisk">Just before the time: rows (or weight) that end at it or later and entered before it.</param>
internal sealed record KmAtRow(double Time, double? AtRisk, double Survival, double? StdErr, double? Lower, double? Upper, string Status);

internal static class KmAt
{
    public static KmAtRow Row(SurvivalCurve curve, double time)
    {
        // The number at risk at a time between two steps is that of the next step, unless rows enter in between, which the curve does not tell.
        var next = curve.Steps.Where(s => s.Time >= time).Select(s => (double?)s.AtRisk).FirstOrDefault();
        string status = time > curve.LastTime ? "afterLastTime" : "done";
        return curve.At(time) is { } step
            ? new(time, next ?? 0, step.Survival, step.StdErr, step.Lower, step.Upper, status)
            : new(time, next ?? 0, 1, 0, 1, 1, status);
    }

    public static string Text(IReadOnlyList<(string Group, SurvivalCurve Curve)> curves, double[] probabilities, double[] at)
    {
        string text = "";
        if (probabilities.Length > 0)
            text += "\n" + TextTable.Render(["group", "failed", "time", "lower", "upper"], curves.SelectMany(c => probabilities.Select(c.Curve.Quantile).Select(q =>
                (IReadOnlyList<string>)[c.Group, TextTable.Number(q.Probability), TextTable.Number(q.Time), TextTable.Number(q.Lower), TextTable.Number(q.Upper)])));
        if (at.Length > 0)
            text += "\n" + TextTable.Render(["group", "time", "at risk", "survival", "std err", "lower", "upper"], curves.SelectMany(c => at.Select(t => Row(c.Curve, t)).Select(r =>
                (IReadOnlyList<string>)[c.Group, TextTable.Number(r.Time), TextTable.Number(r.AtRisk), TextTable.Number(r.Survival),
                    TextTable.Number(r.StdErr), TextTable.Number(r.Lower), TextTable.Number(r.Upper)])));
        return text;
    }
}
