using System.Globalization;
using System.Text;
using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Validation;

/// <summary>How often the mouse arm errs where there is no synergy, and what happens to files that were damaged; docs/validation/mouse.md.</summary>
internal static class MouseReport
{
    private static readonly (int Mice, bool Responders)[] Worlds = [(5, false), (5, true), (8, false), (8, true), (10, false), (10, true)];

    /// <summary>Writes the very experiments of the table as CSV, for the peers.</summary>
    internal static string WriteWorlds(string folder, int experiments)
    {
        foreach (var (mice, responders) in Worlds)
        {
            using var text = new StreamWriter(Path.Combine(folder, $"world-{mice:00}-{(responders ? "responders" : "sacrifice")}.csv"));
            text.Write("experiment,mouse,arm,day,volume\n");
            var design = Design(mice, responders);
            for (int r = 0; r < experiments; r++)
                foreach (var mouse in design.Simulate(new SeededRandom(Seed(mice), (ulong)r)).Mice)
                    foreach (var m in mouse.Measurements) text.Write(string.Create(CultureInfo.InvariantCulture, $"{r},{mouse.Id},{mouse.Group},{m.Day:R},{(m.Detected ? m.Volume : 0):R}\n"));
        }
        return "";
    }

    private static ulong Seed(int mice) => (ulong)(7000 + mice);

    private static SynergyDesign Design(int mice, bool responders) => new SynergyDesign([mice, mice, mice, mice], [0, 3, 6, 9, 12, 15, 18, 21], responders ? [0.12, 0.04, 0.02, 0] : [0.12, 0.09, 0.07, 0], 0.02, 0.2,
        SacrificeVolume: 1000, DetectionLimit: responders ? 25 : 0).WithBlissEffect(0);

    /// <param name="peers">Folder with what R found (scripts/validate-mouse-peers); null without.</param>
    internal static string Write(int experiments, int mutations, string? peers, TextWriter progress)
    {
        var text = new StringBuilder();
        text.Append("# The mouse arm\nWritten by `Cavum.Validation mouse`.\n\n## Type-I error\n");
        text.Append(CultureInfo.InvariantCulture, $"{experiments} simulated experiments a row, no synergy by Bliss (slopes 0.12, 0.09, 0.07, 0.04 a day; SD between mice 0.02, residual 0.2 on the log scale; days 0, 3 … 21), nominal level 5 %, Bliss on the last day. ");
        text.Append("Sacrifice: mice leave when measured at 1,000 mm³ or more. Complete responders: the arms are 0.12, 0.04, 0.02, −0.06 and volumes below 25 mm³ are written as 0. Standard error: √(0.05·0.95/n).\n\n");
        var beside = peers is null ? [] : File.ReadLines(Path.Combine(peers, "peers.txt")).Select(l => l.Split(';')).ToDictionary(f => (f[0], f[1]));
        text.Append("| mice an arm | world | Cavum (CR2, t, censored) | Cavum with the normal distribution | SynergyLMM’s model and z, zeros missing | invivoSyn’s ln(V + 1) model | invivoSyn’s CombPDX limits |\n|---|---|---|---|---|---|---|\n");
        foreach (var (mice, responders) in Worlds)
        {
            progress.WriteLine($"type-I error: {mice} mice, {(responders ? "complete responders" : "sacrifice")}");
            Row(text, mice, responders, experiments, beside);
        }
        text.Append(peers is null ? "\nThe peers were not run here: scripts/validate-mouse-peers runs them.\n"
            : "\nThe last three columns were run in R on the same experiments (`scripts/peers/synergy-type1.R`: nlme, its models and distributions as the programs’ sources say). CombPDX: the day-21 index of the mice that are left, 90 % limits printed as 95 %.\n");
        text.Append("Recorded when the oracles were made, on real data: SynergyLMM prints a response-additivity index of 100 [0.07, 100] on day 33 of LS-1034, where the expected burden is below 0 and there is none; its limits are z ± 1.96 whatever the number of mice. invivoSyn prints a synergy of 106.0 of at most 100 there. Cavum prints `undefined`.\n");
        if (peers is not null) OracleComparison.Write(text, peers, progress);
        text.Append("\n## Damaged files\n");
        foreach (string line in MutationRun.Run(mutations, progress)) text.Append(line).Append('\n');
        return text.ToString();
    }

    private static void Row(StringBuilder text, int mice, bool responders, int experiments, Dictionary<(string, string), string[]> beside)
    {
        var design = Design(mice, responders);
        var own = new SynergyOptions(DetectionLimit: responders ? 25 : null);
        var rates = new List<string>();
        foreach (var way in (SynergyOptions[])[own, own with { Inference = SynergyInference.Z }])
        {
            var result = SynergyPower.Run(design, way, experiments, Seed(mice));
            rates.Add(string.Create(CultureInfo.InvariantCulture, $"{100 * result.Power:0.0} % (coverage {100 * result.Coverage:0.0} %, mean L off by {result.MeanContrast - result.TrueContrast:+0.0000;−0.0000} a day{(result.NotFitted > 0 ? $", {result.NotFitted} not fitted" : "")})"));
        }
        foreach (string way in (string[])["lmm", "vivo", "combpdx"])
        {
            if (!beside.TryGetValue(($"{mice:00}-{(responders ? "responders" : "sacrifice")}", way), out string[]? f)) rates.Add("not run");
            else
            {
                double truth = design.Slopes[1] + design.Slopes[2] - design.Slopes[0];
                double N(int i) => double.Parse(f[i], CultureInfo.InvariantCulture);
                double off = N(5) - (design.Slopes[3] - truth);
                rates.Add(string.Create(CultureInfo.InvariantCulture, $"{100 * N(3):0.0} % (mean L off by {off:+0.0000;−0.0000} a day{(N(4) > 0 ? $", {N(4):0} not fitted" : "")})"));
            }
        }
        text.Append(CultureInfo.InvariantCulture, $"| {mice} | {(responders ? "sacrifice and complete responders" : "sacrifice")} | {string.Join(" | ", rates)} |\n");
    }
}
