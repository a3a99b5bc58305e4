using System.Globalization;

namespace Cavum.Assay;

/// <summary>One item of the analysis part of MIQE: what it asks and what this run answers; "not provided" where it does not.</summary>
public sealed record MiqeItem(string Item, string Answer)
{
    public bool Provided => Answer != MiqeList.NotProvided;
}

/// <summary>Fills the data-analysis items of MIQE 2.0 (2025) and MIQE 2009 (Bustin et al., Clin Chem 55:611–622) from a quantified run.</summary>
public static class MiqeList
{
    public const string NotProvided = "not provided";

    public static IReadOnlyList<MiqeItem> Of(RunQuantification run, QpcrRun source, AssaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(settings);
        var curve = run.StandardCurve;
        string Say(FormattableString? text) => text is null ? NotProvided : text.ToString(CultureInfo.InvariantCulture);
        string Given(string text) => text.Length > 0 ? text : NotProvided;
        string Limit(AssayLimit? limit) => limit is null ? NotProvided : Say($"{limit.Value} {Unit(limit.Unit)}");
        int ntcs = run.Reactions.Count(r => r.Reaction.Role == SampleRole.Ntc), positive = run.Reactions.Count(r => r.Reaction.Role == SampleRole.Ntc && r.Cq is Cq.Detected);
        return
        [
            new("Instrument", Given(source.Instrument)), new("Run", Given(source.Id)), new("Matrix", Given(settings.Matrix)),
            new("Assay, version, lot", Given(string.Join(", ", new[] { settings.Name, settings.Version, settings.Lot }.Where(s => s.Length > 0)))),
            new("Method of Cq", run.CqSource), new("No-template controls", ntcs == 0 ? NotProvided : Say($"{ntcs}, of which {positive} amplified")),
            new("Slope", Say(curve is null ? null : (FormattableString)$"{curve.Slope:0.0000} (standard error {curve.SlopeStdErr:0.0000})")),
            new("Intercept", Say(curve is null ? null : (FormattableString)$"{curve.Intercept:0.000}")),
            new("Efficiency", Say(curve is null ? null : (FormattableString)$"{curve.Efficiency:0.000}")), new("R²", Say(curve is null ? null : (FormattableString)$"{curve.RSquared:0.00000}")),
            new("Linear dynamic range", Say(curve is null ? null : (FormattableString)$"{curve.LowestCopies:#,0.##} to {curve.HighestCopies:#,0.##} copies per reaction")),
            new("Interval of the results", Say(curve is null ? null : (FormattableString)$"{settings.Confidence:P0}, Fieller, replicates of each unknown")),
            new("Limit of detection", Limit(settings.Limits.Detection)), new("Limit of quantification", Limit(settings.Limits.Quantification)),
            new("Extraction volumes", settings.Chain is null ? NotProvided : Say($"plasma {settings.Chain.Plasma}, eluate {settings.Chain.Eluate}, template {settings.Chain.Template}")),
            new("Conversion to IU", settings.Iu is null ? NotProvided : Say($"log10 IU/mL = {settings.Iu.Intercept} + {settings.Iu.Slope}·log10 copies/mL")),
            new("Inhibition test", settings.InternalControl is null ? NotProvided : Say($"internal control {settings.InternalControl.Target}, at most {settings.InternalControl.LargestDelay} cycles late")),
            new("Excluded reactions", Say($"{source.Reactions.Count(r => r.Exclusion is not null)}")),
        ];
    }

    private static string Unit(ConcentrationUnit unit) => unit switch
    {
        ConcentrationUnit.CopiesPerMillilitre => "copies/mL",
        ConcentrationUnit.InternationalUnitsPerMillilitre => "IU/mL",
        _ => "copies per reaction",
    };
}
