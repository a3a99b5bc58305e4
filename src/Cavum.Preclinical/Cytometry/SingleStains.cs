using Cavum.Core;

namespace Cavum.Preclinical;

/// <summary>Spillover from single-stained controls.</summary>
/// <remarks>
/// For each control, the brightest <c>share</c> of its events in its own detector against the unstained (or, without it, its dimmest share):
/// S(f, j) = (median bright in j − median dark in j) / (the same in the own detector). Bagwell &amp; Adams 1993, Ann NY Acad Sci 677:167.
/// </remarks>
public static class SingleStains
{
    private const int LeastEvents = 50;

    /// <param name="controls">Detector ($PnN) that each control's fluorochrome belongs to, with its data.</param>
    /// <param name="unstained">Null where there is none.</param>
    /// <param name="share">Share of events taken as bright, and as dark without an unstained control.</param>
    public static Outcome<SpilloverMatrix> Estimate(IReadOnlyList<(string Detector, FcsDataSet Data)> controls, FcsDataSet? unstained, double share = 0.1)
    {
        var problems = new List<Problem>();
        string[] detectors = [.. controls.Select(c => c.Detector)];
        int n = detectors.Length;
        var coefficients = new double[n, n];
        for (int f = 0; f < n; f++)
        {
            var data = controls[f].Data;
            string place = $"control of {detectors[f]}";
            foreach (string missing in detectors.Where(d => data.IndexOf(d) < 0 || unstained?.IndexOf(d) < 0))
                problems.Add(new Problem(place, missing, "a detector that the control and the unstained file have"));
            if (data.Events < LeastEvents) problems.Add(new Problem(place, $"{data.Events} events", $"{LeastEvents} events at least"));
            if (problems.Count > 0) continue;
            double[] own = data.Linear(data.IndexOf(detectors[f]));
            int[] order = [.. Enumerable.Range(0, own.Length).OrderBy(i => own[i])];
            int take = Math.Max(10, (int)(share * own.Length));
            double Rise(string detector)
            {
                double[] values = data.Linear(data.IndexOf(detector));
                double bright = Median(order[^take..].Select(i => values[i]));
                double dark = unstained is null ? Median(order[..take].Select(i => values[i])) : Median(unstained.Linear(unstained.IndexOf(detector)));
                return bright - dark;
            }
            double self = Rise(detectors[f]);
            if (!(self > 0)) problems.Add(new Problem(place, "no brighter than the dark events", "a stained population"));
            else for (int j = 0; j < n; j++) coefficients[f, j] = j == f ? 1 : Rise(detectors[j]) / self;
        }
        return problems.Count > 0 ? Outcome<SpilloverMatrix>.Refused(problems) : SpilloverMatrix.Create(detectors, detectors, coefficients, "single stains");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return PositiveThreshold.Quantile(sorted, 0.5);
    }
}
