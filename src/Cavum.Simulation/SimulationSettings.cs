namespace Cavum.Simulation;

/// <summary>Which way the combination differs from ICB alone in the simulated world.</summary>
public enum EffectDirection
{
    /// <summary>In the same patient the combination acts exactly as ICB alone does.</summary>
    Null,
    More,
    Less,
}

/// <summary>Everything a simulated study depends on; equal settings give equal bytes.</summary>
public sealed record SimulationSettings
{
    public ulong Seed { get; init; } = 20261031;

    /// <summary>1 to 99.</summary>
    public int Subjects { get; init; } = 24;

    public EffectDirection Effect { get; init; } = EffectDirection.More;

    /// <summary>
    /// ln of the factor by which the combination lengthens the times to regrowth (More) or shortens them (Less), above 0;
    /// the log odds of tumour shrinkage move by <see cref="ResponseLogOddsPerLogEffect"/> times as much. Unused in the null world.
    /// </summary>
    public double LogEffect { get; init; } = Math.Log(2.5);

    public double ResponseLogOddsPerLogEffect { get; init; } = 2.4;

    /// <summary>Chance that ICB alone shrinks the tumour of an average patient, as in published ICB arms (about 0.2 to 0.25).</summary>
    public double IcbResponse { get; init; } = 0.2;

    /// <summary>Share of subjects with locoregionally advanced disease; the others have recurrent or metastatic disease.</summary>
    public double LaNpcShare { get; init; } = 0.25;

    /// <summary>Nothing after this day is known.</summary>
    public DateOnly DataCut { get; init; } = new(2026, 10, 31);

    public QpcrSettings Qpcr { get; init; } = new();

    public PetSettings Pet { get; init; } = new();

    /// <summary>Whether the study has a mouse arm.</summary>
    public bool Mouse { get; init; } = true;

    /// <summary>ln of the factor on times, 0 in the null world, negative when the combination harms.</summary>
    public double SignedLogEffect => Effect switch
    {
        EffectDirection.More => LogEffect,
        EffectDirection.Less => -LogEffect,
        _ => 0,
    };

    /// <summary>Refuses settings that mean nothing.</summary>
    public void Check()
    {
        if (Subjects is < 1 or > 99) throw new ArgumentOutOfRangeException(nameof(Subjects), Subjects, "A cohort has 1 to 99 subjects.");
        if (!(LogEffect > 0 && LogEffect < 5)) throw new ArgumentOutOfRangeException(nameof(LogEffect), LogEffect, "A log effect lies between 0 and 5; its direction is Effect.");
        if (!(IcbResponse > 0 && IcbResponse < 1)) throw new ArgumentOutOfRangeException(nameof(IcbResponse), IcbResponse, "A probability lies between 0 and 1.");
        if (!(LaNpcShare >= 0 && LaNpcShare <= 1)) throw new ArgumentOutOfRangeException(nameof(LaNpcShare), LaNpcShare, "A share lies from 0 to 1.");
    }
}

/// <summary>The simulated EBV DNA assay: its chain from plasma to well, and its imperfections.</summary>
public sealed record QpcrSettings
{
    public int Cycles { get; init; } = 45;
    public int UnknownReplicates { get; init; } = 3;
    public int StandardReplicates { get; init; } = 2;

    /// <summary>Copies per reaction of the standards.</summary>
    public IReadOnlyList<double> StandardCopies { get; init; } = [1e1, 1e2, 1e3, 1e4, 1e5, 1e6];

    public double PlasmaMicrolitres { get; init; } = 800;
    public double EluateMicrolitres { get; init; } = 50;
    public double TemplateMicrolitres { get; init; } = 5;

    /// <summary>SD of ln(volume dispensed) of one well.</summary>
    public double PipettingLn { get; init; } = 0.06;

    /// <summary>SD of the per-cycle efficiency between the wells of one run.</summary>
    public double EfficiencyBetweenWells { get; init; } = 0.001;

    /// <summary>Fluorescence units; plateau is about 6,000 above a baseline of about 1,000.</summary>
    public double ReadingNoise { get; init; } = 6;

    /// <summary>SD of ln(concentration) of a sample about the subject's smooth course: biology, not assay.</summary>
    public double BiologicalLn { get; init; } = 0.12;

    /// <summary>The laboratory counts droplets (digital PCR) in place of reading curves.</summary>
    public bool Digital { get; init; }

    /// <summary>Index of a run (from 0) whose no-template controls are contaminated; null: none.</summary>
    public int? ContaminatedRun { get; init; }

    /// <summary>Copies per reaction that one copy per mL of plasma makes on average.</summary>
    public double ReactionsPerMillilitre => PlasmaMicrolitres / 1000 * TemplateMicrolitres / EluateMicrolitres;
}

/// <summary>How the PET/CT phantoms are made.</summary>
public sealed record PetSettings
{
    /// <summary>False leaves the raw PET/CT files out: tables and qPCR runs only.</summary>
    public bool Write { get; init; } = true;

    /// <summary>Full width at half maximum of the scanner's blur, mm; 0 gives the image before partial volume.</summary>
    public double BlurFwhmMm { get; init; } = 6;

    /// <summary>SD of the noise in tissue of SUV 1 (it grows with the root of uptake); 0 gives a noiseless image.</summary>
    public double Noise { get; init; } = 0.14;
}
