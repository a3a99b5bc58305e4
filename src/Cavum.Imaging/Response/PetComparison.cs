namespace Cavum.Imaging;

/// <summary>A lesion of the follow-up with the baseline lesion it continues, or none when it is new.</summary>
public sealed record LesionPair(PetLesion? Baseline, PetLesion? Now);

/// <summary>Two PETs made comparable: one unit, lesions that count, matches and what is new.</summary>
/// <remarks>
/// Physiological uptake and uptake to which the reader gave another cause are left out. Lesions are matched by what the reader
/// said (new, baselineId); else by label where both tables name the same one; else by id. The unit is SUL where the lesions
/// carry it or sex, height and weight give it; else SUVbw, labelled as a deviation.
/// </remarks>
public sealed class PetComparison
{
    private readonly double sulPerSuv;
    private readonly bool peakIsLocal;

    public PetComparison(ResponseCase subject, PetTimePoint baseline, PetTimePoint now)
    {
        Baseline = baseline;
        Now = now;
        TablesPresent = baseline.Lesions is not null && now.Lesions is not null;
        BaselineLesions = Counting(baseline);
        NowLesions = Counting(now);
        var all = BaselineLesions.Concat(NowLesions).ToArray();
        double? factor = LeanMassScale.SulPerSuv(subject.Body, subject.Settings.SulFormula);
        LeanMassFraction = factor;
        peakIsLocal = !all.All(l => l.SuvPeakGlobal is not null) && all.All(l => l.SuvPeakLocal is not null);
        bool stored = all.Length > 0 && all.All(l => l.SulPeak is not null);
        StoredSul = stored;
        sulPerSuv = factor ?? 1; // without lean mass there is nothing to convert
        Basis = stored || (factor is not null && all.All(l => Peak(l) is not null)) ? "sul"
            : subject.Settings.AllowSuvBw && all.All(l => Peak(l) is not null) ? "suvbw" : "none";
        // Without both tables nobody knows what is new but by the reader's word.
        Pairs = TablesPresent ? LesionPairing.Pair(BaselineLesions, NowLesions) : [.. NowLesions.Where(l => l.IsNew == true).Select(l => new LesionPair(null, l))];
    }

    public PetTimePoint Baseline { get; }
    public PetTimePoint Now { get; }
    public bool TablesPresent { get; }
    public bool StoredSul { get; }

    /// <summary>SUL per SUVbw from sex, height and weight; null where one is missing.</summary>
    public double? LeanMassFraction { get; }

    /// <summary><c>sul</c>, <c>suvbw</c> (a labelled deviation) or <c>none</c>.</summary>
    public string Basis { get; }

    public IReadOnlyList<PetLesion> BaselineLesions { get; }
    public IReadOnlyList<PetLesion> NowLesions { get; }
    public IReadOnlyList<LesionPair> Pairs { get; }

    public IEnumerable<PetLesion> NewLesions => Pairs.Where(p => p.Baseline is null).Select(p => p.Now!);

    /// <summary>New lesions seen one by one, or the count a reader stated, whichever is more.</summary>
    public int NewCount => Math.Max(NewLesions.Count(), Now.StatedNewLesions ?? 0);

    public string NewNote => NewCount == 0 ? "no lesion of the follow-up is new"
        : NewLesions.Any() ? "new: " + string.Join(", ", NewLesions.Select(l => l.Label ?? l.Id).Order(StringComparer.Ordinal))
        : $"{NewCount} new stated by the reader";

    public string Unit => Basis == "suvbw" ? "SUVpeak (SUVbw, a deviation)" : "SULpeak";

    /// <summary>The lesion's peak in the unit of the comparison: one kind for all lesions of both scans, global before local.</summary>
    public double? Peak(PetLesion lesion) =>
        StoredSul ? lesion.SulPeak : (peakIsLocal ? lesion.SuvPeakLocal : lesion.SuvPeakGlobal) * sulPerSuv;

    /// <summary>The highest peak of a table; 0 for a table without lesions, null where a table is missing.</summary>
    public double? Hottest(IReadOnlyList<PetLesion> lesions) =>
        !TablesPresent ? null : lesions.Count == 0 ? 0 : lesions.Any(l => Peak(l) is null) ? null : lesions.Max(l => Peak(l)!.Value);

    /// <summary>The up to five hottest lesions, at most two of one organ; of equally hot ones that of greater TLG, so that names decide nothing.</summary>
    public IReadOnlyList<PetLesion> HottestFive(IReadOnlyList<PetLesion> lesions)
    {
        var perOrgan = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var chosen = new List<PetLesion>();
        foreach (var lesion in lesions.OrderByDescending(l => Peak(l) ?? 0).ThenByDescending(l => l.Tlg ?? 0).ThenBy(l => l.Id, StringComparer.Ordinal))
        {
            string organ = lesion.Organ ?? lesion.Site ?? "lesion " + lesion.Id;
            if (perOrgan.TryGetValue(organ, out int n) && n >= 2) continue;
            perOrgan[organ] = n + 1;
            chosen.Add(lesion);
            if (chosen.Count == 5) break;
        }
        return chosen;
    }

    /// <summary>Liver of one scan in the unit of the comparison; the other scan's where this one has none.</summary>
    public UptakeReference? Liver(PetTimePoint scan) => InComparisonUnit(scan.Liver ?? (ReferenceEquals(scan, Now) ? Baseline.Liver : null));

    public UptakeReference? BloodPool(PetTimePoint scan) => InComparisonUnit(scan.BloodPool ?? (ReferenceEquals(scan, Now) ? Baseline.BloodPool : null));

    /// <summary>PERCIST's bar of measurable disease: 1.5·liver + 2·SD, or 2.0·blood pool + 2·SD where the liver is diseased.</summary>
    public (double? Bar, string Note) MeasurableBar(PetTimePoint scan)
    {
        var liver = Liver(scan);
        if (liver is { Diseased: false, Mean: { } mean, StdDev: { } sd })
            return (1.5 * mean + 2 * sd, $"1.5·liver + 2·SD = {Bar.Show(1.5 * mean + 2 * sd)}");
        if (liver is { Diseased: false, Mean: not null }) return (null, "the liver's SD is missing");
        if (liver is { Diseased: true } or null && BloodPool(scan) is { Mean: { } pool, StdDev: { } poolSd })
            return (2 * pool + 2 * poolSd, $"2·blood pool + 2·SD = {Bar.Show(2 * pool + 2 * poolSd)}, {(liver is null ? "no liver reference" : "liver diseased")}");
        return (null, liver is null ? "no liver reference" : "the liver is diseased and no blood-pool reference is given");
    }

    internal UptakeReference? InComparisonUnit(UptakeReference? reference)
    {
        if (reference is null) return null;
        bool wantSul = Basis == "sul";
        bool isSul = reference.IsSul ?? (StoredSul && wantSul);
        if (isSul == wantSul || sulPerSuv == 1) return reference;
        double factor = wantSul ? sulPerSuv : 1 / sulPerSuv;
        return reference with { Mean = reference.Mean * factor, StdDev = reference.StdDev * factor, Max = reference.Max * factor, IsSul = wantSul };
    }

    private static PetLesion[] Counting(PetTimePoint scan) =>
        [.. (scan.Lesions ?? []).Where(l => !l.Physiological && l.BenignCause is null)];
}

/// <summary>Which follow-up lesion continues which baseline lesion, from the reader's word, labels and ids.</summary>
/// <remarks>
/// The reader's word (new, baselineId) comes first, then a label that names one lesion on both sides, then an equal id whose
/// baseline lesion is still free and whose site, where both are given, is the same.
/// </remarks>
public static class LesionPairing
{
    public static IReadOnlyList<LesionPair> Pair(IReadOnlyList<PetLesion> baseline, IReadOnlyList<PetLesion> now)
    {
        var before = new Dictionary<PetLesion, PetLesion>(ReferenceEqualityComparer.Instance);
        var free = new HashSet<PetLesion>(baseline, ReferenceEqualityComparer.Instance);
        PetLesion[] ordered = [.. now.OrderBy(l => l.Id, StringComparer.Ordinal)];
        var byId = baseline.ToLookup(l => l.Id, StringComparer.Ordinal);
        var labelsBefore = baseline.Where(l => l.Label is not null).ToLookup(l => l.Label!, StringComparer.OrdinalIgnoreCase);
        var labelsNow = now.Where(l => l.Label is not null).ToLookup(l => l.Label!, StringComparer.OrdinalIgnoreCase);
        foreach (var find in new Func<PetLesion, PetLesion?>[] { l => ByWord(l, byId), l => ByLabel(l, labelsBefore, labelsNow), l => ById(l, byId) })
            foreach (var lesion in ordered.Where(l => l.IsNew != true && !before.ContainsKey(l)))
                if (find(lesion) is { } found && free.Remove(found)) before.Add(lesion, found);
        var pairs = ordered.Select(l => new LesionPair(
            // A lesion said not to be new but without a counterpart continues the baseline as a whole.
            before.TryGetValue(l, out var b) ? b : l.IsNew == false ? new PetLesion(l.Id) : null, l)).ToList();
        pairs.AddRange(baseline.Where(free.Contains).OrderBy(l => l.Id, StringComparer.Ordinal).Select(l => new LesionPair(l, null)));
        return pairs;
    }

    private static PetLesion? ByWord(PetLesion lesion, ILookup<string, PetLesion> baseline) =>
        lesion.BaselineId is { } id ? baseline[id].FirstOrDefault() : null;

    private static PetLesion? ByLabel(PetLesion lesion, ILookup<string, PetLesion> before, ILookup<string, PetLesion> now) =>
        lesion is { BaselineId: null, Label: { Length: > 0 } label } && now[label].Take(2).Count() == 1 && before[label].Take(2).Count() == 1 ? before[label].First() : null;

    private static PetLesion? ById(PetLesion lesion, ILookup<string, PetLesion> baseline) =>
        lesion.BaselineId is not null ? null
        : baseline[lesion.Id].FirstOrDefault(b => b.Site is null || lesion.Site is null || Same(b.Site, lesion.Site));

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}

/// <summary>SUL from SUVbw: lean body mass over weight.</summary>
public static class LeanMassScale
{
    /// <summary>SUL/SUVbw = LBM/W by <c>janma</c> (2005), <c>james</c> (1976, M −128) or <c>morgan</c> (M −120); null where sex, height or weight is missing.</summary>
    /// <remarks>W kg, H cm. Sex O is the mean of M and F.</remarks>
    public static double? SulPerSuv(ResponseBody body, string formula)
    {
        if (body.WeightKg is not { } w || body.HeightCm is not { } h || w <= 0 || h <= 0) return null;
        double male = formula switch
        {
            "james" => 1.10 * w - 128 * (w / h) * (w / h),
            "morgan" => 1.10 * w - 120 * (w / h) * (w / h),
            _ => 9270 * w / (6680 + 216 * Bmi(w, h)),
        };
        double female = formula is "james" or "morgan" ? 1.07 * w - 148 * (w / h) * (w / h) : 9270 * w / (8780 + 244 * Bmi(w, h));
        double? mass = body.Sex?.Trim().ToUpperInvariant() switch
        {
            "M" or "MALE" => male,
            "F" or "FEMALE" => female,
            "O" or "OTHER" => (male + female) / 2,
            _ => null,
        };
        return mass is { } lean && lean > 0 ? lean / w : null;
    }

    private static double Bmi(double weightKg, double heightCm) => weightKg / (heightCm / 100 * (heightCm / 100));
}
