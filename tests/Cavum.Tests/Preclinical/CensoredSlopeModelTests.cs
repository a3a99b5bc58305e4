using Cavum.Core;
using Cavum.Preclinical;

namespace Cavum.Tests.Preclinical;

public class CensoredSlopeModelTests
{
    private static readonly SynergyDesign Design = new([12, 12, 12, 12], [0, 4, 8, 12, 16, 20], [0.1, 0.03, 0.0, -0.07], 0.02, 0.25, DetectionLimit: 30);

    [Fact]
    public void One_undetected_volume_that_says_nothing_leaves_the_full_likelihood_fit_alone()
    {
        var study = (Design with { DetectionLimit = 0 }).Simulate(new SeededRandom(3));
        var plain = SlopeModel.Fit(SlopeData.Of(study, SynergyDesign.Arms.InOrder, double.PositiveInfinity), LikelihoodKind.Full);
        // Below a limit that no tumour reaches by day 24.
        var first = study.Mice[0];
        TumourMouse marked = first with { Measurements = [.. first.Measurements, new(24, 0, false)] };
        var censored = CensoredSlopeModel.Fit(CensoredSlopeData.Of(study with { Mice = [marked, .. study.Mice.Skip(1)] }, SynergyDesign.Arms.InOrder, 30, detectionLimit: 1e9));

        Assert.Equal(SlopeFitStatus.Fitted, censored.Status);
        for (int a = 0; a < 4; a++)
        {
            PreclinicalOracle.Near(plain.Slopes[a], censored.Slopes[a], 1e-4, "slope", 1e-6);
            PreclinicalOracle.Near(plain.StdErr[a], censored.StdErr[a], 1e-3, "std err");
        }
        PreclinicalOracle.Near(plain.LogLikelihood, censored.LogLikelihood, 0, "log-likelihood", 1e-5);
    }

    [Fact]
    public void Censoring_recovers_the_contrast_that_dropping_complete_responders_misses()
    {
        double censored = 0, dropped = 0;
        const int Rounds = 12;
        for (int r = 0; r < Rounds; r++)
        {
            var study = Design.Simulate(new SeededRandom(21, (ulong)r));
            censored += Last(study, UndetectedVolumes.Censor) / Rounds;
            dropped += Last(study, UndetectedVolumes.Drop) / Rounds;
        }
        double truth = -0.07 - 0.03 - 0 + 0.1;
        Assert.True(Math.Abs(censored - truth) < 0.006, $"censored {censored}");
        Assert.True(dropped - truth > 0.006, $"dropped {dropped}");

        static double Last(TumourStudy study, UndetectedVolumes undetected) =>
            SynergyAnalysis.Run(study, SynergyDesign.Arms, new(FirstFollowUp: int.MaxValue, Undetected: undetected)).Value.Points[^1].Contrast!.Value;
    }

    [Fact]
    public void Type_I_error_of_t_with_CR2_is_near_nominal_with_five_mice_and_sacrifice()
    {
        var design = new SynergyDesign([5, 5, 5, 5], [0, 3, 6, 9, 12, 15, 18, 21], [0.1, 0.08, 0.06, 0], 0.02, 0.25, SacrificeVolume: 400).WithBlissEffect(0);
        var result = SynergyPower.Run(design, new(), 1000, 9);

        Assert.Equal(0, result.NotFitted);
        Assert.InRange(result.Power, 0.03, 0.07);
    }
}
