using System.Globalization;
using Cavum.Core;
using Cavum.Study;

namespace Cavum.Simulation;

/// <summary>study.json and design.json of the simulated study.</summary>
internal static class StudyDocuments
{
    public static string Study() => CanonicalJson.Write(new
    {
        title = "Compassionate use of asparaginase and pembrolizumab in nasopharyngeal carcinoma: a simulated example",
        nctId = (string?)null,
        conditions = new[] { "Nasopharyngeal Carcinoma (NPC)" },
        interventions = new[] { new { type = "DRUG", name = "Anti-PD1" }, new { type = "DRUG", name = "asparaginase" } },
        primaryOutcomes = new[]
        {
            new { measure = "Plasma EBV DNA for treatment response", description = "Copies of EBV DNA per mL of plasma by quantitative PCR", timeFrame = "Until the end of the study" },
        },
        secondaryOutcomes = new[]
        {
            new { measure = "FDG PET/CT scan", description = "FDG PET/CT for the existence of tumour", timeFrame = "3 months" },
        },
        summary = "Every subject, value, curve and image of this study was made by a simulator; none is of a person.",
        sponsor = "Cavum",
        status = "SIMULATED",
        registrySource = (string?)null,
    });

    public static string Design(SimulationSettings settings) => CanonicalJson.Write(new
    {
        study = "CAVUM-DEMO",
        dataCut = settings.DataCut.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        drugs = new
        {
            antiPd1 = new { product = ExposureRecords.AntiPd1Product, dose = 200, unit = "mg", everyDays = ExposureRecords.CycleDays },
            asparaginase = new
            {
                product = ExposureRecords.AsparaginaseProduct,
                dose = 6000,
                unit = "IU/m2",
                blockDays = ExposureRecords.BlockDays,
                antiPd1AfterDays = 1,
            },
        },
        schedule = new
        {
            samples = SampleRecords.NominalDays().TakeWhile(d => d <= 168)
                .Select(d => new { name = d == 0 ? "baseline" : string.Create(CultureInfo.InvariantCulture, $"week {d / 7}"), day = d, windowDays = d <= 28 ? 4 : 7 }),
            scans = new[] { new { name = "baseline", day = -7, windowDays = 21 }, new { name = "month 3", day = 91, windowDays = 21 } },
        },
        plan = PlanDocument.Of(new AnalysisPlan
        {
            ScanInterval = new(AssessmentSchedule.EveryDays, AssessmentSchedule.EveryDays),
            Monitoring = new MonitoringRule { DataCuts = [settings.DataCut.AddDays(-180)] },
        }),
    });
}
