namespace Cavum.Imaging;

/// <summary>One lesion of one PET, as measured; what was not measured is null.</summary>
/// <param name="Id">Number or name of the lesion in its table.</param>
public sealed record PetLesion(string Id)
{
    public string? Label { get; init; }

    /// <summary>Where it lies, in words: primary, right neck, left neck, liver, bone …</summary>
    public string? Site { get; init; }

    /// <summary>The organ that "at most two per organ" counts; the site where it is not given.</summary>
    public string? Organ { get; init; }

    public double? VolumeMl { get; init; }
    public double? SuvMax { get; init; }
    public double? SuvMean { get; init; }
    public double? SuvPeakLocal { get; init; }
    public double? SuvPeakGlobal { get; init; }

    /// <summary>Lean-mass SUVpeak as stored; computed from <see cref="SuvPeakGlobal"/> where sex, height and weight allow.</summary>
    public double? SulPeak { get; init; }

    public double? Tlg { get; init; }
    public double? LongestDiameterMm { get; init; }
    public double? ShortAxisMm { get; init; }

    /// <summary>Said by a reader; null leaves it to matching.</summary>
    public bool? IsNew { get; init; }

    /// <summary>The baseline lesion this one continues.</summary>
    public string? BaselineId { get; init; }

    /// <summary>A new lesion seen again later or proven: no longer only suspected.</summary>
    public bool Confirmed { get; init; }

    public bool Physiological { get; init; }

    /// <summary>The reader's other cause (infection, inflammation, treatment effect); null for tumour or not stated.</summary>
    public string? BenignCause { get; init; }

    public bool? Diffuse { get; init; }

    /// <summary>The reader's word whether uptake stands out from its surroundings.</summary>
    public bool? Distinguishable { get; init; }
}

/// <summary>Uptake of a reference tissue in the unit of the lesions beside it.</summary>
public sealed record UptakeReference(double? Mean, double? StdDev = null, double? Max = null)
{
    /// <summary>Whether the numbers are lean-mass SUV; null means the unit of the lesions.</summary>
    public bool? IsSul { get; init; }

    /// <summary>The liver carries disease, so the blood pool replaces it.</summary>
    public bool Diseased { get; init; }
}

/// <summary>One PET: its lesions and what makes it comparable with another.</summary>
public sealed record PetTimePoint
{
    public DateOnly? Date { get; init; }

    /// <summary>Null when nobody measured; an empty list when nothing was found.</summary>
    public IReadOnlyList<PetLesion>? Lesions { get; init; }

    public UptakeReference? Liver { get; init; }
    public UptakeReference? BloodPool { get; init; }
    public UptakeReference? JugularVein { get; init; }
    public string? Scanner { get; init; }
    public string? Reconstruction { get; init; }
    public double? UptakeMinutes { get; init; }
    public double? GlucoseMmolPerL { get; init; }

    /// <summary>The reader sees the extent of uptake grown (EORTC: by more than 20 % of the longest dimension).</summary>
    public bool? ExtentIncreased { get; init; }

    /// <summary>The reader's count or word about new lesions, where lesions are not flagged one by one.</summary>
    public int? StatedNewLesions { get; init; }

    /// <summary>Largest relative difference between the two SUV reference-time rules, percent.</summary>
    public double? SuvRuleDifferencePercent { get; init; }
}

/// <summary>Sex, weight and height, for lean body mass.</summary>
public sealed record ResponseBody(string? Sex, double? WeightKg, double? HeightCm);

/// <summary>Hopkins scores 1 to 5 by site; null where not scored.</summary>
public sealed record HopkinsScores(int? Primary, int? RightNeck, int? LeftNeck, int? Overall = null);

/// <summary>What one reader wrote without knowing the other's.</summary>
public sealed record ReaderScores(string Reader)
{
    public HopkinsScores? Hopkins { get; init; }
    public string? NiRadsPrimary { get; init; }
    public string? NiRadsNeck { get; init; }
    public string? Deauville { get; init; }
    public string? TumourPresent { get; init; }
    public bool IsAdjudication { get; init; }
}

/// <summary>NI-RADS findings of one site, for a category by rule where no reader gave one.</summary>
public sealed record NiRadsFindings
{
    public bool? PriorImaging { get; init; }
    public bool Proven { get; init; }
    public bool? NewOrGrowingMass { get; init; }
    public bool? MucosalFocus { get; init; }
    public bool? DeepTissue { get; init; }
    public bool? ResidualNode { get; init; }
    public bool? EnlargingNode { get; init; }
    public bool? NecrosisOrExtension { get; init; }

    /// <summary>none, mild, moderate, intense or diffuse; null without PET.</summary>
    public string? Fdg { get; init; }
}

/// <summary>Dates from which the 12 weeks may be counted.</summary>
public sealed record TreatmentDates(DateOnly? RadiotherapyEnd, DateOnly? FirstDose, int? Cycles = null)
{
    /// <summary>The reader's written reason to answer before 12 weeks.</summary>
    public string? GateOverride { get; init; }
}

/// <summary>Everything the criteria are asked about one subject.</summary>
public sealed record ResponseCase
{
    public string? Subject { get; init; }
    public ResponseBody Body { get; init; } = new(null, null, null);

    /// <summary>Baseline first, then in order of time; at least two.</summary>
    public required IReadOnlyList<PetTimePoint> Scans { get; init; }

    public TreatmentDates Treatment { get; init; } = new(null, null);
    public IReadOnlyList<ReaderScores> Readers { get; init; } = [];

    /// <summary>Places of the file whose key no criterion asks for: misspelt, or said twice.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    public NiRadsFindings? PrimaryFindings { get; init; }
    public NiRadsFindings? NeckFindings { get; init; }

    /// <summary>CT measurements, baseline first; empty without CT.</summary>
    public IReadOnlyList<CtTimePoint> Ct { get; init; } = [];

    public ResponseSettings Settings { get; init; } = new();
}

/// <summary>Choices the papers leave open; each is printed with the result.</summary>
public sealed record ResponseSettings
{
    /// <summary>PERCIST: SUVpeak stands in where SUL cannot be computed, and the result says so.</summary>
    public bool AllowSuvBw { get; init; } = true;

    /// <summary>Formula of lean mass: janma, james or morgan.</summary>
    public string SulFormula { get; init; } = "janma";

    /// <summary>Hopkins 5 from this multiple of liver; the paper gives no number.</summary>
    public double HopkinsMarkedly { get; init; } = 2.0;

    /// <summary>Deauville-like 5 above this multiple of liver SUVmax (2 to 3).</summary>
    public double DeauvilleMarkedly { get; init; } = 2.0;

    /// <summary>Deauville-like scores from here are positive (4, or 3).</summary>
    public int DeauvillePositiveFrom { get; init; } = 4;

    /// <summary>PERCIMT counts every lesion that meets a bar (nested) or each lesion in one bin only.</summary>
    public bool PercimtNested { get; init; } = true;

    public int MinimumDays { get; init; } = 84;
    public int WindowDays { get; init; } = 14;

    /// <summary>RECIST 1.1: best response of CR and PR only when seen again after 4 weeks.</summary>
    public bool RequireConfirmation { get; init; }

    public double SliceThicknessMm { get; init; } = 5;
}

/// <summary>What one criterion says, by which rows.</summary>
/// <param name="Name">The criterion's name in the field.</param>
/// <param name="Version">Edition of the decision table.</param>
/// <param name="Category">CMR, PMR, SMD, PMD, a score, … or <c>NE</c>.</param>
/// <param name="ChangePercent">The change the category rests on, (now − reference)/reference·100; null where none.</param>
/// <param name="Path">Rows passed over and the row that held, with the numbers asked.</param>
public sealed record CriterionResult(string Name, string Version, string Category, double? ChangePercent, IReadOnlyList<string> Path)
{
    /// <summary><c>evaluated</c>, or <c>notEvaluable</c> with the reason.</summary>
    public string Status { get; init; } = "evaluated";

    public string? Reason { get; init; }

    /// <summary>SUL, or SUVbw as a labelled deviation; RECIST: mm.</summary>
    public string? Basis { get; init; }

    public IReadOnlyDictionary<string, double?> Figures { get; init; } = new Dictionary<string, double?>();
    public IReadOnlyList<string> Notes { get; init; } = [];
    public string? Source { get; init; }

    internal static CriterionResult From(DecisionTable table, Decision decision, double? changePercent = null) =>
        new(table.Name, table.Version, decision.Category, changePercent, decision.Path)
        {
            Status = decision.Category == "NE" ? "notEvaluable" : "evaluated",
            Reason = decision.Because,
            Source = table.Source,
        };
}
