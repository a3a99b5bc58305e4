using System.Globalization;
using System.Text;
using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>A well of a simulated droplet plate, counted.</summary>
internal sealed record CountedWell(int Number, string Sample, WellContent Content, int Positives, int Negatives);

/// <summary>Fills a plate, parts each reaction into droplets, and counts them; written in the layout of a plate export of QX Manager.</summary>
/// <remarks>
/// The volume of a droplet differs from run to run about what the assay states, by the uncertainty that it states. A droplet is positive
/// with probability 1 − exp(−copies per droplet); a few droplets in a hundred wells are positive without a template.
/// </remarks>
internal static class DropletPlate
{
    internal const double ReactionMicrolitres = 20, Nanolitres = 0.85, VolumeCv = 0.02;
    internal const int PositivesMin = 3, NtcPositivesMax = 2;
    private const double FalsePositivesPerWell = 0.05;
    private const int FewestDroplets = 12_000, MostDroplets = 19_000;

    public static List<CountedWell> Simulate(SimulationSettings settings, PlannedRun run)
    {
        var qpcr = settings.Qpcr;
        var random = Streams.OfRun(settings, run.Index);
        double nanolitres = Nanolitres * Math.Max(0.5, 1 + VolumeCv * random.NextNormal());
        var wells = new List<CountedWell>();
        for (int r = 0; r < 2; r++) Fill("NTC", WellContent.NoTemplate, qpcr.ContaminatedRun == run.Index ? 20 : 0);
        Fill(AssayFile.PositiveControl, WellContent.PositiveControl, AssayFile.PositiveControlCopies);
        foreach (var sample in run.Samples)
        {
            double recovery = AssayFile.Recovery * Math.Pow(10, AssayFile.RecoveryLog10Sd * random.NextNormal());
            for (int r = 0; r < qpcr.UnknownReplicates; r++) Fill(sample.Sample, WellContent.Unknown, sample.Truth.CopiesPerMl * qpcr.ReactionsPerMillilitre * recovery);
        }
        return wells;

        void Fill(string sample, WellContent content, double expected)
        {
            double copies = expected * Math.Exp(qpcr.PipettingLn * random.NextNormal());
            int droplets = random.Whole(FewestDroplets, MostDroplets);
            int positives = random.NextBinomial(droplets, 1 - Math.Exp(-copies * nanolitres / (1000 * ReactionMicrolitres)));
            positives = Math.Min(droplets, positives + (int)random.NextPoisson(FalsePositivesPerWell));
            wells.Add(new(wells.Count + 1, sample, content, positives, droplets - positives));
        }
    }

    public static byte[] Write(IReadOnlyList<CountedWell> wells)
    {
        var text = new StringBuilder("Well,Sample description 1,Target,Conc(copies/µL),Status,SampleType,TargetType,DyeName(s),Accepted Droplets,Positives,Negatives\n");
        foreach (var w in wells)
        {
            string conc = w.Negatives == 0 ? "No Call" : (-Math.Log(w.Negatives / (double)(w.Positives + w.Negatives)) / Nanolitres * 1000).ToString("0.###", CultureInfo.InvariantCulture);
            string type = w.Content switch { WellContent.NoTemplate => "NTC", WellContent.PositiveControl => "Pos Ctrl", _ => "Unknown" };
            string at = string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + (w.Number - 1) / 12)}{(w.Number - 1) % 12 + 1:00}");
            text.Append(CultureInfo.InvariantCulture, $"{at},{w.Sample},{AssayFile.Target},{conc},OK,{type},Unknown,FAM,{w.Positives + w.Negatives},{w.Positives},{w.Negatives}\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
