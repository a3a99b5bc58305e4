namespace Cavum.Imaging;

/// <summary>One part of a drawn spot.</summary>
/// <param name="Organ">The healthy tissue that it is taken for by its shape or its mirror image; null where the judge decides.</param>
internal sealed record SpotPart(int[] Voxels, double Threshold, string? Organ, string Reason);

/// <summary>Parts a lesion of the neck from the healthy tissue of like uptake that it was drawn together with.</summary>
/// <remarks>
/// A strand (<see cref="StrandBound"/>) is muscle; its compact hot part is judged on its own where it is hotter than nine tenths of the
/// rest by <see cref="HotterThanStrand"/>, else all of it is muscle. Of tissue of both sides (<see cref="PairedTissue"/>) what is hotter
/// than the other side is judged, the rest is gland or brown fat; where the other side is as hot the spot stays whole.
/// </remarks>
internal static class SpotParting
{
    private const double HotterThanStrand = 1.3, HottestRest = 0.9;

    public static IEnumerable<SpotPart> Of(ImageVolume suv, int[] voxels, double threshold, BodyMap body)
    {
        int maximum = voxels.MaxBy(i => suv.Values[i]);
        var whole = new GuardedGrowth.Growth(voxels, threshold, 0, false);
        if (StrandBound.Exceeded(suv, maximum, whole) is { } strand)
        {
            int[] rest = [.. voxels.Except(strand.Kept.Voxels)];
            float[] uptake = [.. rest.Select(i => suv.Values[i]).Order()];
            bool stands = suv.Values[maximum] >= HotterThanStrand * uptake[(int)(HottestRest * (uptake.Length - 1))];
            const string Reason = "a long strand of moderate uptake";
            return stands ? [new(strand.Kept.Voxels, strand.Kept.Reached, null, ""), new(rest, threshold, "muscle", Reason)] : [new(voxels, threshold, "muscle", Reason)];
        }
        if (PairedTissue.Exceeded(suv, maximum, whole, body) is { Hotter: true } pair && pair.Kept.Voxels.Length < voxels.Length)
            return [new(pair.Kept.Voxels, pair.Kept.Reached, null, ""), new([.. voxels.Except(pair.Kept.Voxels)], threshold, pair.BrownFat ? "brown fat" : "salivary glands", "as much uptake at the mirrored place of the other side")];
        return [new(voxels, threshold, null, "")];
    }
}
