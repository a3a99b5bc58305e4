using System.Globalization;
using Cavum.Core;
using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

/// <summary>
/// Headers are made from a truth (dose, weight, moments of injection and reference) in every way in which vendors and archives write
/// it; the factor must be that of the truth, whatever the writing.
/// </summary>
public class SuvVariantTests
{
    private static readonly (double HalfLife, string Code, string Scheme)[] Nuclides =
    [
        (6586.2, "C-111A1", "SRT"), (6588, "77004003", "SCT"), (4057.7, "C-131A3", "SRT"), (1223.4, "C-105A1", "SRT"), (45723, "C-127A2", "SRT"), (282276, "C-168A4", "SRT"),
    ];

    private sealed record Truth(double Dose, double WeightKg, double HeightM, string Sex, double HalfLife, string Code, string Scheme, DateTime Injection, DateTime Reference, double FrameSeconds)
    {
        public double Lambda => Math.Log(2) / HalfLife;

        /// <summary>SUV of 1 Bq/mL at the reference moment.</summary>
        public double PerBecquerel => WeightKg * 1000 / (Dose * Math.Exp(-Lambda * (Reference - Injection).TotalSeconds));
    }

    private static Truth Draw(SeededRandom random)
    {
        var nuclide = Nuclides[random.NextInt(Nuclides.Length)];
        // any hour of the day, so that midnight lies between injection and scan in some
        var injection = new DateTime(2025, 3, 9).AddSeconds(random.NextInt(86400));
        double wait = Math.Min(nuclide.HalfLife * 2, 5400) * (0.5 + random.NextDouble());
        return new(Math.Round(1e8 + 4e8 * random.NextDouble()), 45 + random.NextInt(70), 1.5 + random.NextInt(45) / 100.0, "MFO"[random.NextInt(3)].ToString(),
            nuclide.HalfLife, nuclide.Code, nuclide.Scheme, injection, injection.AddSeconds(Math.Round(wait)), 60 + random.NextInt(240));
    }

    private static string Da(DateTime t) => t.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Tm(DateTime t) => t.ToString("HHmmss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>One slice of bed number <paramref name="bed"/> and the factor that its rescaled values need.</summary>
    private static (DicomDataset Data, double Factor) Slice(Truth t, string units, string decay, SeededRandom ways, int bed, int[] way)
    {
        var acquired = t.Reference.AddSeconds(Math.Round(bed * (t.FrameSeconds + 7)));
        double x = t.Lambda * t.FrameSeconds, average = Math.Log(x / (1 - Math.Exp(-x))) / t.Lambda;
        var data = new DicomDataset().With(DicomTags.SopClassUid, "1.2.840.10008.5.1.4.1.1.128").With(DicomTags.SopInstanceUid, $"1.2.{bed + 1}")
            .With(DicomTags.Modality, "PT").With(DicomTags.Units, units).With(DicomTags.DecayCorrection, decay)
            .With(DicomTags.CorrectedImage, decay == "NONE" ? ["ATTN", "SCAT", "DCAL"] : ["DECY", "ATTN", "SCAT", "DCAL"])
            .With(DicomTags.PatientSex, t.Sex).With(DicomTags.PatientWeight, way[0] == 0 ? t.WeightKg * 1000 : t.WeightKg).With(DicomTags.PatientSize, way[1] == 0 ? Math.Round(t.HeightM * 100) : t.HeightM)
            .With(DicomTags.SeriesDate, Da(t.Reference)).With(DicomTags.SeriesTime, Tm(way[2] == 0 ? t.Reference.AddSeconds(900) : t.Reference))
            .With(DicomTags.AcquisitionTime, Tm(acquired)).With(DicomTags.FrameReferenceTime, ((acquired - t.Reference).TotalSeconds + average) * 1000)
            .With(DicomTags.ActualFrameDuration, t.FrameSeconds * 1000).With(DicomTags.PixelSpacing, 4, 4).With(DicomTags.SliceThickness, 3);
        if (way[3] != 0 || way[2] == 0) data.With(DicomTags.AcquisitionDate, Da(acquired));
        var dose = new DicomDataset().With(DicomTags.RadionuclideTotalDose, way[4] == 0 ? t.Dose / 1e6 : t.Dose);
        if (way[5] != 0 || t.HalfLife == 6588) dose.With(DicomTags.RadionuclideHalfLife, t.HalfLife);
        if (way[5] != 1) dose.With(DicomTags.RadionuclideCodeSequence, DicomBuilder.Code(t.Code, t.Scheme, "nuclide"));
        Injected(dose, data, t, way[6]);
        data.With(DicomTags.RadiopharmaceuticalInformation, dose);
        double factor = decay == "ADMIN" ? t.WeightKg * 1000 / t.Dose
            : decay == "NONE" ? t.WeightKg * 1000 / t.Dose * x / (1 - Math.Exp(-x)) * Math.Exp(t.Lambda * (acquired - t.Injection).TotalSeconds)
            : t.PerBecquerel;
        return (data, Unit(data, t, units, way[7], factor, ways));
    }

    private static void Injected(DicomDataset dose, DicomDataset data, Truth t, int way)
    {
        if (way is 0 or 2) dose.With(DicomTags.RadiopharmaceuticalStartTime, way == 0 ? t.Injection.ToString("HHmmss", CultureInfo.InvariantCulture) : Tm(t.Injection));
        if (way is 1 or 2) dose.With(DicomTags.RadiopharmaceuticalStartDateTime, Da(t.Injection) + Tm(t.Injection));
        if (way == 3)
        {
            data.With(DicomTags.TimezoneOffset, "+0800");
            dose.With(DicomTags.RadiopharmaceuticalStartDateTime, Da(t.Injection.AddHours(-8)) + Tm(t.Injection.AddHours(-8)) + "+0000");
        }
    }

    private static double Unit(DicomDataset data, Truth t, string units, int way, double factor, SeededRandom ways)
    {
        const double voxelMl = 4 * 4 * 3 / 1000.0;
        double lean = t.Sex switch { "M" => Lean(1.10, 128), "F" => Lean(1.07, 148), _ => (Lean(1.10, 128) + Lean(1.07, 148)) / 2 };
        double Lean(double a, double b) => a * t.WeightKg - b * Math.Pow(t.WeightKg / (t.HeightM * 100), 2);
        switch (units)
        {
            case "GML" when way == 0:
                data.With(DicomTags.SuvType, "LBMJAMES128");
                return t.WeightKg / lean;
            case "GML":
                return 1;
            case "CM2ML":
                return t.WeightKg * 0.1 / (0.007184 * Math.Pow(t.HeightM * 100, 0.725) * Math.Pow(t.WeightKg, 0.425));
            case "CPS" when way == 0:
                data.With(DicomTags.CorrectedImage, [.. data.Texts(DicomTags.CorrectedImage).Where(c => c != "DCAL")]).With(DicomTags.DoseCalibrationFactor, 3.5);
                return factor * 3.5 / voxelMl;
            case "CPS":
                return factor / voxelMl;
            case "CNTS" when way == 0:
                Private("0.00123", null);
                return 0.00123;
            case "CNTS" when way == 1:
                Private(null, "2.5");
                return factor * 2.5;
            case "CNTS" when way == 2:
                Private("0.0", "2.5");
                return factor * 2.5;
            case "CNTS":
                return factor / t.FrameSeconds / voxelMl;
            default:
                return factor;
        }

        void Private(string? suv, string? activity)
        {
            ushort block = ways.NextInt(2) == 0 ? (ushort)0x10 : (ushort)0x12; // the creator's block is not always the first
            string vr = ways.NextInt(2) == 0 ? "DS" : "UN";
            if (block == 0x12) data.WithVr(new(0x7053, 0x10), "LO", "SOMEONE ELSE");
            data.WithVr(new(0x7053, block), "LO", "Philips PET Private Group");
            if (suv is not null) data.WithVr(new(0x7053, (ushort)(block << 8)), vr, suv);
            if (activity is not null) data.WithVr(new(0x7053, (ushort)((block << 8) | 9)), vr, activity);
        }
    }

    [Theory]
    [InlineData("BQML", "START")]
    [InlineData("BQML", "ADMIN")]
    [InlineData("BQML", "NONE")]
    [InlineData("CPS", "START")]
    [InlineData("CPS", "ADMIN")]
    [InlineData("CPS", "NONE")]
    [InlineData("CNTS", "START")]
    [InlineData("CNTS", "ADMIN")]
    [InlineData("CNTS", "NONE")]
    [InlineData("GML", "START")]
    [InlineData("GML", "ADMIN")]
    [InlineData("CM2ML", "START")]
    [InlineData("CM2ML", "NONE")]
    public void However_a_header_is_written_its_factor_is_that_of_the_truth(string units, string decay)
    {
        var random = new SeededRandom((ulong)(units.Length * 131 + decay.Length * 17 + units[0]));
        for (int round = 0; round < 150; round++)
        {
            var truth = Draw(random);
            int[] way = [random.NextInt(3), random.NextInt(3), random.NextInt(3), random.NextInt(2), random.NextInt(3), random.NextInt(3), random.NextInt(4), random.NextInt(4)];
            ulong fixedWays = (ulong)random.NextInt(1 << 30);
            List<PetHeader> headers = [];
            List<double> expected = [];
            for (int bed = 0; bed < 3; bed++)
            {
                var (data, factor) = Slice(truth, units, decay, new SeededRandom(fixedWays), bed, way);
                headers.Add(PetHeader.Of(Phantom.Read(DicomWriter.Write(data), $"{bed}.dcm")));
                expected.Add(factor);
            }

            var outcome = SuvCalculator.Compute(headers);

            string story = $"{units} {decay} round {round}, ways {string.Join(' ', way)}, {truth}: {string.Join("; ", outcome.Problems)}";
            Assert.False(outcome.IsRefused, story);
            for (int i = 0; i < 3; i++)
                Assert.True(Math.Abs(outcome.Value.Factors[i] / expected[i] - 1) < 1e-6, $"{outcome.Value.Factors[i]:R} for {expected[i]:R}; {outcome.Value.Reason}; {story}");
        }
    }
}
