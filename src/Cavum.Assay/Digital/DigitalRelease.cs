namespace Cavum.Assay;

/// <summary>The rules that let the results of a digital run out: no-template controls, positive controls, enough partitions.</summary>
internal static class DigitalRelease
{
    internal static ReleaseDecision Decide(IReadOnlyList<DigitalConcentration> wells, SampleCounting counting, AssaySettings settings, int sums)
    {
        var reasons = new List<string>();
        var remarks = new List<string>();
        JudgeNegatives(wells, counting, settings.Acceptance, reasons);
        JudgePositives(wells, counting, settings, reasons);
        if (!wells.Any(w => DigitalSamples.IsUnknown(w, settings) && counting.Short(w) is null)) reasons.Add("no well of a sample has enough partitions");
        if (sums > 0) remarks.Add($"{sums} rows repeat the other wells of their sample added up, and were left out");
        foreach (var source in wells.Select(w => w.VolumeSource).Distinct().Where(s => s is PartitionVolumeSource.ImpliedByWell or PartitionVolumeSource.ImpliedByFile))
            remarks.Add($"the partition volume is {(source == PartitionVolumeSource.ImpliedByWell ? "the one that the software's own concentration implies" : "the median that the other wells imply")}: 'partitionNanolitres' is not stated");
        remarks.Add(counting.Scatter is not { } scatter ? $"fewer than {WellScatter.LeastDegreesOfFreedom} wells replicate another: scatter between wells is not measured, and the intervals do not hold it"
            : scatter.LogVariance == 0 ? "the wells of a sample differ by no more than counting"
            : DigitalSamples.Text($"the wells of a sample differ by {Math.Sqrt(scatter.LogVariance):P1} beyond counting ({scatter.DegreesOfFreedom} degrees of freedom): every interval holds it"));
        if (counting.Rules.PartitionCv == 0) remarks.Add("no uncertainty of the partition volume is stated ('partitionCv'): the intervals do not hold it");
        return new(reasons.Count == 0, reasons, remarks);
    }

    private static void JudgeNegatives(IReadOnlyList<DigitalConcentration> wells, SampleCounting counting, AcceptanceRules rules, List<string> reasons)
    {
        var controls = wells.Where(w => w.Well.Role is SampleRole.Ntc or SampleRole.NegativeControl).ToList();
        if (rules.NtcRequired && controls.All(w => w.Well.Role != SampleRole.Ntc)) reasons.Add("no no-template control in the run");
        foreach (var w in controls)
        {
            string what = $"{(w.Well.Role == SampleRole.Ntc ? "no-template control" : "negative control")} {w.Well.Well}";
            if (counting.Short(w) is { } why) reasons.Add($"{what} says nothing: {why}");
            else if (w.Well.Positives > counting.Rules.NtcPositivesMax)
                reasons.Add(DigitalSamples.Text($"{what} ({w.Well.Sample}) has {w.Well.Positives} positive partitions, at most {counting.Rules.NtcPositivesMax} are accepted"));
        }
    }

    private static void JudgePositives(IReadOnlyList<DigitalConcentration> wells, SampleCounting counting, AssaySettings settings, List<string> reasons)
    {
        var positives = wells.Where(w => w.Well.Role == SampleRole.PositiveControl || settings.PositiveControls.Any(c => c.Sample == w.Well.Sample)).ToList();
        if (positives.Count == 0 && settings.Acceptance.PositiveControlRequired) reasons.Add("no positive control in the run");
        foreach (var w in positives)
        {
            if (counting.Short(w) is { } why) reasons.Add($"positive control says nothing: {why}");
            else if (w.Well.Positives < Math.Max(1, counting.Rules.PositivesMin)) reasons.Add($"positive control {w.Well.Well} ({w.Well.Sample}) has {w.Well.Positives} positive partitions");
        }
        foreach (var range in settings.PositiveControls)
        {
            DigitalConcentration[] own = [.. positives.Where(w => w.Well.Sample == range.Sample && counting.Short(w) is null)];
            if (own.Length == 0)
            {
                reasons.Add($"positive control {range.Sample} has no well with enough partitions");
                continue;
            }
            if (counting.Pool(own) is not { CopiesPerMicrolitre: { } c }) reasons.Add($"positive control {range.Sample} has no concentration");
            else if (c * counting.Rules.Reaction.Microlitres is var copies && (copies < range.LowerCopiesPerReaction || copies > range.UpperCopiesPerReaction))
                reasons.Add(DigitalSamples.Text($"positive control {range.Sample} reads {copies:G4} copies per reaction, outside {range.LowerCopiesPerReaction} to {range.UpperCopiesPerReaction}"));
        }
    }
}
