using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>A row of marks.csv.</summary>
internal sealed record ReaderMarkRow(string Scan, string Mark, string Kind, string Site, Point3 At, string Method, string Reader);

/// <summary>A row of reads.csv.</summary>
internal sealed record ReadRow(string Scan, string Reader, int Hopkins, bool NewLesion, string Comment);

/// <summary>What a reader who knows the anatomy puts down.</summary>
internal static class ReaderMarks
{
    private const double MeanLiver = 2.2;

    public static IEnumerable<ReaderMarkRow> Marks(SimulationSettings settings, SimulatedSubject subject, SimulatedScan scan)
    {
        var scale = BodyScale.Of(subject.Person);
        foreach (var lesion in LesionPlan.Of(settings, subject, scan))
            yield return new(scan.Scan, lesion.Mark, "lesion", lesion.Site, lesion.Shape.Centre, lesion.Method, scan.Reader);
        yield return new(scan.Scan, "LIVER", "liver", "right lobe", Anatomy.LiverReference(scale), "sphere:30", scan.Reader);
        yield return new(scan.Scan, "BLOOD", "bloodPool", "descending aorta", Anatomy.BloodPoolReference(scale), "sphere:10", scan.Reader);
    }

    /// <summary>Hopkins score of the hottest lesion in nasopharynx and neck; 2 when nothing stands out.</summary>
    public static ReadRow Read(SimulationSettings settings, SimulatedSubject subject, SimulatedScan scan)
    {
        var lesions = LesionPlan.Of(settings, subject, scan);
        double hottest = lesions.Where(l => l.Site == "nasopharynx" || l.Site.EndsWith("neck", StringComparison.Ordinal)).Select(l => l.Suv).DefaultIfEmpty(0).Max();
        int hopkins = hottest == 0 ? 2 : hottest > 2 * MeanLiver ? 5 : hottest > MeanLiver ? 4 : 3;
        string comment = lesions.Count == 0 ? "no focal uptake above background"
            : lesions.Count == 1 ? "1 lesion" : FormattableString.Invariant($"{lesions.Count} lesions");
        return new(scan.Scan, scan.Reader, hopkins, scan.NewLesion, comment);
    }
}
