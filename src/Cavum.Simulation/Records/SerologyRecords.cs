namespace Cavum.Simulation;

/// <summary>EBV antibodies at baseline and month 3: high in carriers of the tumour, slow to change, no marker of response.</summary>
internal static class SerologyRecords
{
    private static readonly (string Antigen, double Median, double LnSd)[] Antigens = [("EBNA1", 2.4, 0.5), ("VCA", 2.0, 0.55), ("EA-D", 1.1, 0.7)];

    public static List<SimulatedSerology> Of(SimulationSettings settings, SimulatedSubject subject)
    {
        var random = Streams.Of(settings, subject.Index, Purpose.Serology);
        var values = new List<SimulatedSerology>();
        foreach (var (antigen, median, lnSd) in Antigens)
        {
            double level = random.LogNormal(median, lnSd);
            foreach (int day in (int[])[0, 91])
            {
                double seen = Math.Round(level * Math.Exp(0.08 * random.NextNormal() - 0.001 * day), 2);
                if (day <= subject.Study.LastDay)
                    values.Add(new(day, antigen, "IgA", "ELISA-" + antigen, $"L{subject.DateOf(day).Year % 100:00}", seen, "index", 1));
            }
        }
        return values;
    }
}
