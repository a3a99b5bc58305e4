using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>The simulated laboratory's assay: what its settings file says of it.</summary>
public static class AssayFile
{
    public const string Name = "ebv-bamhiw";
    public const string Target = "BamHI-W";
    public const double LodCopiesPerMl = 40;
    public const double LoqCopiesPerMl = 100;
    public const double UpperCopiesPerMl = 1e7;

    /// <summary>Share of the DNA in the plasma that reaches the eluate, and the SD of its log10 from sample to sample.</summary>
    public const double Recovery = 0.9;
    public const double RecoveryLog10Sd = 0.03;

    public const string PositiveControl = "PC";
    public const double PositiveControlCopies = 5000;

    /// <summary>The most that droplets can tell: about four copies in each.</summary>
    public const double UpperCopiesPerMlByDroplets = 1e6;

    public static string NameOf(QpcrSettings qpcr) => qpcr.Digital ? Name + "-droplets" : Name;

    public static string Json(QpcrSettings qpcr)
    {
        var settings = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["name"] = NameOf(qpcr),
            ["version"] = "1",
            ["matrix"] = "plasma",
            ["lot"] = "L25",
            ["comment"] = "Simulated assay.",
            ["target"] = Target,
        };
        if (!qpcr.Digital) (settings["cqMethod"], settings["weighting"]) = ("automatic", "poisson");
        settings["confidence"] = 0.95;
        settings["extraction"] = Extraction(qpcr);
        settings["iu"] = new { log10Intercept = -0.12, log10Slope = 1.0, interceptVariance = 0.0004, residualSd = 0.02, lot = "L25" };
        settings["lod"] = new { value = LodCopiesPerMl, unit = "copies/mL" };
        settings["loq"] = new { value = LoqCopiesPerMl, unit = "copies/mL" };
        settings["upperLimit"] = new { value = qpcr.Digital ? UpperCopiesPerMlByDroplets : UpperCopiesPerMl, unit = "copies/mL" };
        settings["acceptance"] = qpcr.Digital ? new { positiveControlRequired = true } : new { positiveControlRequired = true, levelBiasMax = 0.45 }; // two wells of ten copies scatter by 0.1 log10
        settings["positiveControls"] = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [PositiveControl] = new { lowerCopiesPerReaction = PositiveControlCopies / 2, upperCopiesPerReaction = PositiveControlCopies * 2 },
        };
        if (qpcr.Digital) settings["digital"] = Droplets;
        return CanonicalJson.Write(settings);
    }

    private static object Droplets => new
    {
        reactionMicrolitres = DropletPlate.ReactionMicrolitres,
        partitionNanolitres = DropletPlate.Nanolitres,
        partitionCv = DropletPlate.VolumeCv,
        positivesMin = DropletPlate.PositivesMin,
        ntcPositivesMax = DropletPlate.NtcPositivesMax,
    };

    private static object Extraction(QpcrSettings qpcr) => new
    {
        plasmaMl = qpcr.PlasmaMicrolitres / 1000,
        eluateMicrolitres = qpcr.EluateMicrolitres,
        templateMicrolitres = qpcr.TemplateMicrolitres,
        recovery = Recovery,
        recoveryLog10Sd = RecoveryLog10Sd,
    };
}
