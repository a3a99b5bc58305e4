using Cavum.Imaging;

namespace Cavum.Tests.Imaging;

public class SuvRuleTests
{
    private static PetHeader Header() => new()
    {
        Name = "h",
        Units = "BQML",
        DecayCorrection = "START",
        CorrectedImage = ["ATTN", "DECY"],
        WeightKg = 70,
        HeightM = 1.75,
        Sex = "M",
        TotalDose = 368.08e6,
        HalfLifeSeconds = 6586.2,
        InjectionTime = "100000",
        SeriesDate = "20250101",
        SeriesTime = "110000",
        AcquisitionDate = "20250101",
        AcquisitionTime = "110000",
        FrameReferenceTimeMs = 1000 * SuvCalculator.AverageCountTime(Math.Log(2) / 6586.2, 300),
        FrameDurationMs = 300_000,
    };

    /// <summary>By hand: 70,000 g / (368.08 MBq · 2^(−3600 s/6586.2 s)).</summary>
    [Fact]
    public void A_baseline_header_gives_weight_over_decayed_dose()
    {
        var c = SuvCalculator.Compute([Header()]).Value;

        Assert.Equal(70_000 / (368.08e6 * Math.Pow(2, -3600 / 6586.2)), c.Factors[0], 1e-12);
        Assert.Equal(SuvRule.BackComputed, c.Rule);
    }

    [Fact]
    public void Dose_in_MBq_weight_in_grams_and_an_injection_before_midnight_give_the_same_factor()
    {
        double factor = SuvCalculator.Compute([Header()]).Value.Factors[0];
        var midnight = Header() with { SeriesTime = "003000", AcquisitionTime = "003000", InjectionTime = "233000" };

        Assert.Equal(factor, SuvCalculator.Compute([Header() with { TotalDose = 368.08 }]).Value.Factors[0], 1e-15);
        Assert.Equal(factor, SuvCalculator.Compute([Header() with { WeightKg = 70_000 }]).Value.Factors[0], 1e-15);
        Assert.Equal(factor, SuvCalculator.Compute([midnight]).Value.Factors[0], 1e-15);
        Assert.NotEmpty(SuvCalculator.Compute([midnight]).Value.Warnings);
    }

    [Theory]
    [InlineData(0.07)]
    [InlineData(900)]
    public void A_weight_that_is_no_persons_is_refused(double kg)
    {
        var problem = SuvCalculator.Compute([Header() with { WeightKg = kg }]).Problems.Single();

        Assert.Contains("PatientWeight (0010,1030)", problem.Place, StringComparison.Ordinal);
        Assert.StartsWith("[weightImplausible]", problem.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.75, 175.0)]
    [InlineData(175.0, 175.0)]
    [InlineData(1750.0, 175.0)]
    [InlineData(0.05, null)]
    [InlineData(17500.0, null)]
    public void A_height_is_read_in_m_cm_or_mm_and_one_that_is_no_persons_is_not_used(double told, double? cm)
    {
        var c = SuvCalculator.Compute([Header() with { HeightM = told }]).Value;

        Assert.Equal(cm, c.Body!.HeightCm);
        Assert.Equal(told <= 3 && cm is not null, c.Warnings.Count == 0);
        Assert.Equal(cm is null ? "heightMissing" : "ok", c.Variants()[0].Status);
        if (cm is null) Assert.Contains("[heightImplausible]", SuvCalculator.Compute([Header() with { Units = "GML", SuvType = "LBM", HeightM = told }]).Problems.Single().Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dose_that_may_be_in_mCi_is_told() =>
        Assert.Contains("37 times too high", SuvCalculator.Compute([Header() with { TotalDose = 9.9 }]).Value.Warnings.Single(), StringComparison.Ordinal);

    [Fact]
    public void GE_scan_time_comes_first_and_keeps_its_time_of_day_when_dates_were_shifted()
    {
        var ge = Header() with { AcquisitionTime = "113000", GeScanDateTime = "20250101110000" };

        Assert.Equal(SuvRule.GeScan, SuvCalculator.Compute([ge]).Value.Rule);
        Assert.Equal(SuvCalculator.Compute([ge]).Value.Factors[0], SuvCalculator.Compute([ge with { GeScanDateTime = "20180704110000" }]).Value.Factors[0]);
    }

    [Fact]
    public void A_frame_reference_time_counted_from_the_frame_start_falls_back_to_series_time()
    {
        var c = SuvCalculator.Compute([Header() with { FrameReferenceTimeMs = 0 }]).Value;

        Assert.Equal(SuvRule.SeriesTime, c.Rule);
        Assert.Contains("after the first acquisition began", c.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_per_second_need_voxel_volume_and_calibration()
    {
        var cps = Header() with { Units = "CPS", CorrectedImage = ["ATTN", "DECY"], VoxelMillilitres = 0.064, DoseCalibrationFactor = 2 };

        double bqml = SuvCalculator.Compute([Header()]).Value.Factors[0];
        Assert.Equal(bqml * 2 / 0.064, SuvCalculator.Compute([cps]).Value.Factors[0], 1e-9);
        Assert.Equal(bqml / 0.064, SuvCalculator.Compute([cps with { CorrectedImage = ["ATTN", "DECY", "DCAL"] }]).Value.Factors[0], 1e-9);
        Assert.Equal(bqml / 0.064 / 300, SuvCalculator.Compute([cps with { Units = "CNTS", CorrectedImage = ["ATTN", "DECY", "DCAL"] }]).Value.Factors[0], 1e-9);
    }

    public static TheoryData<string, Func<object, object>> Refusals() => new()
    {
        { "unsupportedUnits", h => (PetHeader)h with { Units = "PROPCPS" } },
        { "unsupportedUnits", h => (PetHeader)h with { Units = null } },
        { "unknownDecayCorrection", h => (PetHeader)h with { DecayCorrection = null } },
        { "notAttenuationCorrected", h => (PetHeader)h with { CorrectedImage = ["DECY"] } },
        { "decayCorrectionContradiction", h => (PetHeader)h with { CorrectedImage = ["ATTN"] } },
        { "decayCorrectionContradiction", h => (PetHeader)h with { DecayCorrection = "NONE" } },
        { "missingWeight", h => (PetHeader)h with { WeightKg = null } },
        { "missingWeight", h => (PetHeader)h with { WeightKg = 0 } },
        { "missingDose", h => (PetHeader)h with { TotalDose = null } },
        { "doseUnitUnclear", h => (PetHeader)h with { TotalDose = 368080 } },
        { "missingHalfLife", h => (PetHeader)h with { HalfLifeSeconds = null } },
        { "halfLifeContradiction", h => (PetHeader)h with { HalfLifeSeconds = 109.8, Radiopharmaceutical = "FDG" } },
        { "missingInjectionTime", h => (PetHeader)h with { InjectionTime = null } },
        { "injectionAfterScan", h => (PetHeader)h with { InjectionTime = "110500" } },
        { "missingReferenceTime", h => (PetHeader)h with { SeriesTime = null, AcquisitionTime = null } },
        { "rescaleIntercept", h => (PetHeader)h with { RescaleIntercept = 5 } },
        { "unsupportedSuvType", h => (PetHeader)h with { Units = "GML", SuvType = "BSA" } },
        { "missingHeight", h => (PetHeader)h with { Units = "GML", SuvType = "LBMJANMA", HeightM = null } },
        { "missingSex", h => (PetHeader)h with { Units = "GML", SuvType = "LBM", Sex = null } },
        { "philipsFactorZero", h => (PetHeader)h with { Units = "CNTS", PhilipsSuvFactor = 0 } },
        { "missingCalibration", h => (PetHeader)h with { Units = "CPS", VoxelMillilitres = 0.064 } },
        { "missingVoxelVolume", h => (PetHeader)h with { Units = "CPS", DoseCalibrationFactor = 1 } },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Refusals))]
    public void What_the_header_does_not_support_is_refused_with_its_code(string code, Func<object, object> spoil)
    {
        var outcome = SuvCalculator.Compute([(PetHeader)spoil(Header())]);

        Assert.Contains(outcome.Problems, p => p.Expected.StartsWith($"[{code}]", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_height_SUL_is_not_evaluable_and_SUVbw_is()
    {
        var c = SuvCalculator.Compute([Header() with { HeightM = null }]).Value;

        Assert.All(c.Variants(), v => Assert.Equal(((double?)null, "heightMissing"), (v.FactorFromSuvBw, v.Status)));
    }

    /// <summary>By hand for 70 kg, 175 cm: BMI 22.857; James 1.10·70 − 128·0.16 = 56.52; Janmahasatian 9270·70/(6680 + 216·22.857) = 55.857.</summary>
    [Fact]
    public void Lean_masses_follow_their_formulas()
    {
        var man = new BodySize(70, 175, "M");

        Assert.Equal(56.52, man.LeanJamesKg!.Value, 1e-9);
        Assert.Equal(57.8, man.LeanMorganKg!.Value, 1e-9);
        Assert.Equal(55.857, man.LeanJanmahasatianKg!.Value, 1e-3);
        Assert.Equal(48 + 1.06 * 23, man.IdealKg!.Value, 1e-9);
        Assert.Equal(1.8481, man.SurfaceM2!.Value, 1e-3);
        Assert.Equal((man.LeanJamesKg + new BodySize(70, 175, "F").LeanJamesKg) / 2, new BodySize(70, 175, "O").LeanJamesKg);
        Assert.Null(new BodySize(300, 150, "F").LeanJamesKg);
    }

    [Fact]
    public void Every_dialect_of_the_writer_reads_back_as_the_SUV_that_went_in()
    {
        var suv = Phantom.Spheres(Phantom.Grid(), (new(0, 0, -82), 14, 6));
        foreach (var dialect in Enum.GetValues<PetDialect>())
        {
            foreach (bool mega in (bool[])[false, true])
            {
                var files = PetSeriesWriter.WritePet(suv, Phantom.Header(), Phantom.Acquisition(dialect) with { DoseInMegabecquerels = mega }).Select((b, i) => Phantom.Read(b, $"{i}.dcm")).ToList();
                var read = PetImage.FromSeries(files).Value;
                for (int i = 0; i < suv.Values.Length; i++)
                    Assert.True(Math.Abs(read.Suv.Values[i] / suv.Values[i] - 1) < 1e-3, $"{dialect}: {read.Suv.Values[i]} for {suv.Values[i]} by {read.Conversion!.Reason}");
            }
        }
    }

    [Fact]
    public void GE_scan_times_that_differ_between_slices_are_not_used_and_told()
    {
        PetHeader[] slices = [Header() with { GeScanDateTime = "20250101104500" }, Header() with { GeScanDateTime = "20250101110000" }];

        var c = SuvCalculator.Compute(slices).Value;

        Assert.Equal(SuvRule.BackComputed, c.Rule);
        Assert.Contains(c.Warnings, w => w.Contains("spread over 900.0 s", StringComparison.Ordinal));
        Assert.Equal(SuvRule.GeScan, SuvCalculator.Compute([slices[1], Header()]).Value.Rule);
    }

    [Fact]
    public void A_half_life_of_no_nuclide_and_a_wait_of_many_half_lives_are_told()
    {
        var milliseconds = SuvCalculator.Compute([Header() with { HalfLifeSeconds = 6_586_200 }]).Value;
        var evening = SuvCalculator.Compute([Header() with { InjectionTime = "235900" }]).Value;

        Assert.Contains(milliseconds.Warnings, w => w.Contains("no PET nuclide known here", StringComparison.Ordinal));
        Assert.Contains(evening.Warnings, w => w.Contains("6.0 half-lives before", StringComparison.Ordinal));
        Assert.Empty(SuvCalculator.Compute([Header()]).Value.Warnings);
    }
}
