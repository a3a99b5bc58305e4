namespace Cavum.Preclinical;

/// <summary>Sensitivity to informative dropout: slopes of mice that left early and of those that stayed, mixed by their shares in the arm.</summary>
/// <remarks>
/// β_g = Σ π_gk·β_gk over the patterns k (left before the last day, or stayed), each cell with a slope of its own in one mixed model;
/// the variance adds that of the shares, π(1 − π)(β_g1 − β_g2)²/n. Little 1993, JASA 88:125. A pattern whose arm has one such mouse only joins
/// the arm's other pattern, since nothing measures its variance.
/// </remarks>
public static class PatternMixture
{
    /// <summary>L, its CR2 standard error and Satterthwaite's degrees of freedom; null where it cannot be fitted or is not defined.</summary>
    public static SlopeContrast? Run(TumourStudy study, SynergyArms arms, SynergyMethod method, double day)
    {
        var four = study.Only([.. arms.InOrder]);
        var cells = new List<(int Arm, string Group, int Mice)>();
        var mice = new List<TumourMouse>();
        double last = four.Days[^1];
        for (int a = 0; a < arms.InOrder.Count; a++)
        {
            TumourMouse[] own = [.. four.In(arms.InOrder[a]).Where(m => m.StartVolume is not null && m.Measurements.Any(x => x.Day > 0 && x.Detected))];
            bool Left(TumourMouse m) => m.Last.Day < last;
            int early = own.Count(Left);
            bool split = early >= 2 && own.Length - early >= 2;
            foreach (bool left in split ? (bool[])[false, true] : [false])
            {
                string cell = $"{a}/{left}"; // a number and a word: no group of the study can collide with another
                TumourMouse[] inside = split ? [.. own.Where(m => Left(m) == left)] : own;
                if (inside.Length == 0) return null;
                cells.Add((a, cell, inside.Length));
                mice.AddRange(inside.Select(m => m with { Group = cell }));
            }
        }
        string[] groups = [.. cells.Select(c => c.Group)];
        var data = SlopeData.Of(new TumourStudy(mice, groups, four.FirstDay, []), groups, double.PositiveInfinity);
        if (data.ArmCount != groups.Length || Enumerable.Range(0, groups.Length).Any(a => !data.Arms.Contains(a))) return null;
        var fit = SlopeModel.Fit(data);
        return fit.Status == SlopeFitStatus.Fitted ? Mixed(fit, cells, arms.InOrder.Count, method, day) : null;
    }

    private static SlopeContrast? Mixed(SlopeFit fit, List<(int Arm, string Group, int Mice)> cells, int armCount, SynergyMethod method, double day)
    {
        double[] slopes = new double[armCount], shareVariance = new double[armCount];
        double Share(int c) => (double)cells[c].Mice / cells.Where(x => x.Arm == cells[c].Arm).Sum(x => x.Mice);
        for (int c = 0; c < cells.Count; c++) slopes[cells[c].Arm] += Share(c) * fit.Slopes[c];
        for (int c = 0; c < cells.Count; c++)
        {
            int mice = cells.Where(x => x.Arm == cells[c].Arm).Sum(x => x.Mice);
            shareVariance[cells[c].Arm] += Share(c) * Math.Pow(fit.Slopes[c] - slopes[cells[c].Arm], 2) / mice;
        }
        Span<double> weights = stackalloc double[armCount];
        if (SynergyContrast.Of(method, slopes, day, weights) is not { } estimate) return null;
        Span<double> inner = stackalloc double[cells.Count];
        double extra = 0;
        for (int c = 0; c < cells.Count; c++) inner[c] = weights[cells[c].Arm] * Share(c);
        for (int a = 0; a < armCount; a++) extra += weights[a] * weights[a] * shareVariance[a];
        var contrast = fit.Contrast(inner);
        return new(estimate, Math.Sqrt(contrast.ModelStdErr * contrast.ModelStdErr + extra),
            Math.Sqrt(contrast.RobustStdErr * contrast.RobustStdErr + extra), contrast.DegreesOfFreedom);
    }
}
