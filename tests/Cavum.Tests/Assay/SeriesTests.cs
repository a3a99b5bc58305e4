using Cavum.Assay;
using Cavum.Core;

namespace Cavum.Tests.Assay;

public class SeriesTests
{
    private static EbvPoint At(double day, double value) => new(day, new EbvLevel.Quantified(value));

    private static EbvPoint[] Turning(ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, 10).Select(k => At(k * 14, 1e4 * (0.98 * Math.Exp(-0.1 * k * 14) + 0.02 * Math.Exp(0.05 * k * 14)) * Math.Exp(0.1 * random.NextNormal())))];
    }

    [Fact]
    public void Decay_with_regrowth_is_seen_where_the_samples_carry_it()
    {
        var shape = DecayShapes.Choose(Turning(3), EbvKinetics.Decay(Turning(3)));
        Assert.Equal(DecayForm.Regrowth, shape.Form);
        Assert.InRange(shape.FastDecayPerDay!.Value, 0.06, 0.2);
        Assert.InRange(shape.SecondPerDay!.Value, 0.03, 0.07);
        Assert.InRange(shape.NadirDay!.Value, 20, 60);
    }

    [Fact]
    public void Three_points_carry_no_second_phase()
    {
        EbvPoint[] series = [At(0, 1000), At(7, 400), At(14, 260)];
        Assert.Equal(DecayForm.NotCarried, DecayShapes.Choose(series, EbvKinetics.Decay(series)).Form);
    }

    [Fact]
    public void Profile_limits_reach_the_chi_square_quantile_of_a_line_without_censoring()
    {
        EbvPoint[] series = [At(0, 1000), At(7, 520), At(14, 230), At(21, 130), At(28, 58)];
        var decay = EbvKinetics.Decay(series);
        var (lower, upper) = EbvKinetics.ProfileLimits(series, decay);
        // Without censoring the profile is n·ln(RSS(b)/RSS) = χ²: b = b̂ ± √(RSS·(e^(χ²/n) − 1)/Sxx), and RSS = n·σ̂², se² = σ̂²/Sxx.
        double half = decay.Fit.SlopeStdErr * Math.Sqrt(5 * (Math.Exp(3.8414588206941285 / 5) - 1));
        Assert.Equal(Math.Log(2) / (-decay.Fit.Slope + half), lower!.Value, 1e-6);
        Assert.Equal(Math.Log(2) / (-decay.Fit.Slope - half), upper!.Value, 1e-6);
    }

    [Fact]
    public void Nadir_keeps_its_limit_and_a_rebound_its_lead()
    {
        EbvPoint[] series = [At(0, 10000), At(14, 300), new(28, new EbvLevel.NotDetected(20)), new(42, new EbvLevel.NotDetected(20)), At(56, 900), At(70, 3000)];
        var nadir = SeriesMarks.Nadir(series)!;
        Assert.IsType<EbvLevel.NotDetected>(nadir.Level);
        Assert.Equal(Math.Log10(500), nadir.FallLog10Least!.Value, 1e-9);
        var context = new SeriesContext(ProgressionDay: 100);
        var lead = SeriesMarks.Lead(EbvResponseRules.Apply(series, EbvKinetics.Decay(series), null, context), context)!;
        Assert.Equal((56, 44), (lead.ReboundDay, lead.Days));
    }

    [Theory]
    [InlineData(-60.0, Called.Yes)]
    [InlineData(-50.0, Called.No)]
    [InlineData(null, Called.NotEvaluable)]
    public void The_dual_endpoint_needs_both_halves(double? change, Called expected)
    {
        EbvPoint[] series = [At(0, 1000), At(7, 520), At(14, 230), At(21, 130)];
        Assert.Equal(expected, EbvResponseRules.Apply(series, EbvKinetics.Decay(series), null, new(change))["dualEndpoint"].Call);
    }

    [Fact]
    public void Local_disease_is_not_judged_on_EBV_DNA_alone()
    {
        EbvPoint[] series = [At(0, 1000), At(7, 520), At(14, 230)];
        Assert.Contains("LA-NPC", EbvResponseRules.Apply(series, EbvKinetics.Decay(series), null, new(Setting: "LA-NPC")).Caution!, StringComparison.Ordinal);
        Assert.Null(EbvResponseRules.Apply(series, EbvKinetics.Decay(series), null, new(Setting: "RM-NPC")).Caution);
    }

    [Fact]
    public void A_rise_within_four_weeks_is_unconfirmed()
    {
        EbvPoint[] series = [At(0, 1000), At(5, 900), At(12, 6000), At(20, 7000)];
        Assert.Equal(Called.Undetermined, EbvResponseRules.Apply(series, EbvKinetics.Decay(series))["rebound"].Call);
    }
}
