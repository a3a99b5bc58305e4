using System.Globalization;
using Cavum.Core;

namespace Cavum.Simulation;

/// <summary>Dose and clock of one examination.</summary>
/// <param name="DoseBecquerels">FDG given, at the time of injection.</param>
internal sealed record PetTiming(DateTime Injection, DateTime ScanStart, double DoseBecquerels, int SlicesPerBed)
{
    public const double HalfLifeSeconds = 6586.2;
    public const double FrameSeconds = 120;
    private const double BedSeconds = 124;

    public static double Lambda => Math.Log(2) / HalfLifeSeconds;

    public static PetTiming Draw(SeededRandom random, Person person, SimulatedScan scan)
    {
        var injection = scan.Date.ToDateTime(new TimeOnly(8, 0)).AddSeconds(random.Whole(0, 4 * 3600));
        double dose = Math.Round(person.WeightKg * random.Uniform(3.4, 4.6)) * 1e6;
        return new(injection, injection.AddSeconds(random.Whole(58 * 60, 68 * 60)), dose, 40);
    }

    /// <summary>What is left of the dose at the start of the scan, the moment to which images are decay-corrected.</summary>
    public double DoseAtScan => DoseBecquerels * Math.Exp(-Lambda * (ScanStart - Injection).TotalSeconds);

    /// <summary>When the bed position of a slice began; the scan goes from the head down.</summary>
    public DateTime BedStart(int slice, int slices) => ScanStart.AddSeconds((slices - 1 - slice) / SlicesPerBed * BedSeconds);

    /// <summary>Within a frame, when the activity equals the frame's mean: ln(λT/(1 − e^(−λT)))/λ, s.</summary>
    public static double MeanActivityTime => Math.Log(Lambda * FrameSeconds / (1 - Math.Exp(-Lambda * FrameSeconds))) / Lambda;

    public static string Date(DateTime moment) => moment.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public static string Time(DateTime moment) => moment.ToString("HHmmss.fff", CultureInfo.InvariantCulture);
}
