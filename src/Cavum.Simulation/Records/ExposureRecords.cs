namespace Cavum.Simulation;

/// <summary>Doses: every three weeks a block of daily asparaginase and, the day after it, the anti-PD-1 drug.</summary>
internal static class ExposureRecords
{
    public const int CycleDays = 21;
    public const int BlockDays = 5;
    public const string AntiPd1Product = "pembrolizumab";
    public const string AsparaginaseProduct = "native E. coli asparaginase";
    private const int MostCycles = 35;

    public static List<SimulatedExposure> Of(SimulationSettings settings, SimulatedSubject subject)
    {
        var random = Streams.Of(settings, subject.Index, Purpose.Person);
        var exposures = new List<SimulatedExposure>();
        int end = Math.Min(subject.Study.LastTreatmentDay, subject.Study.NewTherapyDay ?? int.MaxValue);
        int stopsAsparaginase = random.Chance(0.12) ? random.Whole(2, 6) : int.MaxValue, start = 0;
        for (int cycle = 0; cycle < MostCycles; cycle++)
        {
            if (cycle > 0) start += CycleDays + (random.Chance(0.15) ? random.Whole(1, 7) : 0);
            int blockEnd = start + BlockDays - 1;
            if (start >= end && cycle > 0) break;
            bool reduced = cycle >= 3 && random.Chance(0.05);
            if (cycle < stopsAsparaginase)
                exposures.Add(new("asparaginase", AsparaginaseProduct, start, Math.Min(blockEnd, end), reduced ? 4000 : 6000, "IU/m2", Lot("A", subject, start)));
            if (blockEnd + 1 > end) break;
            exposures.Add(new("antiPd1", AntiPd1Product, blockEnd + 1, blockEnd + 1, 200, "mg", Lot("K", subject, start)));
        }
        return exposures;
    }

    /// <summary>A lot lasts a quarter of a year.</summary>
    private static string Lot(string prefix, SimulatedSubject subject, int day)
    {
        var date = subject.DateOf(day);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{prefix}{date.Year % 100:00}Q{(date.Month + 2) / 3}");
    }
}
