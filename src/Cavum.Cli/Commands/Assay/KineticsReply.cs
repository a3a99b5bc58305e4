using System.Globalization;
using Cavum.Assay;

namespace Cavum.Cli;

/// <summary>The rows of one subject, and what its rows say beside the series.</summary>
internal sealed class SubjectSeries
{
    public List<EbvPoint> Points { get; } = [];
    public SeriesContext Context { get; private set; } = new();

    /// <summary>Takes what a row states; two different statements are given back as text.</summary>
    public string? Add(SeriesContext row)
    {
        bool Two(double? a, double? b) => a is { } x && b is { } y && x != y;
        if (Two(Context.SuvSumChangePercent, row.SuvSumChangePercent) || Two(Context.ProgressionDay, row.ProgressionDay) || (Context.Setting.Length > 0 && row.Setting.Length > 0 && Context.Setting != row.Setting))
            return string.Create(CultureInfo.InvariantCulture, $"{row.SuvSumChangePercent} {row.ProgressionDay} {row.Setting}").Trim();
        Context = new(Context.SuvSumChangePercent ?? row.SuvSumChangePercent, Context.ProgressionDay ?? row.ProgressionDay, Context.Setting.Length > 0 ? Context.Setting : row.Setting);
        return null;
    }
}

/// <summary>One subject of assay kinetics.</summary>
internal sealed record KineticsReply(string Subject)
{
    internal sealed record Response(Called Call, string Reason, double? Day, string Source);

    internal sealed record NadirReply(double Day, double? Value, double? AtMost, double? FallLog10Least);

    public double? SlopePerDay { get; init; }
    public double? SlopeStdErr { get; init; }
    public double? Intercept { get; init; }
    public double? Sigma { get; init; }
    public double? HalfLifeDays { get; init; }
    public double? HalfLifeLower { get; init; }
    public double? HalfLifeUpper { get; init; }
    public double? HalfLifeProfileLower { get; init; }
    public double? HalfLifeProfileUpper { get; init; }
    public double? LogLikelihood { get; init; }
    public int Samples { get; init; }
    public int Quantified { get; init; }
    public HalfLifeStatus Status { get; init; }
    public CensoredFitStatus FitStatus { get; init; }
    public string? Assay { get; init; }
    public IReadOnlyList<string> Remarks { get; init; } = [];
    public NadirReply? Nadir { get; init; }
    public ReboundLead? ReboundLead { get; init; }
    public DecayShape? Shape { get; init; }
    public string? Caution { get; init; }
    public IReadOnlyDictionary<string, Response> Responses { get; init; } = new Dictionary<string, Response>();

    internal static KineticsReply Of(string subject, SubjectSeries series, KineticsRules rules, IReadOnlyList<BridgeLine> bridges)
    {
        var joined = CrossAssay.Join(series.Points, bridges);
        var decay = EbvKinetics.Decay(joined.Points, rules);
        var responses = EbvResponseRules.Apply(joined.Points, decay, rules, series.Context);
        var (profileLower, profileUpper) = EbvKinetics.ProfileLimits(joined.Points, decay, rules);
        bool fitted = decay.Fit.Status == CensoredFitStatus.Converged;
        return new(subject)
        {
            SlopePerDay = fitted ? decay.Fit.Slope : null,
            SlopeStdErr = fitted ? decay.Fit.SlopeStdErr : null,
            Intercept = fitted ? decay.Fit.Intercept : null,
            Sigma = fitted ? decay.Fit.Sigma : null,
            HalfLifeDays = decay.HalfLifeDays,
            HalfLifeLower = decay.Lower,
            HalfLifeUpper = decay.Upper,
            HalfLifeProfileLower = profileLower,
            HalfLifeProfileUpper = profileUpper,
            LogLikelihood = fitted ? decay.Fit.LogLikelihood : null,
            Samples = decay.Samples,
            Quantified = decay.Quantified,
            Status = decay.Status,
            FitStatus = decay.Fit.Status,
            Assay = joined.Assay.Length > 0 ? joined.Assay : null,
            Remarks = [.. RemarksOn(joined)],
            Nadir = SeriesMarks.Nadir(joined.Points) is { } nadir ? new(nadir.Day, (nadir.Level as EbvLevel.Quantified)?.Value, nadir.Level.Bounds.Most, nadir.FallLog10Least) : null,
            ReboundLead = SeriesMarks.Lead(responses, series.Context),
            Shape = DecayShapes.Choose(joined.Points, EbvKinetics.Decay(joined.Points, rules with { Until = null })),
            Caution = responses.Caution,
            Responses = responses.Calls.ToDictionary(c => c.Name, c => new Response(c.Call, c.Reason, c.Day, c.Source)),
        };
    }

    private static IEnumerable<string> RemarksOn(OneAssaySeries joined)
    {
        foreach (var other in joined.LeftOut.GroupBy(p => p.Assay))
            yield return $"change of assay: {other.Count()} samples by '{other.Key}' are left out, since no bridge leads from it to '{joined.Assay}'";
        foreach (string bridged in joined.Bridged) yield return $"samples by '{bridged}' were carried to '{joined.Assay}' by a bridge";
    }
}
