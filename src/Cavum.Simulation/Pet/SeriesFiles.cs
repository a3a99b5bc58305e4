using System.Globalization;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Simulation;

/// <summary>The PT and CT series of a phantom as zips of DICOM files, in the dialect of the subject's scanner.</summary>
internal static class SeriesFiles
{
    public static byte[] PtZip(SimulationSettings settings, SimulatedSubject subject, SimulatedScan scan, ImageVolume suv)
    {
        var (header, acquisition) = Examination(settings, subject, scan);
        return Zip(PetSeriesWriter.WritePet(suv, header with { SeriesNumber = 3, SeriesDescription = "PET AC, simulated phantom" }, acquisition));
    }

    public static byte[] CtZip(SimulationSettings settings, SimulatedSubject subject, SimulatedScan scan, ImageVolume hu)
    {
        var (header, _) = Examination(settings, subject, scan);
        return Zip(PetSeriesWriter.WriteCt(hu, header with { SeriesNumber = 2, SeriesDescription = "CT, simulated phantom" }));
    }

    private static byte[] Zip(IEnumerable<byte[]> slices) =>
        DeterministicZip.Of(slices.Select((bytes, z) => (string.Create(CultureInfo.InvariantCulture, $"IM{z + 1:0000}.dcm"), bytes)));

    /// <summary>Who was scanned when, and with what dose: 3.4 to 4.6 MBq/kg about an hour before.</summary>
    private static (SeriesHeader Header, PetAcquisition Acquisition) Examination(SimulationSettings settings, SimulatedSubject subject, SimulatedScan scan)
    {
        var random = Streams.Of(settings, subject.Index, scan.Index == 0 ? Purpose.BaselineDose : Purpose.FollowUpDose);
        var injected = scan.Date.ToDateTime(new TimeOnly(8, 0)).AddSeconds(random.Whole(0, 4 * 3600));
        double dose = Math.Round(subject.Person.WeightKg * random.Uniform(3.4, 4.6)) * 1e6;
        var uptake = TimeSpan.FromSeconds(random.Whole(58 * 60, 68 * 60));
        var (dialect, manufacturer, model) = Scanner.Of(subject).Make switch
        {
            ScannerMake.Siemens => (PetDialect.Siemens, "SIEMENS", "Biograph (simulated)"),
            ScannerMake.Ge => (PetDialect.Ge, "GE MEDICAL SYSTEMS", "Discovery (simulated)"),
            _ => (PetDialect.Philips, "Philips Medical Systems", "GEMINI (simulated)"),
        };
        string uid = string.Create(CultureInfo.InvariantCulture, $"Cavum simulation {settings.Seed} {settings.Effect} {scan.Scan}");
        var header = new SeriesHeader
        {
            PatientId = subject.Subject,
            PatientName = subject.Subject + "^SIMULATED",
            Sex = subject.Person.Sex,
            WeightKg = subject.Person.WeightKg,
            HeightM = subject.Person.HeightCm / 100,
            Start = injected + uptake,
            Manufacturer = manufacturer,
            Model = model,
            StudyDescription = "FDG PET/CT " + scan.TimePoint,
            StudyInstanceUid = DicomUid.FromText(uid),
            FrameOfReferenceUid = DicomUid.FromText(uid + " frame"),
        };
        return (header, new PetAcquisition(dose, uptake) { Dialect = dialect });
    }
}
