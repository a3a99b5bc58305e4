using System.Globalization;
using Cavum.Core;

namespace Cavum.Imaging;

/// <summary>The radionuclide's half-life, from the header or from the nuclide's code.</summary>
public static class HalfLife
{
    /// <summary>Header values this far from the coded nuclide's are a contradiction, not a rounding.</summary>
    private const double Contradiction = 0.05;

    /// <summary>SNOMED codes of PS3.16 CID 4020 and half-lives in seconds (18F 1.8295 h, as scanners write it; others NUBASE 2020).</summary>
    private static readonly Dictionary<string, (string Nuclide, double Seconds)> ByCode = new(StringComparer.OrdinalIgnoreCase)
    {
        ["C-105A1"] = ("11C", 1223.4),
        ["40565007"] = ("11C", 1223.4),
        ["C-107A1"] = ("13N", 597.9),
        ["21576001"] = ("13N", 597.9),
        ["C-B1038"] = ("15O", 122.2),
        ["129503009"] = ("15O", 122.2),
        ["C-111A1"] = ("18F", 6586.2),
        ["77004003"] = ("18F", 6586.2),
        ["C-131A3"] = ("68Ga", 4057.7),
        ["49049000"] = ("68Ga", 4057.7),
        ["C-127A2"] = ("64Cu", 45723),
        ["127A2"] = ("64Cu", 45723),
        ["C-168A4"] = ("89Zr", 282276),
        ["C-159A2"] = ("82Rb", 75.4),
        ["29321007"] = ("82Rb", 75.4),
        ["C-114A5"] = ("124I", 360806),
    };

    /// <summary>Nuclides without a code here: 22Na, 38K, 43Sc, 44Sc, 45Ti, 52Mn, 55Co, 61Cu, 62Cu, 66Ga, 68Ge, 76Br, 86Y, 90Y, 94mTc, 152Tb (NUBASE 2020, rounded; 5 % is allowed).</summary>
    private static readonly double[] OtherSeconds = [82.1e6, 458, 14010, 14550, 11090, 483100, 63110, 12020, 580, 34160, 23.4e6, 58320, 53060, 230600, 3120, 63000];

    public static Outcome<double> Of(PetHeader first, List<string> warnings)
    {
        (string Nuclide, double Seconds)? coded = first.RadionuclideCode is { } code && ByCode.TryGetValue(code, out var known) ? known : null;
        if (coded is null && IsFdg(first.Radiopharmaceutical)) coded = ("18F", 6586.2);
        if (first.HalfLifeSeconds is { } told and > 0)
        {
            if (coded is { } c && Math.Abs(told / c.Seconds - 1) > Contradiction)
                return Refuse(first, told, "halfLifeContradiction", $"about {c.Seconds.ToString(CultureInfo.InvariantCulture)} s, the half-life of {c.Nuclide}");
            if (coded is null && !ByCode.Values.Select(n => n.Seconds).Concat(OtherSeconds).Any(s => Math.Abs(told / s - 1) <= Contradiction))
                warnings.Add($"RadionuclideHalfLife {told.ToString(CultureInfo.InvariantCulture)} s is that of no PET nuclide known here, and the nuclide is not told: check its unit.");
            return told is >= 10 and <= 1e8 ? Outcome<double>.Of(told) : Refuse(first, told, "halfLifeOutOfRange", "seconds, 10 to 1e8");
        }
        if (first.HalfLifeSeconds is { } bad) return Refuse(first, bad, "halfLifeOutOfRange", "seconds above 0");
        if (coded is not { } nuclide) return Refuse(first, null, "missingHalfLife", "the radionuclide's half-life, s, or its code");
        warnings.Add($"RadionuclideHalfLife is absent: {nuclide.Seconds.ToString(CultureInfo.InvariantCulture)} s of {nuclide.Nuclide} was used.");
        return Outcome<double>.Of(nuclide.Seconds);
    }

    private static bool IsFdg(string? name) => name is not null
        && (name.Contains("FDG", StringComparison.OrdinalIgnoreCase) || name.Contains("fluorodeoxyglucose", StringComparison.OrdinalIgnoreCase));

    private static Outcome<double> Refuse(PetHeader s, double? read, string code, string expected) =>
        Outcome<double>.Refused(SuvChecks.Missing(s, DicomTags.RadionuclideHalfLife, read?.ToString(CultureInfo.InvariantCulture), code, expected));
}
