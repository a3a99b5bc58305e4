namespace Cavum.Preclinical;

/// <summary>The slope model that the options ask for, on the data up to a day.</summary>
/// <remarks>REML in closed form; with volumes below detection (or mice held above their last size) full likelihood with censoring.</remarks>
internal sealed class SynergyModel(TumourStudy study, IReadOnlyList<string> arms, SynergyOptions options)
{
    internal (SlopeData Data, SlopeFit Fit) Fit(double until)
    {
        if (options.Undetected == UndetectedVolumes.Censor || options.SacrificedAbove is not null)
        {
            var source = options.Undetected == UndetectedVolumes.Censor ? study : WithoutUndetected();
            var censored = CensoredSlopeData.Of(source, arms, until, options.DetectionLimit, options.SacrificedAbove);
            if (censored.CensoredCount > 0)
                return (censored.Observed, Whole(censored.Observed) ? CensoredSlopeModel.Fit(censored) : TooFew(censored.Observed));
        }
        var data = SlopeData.Of(study, arms, until);
        return (data, Whole(data) ? SlopeModel.Fit(data) : TooFew(data));
    }

    private TumourStudy WithoutUndetected() =>
        study with { Mice = [.. study.Mice.Select(m => m with { Measurements = [.. m.Measurements.Where(x => x.Detected || x.Day == 0)] }).Where(m => m.Measurements.Count > 0)] };

    private static bool Whole(SlopeData data) => Enumerable.Range(0, data.ArmCount).All(a => data.Arms.Contains(a));

    private static SlopeFit TooFew(SlopeData data) => SlopeFit.Failed(data, LikelihoodKind.Restricted, SlopeFitStatus.TooFewObservations);
}
