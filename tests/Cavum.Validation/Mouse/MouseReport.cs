using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Validation;

/// <summary>How often the mouse arm errs where there is no synergy, and what happens to files that were damaged; docs/validation/mouse.md.</summary>
internal static class MouseReport
{
    internal static string Write(int experiments, int mutations, TextWriter progress)
    {
        var text = new StringBuilder();
        text.Append("# The mouse arm\nWritten by `Cavum.Validation mouse`.\n\n## Type-I error\n");
        text.Append(CultureInfo.InvariantCulture, $"{experiments} simulated experiments a row, no synergy by Bliss (slopes 0.12, 0.09, 0.07, 0.04 a day; SD between mice 0.02, residual 0.2 on the log scale; days 0, 3 … 21), nominal level 5 %, Bliss on the last day. ");
        text.Append("Sacrifice: mice leave when measured at 1,000 mm³ or more. Complete responders: the arms are 0.12, 0.04, 0.02, −0.06 and volumes below 25 mm³ are written as 0. Standard error: √(0.05·0.95/n).\n\n");
        text.Append("| mice an arm | world | Cavum (CR2, t, censored) | normal distribution instead of t | volumes of 0 dropped, normal (the peers’ way) |\n|---|---|---|---|---|\n");
        foreach (int mice in (int[])[5, 8, 10])
        {
            foreach (bool responders in (bool[])[false, true])
            {
                progress.WriteLine($"type-I error: {mice} mice, {(responders ? "complete responders" : "sacrifice")}");
                Row(text, mice, responders, experiments);
            }
        }
        text.Append("\nThe last two columns are how the two published programs judge (SynergyLMM: z, volumes of 0 set to missing; invivoSyn: z-like limits, ln(V + 1)); they were not run here: the columns are our own model with their distribution and their treatment of zeros.\n");
        text.Append("\n## Damaged files\n");
        foreach (string line in MutationRun.Run(mutations, progress)) text.Append(line).Append('\n');
        return text.ToString();
    }

    private static void Row(StringBuilder text, int mice, bool responders, int experiments)
    {
        double[] slopes = responders ? [0.12, 0.04, 0.02, 0] : [0.12, 0.09, 0.07, 0];
        var design = new SynergyDesign([mice, mice, mice, mice], [0, 3, 6, 9, 12, 15, 18, 21], slopes, 0.02, 0.2,
            SacrificeVolume: 1000, DetectionLimit: responders ? 25 : 0).WithBlissEffect(0);
        var own = new SynergyOptions(DetectionLimit: responders ? 25 : null);
        var rates = new List<string>();
        SynergyOptions[] ways = [own, own with { Inference = SynergyInference.Z }, own with { Inference = SynergyInference.Z, Undetected = UndetectedVolumes.Drop }];
        foreach (var way in ways)
        {
            var result = SynergyPower.Run(design, way, experiments, seed: (ulong)(7000 + mice));
            rates.Add(string.Create(CultureInfo.InvariantCulture, $"{100 * result.Power:0.0} % (coverage {100 * result.Coverage:0.0} %, mean L off by {result.MeanContrast - result.TrueContrast:+0.0000;−0.0000} a day{(result.NotFitted > 0 ? $", {result.NotFitted} not fitted" : "")})"));
        }
        text.Append(CultureInfo.InvariantCulture, $"| {mice} | {(responders ? "sacrifice and complete responders" : "sacrifice")} | {string.Join(" | ", rates)} |\n");
    }
}
