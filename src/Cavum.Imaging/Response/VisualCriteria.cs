namespace Cavum.Imaging;

/// <summary>Hopkins five-point score of primary, right and left neck; readers first, else a machine score that a reader must confirm.</summary>
public static class Hopkins
{
    private static readonly string[] Order = ["1", "2", "3", "4", "5"];

    /// <summary>Scores every site and takes the worst; a new lesion is progression.</summary>
    /// <returns>The result, and whether a reader scored it.</returns>
    public static (CriterionResult Result, bool ByReader) Assess(ResponseCase subject, PetComparison scans)
    {
        bool byReader = subject.Readers.Any(r => r.Hopkins is not null);
        var path = new List<string>();
        string?[] sites = byReader ? ByReaders(subject.Readers, path) : ByMachine(scans, subject.Settings, path);
        int[] scored = [.. sites.Where(s => s is not null and not "NE").Select(s => s![0] - '0')];
        string worst = scored.Length == 0 ? "none" : scored.Max() is var max ? ReaderConsensus.Text(max)! : "none";
        var facts = new FactSheet()
            .Add("newLesion", scans.NewCount > 0, scans.NewNote)
            .Add("worst", worst, $"primary {sites[0] ?? "–"}, right neck {sites[1] ?? "–"}, left neck {sites[2] ?? "–"}{(sites[3] is { } rest ? ", overall or other site " + rest : "")}")
            .Add("unscored", byReader && sites.Contains("NE") ? "differ" : sites.Contains("NE") || (sites[3] is null && sites.Take(3).Any(s => s is null)) ? "yes" : "no");
        var decision = VisualTables.Hopkins.Decide(facts);
        path.AddRange(decision.Path);
        var figures = new Dictionary<string, double?>
        {
            ["primary"] = Number(sites[0]),
            ["rightNeck"] = Number(sites[1]),
            ["leftNeck"] = Number(sites[2]),
            ["worst"] = scored.Length == 0 ? null : scored.Max(),
        };
        var result = CriterionResult.From(VisualTables.Hopkins, decision) with
        {
            Path = path,
            Figures = figures,
            Basis = byReader ? "readers" : "machine: SUVpeak against jugular vein and liver; a reader must confirm",
            Notes = [Evidence],
        };
        return (result, byReader);
    }

    /// <summary>Accuracy of the scale in nasopharyngeal carcinoma, printed beside each answer.</summary>
    public const string Evidence =
        "Hopkins in 116 patients with NPC, not earlier than 12 weeks: sensitivity 73.7 %, specificity 86.6 %, PPV 51.9 %, NPV 94.4 % (Liu 2020).";

    private static double? Number(string? score) => score is null or "NE" ? null : score[0] - '0';

    private static string?[] ByReaders(IReadOnlyList<ReaderScores> readers, List<string> path)
    {
        (string Site, Func<HopkinsScores, int?> Score)[] sites =
            [("primary", h => h.Primary), ("right neck", h => h.RightNeck), ("left neck", h => h.LeftNeck), ("overall", h => h.Overall)];
        return [.. sites.Select(site =>
        {
            var consensus = ReaderConsensus.Of(readers, r => r.Hopkins is { } h ? ReaderConsensus.Text(site.Score(h)) : null, Order,
                v => v is "4" or "5" ? "positive" : "negative");
            if (consensus.Value is not null || consensus.Disagree) path.Add($"Hopkins {site.Site}: {consensus.Note}");
            return consensus.Disagree ? "NE" : consensus.Value;
        })];
    }

    private static string?[] ByMachine(PetComparison scans, ResponseSettings settings, List<string> path)
    {
        if (!scans.TablesPresent) return [null, null, null, null];
        var scores = new string?[4];
        for (int site = 0; site < 4; site++)
        {
            var here = scans.NowLesions.Where(l => AnatomicSite.Of(l.Site ?? l.Label) == site).OrderBy(l => l.Id, StringComparer.Ordinal).ToArray();
            if (site == 3 && here.Length == 0) continue;
            foreach (var lesion in here)
                scores[site] = Worse(scores[site], ScoreSite(scans, lesion, settings, path));
            scores[site] ??= ScoreSite(scans, null, settings, path);
        }
        return scores;
    }

    // A lesion that cannot be scored takes away a negative score of its site, not a positive one.
    private static readonly string[] Worst = ["1", "2", "3", "NE", "4", "5"];

    private static string Worse(string? a, string b) => Array.IndexOf(Worst, a) > Array.IndexOf(Worst, b) ? a! : b;

    private static string ScoreSite(PetComparison scans, PetLesion? lesion, ResponseSettings settings, List<string> path)
    {
        double? uptake = lesion is null ? null : scans.Basis == "none" ? lesion.SuvMax : scans.Peak(lesion);
        double? liver = scans.Liver(scans.Now)?.Mean;
        double? vein = (scans.Now.JugularVein ?? scans.Now.BloodPool) is null ? null : scans.InComparisonUnit(scans.Now.JugularVein ?? scans.Now.BloodPool)!.Mean;
        string numbers = lesion is null ? "" : $"{lesion.Label ?? lesion.Id}: {scans.Unit} {Bar.Show(uptake)}";
        var facts = new FactSheet()
            .Add("pattern", lesion is null ? "none" : lesion.Diffuse == true ? "diffuse" : "focal", numbers)
            .Add("liver", uptake is null || liver is null ? "unknown" : Bar.Exceeds(uptake.Value, liver.Value)
                ? Bar.Reaches(uptake.Value, settings.HopkinsMarkedly * liver.Value) ? "markedly" : "above" : "notAbove", $"liver mean {Bar.Show(liver)}")
            .Add("vein", uptake is null || vein is null ? "unknown" : Bar.Exceeds(uptake.Value, vein.Value) ? "above" : "notAbove",
                $"{(scans.Now.JugularVein is null ? "blood pool in place of jugular vein" : "jugular vein")} mean {Bar.Show(vein)}");
        var decision = VisualTables.HopkinsSite.Decide(facts);
        if (lesion is not null) path.AddRange(decision.Path);
        return decision.Category;
    }
}

/// <summary>Names of sites as people write them, sorted into the sites of the head-and-neck scales.</summary>
public static class AnatomicSite
{
    /// <summary>0 primary, 1 right neck, 2 left neck, 3 not told in the neck, 4 elsewhere.</summary>
    public static int Of(string? site)
    {
        string s = (site ?? "").ToLowerInvariant();
        bool neck = Has(s, "neck", "node", "nodal", "cervical", "level", "lymph");
        if (Has(s, "primary", "naso", "npx", "npc", "rosenm", "skull base", "gtvp")) return 0;
        if (neck && Has(s, "right", "r neck", "(r)", "_r", "rt ")) return 1;
        if (neck && Has(s, "left", "l neck", "(l)", "_l", "lt ")) return 2;
        if (s is "rightneck" or "right") return 1;
        if (s is "leftneck" or "left") return 2;
        return Has(s, "bone", "lung", "liver", "hepat", "spine", "vertebr", "rib", "pelvi", "abdom", "mediast", "axill", "brain", "distant", "adrenal", "spleen", "femur", "iliac") ? 4 : 3;
    }

    private static bool Has(string text, params string[] words) => words.Any(w => text.Contains(w, StringComparison.Ordinal));
}

/// <summary>Deauville-like five points against blood pool and liver.</summary>
public static class Deauville
{
    private static readonly string[] Order = ["1", "2", "3", "X", "4", "5"];

    public static CriterionResult Assess(ResponseCase subject, PetComparison scans)
    {
        int positiveFrom = subject.Settings.DeauvillePositiveFrom;
        var readers = ReaderConsensus.Of(subject.Readers, r => r.Deauville, Order,
            v => v != "X" && v[0] - '0' >= positiveFrom ? "positive" : "negative");
        bool unlikely = LesionPairing.Pair(Beside(scans.Baseline), Beside(scans.Now)).Any(p => p is { Baseline: null, Now.BenignCause: not null });
        var (uptake, note) = Uptake(scans, subject.Settings);
        var facts = new FactSheet()
            .Add("reader", readers.Disagree ? "disagree" : readers.Value ?? "none", readers.Note)
            .Add("newUptake", scans.NewCount > 0 ? "tumour" : unlikely ? "unlikely" : "no", scans.NewNote)
            .Add("uptake", uptake, note);
        return CriterionResult.From(VisualTables.Deauville, VisualTables.Deauville.Decide(facts)) with
        {
            Basis = readers.Value is null ? "machine: SUVmax against blood pool and liver" : "readers",
            Notes = ["Not validated for nasopharyngeal carcinoma."],
        };
    }

    private static PetLesion[] Beside(PetTimePoint scan) => [.. (scan.Lesions ?? []).Where(l => !l.Physiological)];

    private static (string Uptake, string Note) Uptake(PetComparison scans, ResponseSettings settings)
    {
        if (!scans.TablesPresent) return ("unknown", "no lesion table");
        if (scans.NowLesions.Count == 0) return ("none", "no lesion is left");
        double? lesion = scans.NowLesions.Any(l => l.SuvMax is null) ? null : scans.NowLesions.Max(l => l.SuvMax!.Value);
        var liver = scans.Now.Liver ?? scans.Baseline.Liver;
        double? pool = (scans.Now.BloodPool ?? scans.Baseline.BloodPool)?.Mean;
        string note = $"hottest SUVmax {Bar.Show(lesion)}, blood pool {Bar.Show(pool)}, liver mean {Bar.Show(liver?.Mean)}{(liver?.Max is null ? "" : ", liver SUVmax " + Bar.Show(liver.Max))}";
        if (lesion is not { } u || liver?.Mean is not { } mean || liver.IsSul == true) return ("unknown", note);
        if (Bar.Exceeds(u, settings.DeauvilleMarkedly * (liver.Max ?? mean))) return ("markedly", note);
        if (Bar.Exceeds(u, mean)) return ("above", note);
        if (pool is not { } p) return ("liver", note + ": no blood pool, so the less favourable of 2 and 3");
        // Where the blood pool is as hot as the liver, below liver is 2 and equal to liver is 3.
        if (Bar.Reaches(p, mean)) return (Bar.Reaches(u, mean) ? "liver" : "pool", note);
        return (Bar.Exceeds(u, p) ? "liver" : "pool", note);
    }
}

/// <summary>NI-RADS of primary and neck, from readers or from findings.</summary>
public static class NiRads
{
    private static readonly string[] Order = ["1", "0", "2", "2a", "2b", "3", "4"];

    public static CriterionResult Assess(ResponseCase subject)
    {
        var path = new List<string>();
        var (primary, primaryDiffers) = Site(subject, "primary", r => r.NiRadsPrimary, PrimaryByFindings, path);
        var (neck, neckDiffers) = Site(subject, "neck", r => r.NiRadsNeck, NeckByFindings, path);
        var decision = VisualTables.NiRads.Decide(new FactSheet().Add("primary", primary).Add("neck", neck).Add("readersDiffer", primaryDiffers || neckDiffers));
        path.AddRange(decision.Path);
        return CriterionResult.From(VisualTables.NiRads, decision) with { Path = path };
    }

    private static (string Category, bool ReadersDiffer) Site(ResponseCase subject, string site, Func<ReaderScores, string?> score, Func<ResponseCase, Decision?> byFindings, List<string> path)
    {
        var readers = ReaderConsensus.Of(subject.Readers, score, Order, v => v switch { "3" or "4" => "positive", "1" => "negative", _ => "indeterminate" });
        if (readers.Disagree || readers.Value is not null)
        {
            path.Add($"NI-RADS {site}: {readers.Note}");
            return (readers.Value ?? "NE", readers.Disagree);
        }
        if (byFindings(subject) is not { } decision) return ("NE", false);
        path.AddRange(decision.Path);
        return (decision.Category, false);
    }

    private static Decision? PrimaryByFindings(ResponseCase subject) => subject.PrimaryFindings is not { } f ? null
        : VisualTables.NiRadsPrimary.Decide(new FactSheet().Add("proven", f.Proven).Add("prior", f.PriorImaging != false).Add("mass", Word(f.NewOrGrowingMass))
            .Add("mucosal", f.MucosalFocus == true).Add("deep", f.DeepTissue == true).Add("fdg", f.Fdg ?? "unknown"));

    private static Decision? NeckByFindings(ResponseCase subject) => subject.NeckFindings is not { } f ? null
        : VisualTables.NiRadsNeck.Decide(new FactSheet().Add("proven", f.Proven).Add("prior", f.PriorImaging != false).Add("enlarging", Word(f.EnlargingNode))
            .Add("necrosis", f.NecrosisOrExtension == true).Add("residual", Word(f.ResidualNode)).Add("fdg", f.Fdg ?? "unknown"));

    private static string Word(bool? value) => value switch { true => "yes", false => "no", null => "unknown" };
}
