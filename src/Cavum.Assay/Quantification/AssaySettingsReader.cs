using System.Text.Json;
using Cavum.Core;

namespace Cavum.Assay;

/// <summary>Reads <see cref="AssaySettings"/> from JSON (docs/assay-settings.md); every problem at once.</summary>
/// <remarks>Units are in the keys or beside the values; a limit without a unit is refused, a key that is not known is refused by name.</remarks>
public static class AssaySettingsReader
{
    private static readonly string[] Top =
    [
        "name", "version", "matrix", "lot", "target", "cqMethod", "weighting", "interval", "confidence", "extraction", "iu", "lod", "loq",
        "upperLimit", "acceptance", "standards", "positiveControls", "internalControl", "digital", "comment",
    ];

    public static Outcome<AssaySettings> ReadFile(string path)
    {
        string name = Path.GetFileName(path);
        try
        {
            return Read(File.ReadAllText(path), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Outcome<AssaySettings>.Refused(new Problem(name, File.Exists(path) ? e.Message : "", "a settings file that can be read"));
        }
    }

    public static Outcome<AssaySettings> Read(string json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var root = new SettingsNode(document.RootElement, source, "", []);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Outcome<AssaySettings>.Refused(new Problem(source, document.RootElement.ValueKind.ToString(), "a JSON object"));
            var settings = ReadRoot(root);
            return root.Problems.Count > 0 ? Outcome<AssaySettings>.Refused(root.Problems) : Outcome<AssaySettings>.Of(settings);
        }
        catch (JsonException e)
        {
            return Outcome<AssaySettings>.Refused(new Problem($"{source}, line {e.LineNumber + 1}", e.Message, "JSON"));
        }
    }

    private static AssaySettings ReadRoot(SettingsNode root)
    {
        root.OnlyKnows(Top);
        var weighting = root.Choice("weighting", ("equal", CurveWeighting.Equal), ("poisson", CurveWeighting.Poisson));
        var interval = root.Choice("interval", ("oneVariance", CurveInterval.OneVariance), ("counting", CurveInterval.Counting));
        if (weighting == CurveWeighting.Poisson && interval == CurveInterval.OneVariance && root.Text("interval") is { } stated) root.Problem("interval", stated, "'counting' or nothing: poisson weights always count molecules in their interval");
        return new AssaySettings
        {
            Name = root.Text("name") ?? "",
            Version = root.Text("version") ?? "",
            Matrix = root.Text("matrix") ?? "",
            Lot = root.Text("lot") ?? "",
            Target = root.Text("target"),
            CqMethod = root.Choice("cqMethod", ("automatic", CqMethod.Automatic), ("cpd2", CqMethod.SecondDerivative), ("reported", CqMethod.Reported)),
            Weighting = weighting,
            Interval = interval,
            Confidence = root.Number("confidence", 0.5, 0.9999) ?? 0.95,
            Chain = Chain(root.Object("extraction")),
            Iu = Iu(root.Object("iu")),
            Limits = new(Limit(root.Object("lod")), Limit(root.Object("loq")), Limit(root.Object("upperLimit"))),
            Acceptance = Acceptance(root.Object("acceptance"), root.Keys.Contains("digital", StringComparer.Ordinal)),
            Standards = Standards(root.Object("standards")),
            PositiveControls = Controls(root.Object("positiveControls")),
            InternalControl = Internal(root.Object("internalControl")),
            Digital = Digital(root),
        };
    }

    private static ExtractionChain? Chain(SettingsNode? node)
    {
        if (node is null) return null;
        node.OnlyKnows("plasmaMl", "eluateMicrolitres", "templateMicrolitres", "dilutionFactor", "recovery", "recoveryLog10Sd", "kit");
        double? plasma = node.Required("plasmaMl", 1e-6, 1e3), eluate = node.Required("eluateMicrolitres", 1e-3, 1e6);
        double? template = node.Required("templateMicrolitres", 1e-3, 1e4);
        double dilution = node.Number("dilutionFactor", 1e-6, 1e9) ?? 1, recovery = node.Number("recovery", 1e-6, 10) ?? 1;
        double sd = node.Number("recoveryLog10Sd", 0, 10) ?? 0;
        if (plasma is null || eluate is null || template is null) return null;
        if (template > eluate) node.Problem("templateMicrolitres", $"{template} µL", $"at most the eluate, {eluate} µL");
        return new(Volume.FromMillilitres(plasma.Value), Volume.FromMicrolitres(eluate.Value), Volume.FromMicrolitres(template.Value), dilution, recovery, sd);
    }

    private static UnitConversion? Iu(SettingsNode? node)
    {
        if (node is null) return null;
        node.OnlyKnows("log10Intercept", "log10Slope", "interceptVariance", "slopeVariance", "covariance", "residualSd", "lot");
        double? intercept = node.Required("log10Intercept", -20, 20);
        double slope = node.Number("log10Slope", 0.1, 10) ?? 1;
        double vi = node.Number("interceptVariance", 0, 100) ?? 0, vs = node.Number("slopeVariance", 0, 100) ?? 0;
        double cov = node.Number("covariance", -100, 100) ?? 0, residual = node.Number("residualSd", 0, 10) ?? 0;
        if (cov * cov > vi * vs * (1 + 1e-9)) node.Problem("covariance", cov.ToString("R", System.Globalization.CultureInfo.InvariantCulture), "at most √(interceptVariance · slopeVariance) in size");
        return intercept is null ? null : new(intercept.Value, slope, vi, vs, cov, residual) { Lot = node.Text("lot") ?? "" };
    }

    private static AssayLimit? Limit(SettingsNode? node)
    {
        if (node is null) return null;
        node.OnlyKnows("value", "unit");
        double? value = node.Required("value", 1e-12, 1e15);
        var unit = node.RequiredChoice(
            "unit", ("copies/mL", ConcentrationUnit.CopiesPerMillilitre), ("IU/mL", ConcentrationUnit.InternationalUnitsPerMillilitre),
            ("copies/reaction", ConcentrationUnit.CopiesPerReaction));
        return value is null || unit is null ? null : new(value.Value, unit.Value);
    }

    private static AcceptanceRules Acceptance(SettingsNode? node, bool partitions)
    {
        var rules = new AcceptanceRules();
        if (node is null) return rules;
        node.OnlyKnows(
            "slopeMin", "slopeMax", "rSquaredMin", "levelsMin", "levelBiasMax", "ntcRequired", "ntcIgnoredAfterCq",
            "positiveControlRequired", "replicateSdMax");
        foreach (string key in partitions ? node.Keys.Where(k => k is not ("ntcRequired" or "positiveControlRequired")) : [])
            node.Problem(key, key, "nothing beside 'digital': it judges a standard curve");
        return new AcceptanceRules
        {
            SlopeMin = node.Number("slopeMin", -20, 0) ?? rules.SlopeMin,
            SlopeMax = node.Number("slopeMax", -20, 0) ?? rules.SlopeMax,
            RSquaredMin = node.Number("rSquaredMin", 0, 1) ?? rules.RSquaredMin,
            LevelsMin = (int)(node.Number("levelsMin", 2, 100) ?? rules.LevelsMin),
            LevelBiasMax = node.Number("levelBiasMax", 0, 10) ?? rules.LevelBiasMax,
            NtcRequired = node.Flag("ntcRequired") ?? rules.NtcRequired,
            NtcIgnoredAfterCq = node.Number("ntcIgnoredAfterCq", 1, 1000),
            PositiveControlRequired = node.Flag("positiveControlRequired") ?? rules.PositiveControlRequired,
            ReplicateSdMax = node.Number("replicateSdMax", 0, 100) ?? rules.ReplicateSdMax,
        };
    }

    private static Dictionary<string, double> Standards(SettingsNode? node)
    {
        var standards = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (string sample in node?.Keys ?? [])
            if (node!.Required(sample, 1e-12, 1e15) is { } copies) standards[sample] = copies;
        return standards;
    }

    private static List<ControlRange> Controls(SettingsNode? node)
    {
        var controls = new List<ControlRange>();
        foreach (string sample in node?.Keys ?? [])
        {
            if (node!.Object(sample) is not { } range) continue;
            range.OnlyKnows("lowerCopiesPerReaction", "upperCopiesPerReaction");
            double? lower = range.Required("lowerCopiesPerReaction", 0, 1e15), upper = range.Required("upperCopiesPerReaction", 0, 1e15);
            if (lower is { } low && upper is { } high) controls.Add(new(sample, low, high));
        }
        return controls;
    }

    private static InternalControlRule? Internal(SettingsNode? node)
    {
        if (node is null) return null;
        node.OnlyKnows("target", "largestDelayCycles");
        string? target = node.Text("target");
        if (target is null) node.Problem("target", "", "the target name of the internal control");
        double? delay = node.Required("largestDelayCycles", 0, 100);
        return target is null || delay is null ? null : new(target, delay.Value);
    }

    /// <summary>An assay of partitions has no standard curve: keys of the curve beside it would say something that is never used.</summary>
    private static DigitalRules? Digital(SettingsNode root)
    {
        if (root.Object("digital") is not { } node) return null;
        node.OnlyKnows("reactionMicrolitres", "partitionNanolitres", "partitionCv", "partitionsMin", "positivesMin", "ntcPositivesMax");
        foreach (string key in root.Keys.Where(k => k is "cqMethod" or "weighting" or "interval" or "standards" or "internalControl"))
            root.Problem(key, key, "nothing beside 'digital': an assay of partitions has no standard curve");
        double? reaction = node.Required("reactionMicrolitres", 1e-3, 1e4);
        double? nanolitres = node.Number("partitionNanolitres", 1e-6, 1e6), least = Whole(node, "partitionsMin");
        double cv = node.Number("partitionCv", 0, 1) ?? 0, positives = Whole(node, "positivesMin") ?? 1, ntc = Whole(node, "ntcPositivesMax") ?? 0;
        return reaction is not { } micro ? null : new DigitalRules(Volume.FromMicrolitres(micro))
        {
            PartitionNanolitres = nanolitres,
            PartitionCv = cv,
            PartitionsMin = (long?)least,
            PositivesMin = (long)positives,
            NtcPositivesMax = (long)ntc,
        };
    }

    private static double? Whole(SettingsNode node, string key)
    {
        if (node.Number(key, 0, 1e9) is not { } value) return null;
        if (value == Math.Floor(value)) return value;
        node.Problem(key, value.ToString("R", System.Globalization.CultureInfo.InvariantCulture), "a whole number");
        return null;
    }
}
