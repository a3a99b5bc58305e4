namespace Cavum.Imaging;

/// <summary>The parts of a case file: scans, lesions, references, readers, treatment, settings.</summary>
internal static class CaseSections
{
    public static PetTimePoint Scan(CaseNode node, CaseNode root)
    {
        // A bare array, or an array under lesions, is the table; an object is the document `pet measure` prints with more beside it.
        var table = node.Items.Count > 0 || node.Kind == System.Text.Json.JsonValueKind.Array ? node : node["lesions", "lesionTable", "table", "measure"];
        if (table.IsObject && table["lesions"] is { Exists: true } inner) table = inner;
        var stated = node["newLesions", "newLesion", "newLesionCount"];
        var newIds = stated.Items.Select(i => i.IsObject ? i["id"].Text() : i.Text()).ToHashSet();
        if (!node.IsObject && node.Kind != System.Text.Json.JsonValueKind.Array) node.Refuse("a scan: an object with date, lesions[], liver, or the array of lesions that pet measure prints");
        bool hasTable = table.Kind == System.Text.Json.JsonValueKind.Array;
        if (table.Exists && !hasTable) table.Refuse("an array of lesions as pet measure prints it");
        var references = node["reference", "references"].AsObject("an object with liver, bloodPool, jugularVein");
        return new PetTimePoint
        {
            Date = node["date", "scanDate", "studyDate", "acquired"].Date(),
            Lesions = hasTable ? [.. table.Items.Select((l, i) => Lesion(l, i, newIds))] : null,
            Liver = Reference(node["liver", "liverReference"] is { Exists: true } l0 ? l0 : references["liver"] is { Exists: true } l1 ? l1 : root["liver"]),
            BloodPool = Reference(node["bloodPool", "mediastinum", "aorta", "mediastinalBloodPool"] is { Exists: true } b0 ? b0
                : references["bloodPool"] is { Exists: true } b1 ? b1 : root["bloodPool"]),
            JugularVein = Reference(node["jugularVein", "ijv", "internalJugularVein", "vein"] is { Exists: true } v0 ? v0 : references["jugularVein", "ijv"]),
            Scanner = node["scanner", "scannerModel", "device"].Text(),
            Reconstruction = node["reconstruction"].Text(),
            UptakeMinutes = node["uptakeMinutes", "uptakeTimeMinutes", "uptakeTime"].Number(0, "minutes"),
            GlucoseMmolPerL = node["glucoseMmolPerL", "glucose"].Number(0, "mmol/L"),
            ExtentIncreased = node["extentIncreased", "extentGrown", "growthInExtent"].Flag(),
            StatedNewLesions = stated.Kind == System.Text.Json.JsonValueKind.Array ? newIds.Count : StatedCount(stated),
            SuvRuleDifferencePercent = node["suvRuleDifferencePercent"].Number(-100, "%"),
        };
    }

    private static int? StatedCount(CaseNode node) => node.Kind switch
    {
        System.Text.Json.JsonValueKind.Undefined => null,
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False or System.Text.Json.JsonValueKind.String => node.Flag() == true ? 1 : 0,
        _ => node.Whole(0, 10_000),
    };

    private static PetLesion Lesion(CaseNode node, int index, HashSet<string?> newIds)
    {
        if (!node.IsObject) node.Refuse("a lesion: an object with id, volumeMl, suvMax, suvMean, suvPeakGlobal");
        string id = node["id", "lesionId", "number", "segment"].Text() ?? (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        string? status = node["status", "state"].Text()?.ToLowerInvariant();
        string? cause = node["benignCause", "cause", "otherCause"].Text();
        bool tumour = cause is null || cause.Contains("tumo", StringComparison.OrdinalIgnoreCase) || cause.Contains("cancer", StringComparison.OrdinalIgnoreCase) || cause.Contains("malign", StringComparison.OrdinalIgnoreCase);
        return new PetLesion(id)
        {
            Label = node["label", "name"].Text(),
            Site = node["site", "location", "region"].Text(),
            Organ = node["organ"].Text(),
            VolumeMl = node["volumeMl", "mtvMl", "mtv", "volume"].Number(0, "mL"),
            SuvMax = node["suvMax", "suvbwMax", "max"].Number(),
            SuvMean = node["suvMean", "suvbwMean", "mean"].Number(),
            SuvPeakLocal = node["suvPeakLocal"].Number(),
            SuvPeakGlobal = node["suvPeakGlobal", "suvPeak", "suvbwPeak", "peak"].Number(),
            SulPeak = node["sulPeak", "sulPeakGlobal"].Number(),
            Tlg = node["tlg"].Number(),
            LongestDiameterMm = node["longestDiameterMm", "diameterMm", "sizeMm", "functionalSizeMm"].Number(0, "mm") ?? node["sizeCm", "diameterCm", "functionalSizeCm"].Number(0, "cm") * 10,
            ShortAxisMm = node["shortAxisMm"].Number(0, "mm"),
            IsNew = node["isNew", "new", "newLesion"].Flag() ?? (status == "new" || newIds.Contains(id) ? true : null),
            BaselineId = node["baselineId", "matches", "matchedTo", "baselineLesion"].Text(),
            Confirmed = node["confirmed"].Flag() ?? false,
            Physiological = node["physiological"].Flag() ?? status == "physiological",
            BenignCause = node["inflammation", "inflammatory", "infection"].Flag() == true ? "inflammation" : tumour ? null : cause,
            Diffuse = node["diffuse"].Flag() ?? node["pattern", "uptakePattern"].OneOf(("diffuse", "diffuse"), ("focal", "focal")) switch { "diffuse" => true, "focal" => false, _ => null },
            Distinguishable = node["distinguishable", "distinguishableFromBackground"].Flag(),
        };
    }

    private static UptakeReference? Reference(CaseNode node)
    {
        if (!node.Exists) return null;
        if (!node.IsObject) return new(node.Number());
        var sul = node["sulMean", "meanSul"];
        var mean = sul.Exists ? sul : node["mean", "suvMean", "value", "suvbwMean"];
        string? unit = Unit(node["unit"]);
        bool? isSul = sul.Exists || unit == "SUL" ? true : node["suvMean", "suvbwMean"].Exists || unit is not null ? false : null;
        return new(mean.Number(), node["sd", "stdDev", "suvStdDev", "sulStdDev", "suvSd", "sulSd", "std", "standardDeviation"].Number(), node["max", "suvMax"].Number())
        {
            IsSul = isSul,
            Diseased = node["diseased", "disease", "involved"].Flag() ?? false,
        };
    }

    private static string? Unit(CaseNode node)
    {
        string text = new([.. (node.Text() ?? "").Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
        if (text.StartsWith("sul", StringComparison.Ordinal) || text.StartsWith("suvlbm", StringComparison.Ordinal)) return "SUL";
        if (text.StartsWith("suv", StringComparison.Ordinal) || text == "gml") return "SUVbw";
        if (node.Exists) node.Refuse("SUL or SUVbw");
        return null;
    }

    public static TreatmentDates Treatment(CaseNode node, CaseNode root)
    {
        DateOnly? Date(params string[] keys) => node[keys].Exists ? node[keys].Date() : root[keys].Date();
        string? reason = node["gateOverride", "overrideReason", "timingOverride"] is { Exists: true } o
            ? o.Kind is System.Text.Json.JsonValueKind.True ? "no reason written" : o.Kind is System.Text.Json.JsonValueKind.False ? null : o.Text() : null;
        return new(
            Date("radiotherapyEnd", "endOfRadiotherapy", "rtEnd", "endOfRt", "radiotherapyEndDate", "treatmentEnd", "endOfTreatment", "lastRadiotherapy"),
            Date("firstDose", "firstDoseDate", "immunotherapyStart", "firstImmuneDose", "treatmentStart", "startDate", "start"),
            node["cycles", "cyclesGiven"].Whole(0, 1000))
        {
            GateOverride = reason,
        };
    }

    public static IReadOnlyList<ReaderScores> Readers(CaseNode root, IReadOnlyList<CaseNode> scans)
    {
        var readers = new List<ReaderScores>();
        var holder = root["readers", "reads", "readerScores"] is { Exists: true } top ? top : scans.Count > 1 ? scans[^1]["readers", "reads", "readerScores"] : root["readers"];
        if (holder.Exists && !holder.IsObject && holder.Kind != System.Text.Json.JsonValueKind.Array) holder.Refuse("an array of readers' scores");
        foreach (var node in holder.IsObject ? [holder] : holder.Items)
            readers.Add(Reader(node, $"reader {readers.Count + 1}", node["adjudication", "adjudicator", "isAdjudication"] is { Kind: System.Text.Json.JsonValueKind.True }));
        var adjudication = root["adjudication", "adjudicated", "consensus"] is { Exists: true } a ? a : scans.Count > 1 ? scans[^1]["adjudication", "consensus"] : root["adjudication"];
        if (adjudication.AsObject("an object of the adjudicated scores: hopkins, niRads, deauville, tumourPresent").IsObject) readers.Add(Reader(adjudication, "adjudicator", true));
        return readers;
    }

    private static ReaderScores Reader(CaseNode node, string name, bool adjudication)
    {
        if (!node.IsObject) node.Refuse("a reader's scores: an object with reader, hopkins, niRads, deauville");
        var scores = node["scores"] is { IsObject: true } inner ? inner : node;
        var niRads = scores["niRads"];
        var hopkins = scores["hopkins"];
        return new(node["reader", "name", "id"].Text() ?? name)
        {
            IsAdjudication = adjudication,
            Hopkins = hopkins.IsObject
                ? new(hopkins["primary", "primarySite"].Whole(1, 5), hopkins["rightNeck", "neckRight", "right"].Whole(1, 5), hopkins["leftNeck", "neckLeft", "left"].Whole(1, 5), hopkins["overall"].Whole(1, 5))
                : hopkins.Exists ? new(null, null, null, hopkins.Whole(1, 5)) : null,
            NiRadsPrimary = NiRadsCategory(niRads.IsObject ? niRads["primary", "primarySite"] : niRads),
            NiRadsNeck = niRads.IsObject ? NiRadsCategory(niRads["neck", "nodes"]) : null,
            Deauville = scores["deauville", "deauvilleLike"].OneOf([.. new[] { "1", "2", "3", "4", "5", "X" }.Select(s => (s, s))]),
            TumourPresent = scores["tumourPresent", "tumorPresent", "answer"].OneOf(("positive", "positive"), ("yes", "positive"), ("true", "positive"),
                ("negative", "negative"), ("no", "negative"), ("false", "negative"), ("indeterminate", "indeterminate"), ("equivocal", "indeterminate")),
        };
    }

    private static string? NiRadsCategory(CaseNode node) =>
        node.OneOf([.. new[] { "0", "1", "2", "2a", "2b", "3", "4" }.Select(s => (s, s))]);

    public static NiRadsFindings? Findings(CaseNode node) => !node.AsObject("an object of findings (docs/pet-case.md)").IsObject ? null : new()
    {
        PriorImaging = node["priorImaging", "prior"].Flag(),
        Proven = node["proven", "pathologyProven", "biopsyProven"].Flag() ?? false,
        NewOrGrowingMass = node["newOrGrowingMass", "mass", "discreteMass"].Flag(),
        MucosalFocus = node["mucosalFocus", "mucosal"].Flag(),
        DeepTissue = node["deepTissue", "deep", "illDefined"].Flag(),
        ResidualNode = node["residualNode", "residual"].Flag(),
        EnlargingNode = node["enlargingNode", "newOrEnlargingNode", "enlarging"].Flag(),
        NecrosisOrExtension = node["necrosisOrExtension", "necrosis", "extranodalExtension", "ene"].Flag(),
        Fdg = node["fdg", "uptake"].OneOf([.. new[] { "none", "mild", "moderate", "intense", "diffuse" }.Select(s => (s, s)), ("low", "mild")]),
    };

    public static ResponseSettings Settings(CaseNode node)
    {
        var defaults = new ResponseSettings();
        return defaults with
        {
            AllowSuvBw = node["allowSuvBw"].Flag() ?? defaults.AllowSuvBw,
            SulFormula = node["sulFormula"].OneOf(("janma", "janma"), ("janmahasatian", "janma"), ("james", "james"), ("james128", "james"), ("morgan", "morgan")) ?? defaults.SulFormula,
            HopkinsMarkedly = node["hopkinsMarkedly"].Number(1) ?? defaults.HopkinsMarkedly,
            DeauvilleMarkedly = node["deauvilleMarkedly"].Number(1) ?? defaults.DeauvilleMarkedly,
            DeauvillePositiveFrom = node["deauvillePositiveFrom"].Whole(3, 4) ?? defaults.DeauvillePositiveFrom,
            PercimtNested = node["percimtCounting"].OneOf(("nested", "nested"), ("bins", "bins")) is not "bins",
            MinimumDays = node["minimumDays"].Whole(0, 1000) ?? defaults.MinimumDays,
            WindowDays = node["windowDays"].Whole(0, 365) ?? defaults.WindowDays,
            RequireConfirmation = node["requireConfirmation"].Flag() ?? defaults.RequireConfirmation,
            SliceThicknessMm = node["sliceThicknessMm"].Number(0.1, "mm") ?? defaults.SliceThicknessMm,
        };
    }
}
