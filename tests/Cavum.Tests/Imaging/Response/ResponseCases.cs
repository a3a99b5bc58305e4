using System.Globalization;
using System.Text.RegularExpressions;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>Writes response cases in a line: lesions as peaks with letters, scans joined into a case.</summary>
internal static partial class ResponseCases
{
    /// <summary>
    /// "10 5v3 4n": peaks of lesions 1, 2, 3; v volume mL, s longest diameter mm, @ organ, n new, c confirmed, p physiological,
    /// b benign, d diffuse, u indistinguishable, x distinguishable, = not new. "-" is no lesion, "?" no table.
    /// </summary>
    public static PetTimePoint Pet(string lesions, double liver = 1.0, double sd = 0.1, double pool = 0.8, string? date = null) => new()
    {
        Date = date is null ? null : DateOnly.Parse(date, CultureInfo.InvariantCulture),
        Lesions = lesions == "?" ? null : lesions == "-" ? [] : [.. lesions.Split(' ').Select((text, i) => Lesion(text, i + 1))],
        Liver = liver == 0 ? null : new(liver, sd),
        BloodPool = pool == 0 ? null : new(pool, 0.1),
    };

    private static PetLesion Lesion(string text, int id)
    {
        var match = Form().Match(text);
        double peak = double.Parse(match.Groups["peak"].Value, CultureInfo.InvariantCulture);
        string flags = match.Groups["flags"].Value;
        double? At(string group) => match.Groups[group].Success ? double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : null;
        double volume = At("volume") ?? 5;
        return new(id.ToString(CultureInfo.InvariantCulture))
        {
            SulPeak = peak,
            SuvPeakGlobal = peak,
            SuvMax = peak,
            SuvMean = 0.6 * peak,
            VolumeMl = volume,
            Tlg = 0.6 * peak * volume,
            LongestDiameterMm = At("size"),
            Organ = match.Groups["organ"].Success ? match.Groups["organ"].Value : null,
            Site = match.Groups["organ"].Success ? match.Groups["organ"].Value : null,
            IsNew = flags.Contains('n') ? true : flags.Contains('=') ? false : null,
            Confirmed = flags.Contains('c'),
            Physiological = flags.Contains('p'),
            BenignCause = flags.Contains('b') ? "infection" : null,
            Diffuse = flags.Contains('d') ? true : null,
            Distinguishable = flags.Contains('u') ? false : flags.Contains('x') ? true : null,
        };
    }

    public static ResponseCase Case(params PetTimePoint[] scans) => new() { Scans = scans };

    public static PetComparison Compare(PetTimePoint baseline, PetTimePoint now, ResponseSettings? settings = null) =>
        new(new ResponseCase { Scans = [baseline, now], Settings = settings ?? new() }, baseline, now);

    [GeneratedRegex(@"^(?<peak>[\d.]+)(v(?<volume>[\d.]+))?(s(?<size>[\d.]+))?(@(?<organ>[A-Za-z_]+):)?(?<flags>[ncpbdux=]*)$")]
    private static partial Regex Form();

    /// <summary>Rows of a text table, "a | b | c", as theory data.</summary>
    public static IEnumerable<TheoryDataRow<string, string, string>> Rows3(string text) =>
        Lines(text).Select(c => new TheoryDataRow<string, string, string>(c[0], c[1], c[2]));

    public static IEnumerable<string[]> Lines(string text) =>
        text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('|', StringSplitOptions.TrimEntries));
}
