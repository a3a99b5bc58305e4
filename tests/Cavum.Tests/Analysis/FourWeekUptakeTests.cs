using Cavum.Analysis;
using Cavum.Study;

namespace Cavum.Tests.Analysis;

public sealed class FourWeekUptakeTests
{
    private static PetScanResult Pet(int day, double? liver, params (string Lesion, double? SuvMax)[] lesions) => new(
        $"pet.S.{day}", $"P{day}", "x", day, "", "", "", "", null, null, 1, liver, liver is null ? null : 0.5, null, null, null, null, null,
        [.. lesions.Select(l => new LesionResult("l." + l.Lesion, l.Lesion, "", "41", "measured", 1, 1, l.SuvMax, 1, 1, 1, 0, 0, 0))], []);

    private static Scan Due(bool read = true) => new("P28", new DateOnly(2026, 1, 29), "week 4", "pt", null, [], read ? [new Read("R1", 3, false, "")] : []);

    private static FourWeekUptake Of(PetScanResult? baseline, PetScanResult? at, bool read = true) => FourWeekUptake.Of("id", baseline, Due(read), at);

    /// <summary>10 + 6 at baseline. 4 + 3 later: −56.25 %. L2 gone beside a liver of 2 ± 0.5, bar 4: 3 to 7 of 16, −56.25 % at worst; 6 to 10 of 16 is on both sides.</summary>
    [Fact]
    public void The_sum_of_SUVmax_by_hand()
    {
        var baseline = Pet(-5, 2, ("L1", 10), ("L2", 6));
        Assert.Equal(-56.25, Of(baseline, Pet(28, 2, ("L1", 4), ("L2", 3))).ChangePercent!.Value, 1e-9);
        Assert.Equal(-43.75, Of(baseline, Pet(28, 2, ("L1", 4), ("L2", 3), ("N1", 2))).ChangePercent!.Value, 1e-9); // a new lesion counts
        var gone = Of(baseline, Pet(28, 2, ("L1", 3)));
        Assert.Equal((3.0, -56.25), (gone.Sum!.Value, Math.Round(gone.ChangePercent!.Value, 9)));
        Assert.Contains("L2 no longer marked", gone.Reason, StringComparison.Ordinal);
        var open = Of(baseline, Pet(28, 2, ("L1", 6)));
        Assert.Null(open.ChangePercent);
        Assert.Contains("on both sides of −50 %", open.Reason, StringComparison.Ordinal);
        Assert.Equal(-43.75, Of(baseline, Pet(28, null, ("L1", 9))).ChangePercent!.Value, 1e-9); // not fallen, whatever the other one does
    }

    [Fact]
    public void What_is_missing_is_said()
    {
        var baseline = Pet(-5, 2, ("L1", 10), ("L2", 6));
        Assert.Contains("no baseline PET", Of(null, Pet(28, 2)).Reason, StringComparison.Ordinal);
        Assert.Contains("no lesion is marked", Of(Pet(-5, 2), Pet(28, 2)).Reason, StringComparison.Ordinal);
        Assert.Contains("has not been read", Of(baseline, Pet(28, 2), read: false).Reason, StringComparison.Ordinal);
        Assert.Contains("neither liver nor blood pool", Of(baseline, Pet(28, null, ("L1", 1))).Reason, StringComparison.Ordinal);
        Assert.Contains("has no SUVmax", Of(baseline, Pet(28, 2, ("L1", null))).Reason, StringComparison.Ordinal);
        Assert.Contains("could not be measured", Of(baseline, null).Reason, StringComparison.Ordinal);
        Assert.Contains("no PET within 7 days of day 28", FourWeekUptake.Of("id", baseline, null, null).Reason, StringComparison.Ordinal);
    }
}
