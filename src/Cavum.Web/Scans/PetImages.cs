using Cavum.Analysis;

namespace Cavum.Web;

/// <summary>The projections of a subject's scans for the PET figure.</summary>
public static class PetImages
{
    public static IReadOnlyDictionary<string, byte[]> Of(PetResult pet, ScanStore store)
    {
        var images = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var scan in Scans(pet))
            if (store.Get(scan.Scan).TryGet(out var files)) images[scan.ResultId] = files.Projection;
        return images;
    }

    public static IEnumerable<PetScanResult> Scans(PetResult pet) => new[] { pet.Baseline, pet.FollowUp }.OfType<PetScanResult>();
}
